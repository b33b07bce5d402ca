"""A count in words and in tables that fit a terminal of 80 columns."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.table import Table

from tellers.cli import page
from tellers.count import Stage
from tellers.count.named import Named
from tellers.count.words import headline, papers_in_words, stage_in_words

WIDTH = 80
_NAME = 24
_BETWEEN = 2


def say_count(shown: Named) -> None:
    """The outcome in one sentence, the stages in tables, what happened in each, and the papers."""
    say(f"{shown.title}: {headline(shown)}")
    page.say()
    for stages in _blocks(shown):
        page.PAGE.print(_table(shown, stages), soft_wrap=False, width=WIDTH)
        page.say()
    for stage in shown.counted.stages:
        say(f"Stage {stage.n}: {' '.join(stage_in_words(shown, stage))}")
    say(" ".join(papers_in_words(shown)))


def say(text: str) -> None:
    """One sentence or more, on lines of the width of a terminal."""
    indent = text[: len(text) - len(text.lstrip())] + "  "
    for line in textwrap.wrap(page.printable(text), WIDTH, subsequent_indent=indent, break_long_words=False):
        page.say(line)


def _blocks(shown: Named) -> Iterator[Sequence[Stage]]:
    """The stages, as many at a time as fit beside the names."""
    stages = shown.counted.stages
    widest = max(len(figure) for stage in stages for figure in _figures(shown, stage))
    width = max(widest, len(f"stage {len(stages)}")) + _BETWEEN
    fit = max(1, (WIDTH - _NAME - _BETWEEN) // width)
    for first in range(0, len(stages), fit):
        yield stages[first : first + fit]


def _figures(shown: Named, stage: Stage) -> list[str]:
    """The column of a stage: votes of everybody, then what lies with nobody, then the quota."""
    amounts = [*stage.totals, stage.non_transferable]
    if shown.counted.places:
        amounts.append(stage.lost)
    figures = [shown.decimal(amount) for amount in amounts]
    if shown.counted.quota is not None:
        figures.append("" if stage.quota is None else shown.decimal(stage.quota))
    return figures


def _table(shown: Named, stages: Sequence[Stage]) -> Table:
    """The figures of some stages, a row for every candidate."""
    labels = [f"{number} {name}" for number, name in enumerate(shown.names, 1)]
    labels.append("non-transferable")
    if shown.counted.places:
        labels.append("lost to fractions")
    if shown.counted.quota is not None:
        labels.append("quota")
    columns = [_figures(shown, stage) for stage in stages]
    rows = [[label, *(column[row] for column in columns)] for row, label in enumerate(labels)]
    headings = ["", *(f"stage {stage.n}" for stage in stages)]
    return page.table(headings, rows, frozenset(range(1, len(headings))))
