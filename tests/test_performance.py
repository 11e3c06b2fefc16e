"""Work that several processes share: the same results, and the same failures."""

import gc
import os
import sys
import threading

import pytest

from sharedstory.performance import ENOUGH, parallel_map, without_collector

forks = pytest.mark.skipif(
    not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2, reason="one process does it all"
)
MANY = range(ENOUGH + 1)


def test_results_come_in_order() -> None:
    assert parallel_map(str, MANY) == [str(number) for number in MANY]


def test_few_are_done_by_one_process() -> None:
    assert parallel_map(lambda _: os.getpid(), range(ENOUGH - 1)) == [os.getpid()] * (ENOUGH - 1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="one process does it all")
@pytest.mark.parametrize(
    ("processors", "items", "count"), [(1, 900, 1), (2, 900, 2), (4, 300, 3), (4, 900, 4), (99, 9000, 8)]
)
def test_many_are_done_by_as_many_processes_as_there_are_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int, items: int, count: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    done = parallel_map(lambda item: (item, os.getpid()), range(items))
    assert [item for item, _ in done] == list(range(items))
    assert len({process for _, process in done}) == count


@forks
def test_a_process_with_threads_does_it_all_itself() -> None:
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        assert parallel_map(lambda _: os.getpid(), MANY) == [os.getpid()] * len(MANY)
    finally:
        wait.set()
        thread.join()


@pytest.mark.parametrize("number", [6, 7], ids=["in the first process", "in the second"])
def test_what_one_raises_is_raised(number: int) -> None:
    def fail(item: int) -> int:
        if item == number:
            raise ValueError(f"{item} is wrong")
        return item

    with pytest.raises(ValueError, match="is wrong"):
        parallel_map(fail, MANY)


@forks
def test_a_process_that_is_killed_is_told_of() -> None:
    first = os.getpid()

    def die(item: int) -> None:
        if os.getpid() != first:
            os._exit(9)

    with pytest.raises(ChildProcessError, match="memory"):
        parallel_map(die, MANY)


def test_the_collector_is_as_it_was_afterwards() -> None:
    @without_collector
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("it is wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    assert gc.isenabled()
