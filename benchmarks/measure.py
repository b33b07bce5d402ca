"""How a figure is taken: CPU time of this process, all threads together, the median of several runs."""

import statistics
import time
from collections.abc import Callable

RUNS = 5
MICROSECONDS = 1_000_000


def nothing() -> None:
    """What comes before work that needs nothing before it."""


def cpu_us(work: Callable[[], object], units: int, first: Callable[[], object] = nothing) -> float:
    """Microseconds of CPU per unit: the median of ``RUNS`` runs after one that is not counted.

    ``first`` comes before every run and is not counted either.
    """
    taken = []
    for _ in range(1 + RUNS):
        first()
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    taken.pop(0)
    return statistics.median(taken) / units * MICROSECONDS
