"""A poll with everything that can be in doubt about a ballot, and orders about its members made anew.

The plan's electors are named by their place in it; ``cred`` and ``row`` lead from there to the board.
"""

import secrets
from dataclasses import replace

from tellers import _core
from tellers.crypto.prove import credentials
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tellers.rehearsal import voter
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.plan import Case, Choices, Extract, Plan, Ruling
from tests.attacks import anew
from tests.attacks.forger import STYLE, Entry, Forger

PLAIN, REISSUED, RESTORED, EXCLUDED, LET_IN, KEPT, ENTERED = 2, 6, 7, 12, 13, 14, 18
"""What the plan has in store for these of its electors; ``PLAIN`` just votes online."""
ON_PAPER, ABSENT = 3, 5
WITH_PANEL = ("returning-officer", "deputy", "panel-chair")

_CASES = {
    REISSUED: Case(reissued="rs"),
    RESTORED: Case(held=True, ruling=Ruling.RESTORED),
    EXCLUDED: Case(held=True, ruling=Ruling.NEITHER),
    LET_IN: Case(tenders=True, ruling=Ruling.TENDER),
    KEPT: Case(tenders=True, ruling=Ruling.BALLOT),
    ENTERED: Case(held=True, ruling=Ruling.BALLOT),
}

RELEASES = (
    Extract("Tomos Fenwright, candidate"),
    Extract("Corin Hazel, auditor", "c"),
    Extract("a member whose ballot was held and entered", "m", ENTERED),
    Extract("a member whose ballot was excluded", "m", EXCLUDED),
    Extract("a member with a new key", "m", REISSUED),
    Extract("a member whose tender was let in", "m", LET_IN),
    Extract("a member whose first ballot was kept", "m", KEPT),
)


def doubted(precedence: str = "first") -> Plan:
    """Twenty-four of the small plan: a key issued anew, three ballots held, two members' votes stolen.

    The register is released to a candidate, to an auditor, and to the members concerned their own rows.
    """
    plan = small_plan()
    electors = plan.electors[:24]
    for number, case in _CASES.items():
        before: Choices = [[2]] if case.tenders else []
        electors[number] = replace(electors[number], case=case, before=before, again=False)
    rules = replace(plan.rules, precedence=precedence)
    return replace(
        plan, electors=electors, rules=rules, opened_ballots=1, audited=0, releases=RELEASES, receipts=99
    )


def row(forger: Forger, elector: int) -> int:
    """The row of an elector of the plan."""
    return forger.hall.elector_of_row.index(elector) + 1


def cred(forger: Forger, elector: int) -> str:
    """The pseudonym of an elector of the plan."""
    return forger.hall.server.cred_of(row(forger, elector))


def first_device(forger: Forger, elector: int) -> Device:
    """What letter and link of the first issue make, whoever has them now."""
    return forger.device(row(forger, elector))


def about(forger: Forger, kind: str, elector: int) -> list[Entry]:
    """The entries of a type about an elector."""
    return [entry for entry in forger.of(kind) if entry["cred"] == cred(forger, elector)]


def put(forger: Forger, entry: Entry, *by: str) -> Entry:
    """Put an entry on the board as the last before papers are typed."""
    return forger.insert(forger.index(forger.of("paper.commit")[0]), entry, *by)


def order(forger: Forger, kind: str, elector: int, *by: str, **fields: object) -> Entry:
    """Put a re-issue, hold, restoration or decision about an elector on the board."""
    about_whom = {"cred": cred(forger, elector), "ref": secrets.token_hex(32)}
    return put(forger, {"type": kind, **about_whom, "reason": "error", **fields}, *by)


def suspend(forger: Forger, elector: int) -> Entry:
    """Have two officers suspend an elector."""
    return order(forger, "cred.suspend", elector, "returning-officer", "deputy")


def restore(forger: Forger, elector: int) -> Entry:
    """Have the panel lift a hold."""
    return order(forger, "cred.restore", elector, *WITH_PANEL)


def decide(forger: Forger, elector: int, enter: int) -> Entry:
    """Have the panel decide what of an elector's is entered."""
    return order(forger, "cred.decide", elector, *WITH_PANEL, enter=enter)


def reissue(forger: Forger, elector: int, device: Device, *halves: str) -> Device:
    """Issue halves of an elector's key anew, as their issuers do; gives the device that has them."""
    for half in halves:
        secret = Secret(_core.random_scalars(1))
        old = device.x_r if half == "r" else device.x_s
        keys = {"old": credentials.public_key(old).hex(), "new": credentials.public_key(secret).hex()}
        issuer = "registrar" if half == "r" else "server"
        order(forger, "cred.reissue", elector, issuer, half=half, **keys, reason="correction")
        device = replace(device, x_r=secret) if half == "r" else replace(device, x_s=secret)
    return device


def filled_in(forger: Forger, device: Device, n: int, kind: str = "tender") -> Entry:
    """A ballot or tender for the second option, as the device makes it."""
    return voter.fill_in(device, forger.election["contests"], STYLE, [[1]], n, kind=kind)


def settle(forger: Forger) -> None:
    """Close and tally again as the board now stands."""
    anew.reclose(forger)
    anew.retally(forger)
