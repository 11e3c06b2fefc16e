"""The picture that stands beside a page's address when somebody shares it, drawn at build. No network."""

import io
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sharedstory.schema import locales
from sharedstory.schema.choices import Channel
from sharedstory.schema.wording import Wording
from sharedstory.site import fonts
from sharedstory.site.fonts import Fonts
from sharedstory.site.page import Page

SIZE = (1200, 630)
MARGIN = 80
PAPER, INK, PLUM, LIGHT = "#FFFBF5", "#241A2B", "#5A1A46", "#FFC845"


def path(page: Page) -> str:
    """Where the card of a page is: `cards/testimonies/a-key.png`."""
    return f"cards/{page.path}.png"


def has_card(page: Page) -> bool:
    """Whether a page has a card of its own: it shows one thing, and its author agreed to that."""
    return page.single and Channel.CARD in page.channels


def draw(page: Page, site_name: str, say: Wording, known: Fonts) -> bytes:
    """The card of a page as PNG, 1,200 by 630 pixels: what it is, its title, and the site.

    `say` has the words of the site. A title of which no font has all letters is left out, with what it is, rather than
    shown as empty boxes; and so is the name of the site.
    """
    from PIL import Image, ImageDraw  # only sites with cards pay for the import

    language = say.code
    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    made = page.values.get("made")
    entry = made.entry if made else page.entry
    title = _seen(page.title)
    spoken = (entry.front.lang if entry else None) or language
    way = locales.direction_of(title, spoken)
    bar = (0, 0, 28, SIZE[1]) if way == "ltr" else (SIZE[0] - 28, 0, SIZE[0], SIZE[1])
    canvas.rectangle(bar, fill=LIGHT)

    def put(
        line: str, down: float, size: int, weight: int, fill: str, tongue: str, among: Fonts = known
    ) -> None:
        across = MARGIN if way == "ltr" else SIZE[0] - MARGIN - _width(line, size, weight, among)
        for of_run, run in among.runs(line) or ():
            font = of_run.at(size, weight)
            shaped = _shaped(font)
            canvas.text(
                (across, down + size),
                run,
                fill=fill,
                font=font,
                anchor="ls",
                direction=locales.direction_of(run, tongue) if shaped else None,
                language=tongue if shaped else None,
            )
            across += font.getlength(run)

    if known.runs(title):
        put(
            say(made.pledge.sort.label) if made else say(entry.kind.label) if entry else "",
            MARGIN,
            36,
            700,
            PLUM,
            language,
        )
        of_title = known.of(title)
        for size in (76, 64, 54, 44, 36):
            lines = list(_lines(title, partial(_width, size=size, weight=700, known=of_title)))
            if len(lines) * size * 1.2 <= SIZE[1] - 3.6 * MARGIN:
                break
        for number, line in enumerate(lines):
            put(line, MARGIN + 70 + number * size * 1.2, size, 700, INK, spoken, of_title)
    put(site_name, SIZE[1] - MARGIN - 30, 36, 400, PLUM, language)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _seen(words: str) -> str:
    """Wording without signs that only steer, for which fonts have a box, but for those that join letters or keep them apart."""
    return "".join(
        letter for letter in words if unicodedata.category(letter) != "Cf" or letter in "\u200c\u200d"
    )


def _shaped(font: Any) -> bool:
    """Whether Pillow sets words in this font as their language wants, which its own font and others may not have."""
    from PIL import ImageFont

    return bool(fonts.shapes() and font.layout_engine == ImageFont.Layout.RAQM)


def _width(words: str, size: int, weight: int, known: Fonts) -> float:
    return sum(float(font.at(size, weight).getlength(run)) for font, run in known.runs(words) or ())


def _lines(text: str, width: Callable[[str], float]) -> Iterator[str]:
    """A text broken into lines that fit the card, where it has spaces or else between any two letters."""
    room = SIZE[0] - 2 * MARGIN
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer) > room:
            yield line
            longer = word
        while width(longer) > room:
            fitting = (n for n in range(len(longer) - 1, 1, -1) if width(longer[:n]) <= room)
            cut = next((n for n in fitting if _may_begin(longer[n])), 1)
            yield longer[:cut]
            longer = longer[cut:]
        line = longer
    yield line


def _may_begin(letter: str) -> bool:
    """Whether a line may begin with a letter: marks stay with the letter before, and closing signs too."""
    return unicodedata.category(letter)[0] not in "MP"
