"""Second opinions for the tests: the same rules counted one paper at a time, in fractions, without haste.

Nothing is shared with ``tellers.count``. Each count returns the elected in order and the totals of every
stage as fractions.
"""

from fractions import Fraction
from itertools import pairwise, permutations
from typing import NamedTuple

Rankings = list[tuple[int, ...]]
Totals = list[Fraction]


class Outcome(NamedTuple):
    """Who is elected, and every candidate's votes at the end of every stage."""

    elected: list[int]
    totals: list[Totals]


class Sheet:
    """One paper: its ranking, with whom it lies (None: nobody), and what it is worth."""

    def __init__(self, ranking: tuple[int, ...]) -> None:
        self.ranking = ranking
        self.lies_with: int | None = None
        self.worth = Fraction(1)

    def pass_on(self, open_to: set[int]) -> None:
        """Lay this paper with the next in its ranking who is open to it."""
        rest = self.ranking
        if self.lies_with is not None:
            rest = rest[rest.index(self.lies_with) + 1 :]
        self.lies_with = next((candidate for candidate in rest if candidate in open_to), None)


def tally(sheets: list[Sheet], kept: dict[int, Fraction], candidates: int) -> Totals:
    """Votes of every candidate: the worth of the papers that lie there, or what was ``kept``."""
    return [
        kept.get(c, sum((sheet.worth for sheet in sheets if sheet.lies_with == c), Fraction(0)))
        for c in range(candidates)
    ]


def settle(tied: list[int], history: list[Totals], lot: tuple[int, ...], most: bool) -> int:
    """The tied candidate whose votes, latest stage first, are greatest (or least); then the lot."""

    def key(candidate: int) -> tuple[list[Fraction], int]:
        return [totals[candidate] for totals in reversed(history)], -lot.index(candidate)

    return max(tied, key=key) if most else min(tied, key=key)


def alternative_vote(
    rankings: Rankings, candidates: int, withdrawn: frozenset[int], lot: tuple[int, ...], finish: str
) -> Outcome:
    """spec/counting/av.md, paper by paper."""
    running = set(range(candidates)) - withdrawn
    sheets = [Sheet(ranking) for ranking in rankings]
    history: list[Totals] = []
    while True:
        for sheet in sheets:
            if history and sheet.lies_with is None:
                continue
            if sheet.lies_with not in running:
                sheet.pass_on(running)
        history.append(tally(sheets, {}, candidates))
        ordered = sorted(running, key=lambda c: history[-1][c])
        best = ordered[-1]
        if finish == "majority" and history[-1][best] > sum(history[-1]) / 2:
            return Outcome([best], history)
        if len(running) <= 2:
            return Outcome([settle(ordered, history, lot, most=True)], history)
        running.remove(settle(ordered, history, lot, most=False))


