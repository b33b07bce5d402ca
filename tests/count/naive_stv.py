"""Second opinions on the rules that transfer by parcels: one paper at a time, in fractions, without haste.

Written from spec/counting/gregory.md and the page of each rule; nothing is shared with ``tellers.count``.
"""

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from itertools import combinations

from tests.count.naive import Outcome, Rankings, Totals

Settle = Callable[[list[int], bool], int]
"""Of equal candidates the foremost (True) or the hindmost (False)."""
Guarantees = tuple[tuple[int, frozenset[int]], ...]
"""The least number of places of a group, and who belongs to it."""


class Slip:
    """One paper: with whom it lies, what it is worth, and in which transfer it came there."""

    def __init__(self, ranking: tuple[int, ...]) -> None:
        self.ranking = ranking
        self.lies_with: int | None = None
        self.worth = Fraction(1)
        self.came = 0

    def next(self, running: set[int]) -> int | None:
        """The next candidate on it who runs."""
        rest = self.ranking
        if self.lies_with is not None:
            rest = rest[rest.index(self.lies_with) + 1 :]
        return next((candidate for candidate in rest if candidate in running), None)


class Hall:
    """The counting hall: all slips, who runs, who is elected, who keeps what."""

    def __init__(
        self,
        rankings: Rankings,
        candidates: int,
        seats: int,
        withdrawn: frozenset[int],
        unit: int,
        guarantees: Guarantees,
    ) -> None:
        self.slips = [Slip(ranking) for ranking in rankings]
        self.candidates, self.seats, self.unit = candidates, seats, unit
        self.running = set(range(candidates)) - withdrawn
        self.elected: list[int] = []
        self.kept: dict[int, Fraction] = {}
        self.since: dict[int, int] = {}
        self.transfers = 0
        self.quota = Fraction(0)
        self.history: list[Totals] = []
        self.guarantees = guarantees
        self.doomed: set[int] = set()
        self.guarded: set[int] = set()
        for slip in self.slips:
            slip.lies_with = slip.next(self.running)

    def down(self, amount: Fraction) -> Fraction:
        """What is left of an amount when the remainder is ignored."""
        return Fraction(int(amount * self.unit), self.unit)

    def votes(self, c: int) -> Fraction:
        worth = (slip.worth for slip in self.slips if slip.lies_with == c)
        return self.kept.get(c, sum(worth, Fraction(0)))

    def places(self) -> int:
        return self.seats - len(self.elected)

    def over(self) -> bool:
        return not self.places() or not self.running

    def elect(self, those: Iterable[int]) -> None:
        for c in those:
            self.elected.append(c)
            self.since[c] = len(self.history)
            self.running.discard(c)

    def possible(self, elected: set[int], running: set[int]) -> bool:
        """Guaranteed 2, by trying every set of candidates."""
        places = self.seats - len(elected)
        return places >= 0 and any(
            all(len({*elected, *others} & members) >= least for least, members in self.guarantees)
            for others in combinations(sorted(running), min(places, len(running)))
        )

    def judge(self) -> None:
        """Guaranteed 3, clauses 1 and 2."""
        self.guarded = set()
        if not self.guarantees or self.over():
            return
        had = set(self.elected)
        newly = {c for c in self.running if not self.possible(had | {c}, self.running - {c})}
        self.guarded = {c for c in self.running if not self.possible(had, self.running - {c})}
        self.running -= newly
        self.doomed |= newly

    def together_or_one(self, equal: list[int], settle: Settle) -> list[int]:
        """Guaranteed 3, clause 3."""
        fits = not self.guarantees or self.possible({*self.elected, *equal}, self.running - set(equal))
        return equal if fits or len(equal) == 1 else [settle(equal, True)]

    def by_quota(self, settle: Settle) -> None:
        self.judge()
        while not self.over():
            if len(self.running) <= self.places():
                self.elect(sorted(self.running))
                return
            most = max(self.votes(c) for c in self.running)
            if most < self.quota:
                return
            equal = sorted(c for c in self.running if self.votes(c) == most)
            self.elect(self.together_or_one(equal, settle))
            self.judge()

    def write(self) -> None:
        self.judge()
        self.history.append([self.votes(c) for c in range(self.candidates)])

    def surpluses(self) -> dict[int, Fraction]:
        found = {c: self.votes(c) - self.quota for c in self.elected}
        return {c: surplus for c, surplus in found.items() if surplus > 0}

    def shed(self, c: int) -> None:
        """Gregory 5: the surplus of ``c`` leaves with the parcel that came last."""
        surplus = self.votes(c) - self.quota
        last = max(slip.came for slip in self.slips if slip.lies_with == c)
        parcel = [slip for slip in self.slips if slip.lies_with == c and slip.came == last]
        moving = [slip for slip in parcel if slip.next(self.running) is not None]
        worth = sum((slip.worth for slip in moving), Fraction(0))
        self.transfers += 1
        self.kept[c] = self.quota
        for slip in moving:
            if worth > surplus:
                slip.worth = self.down(surplus / len(moving))
            slip.lies_with, slip.came = slip.next(self.running), self.transfers

    def hand_on(self, slips: list[Slip]) -> None:
        """Papers of excluded candidates move at what they are worth."""
        self.transfers += 1
        for slip in slips:
            slip.lies_with, slip.came = slip.next(self.running), self.transfers

    def together(self, equality: bool) -> int:
        """Gregory 7; guaranteed 3, clauses 5 and 7."""
        if self.doomed:
            return len(self.doomed)
        votes = sorted(self.votes(c) for c in self.running - self.guarded)
        waiting = sum(self.surpluses().values())
        groups = [0]
        most = min(len(votes) - 1, 1) if self.guarantees else len(votes) - self.places()
        for k in range(1, most + 1):
            total = sum(votes[:k]) + waiting
            if total < votes[k] or (equality and total == votes[k]):
                groups.append(k)
        return groups[-1]

    def lowest(self, number: int, settle: Settle) -> set[int]:
        """Guaranteed 3, clauses 5 and 6."""
        out: set[int] = set()
        while len(out) < number:
            rest = (self.doomed or self.running - self.guarded) - out
            fewest = min(self.votes(c) for c in rest)
            out.add(settle(sorted(c for c in rest if self.votes(c) == fewest), False))
        return out

    def largest(self, those: Iterable[int], settle: Settle) -> int:
        surpluses = self.surpluses()
        most = max(surpluses[c] for c in those)
        return settle(sorted(c for c in those if surpluses[c] == most), True)

    def drop(self, out: set[int]) -> bool:
        """Exclude ``out``; whether that fills the last places (gregory 8)."""
        self.running -= out
        self.doomed -= out
        if len(self.running) > self.places():
            return False
        self.elect(sorted(self.running))
        self.write()
        return True

    def unbeatable(self, equality: bool) -> bool:
        """Gregory 9."""
        if self.places() != 1 or self.doomed:
            return False
        first = max(sorted(self.running), key=self.votes)
        others = [self.votes(c) for c in self.running if c != first]
        rest = sum(others, Fraction(0)) + sum(self.surpluses().values())
        if self.votes(first) > rest or (
            equality and self.votes(first) == rest and self.votes(first) not in others
        ):
            self.elect([first])
            self.write()
            return True
        return False

    def lying_with(self, out: Collection[int | None]) -> list[Slip]:
        return [slip for slip in self.slips if slip.lies_with in out]

    def outcome(self) -> Outcome:
        return Outcome(self.elected, self.history)


