"""Ballot papers as the count sees them, without a voter: grouped where alike, and laid in piles.

What a paper says is settled once (``tellers.count.validity``); from then on a paper is a ``Paper``, or what
else its rule reads. Papers lie and move in the Rust core (decision 0018); which of them move, when, and at
what value is for the rules to say. Source: spec/counting/README.md, section 1.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, overload

from tellers import _core
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

MOST_PAPERS = 2**53
"""So many papers are counted and no more, so that programs whose numbers are doubles count them exactly."""


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

    @property
    def non_transferable(self) -> int:
        """The votes that become non-transferable with this parcel, in the rule's units."""
        return self.without * self.value if self.lapsed is None else self.lapsed

    def as_json(self, places: int) -> dict[str, object]:
        """The parcel as it is published: papers, and the votes that they carry."""
        return {
            "from": self.of + 1,
            "value": decimal(self.value, places),
            "to": [[c + 1, number, decimal(number * self.value, places)] for c, number in self.to],
            "non_transferable": [self.without, decimal(self.non_transferable, places)],
        }


class Rankings(Sequence[tuple[int, Paper]]):
    """Groups of papers of which it is settled that each is a strict ranking, no two of the same.

    A sequence like every other, in the order in which the rankings first appeared. ``together`` and readers
    of files make it.
    """

    __slots__ = ("core",)

    def __init__(self, core: _core.Rankings) -> None:
        """The rankings that the core has put together."""
        self.core = core

    @property
    def number(self) -> int:
        """How many papers these are."""
        return self.core.number

    @property
    def candidates(self) -> int:
        """One more than the greatest candidate whom any of them ranks."""
        return self.core.candidates

    def expressing(self) -> "Rankings":
        """These without the papers that rank nobody."""
        return Rankings(self.core.expressing())

    def __len__(self) -> int:
        return len(self.core)

    def __iter__(self) -> Iterator[tuple[int, Paper]]:
        return map(self.core.group, range(len(self)))

    @overload
    def __getitem__(self, index: int) -> tuple[int, Paper]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, Paper]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, Paper] | Sequence[tuple[int, Paper]]:
        """A group, or several as a tuple."""
        found = range(len(self))[index]
        return self.core.group(found) if isinstance(found, int) else tuple(map(self.core.group, found))

    def __eq__(self, other: object) -> bool:
        """Whether ``other`` holds the same groups in the same order."""
        return tuple(self) == tuple(other) if isinstance(other, Rankings | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as large as an election: nothing to find things by


def together(groups: Iterable[tuple[int, Marks]]) -> Sequence[tuple[int, Marks]]:
    """Papers on which the same stands put together, in the order in which they first appear: as ``Rankings``
    where all are strict rankings."""
    given = tuple(groups)
    core = _core.Rankings.of(given)
    if core is not None:
        return Rankings(core)
    found: dict[Marks, int] = {}
    for number, marks in given:
        found[marks] = found.get(marks, 0) + number
    return tuple((number, marks) for marks, number in found.items())


class Pile:
    """Papers that lie together, each standing at one of its preferences. Only ``deal`` moves them on."""

    __slots__ = ("_core",)

    def __init__(self, groups: Iterable[tuple[int, Paper]] = ()) -> None:
        """The papers of ``groups``, strict rankings, standing before their first preference.

        Raises ValueError: they are no such groups, or more papers than ``MOST_PAPERS``.
        """
        core = groups.core if isinstance(groups, Rankings) else _core.Rankings.of(groups)
        if core is None:
            raise ValueError("papers that are no strict rankings cannot lie in a pile")
        self._core = _core.Pile(core)

    @property
    def number(self) -> int:
        """How many papers these are."""
        return self._core.number

    def extend(self, other: "Pile") -> None:
        """Lay the papers of ``other`` with these."""
        self._core.extend(other._core)

    def deal(self, open_to: Sequence[bool]) -> "Dealt":
        """Move every paper on to its next preference among those whom papers may pass to."""
        to, without = self._core.deal(open_to)
        return Dealt({candidate: Pile._of(core) for candidate, core in to}, without)

    def paths(self, passing: Sequence[bool], open_to: Sequence[bool]) -> list[tuple[int, Paper]]:
        """Where papers go that leave a part of themselves with everybody in ``passing`` whom they meet.

        Each is followed from its first preference: those in ``passing`` are noted and passed, the first other
        one in ``open_to`` is noted and ends the path; all others are passed over. Papers of one path are put
        together; ``()`` is the path of those that meet nobody. In order of the paths.
        """
        return self._core.paths(passing, open_to)

    @classmethod
    def _of(cls, core: _core.Pile) -> "Pile":
        pile = cls.__new__(cls)
        pile._core = core
        return pile


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
