"""How many papers it takes to undo a result: exactly, or between two bounds that say what they are."""

from tellers.count.contest import Contest
from tellers.count.margins import alternative, stv, sums, swaps
from tellers.count.margins.case import Case
from tellers.count.margins.result import Change, Margin, Way, Witness, changed
from tellers.count.margins.whole import Steps
from tellers.count.papers import Papers
from tellers.errors import Refused

__all__ = ["BUDGET", "Change", "Margin", "Way", "Witness", "changed", "margin"]

BUDGET = 20_000
"""Steps that a search may take unless it is told otherwise; a step is a thousand numbers looked at."""


def margin(
    papers: Papers,
    contest: Contest,
    way: Way = Way.CHANGED,
    *,
    budget: int = BUDGET,
    most_points: int | None = None,
) -> Margin:
    """The fewest papers that, changed, added or removed, undo the result; a tie counts as undone.

    ``most_points``: what a paper can give one candidate, where papers give points.
    Raises Refused: as ``count``; count.margin where this cannot be said for such a contest, or ``budget`` or
    ``most_points`` is none.
    """
    if type(budget) is not int or budget < 0:
        raise Refused("count.margin", "a budget is a whole number of steps")
    case = Case.of(papers, contest)
    if contest.rule == "yes-no":
        return sums.motion(case, way)
    if len(case.standing) <= contest.seats:
        return Margin(way, None, None, "everybody who stands is elected")
    if contest.rule == "av":
        others = [candidate for candidate in case.standing if candidate not in case.elected]
        return alternative.margin(case, way, budget, others)
    if contest.rule == "fptp":
        return sums.first_past_the_post(case, way)
    if contest.rule in ("block", "approval"):
        return sums.crosses(case, way)
    if contest.rule == "score":
        return sums.points(case, way, most_points)
    return _bounds(case, way, budget)


def _bounds(case: Case, way: Way, budget: int) -> Margin:
    """Two bounds, for rules under which the margin itself is not looked for."""
    lower, method, taken = case.least, "whether there was a tie", 0
    if case.rule.id == "stv-scottish":
        steps = Steps(budget)
        reached = stv.lower(case, way, steps)
        taken = steps.taken
        if reached > lower:
            lower, method = reached, "decisions that papers can turn"
    steps = Steps(budget)
    witness = swaps.search(case, way, steps)
    upper = None if witness is None else witness.number
    return Margin(way, lower, upper, f"{method}; papers of one for another", witness, taken + steps.taken)
