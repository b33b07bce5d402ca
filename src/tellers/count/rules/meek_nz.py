"""The single transferable vote by Meek's method, as New Zealand councils are elected by law.

Clause 3. Counting is complete when every place is filled, or when no more candidates are left, elected and
    hopeful, than there are places.
Clause 5, and 11 in every iteration: quota. Valid papers less non-transferable votes, divided by one more than
    the places, plus 0.000000001, nine decimals, the rest dropped.
Clause 6, and 12 in every iteration. A candidate whose votes equal or exceed the quota is elected.
Clauses 7 and 17, keep values. Quota times keep value, rounded up, divided by the candidate's votes, rounded
    up.
Clause 10. A candidate keeps of what reaches them of a paper as much as their keep value says, rounded up.
Clause 13. The hopeful candidate with fewest votes is excluded if these and the surplus of all elected
    candidates are less than the votes of any other, or if that surplus is below 0.0001.
Clause 19. Equal and lowest: whoever had fewest votes at the first difference (clause 40) is excluded, and
    where there is none, whoever has the lowest of the pseudo-random numbers.
Clause 23. Where iterations cannot change anything any more, the hopeful candidate with fewest votes is
    excluded.
Clauses 41 to 48. A generator gives every candidate a number: seeded with candidates, places and papers (42),
    stepped (43), four numbers discarded (44), one of its own for each in turn (45 to 47), and turned round
    from one iteration to the next (48). Parameter ``ties``: as the program of the method's author does it, as
    the text has it, or by lot instead.

Source: Local Electoral Regulations 2001 (SR 2001/145, New Zealand), schedule 1A; spec/counting/meek-nz.md.
"""

from collections.abc import Iterator, Sequence
from operator import ge

from tellers.count.contest import Contest
from tellers.count.iteration import (
    Excluded,
    Method,
    Table,
    at_first_difference,
    count_by,
    nothing_to_wait_for,
    quota_above,
    share,
)
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Tie
from tellers.count.ties import Seek, narrow
from tellers.count.validity import ranking
from tellers.errors import Refused

RANGE = 10_000
"""The author's program keeps every number below this; clause 48 takes numbers away from it."""
DISCARDED = 4


def numbers(candidates: int, seats: int, valid: int, *, corrected: bool) -> list[int]:
    """The pseudo-random number of every candidate, as first drawn (clauses 42 to 47).

    ``corrected``: as the program of the method's author draws them, not as the text has it.
    Raises Refused: count.candidates, where there are more candidates than such numbers.
    """
    if candidates > RANGE:
        raise Refused("count.candidates", f"{RANGE} numbers do not tell {candidates} candidates apart")
    drawn = _drawn(candidates + 5, seats, valid, corrected=corrected)
    for _ in range(DISCARDED):  # clause 44
        next(drawn)
    own: dict[int, None] = {}
    while len(own) < candidates:  # clauses 45 to 47: a number that was already given is passed over
        own.setdefault(next(drawn))
    return list(own)


def _drawn(x: int, y: int, valid: int, *, corrected: bool) -> Iterator[int]:
    """The generator's numbers, one after another (clauses 42 and 43)."""
    z = (valid + (10_000 if corrected else 1_000) * (valid % 10)) % 30_323
    while True:
        x, y, z = 171 * x % 30_269, 172 * y % 30_307, 170 * z % 30_323
        number = RANGE * x // 30_269 + RANGE * y // 30_307 + RANGE * z // 30_323
        yield number % RANGE if corrected else number


def _tell_apart(tied: Sequence[Candidate], table: Table) -> Excluded:
    """The one of equal and lowest candidates who is excluded (clause 19)."""
    contest = table.contest
    how = contest.parameter("ties")
    if how == "lot":
        return at_first_difference(tied, table, latest=False)
    left, ties = narrow(
        tied, enumerate(table.iterations, start=1), "iteration", Seek.HINDMOST, "exclusion"
    )  # clause 40
    if len(left) == 1:
        return left[0], ties
    corrected = how == "corrected"
    own = numbers(contest.candidates, contest.seats, table.counted.valid, corrected=corrected)
    # Clause 48: the author's program turns the numbers round already for the first iteration.
    turned = (len(table.iterations) % 2 == 1) == corrected
    excluded = (max if turned else min)(left, key=lambda candidate: own[candidate])
    return excluded, [*ties, Tie("exclusion", left, "numbers", (excluded,))]


METHOD = Method(
    kept=share,  # clause 10
    quota=quota_above,  # clauses 5 and 11
    reaches=ge,  # clauses 6 and 12
    settled=nothing_to_wait_for,  # clause 13
    tell_apart=_tell_apart,
)


def count(counted: Counted, contest: Contest) -> Count:
    """Iteration after iteration until every place is filled (clause 3)."""
    return count_by(METHOD, counted, contest)


RULE = Rule(
    id="meek-nz",
    version=1,
    parameters=(Parameter("ties", ("corrected", "statute", "lot")), *RANKED, COUNTBACK),
    source="Local Electoral Regulations 2001 (SR 2001/145), schedule 1A; spec/counting/meek-nz.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    reopen=True,
)
