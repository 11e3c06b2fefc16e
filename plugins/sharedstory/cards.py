"""The picture that stands beside a page's address when somebody shares it, drawn at build. No network."""

import contextlib
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sharedstory.model import Channel
from sharedstory.pages import Page

SIZE = (1200, 630)
MARGIN = 80
PAPER, INK, PLUM, LIGHT = "#FFFBF5", "#241A2B", "#5A1A46", "#FFC845"
# Most fonts for the web have Latin letters only. A title in others would come out as empty boxes.
DRAWABLE = {*range(0x20, 0x250), *range(0x2010, 0x2028)}


def path(page: Page) -> str:
    """Where the card of a page is: `cards/testimonies/a-key.png`."""
    return f"cards/{page.path}.png"


def has_card(page: Page) -> bool:
    """Whether a page has a card of its own: it shows one thing, and its author agreed to that."""
    return page.single and Channel.CARD in page.channels


def draw(page: Page, site_name: str, font: str | None) -> bytes:
    """The card of a page as PNG, 1,200 by 630 pixels: what it is, its title, and the site.

    `font` is a font file (TrueType, OpenType, WOFF2). Without one, Pillow's own is used.
    """
    from PIL import Image, ImageDraw  # only sites with cards pay for the import

    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, 28, SIZE[1]), fill=LIGHT)
    made = page.values.get("made")
    kind = made.pledge.sort.label if made else page.entry.kind.label if page.entry else ""
    if all(ord(letter) in DRAWABLE for letter in page.title):
        canvas.text((MARGIN, MARGIN), kind, fill=PLUM, font=_font(font, 36, 700))
        for size in (76, 64, 54, 44, 36):
            lines = list(_lines(page.title, _font(font, size, 700)))
            if len(lines) * size * 1.2 <= SIZE[1] - 3.6 * MARGIN:
                break
        for number, line in enumerate(lines):
            place = (MARGIN, MARGIN + 70 + number * size * 1.2)
            canvas.text(place, line, fill=INK, font=_font(font, size, 700))
    canvas.text((MARGIN, SIZE[1] - MARGIN - 30), site_name, fill=PLUM, font=_font(font, 36, 400))
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font(file: str | None, size: int, weight: int) -> Any:
    from PIL import ImageFont

    if file is None:
        return ImageFont.load_default(size)
    font = ImageFont.truetype(Path(file).open("rb"), size)  # noqa: SIM115 - Pillow reads it while it draws
    with contextlib.suppress(OSError):  # not a variable font
        font.set_variation_by_axes([weight])
    return font


def _lines(text: str, font: Any) -> Iterator[str]:
    """A text broken into lines that fit the card."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > SIZE[0] - 2 * MARGIN:
            yield line
            longer = word
        while font.getlength(longer) > SIZE[0] - 2 * MARGIN:
            cut = next(
                n for n in range(len(longer), 0, -1) if font.getlength(longer[:n]) <= SIZE[0] - 2 * MARGIN
            )
            yield longer[:cut]
            longer = longer[cut:]
        line = longer
    yield line
