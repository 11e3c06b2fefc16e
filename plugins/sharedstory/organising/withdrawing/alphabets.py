"""Ways to write bytes as letters, and the bytes that some letters stand for in each."""

import base64
import re
from collections.abc import Callable


def _padded(letters: str) -> str:
    return letters.rstrip("=").upper() + "=" * (-len(letters.rstrip("=")) % 8)


# How a file can be nothing but letters that stand for bytes, without a word of how.
ONE_TOKEN = re.compile(r"\s*(?:[!-~]{20,}\s+)*[!-~]+\s*")


_Z85 = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
)


ALPHABETS: tuple[Callable[[str], bytes], ...] = (
    lambda letters: base64.b32decode(_padded(letters)),
    lambda letters: base64.b32hexdecode(_padded(letters)),
    base64.a85decode,
    base64.b85decode,
    lambda letters: base64.b85decode(letters.translate(_Z85)),
)
