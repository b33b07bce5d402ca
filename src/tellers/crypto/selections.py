"""Selections as integers, and integers as points of the group.

Every valid selection has exactly one number and an invalid combination has none, so an over-vote
cannot be encrypted. 0 is a blank paper, 1 a paper voided on purpose, 2 + v the selection number v.
Source: spec/selections.md.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import comb, perm
from typing import Any, Literal

from tellers import _core
from tellers.errors import Refused

Selection = list[int] | Literal["blank", "void"]

BLANK = 0
VOID = 1
_FIRST_VALID = 2
LIMIT = 1 << 245
"""A selection's number must be below this to fit one ciphertext."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be chosen in one contest.

    ``maximum`` is the longest ranking (ranked) or the most options (choose); ``minimum`` the fewest.
    """

    kind: Literal["ranked", "choose"]
    options: int
    minimum: int
    maximum: int


def shape_of(contest: dict[str, Any]) -> Shape:
    """The shape declared by a contest of the election object (its fields already checked)."""
    if contest["kind"] == "ranked":
        return Shape("ranked", len(contest["options"]), 1, contest["max_rank"])
    return Shape("choose", len(contest["options"]), contest["min"], contest["max"])


def size(shape: Shape) -> int:
    """M: how many numbers the contest uses; valid numbers are 0..M-1."""
    count = comb if shape.kind == "choose" else perm
    return _FIRST_VALID + sum(count(shape.options, k) for k in range(shape.minimum, shape.maximum + 1))


def encode(shape: Shape, selection: Selection) -> int:
    """The number of a selection.

    Raises Refused("selection.invalid") where the contest has no such selection.
    """
    if selection == "blank":
        return BLANK
    if selection == "void":
        return VOID
    if not isinstance(selection, list) or not _is_valid(shape, selection):
        raise Refused("selection.invalid", "this contest has no such selection")
    rank = _rank_combination if shape.kind == "choose" else _rank_ranking
    return _FIRST_VALID + rank(shape, selection)


def decode(shape: Shape, number: int) -> Selection | None:
    """The selection of a number, or None where the contest has no such number (malformed)."""
    if number == BLANK:
        return "blank"
    if number == VOID:
        return "void"
    if not _FIRST_VALID <= number < size(shape):
        return None
    unrank = _unrank_combination if shape.kind == "choose" else _unrank_ranking
    return unrank(shape, number - _FIRST_VALID)


def to_points(numbers: list[int]) -> bytes:
    """The embeddings of numbers below LIMIT, concatenated; the smallest counter that is a point."""
    if any(not 0 <= number < LIMIT for number in numbers):
        raise Refused("selection.too-large", "this number does not fit one ciphertext")
    return _core.embed(b"".join(number.to_bytes(32, "little") for number in numbers))


def from_points(points: bytes) -> list[int | None]:
    """The numbers that points stand for; None for a point that is no number's embedding."""
    digits, good = _core.unembed(points)
    return [
        int.from_bytes(digits[32 * i : 32 * i + 32], "little") if good[i] else None for i in range(len(good))
    ]


def _is_valid(shape: Shape, selection: list[int]) -> bool:
    in_range = all(type(option) is int and 0 <= option < shape.options for option in selection)
    if not in_range or not shape.minimum <= len(selection) <= shape.maximum:
        return False
    if shape.kind == "choose":
        return all(a < b for a, b in pairwise(selection))
    return len(set(selection)) == len(selection)


def _rank_ranking(shape: Shape, ranking: list[int]) -> int:
    left = list(range(shape.options))
    code = 0
    for option in ranking:
        place = left.index(option)
        code = code * len(left) + place
        del left[place]
    return sum(perm(shape.options, k) for k in range(1, len(ranking))) + code


def _unrank_ranking(shape: Shape, value: int) -> list[int]:
    length = 1
    while value >= perm(shape.options, length):
        value -= perm(shape.options, length)
        length += 1
    places = []
    for i in range(length - 1, -1, -1):
        value, place = divmod(value, shape.options - i)
        places.append(place)
    left = list(range(shape.options))
    return [left.pop(place) for place in reversed(places)]


def _rank_combination(shape: Shape, chosen: list[int]) -> int:
    below = sum(comb(shape.options, k) for k in range(shape.minimum, len(chosen)))
    return below + sum(comb(option, i) for i, option in enumerate(chosen, 1))


def _unrank_combination(shape: Shape, value: int) -> list[int]:
    length = shape.minimum
    while value >= comb(shape.options, length):
        value -= comb(shape.options, length)
        length += 1
    chosen: list[int] = []
    option = shape.options
    for i in range(length, 0, -1):
        option -= 1
        while comb(option, i) > value:
            option -= 1
        value -= comb(option, i)
        chosen.append(option)
    return chosen[::-1]
