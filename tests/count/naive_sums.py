"""Second opinions for the rules that add up crosses, points or places, one paper at a time, in fractions.

Written from the pages of spec/counting/; nothing is shared with ``tellers.count``. Papers come one by one.
"""

from fractions import Fraction
from typing import Any, NamedTuple

Papers = list[Any]
Lot = tuple[int, ...]


class Filled(NamedTuple):
    """Who has a place, and what everybody has; a withdrawn candidate has nothing."""

    elected: set[int]
    totals: list[Fraction]


def foremost(totals: list[Fraction], running: set[int], seats: int, lot: Lot) -> set[int]:
    """Those with most, equals in the order of the lot."""
    return set(sorted(running, key=lambda c: (-totals[c], lot.index(c)))[:seats])


def crosses(papers: Papers, running: set[int], seats: int, lot: Lot, *, limited: bool) -> Filled:
    """spec/counting/block.md (``limited``) with over-votes invalid, and approval.md."""
    totals = [Fraction(0)] * len(lot)
    for paper in papers:
        if not (limited and len(set(paper)) > seats):
            for candidate in set(paper) & running:
                totals[candidate] += 1
    return Filled(foremost(totals, running, seats, lot), totals)


def borda(papers: Papers, running: set[int], seats: int, lot: Lot, truncated: str) -> Filled:
    """spec/counting/borda.md: everybody's points are the average over all ways to finish the paper."""
    totals = [Fraction(0)] * len(lot)
    for paper in papers:
        levels = [set(level) & running for level in paper]
        levels = [level for level in levels if level]
        named = set().union(*levels) if levels else set()
        if not named:
            continue
        for level in levels:
            below = len(running - named) + sum(map(len, levels[levels.index(level) + 1 :]))
            values = [Fraction(below + place) for place in range(len(level))]
            for candidate in level:
                totals[candidate] += sum(values, Fraction(0)) / len(values)
        rest = running - named
        if truncated == "average" and rest:
            for candidate in rest:
                totals[candidate] += Fraction(sum(range(len(rest))), len(rest))
    return Filled(foremost(totals, running, seats, lot), totals)


class Round(NamedTuple):
    """One round of the exhaustive ballot."""

    elected: set[int]
    excluded: set[int]
    again: set[int]


def exhaustive(
    papers: Papers, running: set[int], seats: int, lot: Lot, *, above: bool, each: bool, group: bool
) -> Round:
    """spec/counting/exhaustive.md, with the valid papers as the ballots cast."""
    valid = [paper for paper in papers if 0 < len(set(paper)) <= seats]
    _, totals = crosses(valid, running, seats, lot, limited=True)
    half = Fraction(len(valid), 2)
    reached = {
        c for c in running if totals[c] > 0 and (totals[c] > half or (totals[c] == half and not above))
    }
    if len(reached) >= seats:
        return Round(foremost(totals, reached, seats, lot), set(), set())
    elected = reached if each else set[int]()
    left, open_places = running - elected, seats - len(elected)
    if len(left) <= open_places:
        return Round(elected | left, set(), set())
    upwards = sorted(left, key=lambda c: totals[c])
    groups = [
        set(upwards[:k])
        for k in range(1, (len(left) - open_places if group else 1) + 1)
        if sum(totals[c] for c in upwards[:k]) <= totals[upwards[k]] > totals[upwards[k - 1]]
    ]
    lowest = [c for c in left if totals[c] == totals[upwards[0]]]
    excluded = groups[-1] if groups else {max(lowest, key=lot.index)}
    left -= excluded
    if len(left) <= open_places:
        return Round(elected | left, excluded, set())
    return Round(elected, excluded, left)


class Stars:
    """spec/counting/star.md with ``ties`` published."""

    def __init__(self, papers: list[tuple[int, ...]], lot: Lot) -> None:
        self.papers = papers
        self.lot = lot

    def points(self, candidate: int) -> int:
        return sum(paper[candidate] for paper in self.papers)

    def fives(self, candidate: int) -> int:
        return sum(paper[candidate] == 5 for paper in self.papers)

    def beats(self, a: int, b: int) -> bool:
        return sum(paper[a] > paper[b] for paper in self.papers) > sum(p[a] < p[b] for p in self.papers)

    def front(self, tied: set[int], places: int) -> set[int]:
        """Those of ``tied`` who are next into the runoff; all of them where there is room."""
        if len(tied) <= places:
            return tied
        lost = {a: sum(self.beats(b, a) for b in tied) for a in tied}
        best = {a for a in tied if lost[a] == min(lost.values())}
        if best == tied:
            best = {a for a in tied if self.fives(a) == max(map(self.fives, tied))}
        return self.front(best, places) if best != tied else {min(tied, key=self.lot.index)}

    def finalists(self, running: set[int]) -> set[int]:
        """Clauses 2 and 3."""
        chosen: set[int] = set()
        for points in sorted(set(map(self.points, running)), reverse=True):
            tied = {c for c in running if self.points(c) == points}
            while tied and len(chosen) < 2:
                front = self.front(tied, 2 - len(chosen))
                chosen, tied = chosen | front, tied - front
        return chosen

    def elected(self, finalists: set[int]) -> int:
        """Clauses 4 and 5."""
        one, other = min(finalists), max(finalists)
        if self.beats(one, other) or self.beats(other, one):
            return one if self.beats(one, other) else other
        return max(finalists, key=lambda c: (self.points(c), self.fives(c), -self.lot.index(c)))
