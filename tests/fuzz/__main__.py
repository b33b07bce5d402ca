"""Feed every parser for a while: ``python -m tests.fuzz --seconds 60 --seed 1``.

Every process starts from a poll of its own. A finding is printed with the bytes in hex; the status is 1 if
there was one.
"""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.fuzz.feeding import feed_all


def main(arguments: Sequence[str] | None = None) -> int:
    """Feed and print a table; 1 where anything was found."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--seconds", type=float, default=60, help="of feeding, all parsers together")
    options.add_argument("--seed", type=int, default=1, help="which alterations")
    asked = options.parse_args(arguments)
    processes = os.cpu_count() or 1
    os.environ["RAYON_NUM_THREADS"] = "1"  # for the children: each has one core
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        work = [(asked.seed * 1_000 + number, asked.seconds) for number in range(processes)]
        runs = list(pool.map(feed_all, work))
    found: list[str] = []
    total = 0
    print(f"{'parser':22}{'inputs':>12}{'ways to end':>14}{'findings':>10}")
    for name in runs[0]:
        fed = [run[name] for run in runs]
        inputs, ways = sum(one.inputs for one in fed), len(set().union(*(one.ways for one in fed)))
        here = [finding for one in fed for finding in one.findings]
        print(f"{name:22}{inputs:>12,}{ways:>14,}{len(here):>10,}")
        total += inputs
        found += here
    print(f"{'all':22}{total:>12,}{'':14}{len(found):>10,}")
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
