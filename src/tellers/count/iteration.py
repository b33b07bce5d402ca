"""Counting by iteration: every paper is spent anew, again and again, until nobody keeps more than is needed.

Each candidate keeps a part of every paper that reaches them and passes the rest on to the next on it:
hopeful candidates keep all of it, excluded ones nothing, and what elected ones keep is lowered after every
iteration until their votes come down to the quota. Rules differ in how a kept part is reckoned, in the quota,
in when to exclude and in how equal candidates are told apart: their ``Method``.

Source: spec/counting/iteration.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Paper, Pile
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot, narrow

PLACES = 9
ONE = 10**PLACES
LIMIT = ONE // 10_000
"""A surplus of all elected candidates together that is below this moves nothing any more: 0.0001 votes."""

Excluded: TypeAlias = tuple[Candidate, list[Tie]]
"""Who must be excluded, and the ties broken to say so."""


@dataclass(frozen=True, slots=True)
class Method:
    """What a rule of this kind has of its own.

    ``kept``: given what is left of a paper and the keep value of the candidate whom it reaches, the part that
    the candidate keeps. ``quota``: of the votes that stand with candidates, and the places. ``reaches``:
    whether so many votes are enough, given the quota. ``settled``: whether it is time to exclude somebody.
    ``tell_apart``: which of several equal and lowest candidates is excluded.
    """

    kept: Callable[[int, int], int]
    quota: Callable[[int, int], int]
    reaches: Callable[[int, int], bool]
    settled: Callable[["Table"], bool]
    tell_apart: Callable[[Sequence[Candidate], "Table"], Excluded]


def rounded_up(product: int, divisor: int) -> int:
    """``product`` divided by ``divisor``, to the next whole number above if it does not go evenly."""
    return -(-product // divisor)


def share(left: int, keep: int) -> int:
    """The part of a paper kept where candidates keep a fraction of what reaches them, rounded up."""
    return rounded_up(left * keep, ONE)


def quota_above(active: int, seats: int) -> int:
    """The least amount that no more candidates can have than there are places, of ``active`` votes."""
    return active // (seats + 1) + 1


@dataclass(frozen=True, slots=True)
class Paths:
    """The ways that papers take, as a tree: all papers start at its root, node 0, and those that meet the
    same candidates in the same order stay together.

    ``steps``: for every other node, in order: the node before it, the candidate met, and how many papers come
    by. ``ends``: nodes at which papers meet nobody else, and how many.
    """

    steps: list[tuple[int, Candidate, int]]
    ends: list[tuple[int, int]]

    @classmethod
    def of(cls, paths: Sequence[tuple[int, Paper]]) -> Self:
        """The tree of ``paths``, each with its number of papers."""
        nodes: dict[Paper, int] = {(): 0}
        steps: list[tuple[int, Candidate, int]] = []
        ends: list[tuple[int, int]] = []
        for number, path in paths:
            for length in range(1, len(path) + 1):
                node = nodes.setdefault(path[:length], len(nodes))
                if node > len(steps):
                    steps.append((nodes[path[: length - 1]], path[length - 1], number))
                else:
                    before, candidate, passing = steps[node - 1]
                    steps[node - 1] = (before, candidate, passing + number)
            ends.append((nodes[path], number))
        return cls(steps, ends)

    def spend(self, keep: Sequence[int], kept: Callable[[int, int], int]) -> tuple[list[int], int]:
        """Votes of every candidate, and those that nobody keeps, when every paper is spent."""
        totals = [0] * len(keep)
        left = [ONE]
        for before, candidate, papers in self.steps:
            reaching = left[before]
            part = kept(reaching, keep[candidate]) if reaching else 0
            totals[candidate] += part * papers
            left.append(reaching - part)
        return totals, sum(left[node] * papers for node, papers in self.ends)


@dataclass(slots=True)
class Step:
    """What set the votes moving in a stage: its action, whose papers move, and who is excluded by it."""

    action: str
    of: list[Candidate] = field(default_factory=list)
    excluded: list[Candidate] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The counting table after an iteration.

    ``keep``: the keep value of every candidate. ``hopeful``: who is neither elected nor excluded. ``totals``:
    votes of every candidate. ``iterations``: the totals at the end of every iteration.
    """

    contest: Contest
    counted: Counted
    method: Method
    record: Record
    hopeful: list[bool]
    keep: list[int]
    elected: list[Candidate] = field(default_factory=list)
    paths: Paths = field(default_factory=lambda: Paths([], []))
    totals: list[int] = field(default_factory=list)
    non_transferable: int = 0
    quota: int = 0
    iterations: list[list[int]] = field(default_factory=list)

    @property
    def vacancies(self) -> int:
        """Places still to fill."""
        return self.contest.seats - len(self.elected)

    def remaining(self) -> list[Candidate]:
        """The hopeful candidates."""
        return [candidate for candidate, hopes in enumerate(self.hopeful) if hopes]

    def surplus(self) -> int:
        """What elected candidates have above the quota, together."""
        return sum(max(self.totals[candidate] - self.quota, 0) for candidate in self.elected)

    def find_paths(self) -> None:
        """Follow every paper anew, now that somebody was elected or excluded."""
        passing = [candidate in self.elected for candidate in range(self.contest.candidates)]
        self.paths = Paths.of(Pile(self.counted.groups).paths(passing, self.hopeful))

    def iterate(self) -> None:
        """Spend every paper, and find the quota of what candidates have."""
        self.totals, self.non_transferable = self.paths.spend(self.keep, self.method.kept)
        self.quota = self.method.quota(sum(self.totals), self.contest.seats)
        self.iterations.append(self.totals)

    def reaching(self) -> list[Candidate]:
        """Who is to be elected now: those who reach the quota, or all where no more are hopeful than places.

        More than there are places can reach it by nothing but the rounding of parts, when they are as good as
        equal. Then nobody is elected yet.
        """
        remaining = self.remaining()
        if len(remaining) <= self.vacancies:
            return remaining
        reaching = [c for c in remaining if self.method.reaches(self.totals[c], self.quota)]
        if len(reaching) > self.vacancies:
            return []
        # Listed by their votes, equals by their place on the paper; nothing hangs on this order.
        return sorted(reaching, key=lambda candidate: -self.totals[candidate])

    def lowered(self) -> list[int]:
        """Keep values by which elected candidates would have come down to the quota just now."""
        keep = list(self.keep)
        for candidate in self.elected:
            votes = self.totals[candidate]
            if votes > self.quota:
                lowered = rounded_up(rounded_up(keep[candidate] * self.quota, ONE) * ONE, votes)
                keep[candidate] = min(keep[candidate], lowered)  # rounding may not raise it: that never ends
        return keep

    def lowest(self) -> Excluded:
        """The hopeful candidate with fewest votes."""
        remaining = self.remaining()
        fewest = min(self.totals[candidate] for candidate in remaining)
        tied = [candidate for candidate in remaining if self.totals[candidate] == fewest]
        return (tied[0], []) if len(tied) == 1 else self.method.tell_apart(tied, self)

    def must_exclude(self) -> bool:
        """Whether iterations can decide nothing more before somebody is excluded."""
        return self.method.settled(self) or self.lowered() == self.keep

    def close(self, step: Step, elected: Sequence[Candidate]) -> None:
        """Deem ``elected`` elected, end the stage that ``step`` began, and write it down."""
        self.elected.extend(elected)
        for candidate in elected:
            self.hopeful[candidate] = False
        self.record.write(
            step.action,
            self.totals,
            of=step.of,
            non_transferable=self.non_transferable,
            elected=elected,
            excluded=step.excluded,
            ties=step.ties,
            quota=self.quota,
            iteration=len(self.iterations),
            keep=self.keep,
        )


