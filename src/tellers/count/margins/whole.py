"""Least sums in whole numbers, exactly: a linear programme solved by pivots of whole numbers, then branched.

Least ``costs . x`` where every row gives ``row . x >= need``, and every x is a whole number from nought to
its limit. Costs are not negative, so that x = 0 is dual feasible and the dual simplex begins there;
Bland's choice of the least number ends it. Pivots keep one common denominator and divide without remainder
(J. Edmonds, "Systems of distinct representatives and linear algebra", 1967).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

Value: TypeAlias = tuple[int, int]
"""The whole part of a value, and what is left over the common denominator."""

BLAND = 200
"""After so many pivots the one who leaves is chosen by number, so that none comes round again."""


@dataclass(slots=True)
class Steps:
    """A budget of work, counted and not timed, so that the same question has the same answer everywhere.

    A step is a thousand numbers looked at, or part of a thousand.
    """

    budget: int
    taken: int = 0

    def take(self, numbers: int) -> None:
        """Take the steps for so many ``numbers``. Raises OutOfSteps where the budget is spent."""
        if self.taken >= self.budget:
            raise OutOfSteps
        self.taken += 1 + numbers // 1000


class OutOfSteps(Exception):
    """The budget is spent; what was proven so far stands."""


@dataclass(slots=True)
class Programme:
    """The dictionary of a linear programme: each basic variable as a sum of the nonbasic ones.

    ``rows[i]``: ``denominator`` times the variable ``basic[i]`` is the last number plus the others times the
    variables ``nonbasic``. ``cost`` is the same for what is to be least.
    """

    nonbasic: list[int]
    basic: list[int]
    rows: list[list[int]]
    cost: list[int]
    steps: Steps
    denominator: int = 1

    @classmethod
    def of(
        cls, costs: Sequence[int], rows: Sequence[Sequence[int]], needs: Sequence[int], steps: Steps
    ) -> "Programme":
        """The programme in which every x is nought; the slack of each row is basic."""
        n = len(costs)
        return cls(
            list(range(n)),
            list(range(n, n + len(rows))),
            [[*row, -need] for row, need in zip(rows, needs, strict=True)],
            [*costs, 0],
            steps,
        )

    def copy(self) -> "Programme":
        """Another one like this, to go on from here in two ways."""
        rows = [row.copy() for row in self.rows]
        return Programme(
            self.nonbasic.copy(), self.basic.copy(), rows, self.cost.copy(), self.steps, self.denominator
        )

    def least(self) -> int | None:
        """The least cost of fractions, rounded up: no whole numbers cost less. None: nothing is enough."""
        for pivots in count():
            short = [i for i, row in enumerate(self.rows) if row[-1] < 0]
            if not short:
                break
            if pivots < BLAND:
                leaving = min(short, key=lambda i: (self.rows[i][-1], self.basic[i]))
            else:
                leaving = min(short, key=self.basic.__getitem__)
            entering = self._entering(self.rows[leaving])
            if entering is None:
                return None
            self.steps.take(len(self.rows) * len(self.cost))
            self._pivot(leaving, entering)
        return -(-self.cost[-1] // self.denominator)

    def _entering(self, row: Sequence[int]) -> int | None:
        """The variable that enters: the least ratio of cost to gain, then the least number."""
        best: int | None = None
        for j, gain in enumerate(row[:-1]):
            if gain > 0:
                left = -1 if best is None else self.cost[j] * row[best] - self.cost[best] * gain
                if left < 0 or (left == 0 and best is not None and self.nonbasic[j] < self.nonbasic[best]):
                    best = j
        return best

    def _pivot(self, leaving: int, entering: int) -> None:
        old, row = self.denominator, self.rows[leaving]
        pivot = row[entering]
        for other in (*self.rows, self.cost):
            if other is row:
                continue
            factor = other[entering]
            if factor:
                other[:] = [(pivot * a - factor * b) // old for a, b in zip(other, row, strict=True)]
                other[entering] = factor
            elif pivot != old:
                other[:] = [pivot * a // old for a in other]
        row[:] = [-a for a in row]
        row[entering] = old
        self.denominator = pivot
        self.basic[leaving], self.nonbasic[entering] = self.nonbasic[entering], self.basic[leaving]

    def demand(self, variable: int, sign: int, bound: int) -> None:
        """Ask that sign * variable >= sign * bound."""
        name = max(max(self.basic, default=-1), max(self.nonbasic)) + 1
        if variable in self.basic:
            row = [sign * a for a in self.rows[self.basic.index(variable)]]
        else:
            row = [0] * len(self.cost)
            row[self.nonbasic.index(variable)] = sign * self.denominator
        row[-1] -= sign * bound * self.denominator
        self.rows.append(row)
        self.basic.append(name)

    def values(self, number: int) -> list[Value]:
        """Whole part and remainder of the first ``number`` variables."""
        found = [(0, 0)] * number
        for variable, row in zip(self.basic, self.rows, strict=True):
            if variable < number:
                found[variable] = divmod(row[-1], self.denominator)
        return found

    def worth(self, columns: int, rows: int) -> list[int]:
        """What each of the first ``rows`` rows is worth, times ``denominator``: what the least cost grows by
        where one more is needed. There are ``columns`` variables before the slacks."""
        at = dict(zip(self.nonbasic, self.cost, strict=False))
        return [at.get(columns + row, 0) for row in range(rows)]


def within(programme: Programme, limits: Sequence[int | None]) -> int | None:
    """``least`` where no variable is above its limit; a limit is asked for once it is broken."""
    while True:
        least = programme.least()
        if least is None:
            return None
        over = [
            i
            for i, (value, rest) in enumerate(programme.values(len(limits)))
            if (limit := limits[i]) is not None and (value, rest) > (limit, 0)
        ]
        if not over:
            return least
        for variable in over:
            limit = limits[variable]
            if limit is not None:
                programme.demand(variable, -1, limit)


def whole(
    programme: Programme,
    limits: Sequence[int | None],
    below: int | None,
    near: Callable[[int, Sequence[Value]], list[int] | None],
) -> tuple[int, list[int]] | None:
    """Whole numbers of least cost, and that cost; None where none cost less than ``below``.

    Depth first: a variable that is a fraction is at most its whole part, or at least one more. ``near``:
    given a cost and values, whole numbers nearby within rows and limits at that cost, if it finds any.
    Raises OutOfSteps, unless something was found: then that is returned, though less may be possible.
    """
    best: tuple[int, list[int]] | None = None
    waiting = [programme]
    while waiting:
        now = waiting.pop()
        try:
            least = within(now, limits)
            now.steps.take(len(now.rows) * len(now.cost))
        except OutOfSteps:
            if best is None:
                raise
            return best
        limit = best[0] if best is not None else below
        if least is None or (limit is not None and least >= limit):
            continue
        values = now.values(len(limits))
        broken = [i for i, (_, rest) in enumerate(values) if rest]
        found = near(least, values) if broken else [value for value, _ in values]
        if found is not None:
            best = least, found
            continue
        up = now.copy()
        up.demand(broken[0], 1, values[broken[0]][0] + 1)
        now.demand(broken[0], -1, values[broken[0]][0])
        waiting += [now, up]
    return best
