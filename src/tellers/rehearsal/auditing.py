"""After the declaration: members are drawn by public dice, to be asked whether their mark is true.

Source: spec/audit.md.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from tellers.audit.sample import draw, seed
from tellers.clock import DAY_S, HOUR_S
from tellers.register.closing import ClosedRegister
from tellers.rehearsal.hall import Hall
from tellers.rehearsal.tally import close_body

DICE = 20


Stratum = tuple[str, str]
"""The name of a group, and a label in it; "" for all of the group without one."""


def draw_members(hall: Hall, register: ClosedRegister) -> None:
    """Plan, have the plan witnessed, throw the dice in public, and publish whom they name."""
    hall.wait(DAY_S)
    groups = {group.name: rows for group, rows in hall.groups.items()}
    members = members_of(groups, register.labels)
    strata: list[tuple[str, str, int]] = [
        (group, label, min(hall.plan.audited, number)) for (group, label), number in members.items() if number
    ]
    root = hall.board.of_type("close")[0][1]["register_root"]
    hall.append("audit.plan", *hall.both, strata=[[*stratum] for stratum in strata], register_root=root)
    hall.checkpoint()
    hall.wait(HOUR_S)
    dice = "".join(str(secrets.randbelow(10)) for _ in range(DICE))
    hall.append("audit.seed", *hall.both, dice=dice)
    drawn, rows = seed(hall.eid, close_body(hall), dice), rows_of(groups, register)
    sample = [
        [group, label, draw(drawn, (group, label), rows[group, label], size)] for group, label, size in strata
    ]
    hall.append("audit.sample", hall.returning_officer, sample=sample)
    hall.checkpoint()


def members_of(groups: Mapping[str, Sequence[int]], labels: Sequence[Sequence[Any]]) -> dict[Stratum, int]:
    """How many belong to each stratum, in order. ``groups``: the rows of each; ``labels``: of the close."""
    members: dict[Stratum, int] = {}
    for group, rows in groups.items():
        marked = {(of, label): number for of, label, _, number, _ in labels if of == group}
        members.update(marked)
        members[group, ""] = len(rows) - sum(marked.values())
    return members


def rows_of(groups: Mapping[str, Sequence[int]], register: ClosedRegister) -> dict[Stratum, list[int]]:
    """The rows of each stratum, as the register has them."""
    found: dict[Stratum, list[int]] = {}
    for group, rows in groups.items():
        for row in rows:
            found.setdefault((group, register.rows[row - 1].values["label"]), []).append(row)
    return found
