"""What makes a build of thousands of pages quick: no needless collecting of garbage, and all processors at work."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

# A second process is started in some 30 ms; below this it is not worth them.
ENOUGH = 200
# Each process needs memory of its own.
MOST = 8

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


def parallel_map(do: Callable[[Item], T], items: Sequence[Item]) -> list[T]:
    """What `do` makes of each item, in order, with the work shared as `parallel` says."""
    parts = parallel(lambda some: [do(item) for item in some], items)
    results: list[T] = [result for part in parts for result in part]
    for start, part in enumerate(parts):
        results[start :: len(parts)] = part
    return results


def parallel(do: Callable[[Iterable[Item]], T], items: Sequence[Item]) -> list[T]:
    """What `do` makes of all items. Where the system forks cheaply, each processor does its share of them.

    Then there is a result for each process. They have to be few or small, since they are pickled, and what `do`
    changes must be outside of the process, such as files. What it raises is raised here.
    """
    count = _processes(len(items))
    if count == 1:
        return [do(items)]
    fork = multiprocessing.get_context("fork")
    parent = os.getpid()

    def while_wanted(start: int) -> Iterator[Item]:
        for item in items[start::count]:
            if os.getppid() != parent:  # killed, and nobody waits for us
                sys.exit(1)
            yield item

    def work(start: int, there: Connection) -> None:
        try:
            there.send(do(while_wanted(start)))
        except Exception as error:
            there.send(error)

    others = []
    for start in range(1, count):
        here, there = fork.Pipe(duplex=False)
        process = fork.Process(target=work, args=(start, there))
        process.start()
        there.close()
        others.append((process, here))
    try:
        results = [do(items[::count]), *(here.recv() for _, here in others)]
    except EOFError:
        raise ChildProcessError("A process of the build was killed. Is there enough memory?") from None
    except BaseException:
        for process, _ in others:
            process.terminate()
        raise
    finally:
        for process, _ in others:
            process.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def _processes(items: int) -> int:
    """How many processes share so many items."""
    # A forked process has none of the threads of the first, and would wait for them for ever.
    alone = threading.active_count() == 1
    if items < ENOUGH or not alone or not sys.platform.startswith("linux"):
        return 1
    return min(len(os.sched_getaffinity(0)), 2 * items // ENOUGH, MOST)
