"""The Schulze method: candidates are compared in pairs, and the strongest chains of victories decide.

1. A paper prefers a candidate to all on later levels and to all whom it does not name. It says nothing
   between candidates of one level, nor between those whom it does not name. Candidates withdrawn before the
   count are left out of every comparison.
2. d(a, b) is the number of papers that prefer a to b.
3. a beats b where d(a, b) > d(b, a), and the strength of that victory is d(a, b), the winning votes. A
   chain of victories is as strong as its weakest; p(a, b) is the strength of the strongest chain from a to
   b, nought where there is none.
4. a prevails over b where p(a, b) > p(b, a). Elected is the candidate over whom nobody prevails; there is
   always one.
5. Several such candidates are told apart by lot.

Source: spec/counting/schulze.md; M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
Condorcet-consistent single-winner election method", Social Choice and Welfare 36 (2011), section 2.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.pairs import Table, fixed, preferences
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import LEVELLED, LOT
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot
from tellers.count.validity import levels


def count(counted: Counted, contest: Contest) -> Count:
    """One stage, one elected. The totals say over how many others each candidate prevails, and what is
    non-transferable are the pairs of whom neither prevails.
    """
    standing = [candidate for candidate, stands in enumerate(contest.standing()) if stands]
    preferred = preferences(counted, standing, contest.candidates)
    strongest = _strongest_chains(preferred, standing)
    totals = [
        sum(strongest[a][b] > strongest[b][a] for b in range(contest.candidates))  # clause 4
        for a in range(contest.candidates)
    ]
    foremost = [a for a in standing if all(strongest[a][b] >= strongest[b][a] for b in standing)]
    elected, ties = foremost[0], list[Tie]()
    if len(foremost) > 1:  # clause 5
        elected, tie = by_lot(foremost, contest.lot, Seek.FOREMOST, "election")
        ties.append(tie)
    pairs = len(standing) * (len(standing) - 1) // 2
    record = Record(counted, amount=pairs)
    record.write("first", totals, non_transferable=pairs - sum(totals), elected=[elected], ties=ties)
    tables = (("pairwise", fixed(preferred)), ("chains", fixed(strongest)))
    return record.declare(contest, tables=tables)


def _strongest_chains(preferred: Table, standing: Sequence[Candidate]) -> Table:
    """p(a, b) for all who stand, chains passing through one more candidate after the other (clause 3)."""
    chains = [[0] * len(preferred) for _ in preferred]
    for a, b in ((a, b) for a in standing for b in standing):
        if preferred[a][b] > preferred[b][a]:
            chains[a][b] = preferred[a][b]
    for between in standing:
        onwards = chains[between]
        for a in standing:
            towards, row = chains[a][between], chains[a]
            if towards and a != between:
                for b in standing:
                    through = min(towards, onwards[b])
                    if through > row[b] and a != b:
                        row[b] = through
    return chains


RULE = Rule(
    id="schulze",
    version=1,
    parameters=(LOT, *LEVELLED),
    source="spec/counting/schulze.md: strongest chains of pairwise victories, by winning votes",
    ballots=("ranked", "ranked_ties"),
    read=levels,
    single=True,
    count=count,
)