def by_history(hall: Hall, lot: tuple[int, ...], latest_first: bool) -> Settle:
    def settle(tied: list[int], foremost: bool) -> int:
        history = hall.history[::-1] if latest_first else hall.history

        def key(c: int) -> tuple[list[Fraction], int]:
            return [totals[c] for totals in history], -lot.index(c)

        return max(tied, key=key) if foremost else min(tied, key=key)

    return settle


def exact_quota(hall: Hall, votes: Fraction) -> Fraction:
    """spec/counting/stv-ers97.md, 5.1.6."""
    exact = votes / (hall.seats + 1)
    return hall.down(exact) + (Fraction(1, 100) if hall.down(exact) != exact else 0)


def elect_in_turn(hall: Hall, out: set[int], settle: Settle) -> None:
    """spec/counting/stv-ers97.md, 5.1.7 and 5.6.2; papers of ``out`` still have to move."""
    hall.judge()
    while not hall.over():
        if len(hall.running) <= hall.places():
            hall.elect(sorted(hall.running))
            return
        moving = hall.running | out | hall.doomed
        active = sum(hall.votes(c) for c in moving) + sum(hall.surpluses().values())
        most = max(hall.votes(c) for c in hall.running)
        if most < hall.quota and most < active / (hall.places() + 1):
            return
        best = sorted(c for c in hall.running if hall.votes(c) == most)
        if len(best) > hall.places():
            past = {c: [totals[c] for totals in hall.history] for c in best}
            best = [c for c in best if past[c] == max(past.values())]
        if len(best) > hall.places():
            return
        hall.elect(hall.together_or_one(best, settle))
        hall.judge()


