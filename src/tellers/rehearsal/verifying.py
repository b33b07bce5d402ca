"""Verifying what was written: in a fresh interpreter, which is given the files and nothing else."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tellers.errors import Refused
from tellers.rehearsal.hall import Watcher

STEPS = 18


@dataclass(frozen=True, slots=True)
class Verification:
    """The report of ``tellers verify``, or of what was verified beside a pack, and what it cost."""

    report: dict[str, Any]
    wall_s: float
    cpu_s: float
    peak_rss_kib: int

    @property
    def passed(self) -> bool:
        """Whether the verdict is pass."""
        return bool(self.report["verdict"] == "pass")

    @property
    def failure(self) -> dict[str, Any] | None:
        """The first failure, None if there is none."""
        found: dict[str, Any] | None = self.report["first_failure"]
        return found


def verify_written(
    pack: Path, sid: str, watch: Watcher, beside: tuple[str, Path] | None = None, what: str = "the pack"
) -> Verification:
    """Run the verifier on a written pack, or on what was written beside it.

    ``beside``: "release" or "receipt", and the file. ``what``: what is verified, in the words of progress.
    Raises Refused: rehearse.no-report.
    """
    asked = [beside[0], "verify", str(beside[1])] if beside else ["verify"]
    command = [sys.executable, "-I", "-m", "tellers.cli", *asked, str(pack), "--sid", sid, "--json"]
    steps = STEPS + 1 if beside else STEPS
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    report = run_verifier(command, watch, f"verifying {what}", steps)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Verification(report, time.perf_counter() - wall, cpu, after.ru_maxrss)


def run_verifier(command: Sequence[str], watch: Watcher, what: str, steps: int) -> dict[str, Any]:
    """The JSON object that a command prints; each line on its standard error that begins with V is a step.

    Raises Refused: rehearse.no-report, with the last of those lines.
    """
    # The report goes to a file: through a pipe that nobody reads yet, a long one would stop the verifier.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        last = _follow(command, printed, watch, what, steps)
        printed.seek(0)
        try:
            report: dict[str, Any] = json.load(printed)
        except ValueError:
            raise Refused("rehearse.no-report", f"the verifier gave no report: {last}") from None
    return report


def _follow(command: Sequence[str], printed: IO[str], watch: Watcher, what: str, steps: int) -> str:
    """Run the command to its end and report its progress; gives the last line on its standard error."""
    done, last = 0, ""
    watch(what, 0, steps)
    with subprocess.Popen(
        command, stdout=printed, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace"
    ) as verifier:
        for line in verifier.stderr or ():
            last = line.strip()
            done += line.startswith("V")
            watch(what, min(done, steps), steps)
    return last
