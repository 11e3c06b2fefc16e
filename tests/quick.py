"""Does once in a process what each build of a site does again with the same result.

A build of a small site compiles the templates of its theme, and lists the ten thousand icons of Material to leave them
all out again: together that is nearly half of its work. And whoever looks through a site reads the scripts of its theme, in
all the ways in which words can be written down: that is most of it.
"""

import subprocess
import sys
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from jinja2 import Environment, FileSystemLoader

from sharedstory.organising.withdrawing import traces, unpacking
from sharedstory.site import render

_compile = Environment.compile
_list = FileSystemLoader.list_templates
_codes: dict[tuple[object, ...], str | CodeType] = {}


def _compile_once(
    self: Environment, source: Any, name: str | None = None, filename: str | None = None, **more: Any
) -> Any:
    """What `Environment.compile` gives, kept by all that this depends on."""
    if more or not isinstance(source, str) or type(self) not in (Environment, render._Environment):
        return _compile(self, source, name, filename, **more)
    blanks = (self.trim_blocks, self.lstrip_blocks, self.keep_trailing_newline)
    key = (source, name, filename, frozenset(self.extensions), self.autoescape, blanks)
    if key not in _codes:
        _codes[key] = _compile(self, source, name, filename)
    return _codes[key]


@cache
def _names(folder: str) -> frozenset[str]:
    return frozenset(name for name in _list(FileSystemLoader(folder)) if not name.startswith("."))


def _list_once(self: FileSystemLoader) -> list[str]:
    """What `list_templates` gives, without the names that begin with a dot, which MkDocs leaves out at once."""
    kept = [
        _names(path) if "site-packages" in path else _list(FileSystemLoader(path)) for path in self.searchpath
    ]
    return sorted({name for names in kept for name in names})


_run = subprocess.run
_MKDOCS = [sys.executable, "-m", "mkdocs"]


def _run_at_once(words: Any, **options: Any) -> Any:
    """What `subprocess.run` does; a build as a command begins one, in a process that has imported all that it needs."""
    if (
        words[:3] != _MKDOCS
        or options.keys() != {"cwd", "capture_output", "text", "check"}
        or options["check"]
    ):
        return _run(words, **options)
    from tests.engine.commands import run  # it begins a server, and that imports this module

    return run("mkdocs", *words[3:], at=options["cwd"])


def builds() -> None:
    """Make the builds of this process quick from now on."""
    subprocess.run = _run_at_once  # type: ignore[assignment]  # here and in no program
    Environment.compile = _compile_once  # type: ignore[assignment, method-assign]  # here and in no program
    FileSystemLoader.list_templates = _list_once  # type: ignore[method-assign]  # here and in no program
    traces._words = lru_cache(maxsize=4096)(traces._words)
    unpacking.opened = lru_cache(maxsize=512)(unpacking.opened)
