"""Cases: keys issued anew at the desk, ballots held over a complaint, tenders, and what the panel decides.

Each entry is about a pseudonym; the row that it is about stands in a sealed reference, which the office keeps
and opens to the member and to auditors. Source: spec/holds.md.
"""

import secrets
from functools import partial
from typing import Protocol

from tellers.board.entries import CAST, HALVES, NOTHING, Entry
from tellers.board.log import Signer
from tellers.board.references import row_reference
from tellers.clock import HOUR_S
from tellers.crypto.prove.ballots import Device
from tellers.rehearsal import voter
from tellers.rehearsal.conduct import Act
from tellers.rehearsal.hall import Hall
from tellers.rehearsal.plan import Case, Choices, Elector, Ruling

HALF_AN_HOUR_S = HOUR_S // 2


class Booth(Protocol):
    """What a case needs of the poll while it is open."""

    devices: dict[int, Device]

    def settle(self, cred: str) -> None:
        """Publish the batch now if something about this pseudonym waits in it."""

    def cast(self, row: int, choices: Choices, kind: str = "ballot") -> None:
        """Cast a ballot or a tender from a member's device."""


def case_acts(hall: Hall, booth: Booth, row: int, elector: Elector, voted_at: int) -> list[Act]:
    """What becomes of one member before and after ``voted_at``, seconds since 1970."""
    case = elector.case or Case()
    acts = []
    if case.reissued:
        acts.append(Act(voted_at - HALF_AN_HOUR_S, partial(_come_to_desk, hall, booth, row, case.reissued)))
    if case.held:
        acts.append(Act(voted_at + HOUR_S, partial(suspend, hall, booth, row, "complaint")))
    if case.tenders:
        acts.append(Act(voted_at + 2 * HOUR_S, partial(_tender, hall, booth, row, elector)))
    if case.ruling is not None:
        acts.append(Act(voted_at + 4 * HOUR_S, partial(_rule, hall, booth, row, case.ruling)))
    return acts


def reissue(hall: Hall, booth: Booth, row: int, half: str, reason: str) -> None:
    """The issuer of a half makes it anew, and the member takes it away on their device."""
    cred = hall.server.cred_of(row)
    booth.settle(cred)
    issuer: Signer = hall.registrar if half == "r" else hall.server
    maker = hall.registrar if half == "r" else hall.server.links
    new, handed = maker.reissue(hall.sid, row)
    old = hall.server.docket.keys[cred].half(half)
    keys = {"half": half, "old": old.hex(), "new": new.hex()}
    _order(hall, row, "cred.reissue", reason, issuer, **keys)
    booth.devices[row] = voter.take_new_half(booth.devices[row], hall.sid, row, half, handed)


def suspend(hall: Hall, booth: Booth, row: int, reason: str) -> None:
    """Two officers suspend a member's key."""
    booth.settle(hall.server.cred_of(row))
    _order(hall, row, "cred.suspend", reason, *hall.both)


def restore(hall: Hall, booth: Booth, row: int, reason: str) -> None:
    """The panel lifts a hold."""
    booth.settle(hall.server.cred_of(row))
    _order(hall, row, "cred.restore", reason, *_with_panel(hall))


def decide(hall: Hall, booth: Booth, row: int, enter: int, reason: str) -> None:
    """The panel decides which ballot of a member is entered; ``enter``: its board index, -1 for none."""
    booth.settle(hall.server.cred_of(row))
    _order(hall, row, "cred.decide", reason, *_with_panel(hall), enter=enter)


def ballots_of(hall: Hall, row: int) -> list[int]:
    """Where a member's ballots and tender stand on the board, in order."""
    cred = hall.server.cred_of(row)
    return [index for index, entry in hall.board.of_type(*CAST) if entry["cred"] == cred]


def _with_panel(hall: Hall) -> tuple[Signer, ...]:
    return (*hall.both, hall.officers["panel-chair"])


def _order(hall: Hall, row: int, kind: str, reason: str, *signers: Signer, **fields: object) -> None:
    salt = secrets.token_bytes(32)
    ref = row_reference(salt, row).hex()
    order: Entry = {"type": kind, "cred": hall.server.cred_of(row), "ref": ref, "reason": reason, **fields}
    hall.server.order(order, hall.board, *signers)
    hall.references[ref] = (row, salt)


def _come_to_desk(hall: Hall, booth: Booth, row: int, halves: str) -> None:
    for half in halves:
        reissue(hall, booth, row, half, "walk-in")


def _tender(hall: Hall, booth: Booth, row: int, elector: Elector) -> None:
    """Somebody voted in the member's name: once they showed who they are they get a new key, and tender."""
    for half in HALVES:
        reissue(hall, booth, row, half, "tendered")
    booth.settle(hall.server.cred_of(row))
    booth.cast(row, elector.choices, "tender")


def _rule(hall: Hall, booth: Booth, row: int, ruling: Ruling) -> None:
    booth.settle(hall.server.cred_of(row))
    if ruling is Ruling.RESTORED:
        restore(hall, booth, row, "ruling")
        return
    mine = ballots_of(hall, row)
    entered = {Ruling.BALLOT: mine[0], Ruling.TENDER: mine[-1], Ruling.NEITHER: NOTHING}
    decide(hall, booth, row, entered[ruling], "ruling")
