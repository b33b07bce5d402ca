"""Score, then automatic runoff: the two with most points, and of these whom more papers put higher.

1. A paper gives each candidate 0 to 5 points. Points for a candidate withdrawn before the count are nobody's.
2. The two candidates with most points go into the runoff, and all others are excluded. Where only one stands,
   that one is elected.
3. Candidates equal in points who are too many for the places in the runoff are compared head to head. Under
   ``ties`` published, (a) those who lose fewest comparisons with others of them are in front; where all
   lose as many, (b) those with most fives; where these are equal too, (c) whom the lot names. If those in
   front are too many for the places, they are compared further; if they are too few, they are in, and the
   others are compared for what is left. Under ``ties`` lot, only (c).
4. In the runoff a paper is a vote for the one to whom it gives more points. Whoever has more is elected.
5. Equal votes: under ``ties`` published, more points, then more fives, then the lot; under ``ties`` lot, the
   lot.

Source: spec/counting/star.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import itemgetter

from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Marks
from tellers.count.parameters import WITHDRAWN, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot
from tellers.count.validity import Read, scores
from tellers.errors import Refused

TOP = 5
FINALISTS = 2
_DIGITS = b"01" + bytes(254)


@dataclass(frozen=True, slots=True)
class Ballots:
    """The papers in groups, and everybody's ``points`` and ``fives`` on them."""

    groups: Sequence[tuple[int, Marks]]
    points: Sequence[int]
    fives: Sequence[int]

    def above(self, a: Candidate, b: Candidate) -> int:
        """On how many papers ``a`` has more points than ``b``."""
        return sum(number for number, paper in self.groups if paper[a] > paper[b])

    def beaten_by(self, among: Sequence[Candidate]) -> dict[Candidate, set[Candidate]]:
        """For everybody ``among`` them, which of the others are put above them more often than below.

        A paper is a bit of long numbers, so that two candidates are compared on all papers at once.
        """
        papers = sorted(self.groups, key=itemgetter(0))  # groups of many papers have the lowest bits
        worth = _worth([number for number, _ in papers])
        written = b"".join(bytes(paper) for _, paper in papers)
        given = {c: _at_least(written[c :: len(self.points)]) for c in among}
        beaten: dict[Candidate, set[Candidate]] = {candidate: set() for candidate in among}
        for a, b in combinations(among, 2):
            above = below = 0
            for one, other in zip(given[a], given[b], strict=True):
                both = one & other
                above, below = above | one ^ both, below | other ^ both
            more = sum(((above & bits).bit_count() - (below & bits).bit_count()) << k for k, bits in worth)
            if more:
                beaten[b if more > 0 else a].add(a if more > 0 else b)
        return beaten


def points(marks: Marks, contest: Contest, place: int) -> Read:
    """Points from 0 to 5 for every candidate (clause 1)."""
    read = scores(marks, contest, place)
    if max(marks) > TOP:
        raise Refused("count.paper", f"group {place} gives more than {TOP} points to somebody")
    return read


def count(counted: Counted, contest: Contest) -> Count:
    """Two stages: the points of everybody, then the votes of the two in the runoff."""
    ballots = _add_up(counted, contest.candidates)
    standing = [candidate for candidate, stands in enumerate(contest.standing()) if stands]
    given = sum(ballots.points)
    totals = [total if c in standing else 0 for c, total in enumerate(ballots.points)]
    finalists, ties = _finalists(ballots, standing, contest)
    record = Record(counted, amount=given)
    record.write(
        "first",
        totals,
        non_transferable=given - sum(totals),
        elected=standing if len(standing) == 1 else [],
        excluded=[candidate for candidate in standing if candidate not in finalists],
        ties=ties,
    )
    if len(standing) > 1:
        _runoff(ballots, sorted(finalists), record, contest)
    return record.declare(contest)


def _add_up(counted: Counted, candidates: int) -> Ballots:
    total, fives = [0] * candidates, [0] * candidates
    for number, paper in counted.groups:
        for candidate, points in enumerate(paper):
            total[candidate] += number * points
            fives[candidate] += number * (points == TOP)
    return Ballots(counted.groups, total, fives)


