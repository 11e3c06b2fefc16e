"""Half of the work in a second process: the same results, and the same failures."""

import gc
import os
import sys
import threading

import pytest

from sharedstory.performance import ENOUGH, in_halves, without_collector

forks = pytest.mark.skipif(
    not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2, reason="one process does it all"
)
MANY = range(ENOUGH + 1)


def test_results_come_in_order() -> None:
    assert in_halves(str, MANY) == [str(number) for number in MANY]


def test_few_are_done_by_one_process() -> None:
    assert in_halves(lambda _: os.getpid(), range(ENOUGH - 1)) == [os.getpid()] * (ENOUGH - 1)


@forks
def test_many_are_done_by_two_processes() -> None:
    assert len(set(in_halves(lambda _: os.getpid(), MANY))) == 2


@forks
def test_a_process_with_threads_does_it_all_itself() -> None:
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        assert in_halves(lambda _: os.getpid(), MANY) == [os.getpid()] * len(MANY)
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
        in_halves(fail, MANY)


@forks
def test_a_second_process_that_is_killed_is_told_of() -> None:
    first = os.getpid()

    def die(item: int) -> None:
        if os.getpid() != first:
            os._exit(9)

    with pytest.raises(ChildProcessError, match="memory"):
        in_halves(die, MANY)


def test_the_collector_is_as_it_was_afterwards() -> None:
    @without_collector
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("it is wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    assert gc.isenabled()
