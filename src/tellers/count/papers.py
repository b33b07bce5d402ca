"""Ballot papers as the count sees them, without a voter: grouped where alike, and laid in piles.

What a paper says is settled once (``tellers.count.validity``); from then on a paper is a ``Paper``, or what
else its rule reads. Source: spec/counting/README.md, section 1.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tellers.count.arithmetic import decimal

Candidate: TypeAlias = int
"""A candidate's place in the contest definition's order, from 0."""

Paper: TypeAlias = tuple[Candidate, ...]
"""One paper: candidates in order of preference, best first; ``()`` expresses no preference."""

Level: TypeAlias = tuple[Candidate, ...]
"""Candidates whom a paper prefers equally."""

Marks: TypeAlias = tuple[Any, ...]
"""What stands on a paper. A ranking has a place for each rank: a candidate, or a tuple of those who share the
rank, ``()`` where the rank was skipped. A paper of points has the points of every candidate."""

Papers: TypeAlias = Sequence[tuple[int, Marks] | tuple[int, Marks, int]]
"""Papers in groups: how many, what stands on each of them, and, in a contest with sections, the number of
their section from 0. A vote of weight w is w papers."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One parcel passed on in a stage: papers of one candidate that leave at one value.

    ``of``: whose papers they were. ``value``: what each leaves at, in the rule's units. ``to``: candidate and
    number of papers received, in order of candidates. ``without``: papers without an available preference.
    ``lapsed``: the votes that become non-transferable with them, in the rule's units, where these papers do
    not leave at ``value`` themselves; None where they do.
    """

    of: Candidate
    value: int
    to: tuple[tuple[Candidate, int], ...]
    without: int
    lapsed: int | None = None

    def as_json(self, places: int) -> dict[str, object]:
        """The parcel as it is published: papers, and the votes that they carry."""
        lapsed = self.without * self.value if self.lapsed is None else self.lapsed
        return {
            "from": self.of + 1,
            "value": decimal(self.value, places),
            "to": [[c + 1, number, decimal(number * self.value, places)] for c, number in self.to],
            "non_transferable": [self.without, decimal(lapsed, places)],
        }


class Pile:
    """Papers that lie together, each standing at one of its preferences. Only ``deal`` moves them on."""

    __slots__ = ("_entries", "number")

    number: int
    """How many papers these are."""

    def __init__(self, groups: Iterable[tuple[int, Paper]] = ()) -> None:
        """The papers of ``groups``, standing before their first preference."""
        self._entries = [(number, paper, -1) for number, paper in groups]
        self.number = sum(number for number, _, _ in self._entries)

    def extend(self, other: "Pile") -> None:
        """Lay the papers of ``other`` with these."""
        self._entries.extend(other._entries)
        self.number += other.number

    def deal(self, open_to: Sequence[bool]) -> "Dealt":
        """Move every paper on to its next preference among those whom papers may pass to."""
        dealt: dict[Candidate, Pile] = {}
        without = 0
        for number, paper, stands_at in self._entries:
            for position in range(stands_at + 1, len(paper)):
                if open_to[paper[position]]:
                    pile = dealt.get(paper[position])
                    if pile is None:
                        pile = dealt[paper[position]] = Pile()
                    pile._entries.append((number, paper, position))
                    pile.number += number
                    break
            else:
                without += number
        return Dealt({candidate: dealt[candidate] for candidate in sorted(dealt)}, without)

    def paths(self, passing: Sequence[bool], open_to: Sequence[bool]) -> list[tuple[int, Paper]]:
        """Where papers go that leave a part of themselves with everybody in ``passing`` whom they meet.

        Each is followed from its first preference: those in ``passing`` are noted and passed, the first other
        one in ``open_to`` is noted and ends the path; all others are passed over. Papers of one path are put
        together; ``()`` is the path of those that meet nobody. In order of the paths.
        """
        found: Counter[Paper] = Counter()
        for number, paper, _ in self._entries:
            path: list[Candidate] = []
            for candidate in paper:
                if passing[candidate]:
                    path.append(candidate)
                elif open_to[candidate]:
                    path.append(candidate)
                    break
            found[tuple(path)] += number
        return [(number, path) for path, number in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Dealt:
    """A pile moved on: the papers by the candidate who receives them, in order of candidates, and the number
    of papers ``without`` an available preference."""

    to: dict[Candidate, Pile]
    without: int

    def transfer(self, of: Candidate, value: int) -> Transfer:
        """The parcel so moved, as it is written down: papers of ``of`` leaving at ``value`` each."""
        return Transfer(of, value, tuple((c, pile.number) for c, pile in self.to.items()), self.without)


@dataclass(frozen=True, slots=True)
class Counted:
    """The papers of a contest after the first look at them.

    ``groups`` holds the valid ones as the rule reads them, with the numbers of their ``sections`` beside
    them where the contest has sections. ``invalid``: reason and number of the others. A valid abstention is
    a group ``()``.
    """

    papers: int
    groups: Sequence[tuple[int, Marks]]
    sections: Sequence[int] = ()
    invalid: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """The number of valid papers."""
        return self.papers - sum(self.invalid.values())


def group(papers: Iterable[Marks]) -> list[tuple[int, Marks]]:
    """The papers on which the same stands put together, in that order."""
    return [(number, paper) for paper, number in sorted(Counter(papers).items())]
