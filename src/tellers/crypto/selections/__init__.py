"""Selections as integers, and integers as points of the group.

Every valid selection has exactly one number and an invalid combination has none, so an over-vote
cannot be encrypted. 0 is a blank paper, 1 a paper voided on purpose, 2 + v the selection number v. Each
kind of contest has a file of its own for v.
Source: spec/selections.md.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, Protocol

from tellers.crypto.selections.choose import Choose
from tellers.crypto.selections.points import DIGIT, from_points, to_points
from tellers.crypto.selections.ranked import Ranked
from tellers.crypto.selections.ranked_ties import RankedTies
from tellers.crypto.selections.score import Score
from tellers.errors import Refused

__all__ = [
    "BLANK",
    "DIGIT",
    "VOID",
    "WIDEST",
    "Choose",
    "Ranked",
    "RankedTies",
    "Score",
    "Selection",
    "Shape",
    "decode",
    "encode",
    "from_points",
    "shape_of",
    "size",
    "to_points",
    "width",
]

Selection = list[int] | list[list[int]] | Literal["blank", "void"]
"""Options (ranked, choose), levels of options (ranked_ties), or the score of every option (score)."""

BLANK = 0
VOID = 1
WIDEST = 8
"""Ciphertexts of one contest in one ballot, at most."""
_FIRST_VALID = 2


class Shape(Protocol):
    """What may be chosen in one contest: its valid selections, numbered from 0."""

    def __hash__(self) -> int:
        """Equal shapes have equal hashes: what is worked out of one is worked out once."""

    def number(self) -> int:
        """How many valid selections there are."""

    def allows(self, selection: list[Any]) -> bool:
        """Whether this is a valid selection, whatever stands in the list."""

    def rank(self, selection: list[Any]) -> int:
        """The number of a valid selection."""

    def unrank(self, value: int) -> list[Any]:
        """The valid selection of a number below ``number()``."""


def shape_of(contest: Mapping[str, Any]) -> Shape:
    """The shape declared by a contest of the election object (its fields already checked)."""
    options = len(contest["options"])
    if contest["kind"] == "ranked":
        return Ranked(options, contest["max_rank"])
    if contest["kind"] == "ranked_ties":
        return RankedTies(options)
    if contest["kind"] == "score":
        return Score(options, contest["top"])
    return Choose(options, contest["min"], contest["max"])


@lru_cache(maxsize=1024)
def size(shape: Shape) -> int:
    """M: how many numbers the contest uses; valid numbers are 0..M-1."""
    return _FIRST_VALID + shape.number()


@lru_cache(maxsize=1024)
def width(shape: Shape) -> int:
    """How many ciphertexts hold a selection: the digits to base 2^245 of the largest number, M - 1."""
    return -(-(size(shape) - 1).bit_length() // DIGIT)


def encode(shape: Shape, selection: Selection) -> int:
    """The number of a selection.

    Raises Refused("selection.invalid") where the contest has no such selection.
    """
    if selection == "blank":
        return BLANK
    if selection == "void":
        return VOID
    if not isinstance(selection, list) or not shape.allows(selection):
        raise Refused("selection.invalid", "this contest has no such selection")
    return _FIRST_VALID + shape.rank(selection)


def decode(shape: Shape, number: int) -> Selection | None:
    """The selection of a number, or None where the contest has no such number (malformed)."""
    if number == BLANK:
        return "blank"
    if number == VOID:
        return "void"
    if not _FIRST_VALID <= number < size(shape):
        return None
    return shape.unrank(number - _FIRST_VALID)
