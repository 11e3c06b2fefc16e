"""What makes a build of thousands of pages quick: no needless collecting of garbage, and a second process."""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

# A second process is started in some 30 ms; below this it is not worth them.
ENOUGH = 200

Item = TypeVar("Item")
P = ParamSpec("P")
T = TypeVar("T")


def without_collector(function: Callable[P, T]) -> Callable[P, T]:
    """A function that runs without the garbage collector.

    For those that keep most of what they make: the collector would walk over all of it again and again.
    """

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            if was_on:
                gc.enable()

    return wrapped


def in_halves(do: Callable[[Item], object], items: Sequence[Item]) -> None:
    """Call `do` with every item, for every second one in a second process where the system forks cheaply.

    So `do` has to leave its result outside of the process, in files. What it raises is raised here.
    Not for a process with threads: a forked one has none of them.
    """
    if len(items) < ENOUGH or not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2:
        for item in items:
            do(item)
        return
    fork = multiprocessing.get_context("fork")
    failures = fork.SimpleQueue()
    parent = os.getpid()

    def second() -> None:
        try:
            for item in items[1::2]:
                if os.getppid() != parent:  # killed, and nobody waits for us
                    return
                do(item)
        except Exception as error:  # noqa: BLE001 - raised again in the first process
            failures.put(error)

    gc.freeze()  # or collecting would copy the memory that both share
    process = fork.Process(target=second)
    process.start()
    try:
        for item in items[::2]:
            do(item)
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
        gc.unfreeze()
    if not failures.empty():
        raise failures.get()
    if process.exitcode:
        raise ChildProcessError(f"The second process of the build ended with {process.exitcode}.")
