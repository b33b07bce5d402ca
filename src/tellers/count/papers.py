"""Ballot papers as the count sees them, without a voter: rankings, levels or scores, grouped where alike.

Source: spec/counting/README.md, section 1.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tellers.errors import Refused

Candidate: TypeAlias = int
"""A candidate's place in the contest definition's order, from 0."""

Paper: TypeAlias = tuple[Candidate, ...]
"""One paper: candidates in order of preference, best first; ``()`` expresses no preference."""

Level: TypeAlias = tuple[Candidate, ...]
"""Candidates whom a paper prefers equally."""

Marks: TypeAlias = tuple[Any, ...]
"""What stands on a paper: a ``Paper``, a tuple of ``Level``, or a score for every candidate."""

Papers: TypeAlias = Sequence[tuple[int, Marks]]
"""Papers in groups: how many, and what stands on each of them."""

Pile: TypeAlias = list[tuple[int, Marks, int]]
"""Papers on the table: how many, what stands on them, and the position of the preference they stand at."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The papers of a contest after the first look at them.

    ``pile`` holds the valid ones, standing before their first preference.
    """

    papers: int
    valid: int
    pile: Pile


Reader: TypeAlias = Callable[[Marks, int, int], Marks]
"""Given what stands on the papers of a group, the candidates and the group's place: the same as the rule
wants it; refused (count.paper) where it is no such thing."""


def group(papers: Iterable[Marks]) -> list[tuple[int, Marks]]:
    """The papers on which the same stands put together, in that order."""
    return [(number, paper) for paper, number in sorted(Counter(papers).items())]


def examine(papers: Papers, candidates: int, read: Reader) -> Counted:
    """Look at every paper once, and put aside those that express no preference.

    Raises Refused: count.paper, for a group that is not a positive number of papers that ``read`` takes.
    A voter's mistake never arrives here; such a paper was rejected before.
    """
    total = 0
    pile: Pile = []
    for place, entry in enumerate(papers, start=1):
        number, paper = _entry(entry, candidates, place, read)
        total += number
        if paper:
            pile.append((number, paper, -1))
    return Counted(total, sum(number for number, _, _ in pile), pile)


def _entry(entry: tuple[int, Marks], candidates: int, place: int, read: Reader) -> tuple[int, Marks]:
    """One group as given, refused unless it is what its type says."""
    if type(entry) is not tuple or len(entry) != 2:
        raise Refused("count.paper", f"group {place} is not a number and a ranking")
    number, paper = entry
    if type(number) is not int or number < 1:
        raise Refused("count.paper", f"group {place} does not hold a positive whole number of papers")
    return number, read(paper, candidates, place)


def ranking(paper: Marks, candidates: int, place: int) -> Paper:
    """A strict ranking of some of the candidates."""
    if type(paper) is not tuple or not set(map(type, paper)) <= {int}:
        raise Refused("count.paper", f"group {place} is not a ranking of candidates")
    if paper and (min(paper) < 0 or max(paper) >= candidates):
        raise Refused("count.paper", f"group {place} ranks a candidate who is not in this contest")
    if len(set(paper)) != len(paper):
        raise Refused("count.paper", f"group {place} ranks a candidate twice")
    return paper


def levels(paper: Marks, candidates: int, place: int) -> tuple[Level, ...]:
    """A ranking in levels of equal candidates; one who stands alone may be written without a level."""
    if type(paper) is not tuple or not set(map(type, paper)) <= {int, tuple}:
        raise Refused("count.paper", f"group {place} is not a ranking of candidates")
    found = tuple(level if type(level) is tuple else (level,) for level in paper)
    if not all(found):
        raise Refused("count.paper", f"group {place} has a level with nobody on it")
    ranking(tuple(candidate for level in found for candidate in level), candidates, place)
    return found


def scores(paper: Marks, candidates: int, place: int) -> tuple[int, ...]:
    """Points for every candidate, none of them below nought; all nought is a paper like others."""
    if type(paper) is not tuple or not set(map(type, paper)) <= {int} or len(paper) != candidates:
        raise Refused("count.paper", f"group {place} does not give points to every candidate")
    if min(paper) < 0:
        raise Refused("count.paper", f"group {place} takes points away")
    return paper


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
