"""What makes a build of thousands of pages quick: no needless collecting of garbage, and a second process."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
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


def in_halves(do: Callable[[Item], T], items: Sequence[Item]) -> list[T]:
    """What `do` makes of each item, in order, with the work shared as `shared` says."""
    halves = shared(lambda some: [do(item) for item in some], items)
    results = [result for half in halves for result in half]
    if len(halves) == 2:
        results[::2], results[1::2] = halves
    return results


def shared(do: Callable[[Iterable[Item]], T], items: Sequence[Item]) -> list[T]:
    """What `do` makes of all items. Where the system forks cheaply, a second process does every second one.

    Then there are two results. They have to be few or small, since they are pickled, and what `do` changes must be
    outside of the process, such as files. What it raises is raised here.
    """
    # A forked process has none of the threads of the first, and would wait for them for ever.
    alone = threading.active_count() == 1
    if (
        len(items) < ENOUGH
        or not alone
        or not sys.platform.startswith("linux")
        or len(os.sched_getaffinity(0)) < 2
    ):
        return [do(items)]
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    parent = os.getpid()

    def while_wanted() -> Iterator[Item]:
        for item in items[1::2]:
            if os.getppid() != parent:  # killed, and nobody waits for us
                sys.exit(1)
            yield item

    def second() -> None:
        try:
            there.send(do(while_wanted()))
        except Exception as error:
            there.send(error)

    process = fork.Process(target=second)
    process.start()
    there.close()
    try:
        first = do(items[::2])
        done = here.recv()
    except EOFError:
        raise ChildProcessError(
            "The second process of the build was killed. Is there enough memory?"
        ) from None
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
    if isinstance(done, Exception):
        raise done
    return [first, done]
