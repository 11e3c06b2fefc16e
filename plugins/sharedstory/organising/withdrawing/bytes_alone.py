"""What bytes are by themselves: text, a picture or something to hear, or packed and locked without a mark."""

import base64
import re
from string import ascii_lowercase, ascii_uppercase, digits

from sharedstory.organising.withdrawing.readings import (
    CONTROLS,
    WIDE,
    is_plain,
    strictly,
)

# Why a file is closed.
PICTURE, MEDIA, FONT = "it is a picture", "it is sound or film", "it is a font"
PACKED, LOCKED, UNKNOWN = "only its own program can open it", "it is locked", "we do not know what is in it"
# What a file begins with that nothing here can open.
CLOSED = (
    *(
        (magic, PICTURE)
        for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")
    ),
    *((magic, PICTURE) for magic in (b"\0\0\1\0", b"\xff\x0a", b"\0\0\0\x0cJXL", b"AT&TFORM", b"gimp xcf")),
    *((magic, MEDIA) for magic in (b"OggS", b"ID3", b"\xff\xfb", b"fLaC", b"\x1aE\xdf\xa3", b"FLV", b"MThd")),
    *((magic, FONT) for magic in (b"wOF2", b"wOFF", b"OTTO", b"\0\1\0\0\0", b"ttcf", b"true\0")),
    *(
        (magic, PACKED)
        for magic in (b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"(\xb5/\xfd", b"\x04\x22M\x18")
    ),
    *(
        (magic, PACKED)
        for magic in (b"PACK\0", b"# v2 git", b"# v3 git", b"LZIP", b"\x1f\x9d", b"MSCF", b"%!PS")
    ),
    *((magic, PACKED) for magic in (b"PAR1", b"xar!", b"DIRC", b"!<arch>", b"\xed\xab\xee\xdb", b"hsqs")),
    (b"Salted__", LOCKED),
    (b"=ybegin ", PACKED),
)


def is_random(raw: bytes) -> bool:
    """Whether bytes that stood somewhere in letters are packed or locked, and no sum, key or long word."""
    if len(raw) < 100:
        return False
    letters = base64.b64encode(raw[:3000]).decode().rstrip("=")
    groups = (ascii_lowercase, ascii_uppercase, digits, "+/")
    small, capital, digit, mark = (sum(map(letters.count, group)) / len(letters) for group in groups)
    return min(small, capital) > 0.25 and digit > 0.06 and mark < 0.09 and not _LONG_WORD.search(letters)


_LONG_WORD = re.compile(r"[a-z]{14}|[A-Z]{14}")


def by_its_name(raw: bytes) -> str:
    if raw[:4] == b"RIFF":
        return PICTURE if raw[8:12] == b"WEBP" else MEDIA
    if raw[4:8] == b"ftyp":
        return PICTURE if raw[8:12] in (b"avif", b"avis", b"heic", b"heix", b"mif1") else MEDIA
    return ""


def is_text(raw: bytes) -> bool:
    """Whether bytes are text in some alphabet, wide or not."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or b"\0" in raw:
        return any(is_plain(text) for text in strictly(raw, ("utf-16", "utf-32", *WIDE)))
    try:
        return is_plain(raw.decode("utf-8"))
    except UnicodeDecodeError:
        # Bytes of pictures and packed files have as many of these as of any others.
        return len(raw) >= 24 and sum(map(raw.count, map(bytes, zip(CONTROLS)))) * 200 <= len(raw)
