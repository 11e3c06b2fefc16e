"""The search index: Pagefind, run once over a finished site. No word leaves the reader's browser."""

import importlib.util
import subprocess
import sys
from pathlib import Path


class SearchError(Exception):
    """The index could not be made. The message says what to do."""


def index(site: Path) -> str:
    """Make the search index of a built site, in its folder `pagefind/`.

    Returns what Pagefind said. Raises SearchError when it is not installed or fails.
    """
    if importlib.util.find_spec("pagefind") is None or importlib.util.find_spec("pagefind_bin") is None:
        raise SearchError(
            "The search needs Pagefind. Run: pip install 'pagefind[bin]'. Or set search: false in mkdocs.yml."
        )
    # Its Python interface sleeps a tenth of a second a record; the command does not.
    done = subprocess.run(  # noqa: S603 - nothing in the command comes from a contributor
        [sys.executable, "-m", "pagefind", "--site", str(site)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SearchError(f"Pagefind could not make the search index: {(done.stderr or done.stdout).strip()}")
    return done.stdout
