"""The Marsh Lane branch on the morning of its poll: roll frozen, codes delivered, the hall just opened."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tellers.board.entries import Entry
from tellers.canonical import decode
from tellers.crypto.prove.ballots import Device
from tellers.rehearsal import ceremony, voter
from tellers.rehearsal.hall import Hall, set_up, silent
from tellers.rehearsal.issuers import received
from tellers.rehearsal.plan import WHOLE
from tellers.rehearsal.server import Server
from tests import branch


@dataclass(frozen=True)
class Morning:
    """The hall, and what each member of the branch was sent."""

    hall: Hall
    post: dict[int, tuple[str, str]]

    @classmethod
    def of(cls, hall: Hall) -> "Morning":
        """Everybody's post, taken from the outbox."""
        arrived = received(hall.folder / "outbox")
        return cls(hall, {number + 1: arrived[row] for row, number in enumerate(hall.elector_of_row)})

    def row(self, member: int) -> int:
        """The row of a member on the frozen roll; members count from 1."""
        return self.hall.elector_of_row.index(member - 1) + 1

    def device(self, member: int) -> Device:
        """The member's device, unlocked with letter and link."""
        code, fragment = self.post[member]
        hall = self.hall
        [device] = voter.unlock(hall.sid, hall.eid, hall.pk, [(self.row(member), code, fragment)], silent)
        return device

    def ballot(self, device: Device, choice: Any = (branch.BIRCH,), n: int = 1) -> Entry:
        """A ballot by this device, not yet cast."""
        return voter.fill_in(device, self.hall.contests, WHOLE, [list(choice)], n)

    def cast(self, ballot: Entry, server: Server | None = None, **election: Any) -> Entry:
        """What the server answers. ``election``: rules that are otherwise for this one ballot."""
        hall = self.hall
        taken = server or hall.server
        return taken.cast(ballot, hall.board, {**hall.election, **election}, hall.eid, hall.now, 120)

    def publish(self) -> None:
        """Put the batch on the board and have it witnessed."""
        self.hall.server.flush(self.hall.board, self.hall.officers["kiosk-officer"])
        self.hall.checkpoint()


def opened_hall(folder: Path, **rules: Any) -> Hall:
    """The branch's poll, open. ``rules``: what is otherwise than in the branch's own."""
    plan = branch.small_poll()
    hall = Hall(replace(plan, rules=replace(plan.rules, **rules)), folder)
    set_up(hall)
    ceremony.make_key(hall)
    ceremony.define_election(hall)
    ceremony.build_roll(hall)
    ceremony.issue_credentials(hall)
    ceremony.deliver(hall)
    hall.now = hall.plan.opens
    hall.append("open", *hall.both)
    hall.checkpoint()
    return hall


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """The branch's poll, open; ballots that tests publish stay on its board."""
    return Morning.of(opened_hall(tmp_path_factory.mktemp("morning")))


@pytest.fixture
def morning(opened: Morning) -> Morning:
    """The branch's poll, open, with a server that has not taken in a ballot yet."""
    hall = opened.hall
    server = Server(hall.folder / "keys" / "server.key", hall.server.links)
    server.enrol([decode(line) for line in hall.board.read("cred/list.ndjson").splitlines()])
    hall.server = server
    return opened


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where a role's key file may be made."""
    return tmp_path / "keys" / "somebody.key"
