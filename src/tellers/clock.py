"""UTC instants, days and minutes. Nothing here reads a clock: ``now`` is always an argument.

On the board an instant is whole seconds, and a day is whole days, since 1 January 1970 UTC.
"""

from datetime import UTC, datetime

from tellers.errors import Invalid

DAY_S = 86_400
MINUTE_S = 60
LATEST = 253_402_300_799  # the last second of the year 9999


def seconds(at: datetime) -> int:
    """Whole seconds since 1970 of an aware instant, fractions dropped.

    Raises ValueError where ``at`` has no zone.
    """
    if at.utcoffset() is None:
        raise ValueError("an instant needs its zone")
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() // 1)


def instant(t: int) -> datetime:
    """The UTC instant ``t`` seconds after 1970. Raises Invalid: clock.instant."""
    if not 0 <= t <= LATEST:
        raise Invalid("clock.instant", "an instant before 1970 or after 9999")
    return datetime.fromtimestamp(t, UTC)


def day(t: int) -> int:
    """The day, counted from 1970, on which the instant ``t`` falls."""
    return t // DAY_S


def starts_at(day: int) -> int:
    """The first second of a day."""
    return day * DAY_S


def minute(t: int) -> int:
    """``t`` back to the minute that it falls in, still in seconds."""
    return t - t % MINUTE_S


def is_minute(t: int) -> bool:
    """Whether ``t`` is the first second of a minute."""
    return t % MINUTE_S == 0


def iso(t: int) -> str:
    """``t`` as 2026-11-23T05:02:32Z. Raises Invalid: clock.instant."""
    return instant(t).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(t: int) -> str:
    """``t`` as a person reads it: 23 November 2026, 05:02 UTC. Raises Invalid: clock.instant."""
    at = instant(t)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
