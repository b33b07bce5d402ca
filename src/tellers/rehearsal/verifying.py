"""Verifying what was written: in a fresh interpreter, which is given the files and nothing else."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tellers.rehearsal.hall import Watcher

STEPS = 17


@dataclass(frozen=True, slots=True)
class Verification:
    """The report of ``tellers verify`` or ``tellers release verify``, and what it cost."""

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


def verify_written(pack: Path, sid: str, watch: Watcher, release: Path | None = None) -> Verification:
    """Run the verifier on a written pack, or on a written release beside its pack."""
    what = ["verify", str(pack)] if release is None else ["release", "verify", str(release), str(pack)]
    command = [sys.executable, "-I", "-m", "tellers.cli", *what, "--sid", sid, "--json"]
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as verifier:
        done, last = 0, ""
        watch("verifying", 0, STEPS)
        for line in verifier.stderr or ():
            last = line
            done += line.startswith("V")
            watch("verifying", min(done, STEPS), STEPS)
        printed = verifier.stdout.read() if verifier.stdout else ""
    if not printed:
        raise RuntimeError(f"the verifier gave no report: {last.strip()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Verification(json.loads(printed), time.perf_counter() - wall, cpu, after.ru_maxrss)
