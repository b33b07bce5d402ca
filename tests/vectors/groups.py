"""Vectors of which members and which votes are mixed together, and of what goes in how often."""

from typing import Any

from tellers.board.groups import Group, grouped
from tellers.board.mixing import mix_plan, vote_rows
from tests.vectors.seeded import Vector, drawn

_SETS = [["post", "in-person"], ["kiosk"], ["assisted"]]


def groups() -> list[Vector]:
    styles = ["members", "associates"]
    cases: list[tuple[str, list[tuple[str, int]]]] = [
        (
            "groups stand by name, or in the order in which the roll has them",
            [("associates", 1), ("members", 1)],
        ),
        (
            "weights stand as text, so that 25 comes before 4",
            [("members", 25), ("associates", 1), ("members", 4), ("members", 1), ("members", 25)],
        ),
        ("a group of weight 1 is called x1", [("members", 1)]),
    ]
    return [
        {
            "bug": bug,
            "styles": styles,
            "rows": [list(row) for row in rows],
            "groups": [
                [group.name, of_group]
                for group, of_group in grouped(
                    styles, (Group(style, weight) for style, weight in rows)
                ).items()
            ],
        }
        for bug, rows in cases
    ]


def plans() -> list[Vector]:
    split = {"mode": "split", "sets": _SETS, "mix_k": 30}
    cases: list[tuple[str, dict[str, Any], dict[str, int]]] = [
        ("a joint mix is bounded by mix_k", {"mode": "joint", "mix_k": 30}, {"online": 3, "post": 1}),
        ("a set of exactly mix_k voters is too small", split, {"online": 30, "post": 20, "in-person": 10}),
        ("groups are numbered as they come out, not by their sets", split, {"online": 90, "kiosk": 30}),
        ("a joint group below mix_k is left so", split, {"online": 29, "post": 60, "kiosk": 31}),
        ("of two sets of one size the last is joined", split, {"online": 1, "post": 30, "kiosk": 30}),
        ("a joint group without voters takes in a set", split, {"post": 30, "assisted": 30}),
        (
            "a set that is too small is left out where another is joined",
            split,
            {"online": 1, "post": 31, "kiosk": 1},
        ),
        ("a contest without voters has no group", split, {}),
    ]
    return [
        {
            "bug": bug,
            "mix_rule": rule,
            "voters": [[channel, voters[channel]] for channel in sorted(voters)],
            "plan": [[name, sorted(channels)] for name, channels in mix_plan(rule, voters).items()],
        }
        for bug, rule, voters in cases
    ]


def stage_zero() -> list[Vector]:
    rows = [drawn(f"row {number} of stage 0", 64) for number in range(1, 6)]
    ballots: list[tuple[int, list[dict[str, Any]]]] = [
        (1, [{"c": "chair", "ct": [rows[0].hex()]}, {"c": "motion", "ct": [rows[1].hex()]}]),
        (3, [{"c": "motion", "ct": [rows[2].hex()]}]),
    ]
    batches = [(2, rows[3] + rows[4])]
    return [
        {
            "bug": "rows of weight stand in turn, as a file repeated whole, instead of side by side",
            "contest": contest,
            "width": width,
            "ballots": [[weight, cts] for weight, cts in ballots],
            "batches": [[weight, data.hex()] for weight, data in batches],
            "rows": vote_rows(contest, width, ballots, batches).hex(),
        }
        for contest, width in (("motion", 1), ("chair", 1), ("motion", 2))
    ]
