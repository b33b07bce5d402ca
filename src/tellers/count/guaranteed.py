"""Places kept for groups of candidates: which sets of guarantees can be met, and who must or cannot have a
place if they are to be.

To meet guarantees that overlap with as few places as possible is hard in general (it is a cover by sets), so
it is found exactly, by going through the kinds of candidates: those who belong to the same groups are alike.
Their number and sizes are bounded, so that this stays a matter of a fraction of a second.

Source: spec/counting/guaranteed.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Self, TypeAlias

from tellers.count.papers import Candidate
from tellers.count.parameters import Parameter
from tellers.errors import Refused

GUARANTEES = 4
"""So many guarantees a contest may have at most."""
STATES = 1024
"""The least numbers of places, each with one added, multiplied: so much at most."""

UNMET = Parameter("unmet", ("refuse", "waive"))
"""Guarantees that those who stand can no longer meet, because somebody withdrew: the papers are not counted,
or the least numbers are cut to what is possible."""
RESERVED = Parameter("reserved", ("displace", "first"))
"""Whether places go to those with most and whoever would take a guaranteed place is passed over, or the
guaranteed places are filled first."""

Kind: TypeAlias = tuple[bool, ...]
"""For every guarantee, whether candidates of this kind belong to its group."""

Need: TypeAlias = tuple[int, ...]
"""For every guarantee, how many places its group still needs."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """At least ``least`` of the places go to candidates among ``members``, called ``name``."""

    name: str
    least: int
    members: frozenset[Candidate]


@dataclass(frozen=True, slots=True)
class Guaranteed:
    """The guarantees of a contest as the count has to meet them.

    ``least``: of every guarantee, cut to what is possible where that was declared. ``kinds``: of every
    candidate.
    """

    least: Need
    kinds: tuple[Kind, ...]

    @classmethod
    def of(cls, guarantees: Sequence[Guarantee], candidates: int) -> Self:
        """The guarantees as declared, in a contest of so many ``candidates``."""
        kinds = (tuple(number in one.members for one in guarantees) for number in range(candidates))
        return cls(tuple(one.least for one in guarantees), tuple(kinds))

    def need(self, elected: Iterable[Candidate]) -> Need:
        """The places that every group still needs once ``elected`` have theirs."""
        had = [self.kinds[candidate] for candidate in elected]
        return tuple(max(least - sum(kind[n] for kind in had), 0) for n, least in enumerate(self.least))

    def fit(self, elected: Iterable[Candidate], open_to: Iterable[Candidate], vacancies: int) -> bool:
        """Whether the guarantees can still be met with ``vacancies`` of those ``open_to`` a place."""
        need = self.need(elected)
        return _meets(need, _fewest(need, Counter(self.kinds[c] for c in open_to)), vacancies)

    def judge(
        self, elected: Collection[Candidate], remaining: Sequence[Candidate], vacancies: int
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Who of ``remaining`` is doomed: with them elected the guarantees could not be met; and who is
        guarded: without them they could not.
        """
        every = self.need(elected)
        unmet = [number for number, places in enumerate(every) if places]
        kinds = {c: tuple(self.kinds[c][number] for number in unmet) for c in remaining}
        need = tuple(every[number] for number in unmet)
        doomed, guarded = _judged(need, tuple(sorted(Counter(kinds.values()).items())), vacancies)
        return (
            [candidate for candidate in remaining if kinds[candidate] in doomed],
            [candidate for candidate in remaining if kinds[candidate] in guarded],
        )

    def cut(self, open_to: Sequence[Candidate], vacancies: int) -> Self:
        """The guarantees in their order, each as far as it can be met together with those before it."""
        least = [0] * len(self.least)
        for number, declared in enumerate(self.least):
            least[number] = declared
            while not type(self)(tuple(least), self.kinds).fit((), open_to, vacancies):
                least[number] -= 1
        return type(self)(tuple(least), self.kinds)


def check(guarantees: Sequence[Guarantee], candidates: int, seats: int, reopen: Candidate | None) -> None:
    """Refuse guarantees that are none, or that nobody could meet even if everybody stands.

    Raises Refused: count.guaranteed.
    """
    names = [one.name for one in guarantees]
    if len(set(names)) < len(names) or not all(names):
        raise Refused("count.guaranteed", "every group with guaranteed places needs a name of its own")
    for one in guarantees:
        if type(one.least) is not int or not 1 <= one.least <= seats:
            raise Refused(
                "count.guaranteed", "the places of a group are at least one, and no more than there are"
            )
        if not all(type(c) is int and 0 <= c < candidates for c in one.members):
            raise Refused("count.guaranteed", "places are guaranteed to somebody who is not in this contest")
        if reopen in one.members:
            raise Refused("count.guaranteed", "the option to reopen nominations is in no group")
    if len(guarantees) > GUARANTEES or prod(one.least + 1 for one in guarantees) > STATES:
        raise Refused(
            "count.guaranteed",
            f"no more than {GUARANTEES} groups can have guaranteed places, and their numbers, each with one "
            f"added, multiply to no more than {STATES}",
        )
    if not Guaranteed.of(guarantees, candidates).fit((), range(candidates), seats):
        raise Refused("count.guaranteed", "no choice of candidates gives every group its guaranteed places")


@lru_cache(maxsize=64)
def _judged(
    need: Need, numbers: tuple[tuple[Kind, int], ...], vacancies: int
) -> tuple[frozenset[Kind], frozenset[Kind]]:
    """The kinds that are doomed and those that are guarded, where there are so many of each."""
    doomed, guarded = set(), set()
    for kind, _ in numbers:
        fewest = _fewest(need, Counter(dict(numbers)) - Counter([kind]))
        if not _meets(_less(need, kind), fewest, vacancies - 1):
            doomed.add(kind)
        if not _meets(need, fewest, vacancies):
            guarded.add(kind)
    return frozenset(doomed), frozenset(guarded)


def _less(need: Need, kind: Kind) -> Need:
    """What is needed once a candidate of ``kind`` has a place."""
    return tuple(max(places - belongs, 0) for places, belongs in zip(need, kind, strict=True))


def _meets(need: Need, fewest: Mapping[Need, int], vacancies: int) -> bool:
    """Whether ``vacancies`` are enough for ``need``."""
    return need in fewest and fewest[need] <= vacancies


def _fewest(need: Need, numbers: Mapping[Kind, int]) -> dict[Need, int]:
    """For ``need`` and everything below it, the fewest candidates who meet it, when there are so many of
    every kind; what nobody can meet is left out.

    Kind after kind, each joins what those before it leave to be met: the work is the number of kinds, times
    that of the needs, times the largest of these.
    """
    needs = list(product(*(range(places + 1) for places in need)))
    fewest = {tuple(0 for _ in need): 0}
    for kind, number in numbers.items():
        joined: dict[Need, int] = {}
        for one in needs:
            ways = [fewest[left] + taken for taken, left in _taking(one, kind, number) if left in fewest]
            if ways:
                joined[one] = min(ways)
        fewest = joined
    return fewest


def _taking(need: Need, kind: Kind, number: int) -> Iterator[tuple[int, Need]]:
    """What is left of ``need`` when 0, 1, .. up to ``number`` of ``kind`` have a place, while that helps."""
    yield 0, need
    for taken in range(1, number + 1):
        less = _less(need, kind)
        if less == need:
            return
        need = less
        yield taken, need
