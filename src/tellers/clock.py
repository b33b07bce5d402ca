"""UTC instants. Nothing here reads a clock: ``now`` is always an argument.

On the board an instant is whole seconds, and a day is whole days, since 1 January 1970 UTC.
"""

from datetime import UTC, datetime

from tellers.errors import Invalid

DAY_S = 86_400
HOUR_S = 3_600
LATEST = 253_402_300_799  # the last second of the year 9999


def instant(t: int) -> datetime:
    """The UTC instant ``t`` seconds after 1970. Raises Invalid: clock.instant."""
    if not 0 <= t <= LATEST:
        raise Invalid("clock.instant", "an instant before 1970 or after 9999")
    return datetime.fromtimestamp(t, UTC)


def words(t: int) -> str:
    """``t`` as a person reads it: 23 November 2026, 05:02 UTC. Raises Invalid: clock.instant."""
    at = instant(t)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
