"""Margins of rules that add up: known exactly, without a search.

Source: spec/counting/margin.md, section 2, where each number is proven.
"""

from collections.abc import Iterable, Iterator

from tellers.count.margins.case import Case
from tellers.count.margins.result import Change, Margin, Way
from tellers.count.papers import Candidate, Marks
from tellers.errors import Refused

METHOD = "sums"


def first_past_the_post(case: Case, way: Way) -> Margin:
    """A paper is a vote of the first on it who stands."""
    stands = set(case.standing)

    def votes(paper: Marks) -> Marks:
        return next(((candidate,) for candidate in paper if candidate in stands), ())

    last, first = _nearest(case)
    gone = [(number, paper) for number, paper in case.groups if votes(paper) == (last,)]
    return _moved(case, way, [(n, paper, (first,)) for n, paper in gone], (first,))


def crosses(case: Case, way: Way) -> Margin:
    """A paper is a vote of everybody who has a cross on it."""
    last, first = _nearest(case)
    gone = [(number, paper) for number, paper in case.groups if last in paper and first not in paper]
    swapped = [(n, paper, tuple(sorted({*paper, first} - {last}))) for n, paper in gone]
    others = [candidate for candidate in case.standing if candidate not in (last, first)]
    many = case.contest.seats - 1 if case.rule.id == "block" else 0
    return _moved(case, way, swapped, tuple(sorted((first, *others[:many]))))


def _nearest(case: Case) -> tuple[Candidate, Candidate]:
    """Of those elected whoever has fewest votes, of the others whoever has most."""
    totals = case.before.stages[0].totals
    last = min(case.elected, key=lambda candidate: totals[candidate])
    others = [candidate for candidate in case.standing if candidate not in case.elected]
    return last, max(others, key=lambda candidate: totals[candidate])


def _moved(case: Case, way: Way, swapped: Iterable[tuple[int, Marks, Marks]], coming: Marks) -> Margin:
    """The margin where a paper changed is worth two votes of the difference, and any other one is worth one.

    ``swapped``: papers of the last of those elected, and what they become.
    """
    last, first = _nearest(case)
    totals = case.before.stages[0].totals
    difference = totals[last] - totals[first]
    number = (difference + 1) // 2 if way is Way.CHANGED else difference
    lot = case.lot(first, last)
    if way is Way.ADDED:
        return _shown(case, way, [Change(number, None, coming)] if number else [], lot)
    taken = _first_of(number, swapped)
    return _shown(case, way, [Change(n, p, q if way is Way.CHANGED else None) for n, p, q in taken], lot)


def _first_of(number: int, groups: Iterable[tuple[int, Marks, Marks]]) -> Iterator[tuple[int, Marks, Marks]]:
    """The first ``number`` of the papers in ``groups``."""
    for n, paper, becomes in groups:
        taken = min(n, number)
        if taken:
            yield taken, paper, becomes
        number -= taken


def _shown(case: Case, way: Way, changes: list[Change], lot: tuple[Candidate, ...]) -> Margin:
    """An exact margin, once its papers were counted."""
    witness = case.witness(changes, lot)
    if witness is None:
        raise RuntimeError("the papers of a margin do not undo the result")
    return Margin(way, witness.number, witness.number, METHOD, witness)


def points(case: Case, way: Way, most_points: int | None) -> Margin:
    """A paper gives points; changed, it can give ``most_points`` to one and none to another.

    Raises Refused: count.margin.
    """
    highest = max((max(paper) for _, paper in case.groups), default=0)
    if most_points is None or most_points < max(1, highest):
        raise Refused("count.margin", f"say how many points a paper can give at most; {highest} stand on one")
    best: tuple[int, list[Change], tuple[Candidate, ...]] | None = None
    for last in sorted(case.elected):
        for first in case.standing:
            if first not in case.elected:
                changes = _by_points(case, way, (last, first), most_points)
                number = sum(change.number for change in changes)
                if best is None or number < best[0]:
                    best = number, changes, case.lot(first, last)
    if best is None:
        raise RuntimeError("a contest has a margin where somebody is not elected")
    return _shown(case, way, best[1], best[2])


def _by_points(case: Case, way: Way, pair: tuple[Candidate, Candidate], top: int) -> list[Change]:
    """The fewest papers by which the second of ``pair`` catches up with the first: those that bring most."""
    last, first = pair
    totals = case.before.stages[0].totals
    left = totals[last] - totals[first]
    best = tuple(top if candidate == first else 0 for candidate in range(case.contest.candidates))
    if way is Way.ADDED:
        return [Change(-(-left // top), None, best)] if left else []
    more = top if way is Way.CHANGED else 0
    changes = []
    for number, paper in sorted(case.groups, key=lambda group: group[1][first] - group[1][last]):
        brings = paper[last] - paper[first] + more
        if left <= 0 or brings <= 0:
            break
        n = min(number, -(-left // brings))
        changes.append(Change(n, paper, best if way is Way.CHANGED else None))
        left -= n * brings
    return changes


def motion(case: Case, way: Way) -> Margin:
    """Yes or no: papers are taken from those that do most, until the motion is decided the other way."""
    carried = bool(case.elected)
    order = _in_turn(case, way, carried=carried)
    if order is None:
        return Margin(way, None, None, METHOD)
    enough = sum(number for number, _, _ in order)
    if case.witness(_as_changes(order, enough), ()) is None:
        return Margin(way, None, None, METHOD)
    low = 0  # so few are not enough, and ``enough`` are
    while enough - low > 1:
        middle = (low + enough) // 2
        if case.witness(_as_changes(order, middle), ()) is None:
            low = middle
        else:
            enough = middle
    return _shown(case, way, _as_changes(order, enough), ())


_Move = tuple[int, Marks | None, Marks | None]


def _in_turn(case: Case, way: Way, *, carried: bool) -> list[_Move] | None:
    """Which papers change, come or go, those that do most first; None where no papers can undo anything."""
    yes, no = (0,), (1,)
    if way is Way.ADDED:
        papers = sum(number for number, _ in case.groups)
        # Ten for every paper there is, and ten more, are more than any threshold asks for.
        return [(10 * papers + 10, None, no if carried else yes)]
    against = [(n, paper) for n, paper in case.groups if (paper == yes) is carried]
    against.sort(key=lambda group: (group[1] != no, group[1]))
    becomes = None if way is Way.REMOVED else no if carried else yes
    return [(n, paper, becomes) for n, paper in against] or None


def _as_changes(order: list[_Move], number: int) -> list[Change]:
    """The first ``number`` papers of ``order``."""
    changes = []
    for n, was, becomes in order:
        taken = min(n, number)
        number -= taken
        if taken:
            changes.append(Change(taken, was, becomes))
    return changes
