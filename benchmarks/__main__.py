"""`python -m benchmarks`: build one made-up corpus with each builder in turn, and print what it cost."""

import argparse
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.builders import BUILDERS, Builder, install_others
from benchmarks.corpus import pieces


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds of clock and of processor, MiB of memory at most, and what it wrote."""

    wall: float
    cpu: float
    memory: float
    files: int = 0
    megabytes: float = 0.0


def run(command: Sequence[str], at: Path) -> Cost:
    """Run a command in a fresh process. Processor time and memory are those that the system counts for it.

    Raises RuntimeError, with what the command printed, when it fails.
    """
    with tempfile.TemporaryFile() as printed:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=at, stdout=printed, stderr=printed, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            raise RuntimeError(f"{command[0]} failed:\n{printed.read().decode(errors='replace')[-3000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def build(builder: Builder, source: Path, out: Path, testimonies: int) -> Cost:
    """Build a site from nothing. Raises RuntimeError when a story has no page."""
    cost = run([word.format(out=out) for word in builder.command], source)
    found = sum(1 for _ in out.glob(builder.pages))
    if found < testimonies:
        raise RuntimeError(f"{builder.name} made {found} pages of {testimonies} stories.")
    files = [path for path in out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1_000_000
    return Cost(cost.wall, cost.cpu, cost.memory, len(files), size)


def change(builder: Builder, source: Path, name: str, times: int) -> list[float]:
    """While the site is served: the seconds from each of some changes of one story until its page shows it.

    Raises RuntimeError when the page never does.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file, address = (where.format(name=name) for where in builder.story)
    url = f"http://127.0.0.1:{port}/{address}"
    story = source / file
    text = story.read_text(encoding="utf-8")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [word.format(port=port) for word in builder.serve]
    process = subprocess.Popen(
        command, cwd=source, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(url, "")
        seconds = []
        for number in range(times):
            time.sleep(3)  # somebody reads, and the clocks of the files move on
            word = f"changed-{number}-times"
            story.write_text(f"{text}\n\n{word}\n", encoding="utf-8")
            began = time.perf_counter()
            wait_for(url, word)
            seconds.append(time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()
        story.write_text(text, encoding="utf-8")
    return seconds


def wait_for(url: str, word: str) -> None:
    """Ask for a page until it is there and has a word in it. Raises RuntimeError after some minutes."""
    for _ in range(12_000):
        try:
            with urllib.request.urlopen(url) as answer:
                if word in answer.read().decode():
                    return
        except OSError:
            pass  # it is not there yet
        time.sleep(0.02)
    raise RuntimeError(f"{url} never showed {word!r}.")


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of several runs, measure by measure."""
    return Cost(
        *(
            statistics.median(getattr(cost, name) for cost in costs)
            for name in ("wall", "cpu", "memory", "files", "megabytes")
        )
    )


def table(size: int, costs: dict[str, Cost]) -> str:
    """The costs at one size as a Markdown table, with each builder's share of the time of two of them."""
    lines = [
        f"{size:,} testimonies:",
        "",
        "| builder | wall | CPU | peak memory | files | size | of Material with tags | of Pelican |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, cost in costs.items():
        shares = [
            f"{cost.wall / costs[other].wall:.2f}" if other in costs else "–"
            for other in ("MkDocs + Material, tags", "Pelican")
        ]
        lines.append(
            f"| {name} | {cost.wall:.1f} s | {cost.cpu:.1f} s | {cost.memory:.0f} MiB | {cost.files:,} "
            f"| {cost.megabytes:.0f} MB | {' | '.join(shares)} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--testimonies", type=int, nargs="+", default=[1000, 5000], metavar="N")
    parser.add_argument("--repeat", type=int, default=1, help="rounds; the table shows the median")
    parser.add_argument(
        "--only", nargs="+", default=[builder.name for builder in BUILDERS], metavar="BUILDER"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(__file__).parent / "corpus", help="where sources go"
    )
    options = parser.parse_args()
    chosen = [builder for builder in BUILDERS if builder.name in options.only]
    if len(chosen) > 1:
        install_others()
    # Files are made far more slowly for a minute after many were deleted, so that is done before and after all runs.
    shutil.rmtree(options.folder / "runs", ignore_errors=True)
    clocked: dict[str, list[tuple[int, float]]] = {builder.name: [] for builder in chosen}
    for size in options.testimonies:
        home = options.folder / "runs" / str(size)
        corpus = pieces(size)
        for builder in chosen:
            builder.lay_out(home / builder.name, corpus)
        runs: dict[str, list[Cost]] = {builder.name: [] for builder in chosen}
        checks: list[Cost] = []
        for _ in range(options.repeat):
            for builder in chosen:
                print(f"{size}: {builder.name} …", file=sys.stderr)
                out = home / f"out-{len(runs[builder.name])}-{builder.name}"
                runs[builder.name].append(build(builder, home / builder.name, out, size))
            if chosen[0] is BUILDERS[0]:
                check = str(Path(sys.executable).with_name("sharedstory"))
                checks.append(run([check, "check"], home / chosen[0].name))
        costs = {name: middle(found) for name, found in runs.items()}
        print(table(size, costs))
        if checks:
            cost = middle(checks)
            print(
                f"\n`sharedstory check`, all {len(corpus):,} files: {cost.wall:.1f} s, {cost.memory:.0f} MiB.\n"
            )
        for builder in chosen:
            if builder.serve:
                seconds = change(builder, home / builder.name, "story-7", 3)
                print(f"- {builder.name}: a change is seen after {statistics.median(seconds):.2f} s.")
        for name, cost_ in costs.items():
            clocked[name].append((size, cost_.wall))
    shutil.rmtree(options.folder / "runs")
    if len(options.testimonies) > 1:
        print("Growth from the first size to the last (1 is linear):")
        for name, points in clocked.items():
            (small, quick), (large, slow) = points[0], points[-1]
            print(f"- {name}: {math.log(slow / quick) / math.log(large / small):.2f}")


if __name__ == "__main__":
    main()
