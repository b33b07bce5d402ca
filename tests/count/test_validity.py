"""What stands on a paper, and what is read of it, as the contest declared."""

from typing import Any

import pytest

from tellers.count import Contest, count


def read(marks: tuple[Any, ...], rule: str = "av", **parameters: str) -> str:
    """What a paper comes to: whom it names, in order, in a contest of five; or why it is invalid."""
    contest = Contest(5, 1, rule, 1, tuple(parameters.items()))
    shown = count([(9, (4,)), (1, marks)], contest)
    if shown.invalid:
        [(reason, number)] = shown.reasons
        assert number == shown.invalid == 1
        return reason
    named = ""
    while True:  # withdraw one after the other whom the paper names
        gone = frozenset(int(letter) for letter in named)
        contest = Contest(5, 1, "fptp", 1, tuple(parameters.items()), gone)
        totals = count([(1, marks)], Contest(**{**_fields(contest), "lot": (0, 1, 2, 3, 4)})).stages[0].totals
        if 1 not in totals:
            return named
        named += str(totals.index(1))


def _fields(contest: Contest) -> dict[str, Any]:
    return {name: getattr(contest, name) for name in Contest.__dataclass_fields__}


@pytest.mark.parametrize(
    ("marks", "stop", "passed", "invalid"),
    [
        ((0, 1, 2), "012", "012", "012"),
        (((0,), (1,)), "01", "01", "01"),
        ((0, (), 2), "0", "02", "gaps"),
        (((), 1), "gaps", "1", "gaps"),
        ((0, 1, (), ()), "01", "01", "01"),
        ((0, 1, 0, 2), "01", "012", "repeats"),
        ((0, (1, 2), 3), "0", "03", "equal"),
        (((1, 2), 3), "equal", "3", "equal"),
        ((0, (1, 2), 1), "0", "01", "equal"),
        ((0, (0, 1), 2), "0", "012", "repeats"),
    ],
)
def test_a_paper_is_read_as_declared(marks: tuple[Any, ...], stop: str, passed: str, invalid: str) -> None:
    for value, expected in (("stop", stop), ("pass", passed), ("invalid", invalid)):
        assert read(marks, gaps=value, repeats=value, equal=value) == expected


def test_equal_preferences_are_read_as_such_where_the_rule_compares_pairs() -> None:
    contest = Contest(3, 1, "schulze", 1)
    shown = count([(2, ((0, 1), 2)), (1, (1, (), 0))], contest)
    assert dict(shown.tables)["pairwise"] == ((0, 0, 2), (1, 0, 3), (0, 0, 0))


def test_a_blank_paper_is_invalid_or_an_abstention_as_declared() -> None:
    papers = [(3, (0,)), (2, ())]
    assert count(papers, Contest(2, 1, "av", 1)).valid == 3
    abstained = count(papers, Contest(2, 1, "av", 1, (("blank", "abstention"),)))
    assert (abstained.valid, abstained.stages[0].non_transferable) == (5, 2)
    assert count([(5, ())], Contest(2, 1, "av", 1, (), frozenset(), (0, 1))).as_json()["reasons"] == {
        "blank": 5
    }
