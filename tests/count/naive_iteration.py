"""A second opinion on the rules that count by iteration: every paper by itself, in fractions of a vote.

Written from spec/counting/iteration.md and the page of each rule; nothing is shared with ``tellers.count``.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

BILLIONTH = Fraction(1, 10**9)
Ranking = tuple[int, ...]


def up(exact: Fraction) -> Fraction:
    """Rounded up to nine decimals."""
    return ceil(exact / BILLIONTH) * BILLIONTH


def down(exact: Fraction) -> Fraction:
    """Nine decimals, the rest dropped."""
    return floor(exact / BILLIONTH) * BILLIONTH


@dataclass
class Shown:
    """What a stage shows."""

    action: str
    iteration: int
    totals: list[Fraction]
    keep: list[Fraction]
    quota: Fraction
    non_transferable: Fraction
    elected: list[int]
    excluded: list[int]
    ties: list[tuple[list[int], str, int | None, list[int]]]


@dataclass
class Poll:
    """A contest under one of the three rules, and how far it is counted."""

    rule: str
    ties: str
    papers: list[Ranking]
    candidates: int
    seats: int
    withdrawn: frozenset[int]
    lot: tuple[int, ...]
    elected: list[int] = field(default_factory=list)
    out: set[int] = field(default_factory=set)
    keep: dict[int, Fraction] = field(default_factory=dict)
    iterations: list[list[Fraction]] = field(default_factory=list)
    broken: list[tuple[list[int], str, int | None, list[int]]] = field(default_factory=list)

    def hopeful(self) -> list[int]:
        return [c for c in range(self.candidates) if c not in self.out and c not in self.elected]

    def spend(self) -> tuple[list[Fraction], Fraction]:
        """Section 1: votes of everybody, and what nobody keeps."""
        votes = [Fraction(0)] * self.candidates
        nobody = Fraction(0)
        for paper in self.papers:
            left = Fraction(1)
            for candidate in paper:
                if self.rule == "warren":
                    part = min(left, self.keep[candidate])
                else:
                    part = up(left * self.keep[candidate])
                votes[candidate] += part
                left -= part
            nobody += left
        return votes, nobody

    def quota(self, votes: list[Fraction]) -> Fraction:
        share = down(sum(votes, Fraction(0)) / (self.seats + 1))
        return share if self.rule == "meek-hww" else share + BILLIONTH

    def lowered(self, votes: list[Fraction], quota: Fraction) -> dict[int, Fraction]:
        """Section 3."""
        return {
            c: min(keep, up(up(quota * keep) / votes[c])) if c in self.elected and votes[c] > quota else keep
            for c, keep in self.keep.items()
        }

    def time_to_exclude(self, votes: list[Fraction], quota: Fraction) -> bool:
        if self.lowered(votes, quota) == self.keep:
            return True
        if self.rule == "meek-hww":
            return all(quota * 100_000 >= votes[c] * 99_999 for c in self.elected)
        surplus = sum((votes[c] - quota for c in self.elected if votes[c] > quota), Fraction(0))
        first, second, *_ = sorted(votes[c] for c in self.hopeful())
        return first + surplus < second or surplus < Fraction(1, 10_000)

    def whom_to_exclude(self) -> int:
        """Section 5 and the rule's own page."""
        now = self.iterations[-1]
        fewest = min(now[c] for c in self.hopeful())
        tied = [c for c in self.hopeful() if now[c] == fewest]
        order = list(enumerate(self.iterations, start=1))
        for number, votes in order[::-1] if self.ties == "backwards" else order:
            least = [c for c in tied if votes[c] == min(votes[d] for d in tied)]
            if least != tied:
                self.broken.append((tied, "iteration", number, least))
                tied = least
        if len(tied) == 1:
            return tied[0]
        if self.ties in ("corrected", "statute"):
            own = self.numbers()
            out, how = min(tied, key=lambda c: own[c]), "numbers"
        else:
            out, how = max(tied, key=self.lot.index), "lot"
        self.broken.append((tied, how, None, [out]))
        return out

    def numbers(self) -> list[int]:
        """The numbers of spec/counting/meek-nz.md as they are in the present iteration."""
        hill = self.ties == "corrected"
        x, y, v = self.candidates + 5, self.seats, len(self.papers)
        z = (v + (10000 if hill else 1000) * int(str(v)[-1])) % 30323
        given: list[int] = []
        step = 0
        while len(given) < self.candidates:
            step += 1
            x, y, z = x * 171 % 30269, y * 172 % 30307, z * 170 % 30323
            number = x * 10000 // 30269 + y * 10000 // 30307 + z * 10000 // 30323
            number = number % 10000 if hill else number
            if step > 4 and number not in given:
                given.append(number)
        odd = len(self.iterations) % 2 == 1
        return [10000 - number for number in given] if odd == hill else given

    def count(self) -> list[Shown]:
        """Every stage."""
        self.out = set(self.withdrawn)
        self.keep = {c: Fraction(0 if c in self.out else 1) for c in range(self.candidates)}
        shown: list[Shown] = []
        action, excluded = "first", list[int]()
        while True:
            votes, nobody = self.spend()
            self.iterations.append(votes)
            quota = self.quota(votes)
            hopeful = self.hopeful()
            places = self.seats - len(self.elected)
            reached = [c for c in hopeful if votes[c] > quota - (0 if self.rule == "meek-hww" else BILLIONTH)]
            new = sorted(reached, key=lambda c: (-votes[c], c)) if len(reached) <= places else []
            if len(hopeful) <= places:
                new = hopeful
            kept = [self.keep[c] for c in range(self.candidates)]
            self.elected += new
            over = len(self.elected) == self.seats or not self.hopeful()
            leaves = not over and self.time_to_exclude(votes, quota)
            if new or leaves:
                seen = Shown(
                    action, len(self.iterations), votes, kept, quota, nobody, new, excluded, self.broken
                )
                shown.append(seen)
                action, excluded, self.broken = "surplus", [], []
            if over:
                return shown
            self.keep = self.lowered(votes, quota)
            if leaves:
                out = self.whom_to_exclude()
                action, excluded = "exclusion", [out]
                self.out.add(out)
                self.keep[out] = Fraction(0)
                rest = self.hopeful()
                if len(rest) == self.seats - len(self.elected):
                    number = len(self.iterations)
                    shown.append(
                        Shown(
                            "last-vacancies", number, votes, kept, quota, nobody, rest, excluded, self.broken
                        )
                    )
                    self.elected += rest
                    return shown
