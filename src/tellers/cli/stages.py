"""A count in words and in tables that fit a terminal of 80 columns."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.table import Table

from tellers.cli import page
from tellers.count import Count, Profile, Stage, Tie
from tellers.count.arithmetic import decimal

WIDTH = 80
_NAME = 24
_MOTION = "yes-no"
_BETWEEN = 2

_ACTIONS = {"first": "first preferences", "last-vacancies": "last places filled"}


def say_count(profile: Profile, counted: Count) -> None:
    """The outcome in one sentence, the stages in tables, what happened in each, and the papers."""
    say(f"{profile.title}: {outcome(profile, counted)}")
    page.say()
    for stages in _blocks(counted):
        page.PAGE.print(_table(profile, counted, stages), soft_wrap=False, width=WIDTH)
        page.say()
    for stage in counted.stages:
        for line in _told(profile, counted, stage):
            say(line)
    say(_papers(counted))


def say(text: str) -> None:
    """One sentence or more, on lines of the width of a terminal."""
    indent = text[: len(text) - len(text.lstrip())] + "  "
    for line in textwrap.wrap(page.printable(text), WIDTH, subsequent_indent=indent, break_long_words=False):
        page.say(line)


def outcome(profile: Profile, counted: Count) -> str:
    """Who is elected, or what became of a motion, in one sentence that can be read out."""
    last = counted.stages[-1]
    if counted.rule == _MOTION:
        word = "carried" if counted.elected else "not carried"
        yes, no = last.totals[:2]
        return f"the motion is {word}, {yes:,} for and {no:,} against."
    if not counted.elected:
        return "nobody is elected."
    word = "is elected" if len(counted.elected) == 1 else "are elected, in this order"
    count = len(counted.stages)
    told = "one stage" if count == 1 else f"{count} stages"
    return f"{names(profile, counted.elected)} {word}, after {told} and {counted.valid:,} valid papers."


def names(profile: Profile, candidates: Sequence[int]) -> str:
    """Candidates by name, as a list in a sentence."""
    told = [profile.candidates[candidate] for candidate in candidates]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _blocks(counted: Count) -> Iterator[Sequence[Stage]]:
    """The stages, as many at a time as fit beside the names."""
    widest = max(len(figure) for stage in counted.stages for figure in _figures(counted, stage))
    width = max(widest, len(f"stage {len(counted.stages)}")) + _BETWEEN
    fit = max(1, (WIDTH - _NAME - _BETWEEN) // width)
    for first in range(0, len(counted.stages), fit):
        yield counted.stages[first : first + fit]


def _figures(counted: Count, stage: Stage) -> list[str]:
    """The column of a stage: votes of everybody, then what lies with nobody, then the quota."""
    amounts = [*stage.totals, stage.non_transferable]
    if counted.places:
        amounts.append(stage.lost)
    figures = [decimal(amount, counted.places) for amount in amounts]
    if counted.quota is not None:
        figures.append("" if stage.quota is None else decimal(stage.quota, counted.places))
    return figures


def _table(profile: Profile, counted: Count, stages: Sequence[Stage]) -> Table:
    """The figures of some stages, a row for every candidate."""
    labels = [f"{number} {name}" for number, name in enumerate(profile.candidates, 1)]
    labels.append("non-transferable")
    if counted.places:
        labels.append("lost to fractions")
    if counted.quota is not None:
        labels.append("quota")
    columns = [_figures(counted, stage) for stage in stages]
    rows = [[label, *(column[row] for column in columns)] for row, label in enumerate(labels)]
    headings = ["", *(f"stage {stage.n}" for stage in stages)]
    return page.table(headings, rows, frozenset(range(1, len(headings))))


def _told(profile: Profile, counted: Count, stage: Stage) -> Iterator[str]:
    """What happened in a stage, and how equal candidates were told apart."""
    action = _ACTIONS.get(stage.action, stage.action.replace("-", " "))
    whose = f" of {names(profile, stage.of)}" if stage.of else ""
    parts = [f"{action}{whose}"]
    if stage.elected and counted.rule != _MOTION:
        parts.append(f"{names(profile, stage.elected)} elected")
    if stage.excluded and stage.excluded != stage.of:
        parts.append(f"{names(profile, stage.excluded)} excluded")
    yield f"Stage {stage.n}: {'; '.join(parts)}."
    for tie in stage.ties:
        yield f"  Tie for {tie.purpose}: {_broken(profile, tie)}."


def _broken(profile: Profile, tie: Tie) -> str:
    how = f"by stage {tie.stage}" if tie.broken_by == "stage" else f"by {tie.broken_by}"
    return f"{names(profile, tie.between)} were equal; told apart {how}: {names(profile, tie.left)}"


def _papers(counted: Count) -> str:
    """How many papers, and why some are invalid."""
    told = f"{counted.papers:,} papers, {counted.valid:,} valid, {counted.invalid:,} invalid"
    if not counted.reasons:
        return f"{told}."
    return f"{told} ({', '.join(f'{reason}: {number:,}' for reason, number in counted.reasons)})."
