"""Ranked pairs: victories in pairs are locked in, the clearest first, none against those before it.

1. Papers are read, and candidates compared in pairs, as for ``schulze``: d(a, b) is the number of papers that
   prefer a to b, and a beats b where d(a, b) > d(b, a).
2. Victories are taken by d(a, b), most first, and of equal ones those first with fewer papers against them.
3. A victory is locked unless it closes a circle, that is unless a chain of locked victories leads from the
   loser to the winner.
4. Victories equal in both numbers of clause 2 are taken together: those that would close a circle with what
   was locked before them are left out, and the others are locked, unless they close a circle among each
   other. Only then are they taken one by one in the order of the lot: by the winner who comes earlier in it,
   and of one winner's by the loser who comes later.
5. Elected is the candidate over whom no victory was locked; several are told apart by lot.

Source: spec/counting/ranked-pairs.md.
"""

from collections.abc import Sequence
from itertools import groupby, permutations

from tellers.count.contest import Contest
from tellers.count.pairs import Table, fixed, preferences
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import LEVELLED, LOT
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot, order_by_lot
from tellers.count.validity import levels

Victory = tuple[Candidate, Candidate]
"""Winner and loser."""


class Locked:
    """The victories locked so far. ``behind[a]``: whom a chain of them leads to from a."""

    def __init__(self, candidates: int) -> None:
        self.behind: list[set[Candidate]] = [set() for _ in range(candidates)]
        self.looked_at: list[tuple[Victory, bool]] = []

    def closes_a_circle(self, victory: Victory) -> bool:
        """Whether the loser already stands above the winner."""
        winner, loser = victory
        return winner in self.behind[loser]

    def take(self, victory: Victory) -> bool:
        """Lock ``victory`` unless it closes a circle (clause 3); whether it was locked."""
        locks = not self.closes_a_circle(victory)
        self.looked_at.append((victory, locks))
        if locks:
            winner, loser = victory
            behind = {loser, *self.behind[loser]}
            for candidate, others in enumerate(self.behind):
                if candidate == winner or winner in others:
                    others |= behind
        return locks

    def copy(self) -> "Locked":
        """The same victories, to try others with."""
        other = Locked(0)
        other.behind = [set(others) for others in self.behind]
        other.looked_at = list(self.looked_at)
        return other


def count(counted: Counted, contest: Contest) -> Count:
    """One stage, one elected. The totals say how many others each candidate stands above, and what is
    non-transferable are the pairs of whom neither stands above the other.
    """
    standing = [candidate for candidate, stands in enumerate(contest.standing()) if stands]
    d = preferences(counted, standing, contest.candidates)
    locked, ties = _lock(d, standing, contest)
    totals = [len(behind) for behind in locked.behind]
    foremost = [c for c in standing if not any(c in behind for behind in locked.behind)]  # clause 5
    elected = foremost[0]
    if len(foremost) > 1:
        elected, tie = by_lot(foremost, contest.lot, Seek.FOREMOST, "election")
        ties.append(tie)
    pairs = len(standing) * (len(standing) - 1) // 2
    record = Record(counted, amount=pairs)
    record.write("first", totals, non_transferable=pairs - sum(totals), elected=[elected], ties=ties)
    shown = [[a + 1, b + 1, d[a][b], d[b][a], locks] for (a, b), locks in locked.looked_at]
    return record.declare(contest, tables=(("pairwise", fixed(d)),), findings=[("victories", shown)])


def _lock(d: Table, standing: Sequence[Candidate], contest: Contest) -> tuple[Locked, list[Tie]]:
    """Take all victories, the clearest first (clauses 2 to 4), and the ties broken between equal ones."""

    def clearest(victory: Victory) -> tuple[int, int]:
        winner, loser = victory
        return -d[winner][loser], d[loser][winner]

    victories = sorted((v for v in permutations(standing, 2) if d[v[0]][v[1]] > d[v[1]][v[0]]), key=clearest)
    locked, ties = Locked(contest.candidates), list[Tie]()
    for _, equal in groupby(victories, key=clearest):
        together = list(equal)
        tried = locked.copy()
        in_question = [victory for victory in together if not locked.closes_a_circle(victory)]
        if all(tried.take(victory) for victory in in_question):
            ordered = together
        else:
            between = sorted({candidate for victory in in_question for candidate in victory})
            ties.append(order_by_lot(between, contest.lot))
            ordered = sorted(together, key=lambda v: (contest.lot.index(v[0]), -contest.lot.index(v[1])))
        for victory in ordered:
            locked.take(victory)
    return locked, ties


RULE = Rule(
    id="ranked-pairs",
    version=1,
    parameters=(LOT, *LEVELLED),
    source="spec/counting/ranked-pairs.md: victories locked in, by winning votes",
    ballots=("ranked", "ranked_ties"),
    read=levels,
    single=True,
    count=count,
)
