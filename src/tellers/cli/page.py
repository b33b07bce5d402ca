"""What the commands print: plain text, nothing in it that could steer a terminal, tables without lines."""

from collections.abc import Collection, Iterable, Sequence

from rich.console import Console
from rich.table import Table

PAGE = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
"""Standard output: results."""
ERRORS = Console(stderr=True, markup=False, emoji=False, highlight=False, soft_wrap=True)
"""Standard error: progress, and what went wrong."""


def printable(text: str) -> str:
    """Text without anything that could steer a terminal."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def say(text: str = "", style: str | None = None) -> None:
    """One line on standard output."""
    PAGE.print(printable(text), style=style)


def report(text: str, style: str | None = None) -> None:
    """One line on standard error."""
    ERRORS.print(printable(text), style=style)


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], figures: Collection[int] = frozenset()
) -> Table:
    """A table that can be read aloud: no lines around cells, and nothing cut off where it is narrow.

    ``figures``: the columns, from 0, that are aligned to the right.
    """
    plain = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column, heading in enumerate(headings):
        plain.add_column(
            printable(heading), justify="right" if column in figures else "left", overflow="fold"
        )
    for row in rows:
        plain.add_row(*map(printable, row))
    return plain
