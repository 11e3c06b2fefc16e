"""A Content Security Policy in every page, for themes that bring none: only what the theme itself wrote may run."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
# The search of Pagefind is WebAssembly.
_OURS = ("'self'", "'wasm-unsafe-eval'")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_NO_CODE = re.compile(r"""\b(?:src\s*=|type\s*=\s*["']?application/(?:ld\+)?json)""", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>(?:\s*<meta charset[^>]*>)?", re.IGNORECASE)
_FILLED_IN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_ADDRESS = r"[\w./:-]*"


def scripts_of(folders: Iterable[str]) -> list[re.Pattern[str]]:
    """The scripts that a theme's templates write into pages, from the folders of its templates.

    What a template fills in may be an address or a word, and nothing else. So nobody's words make a script of theirs
    look like the theme's.
    """
    return [
        re.compile(_ADDRESS.join(re.escape(part) for part in _FILLED_IN.split(script)))
        for folder in folders
        for path in sorted(Path(folder).rglob("*.html"))
        for attributes, script in _SCRIPT.findall(path.read_text(encoding="utf-8"))
        if script.strip() and not _NO_CODE.search(attributes) and "{%" not in script
    ]


def with_policy(html: str, known: Iterable[re.Pattern[str]]) -> tuple[str, list[str]]:
    """A page with a policy that lets its `known` scripts run, and the scripts in it that will not run.

    A page that has a policy of its own stays as it is.
    """
    head = _HEAD.search(html)
    if head is None or 'http-equiv="Content-Security-Policy"' in html.partition("</head>")[0]:
        return html, []
    written = [
        script for attributes, script in _SCRIPT.findall(html) if script and not _NO_CODE.search(attributes)
    ]
    mine = [script for script in written if any(pattern.fullmatch(script) for pattern in known)]
    allowed = dict.fromkeys((*_OURS, *map(_hash, mine)))
    policy = POLICY.format(scripts=" ".join(allowed))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html[: head.end()] + meta + html[head.end() :], [
        script for script in written if script not in mine
    ]


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
