"""What the server refuses of re-issues, holds, tenders and decisions: what would fail the poll for all."""

from typing import Any

import pytest

from tellers.board.entries import Entry
from tellers.board.groups import Group
from tellers.board.log import Signer
from tellers.crypto.prove import credentials
from tellers.crypto.prove.ballots import Device
from tellers.errors import Refused
from tellers.rehearsal import voter
from tellers.rehearsal.desk import Box, Desks
from tellers.rehearsal.plan import WHOLE
from tests import branch
from tests.rehearsal.conftest import Morning

REF = "ab" * 32


def order(morning: Morning, kind: str, cred: str, *signers: Signer, **fields: Any) -> None:
    """Order something, and have it published at once."""
    signed_by = signers or morning.hall.both
    entry: Entry = {"type": kind, "cred": cred, "ref": REF, "reason": "error", **fields}
    morning.hall.server.order(entry, morning.hall.board, *signed_by)
    morning.publish()


def decide(morning: Morning, cred: str, enter: int) -> None:
    order(morning, "cred.decide", cred, *morning.hall.both, morning.hall.officers["panel-chair"], enter=enter)


def reissued(morning: Morning, member: int, device: Device, half: str) -> Device:
    """The device after its issuer has made a half anew."""
    hall, row = morning.hall, morning.row(member)
    maker = hall.registrar if half == "r" else hall.server.links
    issuer: Signer = hall.registrar if half == "r" else hall.server
    new, handed = maker.reissue(hall.sid, row)
    old = hall.server.docket.keys[device.cred].half(half)
    fields = {"half": half, "old": old.hex(), "new": new.hex(), "reason": "walk-in"}
    order(morning, "cred.reissue", device.cred, issuer, **fields)
    return voter.take_new_half(device, hall.sid, row, half, handed)


def voted(morning: Morning, member: int) -> tuple[Device, int]:
    """A member's device after they voted, and where the ballot stands."""
    device = morning.device(member)
    morning.cast(morning.ballot(device))
    morning.publish()
    return device, morning.hall.board.of_type("ballot")[-1][0]


def tender(morning: Morning, device: Device, n: int = 2) -> Entry:
    return voter.fill_in(device, morning.hall.contests, WHOLE, [[branch.THORN]], n, kind="tender")


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code.replace(".", r"\."))


def test_a_member_votes_with_the_new_key_and_not_with_the_old(morning: Morning) -> None:
    device = morning.device(1)
    for half in "rs":
        device = reissued(morning, 1, device, half)
        with refused("ballot.proof"):
            morning.cast(morning.ballot(morning.device(1)))
    morning.cast(morning.ballot(device))
    assert device.cred == morning.device(1).cred


def test_a_half_is_replaced_once_and_by_a_new_one(morning: Morning) -> None:
    hall, device = morning.hall, morning.device(2)
    old, used = (credentials.public_key(key).hex() for key in (device.x_r, device.x_s))
    fields = {"half": "r", "old": old}
    for new in (used, old, "ff" * 32, "00" * 32):
        with refused("reissue.used"):
            order(morning, "cred.reissue", device.cred, hall.registrar, **fields, new=new)
    reissued(morning, 2, device, "r")
    with refused("reissue.not-current"):
        order(morning, "cred.reissue", device.cred, hall.registrar, **fields, new=used)
    with refused("order.unknown"):
        order(morning, "cred.reissue", "ab" * 16, hall.registrar, **fields, new=used)


def test_two_entries_of_one_pseudonym_never_wait_in_one_batch(morning: Morning) -> None:
    device = morning.device(3)
    morning.cast(morning.ballot(device))
    with refused("ballot.waiting"):
        order(morning, "cred.suspend", device.cred)
    morning.publish()
    suspend: Entry = {"type": "cred.suspend", "cred": device.cred, "ref": REF, "reason": "error"}
    morning.hall.server.order(suspend, morning.hall.board, *morning.hall.both)
    with refused("ballot.waiting"):
        morning.cast(morning.ballot(device, n=2), precedence="last")
    morning.publish()


def test_a_hold_is_laid_once_and_lifted_once(morning: Morning) -> None:
    cred = morning.device(4).cred
    with refused("hold.none"):
        order(morning, "cred.restore", cred)
    order(morning, "cred.suspend", cred)
    with refused("hold.twice"):
        order(morning, "cred.suspend", cred)
    order(morning, "cred.restore", cred)
    with refused("hold.none"):
        order(morning, "cred.restore", cred)


def test_who_is_suspended_may_vote_and_hears_nothing_else(morning: Morning) -> None:
    device = morning.device(5)
    order(morning, "cred.suspend", device.cred)
    assert morning.cast(morning.ballot(device))["digest"]


def test_the_panel_decides_once_about_what_is_held(morning: Morning) -> None:
    (device, mine), (_, other) = voted(morning, 6), voted(morning, 7)
    with refused("decision.nothing-held"):
        decide(morning, device.cred, mine)
    order(morning, "cred.suspend", device.cred)
    for enter in (other, 0, 2**50):
        with refused("decision.other"):
            decide(morning, device.cred, enter)
    decide(morning, device.cred, mine)
    with refused("decision.twice"):
        decide(morning, device.cred, -1)
    with refused("hold.decided"):
        order(morning, "cred.restore", device.cred)
    with refused("ballot.decided"):
        morning.cast(morning.ballot(device, n=2), precedence="last")


def test_a_tender_needs_a_ballot_before_it_and_a_key_that_is_new_in_both_parts(morning: Morning) -> None:
    device = morning.device(8)
    with refused("tender.no-ballot"):
        morning.cast(tender(morning, device, 1))
    device, _ = voted(morning, 8)
    for half in "rs":
        with refused("tender.old-key"):
            morning.cast(tender(morning, device))
        device = reissued(morning, 8, device, half)
    with refused("ballot.counter"):
        morning.cast(tender(morning, device, 1))
    entry = tender(morning, device)
    answer = morning.cast(entry)
    hall = morning.hall
    digest = hall.board.digest(entry)
    assert voter.check_promise(hall.setup, hall.election, digest, answer, hall.now).digest == digest
    with refused("ballot.tendered"):
        morning.cast(tender(morning, device, 3))
    with refused("ballot.tendered"):
        morning.cast(morning.ballot(device, n=3), precedence="last")


def test_a_tender_is_no_ballot_with_another_name(morning: Morning) -> None:
    device, _ = voted(morning, 9)
    for half in "rs":
        device = reissued(morning, 9, device, half)
    with refused("ballot.proof"):
        morning.cast({**tender(morning, device), "type": "ballot"}, precedence="last")


def test_a_new_key_before_the_ballot_does_not_serve_for_a_tender_after_it(morning: Morning) -> None:
    device = morning.device(10)
    for half in "rs":
        device = reissued(morning, 10, device, half)
    morning.cast(morning.ballot(device))
    morning.publish()
    with refused("tender.old-key"):
        morning.cast(tender(morning, device))


def test_a_desk_takes_no_paper_from_a_member_whose_ballot_is_held_and_the_reverse(morning: Morning) -> None:
    hall, desks = morning.hall, Desks()
    box, officer = Box("box-1", "in-person", Group(WHOLE, 1)), hall.officers["presiding-officer"]
    order(morning, "cred.suspend", morning.device(11).cred)
    with refused("desk.held"):
        desks.accept(hall, officer, morning.row(11), box, [[branch.ASH]])
    desks.accept(hall, officer, morning.row(12), box, [[branch.ASH]])
    with refused("order.on-paper"):
        order(morning, "cred.suspend", morning.device(12).cred)
