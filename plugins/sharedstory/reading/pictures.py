"""Pictures beside a testimony: looked at before they are taken, and stripped of what a camera adds."""

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sharedstory.schema.errors import PlainError

if TYPE_CHECKING:
    from PIL.Image import Image as Opened

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
# A picture that is sharpened step by step has a dozen steps. One with thousands is made to keep us busy.
MAX_SCANS = 64
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


@contextmanager
def _open(file: Path | io.BytesIO) -> "Iterator[Opened]":
    """The picture in a file, without Pillow's warnings of damage in it: `inspect` says what is wrong."""
    from PIL import Image, ImageFile  # only sites with pictures pay for the import

    # Some libraries, such as the one for booklets, tell Pillow to say nothing of what is cut off.
    silent = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as image:
                yield image
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = silent


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is wrong with a picture, in words for a contributor, or nothing; and whether it says where it was taken."""

    wrong: str = ""
    located: bool = False


def inspect(path: Path) -> Inspected:
    """Look at a picture, and decode it once, since damage shows only then: the build does nothing that fails later."""
    return _look(path, _decode)[0]


def inspect_and_prepare(path: Path) -> tuple[Inspected, bytes]:
    """What `inspect` and `prepare` make of a picture, which is decoded once. No bytes where something is wrong."""
    return _look(path, partial(_prepare, FORMATS[path.suffix.lower()]))


def _look(path: Path, decode: "Callable[[Opened], tuple[Inspected, bytes]]") -> tuple[Inspected, bytes]:
    """What `decode` makes of a picture, or what is wrong with it."""
    from PIL import Image

    too_many = f"this picture has over {MAX_PIXELS // 1_000_000} million dots. Make it smaller."
    if path.stat().st_size > MAX_BYTES:
        return Inspected(f"this picture is bigger than {MAX_BYTES // 1024 // 1024} MB. Make it smaller."), b""
    wrong = "this file is not a picture that we can read. Save it again as .jpg, .png or .webp."
    try:
        raw = path.read_bytes()
        with _open(io.BytesIO(raw)) as image:
            if image.width * image.height > MAX_PIXELS:
                return Inspected(too_many), b""
            # Some telephones put a second picture behind the first one, and Pillow calls such a JPEG an MPO.
            kind = "JPEG" if image.format == "MPO" else image.format
            if kind != FORMATS[path.suffix.lower()]:
                return Inspected(f"this picture is {kind}, and its name says otherwise. Save it again."), b""
            if kind == "JPEG" and raw.count(b"\xff\xda") > MAX_SCANS:
                return Inspected("this picture is put together in too many steps. Save it again."), b""
            wrong = "this picture is cut off or damaged. Put the whole file here, or save it again."
            return decode(image)
    except Image.DecompressionBombError:
        return Inspected(too_many), b""
    except Exception:  # damage leads Pillow to errors of many types
        return Inspected(wrong), b""


def _decode(image: "Opened") -> tuple[Inspected, bytes]:
    # The same damage shows in an eighth of the size, in less time.
    image.draft(image.mode, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()  # first of all: to ask for EXIF swallows damage, and then nothing is decoded any more
    return Inspected(located=_located(image)), b""


def _located(image: "Opened") -> bool:
    """Whether a picture says where it was taken, in EXIF or in XMP. What is damaged says nothing."""
    with suppress(Exception):  # damage leads Pillow to errors of many types
        if image.getexif().get_ifd(0x8825):
            return True
    packets = (image.info.get("xmp"), image.info.get("XML:com.adobe.xmp"))
    return any("GPSLatitude" in str(packet) for packet in packets if packet)


def _turned(image: "Opened") -> int:
    """How a camera says that a picture is to be turned: 1 to 8, as in EXIF. What is damaged says nothing."""
    try:
        given = image.getexif().get(0x0112)
    except Exception:  # damage leads Pillow to errors of many types
        return 1
    return given if isinstance(given, int) and 1 <= given <= 8 else 1


def size_as_shown(path: Path) -> tuple[int, int]:
    """Width and height in pixels of a picture as `prepare` makes it. Raises PlainError, as that does."""
    try:
        with _open(path) as image:
            width, height = image.size
            return _scaled(height, width) if _turned(image) >= 5 else _scaled(width, height)  # by a quarter
    except Exception as error:  # damage leads Pillow to errors of many types
        raise PlainError(f"{path}: this picture cannot be shown. Save it again.") from error


def _scaled(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, MAX_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


_PNG_PARTS = (b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"IDAT", b"IEND")
# Tables, frames, scans, the plain JFIF head, and how colours are written (APP14).
_JPEG_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_PARTS = frozenset([*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDD, 0xEE])


def bare(raw: bytes) -> bool:
    """Whether a PNG or JPEG holds the picture and nothing else: no place, camera, owner, words or second picture."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        place = 8
        while raw[place + 4 : place + 8] in _PNG_PARTS:
            place += 12 + int.from_bytes(raw[place : place + 4])
        return place == len(raw) and raw[-8:-4] == b"IEND"
    place = 2 if raw.startswith(b"\xff\xd8") else len(raw)
    while (
        raw[place : place + 1] == b"\xff" and len(raw) > place + 4 and raw[place + 1] in {*_JPEG_PARTS, 0xE0}
    ):
        kind, length = raw[place + 1], int.from_bytes(raw[place + 2 : place + 4])
        if (kind, length) not in ((0xE0, 16), (0xEE, 14)) and kind in (0xE0, 0xEE):
            return False
        place += 2 + length
        if kind == 0xDA:
            end = _JPEG_SCAN_ENDS.search(raw, place)
            place = end.start() if end else len(raw)
    return raw[place:] == b"\xff\xd9"


