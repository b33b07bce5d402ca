"""Ballot papers as the count sees them: rankings without a voter, grouped where they are alike.

Source: spec/counting/README.md, section 1.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tellers.errors import Refused

Candidate: TypeAlias = int
"""A candidate's place in the contest definition's order, from 0."""

Paper: TypeAlias = tuple[Candidate, ...]
"""One paper: candidates in order of preference, best first; ``()`` expresses no preference."""

Papers: TypeAlias = Sequence[tuple[int, Paper]]
"""Papers in groups: how many, and the ranking on each of them."""

Pile: TypeAlias = list[tuple[int, Paper, int]]
"""Papers on the table: how many, the ranking, and the position of the preference they now stand at."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The papers of a contest after the first look at them.

    ``pile`` holds the valid ones, standing before their first preference.
    """

    papers: int
    valid: int
    pile: Pile


def group(papers: Iterable[Paper]) -> list[tuple[int, Paper]]:
    """The papers with like rankings put together, in the order of the rankings."""
    return [(number, paper) for paper, number in sorted(Counter(papers).items())]


def examine(papers: Papers, candidates: int) -> Counted:
    """Look at every paper once, and put aside those that express no preference.

    Raises Refused: count.paper, for a group that is not a positive number of strict rankings of the
    ``candidates`` standing. A voter's mistake never arrives here; such a paper was rejected before.
    """
    total = 0
    pile: Pile = []
    for place, entry in enumerate(papers, start=1):
        number, paper = _entry(entry, candidates, place)
        total += number
        if paper:
            pile.append((number, paper, -1))
    return Counted(total, sum(number for number, _, _ in pile), pile)


def _entry(entry: tuple[int, Paper], candidates: int, place: int) -> tuple[int, Paper]:
    """One group as given, refused unless it is what its type says."""
    if type(entry) is not tuple or len(entry) != 2:
        raise Refused("count.paper", f"group {place} is not a number and a ranking")
    number, paper = entry
    if type(number) is not int or number < 1:
        raise Refused("count.paper", f"group {place} does not hold a positive whole number of papers")
    if type(paper) is not tuple or not set(map(type, paper)) <= {int}:
        raise Refused("count.paper", f"group {place} is not a ranking of candidates")
    if paper and (min(paper) < 0 or max(paper) >= candidates):
        raise Refused("count.paper", f"group {place} ranks a candidate who is not in this contest")
    if len(set(paper)) != len(paper):
        raise Refused("count.paper", f"group {place} ranks a candidate twice")
    return number, paper


def deal(pile: Pile, continuing: Sequence[bool]) -> tuple[dict[Candidate, Pile], int]:
    """Move every paper of ``pile`` on to its next available preference.

    ``continuing``: for every candidate, whether papers may pass to them. Returns the papers by the
    candidate who receives them, and the number of papers with no available preference left.
    """
    dealt: dict[Candidate, Pile] = {}
    without = 0
    for number, paper, stands_at in pile:
        for position in range(stands_at + 1, len(paper)):
            if continuing[paper[position]]:
                dealt.setdefault(paper[position], []).append((number, paper, position))
                break
        else:
            without += number
    return dealt, without


def how_many(pile: Pile) -> int:
    """The number of papers in ``pile``."""
    return sum(number for number, _, _ in pile)
