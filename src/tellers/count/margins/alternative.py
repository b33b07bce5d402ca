"""The margin of the alternative vote: ends of orders of exclusion, the most promising first.

Source: spec/counting/margin.md, section 3.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TypeAlias

from tellers.count.margins.case import Case
from tellers.count.margins.orders import Distance, follows, level
from tellers.count.margins.result import Margin, Way, Witness, changed
from tellers.count.margins.whole import OutOfSteps, Steps
from tellers.count.papers import Candidate, Paper

End: TypeAlias = tuple[Candidate, ...]
"""The end of an order of exclusion, or all of it."""

METHOD = "orders of exclusion, by branch and bound"


@dataclass(slots=True)
class Search:
    """A search for the fewest papers that elect one of ``wanted``.

    ``waiting``: proven bound, minus the length of the end, the end, and whether its programme was asked. Ends
    that are not waiting and not covered by others need at least ``upper``, or ``left_at`` where a whole order
    could not be solved.
    """

    groups: Sequence[tuple[int, Paper]]
    standing: tuple[Candidate, ...]
    way: Way
    steps: Steps
    upper: int | None = None
    witness: Witness | None = None
    left_at: int | None = None
    waiting: list[tuple[int, int, End, bool]] = field(default_factory=list)
    tallies: dict[frozenset[Candidate], dict[Candidate, int]] = field(default_factory=dict)

    def tally(self, among: frozenset[Candidate]) -> dict[Candidate, int]:
        """Votes where only those ``among`` continue."""
        if among not in self.tallies:
            self.steps.take(len(self.groups))
            votes = dict.fromkeys(sorted(among), 0)
            for number, paper in self.groups:
                for candidate in paper:
                    if candidate in among:
                        votes[candidate] += number
                        break
            self.tallies[among] = votes
        return self.tallies[among]

    def push(self, bound: int, end: End, asked: bool) -> None:
        """Have ``end`` wait, unless fewer papers are known to be enough."""
        if self.upper is None or bound < self.upper:
            heappush(self.waiting, (bound, -len(end), end, asked))

    def run(self) -> int | None:
        """Search until nothing better can be found or the budget is spent; the proven lower bound."""
        while self.waiting:
            bound, _, end, asked = self.waiting[0]
            if self.upper is not None and bound >= self.upper:
                break
            try:
                next_ends = self._look_at(bound, end, asked)
            except OutOfSteps:
                return self._proven(bound)
            heappop(self.waiting)
            for one in next_ends:
                self.push(*one)
        return self._proven(self.upper)

    def _proven(self, bound: int | None) -> int | None:
        """``bound``, unless an order was left at less."""
        return bound if self.left_at is None or bound is None else min(bound, self.left_at)

    def _look_at(self, bound: int, end: End, asked: bool) -> list[tuple[int, End, bool]]:
        """Ask the programme of the end that waits, or solve it, or look at all ends longer by one; what is to
        wait in its place."""
        if not asked and len(end) > 1:
            least = Distance.of(self.groups, end, self.way, self.steps).least()
            return [] if least is None else [(max(bound, least), end, True)]
        if len(end) == len(self.standing):
            if not self.solve(end) and (self.upper is None or bound < self.upper):
                self.left_at = bound if self.left_at is None else min(bound, self.left_at)
            return []
        self.steps.take(0)
        return [self._longer(bound, candidate, end) for candidate in self.standing if candidate not in end]

    def solve(self, order: End) -> bool:
        """Find the fewest papers for a whole order, if they are fewer than those known; whether no fewer can
        follow it."""
        distance = Distance.of(self.groups, order, self.way, self.steps)
        least = distance.least()
        found = distance.changes(self.groups, self.upper)
        if found is None:
            return distance.is_complete
        number, changes = found
        if not follows(changed(self.groups, changes), order):
            raise RuntimeError("the papers of a margin do not elect whom they were made for")
        self.upper = number
        self.witness = Witness(tuple(changes), order[-1:], order=order)
        return number == least or (distance.is_complete and self.steps.taken < self.steps.budget)

    def _longer(self, bound: int, candidate: Candidate, end: End) -> tuple[int, End, bool]:
        """``candidate`` put before ``end``, with what can be said about that without a programme."""
        longer = (candidate, *end)
        votes = self.tally(frozenset(longer))
        bound = max(bound, level(votes[candidate], [votes[other] for other in end], self.way))
        first = self.tally(frozenset(self.standing))
        for earlier in self.standing:
            if earlier not in longer:  # goes out while all of ``longer`` continue (section 3, b)
                votes = self.tally(frozenset((earlier, *longer)))
                bound = max(bound, level(first[earlier], [votes[other] for other in longer], self.way))
        return bound, longer, False


def margin(case: Case, way: Way, budget: int, wanted: Sequence[Candidate]) -> Margin:
    """The fewest papers that elect one of ``wanted``."""
    steps = Steps(budget)
    search = Search(case.groups, case.standing, way, steps)
    with suppress(OutOfSteps):
        search.solve(_likely(search, wanted))
    for candidate in wanted:
        search.push(case.least, (candidate,), False)
    lower = search.run()
    return Margin(way, lower, search.upper, METHOD, search.witness, steps.taken)


def _likely(search: Search, wanted: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The order of exclusion as it is, but for the last of those wanted, who is put at its end."""
    left, order = list(search.standing), list[Candidate]()
    while left:
        votes = search.tally(frozenset(left))
        order.append(min(left, key=lambda candidate: (votes[candidate], candidate)))
        left.remove(order[-1])
    last = [candidate for candidate in order if candidate in wanted][-1]
    return (*(candidate for candidate in order if candidate != last), last)