def count_by(method: Method, counted: Counted, contest: Contest) -> Count:
    """Iteration after iteration until every place is filled; a stage ends where something is decided."""
    table = Table(
        contest=contest,
        counted=counted,
        method=method,
        record=Record(counted, PLACES),
        hopeful=contest.standing(),
        keep=[ONE if stands else 0 for stands in contest.standing()],
    )
    step: Step | None = Step("first")
    while step is not None:
        step = _stage(table, step)
    return table.record.declare(contest)


def _stage(table: Table, step: Step) -> Step | None:
    """Iterate until something is decided, and write down the stage that ``step`` began.

    Returns what begins the next one, None where every place is filled or nobody is left to fill it.
    """
    table.find_paths()
    table.iterate()
    while not (elected := table.reaching()) and not table.must_exclude():
        table.keep = table.lowered()
        table.iterate()
    table.close(step, elected)
    if table.vacancies == 0 or not table.remaining():
        return None
    if not table.must_exclude():
        table.keep = table.lowered()
        return Step("surplus", sorted(table.elected))
    return _exclude(table)


def _exclude(table: Table) -> Step | None:
    """Exclude the hopeful candidate with fewest votes; returns what begins the next stage."""
    excluded, ties = table.lowest()
    table.hopeful[excluded] = False
    if len(table.remaining()) == table.vacancies:
        table.close(Step("last-vacancies", [], [excluded], ties), table.remaining())
        return None
    table.keep = table.lowered()
    table.keep[excluded] = 0
    return Step("exclusion", [excluded], [excluded], ties)


def nothing_to_wait_for(table: Table) -> bool:
    """Whether the lowest candidate cannot rise by what is left of the surpluses, or that is too little."""
    lowest, next_lowest = sorted(table.totals[candidate] for candidate in table.remaining())[:2]
    surplus = table.surplus()
    return lowest + surplus < next_lowest or surplus < LIMIT


def at_first_difference(tied: Sequence[Candidate], table: Table, *, latest: bool) -> Excluded:
    """Who of ``tied`` had fewest votes at the earliest iteration (or the ``latest``) at which they differed;
    where they never did, the lot decides.

    Raises Refused: count.lot-needed.
    """
    iterations = list(enumerate(table.iterations, start=1))
    left, ties = narrow(
        tied, reversed(iterations) if latest else iterations, "iteration", Seek.HINDMOST, "exclusion"
    )
    if len(left) == 1:
        return left[0], ties
    excluded, tie = by_lot(left, table.contest.lot, Seek.HINDMOST, "exclusion")
    return excluded, [*ties, tie]


def first_or_latest(tied: Sequence[Candidate], table: Table) -> Excluded:
    """Equal candidates told apart as the parameter ``ties`` says: forwards or backwards, then by lot."""
    return at_first_difference(tied, table, latest=table.contest.parameter("ties") == "backwards")
