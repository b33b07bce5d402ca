"""The desks: one paper for each member, and what becomes of a ballot cast before it."""

from pathlib import Path

import pytest

from tellers.board.groups import Group
from tellers.board.signing import is_signed
from tellers.canonical import h256
from tellers.errors import Refused
from tellers.rehearsal.desk import Box, Desks
from tellers.rehearsal.hall import Hall
from tests import branch
from tests.rehearsal.conftest import Morning, opened_hall


@pytest.fixture
def hall_of_two_rules(tmp_path: Path) -> Hall:
    """A poll of its own, in which a paper does not supersede a ballot."""
    return opened_hall(tmp_path / "hall", paper_supersedes=False)


def accepted(morning: Morning, desks: Desks, member: int) -> None:
    desk = morning.hall.officers["presiding-officer"]
    box = Box("box-9", "in-person", Group("full", 1))
    desks.accept(morning.hall, desk, morning.row(member), box, [[branch.BIRCH]])


def test_the_mark_names_neither_row_nor_pseudonym(morning: Morning) -> None:
    desks = Desks()
    accepted(morning, desks, 6)
    [mark] = desks.marks
    entry = morning.hall.board.entries[mark.idx]
    assert entry.keys() == {"type", "channel", "batch", "group", "ref", "sigs"}
    assert mark.cred not in str(entry)
    assert desks.boxes["box-9"].papers == [[[branch.BIRCH]]]
    assert "papers" not in repr(desks.boxes["box-9"])


def test_the_same_elector_by_post_and_at_the_meeting_is_refused(morning: Morning) -> None:
    desks = Desks()
    accepted(morning, desks, 7)
    size = morning.hall.board.size
    with pytest.raises(Refused, match=r"desk\.already-marked"):
        accepted(morning, desks, 7)
    assert morning.hall.board.size == size
    assert len(desks.marks) == len(desks.boxes["box-9"].papers) == 1


def test_a_ballot_cast_before_becomes_void_by_an_officers_signature(morning: Morning) -> None:
    hall, desks, device = morning.hall, Desks(), morning.device(8)
    morning.cast(morning.ballot(device))
    accepted(morning, desks, 8)
    [void] = desks.voids
    digest = h256("mark/supersede", hall.eid, bytes.fromhex(device.cred), b"box-9")
    assert (void["cred"], void["by"]) == (device.cred, "returning-officer")
    assert is_signed(hall.returning_officer.vk, digest, bytes.fromhex(void["sig"]))


def test_where_papers_do_not_supersede_the_envelope_is_handed_back(hall_of_two_rules: Hall) -> None:
    morning = Morning.of(hall_of_two_rules)
    desks = Desks()
    morning.cast(morning.ballot(morning.device(1)))
    with pytest.raises(Refused, match=r"desk\.voted-online"):
        accepted(morning, desks, 1)
    accepted(morning, desks, 2)
    assert desks.voids == []
    assert len(desks.marks) == 1
