"""A lower bound for the Scottish rule: how few papers could turn any decision of the count.

However the papers are changed, the count goes from one *standpoint* to the next: some candidates continue,
some are elected, the others are excluded. As long as no decision that is open at any of them elects one who
was not elected, or excludes one who was, the result stands.

Source: spec/counting/margin.md, section 4, where the bound is proven.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tellers.count.arithmetic import Value, Votes
from tellers.count.margins.case import Case
from tellers.count.margins.result import Way
from tellers.count.margins.whole import OutOfSteps, Steps
from tellers.count.papers import Candidate, Paper
from tellers.count.rules.stv_scottish import ONE, quota, transfer_value

Standpoint: TypeAlias = tuple[frozenset[Candidate], frozenset[Candidate]]
"""Who continues, and who is elected but was not so surely at the first stage."""

NOBODY: Candidate = -1


@dataclass(frozen=True, slots=True)
class Room:
    """What so many papers can do at most: votes that somebody can lose and gain, and between which numbers
    the quota stays; all in the rule's units."""

    loss: int
    gain: int
    low: Votes
    high: Votes

    @classmethod
    def of(cls, case: Case, way: Way, number: int) -> "Room":
        """The room that ``number`` papers have."""
        loss = 0 if way is Way.ADDED else number
        gain = 0 if way is Way.REMOVED else number
        papers, seats = case.before.valid, case.contest.seats
        fewer = max(0, papers - number) if way is Way.REMOVED else papers
        more = papers + number if way is Way.ADDED else papers
        return cls(loss * ONE, gain * ONE, quota(fewer, seats), quota(more, seats))


@dataclass(frozen=True, slots=True)
class Reach:
    """What papers can lie with whom at a standpoint, by the candidate whose surplus they are part of.

    ``most[c]``: papers that can lie with c. ``least[c]``: those of them that surely do. ``held[e]``: papers
    that can have lain with e when e was elected.
    """

    most: Mapping[Candidate, Counter[Candidate]]
    least: Mapping[Candidate, Counter[Candidate]]
    held: Counter[Candidate]


@dataclass(slots=True)
class Course:
    """The standpoints that a count can come to, and what papers can do there."""

    case: Case
    steps: Steps
    groups: list[tuple[int, Paper]]
    known: dict[tuple[Standpoint, frozenset[Candidate]], Reach] = field(default_factory=dict)

    def is_safe(self, room: Room) -> bool:
        """Whether no decision against the result is open at any standpoint. Raises OutOfSteps."""
        first = self._firsts()
        sure = frozenset(
            c for c in self.case.before.stages[0].elected if first[c] * ONE - room.loss >= room.high
        )
        values = {c: _leaves_at(first[c] * ONE + room.gain, room.low) for c in sure}
        floors = {c: _leaves_at(first[c] * ONE - room.loss, room.high) for c in sure}
        waiting: list[Standpoint] = [(frozenset(self.case.standing) - sure, frozenset())]
        seen = set(waiting)
        while waiting:
            here = waiting.pop()
            if self._is_over(here, sure):
                continue
            for candidate, is_elected in self._open(here, room, values, floors):
                if is_elected != (candidate in self.case.elected):
                    return False
                then = here[0] - {candidate}, here[1] | ({candidate} if is_elected else set())
                if then not in seen:
                    seen.add(then)
                    waiting.append(then)
        return True

    def _firsts(self) -> Counter[Candidate]:
        first: Counter[Candidate] = Counter()
        for number, paper in self.groups:
            first[paper[0]] += number
        return first

    def _is_over(self, here: Standpoint, sure: frozenset[Candidate]) -> bool:
        """Whether every place is filled, or filled by all who continue."""
        vacancies = self.case.contest.seats - len(sure) - len(here[1])
        return vacancies == 0 or len(here[0]) <= vacancies

    def _open(
        self,
        here: Standpoint,
        room: Room,
        values: Mapping[Candidate, Value],
        floors: Mapping[Candidate, Value],
    ) -> Iterator[tuple[Candidate, bool]]:
        """Who can be elected next (true), or excluded (false)."""
        reach = self._reach(here, frozenset(values))
        late = {e: _leaves_at(reach.held[e] * ONE + room.gain, room.low) for e in here[1]}
        worth = {**values, **late}
        most = {
            c: sum(n * worth.get(of, ONE) for of, n in reach.most[c].items()) + room.gain for c in here[0]
        }
        least = {
            c: sum(n * floors.get(of, ONE) for of, n in reach.least[c].items()) - room.loss for c in here[0]
        }
        for candidate in sorted(here[0]):
            if most[candidate] >= room.low:
                yield candidate, True
        if max(least.values()) < room.high:  # else somebody is elected first
            for candidate in sorted(here[0]):
                if least[candidate] <= min(most[other] for other in here[0]):
                    yield candidate, False

    def _reach(self, here: Standpoint, sure: frozenset[Candidate]) -> Reach:
        """What papers can lie with whom, each paper looked at once."""
        if (here, sure) in self.known:
            return self.known[here, sure]
        continuing, late = here
        self.steps.take(sum(len(paper) for _, paper in self.groups))
        reach = Reach({c: Counter() for c in continuing}, {c: Counter() for c in continuing}, Counter())
        for number, paper in self.groups:
            of = paper[0] if paper[0] in sure or paper[0] in late else NOBODY
            is_certain = True
            for candidate in paper:
                if candidate in late:
                    reach.held[candidate] += number
                    is_certain = False
                elif candidate in continuing:
                    reach.most[candidate][of] += number
                    if is_certain:
                        reach.least[candidate][of] += number
                    break
        self.known[here, sure] = reach
        return reach


def lower(case: Case, way: Way, steps: Steps) -> int:
    """A number of papers of which fewer cannot undo the result; the best that the budget allows to prove."""
    groups = [
        (number, paper)
        for number, marks in case.groups
        if (paper := tuple(candidate for candidate in marks if candidate in case.standing))
    ]
    course = Course(case, steps, groups)
    low, high = -1, 1  # so many are safe, and so many are not known to be
    try:
        while course.is_safe(Room.of(case, way, high)):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            if course.is_safe(Room.of(case, way, middle)):
                low = middle
            else:
                high = middle
    except OutOfSteps:
        pass
    return low + 1


def _leaves_at(votes: int, quota_of: Votes) -> Value:
    """Value at which a paper worth one vote leaves somebody elected with so many ``votes``."""
    return transfer_value(Votes(max(0, votes - quota_of)), ONE, Votes(max(1, votes)))
