"""Nothing given to the count is trusted."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from math import gcd
from typing import Any

import pytest

from tellers.count import RULES, Contest, Guarantee, Section, count
from tellers.errors import Refused

AV = Contest(candidates=3, seats=1, rule="av", version=1)
YES_NO = Contest(candidates=2, seats=1, rule="yes-no", version=1)
STV = Contest(candidates=3, seats=2, rule="stv-scottish", version=1)


def refused(papers: Any, contest: Contest) -> Refused:
    with pytest.raises(Refused) as caught:
        count(papers, contest)
    return caught.value


@pytest.mark.parametrize(
    ("contest", "changed", "code"),
    [
        (AV, {"rule": "bucklin"}, "count.rule"),
        (AV, {"rule": ["av"]}, "count.rule"),
        (AV, {"version": 2}, "count.version"),
        (AV, {"version": True}, "count.version"),
        (AV, {"parameters": (("finish", "half"),)}, "count.parameter"),
        (AV, {"parameters": (("finish", "two"), ("finish", "two"))}, "count.parameter"),
        (AV, {"parameters": (("last_transfer", "printed"),)}, "count.parameter"),
        (AV, {"parameters": ("finish",)}, "count.parameter"),
        (AV, {"parameters": (("finish", "two", "three"),)}, "count.parameter"),
        (AV, {"parameters": (("finish", 2),)}, "count.parameter"),
        (AV, {"candidates": 0}, "count.candidates"),
        (AV, {"candidates": True}, "count.candidates"),
        (AV, {"seats": 2}, "count.seats"),
        (STV, {"seats": 0}, "count.seats"),
        (STV, {"seats": "2"}, "count.seats"),
        (AV, {"withdrawn": frozenset({3})}, "count.withdrawn"),
        (AV, {"withdrawn": frozenset({"0"})}, "count.withdrawn"),
        (AV, {"withdrawn": frozenset({0, 1, 2})}, "count.withdrawn"),
        (AV, {"lot": (0, 1)}, "count.lot"),
        (AV, {"lot": (0, 1, 1)}, "count.lot"),
        (AV, {"lot": ("0", "1", "2")}, "count.lot"),
        (YES_NO, {"candidates": 4}, "count.candidates"),
        (YES_NO, {"withdrawn": frozenset({1})}, "count.withdrawn"),
    ],
)
def test_a_contest_that_cannot_be_counted_is_refused(
    contest: Contest, changed: dict[str, Any], code: str
) -> None:
    assert count([(2, (0,)), (1, (1,))], contest).papers == 3
    assert refused([(2, (0,)), (1, (1,))], replace(contest, **changed)).code == code


@pytest.mark.parametrize(
    ("rule", "paper", "words"),
    [
        ("score", (1, 2), "does not give points to every candidate"),
        ("score", (1, 2, 3, 4), "does not give points to every candidate"),
        ("score", [1, 2, 3], "does not give points to every candidate"),
        ("score", (1, 2, True), "does not give points to every candidate"),
        ("score", ((1,), (2,), (3,)), "does not give points to every candidate"),
        ("score", (), "does not give points to every candidate"),
        ("score", (1, -1, 0), "takes points away"),
        ("score", (1, 10**9, 0), "gives more than 999,999,999 points"),
        ("star", (1, 10**5_000, 0), "gives more than 999,999,999 points"),
        ("schulze", [0, 1], "not a ranking of candidates"),
        ("schulze", ((0,), [1]), "not a ranking of candidates"),
        ("schulze", ((0,), True), "not a ranking of candidates"),
        ("schulze", ((0, True),), "not a ranking of candidates"),
        ("schulze", ((0, 3),), "not in this contest"),
        ("av", ([0], (1,)), "not a ranking of candidates"),
        ("av", ((0, "1"),), "not a ranking of candidates"),
    ],
)
def test_a_paper_that_the_rule_cannot_read_is_refused(rule: str, paper: Any, words: str) -> None:
    caught = refused([(1, paper)], Contest(candidates=3, seats=1, rule=rule, version=1))
    assert caught.code == "count.paper"
    assert words in caught.why


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ((0, (0,)), "positive whole number"),
        ((-1, (0,)), "positive whole number"),
        ((True, (0,)), "positive whole number"),
        ((1, [0]), "not a ranking"),
        ((1, ("0",)), "not a ranking"),
        ((1, (True,)), "not a ranking"),
        ((1, (3,)), "not in this contest"),
        ((1, (-1,)), "not in this contest"),
        ((1, (0,), 1), "not a number and a paper"),
        ([1, (0,)], "not a number and a paper"),
    ],
)
def test_a_paper_that_is_no_ranking_is_refused(group: Any, words: str) -> None:
    caught = refused([(1, (0,)), group], AV)
    assert caught.code == "count.paper"
    assert caught.why.startswith("group 2") and words in caught.why


@pytest.mark.parametrize(("parts", "denominator"), [(101, 101), (2, 2 * 10**9)])
def test_more_sections_or_finer_fractions_than_can_be_printed_are_refused(
    parts: int, denominator: int
) -> None:
    shares = [Fraction(1, denominator)] * (parts - 1)
    shares.append(1 - sum(shares, Fraction(0)))
    sections = tuple(Section(f"part {n}", share) for n, share in enumerate(shares))
    contest = Contest(candidates=2, seats=1, rule="college", version=1, sections=sections)
    assert refused([(1, (0,), 0)], contest).code == "count.sections"


def test_the_most_sections_and_as_many_papers_as_can_be_counted_are_printed() -> None:
    live = _apart(2**46, 100)  # numbers without a common factor: nothing cancels
    sections = tuple(Section(f"part {n}", Fraction(1, 100)) for n in range(100))
    contest = Contest(candidates=2, seats=1, rule="college", version=1, sections=sections)
    papers = [(number, (c,), n) for n, total in enumerate(live) for c, number in enumerate((1, total - 1))]
    shown = json.dumps(count(papers, contest).as_json()["sections"])
    assert max(map(len, re.findall("[0-9]+", shown))) > 1_300


def _apart(start: int, number: int) -> list[int]:
    """Numbers from ``start`` on, no two with a common factor."""
    found: list[int] = []
    product = 1
    while len(found) < number:
        if gcd(start, product) == 1:
            found.append(start)
            product *= start
        start += 1
    return found


def test_a_lot_that_was_not_drawn_is_asked_for_by_name() -> None:
    caught = refused([(1, (0,)), (1, (2,))], Contest(candidates=3, seats=1, rule="fptp", version=1))
    assert caught.code == "count.lot-needed"
    assert caught.why == "a lot must be drawn (election): candidates 1, 3 are equal"


def test_parameters_left_out_have_the_usual_value_and_are_shown() -> None:
    shown = count([(1, (0,))], replace(AV, parameters=(("ties", "backwards"),))).as_json()
    assert shown["parameters"] == {
        "finish": "majority",
        "ties": "backwards",
        "blank": "invalid",
        "gaps": "stop",
        "repeats": "stop",
        "equal": "stop",
        "withdrawn": "pass",
        "percentages": "valid",
        "countback": "none",
    }


def test_every_rule_says_what_may_be_declared() -> None:
    for rule in RULES.values():
        assert rule.version >= 1 and rule.source
        names = [parameter.name for parameter in rule.parameters]
        assert len(set(names)) == len(names)
        assert all(len(set(parameter.allowed)) == len(parameter.allowed) > 0 for parameter in rule.parameters)
        assert "withdrawn" in names


def test_a_new_ballot_is_held_where_that_was_declared_and_somebody_withdrew() -> None:
    declared = replace(AV, parameters=(("withdrawn", "refuse"),))
    assert count([(1, (0,))], declared).elected == (0,)
    caught = refused([(1, (0,))], replace(declared, withdrawn=frozenset({1})))
    assert caught.code == "count.withdrawn" and "a new ballot must be held" in caught.why


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sections": (Section("members", Fraction(1)),)}, "count.sections"),
        (
            {"rule": "warren", "guaranteed": (Guarantee("young members", 1, frozenset({0})),)},
            "count.guaranteed",
        ),
        ({"reopen": 3}, "count.reopen"),
        ({"reopen": True}, "count.reopen"),
    ],
)
def test_what_a_rule_cannot_do_is_refused(changed: dict[str, Any], code: str) -> None:
    assert refused([(1, (0,))], replace(STV, **changed)).code == code
