"""Papers in the Rust core: they lie and move as they would one by one, and nothing odd gets among them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.count import Contest, Paper, count
from tellers.count.contest import MOST_CANDIDATES
from tellers.count.papers import MOST_PAPERS, Pile, Rankings, together
from tellers.errors import Refused

CANDIDATES = 5
rankings = st.lists(st.integers(0, CANDIDATES - 1), unique=True).map(tuple)
groups = st.lists(st.tuples(st.integers(1, 9), rankings), max_size=12)
choices = st.lists(st.booleans(), min_size=CANDIDATES, max_size=CANDIDATES)

Sheet = tuple[int, Paper]
"""One paper: the place on its ranking that comes next, and the ranking."""


def sheets(papers: Iterable[tuple[int, Paper]]) -> list[Sheet]:
    return [(0, ranking) for number, ranking in papers for _ in range(number)]


def moved_on(lying: list[Sheet], open_to: list[bool]) -> dict[int | None, list[Sheet]]:
    """Every paper for itself; under None those that meet nobody."""
    found: dict[int | None, list[Sheet]] = {}
    for next_place, ranking in lying:
        met = next((p for p in range(next_place, len(ranking)) if open_to[ranking[p]]), None)
        key = None if met is None else ranking[met]
        found.setdefault(key, []).append((0 if met is None else met + 1, ranking))
    return found


@given(groups, st.lists(st.tuples(choices, st.integers(0, CANDIDATES - 1)), max_size=6))
def test_piles_move_as_papers_would_one_by_one(
    papers: list[tuple[int, Paper]], moves: list[tuple[list[bool], int]]
) -> None:
    of: int | None = None
    piles: dict[int | None, Pile] = {None: Pile(papers)}
    lying: dict[int | None, list[Sheet]] = {None: sheets(papers)}
    for open_to, following in moves:
        dealt, expected = piles.pop(of, Pile()).deal(open_to), moved_on(lying.pop(of, []), open_to)
        assert dealt.without == len(expected.pop(None, []))
        assert {candidate: pile.number for candidate, pile in dealt.to.items()} == {
            candidate: len(expected[candidate]) for candidate in sorted(c for c in expected if c is not None)
        }
        for candidate, pile in dealt.to.items():
            piles.setdefault(candidate, Pile()).extend(pile)
            lying.setdefault(candidate, []).extend(expected[candidate])
            assert piles[candidate].number == len(lying[candidate])
        of = following


@given(groups, choices, choices)
def test_paths_are_those_that_papers_would_go_one_by_one(
    papers: list[tuple[int, Paper]], passing: list[bool], open_to: list[bool]
) -> None:
    found: Counter[Paper] = Counter()
    for _, ranking in sheets(papers):
        path: tuple[int, ...] = ()
        for candidate in ranking:
            if passing[candidate]:
                path += (candidate,)
            elif open_to[candidate]:
                path += (candidate,)
                break
        found[path] += 1
    assert Pile(papers).paths(passing, open_to) == [(number, path) for path, number in sorted(found.items())]


@given(groups)
def test_rankings_put_together_are_a_sequence_like_every_other(papers: list[tuple[int, Paper]]) -> None:
    found = together(papers)
    assert isinstance(found, Rankings)
    number: dict[Paper, int] = {}
    for n, ranking in papers:
        number[ranking] = number.get(ranking, 0) + n
    expected = tuple((n, ranking) for ranking, n in number.items())
    assert found == expected
    assert expected == found
    assert (found == together(papers[1:])) == (together(papers[1:]) == expected)
    assert (list(found), len(found), found.number) == (list(expected), len(expected), sum(number.values()))
    assert (found[1:], found[::-1]) == (expected[1:], expected[::-1])
    assert found.candidates == max((c + 1 for ranking in number for c in ranking), default=0)
    assert found.expressing() == tuple(group for group in expected if group[1])


def test_a_group_is_found_from_the_end_and_none_where_there_is_none() -> None:
    found = together([(2, (1, 0)), (3, ())])
    assert (found[-1], found[0]) == ((3, ()), (2, (1, 0)))
    for index in (2, -3):
        with pytest.raises(IndexError):
            found[index]


ODD: list[tuple[Any, Any]] = [
    (1, (0, 1, 0)),
    (1, ((0, 1),)),
    (1, ((), 1)),
    (1, (-1,)),
    (1, (MOST_CANDIDATES,)),
    (1, (True,)),
    (1, [0, 1]),
    (0, (0,)),
    (-1, (0,)),
    (True, (0,)),
    (MOST_PAPERS + 1, (0,)),
    (2**70, (0,)),
]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_is_no_strict_ranking_never_lies_among_rankings(odd: tuple[Any, Any]) -> None:
    papers = [(2, (0,)), odd]
    with pytest.raises(ValueError, match="no strict rankings"):
        Pile(papers)


def test_papers_with_marks_of_every_kind_are_put_together_all_the_same() -> None:
    papers: list[Any] = [(2, (0, (1, 2))), (1, (0,)), (3, (0, (1, 2)))]
    assert together(papers) == ((5, (0, (1, 2))), (1, (0,)))


def test_a_pile_does_not_grow_above_what_is_counted() -> None:
    pile = Pile([(MOST_PAPERS, (0,))])
    with pytest.raises(ValueError, match="more papers than can be counted"):
        pile.extend(Pile([(1, (0,))]))


def test_who_asks_about_fewer_candidates_than_stand_on_the_papers_is_told_so() -> None:
    with pytest.raises(ValueError, match="of whom nothing is said"):
        Pile([(1, (2,))]).deal([True, True])


@given(groups, st.sampled_from(["fptp", "av", "stv-scottish", "schulze"]), st.booleans())
def test_papers_that_a_reader_put_together_are_counted_like_any_others(
    papers: list[tuple[int, Paper]], rule: str, abstention: bool
) -> None:
    blank = (("blank", "abstention"),) if abstention else ()
    contest = Contest(CANDIDATES, 1, rule, 1, blank, lot=tuple(range(CANDIDATES)))
    assert count(together(papers), contest).as_json() == count(papers, contest).as_json()


def test_papers_that_a_reader_put_together_may_not_rank_one_who_does_not_stand() -> None:
    papers = [(1, (0,)), (1, (2, 0))]
    for given_papers in (papers, together(papers)):
        with pytest.raises(Refused) as caught:
            count(given_papers, Contest(2, 1, "av", 1))
        assert (caught.value.code, caught.value.why) == (
            "count.paper",
            "group 2 ranks a candidate who is not in this contest",
        )


def test_as_many_papers_as_are_counted_are_counted_exactly_and_one_more_is_refused() -> None:
    most = [(MOST_PAPERS - 2, (0, 1)), (1, (1, 0)), (1, (2, 1))]
    counted = count(most, Contest(3, 2, "stv-scottish", 1))
    assert counted.papers == MOST_PAPERS
    assert sum(counted.stages[-1].totals) + counted.stages[-1].lost == MOST_PAPERS * 10**5
    with pytest.raises(Refused) as caught:
        count([*most, (1, ())], Contest(3, 2, "stv-scottish", 1))
    assert (caught.value.code, caught.value.why) == (
        "count.paper",
        "there are more papers than 9,007,199,254,740,992, which cannot be counted",
    )


def test_a_number_of_papers_without_end_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="there are more papers"):
        count([(10**5000, (0,))], Contest(1, 1, "fptp", 1))


def test_a_contest_has_no_more_candidates_than_papers_can_name() -> None:
    assert count([(1, (MOST_CANDIDATES - 1,))], Contest(MOST_CANDIDATES, 1, "fptp", 1)).valid == 1
    with pytest.raises(Refused) as caught:
        count([], Contest(MOST_CANDIDATES + 1, 1, "fptp", 1))
    assert (caught.value.code, caught.value.why) == (
        "count.candidates",
        "a contest has at most 65,535 candidates",
    )
