"""Puts a finished site in the place of the last one, so that nobody ever sees half a site."""

import shutil
from pathlib import Path


def unfinished(site: Path) -> Path:
    """Where a site is built until it is whole: a hidden folder beside it."""
    return site.with_name(f".{site.name}-unfinished")


def put_in_place(site: Path) -> None:
    """Replace `site` by its finished twin.

    Hidden files of the old site stay, since people keep a `.git` or `.nojekyll` there. Where the folder
    itself cannot be replaced, such as a mount, its contents are.
    """
    new = unfinished(site)
    old = site.with_name(f".{site.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if site.is_dir():
        kept = [
            item for item in site.iterdir() if item.name.startswith(".") and not (new / item.name).exists()
        ]
        try:
            if site.is_symlink():
                raise OSError("a link stays a link")
            site.rename(old)
        except OSError:
            for item in site.iterdir():
                if not item.name.startswith("."):
                    shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
            for item in new.iterdir():
                item.replace(site / item.name)
            new.rmdir()
            return
        for item in kept:
            (old / item.name).rename(new / item.name)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)
