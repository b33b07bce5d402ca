"""``make bench``: measure, print one table beside the targets, and write it as JSON if asked."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import counting
from benchmarks.large import verified
from benchmarks.protocol import MEASURES, Poll
from tellers import _core
from tellers.cli import page
from tellers.cli.main import UNUSABLE, Parser

UNIT = "us CPU per ballot"
WALL = "s wall"
LARGE = "verify-100k"
"""Takes minutes the first time, and is measured only where it is asked for."""
REAL = "count-320-scottish"
TARGETS = {
    "ballot-check": 40.0,
    "shuffle-prove": 90.0,
    "shuffle-check": 45.0,
    "decrypt-prove": 30.0,
    "decrypt-check": 14.0,
    LARGE: 30.0,
    **dict.fromkeys(counting.TASKS, 1.0),
    REAL: 0.3,
}
PEERS = {
    "ballot-check": [("strand 0.3.0", 44.0), ("@noble/curves 2.4 in Node 20", 1200.0)],
    "shuffle-prove": [("strand 0.3.0", 198.0), ("Verificatum 3.1.0, P-256", 320.0)],
    "shuffle-check": [("strand 0.3.0", 209.0), ("Verificatum 3.1.0, P-256", 390.0)],
    "decrypt-prove": [("strand 0.3.0", 77.0), ("Verificatum 3.1.0, P-256", 185.0)],
    "decrypt-check": [("strand 0.3.0", 100.0), ("Verificatum 3.1.0, P-256", 100.0)],
}
"""Like for like or near it; measured on 2026-11-23 on a machine of the same kind, not in this run."""
USUAL = ("pyrankvote", "pyrcv")
SLOW = ("votekit",)
"""Programs that count, run beside ours; the slow one only by ``make bench-peers``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; gives the exit status, 2 where the report cannot be written."""
    parser = Parser(prog="make bench")
    parser.add_argument("--only", choices=sorted(TARGETS), metavar="ID")
    parser.add_argument("--json", type=Path, metavar="PATH")
    parser.add_argument("--slow-peers", action="store_true", help="counting alone, beside the slow program")
    options = parser.parse_args(arguments)
    # Whether the report can be written is found out now, not after a minute of measuring.
    if options.json and not _written(options.json, ""):
        return UNUSABLE
    rows = _counting(options.only, SLOW) if options.slow_peers else _measured(options.only)
    _print(rows)
    if options.json:
        report = {"format": "tellers-bench/1", "machine": _machine(), "rows": rows}
        return 0 if _written(options.json, json.dumps(report, indent=1) + "\n") else UNUSABLE
    return 0


def _written(path: Path, text: str) -> bool:
    """Write the report, or leave it alone where ``text`` is empty; False, with a line, if it cannot be."""
    try:
        with path.open("w" if text else "a") as file:
            file.write(text)
    except OSError as error:
        page.report(f"make bench: {path} cannot be written: {error.strerror}")
        return False
    return True


def _measured(only: str | None) -> list[dict[str, Any]]:
    poll, rows = Poll(), []
    for name, measure in MEASURES.items():
        if only in (None, name):
            page.report(f"measuring {name} ...")
            rows.append(_row(name, measure(poll)))
    rows += _counting(only, USUAL)
    if only == LARGE:
        rows.append(_row(LARGE, _verified_large(), WALL))
    elif only is None:
        page.report(
            f"{LARGE} is measured by `make bench ONLY={LARGE}` alone: it makes a poll first, in minutes"
        )
    return rows


def _counting(only: str | None, peers: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for name, task in counting.TASKS.items():
        if only in (None, name):
            page.report(f"measuring {name} ...")
            ours = counting.counted(task)
            page.report(f"peak {ours.peak_mib:.0f} MiB, target {counting.MIB:.0f}")
            others = counting.by_others(task, peers, ours.elected)
            rows.append(_row(name, ours.wall_s, WALL, others, within=ours.peak_mib <= counting.MIB))
    if only in (None, REAL):
        page.report(f"measuring {REAL} ...")
        taken = counting.real_elections()
        if taken is None:
            page.report(f"{counting.REAL} is not here: {REAL} is left out")
        else:
            rows.append(_row(REAL, taken, WALL))
    return rows


def _verified_large() -> float:
    """Seconds to verify a poll of 100,000 electors, beside one of a tenth of the size."""
    small, large = verified(10_000), verified(100_000)
    page.report(f"{small}\n{large}")
    page.report(f"CPU, ten times the electors: {large.cpu_s / small.cpu_s:.1f} times (10.0 is linear)")
    page.report(f"peak {large.peak_mib / 1024:.2f} GiB, target 1.5")
    return large.wall_s


def _row(
    name: str,
    ours: float,
    unit: str = UNIT,
    others: Sequence[dict[str, Any]] = (),
    *,
    within: bool = True,
) -> dict[str, Any]:
    """A row of the report. ``within``: whether it kept to its memory, where that has a target."""
    dated = [{"name": peer, "value": f"{value:g}", "same_run": False} for peer, value in PEERS.get(name, [])]
    return {
        "id": name,
        "unit": unit,
        "ours": f"{ours:.1f}" if unit == UNIT else f"{ours:.3f}",
        "target": f"{TARGETS[name]:g}",
        "met": ours <= TARGETS[name] and within,
        "peers": [*dated, *others],
    }


def _print(rows: list[dict[str, Any]]) -> None:
    machine = _machine()
    page.say(f"{machine['cpu']}, {machine['cores']} cores, {machine['simd']}", style="bold")
    headings = ["what", "unit", "met", "ours", "target", "peers, ratio to ours"]
    page.PAGE.print(page.table(headings, map(_cells, rows), [3, 4]))


def _cells(row: dict[str, Any]) -> list[str]:
    ratios = [_ratio(peer, float(row["ours"])) for peer in row["peers"]]
    return [
        row["id"],
        row["unit"],
        "yes" if row["met"] else "no",
        row["ours"],
        row["target"],
        ", ".join(ratios),
    ]


def _ratio(peer: dict[str, Any], ours: float) -> str:
    words = f"{peer['name']} {float(peer['value']) / ours:.1f}x"
    return words if peer["same_run"] else f"{words} (another run)"


def _machine() -> dict[str, Any]:
    return {"cpu": _processor(), "cores": os.cpu_count(), "simd": _core.simd()}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    raise SystemExit(main())
