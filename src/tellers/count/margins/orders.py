"""How many papers it takes until candidates go out in a given order.

What a paper does in an order of exclusion e1, .., em is its *path*: the places in that order of those with
whom it lies, one after another. The last of the order is elected where, in every round i, ei has no more
votes than each later one. An order may also be the end of a longer one: its rounds are the longer one's last.

Source: spec/counting/margin.md, section 3; M. Blom, P. Stuckey, V. Teague and R. Tidhar, "Efficient
computation of exact IRV margins", arXiv 1508.04885; T. Magrino, R. Rivest, E. Shen and D. Wagner, "Computing
the margin of victory in IRV elections", EVT/WOTE 2011.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from tellers.count.margins.result import Change, Way
from tellers.count.margins.whole import Programme, Steps, Value, whole, within
from tellers.count.papers import Candidate, Marks, Paper

LISTED = 8
"""The longest order of which every path is listed."""

Path: TypeAlias = tuple[int, ...]
"""Places in an order, growing: with whom a paper lies."""


def level(high: int, others: Sequence[int], way: Way) -> int:
    """Fewest papers until somebody with ``high`` votes has no more than any of ``others`` (section 3, a)."""
    least = min(others)
    if high <= least:
        return 0
    if way is Way.REMOVED:
        return high - least
    if way is Way.ADDED:
        return sum(max(0, high - votes) for votes in others)
    # The highest level to which ``high`` need not fall further than the others together must rise.
    low, top = least, high
    while low < top:
        middle = (low + top + 1) // 2
        if sum(max(0, middle - votes) for votes in others) <= high - middle:
            low = middle
        else:
            top = middle - 1
    return high - low


def path(paper: Paper, order: Sequence[Candidate]) -> Path:
    """The path of ``paper`` in ``order``."""
    place = {candidate: i for i, candidate in enumerate(order)}
    found: list[int] = []
    for candidate in paper:
        at = place.get(candidate, -1)
        if at > (found[-1] if found else -1):
            found.append(at)
    return tuple(found)


def follows(groups: Sequence[tuple[int, Paper]], order: Sequence[Candidate]) -> bool:
    """Whether ``order`` is one in which the candidates may go out: nobody goes out with more than another."""
    for i in range(len(order) - 1):
        votes = dict.fromkeys(order[i:], 0)
        for number, paper in groups:
            lies_with = next((candidate for candidate in paper if candidate in votes), None)
            if lies_with is not None:
                votes[lies_with] += number
        if votes[order[i]] > min(votes.values()):
            return False
    return True


@dataclass(slots=True)
class Distance:
    """The programme whose least cost is the number of papers until ``order`` is followed.

    ``sources``: the paths that papers take now, how many take each. A variable for each source says how many
    of its papers are taken away, one for each of ``targets`` how many papers come that take this path; where
    there are too many paths to list, ``targets`` grows by those that would make it cheaper.
    """

    order: tuple[Candidate, ...]
    way: Way
    steps: Steps
    sources: list[tuple[Path, int]]
    targets: list[Path]

    @classmethod
    def of(
        cls, groups: Sequence[tuple[int, Paper]], order: tuple[Candidate, ...], way: Way, steps: Steps
    ) -> "Distance":
        """The programme for ``order``."""
        steps.take(len(groups))
        now: dict[Path, int] = {}
        for number, paper in groups:
            at = path(paper, order)
            now[at] = now.get(at, 0) + number
        last = len(order) - 1
        targets = [] if way is Way.REMOVED else _targets(last, last if last < LISTED else 1)
        return cls(order, way, steps, sorted(now.items()), targets)

    @property
    def is_complete(self) -> bool:
        """Whether every path that can help is among the targets."""
        return self.way is Way.REMOVED or len(self.order) <= LISTED

    def least(self) -> int | None:
        """What cannot be undercut, though papers were cut in pieces; None where nothing is enough."""
        while True:
            programme = self._programme()
            least = within(programme, self._limits())
            cheaper = None if self.is_complete or least is None else self._cheaper(programme)
            if cheaper is None:
                return least
            self.targets.append(cheaper)

    def changes(
        self, groups: Sequence[tuple[int, Paper]], below: int | None
    ) -> tuple[int, list[Change]] | None:
        """The fewest papers whose paths are listed, and what happens to them; None unless they are fewer
        than ``below``."""
        found = whole(self._programme(), self._limits(), below, self._near)
        if found is None:
            return None
        number, values = found
        taken = {at: n for (at, _), n in zip(self._taken(), values, strict=False) if n}
        coming: list[Marks] = [
            tuple(self.order[i] for i in at)
            for at, n in zip(self.targets, values[len(self._taken()) :], strict=True)
            for _ in range(n)
        ]
        return number, self._as_changes(groups, taken, coming)

    def _near(self, number: int, values: Sequence[Value]) -> list[int] | None:
        """Whole papers near ``values``, ``number`` of them: those that lost most by being cut are made whole,
        and where none is left to be made whole, papers come for the last of the order."""
        n = len(self._taken())
        found = [*_made_whole(values[:n], number), *_made_whole(values[n:], number)]
        if found[n:]:
            found[n] += number - sum(found[n:])  # the first of the targets is the last candidate alone
        if sum(found[:n]) < (number if n else 0) or any(
            limit is not None and value > limit for value, limit in zip(found, self._limits(), strict=True)
        ):
            return None
        return found if self._is_followed(found) else None

    def _is_followed(self, values: Sequence[int]) -> bool:
        """Whether the order is followed when so many papers of each path go and come."""
        last = len(self.order) - 1
        papers = dict(self.sources)
        for (source, _), value in zip(self._taken(), values, strict=False):
            papers[source] -= value
        for target, value in zip(self.targets, values[len(self._taken()) :], strict=True):
            papers[target] = papers.get(target, 0) + value
        sums = [0] * (last * (last + 1) // 2)
        for at, number in papers.items():
            if number:
                sums = [a + number * b for a, b in zip(sums, _votes(at, last), strict=True)]
        return min(sums, default=0) >= 0

    def _taken(self) -> list[tuple[Path, int]]:
        """The paths whose papers may be taken away."""
        return [] if self.way is Way.ADDED else self.sources

    def _limits(self) -> list[int | None]:
        return [*(number for _, number in self._taken()), *(None for _ in self.targets)]

    def _programme(self) -> Programme:
        last = len(self.order) - 1
        columns = [[-a for a in _votes(source, last)] for source, _ in self._taken()]
        columns += [_votes(target, last) for target in self.targets]
        needs = [0] * (last * (last + 1) // 2)
        for source, number in self.sources:
            needs = [need - number * a for need, a in zip(needs, _votes(source, last), strict=True)]
        rows = [[column[i] for column in columns] for i in range(len(needs))]
        n = len(self._taken())
        costs = [1] * n + [self._cost_of_coming()] * len(self.targets)
        if self.way is Way.CHANGED:  # no more papers come than are taken away
            rows.append([1] * n + [-1] * len(self.targets))
            needs.append(0)
        return Programme.of(costs, rows, needs, self.steps)

    def _cost_of_coming(self) -> int:
        return 1 if self.way is Way.ADDED else 0

    def _cheaper(self, programme: Programme) -> Path | None:
        """The path that, for what each row is worth in the solved ``programme``, brings most above its own
        cost; None where none brings more.
        """
        last = len(self.order) - 1
        columns = len(self._taken()) + len(self.targets)
        worth = programme.worth(columns, last * (last + 1) // 2 + (self.way is Way.CHANGED))
        of = {pair: worth[row] for row, pair in enumerate(combinations(range(last + 1), 2))}
        own = worth[-1] if self.way is Way.CHANGED else programme.denominator
        # From the last backwards: the most that a paper brings that lay with ``before`` until its exclusion.
        most: dict[int, tuple[int, Path]] = {last: (0, ())}
        for before in range(last - 1, -2, -1):
            choices = []
            for to in range(before + 1, last + 1):
                here = sum(of[i, to] for i in range(before + 1, to))
                goes = sum(of[to, k] for k in range(to + 1, last + 1))
                choices.append((here - goes + most[to][0], (to, *most[to][1])))
            most[before] = max(choices)
        value, found = most[-1]
        return found if value > own and found not in self.targets else None

    def _as_changes(
        self, groups: Sequence[tuple[int, Paper]], taken: dict[Path, int], coming: list[Marks]
    ) -> list[Change]:
        """Papers of the paths ``taken``, each turned into one of those ``coming``."""
        changes: dict[tuple[Marks | None, Marks | None], int] = {}
        going: list[Marks | None] = []
        for number, paper in groups:
            at = path(paper, self.order)
            n = min(number, taken.get(at, 0))
            if n:
                taken[at] -= n
                going += [paper] * n
        if self.way is Way.CHANGED:
            # Whatever else comes says only who is to be elected.
            coming = coming + [self.order[-1:]] * (len(going) - len(coming))
        for i in range(max(len(going), len(coming))):
            pair = (going[i] if going else None, coming[i] if coming else None)
            changes[pair] = changes.get(pair, 0) + 1
        return [Change(n, was, becomes) for (was, becomes), n in changes.items()]


def _made_whole(values: Sequence[Value], number: int) -> list[int]:
    """``values`` cut to whole numbers, those that lost most made whole as far as ``number`` allows."""
    found = [value for value, _ in values]
    by_loss = sorted((i for i, (_, rest) in enumerate(values) if rest), key=lambda i: -values[i][1])
    for i in by_loss[: max(0, number - sum(found))]:
        found[i] += 1
    return found


def _targets(last: int, longest: int) -> list[Path]:
    """Paths for papers to come, with up to ``longest`` places before the last: all end with the one who is to
    be elected, since that helps and harms nobody else."""
    return [(*some, last) for n in range(longest + 1) for some in combinations(range(last), n)]


def _votes(at: Path, last: int) -> list[int]:
    """What a paper of the path ``at`` is to each pair i < j in round i: 1 for j, -1 for i, 0 for others."""
    row: list[int] = []
    for i in range(last):
        lies_with = next((place for place in at if place >= i), None)
        row += [(-1 if lies_with == i else 1 if lies_with == j else 0) for j in range(i + 1, last + 1)]
    return row
