"""The rows that go into a mix are the same for everybody who has the board."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.board.entries import CHANNELS
from tellers.board.mixing import credential_rows, mix_plan, mixed_voters, vote_rows

ELSE, NOT_KIOSK = ("online", "kiosk", "assisted"), ("online", "assisted", "in-person", "post")


def sealed(letter: bytes) -> bytes:
    """A record: the ciphertext, then a proof that goes into no mix."""
    return letter * 64 + b"." * 128


def cts(**contests: str) -> list[dict[str, Any]]:
    return [{"c": name, "ct": [pair * 64]} for name, pair in contests.items()]


def test_each_row_of_a_group_goes_in_with_both_halves_and_without_their_proofs() -> None:
    sealed_r, sealed_s = (
        sealed(b"a") + sealed(b"b") + sealed(b"c"),
        sealed(b"x") + sealed(b"y") + sealed(b"z"),
    )
    assert credential_rows(sealed_r, sealed_s, [1, 3]) == b"a" * 64 + b"x" * 64 + b"c" * 64 + b"z" * 64
    assert credential_rows(sealed_r, sealed_s, [2]) == b"b" * 64 + b"y" * 64
    assert credential_rows(b"", b"", []) == b""


def test_final_ballots_go_in_by_board_order_then_the_papers_by_batch() -> None:
    ballots = [(1, cts(chair="01", motion="02")), (1, cts(chair="03", motion="04"))]
    both = vote_rows("chair", 1, ballots, [(1, b"b" * 64), (1, b"p" * 128)])
    assert both == b"\1" * 64 + b"\3" * 64 + b"b" * 64 + b"p" * 128
    assert vote_rows("motion", 1, ballots, []) == b"\2" * 64 + b"\4" * 64
    assert vote_rows("chair", 1, [], []) == b""


def test_a_vote_of_weight_goes_in_as_many_times_side_by_side() -> None:
    ballots = [(3, cts(chair="01")), (1, cts(motion="02"))]
    papers = [(2, b"b" * 64 + b"c" * 64)]
    assert vote_rows("chair", 1, ballots, papers) == b"\1" * 192 + b"b" * 128 + b"c" * 128
    assert vote_rows("motion", 1, ballots, []) == b"\2" * 64
    assert vote_rows("chair", 2, [], papers) == (b"b" * 64 + b"c" * 64) * 2


def test_who_was_marked_without_a_paper_and_papers_without_a_mark_are_no_voters() -> None:
    boxes = [("post", 10, 1), ("post", 5, 5), ("in-person", 2, 9)]
    assert mixed_voters({"online": 7, "post": 15, "in-person": 2}, boxes) == {
        "online": 7,
        "post": 6,
        "in-person": 2,
    }


JOINTLY = {"mode": "joint", "mix_k": 30}
APART = {"mode": "split", "sets": [["post", "in-person"], ["kiosk"], ["assisted"]], "mix_k": 30}


@pytest.mark.parametrize(
    ("rule", "voters", "plan"),
    [
        (JOINTLY, {"online": 500, "post": 200}, {"joint": CHANNELS}),
        (JOINTLY, {}, {"joint": CHANNELS}),
        (APART, {}, {"joint": CHANNELS}),
        (
            APART,
            {"online": 40, "post": 20, "in-person": 10, "kiosk": 29},
            {"g1": ("post", "in-person"), "joint": ("online", "kiosk", "assisted")},
        ),
        (APART, {"post": 30, "assisted": 30}, {"g1": ("post", "in-person"), "g3": ("assisted",)}),
        (APART, {"online": 1, "post": 40, "kiosk": 35}, {"g1": ("post", "in-person"), "joint": ELSE}),
        (APART, {"online": 1, "post": 30, "kiosk": 30}, {"g2": ("kiosk",), "joint": NOT_KIOSK}),
        (APART, {"online": 29, "post": 40}, {"joint": CHANNELS}),
        (APART, {"online": 3, "kiosk": 4}, {"joint": CHANNELS}),
    ],
)
def test_a_set_is_mixed_alone_only_where_neither_it_nor_the_rest_is_small(
    rule: dict[str, Any], voters: dict[str, int], plan: dict[str, tuple[str, ...]]
) -> None:
    found = mix_plan(rule, voters)
    assert [*found] == [*plan]
    assert found == {name: frozenset(channels) for name, channels in plan.items()}


@given(
    st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 70)),
    st.permutations(CHANNELS),
    st.integers(2, 40),
)
def test_every_channel_is_in_one_group_and_none_is_small_that_could_be_larger(
    voters: dict[str, int], order: list[str], k: int
) -> None:
    plan = mix_plan({"mode": "split", "sets": [order[:2], order[2:3], order[3:4]], "mix_k": k}, voters)
    placed = [channel for channels in plan.values() for channel in channels]
    assert len(placed) == len(set(placed))
    assert {channel for channel, number in voters.items() if number} <= {*placed}
    sizes = {name: sum(voters.get(channel, 0) for channel in channels) for name, channels in plan.items()}
    assert len(plan) == 1 or min(sizes.values()) >= k
