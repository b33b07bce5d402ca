"""UTC instants: there and back, and refusals."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers import clock
from tellers.errors import Invalid


@given(st.integers(0, clock.LATEST))
def test_an_instant_is_found_again_from_its_seconds(t: int) -> None:
    assert clock.seconds(clock.instant(t)) == t
    assert clock.starts_at(clock.day(t)) <= t < clock.starts_at(clock.day(t) + 1)
    assert clock.is_minute(clock.minute(t))
    assert 0 <= t - clock.minute(t) < 60


def test_another_zone_is_the_same_instant_and_a_fraction_is_dropped() -> None:
    summer = timezone(timedelta(hours=1))
    assert clock.seconds(datetime(2026, 6, 1, 13, 0, 0, 999_999, summer)) == clock.seconds(
        datetime(2026, 6, 1, 12, tzinfo=UTC)
    )


def test_an_instant_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.seconds(datetime(2026, 6, 1, 12))  # noqa: DTZ001


@pytest.mark.parametrize("t", [-1, clock.LATEST + 1, 2**53])
def test_an_instant_outside_the_calendar_is_refused(t: int) -> None:
    with pytest.raises(Invalid) as caught:
        clock.instant(t)
    assert caught.value.check == "clock.instant"


def test_an_instant_is_written_for_machines_and_for_people() -> None:
    t = clock.seconds(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    assert clock.iso(t) == "2026-03-04T05:06:07Z"
    assert clock.words(t) == "4 March 2026, 05:06 UTC"
