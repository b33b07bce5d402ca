"""UTC instants: for people, and refusals."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers import clock
from tellers.errors import Invalid


@given(st.integers(0, clock.LATEST))
def test_an_instant_is_so_many_seconds_after_1970(t: int) -> None:
    found = clock.instant(t)
    assert found.tzinfo is UTC
    assert (found - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() == t


@pytest.mark.parametrize("t", [-1, clock.LATEST + 1, 2**53])
def test_an_instant_outside_the_calendar_is_refused(t: int) -> None:
    with pytest.raises(Invalid) as caught:
        clock.instant(t)
    assert caught.value.check == "clock.instant"


def test_an_instant_is_written_for_people() -> None:
    assert clock.words(1_772_600_767) == "4 March 2026, 05:06 UTC"
