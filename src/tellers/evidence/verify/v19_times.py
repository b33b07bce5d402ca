"""V19, the times: each mark's bucket is as wide as the rule asks for, and agrees with the board.

Source: spec/release.md; spec/register.md, "labels and buckets".
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tellers.board.entries import ELECTRONIC
from tellers.evidence.verify.facts import Cover, Evidence
from tellers.evidence.verify.framework import Step

_MINUTE_S = 60
_WITHHELD = -1


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of the close: its name, channels, and the width of its buckets in minutes, 0 if withheld."""

    name: str
    channels: Sequence[str]
    width: int


def check_times(step: Step, evidence: Evidence, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Check the buckets of all rows, ``label`` and ``bucket`` of each by row number, labels known good."""
    election = evidence.election
    labels = {name: _Label(name, channels, width) for name, channels, _, width in evidence.close["labels"]}
    minutes = (election["closes"] - election["opens"]) // _MINUTE_S
    cells: dict[str, Counter[int]] = {name: Counter() for name in labels}
    for number, row in rows.items():
        bucket, width = row["bucket"], labels[row["label"]].width if row["label"] else 0
        if type(bucket) is not int:
            step.fail("V19.bucket", f"row {number:,}: the time is not the number of a bucket")
        if not width and bucket != _WITHHELD:
            step.fail("V19.bucket", f"row {number:,}: a time is shown that must be withheld")
        if width and not 0 <= bucket * width < minutes:
            step.fail("V19.bucket", f"row {number:,}: bucket {bucket} lies outside the poll")
        if width:
            cells[row["label"]][bucket] += 1
    for label in labels.values():
        if label.width:
            _check_sizes(step, label, cells[label.name], election["release_k"])
            if set(label.channels) <= {*ELECTRONIC}:
                _check_cover(step, evidence, label, cells[label.name])


def _check_sizes(step: Step, label: _Label, cells: Counter[int], least: int) -> None:
    for bucket, number in sorted(cells.items()):
        if number < least:
            step.fail(
                "V19.bucket",
                f"bucket {bucket} of {label.name} holds {number:,} marks; the fewest allowed are {least:,}",
            )


def _check_cover(step: Step, evidence: Evidence, label: _Label, cells: Counter[int]) -> None:
    """Each bucket holds no fewer marks than ballots certainly fell into it, and no more than may have.

    A ballot was cast between the witness times of the checkpoints around it, give or take the clocks'
    skew and the time that a batch was kept.
    """
    election, width_s = evidence.election, label.width * _MINUTE_S
    covers = _covers(evidence, label.channels)
    first = sorted((earliest - election["opens"]) // width_s for earliest, _ in covers)
    last = sorted((latest - election["opens"]) // width_s for _, latest in covers)
    certain = Counter(
        (earliest - election["opens"]) // width_s
        for earliest, latest in covers
        if (earliest - election["opens"]) // width_s == (latest - election["opens"]) // width_s
    )
    buckets = -(-(election["closes"] - election["opens"]) // width_s)
    for bucket in sorted(cells.keys() | certain.keys()):
        if not 0 <= bucket < buckets:
            continue
        # Those who may have come in it or before, without those who must have come before it.
        possible = bisect_right(first, bucket) - bisect_left(last, bucket)
        if not certain[bucket] <= cells[bucket] <= possible:
            step.fail(
                "V19.cover",
                f"bucket {bucket} of {label.name} holds {cells[bucket]:,} marks, but by the board"
                f" from {certain[bucket]:,} to {possible:,} ballots were cast in it",
            )


def _covers(evidence: Evidence, channels: Sequence[str]) -> list[Cover]:
    """The earliest and the latest instant at which each final ballot of the channels can have been cast."""
    slack = evidence.setup["skew"] + evidence.election["batch"]
    covers = []
    for index, entry in evidence.ballots:
        if entry["channel"] in channels and evidence.final.get(entry["cred"]) == index:
            earliest, latest = evidence.timeline.cover(index)
            covers.append((earliest - slack, latest + slack))
    return covers
