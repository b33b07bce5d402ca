"""A casual vacancy filled from the papers of the election."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tellers.count import Contest, Guarantee, Paper, Papers, count, countback, group
from tellers.errors import Refused
from tests.count.test_properties import polls

ELECTION: Papers = [(30, (0, 1, 2)), (20, (0, 3)), (25, (1, 3)), (10, (2,)), (14, (3,))]
"""Two places, quota 34. 1 has 50; the surplus of 16 passes at 0.32: 9.6 to 2, who has 34.6, and 6.4 to 4."""


def scottish(method: str, candidates: int = 4, seats: int = 2) -> Contest:
    lot = tuple(range(candidates))
    return Contest(candidates, seats, "stv-scottish", 1, (("countback", method),), lot=lot)


def test_the_papers_of_the_member_count_at_the_value_at_which_they_came() -> None:
    assert count(ELECTION, scottish("papers")).elected == (0, 1)
    filled = countback(ELECTION, scottish("papers"), 1)
    # 30 papers came to the second candidate at 0.32 and name the third next, 25 at 1 name the fourth.
    assert filled.count.stages[0].totals == (0, 0, 960_000, 2_500_000)
    assert filled.elected == 3


def test_first_preferences_count_whole_though_they_made_a_surplus() -> None:
    filled = countback(ELECTION, scottish("papers"), 0)
    assert filled.count.stages[0].totals == (0, 0, 3_000_000, 2_000_000)
    assert filled.elected == 2


def test_an_unwilling_candidate_is_passed_over() -> None:
    filled = countback(ELECTION, scottish("papers"), 1, [3])
    assert (filled.elected, filled.unwilling) == (2, (3,))


def test_a_recount_without_the_member_keeps_the_others() -> None:
    # Without the first: 2 has 55, 3 has 10, 4 has 34, which is the quota. 2 was elected before; 4 is new.
    filled = countback(ELECTION, scottish("recount"), 0)
    assert filled.count.elected == (1, 3)
    assert filled.elected == 3


def test_a_recount_that_would_unseat_a_member_does_not() -> None:
    papers: Papers = [(30, (0, 2)), (20, (0, 3)), (25, (1,)), (10, (2,)), (14, (3,))]
    assert set(count(papers, scottish("recount")).elected) == {0, 1}
    filled = countback(papers, scottish("recount"), 0)
    # 3 has 40 and 4 has 34, both a quota at the first stage: 3 has more, and 2 keeps the place.
    assert (filled.count.elected, filled.elected) == ((2, 3), 2)


def test_equal_newcomers_are_told_apart_by_the_lot() -> None:
    papers: Papers = [(30, (0, 2)), (30, (0, 3)), (25, (1,)), (7, (2,)), (7, (3,))]
    contest = Contest(4, 2, "stv-scottish", 1, (("countback", "recount"),), lot=(3, 2, 1, 0))
    assert set(count(papers, contest).elected) == {0, 1}
    assert countback(papers, contest, 0).elected == 3


def test_the_alternative_vote_is_counted_again_without_the_member() -> None:
    contest = Contest(3, 1, "av", 1, (("countback", "recount"),))
    filled = countback([(6, (0, 2)), (5, (1,)), (2, (2,))], contest, 0)
    assert filled.elected == 2
    assert filled.as_json()["elected"] == 3


@pytest.mark.parametrize(
    ("contest", "vacating", "unwilling"),
    [
        (scottish("none"), 0, []),
        (scottish("recount"), 2, []),
        (scottish("recount"), 0, [1]),
        (scottish("recount"), 0, [4]),
        (scottish("recount"), 0, [2, 3]),
        (Contest(4, 1, "fptp", 1), 0, []),
        (replace(scottish("recount"), reopen=3), 0, []),
        (replace(scottish("recount"), guaranteed=(Guarantee("women", 1, frozenset({1, 2})),)), 0, []),
    ],
    ids=[
        "undeclared",
        "no member",
        "unwilling member",
        "nobody",
        "all unwilling",
        "no countback",
        "reopening",
        "guaranteed places",
    ],
)
def test_what_has_no_countback_is_refused(contest: Contest, vacating: int, unwilling: list[int]) -> None:
    with pytest.raises(Refused) as caught:
        countback(ELECTION, contest, vacating, unwilling)
    assert caught.value.code == "count.countback"


@given(polls(("stv-scottish",)), st.sampled_from(["recount", "papers"]), st.data())
def test_whoever_fills_a_place_was_willing_and_had_none(
    poll: tuple[list[Paper], Contest], method: str, data: st.DataObject
) -> None:
    papers, contest = poll
    contest = replace(contest, parameters=(("countback", method),))
    before = count(group(papers), contest)
    others = set(range(contest.candidates)) - set(before.elected) - contest.withdrawn
    assume(others)
    unwilling = data.draw(st.sets(st.sampled_from(sorted(others)), max_size=len(others) - 1))
    vacating = data.draw(st.sampled_from(before.elected))
    filled = countback(group(papers), contest, vacating, unwilling)
    assert filled.elected is None or filled.elected in others - unwilling
    if method == "papers":
        # What the member's papers were worth is what the member had.
        stage = next(stage for stage in before.stages if vacating in stage.elected)
        assert filled.count.papers == stage.totals[vacating]
        assert filled.elected is not None


@pytest.mark.parametrize(
    "rule", ["stv-ers97", "stv-ni", "stv-seanad", "prsa77", "meek-nz", "meek-hww", "warren"]
)
def test_every_rule_of_the_single_transferable_vote_counts_again_without_the_member(rule: str) -> None:
    contest = Contest(4, 2, rule, 1, (("countback", "recount"),), lot=(0, 1, 2, 3))
    filled = countback(ELECTION, contest, 0)
    assert (set(count(ELECTION, contest).elected), filled.elected) == ({0, 1}, 3)
