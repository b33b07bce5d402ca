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

Covers = Mapping[tuple[str, str], Sequence[Cover]]
"""When votes can have been cast, by the name of the group and by channel."""

_MINUTE_S = 60
_WITHHELD = -1


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of the close: its group, name, channels, and the width of its buckets in minutes, 0 if none."""

    group: str
    name: str
    channels: Sequence[str]
    width: int


def check_times(
    step: Step, evidence: Evidence, rows: Mapping[int, Mapping[str, Any]], group_of: Mapping[int, str]
) -> None:
    """Check the buckets of all rows, ``label`` and ``bucket`` of each by row number, labels known good.

    ``group_of``: the name of each row's group.
    """
    election = evidence.election
    labels = {
        (group, name): _Label(group, name, channels, width)
        for group, name, channels, _, width in evidence.close["labels"]
    }
    minutes = (election["closes"] - election["opens"]) // _MINUTE_S
    cells: dict[tuple[str, str], Counter[int]] = {key: Counter() for key in labels}
    for number, row in rows.items():
        key = group_of[number], row["label"]
        bucket, width = row["bucket"], labels[key].width if row["label"] else 0
        if type(bucket) is not int:
            step.fail("V19.bucket", f"row {number:,}: the time is not the number of a bucket")
        if not width and bucket != _WITHHELD:
            step.fail("V19.bucket", f"row {number:,}: a time is shown that must be withheld")
        if width and not 0 <= bucket * width < minutes:
            step.fail("V19.bucket", f"row {number:,}: bucket {bucket} lies outside the poll")
        if width:
            cells[key][bucket] += 1
    covers = _covers(evidence)
    for key, label in labels.items():
        if label.width:
            _check_sizes(step, label, cells[key], election["release_k"])
            _check_cover(step, evidence, label, cells[key], covers)


def _check_sizes(step: Step, label: _Label, cells: Counter[int], least: int) -> None:
    for bucket, number in sorted(cells.items()):
        if number < least:
            step.fail(
                "V19.bucket",
                f"bucket {bucket} of {label.name}, {label.group}, holds {number:,} marks;"
                f" the fewest allowed are {least:,}",
            )


def _check_cover(step: Step, evidence: Evidence, label: _Label, cells: Counter[int], covers: Covers) -> None:
    """The final ballots, or the marks for papers, can be dealt to the buckets so that each lies in its time.

    A vote was cast between the witness times of the checkpoints around it, give or take the clocks'
    skew and the time that a batch was kept.
    """
    opens, width_s = evidence.election["opens"], label.width * _MINUTE_S
    last = (evidence.election["closes"] - opens - 1) // width_s  # what was marked after the hour falls here
    spans = [
        (min((earliest - opens) // width_s, last), min((latest - opens) // width_s, last))
        for channel in label.channels
        for earliest, latest in covers.get((label.group, channel), ())
    ]
    if (wrong := misfit(spans, cells)) is not None:
        step.fail("V19.cover", f"{label.name}, {label.group}: {wrong}")


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


def _covers(evidence: Evidence) -> Covers:
    """The earliest and the latest instant at which each vote can have been cast."""
    slack = evidence.setup["skew"] + evidence.election["batch"]
    votes = [
        (index, ballot["channel"], evidence.keys[ballot["cred"]].group)
        for index, ballot in evidence.ballots
        if evidence.final.get(ballot["cred"]) == index
    ]
    votes += [
        (index, mark["channel"], evidence.batch_groups[mark["batch"]]) for index, mark in evidence.of("mark")
    ]
    covers: dict[tuple[str, str], list[Cover]] = {}
    for index, channel, group in votes:
        earliest, latest = evidence.timeline.cover(index)
        covers.setdefault((group.name, channel), []).append((earliest - slack, latest + slack))
    return covers
