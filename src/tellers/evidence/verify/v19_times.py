"""V19, the times: each mark's bucket is as wide as the rule asks for, and agrees with the board.

Source: spec/release.md; spec/register.md, "labels and buckets".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

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
            _check_cover(step, evidence, label, cells[label.name])


def _check_sizes(step: Step, label: _Label, cells: Counter[int], least: int) -> None:
    for bucket, number in sorted(cells.items()):
        if number < least:
            step.fail(
                "V19.bucket",
                f"bucket {bucket} of {label.name} holds {number:,} marks; the fewest allowed are {least:,}",
            )


def _check_cover(step: Step, evidence: Evidence, label: _Label, cells: Counter[int]) -> None:
    """The final ballots, or the marks for papers, can be dealt to the buckets so that each lies in its time.

    A vote was cast between the witness times of the checkpoints around it, give or take the clocks'
    skew and the time that a batch was kept.
    """
    opens, width_s = evidence.election["opens"], label.width * _MINUTE_S
    last = (evidence.election["closes"] - opens - 1) // width_s  # what was marked after the hour falls here
    spans = [
        (min((earliest - opens) // width_s, last), min((latest - opens) // width_s, last))
        for earliest, latest in _covers(evidence, label.channels)
    ]
    if (wrong := misfit(spans, cells)) is not None:
        step.fail("V19.cover", f"{label.name}: {wrong}")


def misfit(spans: Sequence[tuple[int, int]], cells: Mapping[int, int]) -> str | None:
    """Why votes cannot be dealt to buckets, None if they can: as many as a bucket holds, each in its span.

    ``spans``: of each vote the first and the last bucket in which it can have been cast. ``cells``: how
    many marks a bucket holds, as many in all as there are votes. Dealing to each bucket in order those
    whose span ends first succeeds if any dealing does.
    """
    arriving = sorted(spans, reverse=True)
    waiting: list[int] = []  # the last bucket of each vote that may have been cast by now
    for bucket in sorted(cells):
        while arriving and arriving[-1][0] <= bucket:
            heappush(waiting, arriving.pop()[1])
        for dealt in range(cells[bucket]):
            if not waiting:
                return (
                    f"bucket {bucket} holds {cells[bucket]:,} marks, but by the board no more than {dealt:,}"
                    " votes that are not in an earlier one were cast by then"
                )
            if (last := heappop(waiting)) < bucket:
                return f"a vote was cast in bucket {last} or before, by the board, and has no mark by then"
    return None


def _covers(evidence: Evidence, channels: Sequence[str]) -> list[Cover]:
    """The earliest and the latest instant at which each vote of the channels can have been cast."""
    slack = evidence.setup["skew"] + evidence.election["batch"]
    final = [pair for pair in evidence.ballots if evidence.final.get(pair[1]["cred"]) == pair[0]]
    covers = []
    for index, vote in (*final, *evidence.of("mark")):
        if vote["channel"] in channels:
            earliest, latest = evidence.timeline.cover(index)
            covers.append((earliest - slack, latest + slack))
    return covers
