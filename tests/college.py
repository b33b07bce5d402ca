"""The Hollin Carrs Tenants: a leader chosen by a college, a motion by categories, and a treasurer or nobody.

Members have two thirds of the college, affiliates one third. The treasurer is chosen by everybody together,
who may ask for new nominations instead. Everybody and every place is invented.
"""

import random
from typing import Any

from tellers.rehearsal import people
from tellers.rehearsal.plan import Elector, Plan, declared_rule
from tests import branch

LEADER, MOTION, TREASURER = "leader", "motion", "treasurer"
MEMBERS, AFFILIATES = "members", "affiliates"
SECTIONS = [[MEMBERS, "2/3", [MEMBERS]], [AFFILIATES, "1/3", [AFFILIATES]]]
CATEGORIES = [[MEMBERS, "1/3", [MEMBERS]], [AFFILIATES, "1/3", [AFFILIATES]]]
BIRCH, ASH, THORN = range(3)
YES, NO = [0], [1]
REOPEN = 2

SAID: tuple[tuple[str, str | None, list[Any]], ...] = (
    (MEMBERS, "online", [[BIRCH], NO, [REOPEN]]),
    (MEMBERS, "online", [[BIRCH, ASH], NO, [REOPEN, 0]]),
    (MEMBERS, "online", [[BIRCH, THORN], NO, [0]]),
    (MEMBERS, "post", [[THORN, BIRCH], NO, [REOPEN]]),
    (MEMBERS, "post", [[ASH], YES, [REOPEN]]),
    (MEMBERS, "in-person", [[ASH, BIRCH], NO, [1, REOPEN]]),
    (MEMBERS, "in-person", [[ASH, BIRCH], "blank", [1]]),
    (MEMBERS, None, []),
    (AFFILIATES, "online", [[THORN, ASH], YES, "void"]),
    (AFFILIATES, "online", [[ASH], NO, [0, 1]]),
    (AFFILIATES, "post", [[ASH, THORN], NO, [REOPEN]]),
    (AFFILIATES, "in-person", ["blank", "blank", [REOPEN, 1]]),
    (AFFILIATES, None, []),
)
"""Of each elector: the style, the channel, and what they chose of leader, motion and treasurer."""


def poll() -> Plan:
    """Three contests on the ballots of two styles."""
    chance = random.Random(6)
    electors = [
        Elector(people.member(number, chance), channel, choices, style=style)
        for number, (style, channel, choices) in enumerate(SAID, 1)
    ]
    every = (LEADER, MOTION, TREASURER)
    return Plan(
        organisation="The Hollin Carrs Tenants",
        title="Leader, motion and treasurer",
        origin="ballots.example/hollin-carrs",
        contests=[
            _contest(LEADER, ["birch", "ash", "thorn"], "college", sections=SECTIONS),
            _motion(),
            _contest(TREASURER, ["elder", "rowan", "reopen"], "av", reopen="reopen"),
        ],
        electors=electors,
        rules=branch.rules(),
        opens=branch.OPENS,
        opened_ballots=2,
        styles=((MEMBERS, every), (AFFILIATES, every)),
    )


def _contest(id: str, options: list[str], rule: str, **declared: Any) -> dict[str, Any]:
    return {
        "id": id,
        "title": id.title(),
        "kind": "ranked",
        "options": [{"id": option, "name": option.title()} for option in options],
        "max_rank": 3,
        "nominated": True,
        "count": declared_rule(rule, 1, **declared),
    }


def _motion() -> dict[str, Any]:
    return {
        "id": MOTION,
        "title": "That a new leader is chosen every year",
        "kind": "choose",
        "options": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}],
        "min": 1,
        "max": 1,
        "nominated": False,
        "count": declared_rule("yes-no", 1, sections=CATEGORIES),
    }
