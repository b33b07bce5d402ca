"""Closing the register: from marks to sealed rows. Source: spec/register.md.

A mark says who, by which channel and when; never how. Pseudonyms and board indices pass through
as opaque values.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tellers.register import labels, rows


@dataclass(frozen=True, slots=True)
class Mark:
    """An elector was recorded as having voted. ``minute``: since 1970, when the register was told."""

    channel: str
    minute: int
    idx: int
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What else is recorded of an elector: how many halves of their key were issued anew, and a status.

    ``status``: "held" or "excluded" for an elector whose ballot was set aside, "" for any other.
    """

    reissues: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One elector's row, with the secret that opens its fields."""

    values: dict[str, Any]
    secret: bytes = field(repr=False)

    def leaf(self, number: int) -> bytes:
        """The sealed row as published."""
        digests = [rows.digest(rows.salt(self.secret, name), name, self.values[name]) for name in rows.FIELDS]
        return rows.leaf(number, digests)


@dataclass(frozen=True, slots=True)
class ClosedRegister:
    """The register as it stands at the close: rows 1..N, and what the board says of them."""

    rows: list[Row]
    by_channel: list[list[Any]]
    labels: list[list[Any]]
    set_aside: list[list[Any]]


def close(
    marks: Mapping[int, Mark],
    creds: Sequence[str],
    issued: Sequence[Sequence[str]],
    opens: int,
    ladder: Sequence[int],
    k: int,
    cases: Mapping[int, Case] = MappingProxyType({}),
) -> ClosedRegister:
    """Seal the register.

    ``marks``, ``cases``: by row, 1..N; who was set aside has no mark. ``creds``, ``issued``: for every row
    in order, its pseudonym and the deliveries by which its credential went out. ``opens`` in seconds,
    ``ladder`` in minutes.
    """
    by_channel = Counter(mark.channel for mark in marks.values())
    label_of: dict[str, tuple[str, int]] = {}
    shown = []
    for label, channels, number in labels.labels(by_channel, k):
        minutes = [mark.minute for mark in marks.values() if mark.channel in channels]
        width = labels.bucket_width(minutes, opens, ladder, k)
        label_of.update(dict.fromkeys(channels, (label, width)))
        shown.append([label, list(channels), number, width])
    sealed = [
        Row(
            _values(marks.get(row), label_of, cred, list(sent), (opens, ladder[-1]), cases.get(row, Case())),
            secrets.token_bytes(32),
        )
        for row, (cred, sent) in enumerate(zip(creds, issued, strict=True), 1)
    ]
    aside = Counter(case.status for case in cases.values() if case.status)
    return ClosedRegister(sealed, _numbers(by_channel), shown, _numbers(aside))


def _numbers(counted: Counter[str]) -> list[list[Any]]:
    """Names with their numbers, sorted, as the close states them."""
    return [[name, counted[name]] for name in sorted(counted)]


def _values(
    mark: Mark | None,
    label_of: Mapping[str, tuple[str, int]],
    cred: str,
    issued: list[str],
    hours: tuple[int, int],
    case: Case,
) -> dict[str, Any]:
    label, width = label_of[mark.channel] if mark else ("", 0)
    opens, span = hours
    return {
        "status": "voted" if mark else case.status or "not-voted",
        "channel": mark.channel if mark else "",
        "label": label,
        "bucket": labels.bucket(mark.minute, opens, width, span) if mark else -1,
        "time": mark.minute if mark else 0,
        "idx": mark.idx if mark else -1,
        "cred": cred,
        "batch": mark.batch if mark else "",
        "eligible": True,
        "applied": 0,
        "issued": issued,
        "reissues": case.reissues,
        "reject_reason": "",
    }
