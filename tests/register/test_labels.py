"""How finely a register may tell channels and times: the rule, and what it must never allow."""

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.register.labels import KINDS, bucket, bucket_width, labels

CHANNELS = tuple(chain(*KINDS.values()))
counts = st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 40))
OPENS = 1_800_000_000
LADDER = [5, 10, 60, 1440]


@given(counts, st.integers(2, 20))
def test_every_mark_is_under_one_label_and_no_label_is_small_unless_its_kind_is(
    by_channel: dict[str, int], k: int
) -> None:
    shown = labels(by_channel, k)
    listed = list(chain.from_iterable(channels for _, channels, _ in shown))
    assert sorted(listed) == sorted(c for c, n in by_channel.items() if n)
    for label, channels, n in shown:
        assert n == sum(by_channel[c] for c in channels)
        kind = next(kind for kind, members in KINDS.items() if channels[0] in members)
        assert set(channels) <= set(KINDS[kind])
        assert label == kind or (label,) == channels
        assert n >= k or sum(by_channel.get(c, 0) for c in KINDS[kind]) == n


@given(counts, st.integers(2, 20))
def test_the_order_of_the_channels_changes_nothing(by_channel: dict[str, int], k: int) -> None:
    assert labels(dict(reversed(by_channel.items())), k) == labels(by_channel, k)


@pytest.mark.parametrize(
    ("by_channel", "expected"),
    [
        ({"online": 10}, [("online", ("online",), 10)]),
        ({"online": 9}, [("electronic", ("online",), 9)]),
        ({"online": 30, "kiosk": 9}, [("electronic", ("kiosk", "online"), 39)]),
        (
            {"online": 30, "kiosk": 12, "assisted": 9},
            [("online", ("online",), 30), ("electronic", ("assisted", "kiosk"), 21)],
        ),
        (
            {"online": 12, "kiosk": 12, "assisted": 9},
            [("online", ("online",), 12), ("electronic", ("assisted", "kiosk"), 21)],
        ),
        (
            {"post": 40, "in-person": 40, "kiosk": 5, "assisted": 5},
            [
                ("electronic", ("assisted", "kiosk"), 10),
                ("in-person", ("in-person",), 40),
                ("post", ("post",), 40),
            ],
        ),
    ],
)
def test_small_channels_are_pooled_with_the_smallest_others_of_their_kind(
    by_channel: dict[str, int], expected: list[tuple[str, tuple[str, ...], int]]
) -> None:
    assert labels(by_channel, 10) == expected


@given(st.lists(st.integers(0, 2000), max_size=30), st.integers(2, 6))
def test_no_bucket_is_small_and_no_narrower_width_would_do(after: list[int], k: int) -> None:
    minutes = [OPENS // 60 + m for m in after]

    def is_wide_enough(width: int) -> bool:
        cells = Counter(min(m, LADDER[-1] - 1) // width for m in after)
        return bool(cells) and min(cells.values()) >= k

    width = bucket_width(iter(minutes), OPENS, LADDER, k)
    assert width == next((w for w in LADDER if is_wide_enough(w)), 0)


def test_a_bucket_counts_from_the_opening_and_holds_its_first_minute_and_not_the_next_ones() -> None:
    opening = OPENS // 60
    assert [bucket(opening + m, OPENS, 5, 10_080) for m in (0, 4, 5, 9, 10)] == [0, 0, 1, 1, 2]


def test_what_is_marked_after_the_hour_falls_into_the_last_bucket() -> None:
    closing = OPENS // 60 + 1_440
    assert [bucket(closing + m, OPENS, 60, 1_440) for m in (-1, 0, 59, 60, 9_999)] == [23] * 5


def test_a_withheld_time_is_in_no_bucket() -> None:
    assert bucket(OPENS // 60 + 7, OPENS, 0, 10_080) == -1
