"""The record of a count: exact amounts, and no stage that does not add up."""

import pytest

from tellers.count.arithmetic import Value, Votes, decimal
from tellers.count.papers import Counted, Pile, Transfer, group
from tellers.count.rules.stv_scottish import quota, transfer_value
from tellers.count.rules.yes_no import THRESHOLDS, is_carried
from tellers.count.stages import Record


@pytest.mark.parametrize(
    ("amount", "places", "printed"),
    [(0, 0, "0"), (512, 0, "512"), (0, 5, "0.00000"), (7, 5, "0.00007"), (84_300_000, 5, "843.00000")],
)
def test_amounts_are_printed_exactly(amount: int, places: int, printed: str) -> None:
    assert decimal(amount, places) == printed


def test_a_stage_that_mislays_a_vote_stops_the_count() -> None:
    record = Record(Counted(papers=3, groups=[]), places=2)
    record.write("first", [200, 50], non_transferable=49, lost=1)
    with pytest.raises(RuntimeError, match=r"stage 2 \(exclusion\) does not add up to the 3 valid papers"):
        record.write("exclusion", [200, 50], non_transferable=49)
    assert len(record.stages) == 1


def test_a_stage_of_points_adds_up_to_the_points_given() -> None:
    record = Record(Counted(papers=3, groups=[]), amount=17)
    record.write("first", [9, 5], non_transferable=3)
    with pytest.raises(RuntimeError, match="does not add up"):
        record.write("first", [2, 1])


@pytest.mark.parametrize(("valid", "seats", "votes"), [(0, 3, 1), (20, 2, 7), (21, 2, 8), (4478, 3, 1120)])
def test_the_quota_ignores_decimals_and_adds_one(valid: int, seats: int, votes: int) -> None:
    assert quota(valid, seats) == votes * 100_000


def test_a_transfer_value_is_multiplied_first_and_never_rounded_up() -> None:
    assert transfer_value(Votes(400_000), Value(100_000), Votes(1_100_000)) == 36_363
    assert transfer_value(Votes(200_000), Value(99_999), Votes(300_000)) == 66_666


@pytest.mark.parametrize(
    ("threshold", "fewest_of_twelve"),
    [
        ("more-than-1/2", 7),
        ("at-least-1/2", 6),
        ("more-than-2/3", 9),
        ("at-least-2/3", 8),
        ("more-than-3/4", 10),
        ("at-least-3/4", 9),
        ("at-least-1/3", 4),
    ],
)
def test_a_motion_is_carried_from_its_threshold_on(threshold: str, fewest_of_twelve: int) -> None:
    carried = [yes for yes in range(13) if is_carried(yes, 12, THRESHOLDS[threshold])]
    assert carried == list(range(fewest_of_twelve, 13))
    assert not is_carried(0, 0, THRESHOLDS[threshold])


def test_every_threshold_is_tried_above() -> None:
    assert len(THRESHOLDS) == 7


def test_papers_pass_to_the_next_who_continues() -> None:
    first = Pile([(2, (0, 1, 2)), (3, (0, 1)), (1, (2,))]).deal([True, True, True])
    assert [(candidate, pile.number) for candidate, pile in first.to.items()] == [(0, 5), (2, 1)]
    second = first.to[0].deal([True, False, True])
    assert [(candidate, pile.number) for candidate, pile in second.to.items()] == [(2, 2)]
    assert second.without == 3
    assert second.transfer(0, 7) == Transfer(of=0, value=7, to=((2, 2),), without=3)
    second.to[2].extend(first.to[2])
    assert second.to[2].number == 3
    assert second.to[2].deal([True, True, True]).without == 3


def test_a_path_notes_those_who_keep_a_part_and_ends_with_the_first_who_keeps_all() -> None:
    pile = Pile([(2, (0, 3, 1, 2)), (4, (0, 1)), (3, (3, 0)), (1, (3,))])
    passing, open_to = [True, False, False, False], [True, True, True, False]
    assert pile.paths(passing, open_to) == [(1, ()), (3, (0,)), (6, (0, 1))]


def test_like_papers_are_grouped_in_the_order_of_their_rankings() -> None:
    assert group([(1,), (), (0, 1), (1,)]) == [(1, ()), (1, (0, 1)), (2, (1,))]
