"""Chance alterations of a small pack, everything made anew with every key: none may be accepted.

Run as ``python -m tests.attacks.mutations --count 2000 --seed 7``. Each alteration is followed up as a forger
would who holds every key: roots, hashes, signatures, checkpoints, cosignatures, the list of files; only the
number of the set-up, printed outside, stays. What passes the pack's verification is then read beside every
copy of the register that was released from the true poll (V19). Whatever is accepted after that must stand on
the closed list of what alters no meaning.

Alterations are made in lots, each lot with chance of its own, by as many processes as there are cores; every
process holds a poll of its own, so the same seed alters the same places of other bytes.
"""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random

from tellers.evidence.verify import verify_pack
from tellers.evidence.verify.framework import BEYOND_US, Report
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.run import run
from tests.attacks.altered import Altered, alter
from tests.attacks.cases import doubted
from tests.attacks.followed import follow
from tests.attacks.forger import Forger
from tests.attacks.harmless import HARMLESS

LOT = 50
CAUGHT, BY_RELEASE, NO_MEANING, ACCEPTED, CRASHED = "caught", "by V19", "harmless", "ACCEPTED", "CRASHED"


@dataclass(frozen=True, slots=True)
class Judged:
    """An alteration and what became of it; ``check`` names the check that failed first."""

    altered: Altered
    verdict: str
    check: str = ""

    @property
    def is_finding(self) -> bool:
        """Whether the verifier has let something through, or broken down over it."""
        return self.verdict in (ACCEPTED, CRASHED)


@dataclass
class Range:
    """A shooting range: one finished poll, and a folder in which one altered pack after another lies."""

    forger: Forger
    folder: Path
    written: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first = self.forger.remake()
        self.sid = self.forger.hall.sid.hex()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.release = self.folder.with_name("register.json")
        self.others = []  # an auditor's copy, and members' own rows, as they were released
        for rid, data in [*self.forger.rehearsed.releases.items()][1:]:
            self.others.append(self.folder.with_name(f"{rid}.json"))
            self.others[-1].write_bytes(data)

    def shoot(self, chance: Random) -> Judged:
        """Alter the evidence in one place, make all anew, and verify."""
        while True:
            forger = self.forger.copy()
            altered = alter(forger, chance)
            follow(forger, self.forger, thorough=chance.random() < 0.6)
            files = forger.remake()
            if (files, forger.package) != (self.first, self.forger.package):  # else it was undone
                self.write(files)
                self.release.write_bytes(forger.package)
                return self._judge(altered)

    def write(self, files: dict[str, bytes]) -> None:
        """Let these files lie in the folder, and no others."""
        for path in self.written.keys() - files.keys():
            (self.folder / path).unlink()
        for path, data in files.items():
            if self.written.get(path) != data:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_bytes(data)
        self.written = files

    def _judge(self, altered: Altered) -> Judged:
        try:
            report = verify_pack(self.folder, self.sid)
            verdict, check = _of(report)
            if verdict == ACCEPTED:
                verdict, check = self._read_beside_releases()
        # Whatever gets out of a verifier is the finding that this file looks for.
        except Exception as error:  # noqa: BLE001
            verdict, check = CRASHED, repr(error)[:200]
        if verdict == ACCEPTED and reason(altered):
            verdict = NO_MEANING
        return Judged(altered, verdict, check)

    def _read_beside_releases(self) -> tuple[str, str]:
        """What everybody finds to whom the register was released."""
        for copy in (self.release, *self.others):
            verdict, check = _of(verify_release(copy, self.folder, self.sid))
            if verdict != ACCEPTED:
                return BY_RELEASE if verdict == CAUGHT else verdict, check
        return ACCEPTED, ""


