"""What another decision would have changed."""

import pytest

from tellers.count import Contest, Papers, could_enter, count, entered, without
from tellers.errors import Refused

PAPERS: Papers = [(40, (0, 1)), (35, (1, 0)), (25, (2, 1))]
AV = Contest(3, 1, "av", 1)


def test_with_and_without_a_candidate_the_same_papers_are_counted_twice() -> None:
    found = without(PAPERS, AV, 2)
    assert found.one == count(PAPERS, AV)
    assert (found.one.elected, found.other.elected) == ((1,), (1,))
    assert (found.only_one, found.only_other, found.first_stage) == ((), (), 1)
    other = without(PAPERS, AV, 1)
    assert (other.only_one, other.only_other) == ((1,), (0,))


def test_it_does_not_matter_whether_the_candidate_was_taken_out_already() -> None:
    assert without(PAPERS, Contest(3, 1, "av", 1, withdrawn=frozenset({2})), 2) == without(PAPERS, AV, 2)


def test_known_ballots_that_enter_are_counted_with_the_others() -> None:
    found = entered(PAPERS, [(21, (0,))], AV)
    assert (found.one.papers, found.other.papers) == (100, 121)
    assert (found.only_one, found.only_other) == ((1,), (0,))
    assert found.as_json()["only_other"] == [1]


def test_where_nothing_enters_nothing_differs() -> None:
    found = entered(PAPERS, [], AV)
    assert (found.one, found.first_stage) == (found.other, None)


@pytest.mark.parametrize(("number", "can"), [(4, False), (5, True), (20, True)])
def test_unknown_ballots_can_do_what_the_margin_says(number: int, can: bool) -> None:
    # Five for the third bring 30 each for the last two; if the second goes out, the first is elected.
    found = could_enter([(40, (0,)), (30, (1, 0)), (25, (2, 1))], AV, number)
    assert (found.margin.lower, found.margin.upper, found.can_undo) == (5, 5, can)


def test_where_the_bounds_do_not_tell_nothing_is_claimed() -> None:
    contest = Contest(3, 1, "schulze", 1)
    papers: Papers = [(9, ((0,),)), (2, ((1,),)), (1, ((2,),))]
    found = could_enter(papers, contest, 3)
    assert (found.margin.lower, found.can_undo) == (1, None)
    assert could_enter(papers, contest, 0).can_undo is False
    assert could_enter(papers, contest, 7).as_json()["can_undo"] is True


def test_less_than_no_ballots_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        could_enter(PAPERS, AV, -1)
    assert caught.value.code == "count.margin"