def public(path: Path) -> bytes:
    """A picture that may leave the folder: as it is where it is `bare` and no bigger than on the site, else prepared."""
    raw = path.read_bytes()
    with _open(path) as image:
        small = max(image.size) <= MAX_SIDE
    return raw if small and bare(raw) else prepare(path)


def prepare(path: Path) -> bytes:
    """A picture for the site: upright, at most 1,600 pixels a side, without place, camera, owner or colour profile.

    Raises PlainError where the file has gone, or has changed since `inspect` found nothing wrong with it.
    """
    try:
        with _open(path) as image:
            return _prepare(FORMATS[path.suffix.lower()], image)[1]
    except Exception as error:  # damage leads Pillow to errors of many types
        raise PlainError(f"{path}: this picture cannot be shown. Save it again.") from error


def _prepare(kind: str, image: "Opened") -> tuple[Inspected, bytes]:
    """How a picture is, and what the site shows of it."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    size = _scaled(*image.size)
    if size != image.size:
        image.draft(image.mode, size)  # a JPEG much bigger than that need not be decoded in all
    image.load()  # first of all, as in `_decode`
    inspected = Inspected(located=_located(image))
    turned = _turned(image)
    shown = image.transpose(turns[turned]) if turned in turns else image.copy()
    size = size[::-1] if turned >= 5 else size
    if shown.mode == "P" or (shown.mode in ("L", "RGB") and "transparency" in shown.info):
        shown = shown.convert("RGBA" if "transparency" in shown.info else "RGB")
    if shown.size != size:
        shown = shown.resize(size)
    shown = _in_usual_colours(shown)
    shown.info.clear()
    out = io.BytesIO()
    if kind == "PNG":
        shown.save(out, kind, optimize=True)
    else:
        shown.save(out, kind, quality=82)
    return inspected, out.getvalue()


def _in_usual_colours(image: "Opened") -> "Opened":
    """A picture in sRGB, which needs no profile: a profile can name a person's screen or scanner."""
    from PIL import ImageCms

    mode = "RGB" if image.mode == "CMYK" else image.mode
    if profile := image.info.get("icc_profile"):
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            usual = ImageCms.createProfile("sRGB")
            flat = image.convert("RGB") if mode == "RGBA" else image
            turned = ImageCms.profileToProfile(flat, given, usual, outputMode="RGB")
        except (
            Exception
        ):  # a profile that is damaged, or of another kind of picture, says nothing of the colours
            turned = None
        if turned is not None:
            if mode == "RGBA":
                turned.putalpha(image.getchannel("A"))
            return turned
    return image if mode == image.mode else image.convert(mode)