class Gunner:
    """What one process holds: a poll of its own, in a folder that goes when the process ends."""

    targets: Range
    _folder: tempfile.TemporaryDirectory[str]

    @classmethod
    def prepare(cls) -> None:
        """Hold a small poll."""
        cls._folder = tempfile.TemporaryDirectory(prefix="tellers-")
        folder = Path(cls._folder.name)
        poll = run(replace(doubted(), audited=12), folder / "poll", chance=random.Random(1))
        cls.targets = Range(Forger(poll), folder / "pack")

    @classmethod
    def shoot(cls, lot: tuple[int, int, int]) -> list[Judged]:
        """A lot: the seed of all, the lot's number, and how many alterations it has."""
        seed, number, count = lot
        chance = Random(f"{seed}/{number}")
        return [cls.targets.shoot(chance) for _ in range(count)]


def shoot_all(count: int, seed: int) -> Iterator[Judged]:
    """``count`` alterations, made by as many processes as there are cores, in the order of their lots."""
    lots = [(seed, at // LOT, min(LOT, count - at)) for at in range(0, count, LOT)]
    processes = os.cpu_count() or 1
    os.environ["RAYON_NUM_THREADS"] = "1"  # for the children: each has one core
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), Gunner.prepare) as gunners:
        for judged in gunners.map(Gunner.shoot, lots):
            yield from judged


def reason(altered: Altered) -> str | None:
    """Why an alteration that was accepted alters no meaning, if the closed list says so."""
    for place, done, why in HARMLESS:
        if fnmatchcase(altered.place, place) and fnmatchcase(altered.done, done):
            return why
    return None


def _of(report: Report) -> tuple[str, str]:
    beyond = [step for step in report.steps if step.message and BEYOND_US in step.message]
    if beyond:
        return CRASHED, f"{beyond[0].check}: {beyond[0].message}"
    failed = report.as_json()["first_failure"]
    if report.verdict == "pass":
        return ACCEPTED, ""
    return CAUGHT, str(failed["check"]) if isinstance(failed, dict) else report.verdict


def table(judged: Sequence[Judged]) -> str:
    """What became of the alterations, by sort."""
    verdicts = (CAUGHT, BY_RELEASE, NO_MEANING, ACCEPTED, CRASHED)
    rows = [f"{'':14}{'all':>8}" + "".join(f"{verdict:>10}" for verdict in verdicts)]
    for sort in [*sorted({one.altered.sort for one in judged}), "all"]:
        here = Counter(one.verdict for one in judged if sort in (one.altered.sort, "all"))
        rows.append(f"{sort:14}{here.total():>8,}" + "".join(f"{here[verdict]:>10,}" for verdict in verdicts))
    steps = Counter(one.check.split(".")[0] for one in judged if one.check.startswith("V"))
    numbers = sorted(steps, key=lambda step: int(step[1:]))
    rows.append("first caught by: " + ", ".join(f"{step} {steps[step]:,}" for step in numbers))
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run alterations and print what became of them; 1 if the verifier let one through or broke down."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="how many alterations")
    parser.add_argument("--seed", type=int, default=7, help="which alterations")
    parser.add_argument("--verbose", action="store_true", help="print each")
    options = parser.parse_args(arguments)
    judged = []
    print(f"small polls are held, on {os.cpu_count()} cores ..", file=sys.stderr)
    for number, one in enumerate(shoot_all(options.count, options.seed), 1):
        judged.append(one)
        if options.verbose or one.is_finding:
            print(f"{number:>6} {one.verdict:9} {one.altered} {one.check}", flush=True)
        if number % 500 == 0:
            print(f"{number:,} of {options.count:,}", file=sys.stderr)
    print(table(judged))
    _print_harmless(judged)
    return 1 if any(one.is_finding for one in judged) else 0


def _print_harmless(judged: Sequence[Judged]) -> None:
    """The alterations that were accepted, by place, each with the reason why it means nothing."""
    accepted = Counter(
        (str(one.altered), str(reason(one.altered))) for one in judged if one.verdict == NO_MEANING
    )
    for (what, why), number in sorted(accepted.items()):
        print(f"harmless {number:>4}  {what}: {why}")


if __name__ == "__main__":
    sys.exit(main())
