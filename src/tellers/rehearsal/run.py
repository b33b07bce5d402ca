"""A whole poll in one go: every phase in order, timed, with only the board and files between them."""

import errno
import os
import random
import resource
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tellers.evidence import pack
from tellers.evidence.release import OpenedRow
from tellers.register.closing import ClosedRegister
from tellers.rehearsal import auditing, ceremony, releasing, tally
from tellers.rehearsal.hall import Hall, Watcher, set_up, silent
from tellers.rehearsal.plan import Plan
from tellers.rehearsal.polling import Polling

PACK = "pack"


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase of a rehearsal cost. Times in milliseconds, memory in KiB (peak so far)."""

    name: str
    wall_ms: int
    cpu_ms: int
    peak_rss_kib: int

    def plus(self, other: "Phase") -> "Phase":
        """The same phase of two elections: times added, the higher peak."""
        return Phase(
            self.name,
            self.wall_ms + other.wall_ms,
            self.cpu_ms + other.cpu_ms,
            max(self.peak_rss_kib, other.peak_rss_kib),
        )


@dataclass(slots=True)
class Rehearsed:
    """A poll that was run: its hall, and what each phase led to."""

    hall: Hall
    phases: list[Phase] = field(default_factory=list)
    register: ClosedRegister | None = field(default=None, repr=False)
    mark_salts: dict[int, bytes] = field(default_factory=dict, repr=False)
    voids: int = 0
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    releases: dict[str, bytes] = field(default_factory=dict, repr=False)
    receipts: list[bytes] = field(default_factory=list, repr=False)

    def timed(self, name: str, work: Callable[[], None]) -> None:
        """Do the work of a phase and note what it cost."""
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.note(name, time.perf_counter() - wall, time.process_time() - cpu, peak)

    def note(self, name: str, wall_s: float, cpu_s: float, peak_rss_kib: int) -> None:
        """Record the cost of a phase."""
        self.phases.append(Phase(name, int(1000 * wall_s), int(1000 * cpu_s), peak_rss_kib))


def run(plan: Plan, folder: Path, watch: Watcher = silent, chance: random.Random | None = None) -> Rehearsed:
    """Run a planned poll in ``folder``, from set-up to releases.

    ``chance`` says when members act, which the register seals: the system's own, unless a test brings
    another. No key comes from it.
    """
    rehearsed = Rehearsed(Hall(plan, folder, watch))
    hall = rehearsed.hall
    rehearsed.timed("roll", lambda: _to_frozen_roll(hall))
    rehearsed.timed("credentials", lambda: _to_delivered(hall))
    polling = Polling(hall, chance or secrets.SystemRandom())
    rehearsed.timed("cast", polling.hold)
    rehearsed.receipts = polling.receipts
    rehearsed.timed("paper", polling.type_papers)
    rehearsed.timed("close", lambda: _close(rehearsed, polling))
    rehearsed.timed("mix", lambda: tally.mix_votes(hall))
    rehearsed.timed("decrypt", lambda: tally.open_votes(hall))
    rehearsed.timed("count", lambda: rehearsed.results.update(tally.declare(hall)))
    if plan.audited and rehearsed.register:
        auditing.draw_members(hall, rehearsed.register)
    if plan.releases:
        _release(rehearsed)
    return rehearsed


def prepare(target: Path) -> None:
    """Make the folder that the evidence will lie in, before anybody has done an hour's work for it.

    Raises OSError where it cannot be written, Refused: pack.occupied.
    """
    target.mkdir(parents=True, exist_ok=True)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    pack.check_room(target / PACK)


def write_evidence(rehearsed: Rehearsed, target: Path) -> None:
    """Write the pack as folder and zip, and the sid that letters and notices print."""
    pack.write_pack(rehearsed.hall.board.folder, target / PACK)
    (target / "sid.txt").write_text(rehearsed.hall.sid.hex() + "\n")


def _to_frozen_roll(hall: Hall) -> None:
    set_up(hall)
    ceremony.make_key(hall)
    ceremony.define_election(hall)
    ceremony.build_roll(hall)


def _to_delivered(hall: Hall) -> None:
    ceremony.issue_credentials(hall)
    ceremony.deliver(hall)


def _close(rehearsed: Rehearsed, polling: Polling) -> None:
    polling.close_lists()
    rehearsed.voids = len(polling.desks.voids)
    rehearsed.mark_salts = {mark.row: mark.salt for mark in polling.desks.marks}
    rehearsed.register = tally.close_poll(rehearsed.hall, polling.desks)


def _release(rehearsed: Rehearsed) -> None:
    """Every release of the plan, one after another."""
    rows = opened_rows(rehearsed)
    register = rehearsed.register.rows if rehearsed.register else []
    lines = [row.leaf(number) for number, row in enumerate(register, 1)]
    for number, extract in enumerate(rehearsed.hall.plan.releases, 1):
        rid = f"release-{number}"
        rehearsed.releases[rid] = releasing.release(rehearsed.hall, rid, extract, rows, lines)


def opened_rows(rehearsed: Rehearsed) -> list[OpenedRow]:
    """Every row of roll and register with all its openings; the office's own copy."""
    if rehearsed.register is None:
        return []
    return releasing.opened_rows(rehearsed.hall, rehearsed.register, rehearsed.mark_salts)
