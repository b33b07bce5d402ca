"""Small counts worked by hand, for every rule. Each says which mistake it catches."""

import json
from pathlib import Path
from typing import Any

import pytest

from tellers.count import RULES, Contest, count

GOLDEN = Path(__file__).parent / "golden"

# Named here so that a golden that went missing is missed.
NAMES = {
    "fptp": {"plain", "tie_by_lot", "withdrawn", "one_candidate_left"},
    "yes-no": {"carried", "equal_votes", "one_third_exactly", "two_thirds_missed", "nobody_voted"},
    "av": {
        "majority_of_continuing",
        "majority_at_first",
        "run_to_two",
        "ties_by_earlier_stage",
        "ties_by_lot",
        "tie_narrowed_then_lot",
        "most_recent_stage_not_the_first",
        "withdrawn",
        "one_candidate_left",
    },
    "stv-scottish": {
        "surplus_at_first_stage",
        "last_transfer_omitted",
        "value_when_received",
        "surplus_tie_by_lot",
        "surplus_tie_by_earlier_stage",
        "exclusion_tie_by_lot",
        "quota_exactly",
        "withdrawn",
        "fewer_candidates_than_places",
        "last_vacancies_together",
        "order_of_election",
    },
    "score": {
        "plain",
        "tie_for_the_last_place",
        "two_drawn_one_by_one",
        "equal_and_all_fit",
        "withdrawn",
        "noughts_for_all",
        "fewer_candidates_than_places",
    },
    "schulze": {
        "published_example",
        "levels_and_unranked",
        "winning_votes_not_margins",
        "tie_by_lot",
        "withdrawn",
        "one_candidate_left",
    },
}
CASES = [(rule, name) for rule, names in NAMES.items() for name in sorted(names)]


def test_every_rule_has_the_goldens_named_here_and_no_others() -> None:
    assert set(NAMES) == set(RULES)
    for rule, names in NAMES.items():
        assert {path.stem for path in (GOLDEN / rule).iterdir()} == names


def marks(rule: str, written: list[Any]) -> tuple[Any, ...]:
    """What stands on a paper, candidates from 0: points stay as they are, levels are tuples."""
    if rule == "score":
        return tuple(written)
    return tuple(
        tuple(rank - 1 for rank in place) if isinstance(place, list) else place - 1 for place in written
    )


@pytest.mark.parametrize(("rule", "name"), CASES)
def test_count_equals_the_one_worked_by_hand(rule: str, name: str) -> None:
    golden: dict[str, Any] = json.loads((GOLDEN / rule / f"{name}.json").read_text(encoding="utf-8"))
    assert golden["source"] and golden["catches"] and golden["working"]
    declared = golden["contest"]
    contest = Contest(
        candidates=declared["candidates"],
        seats=declared["seats"],
        rule=declared["rule"],
        version=declared["version"],
        parameters=tuple(declared["parameters"].items()),
        withdrawn=frozenset(number - 1 for number in declared["withdrawn"]),
        lot=tuple(number - 1 for number in declared["lot"]),
    )
    assert contest.rule == rule
    papers = [(number, marks(rule, written)) for number, written in golden["papers"]]
    assert count(papers, contest).as_json() == golden["count"]
