"""Papers that undo a result, by a simple search: those of one candidate turned into papers for another.

What is found is counted, and so it is an upper bound of the margin under any rule. Nothing says that fewer
papers could not do it. Source: spec/counting/margin.md, section 5.
"""

from collections.abc import Callable, Iterator

from tellers.count.margins.case import Case
from tellers.count.margins.result import Change, Way, Witness
from tellers.count.margins.whole import OutOfSteps, Steps
from tellers.count.papers import Candidate, Marks
from tellers.count.validity import levels, ranking


def search(case: Case, way: Way, steps: Steps) -> Witness | None:
    """The fewest papers found, within the budget; None where none were found."""
    best: Witness | None = None
    try:
        for giver, taker in _pairs(case, way):
            best = _fewest(case, way, giver, taker, best, steps)
    except OutOfSteps:
        pass
    return best


def _pairs(case: Case, way: Way) -> Iterator[tuple[Candidate, Candidate]]:
    """Whose papers to take, and for whom to make papers; the elected and the others first."""
    if case.rule.read not in (ranking, levels):
        return
    pairs = [(a, b) for a in case.standing for b in case.standing if a != b]
    pairs.sort(key=lambda pair: (pair[0] not in case.elected, pair[1] in case.elected))
    seen = set()
    for giver, taker in pairs:
        used = {Way.ADDED: taker, Way.REMOVED: giver}.get(way, (giver, taker))
        if used not in seen:
            seen.add(used)
            yield giver, taker


def _fewest(
    case: Case, way: Way, giver: Candidate, taker: Candidate, best: Witness | None, steps: Steps
) -> Witness | None:
    """``best``, or fewer papers of ``giver`` or for ``taker`` if fewer are enough."""
    lot = case.lot(taker, giver)
    becomes: Marks = ((taker,),) if case.rule.read is levels else (taker,)
    held = [(number, paper) for number, paper in case.groups if _first(case, paper) == giver]
    supply = sum(number for number, _ in (held if way is not Way.ADDED else case.groups))
    most = supply if best is None else min(supply, best.number - 1)

    def tried(number: int) -> Witness | None:
        steps.take(sum(len(paper) for _, paper in case.groups))
        if way is Way.ADDED:
            return case.witness([Change(number, None, becomes)], lot)
        taken, left = [], number
        for n, paper in held:
            if left:
                taken.append(Change(min(n, left), paper, None if way is Way.REMOVED else becomes))
                left -= min(n, left)
        return case.witness(taken, lot)

    return _least(tried, most) or best


def _least(tried: Callable[[int], Witness | None], most: int) -> Witness | None:
    """What ``tried`` shows for a small number up to ``most``: doubled until it shows one, then halved."""
    low, high, found = 0, 1, None
    while found is None and low < most:
        high = min(high, most)
        found = tried(high)
        if found is None:
            low, high = high, 2 * high
    while found is not None and high - low > 1:
        middle = (low + high) // 2
        closer = tried(middle)
        low, high, found = (low, middle, closer) if closer is not None else (middle, high, found)
    return found


def _first(case: Case, paper: Marks) -> Candidate | None:
    """The candidate with whom ``paper`` lies at first; None where it has none, or prefers several equally."""
    for rank in paper:
        level = [c for c in (rank if isinstance(rank, tuple) else (rank,)) if c in case.standing]
        if level:
            return level[0] if len(level) == 1 else None
    return None
