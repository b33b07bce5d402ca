"""A whole poll, large: run once in a process of its own, kept, and verified as a stranger would.

What is measured is the verifier. So that the poll is there in minutes, voting codes are not stretched: the
public keys, and with them every byte that a verifier reads, are of the same form all the same.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tellers import _core
from tellers.canonical import le32
from tellers.cli import page
from tellers.crypto.prove import credentials
from tellers.crypto.secret import Secret
from tellers.rehearsal.hall import silent
from tellers.rehearsal.rehearse import Settings, plan_of, synthetic
from tellers.rehearsal.run import PACK, prepare, run, write_evidence
from tellers.rehearsal.verifying import Verification, verify_written

KEPT = Path(__file__).resolve().parents[1] / "bench"
CANDIDATES = 8


@dataclass(frozen=True)
class Verified:
    """What it cost to verify a poll of so many electors, in a fresh interpreter, files in the page cache."""

    electors: int
    wall_s: float
    cpu_s: float
    peak_mib: float

    def __str__(self) -> str:
        words = f"{self.electors:,} electors: {self.wall_s:.1f} s wall, {self.cpu_s:.1f} s CPU"
        return f"{words}, peak {self.peak_mib:,.0f} MiB"


def verified(electors: int) -> Verified:
    """Verify the kept poll of this size; it is made first where there is none, or one of an earlier form."""
    target = KEPT / f"poll-{electors}"
    for _ in range(2):
        if not (target / "sid.txt").exists():
            _make(electors, target)
        found = _verify(target)
        if found.passed:
            return Verified(electors, found.wall_s, found.cpu_s, found.peak_rss_kib / 1024)
        page.report(f"{target} does not verify ({found.failure}): making it anew")
        shutil.rmtree(target)
    raise RuntimeError("a poll that was just made does not verify")


def _verify(target: Path) -> Verification:
    return verify_written(target / PACK, (target / "sid.txt").read_text().strip(), silent)


def _make(electors: int, target: Path) -> None:
    page.report(f"making a poll of {electors:,} electors in {target} (minutes) ...")
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "benchmarks.large", str(electors), str(target)], check=True)


def _unstretched(sid: bytes, rows: Sequence[int], codes: Sequence[str]) -> list[Secret]:
    """In place of ``credentials.registrar_keys``: whoever has such a code guesses its key at no cost."""
    return [
        Secret(_core.hash_to_scalar("MBP1/cred/r", [sid, le32(row), code.encode()]))
        for row, code in zip(rows, codes, strict=True)
    ]


def main(electors: int, target: Path) -> None:
    """Hold the poll and write its evidence."""
    credentials.registrar_keys = _unstretched
    prepare(target)
    settings = Settings(electors=electors)
    plan = plan_of(synthetic(electors, CANDIDATES, settings), settings)
    folder = target / "work"
    write_evidence(run(plan, folder), target)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
