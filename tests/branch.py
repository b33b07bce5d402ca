"""The cast of the tests: the twelve members of the Marsh Lane branch, a server and a trustee that cheat.

Sorrel Kingdon is the returning officer; Bram Halloway and Ines Quill are trustees, Petra Lumsden the spare.

Everybody and every place here is invented. The branch chooses one of three candidates for its chair.
"""

from dataclasses import replace
from typing import Any

from tellers.board.entries import Entry
from tellers.board.log import Board
from tellers.crypto.prove.keygen import Message
from tellers.crypto.selections import Selection
from tellers.custody.trustee import Trustee
from tellers.rehearsal.plan import Case, Elector, Extract, Plan, Rules, Ruling, declared_rule
from tellers.rehearsal.server import Server

BRANCH = "Marsh Lane"
TITLE = "Chair of the Marsh Lane branch"
ORIGIN = "ballots.example/marsh-lane"
OPENS = 1_800_000_000
"""15 January 2027, 08:00 UTC."""

CONTEST = "chair"
CANDIDATES = (("odile-birch", "Odile Birch"), ("perrin-ash", "Perrin Ash"), ("zoe-thorn", "Zoë Thorn"))
BIRCH, ASH, THORN = range(3)

_NAMES = (
    "Odile Birch",
    "Perrin Ash",
    "Zoë Thorn",
    "Tamsin Reed",
    "Corin Hazel",
    "Maud Fennel",
    "Jory Sedge",
    "Lettice Bracken",
    "Anwen Rowan",
    "Piers Teasel",
    "Hana Willow",
    "Osric Meadows",
)


def member(number: int) -> dict[str, Any]:
    """The values of one member on the roll, 1 to 12; the fields are those of a rehearsal."""
    name = _NAMES[number - 1]
    return {
        "name": name,
        "member_number": f"ML{number:04d}",
        "unit": BRANCH,
        "joined": f"{2000 + number}-05-01",
        "email": f"member{number}@marsh-lane.example",
        "phone": f"+44 7700 900{number:03d}",
        "address": f"{number} Sluice Row, Marsh Lane",
    }


MEMBERS = tuple(member(number) for number in range(1, len(_NAMES) + 1))


def contest() -> dict[str, Any]:
    """The contest for the chair, counted by the alternative vote."""
    return {
        "id": CONTEST,
        "title": TITLE,
        "kind": "ranked",
        "options": [{"id": key, "name": name} for key, name in CANDIDATES],
        "max_rank": len(CANDIDATES),
        "nominated": True,
        "count": declared_rule("av", 1),
    }


def rules(precedence: str = "first") -> Rules:
    """The branch's rules: two of three trustees, and no mix of fewer than two."""
    return Rules(precedence=precedence, mix_k=2, mixers=2, witnesses=2, quorum=2, days=2)


def small_poll(precedence: str = "first") -> Plan:
    """The whole branch votes in every way there is; one member abstains.

    Tamsin Reed votes online and then on paper at the meeting. Under "last" Corin Hazel votes online twice
    and the second ballot counts; under "first" only tries to.
    """
    said: dict[int, tuple[str, Selection]] = {
        1: ("online", [BIRCH]),
        2: ("online", [ASH, BIRCH]),
        3: ("online", [THORN, BIRCH, ASH]),
        4: ("in-person", [BIRCH, THORN]),
        5: ("online", [BIRCH, ASH]),
        6: ("post", [ASH]),
        7: ("post", [THORN, ASH]),
        8: ("in-person", [BIRCH]),
        9: ("online", "blank"),
        10: ("post", "void"),
        11: ("online", [ASH, THORN]),
    }
    electors = []
    for number, values in enumerate(MEMBERS, 1):
        channel, choice = said.get(number, (None, []))
        before: list[Any] = [[ASH]] if number == 4 else []
        if number == 5 and precedence == "last":
            before = [[ASH]]
        again = number == 5 and precedence == "first"
        electors.append(Elector(values, channel, [choice] if channel else [], before, again))
    return Plan(
        organisation=f"The {BRANCH} branch",
        title=TITLE,
        origin=ORIGIN,
        contests=[contest()],
        electors=electors,
        rules=rules(precedence),
        opens=OPENS,
        opened_ballots=1,
        contact_changes=1,
        receipts=12,
    )


