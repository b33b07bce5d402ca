"""A million papers read and counted, each time in a fresh interpreter; and many real elections, counted.

Programs of other people run in environments of their own, which ``make`` prepares; where one is not there, it
is left out, and a line says so.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import papers
from benchmarks.measure import RUNS
from tellers.cli import page
from tellers.count import count, read_profiles

HOUSE = Path(__file__).resolve().parents[1]
REAL = HOUSE.parent / "shared" / "data" / "scottish-stv.jsonl.gz"
PATIENCE = 1_800
"""Seconds that a program of others may take."""
MIB = 400.0
"""As much memory may reading and counting take, the interpreter included."""


@dataclass(frozen=True)
class Task:
    """A million papers, and the rule to count them by."""

    candidates: int
    seats: int
    rule: str


TASKS = {"count-1m-1seat": Task(10, 1, "av"), "count-1m-7seats": Task(20, 7, "stv-scottish")}
ENVIRONMENTS = {"pyrankvote": "peers", "pyrcv": "peers", "votekit": "votekit"}
"""Where under .venv each of the other programs is installed."""


@dataclass(frozen=True)
class Counted:
    """What it cost to read and count a file, the median of several runs, and whom it elects."""

    wall_s: float
    peak_mib: float
    elected: list[int]


def counted(task: Task) -> Counted:
    """Read and count the kept file of ``task``; programs are loaded before time is taken."""
    path = papers.kept(task.candidates, task.seats)
    command = [sys.executable, "-m", "benchmarks.counting", str(path), task.rule]
    runs = [_told(command) for _ in range(RUNS)]
    return Counted(
        statistics.median(run["wall_s"] for run in runs),
        max(run["peak_mib"] for run in runs),
        runs[0]["elected"],
    )


def by_others(task: Task, names: Sequence[str], elected: list[int]) -> list[dict[str, Any]]:
    """The rows of other programs on the same file in the same run; a line where one is not there, fails, or
    elects others than ``elected``."""
    path = papers.kept(task.candidates, task.seats)
    rows = []
    for name in names:
        python = HOUSE / ".venv" / ENVIRONMENTS[name] / "bin" / "python"
        if not (python.parents[1] / "ok").exists():
            page.report(f"{name} is not installed, and left out")
            continue
        page.report(f"measuring {name} ...")
        try:
            run = _told([str(python), str(HOUSE / "benchmarks" / "peers.py"), name, str(path)])
        except subprocess.TimeoutExpired:
            page.report(f"{name} takes more than {PATIENCE:,} s, and is left out")
            continue
        except subprocess.CalledProcessError as error:
            page.report(f"{name} ends with status {error.returncode}, and is left out:\n{error.stderr}")
            continue
        if run["elected"] != elected:
            page.report(f"{name} elects {run['elected']}, under rules of its own; ours elects {elected}")
        rows.append({"name": name, "value": f"{run['wall_s']:.1f}", "same_run": True})
    return rows


def _told(command: list[str]) -> Any:
    """The object that a program prints."""
    done = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True, timeout=PATIENCE)
    return json.loads(done.stdout)


def real_elections() -> float | None:
    """Seconds to count all of the shared elections under stv-scottish once they are read; None where they are
    not there."""
    if not REAL.exists():
        return None
    elections = [(profile.papers, profile.contest("stv-scottish")) for profile in read_profiles(REAL)]
    taken = []
    for _ in range(1 + RUNS):
        before = time.perf_counter()
        for given, contest in elections:
            count(given, contest)
        taken.append(time.perf_counter() - before)
    return statistics.median(taken[1:])


def main(path: Path, rule: str) -> dict[str, Any]:
    """Read and count the papers at ``path`` in this process."""
    before = time.perf_counter()
    (profile,) = read_profiles(path)
    found = count(profile.papers, profile.contest(rule))
    wall_s = time.perf_counter() - before
    return {
        "wall_s": wall_s,
        "peak_mib": _peak_mib(),
        "elected": sorted(candidate + 1 for candidate in found.elected),
    }


def _peak_mib() -> float:
    """As Linux tells it of this program alone; what ``resource`` tells remembers the one that began it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
