"""The words of a site in its language. English stands in the code; catalogs of gettext hold every other language."""

import gettext
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sharedstory.schema import locales
from sharedstory.schema.errors import PlainError

FOLDER = Path(__file__).parent / "catalogs"
# Counts that between them need every plural form of every language.
_COUNTS = (0, 1, 2, 3, 5, 6, 8, 11, 20, 21, 100, 1000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a site says, in the language `code`: `words("Search")`. Where a catalog has no such message, it is English."""

    code: str
    catalog: gettext.NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        """A message in this language. Each `%(name)s` in it becomes the value of that name."""
        text = self.catalog.gettext(message) if message else ""
        return text % values if values else text

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """A message that depends on a number, which is `%(count)s` in it."""
        number = locales.number(count, self.code)
        return self.catalog.ngettext(one, many, count) % {"count": number, **values}

    def forms(self, one: str, many: str) -> dict[str, str]:
        """A message for scripts, by the plural categories of CLDR, as `Intl.PluralRules` calls them."""
        return {
            locales.category(count, self.code): self.catalog.ngettext(one, many, count) for count in _COUNTS
        }


def words(code: str, own: Path | None = None) -> Wording:
    """The words of a language; those in the site's `own` folder of catalogs come before ours. Raises PlainError."""
    catalog = gettext.NullTranslations()
    for path in _catalogs(code, own):
        above = gettext.GNUTranslations(io.BytesIO(_compiled(path, path.stat().st_mtime_ns)))
        above.add_fallback(catalog)
        catalog = above
    return Wording(code, catalog)


ENGLISH = Wording("en", gettext.NullTranslations())


def _catalogs(code: str, own: Path | None) -> Iterator[Path]:
    """The catalogs that there are for a language, the more particular and the site's own last: `pt`, then `pt-BR`."""
    for folder in filter(None, (FOLDER, own)):
        for name in dict.fromkeys((code.partition("-")[0], code)):
            path = folder / f"{name}.po"
            if path.is_file():
                yield path


@cache
def _compiled(path: Path, modified: int) -> bytes:
    """A catalog as gettext reads it. One that somebody changes while they look at the site is read again."""
    from babel.messages.mofile import write_mo  # only sites in other languages pay for the import
    from babel.messages.pofile import PoFileError, read_po

    compiled = io.BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, abort_invalid=True))
    except (PoFileError, ValueError) as error:
        raise PlainError(f"{path} is not a catalog that we can read: {error}") from None
    return compiled.getvalue()