def _worth(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """How many papers the groups hold, in binary: for every k those of which 2^k are a part, as bits."""
    longest = max(numbers, default=0).bit_length()
    return [(k, _bits(bytes(number >> k & 1 for number in numbers))) for k in range(longest)]


def _at_least(points: bytes) -> list[int]:
    """One candidate's points on all papers: for 1, 2, .. TOP the papers that give as many, as bits."""
    return [
        _bits(points.translate(bytes(given >= least for given in range(256)))) for least in range(1, TOP + 1)
    ]


def _bits(truths: bytes) -> int:
    """Noughts and ones as one number, the last the lowest bit."""
    return int(b"0" + truths.translate(_DIGITS), 2)


def _finalists(
    ballots: Ballots, standing: Sequence[Candidate], contest: Contest
) -> tuple[list[Candidate], list[Tie]]:
    """Who goes into the runoff, and the ties broken to say so (clauses 2 and 3)."""
    ties: list[Tie] = []
    chosen: list[Candidate] = []
    remaining = list(standing)
    while remaining and len(chosen) < FINALISTS:
        most = max(ballots.points[candidate] for candidate in remaining)
        leading = [candidate for candidate in remaining if ballots.points[candidate] == most]
        chosen += _in_front(ballots, leading, FINALISTS - len(chosen), contest, ties)
        remaining = [candidate for candidate in remaining if candidate not in leading]
    return chosen, ties


def _in_front(
    ballots: Ballots, tied: list[Candidate], places: int, contest: Contest, ties: list[Tie]
) -> list[Candidate]:
    """Those of ``tied`` who have the ``places`` in the runoff; every step is added to ``ties``."""
    chosen: list[Candidate] = []
    compared = len(tied) > places and contest.parameter("ties") == "published"
    beaten = ballots.beaten_by(tied) if compared else {}
    while len(tied) > places - len(chosen) > 0:
        tie = _compared(ballots, tied, beaten, contest)
        ties.append(tie)
        if len(tie.left) > places - len(chosen):
            tied = list(tie.left)
        else:
            chosen += tie.left
            tied = [candidate for candidate in tied if candidate not in tie.left]
    return chosen + tied if len(tied) <= places - len(chosen) else chosen


def _compared(
    ballots: Ballots, tied: Sequence[Candidate], beaten: Mapping[Candidate, set[Candidate]], contest: Contest
) -> Tie:
    """One step that sets some of ``tied`` in front of the others for the runoff (clause 3)."""
    others = frozenset(tied)
    steps: list[tuple[str, Callable[[Candidate], int]]] = [
        ("head-to-head", lambda candidate: -len(beaten[candidate] & others)),
        ("fives", lambda candidate: ballots.fives[candidate]),
    ]
    return _first_difference(steps, tied, "runoff", contest)


def _first_difference(
    steps: Sequence[tuple[str, Callable[[Candidate], int]]],
    tied: Sequence[Candidate],
    purpose: str,
    contest: Contest,
) -> Tie:
    """The first of ``steps`` at which ``tied`` differ, most in front; the lot, where there is none."""
    for name, of in steps if contest.parameter("ties") == "published" else ():
        best = max(map(of, tied))
        front = tuple(candidate for candidate in tied if of(candidate) == best)
        if len(front) < len(tied):
            return Tie(purpose, tuple(tied), name, front)
    return by_lot(tied, contest.lot, Seek.FOREMOST, purpose)[1]


def _runoff(ballots: Ballots, finalists: Sequence[Candidate], record: Record, contest: Contest) -> None:
    """The second stage, between two (clauses 4 and 5)."""
    one, other = finalists
    votes = {one: ballots.above(one, other), other: ballots.above(other, one)}
    ties: list[Tie] = []
    elected = max(finalists, key=lambda candidate: votes[candidate])
    if votes[one] == votes[other]:
        steps: list[tuple[str, Callable[[Candidate], int]]] = [
            ("points", lambda candidate: ballots.points[candidate]),
            ("fives", lambda candidate: ballots.fives[candidate]),
        ]
        ties = [_first_difference(steps, finalists, "election", contest)]
        [elected] = ties[0].left
    record.amount = None  # from here on papers are added up, not points
    record.write(
        "runoff",
        [votes.get(candidate, 0) for candidate in range(contest.candidates)],
        non_transferable=record.counted.valid - sum(votes.values()),
        elected=[elected],
        ties=ties,
    )


RULE = Rule(
    id="star",
    version=1,
    parameters=(Parameter("ties", ("published", "lot")), WITHDRAWN),
    source="spec/counting/star.md: two with most points, then whom more papers put higher",
    ballots=("score",),
    read=points,
    single=True,
    count=count,
    top=TOP,
)
