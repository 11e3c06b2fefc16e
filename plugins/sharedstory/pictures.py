"""Pictures beside a testimony: looked at before they are taken, and stripped of what a camera adds."""

import io
from pathlib import Path

from sharedstory.body import PICTURES

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


def inspect(path: Path) -> str:
    """What is wrong with a picture, in words for a contributor, or nothing. Reads no more than its head."""
    from PIL import Image, UnidentifiedImageError  # only sites with pictures pay for the import

    if path.stat().st_size > MAX_BYTES:
        return f"this picture is bigger than {MAX_BYTES // 1024 // 1024} MB. Make it smaller."
    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > MAX_PIXELS:
                return f"this picture has over {MAX_PIXELS // 1_000_000} million dots. Make it smaller."
            if image.format != FORMATS[path.suffix.lower()]:
                return f"this picture is {image.format}, and its name says otherwise. Save it again."
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return f"this file is not a picture that we can read. Save it again as {', '.join(PICTURES)}."
    return ""


def size_as_shown(path: Path) -> tuple[int, int]:
    """Width and height in pixels of a picture as `prepare` makes it."""
    from PIL import Image

    with Image.open(path) as image:
        width, height = image.size
        if image.getexif().get(0x0112, 1) >= 5:  # turned by a quarter
            width, height = height, width
    scale = min(1.0, MAX_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def prepare(path: Path) -> bytes:
    """A picture for the site: upright, at most 1,600 pixels a side, without place, camera or owner.

    Raises OSError when the file has gone or is damaged further in than `inspect` looks.
    """
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        kind = FORMATS[path.suffix.lower()]
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        shown = upright.resize(size_as_shown(path)) if max(upright.size) > MAX_SIDE else upright.copy()
    shown.info.clear()
    out = io.BytesIO()
    if kind == "PNG":
        shown.save(out, kind, optimize=True, icc_profile=profile)
    else:
        shown.save(out, kind, quality=82, icc_profile=profile)
    return out.getvalue()
