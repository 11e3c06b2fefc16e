"""Words for messages."""


def shortened(text: str, length: int = 60) -> str:
    """Text cut to so many characters, for a message."""
    return text if len(text) <= length else text[: length - 1] + "…"