def exclude_in_batches(hall: Hall, out: set[int], settle: Settle) -> None:
    """spec/counting/stv-ers97.md, 5.4."""
    values = {slip.worth for slip in hall.lying_with(out)} or {Fraction(1)}
    for value in sorted(values, reverse=True):
        if hall.over():
            return
        hall.hand_on([slip for slip in hall.lying_with(out) if slip.worth == value])
        if not hall.elected:
            valid = sum((slip.worth for slip in hall.slips if slip.lies_with is not None), Fraction(0))
            hall.quota = exact_quota(hall, valid)
        elect_in_turn(hall, out, settle)
        hall.write()


def ers97(
    rankings: Rankings,
    candidates: int,
    seats: int,
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
    guarantees: Guarantees = (),
) -> Outcome:
    """spec/counting/stv-ers97.md."""
    hall = Hall(rankings, candidates, seats, withdrawn, 100, guarantees)
    settle = by_history(hall, lot, latest_first=False)
    hall.quota = exact_quota(hall, Fraction(len(rankings)))
    elect_in_turn(hall, set(), settle)
    hall.write()
    while not hall.over():
        group = hall.together(equality=True)
        if hall.surpluses() and not group:
            hall.shed(hall.largest(hall.surpluses(), settle))
            elect_in_turn(hall, set(), settle)
            hall.write()
            continue
        out = hall.lowest(max(group, 1), settle)
        if not hall.drop(out):
            exclude_in_batches(hall, out, settle)
    return hall.outcome()


def exclude_in_heaps(hall: Hall, out: set[int], between: bool, settle: Settle) -> None:
    """spec/counting/stv-ni.md, 51."""
    rest = [slip for slip in hall.lying_with(out) if slip.came > 0]
    heaps = [[slip for slip in hall.lying_with(out) if slip.came == 0]]
    for value in sorted({slip.worth for slip in rest}, reverse=True):
        heaps.append([slip for slip in rest if slip.worth == value])
    for heap in heaps:
        if heap and not hall.over():
            hall.hand_on(heap)
            if between:
                hall.by_quota(settle)
    if not hall.over():
        hall.by_quota(settle)
    hall.write()


