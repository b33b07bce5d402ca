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
    """What else is recorded of an elector: how many halves of their key were issued anew, and one thing more.

    ``excluded``: whether the panel decided that no ballot of theirs counts.
    """

    reissues: int = 0
    excluded: bool = False


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
    excluded: int


def close(
    marks: Mapping[int, Mark],
    creds: Sequence[str],
    issued: Sequence[Sequence[str]],
    groups: Mapping[str, Sequence[int]],
    opens: int,
    ladder: Sequence[int],
    k: int,
    cases: Mapping[int, Case] = MappingProxyType({}),
) -> ClosedRegister:
    """Seal the register.

    ``marks``, ``cases``: by row, 1..N; who was excluded has no mark. ``creds``, ``issued``: for every row
    in order, its pseudonym and the deliveries by which its credential went out. ``groups``: the rows of each
    group in order; labels and times are made in each for itself. ``opens`` in seconds, ``ladder`` in minutes.
    """
    by_channel = Counter(mark.channel for mark in marks.values())
    label_of: dict[int, tuple[str, int]] = {}  # label and width, by row
    shown = []
    for group, members in groups.items():
        marked = {row: marks[row] for row in members if row in marks}
        counted = Counter(mark.channel for mark in marked.values())
        for label, channels, number in labels.labels(counted, k):
            of_label = {row: mark.minute for row, mark in marked.items() if mark.channel in channels}
            width = labels.bucket_width(of_label.values(), opens, ladder, k)
            label_of.update(dict.fromkeys(of_label, (label, width)))
            shown.append([group, label, list(channels), number, width])
    hours = opens, ladder[-1]
    sealed = [
        Row(
            _values(
                marks.get(row), label_of.get(row, ("", 0)), cred, list(sent), hours, cases.get(row, Case())
            ),
            secrets.token_bytes(32),
        )
        for row, (cred, sent) in enumerate(zip(creds, issued, strict=True), 1)
    ]
    numbers = [[channel, by_channel[channel]] for channel in sorted(by_channel)]
    return ClosedRegister(sealed, numbers, shown, sum(case.excluded for case in cases.values()))


def _values(
    mark: Mark | None,
    labelled: tuple[str, int],
    cred: str,
    issued: list[str],
    hours: tuple[int, int],
    case: Case,
) -> dict[str, Any]:
    label, width = labelled
    opens, span = hours
    return {
        "status": "voted" if mark else "excluded" if case.excluded else "not-voted",
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
