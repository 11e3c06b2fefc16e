"""Counts work: how many calls something makes, of ours and of the language, and how they grow with what it is given.

A copy of a long text is one call, however long it is, so work that copies what is left again and again is not seen
here.
"""

import gc
import math
import sys
from collections.abc import Callable
from typing import Any

EXPONENT = 1.2
SIZES = (1, 2, 4, 8)


def calls(run: Callable[[], Any]) -> int:
    """How many calls a function makes, each step of a generator among them."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    gc.disable()  # what others left behind is tidied up at its own time
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def exponent(prepare: Callable[[int], Callable[[], Any]], size: int) -> float:
    """How fast work grows between the last two of `size` times 1, 2, 4 and 8: 1 for twice as much, 2 for four times.

    `prepare` makes the input, which is not counted, and returns what is.
    """
    prepare(size)()  # what is only done once
    counts = [calls(prepare(size * times)) for times in SIZES]
    return math.log2(counts[-1] / counts[-2])