DOUBTED_RELEASES = (
    Extract("Odile Birch, candidate"),
    Extract("Piers Teasel, auditor", "c"),
    Extract("a member whose ballot was excluded", "m", 4),
    Extract("a member whose tender was let in", "m", 10),
)
"""Of the register of the poll in which much is in doubt: for Corin Hazel and Hana Willow their own rows."""


def doubted_poll(precedence: str = "first") -> Plan:
    """The branch's poll again, with everything that can be in doubt about a ballot.

    Odile Birch lost her letter and Perrin Ash both parts; each comes to the desk before voting. Of those who
    vote online Zoë Thorn's ballot is held and restored, Maud Fennel's entered by the panel, and Corin Hazel's
    and Jory Sedge's excluded by it. In Hana Willow's and Osric Meadows's names somebody voted
    for Ash; she is let in with her tender, and his first ballot is kept. Lettice Bracken's ballot was held
    before she tendered, and neither counts. Others vote on paper; one abstains.
    """
    said: dict[int, tuple[str, Selection, Case | None]] = {
        1: ("online", [BIRCH], Case(reissued="r")),
        2: ("online", [ASH, BIRCH], Case(reissued="rs")),
        3: ("online", [THORN, BIRCH, ASH], Case(held=True, ruling=Ruling.RESTORED)),
        4: ("in-person", [BIRCH, THORN], None),
        5: ("online", [BIRCH, ASH], Case(held=True, ruling=Ruling.NEITHER)),
        6: ("online", [THORN], Case(held=True, ruling=Ruling.BALLOT)),
        7: ("online", [THORN, ASH], Case(held=True, ruling=Ruling.NEITHER)),
        8: ("online", [BIRCH], Case(held=True, tenders=True, ruling=Ruling.NEITHER)),
        9: ("post", "blank", None),
        11: ("online", [BIRCH, THORN, ASH], Case(tenders=True, ruling=Ruling.TENDER)),
        12: ("online", [THORN, BIRCH], Case(tenders=True, ruling=Ruling.BALLOT)),
    }
    electors = []
    for number, values in enumerate(MEMBERS, 1):
        channel, choice, case = said.get(number, (None, [], None))
        before: list[Any] = [[ASH]] if case is not None and case.tenders else []
        electors.append(Elector(values, channel, [choice] if channel else [], before, case=case))
    plan = small_poll(precedence)
    return replace(plan, electors=electors, audited=2, releases=DOUBTED_RELEASES, receipts=99)


class DishonestServer(Server):
    """The branch's dishonest server: it takes a ballot in and promises somebody else's."""

    def cast(
        self, ballot: Entry, board: Board, election: dict[str, Any], eid: bytes, now: int, skew: int
    ) -> Entry:
        promise = super().cast(ballot, board, election, eid, now, skew)
        return {**promise, "digest": board.digest({**ballot, "cred": "ab" * 16}).hex()}


def with_a_bad_share(dealt: Message, receiver: int) -> Message:
    """What a dealer reveals, with another number than the receiver's share sealed to the receiver."""
    shares = [dict(share) for share in dealt["shares"]]
    sealed = bytearray.fromhex(shares[receiver - 1]["ct"])
    sealed[0] ^= 1
    shares[receiver - 1]["ct"] = sealed.hex()
    return {**dealt, "shares": shares}


class DishonestTrustee(Trustee):
    """The branch's dishonest trustee: it seals a share to trustee 1 that fits nothing."""

    def reveal(self, round0: list[Message]) -> Message:
        return with_a_bad_share(super().reveal(round0), 1)
