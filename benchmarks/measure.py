"""How a figure is taken: CPU time of this process, all threads together, the median of several runs."""

import statistics
import time
from collections.abc import Callable

RUNS = 5
MICROSECONDS = 1_000_000


def cpu_us(work: Callable[[], object], units: int) -> float:
    """Microseconds of CPU per unit: the median of ``RUNS`` runs after one that is not counted."""
    work()
    taken = []
    for _ in range(RUNS):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return statistics.median(taken) / units * MICROSECONDS
