"""Which files changed since some commit, and what stood in them. It alone asks Git, and only reads."""

import os
import subprocess
from pathlib import Path

from sharedstory.schema.errors import MISUSED, PlainError


def since(ref: str, folder: Path) -> set[Path]:
    """The files below a folder, absolute, that differ from where `ref` and what is checked out part ways.

    Counts what is committed, staged, changed and new. Raises PlainError.
    """
    top = _top(folder)
    changed = _git(
        top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", _base(ref, folder), "--"
    )
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return {top / name for name in (changed + new).split("\0") if name}


def before(ref: str, path: Path) -> str:
    """What stood in a file where `ref` and what is checked out part ways; nothing where there was none.

    Raises PlainError.
    """
    folder = path.parent
    name = placed(path).relative_to(_top(folder)).as_posix()
    base = _base(ref, folder)
    there = _git(_top(folder), "ls-tree", "-z", "--name-only", base, "--", f":(literal){name}")
    return _git(folder, "show", "--no-textconv", f"{base}:{name}") if there else ""


def placed(path: Path) -> Path:
    """The whole path of a file or folder, without steps back: what Git calls it. Links are not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - `Path.resolve` follows links


def _top(folder: Path) -> Path:
    words = "this is no folder of a Git repository."
    return Path(_git(folder.absolute(), "rev-parse", "--show-toplevel", failure=words).strip())


def _base(ref: str, folder: Path) -> str:
    unknown = "Git knows no such commit. Has it been fetched?"
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", failure=unknown
    )
    return _git(
        folder, "merge-base", commit.strip(), "HEAD", failure="it has no commit in common with this one."
    ).strip()


def _git(folder: Path, *words: str, failure: str = "Git did not answer.") -> str:
    try:
        ran = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)  # noqa: S603, S607 - no shell
    except FileNotFoundError:
        raise PlainError("there is no Git on this computer.", MISUSED) from None
    except subprocess.CalledProcessError:
        raise PlainError(failure, MISUSED) from None
    return ran.stdout.decode("utf-8", "surrogateescape")