def scottish(
    rankings: Rankings, candidates: int, seats: int, withdrawn: frozenset[int], lot: tuple[int, ...]
) -> Outcome:
    """spec/counting/stv-scottish.md with the last transfer printed, paper by paper."""
    running = set(range(candidates)) - withdrawn
    sheets = [Sheet(ranking) for ranking in rankings]
    enough = Fraction(len(rankings) // (seats + 1) + 1)
    kept: dict[int, Fraction] = {}
    elected: list[int] = []
    for sheet in sheets:
        sheet.pass_on(running)
    history = [tally(sheets, kept, candidates)]
    while True:
        now = history[-1]
        if len(running) <= seats - len(elected):
            return Outcome(elected + sorted(running), history)
        reached = sorted((c for c in running if now[c] >= enough), key=lambda c: (-now[c], c))
        elected += reached
        running -= set(reached)
        if len(elected) == seats:
            return Outcome(elected, history)
        above = [c for c in elected if now[c] > enough]
        if above:
            giver = settle(above, history, lot, most=True)
            for sheet in (sheet for sheet in sheets if sheet.lies_with == giver):
                exact = (now[giver] - enough) * sheet.worth / now[giver]
                sheet.worth = Fraction(int(exact * 100_000), 100_000)
                sheet.pass_on(running)
            kept[giver] = enough
        else:
            out = settle(sorted(running), history, lot, most=False)
            running.remove(out)
            for sheet in (sheet for sheet in sheets if sheet.lies_with == out):
                sheet.pass_on(running)
        history.append(tally(sheets, kept, candidates))


def most_points(
    papers: list[tuple[int, ...]], seats: int, withdrawn: frozenset[int], lot: tuple[int, ...]
) -> tuple[set[int], list[int]]:
    """spec/counting/score.md: who is elected, and everybody's points, withdrawn or not."""
    points = [sum(paper[c] for paper in papers) for c in range(len(lot))]
    order = sorted(set(range(len(lot))) - withdrawn, key=lambda c: (-points[c], lot.index(c)))
    return set(order[:seats]), points


def schulze(
    papers: list[tuple[tuple[int, ...], ...]], candidates: int, withdrawn: frozenset[int]
) -> tuple[set[int], dict[tuple[int, int], int]]:
    """spec/counting/schulze.md, every chain listed: over whom nobody prevails, and the strongest chains."""
    running = sorted(set(range(candidates)) - withdrawn)
    places = [{c: place for place, level in enumerate(paper) for c in level} for paper in papers]

    def prefer(a: int, b: int) -> int:
        return sum(place.get(a, candidates) < place.get(b, candidates) for place in places)

    victories = {(a, b): prefer(a, b) for a, b in permutations(running, 2) if prefer(a, b) > prefer(b, a)}

    def strength(a: int, b: int) -> int:
        others = [c for c in running if c not in (a, b)]
        chains = (
            (a, *between, b) for length in range(len(others) + 1) for between in permutations(others, length)
        )
        return max(min(victories.get(step, 0) for step in pairwise(chain)) for chain in chains)

    strongest = {pair: strength(*pair) for pair in permutations(running, 2)}
    best = {a for a in running if all(strongest[a, b] >= strongest[b, a] for b in running if b != a)}
    return best, strongest


def college(
    sections: list[Rankings],
    shares: list[Fraction],
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
    **how: str,
) -> Outcome:
    """spec/counting/college.md, paper by paper; the totals are the candidates' parts."""
    running = set(range(len(lot))) - withdrawn
    sheets = [[Sheet(ranking) for ranking in section] for section in sections]
    history: list[Totals] = []
    while True:
        parts = [Fraction(0)] * len(lot)
        whole = Fraction(0)
        for section, share in zip(sheets, shares, strict=True):
            for sheet in section:
                if sheet.lies_with not in running and (sheet.lies_with is not None or not history):
                    sheet.pass_on(running)
            lying = [sheet.lies_with for sheet in section if sheet.lies_with is not None]
            whole += share if lying else 0
            for candidate in lying:
                parts[candidate] += share / len(lying)
        history.append(parts)
        earlier = {"lot": [], "backwards": history[:-1], "forwards": history[:-1][::-1]}[how["ties"]]
        ordered = sorted(running, key=lambda c: parts[c])
        if how["finish"] == "majority" and parts[ordered[-1]] > whole / 2:
            return Outcome([ordered[-1]], history)
        if len(running) <= 2:
            return Outcome([settle(ordered, [*earlier, parts], lot, most=True)], history)
        running.remove(settle(ordered, [*earlier, parts], lot, most=False))


def ranked_pairs(
    papers: list[tuple[tuple[int, ...], ...]],
    candidates: int,
    withdrawn: frozenset[int],
    lot: tuple[int, ...],
) -> tuple[int, set[tuple[int, int]]]:
    """spec/counting/ranked-pairs.md, always in the order of the lot: who is elected, and what was locked."""
    running = sorted(set(range(candidates)) - withdrawn)
    places = [{c: place for place, level in enumerate(paper) for c in level} for paper in papers]

    def prefer(a: int, b: int) -> int:
        return sum(place.get(a, candidates) < place.get(b, candidates) for place in places)

    def leads(a: int, b: int, locked: set[tuple[int, int]]) -> bool:
        return any(x == a and (y == b or leads(y, b, locked)) for x, y in locked)

    def turn(victory: tuple[int, int]) -> tuple[int, int, int, int]:
        a, b = victory
        return -prefer(a, b), prefer(b, a), lot.index(a), -lot.index(b)

    locked: set[tuple[int, int]] = set()
    for a, b in sorted((v for v in permutations(running, 2) if prefer(*v) > prefer(*v[::-1])), key=turn):
        if not leads(b, a, locked):
            locked.add((a, b))
    best = [c for c in running if all(loser != c for _, loser in locked)]
    return min(best, key=lot.index), locked
