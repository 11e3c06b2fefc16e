"""What cannot be done, in words for a person."""

# What a command ends with where it could not do what was asked, and where it was asked in a way that it cannot be.
FAILED, MISUSED = 1, 2


class PlainError(Exception):
    """Something that cannot be done. Its text is the reason for a person; `status` is what a command ends with."""

    def __init__(self, reason: str, status: int = FAILED) -> None:
        super().__init__(reason)
        self.status = status
