"""``make bench``: measure, print one table beside the targets, and write it as JSON if asked."""

import argparse
import json
import os
import platform
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.protocol import MEASURES, Poll
from tellers import _core

UNIT = "us CPU per ballot"
TARGETS = {
    "ballot-check": 40.0,
    "shuffle-prove": 90.0,
    "shuffle-check": 45.0,
    "decrypt-prove": 30.0,
    "decrypt-check": 14.0,
}
PEERS = {
    "ballot-check": [("strand 0.3.0", 44.0), ("@noble/curves 2.4 in Node 20", 1200.0)],
    "shuffle-prove": [("strand 0.3.0", 198.0), ("Verificatum 3.1.0, P-256", 320.0)],
    "shuffle-check": [("strand 0.3.0", 209.0), ("Verificatum 3.1.0, P-256", 390.0)],
    "decrypt-prove": [("strand 0.3.0", 77.0), ("Verificatum 3.1.0, P-256", 185.0)],
    "decrypt-check": [("strand 0.3.0", 100.0), ("Verificatum 3.1.0, P-256", 100.0)],
}
"""Like for like or near it; measured on 2026-11-23 on a machine of the same kind, not in this run."""


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=sorted(MEASURES), metavar="ID")
    parser.add_argument("--json", type=Path, metavar="PATH")
    options = parser.parse_args()
    poll, rows = Poll(), []
    for name, measure in MEASURES.items():
        if options.only in (None, name):
            Console(stderr=True).print(f"measuring {name} ...")
            rows.append(_row(name, measure(poll)))
    _print(rows)
    if options.json:
        report = {"format": "tellers-bench/1", "machine": _machine(), "rows": rows}
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def _row(name: str, ours: float) -> dict[str, Any]:
    peers = [{"name": peer, "value": f"{value:g}", "same_run": False} for peer, value in PEERS.get(name, [])]
    return {
        "id": name,
        "unit": UNIT,
        "ours": f"{ours:.1f}",
        "target": f"{TARGETS[name]:g}",
        "met": ours <= TARGETS[name],
        "peers": peers,
    }


def _print(rows: list[dict[str, Any]]) -> None:
    machine = _machine()
    table = Table(
        title=f"{machine['cpu']}, {machine['cores']} cores, {machine['simd']}", title_justify="left"
    )
    for column in ("what", "unit", "ours", "target", "met", "peers, ratio to ours (other runs)"):
        table.add_column(column, justify="right" if column in ("ours", "target") else "left")
    for row in rows:
        ratios = [f"{p['name']} {float(p['value']) / float(row['ours']):.1f}x" for p in row["peers"]]
        met = "yes" if row["met"] else "no"
        table.add_row(row["id"], row["unit"], row["ours"], row["target"], met, ", ".join(ratios))
    Console().print(table)


def _machine() -> dict[str, Any]:
    return {"cpu": _processor(), "cores": os.cpu_count(), "simd": _core.simd()}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    main()
