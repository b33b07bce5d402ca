"""The Reedmere Federation: two ballots, delegates who vote for their branches, and post mixed apart.

Members choose a president and vote on a motion, associates vote on the motion alone; a branch of
twenty-five has one delegate, whose vote counts for all of them. Everybody and every place is invented.
"""

import random
from typing import Any

from tellers.board.groups import Group
from tellers.crypto.selections import Selection
from tellers.rehearsal import people
from tellers.rehearsal.plan import Elector, Extract, Plan, Rules, declared_rule
from tests import branch

PRESIDENT, MOTION = "president", "motion"
BIRCH, ASH, THORN = range(3)
YES, NO = [0], [1]
MEMBERS, ASSOCIATES, DELEGATES = Group("members", 1), Group("associates", 1), Group("members", 25)
APART = (("post",), ("kiosk",))
"""Channels that are mixed alone where at least ``MIX_K`` voted by them."""
MIX_K = 10
ALIKE = 5
"""So many members do alike: enough for times to be shown of them, and of no other group."""

_SAID: tuple[tuple[Group, str | None, Selection, Selection], ...] = (
    (MEMBERS, "online", [BIRCH], YES),
    (MEMBERS, "online", [ASH, BIRCH], NO),
    (MEMBERS, "online", [THORN, ASH], YES),
    (MEMBERS, "online", "blank", NO),
    (MEMBERS, "post", [BIRCH, ASH], YES),
    (MEMBERS, "post", [ASH], NO),
    (MEMBERS, "post", [ASH], "blank"),
    (MEMBERS, "post", [THORN], NO),
    (MEMBERS, "in-person", [BIRCH], NO),
    (MEMBERS, "in-person", "void", NO),
    (MEMBERS, "kiosk", [THORN, BIRCH], YES),
    (MEMBERS, None, [], []),
    (ASSOCIATES, "online", [], YES),
    (ASSOCIATES, "online", [], YES),
    (ASSOCIATES, "online", [], NO),
    (ASSOCIATES, "post", [], YES),
    (ASSOCIATES, "post", [], NO),
    (ASSOCIATES, "in-person", [], YES),
    (ASSOCIATES, "kiosk", [], "blank"),
    (ASSOCIATES, None, [], []),
    (DELEGATES, "online", [THORN], YES),
    (DELEGATES, "post", [BIRCH], NO),
    (DELEGATES, "kiosk", [THORN, ASH], YES),
    (DELEGATES, None, [], []),
)
"""Of each elector: group, channel, the choice of president (members only), and the vote on the motion."""
ELECTORS = tuple(said for said in _SAID for _ in range(ALIKE if said[0] == MEMBERS else 1))


def poll() -> Plan:
    """The federation's poll: the post is mixed alone, the kiosk was used by too few for that."""
    chance = random.Random(5)
    electors = [_elector(people.member(number, chance), *said) for number, said in enumerate(ELECTORS, 1)]
    return Plan(
        organisation="The Reedmere Federation",
        title="President of the Reedmere Federation",
        origin="ballots.example/reedmere",
        contests=[{**branch.contest(), "id": PRESIDENT, "title": "President"}, _motion()],
        electors=electors,
        rules=Rules(release_k=10, mix_k=MIX_K, mix_sets=APART, mixers=2, witnesses=2, quorum=2, days=2),
        opens=branch.OPENS,
        opened_ballots=2,
        contact_changes=1,
        releases=(Extract("Perrin Ash, candidate"),),
        styles=((MEMBERS.style, (PRESIDENT, MOTION)), (ASSOCIATES.style, (MOTION,))),
    )


def votes(contest: str) -> list[tuple[int, Selection]]:
    """What was voted in a contest, with how many papers each vote stands for."""
    voted = [(group, president, motion) for group, channel, president, motion in ELECTORS if channel]
    if contest == PRESIDENT:
        return [(group.weight, president) for group, president, _ in voted if group != ASSOCIATES]
    return [(group.weight, motion) for group, _, motion in voted]


def _elector(
    values: dict[str, Any], group: Group, channel: str | None, president: Selection, motion: Selection
) -> Elector:
    choices = [motion] if group == ASSOCIATES else [president, motion]
    return Elector(values, channel, choices if channel else [], style=group.style, weight=group.weight)


def _motion() -> dict[str, Any]:
    return {
        "id": MOTION,
        "title": "That the federation meets at the Old Mill",
        "kind": "choose",
        "options": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}],
        "min": 1,
        "max": 1,
        "nominated": False,
        "count": declared_rule("yes-no", 1),
    }
