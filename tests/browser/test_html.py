"""What the Nu Html Checker says of every page of both sites: nothing is wrong."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.browser.conftest import Site, missing
from tests.engine.conftest import REPOSITORY

JAR = REPOSITORY / ".venv" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_the_html_of_every_page_is_as_the_standard_has_it(own: Site, odd: Site) -> None:
    java = shutil.which("java")
    if java is None:
        missing("Java")
    jar = Path(os.environ.get("VNU_JAR", JAR))
    if not jar.is_file():
        missing("The Nu Html Checker (npm install --no-save --prefix .venv vnu-jar)")
    done = subprocess.run(
        [java, "-jar", jar, "--skip-non-html", "--format", "json", own.folder, odd.folder],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr)["messages"]
    assert [(each.get("url"), each["message"]) for each in messages if each["type"] == "error"] == []