def northern_ireland(
    rankings: Rankings,
    candidates: int,
    seats: int,
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
    between: bool,
    guarantees: Guarantees = (),
) -> Outcome:
    """spec/counting/stv-ni.md."""
    hall = Hall(rankings, candidates, seats, withdrawn, 100, guarantees)
    settle = by_history(hall, lot, latest_first=False)
    hall.quota = Fraction(len(rankings) // (seats + 1) + 1)
    waits = seats == 1 and len(hall.running) > 1
    if not waits:
        hall.by_quota(settle)
    hall.write()
    while not hall.over():
        if not waits and hall.unbeatable(equality=True):
            break
        waits = False
        group = hall.together(equality=False)
        if hall.surpluses() and not group:
            hall.shed(hall.largest(hall.surpluses(), settle))
            hall.by_quota(settle)
            hall.write()
            continue
        out = hall.lowest(max(group, 1), settle)
        if not hall.drop(out):
            exclude_in_heaps(hall, out, between, settle)
    return hall.outcome()


def in_order_received(
    hall: Hall, settle: Settle, oldest: bool, last_place: bool, each_a_stage: bool
) -> Outcome:
    """spec/counting/stv-seanad.md and spec/counting/prsa77.md, clauses 3 to 7 of which differ in little."""
    hall.quota = Fraction(len(hall.slips) * 1000 // (hall.seats + 1) + 1, 1000)
    hall.by_quota(settle)
    hall.write()
    while not hall.over():
        if last_place and hall.unbeatable(equality=False):
            break
        waiting = [] if hall.doomed else list(hall.surpluses())
        if waiting:
            first = min(hall.since[c] for c in waiting)
            turn = [c for c in waiting if hall.since[c] == first] if oldest else waiting
            hall.shed(hall.largest(turn, settle))
            hall.by_quota(settle)
            hall.write()
            continue
        out = hall.lowest(1, settle)
        if hall.drop(out):
            break
        came = sorted({(slip.lies_with, slip.came) for slip in hall.lying_with(out)})
        for lay_with, transfer in came:
            hall.hand_on([slip for slip in hall.lying_with({lay_with}) if slip.came == transfer])
            hall.by_quota(settle)
            if each_a_stage:
                hall.write()
            if hall.over():
                break
        if not came:
            hall.by_quota(settle)
        if not came or not each_a_stage:
            hall.write()
    return hall.outcome()


def seanad(
    rankings: Rankings,
    candidates: int,
    seats: int,
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
    oldest: bool,
    guarantees: Guarantees = (),
) -> Outcome:
    """spec/counting/stv-seanad.md."""
    struck = [tuple(c for c in ranking if c not in withdrawn) for ranking in rankings]

    def key(c: int) -> tuple[list[int], int]:
        given = [sum(paper[n : n + 1] == (c,) for paper in struck) for n in range(candidates)]
        return given, -lot.index(c)

    def settle(tied: list[int], foremost: bool) -> int:
        return max(tied, key=key) if foremost else min(tied, key=key)

    hall = Hall(rankings, candidates, seats, withdrawn, 1000, guarantees)
    return in_order_received(hall, settle, oldest, last_place=True, each_a_stage=False)


def prsa77(
    rankings: Rankings,
    candidates: int,
    seats: int,
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
    oldest: bool,
    latest_first: bool,
    guarantees: Guarantees = (),
) -> Outcome:
    """spec/counting/prsa77.md."""
    hall = Hall(rankings, candidates, seats, withdrawn, 1000, guarantees)
    settle = by_history(hall, lot, latest_first)
    return in_order_received(hall, settle, oldest, last_place=False, each_a_stage=True)


def scottish(
    rankings: Rankings,
    candidates: int,
    seats: int,
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
    guarantees: Guarantees,
) -> Outcome:
    """spec/counting/stv-scottish.md with the last transfer printed, and spec/counting/guaranteed.md."""
    hall = Hall(rankings, candidates, seats, withdrawn, 100_000, guarantees)
    settle = by_history(hall, lot, latest_first=True)
    hall.quota = Fraction(len(rankings) // (seats + 1) + 1)
    hall.by_quota(settle)
    hall.write()
    while not hall.over():
        if hall.surpluses() and not hall.doomed:
            giver = hall.largest(hall.surpluses(), settle)
            votes = hall.votes(giver)
            slips = hall.lying_with({giver})
            for slip in slips:
                slip.worth = hall.down((votes - hall.quota) * slip.worth / votes)
            hall.kept[giver] = hall.quota
        else:
            out = hall.doomed.copy() or hall.lowest(1, settle)
            slips = hall.lying_with(out)
            hall.running -= out
            hall.doomed -= out
        hall.hand_on(slips)
        hall.by_quota(settle)
        hall.write()
    return hall.outcome()
