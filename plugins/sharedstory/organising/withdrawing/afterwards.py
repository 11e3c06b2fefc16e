"""What comes after a withdrawal: files made again, a new site, its proof, and what is left for a person to do."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sharedstory.editing import files
from sharedstory.forms import generated
from sharedstory.organising.letters import letter
from sharedstory.organising.withdrawing.proof import Proof, Search
from sharedstory.story.settings import around
from sharedstory.story.story import Story


def make_again(read: Story) -> Iterator[Path]:
    """Make those files again that are made from the schema and what is there. Gives the path of each."""
    for path, text in generated.outdated(read, around(read.folder, environment={})):
        files.save(path, text.encode())
        yield path


def build(root: Path, built: Path) -> str | None:
    """Build the site into a folder, in a process of its own. Returns what was said where that failed."""
    done = subprocess.run(  # noqa: S603 - our own program, and no word of anybody's
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(built.absolute())],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else None


def keep(proof: Proof, root: Path) -> Path:
    """Write down what was seen, for the organisers."""
    path = root / "proofs" / proof.name
    files.save(path, str(proof).encode())
    return path


def runbook(search: Search, proof: Proof | None) -> str:
    """What no program can do, for an organiser to do one after the other."""
    paths = " ".join(f"--path '{name}'" for name in search.paths)
    out = f"--invert-paths {paths}" if paths else "--replace-text ../its-words.txt"
    return letter("withdrawal-runbook", out=out, older=bool(proof and proof.older))
