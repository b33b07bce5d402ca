"""Small counts worked by hand, for every rule. Each says which mistake it catches."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tellers.count import RULES, Contest, Guarantee, Papers, Section, count

GOLDEN = Path(__file__).parent / "golden"

CASES = [
    (rule, name) for rule in RULES for name in (GOLDEN / rule / "index.txt").read_text("utf-8").splitlines()
]


def test_every_rule_has_the_goldens_of_its_index_and_no_others() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(RULES)
    for rule in RULES:
        named = {f"{name}.json" for other, name in CASES if other == rule}
        assert named and {path.name for path in (GOLDEN / rule).iterdir()} == {*named, "index.txt"}


def marks(rule: str, written: list[Any]) -> tuple[Any, ...]:
    """What stands on a paper, candidates from 0: points stay as they are, levels are tuples."""
    if rule in ("score", "star"):
        return tuple(written)
    return tuple(
        tuple(rank - 1 for rank in place) if isinstance(place, list) else place - 1 for place in written
    )


def read(rule: str, name: str) -> tuple[dict[str, Any], Contest, Papers]:
    """A golden count as it is written, and its contest and papers as the count takes them."""
    golden: dict[str, Any] = json.loads((GOLDEN / rule / f"{name}.json").read_text(encoding="utf-8"))
    declared = golden["contest"]
    contest = Contest(
        candidates=declared["candidates"],
        seats=declared["seats"],
        rule=declared["rule"],
        version=declared["version"],
        parameters=tuple(declared["parameters"].items()),
        withdrawn=frozenset(number - 1 for number in declared["withdrawn"]),
        lot=tuple(number - 1 for number in declared["lot"]),
        sections=tuple(Section(name, Fraction(part)) for name, part in declared.get("sections", [])),
        guaranteed=tuple(
            Guarantee(group, least, frozenset(number - 1 for number in members))
            for group, least, members in declared.get("guaranteed", [])
        ),
        reopen=declared["reopen"] - 1 if "reopen" in declared else None,
    )
    papers = [
        (number, marks(rule, written), *(section - 1 for section in of))
        for number, written, *of in golden["papers"]
    ]
    return golden, contest, papers


@pytest.mark.parametrize(("rule", "name"), CASES)
def test_count_equals_the_one_worked_by_hand(rule: str, name: str) -> None:
    golden, contest, papers = read(rule, name)
    assert golden["source"] and golden["catches"] and golden["working"]
    assert contest.rule == rule
    known = RULES[rule].declared(guaranteed=bool(contest.guaranteed))
    parameters = {parameter.name: parameter.default for parameter in known}
    expected = {**golden["count"], "parameters": {**parameters, **golden["contest"]["parameters"]}}
    assert count(papers, contest).as_json() == expected
