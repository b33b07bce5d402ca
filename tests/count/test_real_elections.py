"""Real ballot profiles counted by other programs before us; they lie beside the repository, not in it."""

from collections import Counter
from typing import Any, cast

import pytest

from tellers.count import Contest, Profile, count, read_profiles
from tests.shared_vectors import shared


def profiles(name: str) -> list[Profile]:
    return list(read_profiles(shared(f"data/{name}")))


def counted(profile: Profile, rule: str, parameters: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    contest = Contest(len(profile.candidates), profile.seats, rule, 1, parameters, profile.withdrawn)
    return cast(dict[str, Any], count(profile.papers, contest).as_json())


def test_every_scottish_election_equals_the_expected_count_at_every_stage() -> None:
    elections = profiles("scottish-stv.jsonl.gz")
    differing = Counter[str]()
    for election in elections:
        expected = cast(dict[str, dict[str, Any]], election.expected)["stv-scottish"]
        ours = counted(election, "stv-scottish")
        differing["quota"] += ours["quota"] != expected["quota"]
        differing["elected"] += ours["elected"] != expected["elected_order"]
        differing["totals"] += [stage["totals"] for stage in ours["stages"]] != expected["totals"]
    assert len(elections) == 320
    assert differing == {"quota": 0, "elected": 0, "totals": 0}


@pytest.mark.parametrize("rule", ["stv-ers97", "stv-ni"])
def test_the_same_elections_under_other_rules_equal_the_expected_counts_but_for_the_last_stage(
    rule: str,
) -> None:
    # How the last places are filled is printed in more than one way; who fills them is not.
    differing = Counter[str]()
    for election in profiles("scottish-stv.jsonl.gz"):
        expected = cast(dict[str, dict[str, Any]], election.expected)[rule]
        ours = counted(election, rule)
        differing["elected"] += sorted(ours["elected"]) != expected["elected_set"]
        differing["totals"] += [stage["totals"] for stage in ours["stages"]][:-1] != expected["totals"][:-1]
    assert differing == {"elected": 0, "totals": 0}


def test_the_other_reading_of_the_northern_irish_clause_elects_others_in_some_elections() -> None:
    others = 0
    for election in profiles("scottish-stv.jsonl.gz"):
        expected = cast(dict[str, dict[str, Any]], election.expected)["stv-ni"]
        ours = counted(election, "stv-ni", (("elected", "end-of-stage"),))
        others += sorted(ours["elected"]) != expected["elected_set"]
    assert others == 6


def test_other_contests_elect_the_recorded_winners() -> None:
    compared = 0
    for contest in profiles("other-contests.jsonl.gz"):
        for rule, expected in cast(dict[str, dict[str, Any]], contest.expected).items():
            if rule in ("fptp", "av"):
                assert sorted(counted(contest, rule)["elected"]) == expected["elected_set"], contest.id
                compared += 1
    assert compared == 7


def test_a_declared_result_under_a_neighbouring_rule_names_the_same_winners() -> None:
    # Counted there under another STV rule; the same three are elected under this one.
    seats = [profile for profile in profiles("other-contests.jsonl.gz") if profile.seats == 3]
    assert len(seats) == 1
    expected = cast(dict[str, dict[str, Any]], seats[0].expected)["stv"]["elected_set"]
    assert sorted(counted(seats[0], "stv-scottish")["elected"]) == expected
