"""What the server of `commands.py` does once: it imports what commands do, and compiles the templates of a build."""

import logging
import tempfile
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

import sharedstory.commands  # noqa: F401 - only so that it is imported
from tests import quick

quick.builds()
logging.disable()
with tempfile.TemporaryDirectory() as folder:
    build(load_config(str(Path(__file__).parents[1] / "site" / "mkdocs.yml"), site_dir=f"{folder}/site"))
logging.disable(logging.NOTSET)
