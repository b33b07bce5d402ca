#!/usr/bin/env python3
"""Count the votes of this evidence pack again, with other code than the program that counted them.

IT VERIFIES NO SIGNATURE AND NO PROOF: it takes votes, minutes and definitions as they lie in the folder and
asks only whether they give the published result. Whether they are the true ones `tellers verify` says.

    python3 -I pack/recount.py             the pack in whose folder this file lies
    python3 -I pack/recount.py FOLDER      another pack, as a folder

Exit status: 0 every published result is what the votes give; 1 one differs; 2 it could not be counted.

It needs Python 3.8 or later and nothing else. It is slow and simple on purpose: one paper at a time, amounts
as exact fractions, nothing shared with the program that it checks. It was written from the pages of
spec/counting alone; the numbers in its comments are the clauses of these pages. Candidates are numbered from
1 in the order of the contest.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter, namedtuple
from fractions import Fraction
from math import floor
from typing import Any

Paper = namedtuple("Paper", "choices section")  # what stands on it, candidates from 1; its section or None
Guarantee = namedtuple("Guarantee", "name declared least members")  # least: what declared was cut to


class CannotCount(Exception):
    """Why this contest cannot be counted, in words."""


# ---------------------------------------------------------------- what is counted, and what is written down


class Contest:
    """What was declared before nominations closed."""

    def __init__(self, declared: dict[str, Any]) -> None:
        self.candidates: list[int] = list(range(1, declared["candidates"] + 1))
        self.seats: int = declared["seats"]
        self.rule: str = declared["rule"]
        self.version: int = declared["version"]
        self.parameters: dict[str, str] = dict(declared["parameters"])
        self.withdrawn: list[int] = sorted(declared["withdrawn"])
        self.lot: list[int] = list(declared["lot"])
        self.sections: list[tuple[str, Fraction]] = list(declared.get("sections", ()))
        self.guaranteed: list[tuple[str, int, list[int]]] = list(declared.get("guaranteed", ()))
        self.reopen: int | None = declared.get("reopen")
        self.standing = [c for c in self.candidates if c not in self.withdrawn]


class Record:
    """A count as it goes on: the votes now, and every stage so far."""

    def __init__(self, contest: Contest, papers: list[Paper], places: int) -> None:
        self.contest, self.papers, self.places = contest, papers, places
        self.votes = {c: Fraction(0) for c in contest.candidates}
        self.non_transferable = Fraction(0)
        self.lost = Fraction(0)
        self.quota: Fraction | None = None
        self.stages: list[dict[str, Any]] = []
        self.history: list[dict[int, Fraction]] = []  # the votes at the end of every stage
        self.ties: list[dict[str, Any]] = []  # of the stage that is being counted
        self.extra: dict[str, Any] = {}
        self.guarantees = guarantees(contest)

    def amount(self, votes: Fraction) -> str:
        """An amount as the result writes it, with the decimals of the rule."""
        units = votes * 10**self.places
        if units.denominator != 1:
            raise CannotCount("an amount has more decimals than the rule has: this program is wrong")
        digits = str(units.numerator).rjust(self.places + 1, "0")
        return digits[: -self.places] + "." + digits[-self.places :] if self.places else digits

    def cut(self, votes: Fraction) -> Fraction:
        """An amount with the decimals of the rule, the remainder dropped."""
        return Fraction(floor(votes * 10**self.places), 10**self.places)

    def stage(
        self,
        action: str,
        of: Any = (),
        elected: Any = (),
        excluded: Any = (),
        transfers: Any = (),
        **more: Any,
    ) -> None:
        """Write down the end of a stage."""
        self.history.append(dict(self.votes))
        written = {
            "n": len(self.stages) + 1,
            "action": action,
            "of": sorted(of),
            "totals": [self.amount(self.votes[c]) for c in self.contest.candidates],
            "non_transferable": self.amount(self.non_transferable),
            "lost": self.amount(self.lost),
            "elected": list(elected),
            "excluded": sorted(excluded),
            "ties": self.ties,
            "transfers": list(transfers),
            "quota": None if self.quota is None else self.amount(self.quota),
        }
        self.stages.append({**written, **more})
        self.ties = []

    # -- ties: result, section 3

    def tie(self, purpose: str, between: Any, broken_by: str, stage: int | None, left: list[int]) -> None:
        """Write down how equal candidates were told apart."""
        event = {"purpose": purpose, "between": sorted(between), "broken_by": broken_by}
        self.ties.append({**event, "stage": stage, "left": left})

    def in_lot(self, candidates: Any) -> list[int]:
        """Candidates in the order of the lot, the preferred one first."""
        if not self.contest.lot:
            raise CannotCount("a tie needs a lot, and none was drawn")
        return sorted(candidates, key=self.contest.lot.index)

    def by_lot(self, purpose: str, between: Any) -> int:
        """The one whom the lot elects, or excludes."""
        chosen = self.in_lot(between)[-1 if purpose == "exclusion" else 0]
        self.tie(purpose, between, "lot", None, [chosen])
        return chosen

    def choose(self, purpose: str, between: Any, how: str) -> int:
        """One of equal candidates: by the stages before, backwards or forwards, and then by lot."""
        left = sorted(between)
        numbers = [] if how == "lot" else list(range(1, len(self.history) + 1))
        for number in numbers if how == "forwards" else reversed(numbers):
            left = self.narrow(purpose, left, self.history[number - 1], "stage", number)
        return left[0] if len(left) == 1 else self.by_lot(purpose, left)

    def narrow(
        self, purpose: str, left: list[int], votes: dict[int, Fraction], broken_by: str, number: int
    ) -> list[int]:
        """Those who are ahead here (or, for an exclusion, behind); an event if that leaves fewer."""
        best = (min if purpose == "exclusion" else max)(votes[c] for c in left)
        ahead = [c for c in left if votes[c] == best]
        if len(ahead) < len(left):
            self.tie(purpose, left, broken_by, number, ahead)
        return ahead


def first_of(choices: Any, among: Any) -> int | None:
    """The first candidate on a paper who is among these."""
    for candidate in choices:
        if candidate in among:
            return int(candidate)
    return None


def ordered(candidates: Any, votes: dict[int, Fraction]) -> list[int]:
    """By votes, most first; equals by number."""
    return sorted(candidates, key=lambda c: (-votes[c], c))


def fill(record: Record, candidates: Any, seats: int) -> list[int]:
    """Those with most votes, as many as there are places; result, section 4, and guaranteed, section 5."""
    kept, left = record.guarantees, sorted(candidates)
    elected: list[int] = []
    while left and len(elected) < seats:
        out = doomed(kept, elected, left, seats - len(elected))
        looked_at, places = [c for c in left if c not in out], seats - len(elected)
        if kept and record.contest.parameters["reserved"] == "first":
            for number, need in enumerate(needs(kept, elected)):
                if need:
                    looked_at, places = [c for c in looked_at if c in kept[number].members], need
                    break
        top = [c for c in looked_at if record.votes[c] == max(record.votes[d] for d in looked_at)]
        if len(top) > places or not is_possible(kept, elected + top, left, seats - len(elected + top)):
            top = [record.by_lot("election", top)]
        elected += top
        left = [c for c in left if c not in top]
    return elected


def those_with_most(record: Record) -> None:
    """The one stage of block, approval, score and borda."""
    votes, standing = record.votes, record.contest.standing
    elected = fill(record, standing, record.contest.seats)
    more = {}
    if record.guarantees:  # guaranteed, section 6
        others = [c for c in standing if c not in elected]
        passed = [c for c in others if any(votes[c] > votes[d] for d in elected)]
        more = {
            "doomed": passed,
            "guarded": [d for d in sorted(elected) if any(votes[d] < votes[c] for c in others)],
        }
    record.stage("first", elected=elected, **more)


# ---------------------------------------------------------------- guaranteed places: spec page guaranteed


def guarantees(contest: Contest) -> list[Any]:
    """1. The guarantees, cut under `waive` to what those who stand can meet."""
    kept: list[Any] = []
    if contest.guaranteed and "unmet" not in contest.parameters:
        raise CannotCount(f"{contest.rule} guarantees no places")
    for name, declared, members in contest.guaranteed:
        least = declared
        while not is_possible(
            [*kept, Guarantee(name, declared, least, members)], [], contest.standing, contest.seats
        ):
            if contest.parameters["unmet"] == "refuse":
                raise CannotCount("those who stand cannot fill the guaranteed places")
            least -= 1
        kept.append(Guarantee(name, declared, least, members))
    return kept


def needs(kept: list[Any], elected: list[int]) -> list[int]:
    """How many more of every group must be elected."""
    return [max(0, g.least - sum(1 for c in elected if c in g.members)) for g in kept]


def is_possible(kept: list[Any], elected: list[int], others: list[int], places: int) -> bool:
    """2. Whether so many of the others, or fewer, can make up with those elected what is guaranteed."""
    fewest = {
        tuple(needs(kept, elected)): 0
    }  # what is missing still, and how many others it took to get there
    for candidate in others:
        if candidate not in elected:
            for missing, took in list(fewest.items()):
                less = tuple(max(0, missing[n] - (candidate in g.members)) for n, g in enumerate(kept))
                if took + 1 < fewest.get(less, places + 1):
                    fewest[less] = took + 1
    return places >= fewest.get((0,) * len(kept), places + 1)


def doomed(kept: list[Any], elected: list[int], others: list[int], places: int) -> list[int]:
    """2. Of the others: who can have no place any more."""
    if not places:
        return []
    return [c for c in others if not is_possible(kept, [*elected, c], others, places - 1)]


def guarded(kept: list[Any], elected: list[int], others: list[int], places: int) -> list[int]:
    """2. Of the others: who must have a place."""
    if not places:
        return []
    return [c for c in others if not is_possible(kept, elected, [d for d in others if d != c], places)]


# ---------------------------------------------------------------- in one stage


def count_fptp(record: Record) -> None:
    """Spec page: fptp."""
    for paper in record.papers:
        add(record, first_of(paper.choices, record.contest.standing))
    record.stage("first", elected=fill(record, record.contest.standing, 1))


def add(record: Record, candidate: int | None, votes: int = 1) -> None:
    """Votes for a candidate who stands; for anybody else they are non-transferable."""
    if candidate in record.contest.standing:
        record.votes[candidate] += votes
    else:
        record.non_transferable += votes


def count_crosses(record: Record) -> None:
    """Spec pages: block, approval."""
    for paper in record.papers:
        for candidate in paper.choices:
            add(record, candidate)
    those_with_most(record)


def count_score(record: Record) -> None:
    """Spec page: score."""
    add_points(record)
    those_with_most(record)


def add_points(record: Record) -> None:
    """The points that papers of scores give."""
    for paper in record.papers:
        for candidate, points in enumerate(paper.choices, 1):
            add(record, candidate, points)


def count_borda(record: Record) -> None:
    """Spec page: borda."""
    standing = record.contest.standing
    n = len(standing)
    averaged = record.contest.parameters["truncated"] == "average"
    for paper in record.papers:
        given = Fraction(0)
        levels = levels_of(paper.choices, standing)
        below = n
        for level in levels:  # 1
            below -= len(level)
            given += share(record, level, below + Fraction(len(level) - 1, 2))
        unnamed = [c for c in standing if not any(c in level for level in levels)]
        if levels and unnamed and averaged:  # 2, 3
            given += share(record, unnamed, Fraction(len(unnamed) - 1, 2))
        record.non_transferable += Fraction(n * (n - 1), 2) - given
    those_with_most(record)


def share(record: Record, candidates: list[int], each: Fraction) -> Fraction:
    """Give each of them so many points; how many that makes."""
    for candidate in candidates:
        record.votes[candidate] += each
    return each * len(candidates)


def levels_of(choices: Any, standing: list[int]) -> list[list[int]]:
    """A ranking as levels of those who stand; levels of nobody are left out."""
    levels = [place if isinstance(place, list) else [place] for place in choices]
    present = [[c for c in level if c in standing] for level in levels]
    return [level for level in present if level]


# ---------------------------------------------------------------- yes-no, exhaustive, star


def count_yes_no(record: Record) -> None:
    """Spec page: yes-no."""
    contest, chosen = record.contest, Counter()  # type: ignore[var-annotated]
    for paper in record.papers:
        option = first_of(paper.choices, contest.candidates)
        add(record, option)
        chosen[paper.section, option] += 1
    if contest.sections:  # 5
        carried = yes_no_sections(record, chosen)
    else:
        kind, fraction = contest.parameters["threshold"].rsplit("-", 1)
        whole = yes_no_whole(contest, chosen, None)
        carried = reaches(kind, chosen[None, 1], Fraction(fraction), whole)
    record.stage("first", elected=[1] if carried else [])


def yes_no_whole(contest: Contest, chosen: Any, section: int | None) -> int:
    """2. The votes that the fraction is of."""
    if contest.parameters.get("whole", "votes") == "votes":
        return int(chosen[section, 1] + chosen[section, 2])
    return sum(number for (where, _), number in chosen.items() if where == section)


def reaches(kind: str, votes: int, fraction: Fraction, whole: int) -> bool:
    """2, 3. Whether a motion is carried."""
    if whole == 0:
        return False
    return votes > fraction * whole if kind == "more-than" else votes >= fraction * whole


def yes_no_sections(record: Record, chosen: Any) -> bool:
    """5. Each section apart."""
    contest, told = record.contest, []
    for number, (name, fraction) in enumerate(contest.sections, 1):
        whole = yes_no_whole(contest, chosen, number)
        carried = reaches(contest.parameters["reach"], chosen[number, 1], fraction, whole)
        votes = [chosen[number, option] for option in contest.candidates]
        lines = {
            "name": name,
            "fraction": ratio(fraction),
            "votes": votes,
            "whole": whole,
            "carried": carried,
        }
        told.append({**lines, "non_transferable": chosen[number, None]})
    record.extra["sections"] = told
    return (any if contest.parameters["sections"] == "any" else all)(section["carried"] for section in told)


def ratio(fraction: Fraction) -> str:
    """A fraction as the result writes it."""
    return f"{fraction.numerator}/{fraction.denominator}"


def count_exhaustive(record: Record) -> None:
    """Spec page: exhaustive."""
    contest, says = record.contest, record.contest.parameters
    for paper in record.papers:
        for candidate in paper.choices:
            add(record, candidate)
    votes, standing, seats = record.votes, contest.standing, contest.seats
    total = len(record.papers) if says["cast"] == "valid" else record.extra["papers"]
    enough = [c for c in standing if votes[c] > 0 and 2 * votes[c] >= total]  # 2
    if says["required"] == "more-than-1/2":
        enough = [c for c in enough if 2 * votes[c] > total]
    if len(enough) >= seats:  # 3
        over(record, fill(record, enough, seats))
        return
    elected = ordered(enough, votes) if says["elect"] == "each" else []  # 4
    rest = [c for c in standing if c not in elected]
    left = seats - len(elected)
    if len(rest) <= left:  # 5
        over(record, elected + ordered(rest, votes))
        return
    out = exhaustive_out(record, rest, left)
    rest = [c for c in rest if c not in out]
    if len(rest) <= left:  # 8
        over(record, elected + ordered(rest, votes), out)
        return
    record.extra["next_round"] = {"candidates": rest, "seats": left}
    record.stage("first", elected=elected, excluded=out)


def over(record: Record, elected: list[int], excluded: Any = ()) -> None:
    """The last round of an exhaustive ballot."""
    record.extra["next_round"] = None
    record.stage("first", elected=elected, excluded=excluded)


def exhaustive_out(record: Record, rest: list[int], left: int) -> list[int]:
    """6, 7. Who is dropped after this round."""
    votes = record.votes
    rising = sorted(rest, key=lambda c: (votes[c], c))
    most = 1 if record.contest.parameters["exclude"] == "one" else len(rest) - left
    for k in range(most, 0, -1):
        together, following = sum(votes[c] for c in rising[:k]), votes[rising[k]]
        if together <= following and votes[rising[k - 1]] < following:
            return rising[:k]
    last = [c for c in rest if votes[c] == votes[rising[0]]]
    return last if len(last) == 1 else [record.by_lot("exclusion", last)]


def count_star(record: Record) -> None:
    """Spec page: star."""
    contest = record.contest
    if any(points > 5 for paper in record.papers for points in paper.choices):
        raise CannotCount("a paper gives more than 5 points")
    add_points(record)
    points = dict(record.votes)
    if len(contest.standing) == 1:  # 2
        record.stage("first", elected=contest.standing)
        return
    finalists = star_finalists(record)
    record.stage("first", excluded=[c for c in contest.standing if c not in finalists])
    a, b = sorted(finalists)
    record.votes = dict.fromkeys(contest.candidates, Fraction(0))
    record.non_transferable = Fraction(0)
    for paper in record.papers:  # 4
        for_a, for_b = paper.choices[a - 1], paper.choices[b - 1]
        add(record, a if for_a > for_b else b if for_b > for_a else None)
    record.stage("runoff", elected=[star_winner(record, a, b, points)])


def star_winner(record: Record, a: int, b: int, points: dict[int, Fraction]) -> int:
    """5. Who has more votes in the runoff, or is told apart."""
    compared = [(None, record.votes), ("points", points), ("fives", fives(record))]
    for name, have in compared[:1] if record.contest.parameters["ties"] == "lot" else compared:
        if have[a] != have[b]:
            winner = a if have[a] > have[b] else b
            if name is not None:
                record.tie("election", [a, b], name, None, [winner])
            return winner
    return record.by_lot("election", [a, b])


def fives(record: Record) -> dict[int, Fraction]:
    """How many papers give each candidate 5 points."""
    papers = record.papers
    return {c: Fraction(sum(1 for p in papers if p.choices[c - 1] == 5)) for c in record.contest.candidates}


def star_finalists(record: Record) -> list[int]:
    """3. The two who go into the runoff."""
    chosen: list[int] = []
    while len(chosen) < 2:
        rest = [c for c in record.contest.standing if c not in chosen]
        most = max(record.votes[c] for c in rest)
        tied = [c for c in rest if record.votes[c] == most]
        while len(tied) > 2 - len(chosen) > 0:
            front = star_front(record, tied)
            if len(front) > 2 - len(chosen):
                tied = front
            else:
                chosen += front
                tied = [c for c in tied if c not in front]
        if len(chosen) < 2:
            chosen += tied
    return chosen


def star_front(record: Record, tied: list[int]) -> list[int]:
    """3. Those in front by the first step that tells these apart."""
    steps = []
    if record.contest.parameters["ties"] != "lot":
        defeats = {c: Fraction(sum(star_beats(record, d, c) for d in tied if d != c)) for c in tied}
        steps = [("head-to-head", {c: -defeats[c] for c in tied}), ("fives", fives(record))]
    for name, have in steps:
        front = [c for c in tied if have[c] == max(have[d] for d in tied)]
        if len(front) < len(tied):
            record.tie("runoff", tied, name, None, front)
            return front
    return [record.by_lot("runoff", tied)]


def star_beats(record: Record, a: int, b: int) -> bool:
    """Whether more papers give a more points than b than the other way round."""
    higher = sum(1 for paper in record.papers if paper.choices[a - 1] > paper.choices[b - 1])
    lower = sum(1 for paper in record.papers if paper.choices[a - 1] < paper.choices[b - 1])
    return higher > lower


# ---------------------------------------------------------------- in pairs: schulze, ranked-pairs


def pairwise(record: Record) -> dict[tuple[int, int], int]:
    """schulze 1, 2: how many papers prefer a to b."""
    contest = record.contest
    prefer = {(a, b): 0 for a in contest.candidates for b in contest.candidates}
    for paper in record.papers:
        below = list(contest.standing)
        for level in levels_of(paper.choices, contest.standing):
            below = [c for c in below if c not in level]
            for a in level:
                for b in below:
                    prefer[a, b] += 1
    return prefer


def table(record: Record, of: dict[tuple[int, int], int]) -> list[list[int]]:
    """A table as the result has it, a row for each candidate."""
    return [[of[a, b] for b in record.contest.candidates] for a in record.contest.candidates]


def over_whom(record: Record, pairs: set[tuple[int, int]]) -> None:
    """The one stage of these rules: over how many others each candidate stands, and who is elected."""
    standing = record.contest.standing
    for a, _ in pairs:
        record.votes[a] += 1
    n = len(standing)
    record.non_transferable = Fraction(n * (n - 1) // 2 - len(pairs))
    best = [c for c in standing if not any(b == c for _, b in pairs)]
    record.stage("first", elected=best if len(best) == 1 else [record.by_lot("election", best)])


def count_schulze(record: Record) -> None:
    """Spec page: schulze."""
    standing = record.contest.standing
    prefer = pairwise(record)
    chains = {pair: number if number > prefer[pair[::-1]] else 0 for pair, number in prefer.items()}
    for middle in standing:  # 3: the strongest chain that may also lead over this one
        for a in standing:
            for b in standing:
                if a != b:
                    chains[a, b] = max(chains[a, b], min(chains[a, middle], chains[middle, b]))
    record.extra["pairwise"] = table(record, prefer)
    record.extra["chains"] = table(record, chains)
    over_whom(record, {(a, b) for a in standing for b in standing if chains[a, b] > chains[b, a]})


def count_ranked_pairs(record: Record) -> None:
    """Spec page: ranked-pairs."""
    prefer = pairwise(record)
    strengths: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (a, b), number in prefer.items():
        if number > prefer[b, a]:
            strengths.setdefault((-number, prefer[b, a]), []).append((a, b))
    locked: set[tuple[int, int]] = set()
    victories: list[list[Any]] = []
    for _, together in sorted(strengths.items()):  # 2
        taken = lock_together(record, sorted(together), locked)
        victories += [[a, b, prefer[a, b], prefer[b, a], (a, b) in locked] for a, b in taken]
    record.extra["pairwise"] = table(record, prefer)
    record.extra["victories"] = victories
    candidates = record.contest.standing
    over_whom(record, {(a, b) for a in candidates for b in candidates if leads(locked, a, b)})


def leads(locked: set[tuple[int, int]], a: int, b: int) -> bool:
    """Whether a chain of locked victories leads from a to b."""
    reached, waiting = set(), [a]
    while waiting:
        here = waiting.pop()
        for winner, loser in locked:
            if winner == here and loser not in reached:
                reached.add(loser)
                waiting.append(loser)
    return b in reached


def lock_together(
    record: Record, together: list[tuple[int, int]], locked: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    """3, 4. Lock victories of equal strength; returns them in the order in which they were taken."""
    others = [(a, b) for a, b in together if not leads(locked, b, a)]
    trial = locked | set(others)
    if not any(leads(trial, b, a) for a, b in others):
        locked.update(others)
        return together
    tied = sorted({c for pair in others for c in pair})
    order = record.in_lot(record.contest.candidates)
    record.tie("order", tied, "lot", None, [c for c in order if c in tied])
    taken = sorted(together, key=lambda pair: (order.index(pair[0]), -order.index(pair[1])))
    for a, b in taken:
        if not leads(locked, b, a):
            locked.add((a, b))
    return taken


# ---------------------------------------------------------------- av, college


def first_preferences(record: Record) -> dict[int, list[tuple[Fraction, list[Paper]]]]:
    """Every paper to whom it prefers most; what lies with whom, as parcels of a value and papers."""
    lying: dict[int, list[Paper]] = {c: [] for c in record.contest.candidates}
    for paper in record.papers:
        candidate = first_of(paper.choices, record.contest.standing)
        add(record, candidate)
        if candidate is not None:
            lying[candidate].append(paper)
    return {c: [(Fraction(1), papers)] if papers else [] for c, papers in lying.items()}


def count_av(record: Record) -> None:
    """Spec page: av."""
    eliminate(record, lambda: dict(record.votes))


def count_college(record: Record) -> None:
    """Spec page: college."""
    contest = record.contest
    if sum(fraction for _, fraction in contest.sections) != 1:
        raise CannotCount("the shares of the sections do not add up to 1")
    record.extra["sections"] = []
    eliminate(record, lambda: college_parts(record))


def eliminate(record: Record, strengths: Any) -> None:
    """av 2 to 6, college 3 to 6: the last out, one at a time. ``strengths``: what they are compared by."""
    says = record.contest.parameters
    continuing = list(record.contest.standing)
    piles = {
        c: [p for _, papers in parcels for p in papers] for c, parcels in first_preferences(record).items()
    }
    record.extra["piles"] = piles
    compared: list[dict[int, Fraction]] = []  # what history is for other rules: strengths at earlier stages
    action, out, transfers = "first", [], []  # type: ignore[var-annotated]
    while True:
        now = strengths()
        elected = av_elected(record, continuing, now, compared, says)
        record.stage(action, of=out, elected=elected, excluded=out, transfers=transfers)
        record.history[-1] = now
        compared.append(now)
        if elected:
            break
        least = min(now[c] for c in continuing)
        last = [c for c in continuing if now[c] == least]
        loser = last[0] if len(last) == 1 else record.choose("exclusion", last, says["ties"])
        continuing.remove(loser)
        action, out = "exclusion", [loser]
        transfers = av_transfer(record, piles, loser, continuing)
    del record.extra["piles"]


def av_elected(
    record: Record, continuing: list[int], now: dict[int, Fraction], compared: Any, says: dict[str, str]
) -> list[int]:
    """av 2 to 4: whoever is elected at the end of this stage."""
    if len(continuing) == 1:
        return continuing[:]
    whole = sum(now[c] for c in continuing)
    ahead = [c for c in continuing if 2 * now[c] > whole]
    if ahead and (says["finish"] == "majority" or len(continuing) == 2):
        return ahead
    if len(continuing) > 2:
        return []
    return [record.choose("election", continuing, says["ties"])]  # the last two are equal


def av_transfer(
    record: Record, piles: dict[int, list[Paper]], loser: int, continuing: list[int]
) -> list[dict[str, Any]]:
    """av 5: the papers of an excluded candidate, each to its next preference; sections apart."""
    sections = range(1, len(record.contest.sections) + 1) if record.contest.sections else [None]
    papers, piles[loser], parcels = piles[loser], [], []
    for section in sections:
        moved = [paper for paper in papers if paper.section == section]
        dealt, parcel = deal(record, loser, Fraction(1), moved, continuing)
        parcels.append(parcel)
        for candidate, received in dealt.items():
            piles[candidate] += received
    return parcels


def deal(
    record: Record, of: int, value: Fraction, papers: list[Paper], continuing: Any
) -> tuple[dict[int, list[Paper]], dict[str, Any]]:
    """Papers leave a candidate at a value, each to its next available preference: to whom, and as told."""
    to: dict[int, list[Paper]] = {}
    without = 0
    for paper in papers:
        following = first_of(paper.choices, continuing)
        if following is None:
            without += 1
            record.non_transferable += value
        else:
            to.setdefault(following, []).append(paper)
            record.votes[following] += value
        record.votes[of] -= value
    told = [[c, len(to[c]), record.amount(value * len(to[c]))] for c in sorted(to)]
    parcel = {"from": of, "value": record.amount(value), "to": told}
    return to, {**parcel, "non_transferable": [without, record.amount(value * without)]}


def college_parts(record: Record) -> dict[int, Fraction]:
    """college 2: the part of every candidate, written down for the stage."""
    contest, piles = record.contest, record.extra["piles"]
    parts, whole, told = dict.fromkeys(contest.candidates, Fraction(0)), Fraction(0), []
    for number, (name, fraction) in enumerate(contest.sections, 1):
        votes = [sum(1 for paper in piles[c] if paper.section == number) for c in contest.candidates]
        live = sum(votes)
        here = [fraction * votes[c - 1] / live if live else Fraction(0) for c in contest.candidates]
        whole += fraction if live else 0
        for candidate in contest.candidates:
            parts[candidate] += here[candidate - 1]
        lines = {"name": name, "share": ratio(fraction), "votes": votes, "live": live}
        told.append({**lines, "parts": [ratio(part) for part in here]})
    hundredths = [floor(10000 * parts[c] / whole) if whole else 0 for c in contest.candidates]
    percentages = [f"{part // 100}.{part % 100:02d}" for part in hundredths]
    shown = [ratio(parts[c]) for c in contest.candidates]
    stage = {"of": told, "parts": shown, "whole": ratio(whole), "percentages": percentages}
    record.extra["sections"].append(stage)
    return parts


# ---------------------------------------------------------------- by parcels: the rules with transfer values


class Parcels:
    """Spec page gregory: which papers lie with whom, and who continues."""

    def __init__(self, record: Record, quota: Fraction, choose: Any) -> None:
        self.record, self.votes, self.choose = record, record.votes, choose
        self.parcels = first_preferences(record)
        self.continuing = list(record.contest.standing)
        self.elected: list[int] = []
        self.elected_at: dict[int, int] = {}  # the stage
        self.doomed: list[int] = []  # whose papers have not moved
        self.newly_doomed: list[int] = []  # in this stage
        record.quota = quota

    @property
    def quota(self) -> Fraction:
        """The quota now."""
        return self.record.quota or Fraction(0)

    @property
    def vacancies(self) -> int:
        """Places that are not filled yet."""
        return self.record.contest.seats - len(self.elected)

    def elect(self, candidates: list[int]) -> list[int]:
        """Note that these are elected."""
        for candidate in candidates:
            self.continuing.remove(candidate)
            self.elected.append(candidate)
            self.elected_at[candidate] = len(self.record.stages) + 1
        return candidates

    def elect_by_quota(self) -> list[int]:
        """Everybody who continues and has the quota, most votes first."""
        return self.elect_in_turn(lambda top: top if self.votes[top[0]] >= self.quota else [])

    def elect_in_turn(self, enough: Any) -> list[int]:
        """Guaranteed 3: those with most votes, who of them has enough, and then the next."""
        kept, elected = self.record.guarantees, []  # type: list[Any], list[int]
        while True:
            self.find_doomed()  # 1
            if not self.vacancies or not self.continuing:
                return elected
            if len(self.continuing) <= self.vacancies:  # 4
                return elected + self.elect(sorted(self.continuing))
            most = max(self.votes[c] for c in self.continuing)
            top = enough(sorted(c for c in self.continuing if self.votes[c] == most))
            if not top:
                return elected
            after = self.vacancies - len(top)
            if len(top) > 1 and not is_possible(kept, self.elected + top, self.continuing, after):
                top = [self.choose("election", top)]
            elected += self.elect(top)

    def find_doomed(self) -> None:
        """Guaranteed 3 (1), (2): whoever is doomed continues no longer."""
        out = doomed(self.record.guarantees, self.elected, self.continuing, self.vacancies)
        self.continuing = [c for c in self.continuing if c not in out]
        self.doomed += out
        self.newly_doomed += out

    def guarded(self) -> list[int]:
        """Guaranteed 3 (6): whoever is not excluded."""
        return guarded(self.record.guarantees, self.elected, self.continuing, self.vacancies)

    def stage(self, action: str, **told: Any) -> None:
        """Write down the end of a stage."""
        if self.record.guarantees:
            self.find_doomed()
            told.update(doomed=sorted(self.newly_doomed), guarded=sorted(self.guarded()))
            self.newly_doomed = []
        self.record.stage(action, **told)

    def unopposed(self) -> bool:
        """8. No more stand than there are places: all are elected in stage 1."""
        if len(self.continuing) > self.record.contest.seats:
            return False
        self.stage("first", elected=self.elect(sorted(self.continuing)))
        return True

    def surpluses(self) -> dict[int, Fraction]:
        """4. What elected candidates have above the quota."""
        over = {c: self.votes[c] - self.quota for c in self.elected}
        return {c: surplus for c, surplus in over.items() if surplus > 0}

    def together(self, or_equal: bool) -> int:
        """7. How many of the lowest can be excluded together; where places are guaranteed, one at most."""
        guarded = self.guarded()
        rising = sorted(self.votes[c] for c in self.continuing if c not in guarded)
        waiting = sum(self.surpluses().values())
        most = min(1, len(rising) - 1) if self.record.guarantees else len(rising) - self.vacancies
        for k in range(most, 0, -1):
            lowest, following = sum(rising[:k]) + waiting, rising[k]
            if lowest < following or (or_equal and lowest == following):
                return k
        return 0

    def lowest(self, number: int = 1) -> list[int]:
        """The so many candidates with fewest votes, who now continue no longer; doomed ones before others."""
        out: list[int] = []
        guarded = self.guarded()
        left = self.doomed or [c for c in self.continuing if c not in guarded]
        while len(out) < number:
            fewest = min(self.votes[c] for c in left)
            last = [c for c in left if self.votes[c] == fewest]
            if len(out) + len(last) > number and len(last) > 1:
                last = [self.choose("exclusion", last)]
            out += last
            left = [c for c in left if c not in last]
        self.continuing = [c for c in self.continuing if c not in out]
        self.doomed = [c for c in self.doomed if c not in out]
        return sorted(out)

    def last_vacancies(self, out: list[int]) -> bool:
        """8. As many continue as there are vacancies: all are elected, and nothing moves."""
        if len(self.continuing) > self.vacancies:
            return False
        elected = self.elect(sorted(self.continuing))
        self.stage("last-vacancies", elected=elected, excluded=out)
        return True

    def last_parcel(self, candidate: int) -> list[dict[str, Any]]:
        """5. The surplus of a candidate leaves with the parcel received last."""
        record, surplus = self.record, self.surpluses()[candidate]
        value, papers = self.parcels[candidate][-1]
        leaving = [paper for paper in papers if first_of(paper.choices, self.continuing) is not None]
        staying = len(papers) - len(leaving)
        exceeding = surplus - value * len(leaving)
        if exceeding < 0:
            value = record.cut(surplus / len(leaving))
        received, parcel = deal(record, candidate, value, leaving, self.continuing)
        if exceeding < 0:
            record.lost += surplus - value * len(leaving)
            parcel["non_transferable"] = [staying, record.amount(Fraction(0))]
        else:
            record.non_transferable += exceeding
            parcel["non_transferable"] = [staying, record.amount(exceeding)]
        self.votes[candidate] = self.quota
        self.receive(received, value)
        return [parcel]

    def receive(self, received: dict[int, list[Paper]], value: Fraction) -> None:
        """3. What a candidate receives in one transfer is a parcel."""
        for candidate, papers in received.items():
            self.parcels[candidate].append((value, papers))

    def batch(self, batch: list[tuple[int, list[Paper]]], value: Fraction) -> list[dict[str, Any]]:
        """6. Papers of excluded candidates that move together, at the value at which they were received."""
        together: dict[int, list[Paper]] = {}
        told = []
        for candidate, papers in sorted(batch, key=lambda moved: moved[0]):
            received, parcel = deal(self.record, candidate, value, papers, self.continuing)
            told.append(parcel)
            for following, arrived in received.items():
                together.setdefault(following, []).extend(arrived)
        self.receive(together, value)
        return told

    def as_received(self, candidates: list[int]) -> list[tuple[Fraction, list[tuple[int, list[Paper]]]]]:
        """Papers of these candidates by value, in the order in which the first of each value came."""
        found: dict[Fraction, dict[int, list[Paper]]] = {}
        for candidate in candidates:
            for value, papers in self.parcels[candidate]:
                found.setdefault(value, {}).setdefault(candidate, []).extend(papers)
        return [(value, list(batch.items())) for value, batch in found.items()]

    def by_value(
        self, candidates: list[int], skip: int = 0
    ) -> list[tuple[Fraction, list[tuple[int, list[Paper]]]]]:
        """Papers of these candidates by value, the highest first; without their first parcels if ``skip``."""
        found: dict[Fraction, dict[int, list[Paper]]] = {}
        for candidate in candidates:
            for number, (value, papers) in enumerate(self.parcels[candidate]):
                if not skip or not self.is_first(candidate, number):
                    found.setdefault(value, {}).setdefault(candidate, []).extend(papers)
        return [(value, list(found[value].items())) for value in sorted(found, reverse=True)]

    def is_first(self, candidate: int, number: int) -> bool:
        """Whether this parcel is that of the candidate's first preferences."""
        return number == 0 and self.record.history[0][candidate] > 0


def whole_quota(record: Record) -> Fraction:
    """The quota of stv-scottish and stv-ni: a whole number of votes."""
    return Fraction(len(record.papers) // (record.contest.seats + 1) + 1)


def count_stv_scottish(record: Record) -> None:
    """Spec page: stv-scottish."""

    def backwards(purpose: str, between: list[int]) -> int:
        return record.choose(purpose, between, "backwards")

    stv = Parcels(record, whole_quota(record), backwards)  # 45, 46
    if stv.unopposed():
        return
    stv.stage("first", elected=stv.elect_by_quota())  # 47
    while stv.vacancies:
        surpluses = stv.surpluses()
        if surpluses and not stv.doomed:
            scottish_surplus(stv, surpluses)
        else:
            scottish_exclusion(stv)


def scottish_surplus(stv: Parcels, surpluses: dict[int, Fraction]) -> None:
    """48, 49."""
    record, votes = stv.record, stv.votes
    largest = [c for c in surpluses if surpluses[c] == max(surpluses.values())]
    of = largest[0] if len(largest) == 1 else stv.choose("surplus", largest)
    surplus, credited, told = surpluses[of], votes[of], []
    leaving: dict[Fraction, list[Paper]] = {}  # papers that leave at one value are one parcel
    for received_at, papers in stv.parcels[of]:
        value = record.cut(surplus * received_at / credited)
        leaving.setdefault(value, []).extend(papers)
    for value, papers in leaving.items():
        received, parcel = deal(record, of, value, papers, stv.continuing)
        stv.receive(received, value)
        told.append(parcel)
    record.lost += votes[of] - stv.quota
    votes[of] = stv.quota
    stv.stage("surplus", of=[of], elected=stv.elect_by_quota(), transfers=told)


def scottish_exclusion(stv: Parcels) -> None:
    """50 to 52."""
    record = stv.record
    out = stv.lowest(max(1, len(stv.doomed)))
    is_last = len(stv.continuing) <= stv.vacancies
    if is_last and record.contest.parameters["last_transfer"] == "omitted":
        stv.last_vacancies(out)
        return
    told = [parcel for value, batch in stv.as_received(out) for parcel in stv.batch(batch, value)]
    stv.stage("exclusion", of=out, elected=stv.elect_by_quota(), excluded=out, transfers=told)


def ers_quota(record: Record, papers: Fraction) -> Fraction:
    """5.1.6. To two decimals, rounded up."""
    return -record.cut(-papers / (record.contest.seats + 1))


def count_stv_ers97(record: Record) -> None:
    """Spec page: stv-ers97."""

    def forwards(purpose: str, between: list[int]) -> int:
        return record.choose(purpose, between, "forwards")

    stv = Parcels(record, ers_quota(record, Fraction(len(record.papers))), forwards)
    if stv.unopposed():
        return
    stv.stage("first", elected=ers_elect(stv))

    while stv.vacancies:
        surpluses, number = stv.surpluses(), stv.together(or_equal=True)
        if surpluses and not number and not stv.doomed:  # 5.2.2, 5.2.3
            largest = [c for c in surpluses if surpluses[c] == max(surpluses.values())]
            of = largest[0] if len(largest) == 1 else stv.choose("surplus", largest)
            told = stv.last_parcel(of)
            stv.stage("surplus", of=[of], elected=ers_elect(stv), transfers=told)
            continue
        out = stv.lowest(len(stv.doomed) or max(1, number))  # 5.2.5
        if not stv.last_vacancies(out):
            ers_exclusion(stv, out)


def ers_exclusion(stv: Parcels, out: list[int]) -> None:
    """5.4: every batch is a stage."""
    record, excluded = stv.record, out
    for value, batch in stv.by_value(out) or [(Fraction(0), [])]:
        told = stv.batch(batch, value)
        if not stv.elected:  # 5.4.8
            record.quota = ers_quota(record, len(record.papers) - record.non_transferable)
        stv.stage("exclusion", of=out, elected=ers_elect(stv), excluded=excluded, transfers=told)
        excluded = []
        if not stv.vacancies:  # 5.5.2
            return


def ers_elect(stv: Parcels) -> list[int]:
    """5.1.7, 5.3.13, 5.4.9, 5.6.2: whoever has the quota, or enough of the active vote."""

    def enough(top: list[int]) -> list[int]:
        most = stv.votes[top[0]]
        kept = sum(min(stv.quota, stv.votes[c]) for c in stv.elected)
        active = len(stv.record.papers) - stv.record.non_transferable - stv.record.lost - kept
        if most < stv.quota and most * (stv.vacancies + 1) < active:
            return []
        return ers_ahead(stv, top) if len(top) > stv.vacancies else top

    return stv.elect_in_turn(enough)


def ers_ahead(stv: Parcels, top: list[int]) -> list[int]:
    """5.6.2: of equals, too many for the places, those ahead first; nobody if that is not settled."""
    record, left, before = stv.record, top, len(stv.record.ties)
    for number, votes in enumerate(record.history, 1):
        left = record.narrow("election", left, votes, "stage", number)
        if len(left) <= stv.vacancies:
            return left
    del record.ties[before:]
    return []


def count_stv_ni(record: Record) -> None:
    """Spec page: stv-ni."""

    def forwards(purpose: str, between: list[int]) -> int:
        return record.choose(purpose, between, "forwards")

    stv = Parcels(record, whole_quota(record), forwards)
    if stv.unopposed():
        return
    alone = record.contest.seats == 1
    stv.stage("first", elected=[] if alone else stv.elect_by_quota())  # 48(3)

    while stv.vacancies:
        surpluses, number = stv.surpluses(), stv.together(or_equal=False)
        is_too_early = alone and len(record.stages) == 1  # 48(3): no exclusion has been made
        if not is_too_early and nobody_can_pass(stv, or_equal=True):  # 52(2)
            return
        if surpluses and not number and not alone and not stv.doomed:  # 49(10), (11)
            largest = [c for c in surpluses if surpluses[c] == max(surpluses.values())]
            of = largest[0] if len(largest) == 1 else stv.choose("surplus", largest)
            told = stv.last_parcel(of)
            stv.stage("surplus", of=[of], elected=stv.elect_by_quota(), transfers=told)
            continue
        out = stv.lowest(len(stv.doomed) or max(1, number))  # 51(1), (12)
        if not stv.last_vacancies(out):  # 52(1)
            ni_exclusion(stv, out)


def ni_exclusion(stv: Parcels, out: list[int]) -> None:
    """51(2) to (9): first preferences, then what was received, by value."""
    between = stv.record.contest.parameters["elected"] == "between-parcels"
    firsts = [(c, stv.parcels[c][0][1]) for c in out if stv.parcels[c] and stv.is_first(c, 0)]
    batches = [(Fraction(1), firsts)] if firsts else []
    batches += stv.by_value(out, skip=1)
    elected: list[int] = []
    told: list[dict[str, Any]] = []
    for value, batch in batches:
        told += stv.batch(batch, value)
        if between:
            elected += stv.elect_by_quota()
        if not stv.vacancies:
            break
    elected += stv.elect_by_quota()
    stv.stage("exclusion", of=out, elected=elected, excluded=out, transfers=told)


def nobody_can_pass(stv: Parcels, or_equal: bool) -> bool:
    """9. One vacancy is left, and one candidate has more than (or as many as) all others and surpluses."""
    if stv.vacancies != 1 or stv.doomed:
        return False
    most = max(stv.votes[c] for c in stv.continuing)
    top = [c for c in stv.continuing if stv.votes[c] == most]
    others = sum(stv.votes[c] for c in stv.continuing) - most + sum(stv.surpluses().values())
    if most < others or (most == others and not or_equal):
        return False
    if len(top) > 1:
        return False  # equals are told apart by an exclusion
    stv.stage("last-vacancies", elected=stv.elect(top))
    return True


def which_surplus(stv: Parcels, surpluses: dict[int, Fraction]) -> int:
    """stv-seanad 5, prsa77 3: the oldest or the largest surplus."""
    waiting = list(surpluses)
    if stv.record.contest.parameters["surpluses"] == "oldest":
        oldest = min(stv.elected_at[c] for c in waiting)
        waiting = [c for c in waiting if stv.elected_at[c] == oldest]
    most = max(surpluses[c] for c in waiting)
    largest = [c for c in waiting if surpluses[c] == most]
    return largest[0] if len(largest) == 1 else int(stv.choose("surplus", largest))


def thousandths_quota(record: Record) -> Fraction:
    """stv-seanad 3, prsa77 1: the next thousandth above."""
    return Fraction(1000 * len(record.papers) // (record.contest.seats + 1) + 1, 1000)


def count_stv_seanad(record: Record) -> None:
    """Spec page: stv-seanad."""

    def choose(purpose: str, between: list[int]) -> int:
        return by_preferences(record, purpose, between)

    stv = Parcels(record, thousandths_quota(record), choose)
    if stv.unopposed():
        return
    stv.stage("first", elected=stv.elect_by_quota())  # 4

    while stv.vacancies:
        if nobody_can_pass(stv, or_equal=False):  # 7
            return
        surpluses = stv.surpluses()
        if surpluses and not stv.doomed:  # 5
            of = which_surplus(stv, surpluses)
            told = stv.last_parcel(of)
            stv.stage("surplus", of=[of], elected=stv.elect_by_quota(), transfers=told)
            continue
        out = stv.lowest()  # 6
        if stv.last_vacancies(out):
            return
        elected: list[int] = []
        told = []
        for value, papers in stv.parcels[out[0]]:
            told += stv.batch([(out[0], papers)], value)
            elected += stv.elect_by_quota()
            if not stv.vacancies:
                break
        elected += stv.elect_by_quota()
        stv.stage("exclusion", of=out, elected=elected, excluded=out, transfers=told)


def by_preferences(record: Record, purpose: str, between: list[int]) -> int:
    """stv-seanad 1: by how many papers give each the first, the second, .. preference; then by lot."""
    left, standing = sorted(between), record.contest.standing
    for number in range(1, len(standing) + 1):
        given = dict.fromkeys(left, Fraction(0))
        for paper in record.papers:
            ranking = [c for c in paper.choices if c in standing]
            if len(ranking) >= number and ranking[number - 1] in given:
                given[ranking[number - 1]] += 1
        left = record.narrow(purpose, left, given, "preferences", number)
    return left[0] if len(left) == 1 else record.by_lot(purpose, left)


def count_prsa77(record: Record) -> None:
    """Spec page: prsa77."""

    def choose(purpose: str, between: list[int]) -> int:
        return record.choose(purpose, between, record.contest.parameters["ties"])

    stv = Parcels(record, thousandths_quota(record), choose)
    if stv.unopposed():
        return
    stv.stage("first", elected=stv.elect_by_quota())  # 2

    while stv.vacancies:
        surpluses = stv.surpluses()
        if surpluses and not stv.doomed:  # 3
            of = which_surplus(stv, surpluses)
            told = stv.last_parcel(of)
            stv.stage("surplus", of=[of], elected=stv.elect_by_quota(), transfers=told)
            continue
        out = stv.lowest()  # 4
        if not stv.last_vacancies(out):
            prsa_exclusion(stv, out)


def prsa_exclusion(stv: Parcels, out: list[int]) -> None:
    """prsa77 4: every parcel is a stage."""
    excluded = out
    if not stv.parcels[out[0]]:
        stv.stage("exclusion", of=out, elected=stv.elect_by_quota(), excluded=out)
    for value, papers in stv.parcels[out[0]]:
        told = stv.batch([(out[0], papers)], value)
        stv.stage("exclusion", of=out, elected=stv.elect_by_quota(), excluded=excluded, transfers=told)
        excluded = []
        if not stv.vacancies:
            return


# ---------------------------------------------------------------- by iteration: Meek's and Warren's methods

UNIT = 10**9  # all amounts of an iteration are whole numbers of these; one paper is one vote, which is UNIT


def up(numerator: int, denominator: int) -> int:
    """A quotient, rounded up."""
    return -(-numerator // denominator)


class Iteration:
    """Spec page iteration: papers are spent again and again, and elected candidates keep less and less."""

    def __init__(self, record: Record) -> None:
        self.record, self.rule = record, record.contest.rule
        self.hopeful = list(record.contest.standing)
        self.elected: list[int] = []
        self.keep = {c: UNIT if c in self.hopeful else 0 for c in record.contest.candidates}
        self.votes: dict[int, int] = {}
        self.quota = self.surplus = self.non_transferable = 0
        self.before: list[dict[int, Fraction]] = []  # the votes of every iteration
        self.next_stage: tuple[str, list[int], list[int]] = ("first", [], [])  # action, of, excluded

    @property
    def places_left(self) -> int:
        """Places that are not filled yet."""
        return self.record.contest.seats - len(self.elected)

    def spend(self) -> None:
        """Section 1: every paper, and what comes of it."""
        self.votes = dict.fromkeys(self.record.contest.candidates, 0)
        self.non_transferable = 0
        for paper in self.record.papers:
            left = UNIT
            for candidate in paper.choices:
                kept = self.kept(left, candidate)
                self.votes[candidate] += kept
                left -= kept
            self.non_transferable += left
        active = sum(self.votes.values())
        above = 0 if self.rule == "meek-hww" else 1
        self.quota = active // (self.record.contest.seats + 1) + above
        self.before.append({c: Fraction(votes) for c, votes in self.votes.items()})

    def kept(self, left: int, candidate: int) -> int:
        """What a candidate keeps of what is left of a paper."""
        keep = self.keep[candidate]
        return min(keep, left) if self.rule == "warren" else up(left * keep, UNIT)

    def reach(self) -> list[int]:
        """Section 2, 1 and 2: who is elected by this iteration."""
        if len(self.hopeful) <= self.places_left:
            return sorted(self.hopeful)
        above = 1 if self.rule == "meek-hww" else 0  # above the quota, or at it
        reached = [c for c in self.hopeful if self.votes[c] >= self.quota + above]
        return ordered(reached, self.before[-1]) if len(reached) <= self.places_left else []

    def lowered(self) -> dict[int, int]:
        """Section 3: the keep values for the next iteration."""
        keep = dict(self.keep)
        for candidate in self.elected:
            votes = self.votes[candidate]
            if votes > self.quota:
                new = up(up(self.quota * keep[candidate], UNIT) * UNIT, votes)
                keep[candidate] = min(keep[candidate], new)
        return keep

    def is_time_to_exclude(self) -> bool:
        """The clause on exclusion of the rule's page."""
        if self.rule == "meek-hww":  # 5
            return all(self.quota * 100000 >= self.votes[c] * 99999 for c in self.elected)
        surplus = sum(max(0, self.votes[c] - self.quota) for c in self.elected)
        rising = sorted(self.votes[c] for c in self.hopeful)
        return surplus < UNIT // 10000 or rising[0] + surplus < rising[1]

    def exclude(self) -> int:
        """Section 2, 4: the hopeful candidate with fewest votes."""
        fewest = min(self.votes[c] for c in self.hopeful)
        last = sorted(c for c in self.hopeful if self.votes[c] == fewest)
        out = last[0] if len(last) == 1 else self.tied(last)
        self.hopeful.remove(out)
        return out

    def tied(self, last: list[int]) -> int:
        """Section 5, and the rule's page."""
        record, how = self.record, self.record.contest.parameters["ties"]
        numbers = list(range(1, len(self.before) + 1))
        for number in reversed(numbers) if how == "backwards" else numbers:
            last = record.narrow("exclusion", last, self.before[number - 1], "iteration", number)
        if len(last) == 1:
            return last[0]
        if how not in ("corrected", "statute"):
            return record.by_lot("exclusion", last)
        drawn = self.numbers(how)
        out = min(last, key=lambda c: drawn[c])
        record.tie("exclusion", last, "numbers", None, [out])
        return out

    def numbers(self, how: str) -> dict[int, int]:
        """meek-nz 41 to 48: the number of every candidate in this iteration."""
        valid, n = len(self.record.papers), len(self.record.contest.candidates)
        turned_first = how == "corrected"
        x, y = n + 5, self.record.contest.seats
        z = (valid + (10000 if turned_first else 1000) * (valid % 10)) % 30323
        drawn: list[int] = []
        steps = 0
        while len(drawn) < n:
            x, y, z = 171 * x % 30269, 172 * y % 30307, 170 * z % 30323
            steps += 1
            number = 10000 * x // 30269 + 10000 * y // 30307 + 10000 * z // 30323
            if turned_first:
                number %= 10000
            if steps > 4 and number not in drawn:
                drawn.append(number)
        is_turned = (len(self.before) % 2 == 1) == turned_first
        return {c: 10000 - r if is_turned else r for c, r in enumerate(drawn, 1)}

    def stage(self, elected: list[int], action: str, of: list[int], excluded: list[int]) -> None:
        """Section 4: write down the iteration just made."""
        record = self.record
        record.votes = {c: Fraction(votes, UNIT) for c, votes in self.votes.items()}
        record.non_transferable, record.quota = (
            Fraction(self.non_transferable, UNIT),
            Fraction(self.quota, UNIT),
        )
        keep = [record.amount(Fraction(self.keep[c], UNIT)) for c in record.contest.candidates]
        number = len(self.before)
        record.stage(action, of=of, elected=elected, excluded=excluded, iteration=number, keep=keep)


def count_by_iteration(record: Record) -> None:
    """Spec pages: iteration, meek-nz, meek-hww, warren."""
    count = Iteration(record)
    while True:
        count.spend()
        elected = count.reach()
        count.hopeful = [c for c in count.hopeful if c not in elected]
        count.elected += elected
        if not count.places_left or not count.hopeful:  # 3
            count.stage(elected, *count.next_stage)
            return
        keep = count.lowered()
        is_out = count.is_time_to_exclude() or keep == count.keep  # 4
        if elected or is_out:
            count.stage(elected, *count.next_stage)
            count.next_stage = ("surplus", sorted(count.elected), [])
        if is_out:
            out = count.exclude()
            count.next_stage = ("exclusion", [out], [out])
            if len(count.hopeful) == count.places_left:
                count.stage(sorted(count.hopeful), "last-vacancies", [], [out])
                return
            keep[out] = 0
        count.keep = keep  # 5


# ---------------------------------------------------------------- a whole count

RULES: dict[str, tuple[Any, int]] = {  # the count, and the decimals of its amounts
    "fptp": (count_fptp, 0),
    "yes-no": (count_yes_no, 0),
    "av": (count_av, 0),
    "college": (count_college, 0),
    "block": (count_crosses, 0),
    "approval": (count_crosses, 0),
    "exhaustive": (count_exhaustive, 0),
    "score": (count_score, 0),
    "star": (count_star, 0),
    "borda": (count_borda, 1),
    "schulze": (count_schulze, 0),
    "ranked-pairs": (count_ranked_pairs, 0),
    "stv-scottish": (count_stv_scottish, 5),
    "stv-ers97": (count_stv_ers97, 2),
    "stv-ni": (count_stv_ni, 2),
    "stv-seanad": (count_stv_seanad, 3),
    "prsa77": (count_prsa77, 3),
    "meek-nz": (count_by_iteration, 9),
    "meek-hww": (count_by_iteration, 9),
    "warren": (count_by_iteration, 9),
}
VERSION = 1  # of every rule


def count(contest: Contest, papers: list[Paper]) -> dict[str, Any]:
    """Count the papers of a contest: the result as spec page result has it."""
    if contest.rule not in RULES or contest.version != VERSION:
        raise CannotCount(f"this program does not know {contest.rule}, version {contest.version}")
    if contest.withdrawn and contest.parameters.get("withdrawn") == "refuse":
        raise CannotCount("a candidate withdrew, and the contest declares that a new ballot is held then")
    rule, places = RULES[contest.rule]
    valid, reasons = validity(contest, papers)
    record = Record(contest, valid, places)
    if contest.rule == "exhaustive":
        record.extra["papers"] = len(papers)
    rule(record)
    record.extra.pop("papers", None)
    elected = [c for stage in record.stages for c in stage["elected"]]
    if contest.reopen is not None:
        elected = reopened(record, contest.reopen)
    if contest.guaranteed:
        record.extra["guaranteed"] = [fulfilled(guarantee, elected) for guarantee in record.guarantees]
    numbers = {"papers": len(papers), "valid": len(valid), "invalid": len(papers) - len(valid)}
    declared = {"rule": contest.rule, "version": contest.version, "seats": contest.seats}
    found = {"parameters": contest.parameters, "reasons": dict(reasons), "quota": record.stages[-1]["quota"]}
    return {**declared, **numbers, **found, "elected": elected, "stages": record.stages, **record.extra}


def validity(contest: Contest, papers: list[Paper]) -> tuple[list[Paper], Any]:
    """The valid papers, and why others are invalid. A vote of a pack has no rank twice and none left out."""
    says, valid, reasons = contest.parameters, [], Counter()  # type: ignore[var-annotated]
    full = min(contest.seats, len(contest.candidates))
    for paper in papers:
        reason = None
        if not paper.choices and says.get("blank") == "invalid":
            reason = "blank"
        elif "overvotes" in says and len(paper.choices) > contest.seats:  # block 2
            reason = "overvotes" if says["overvotes"] == "invalid" else None
            paper = Paper([], paper.section)
        elif says.get("undervotes") == "invalid" and 0 < len(paper.choices) < full:
            reason = "undervotes"
        if reason is None:
            valid.append(paper)
        else:
            reasons[reason] += 1
    return valid, reasons


def reopened(record: Record, option: int) -> list[int]:
    """Spec page reopen: the count ends where the option is elected. Returns the candidates elected."""
    for number, stage in enumerate(record.stages):
        if option in stage["elected"]:
            votes = record.history[number]
            kept = [c for c in stage["elected"] if c != option and votes[c] >= votes[option]]
            stage["elected"] = [*kept, option]
            del record.stages[number + 1 :]
            break
    elected = [c for stage in record.stages for c in stage["elected"]]
    is_open = option in elected
    elected = [c for c in elected if c != option]
    record.extra["reopened"] = record.contest.seats - len(elected) if is_open else 0
    return elected


def fulfilled(guarantee: Any, elected: list[int]) -> dict[str, Any]:
    """Guaranteed 6: what became of a guarantee."""
    members = sum(1 for c in elected if c in guarantee.members)
    numbers = {"declared": guarantee.declared, "least": guarantee.least, "elected": members}
    return {"name": guarantee.name, **numbers}


# ---------------------------------------------------------------- the pack


def hashed(tag: str, *parts: bytes) -> bytes:
    """H256 of spec page canonical: SHA-256 of framed parts."""
    framed = [sized(tag.encode("ascii")), len(parts).to_bytes(4, "little")]
    return hashlib.sha256(b"".join(framed + [sized(part) for part in parts])).digest()


def sized(part: bytes) -> bytes:
    """Bytes behind their length."""
    return len(part).to_bytes(8, "little") + part


def spelled(value: Any) -> bytes:
    """JSON in its one spelling; no object of a pack has a name or a number for which more is needed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


class Pack:
    """What the folder says of the poll."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.entries = [json.loads(line) for line in self.read("log", "entries.ndjson").splitlines()]
        self.election: dict[str, Any] = self.only("election")["election"]
        self.close = next(i for i, entry in enumerate(self.entries) if entry["type"] == "close")

    def read(self, *path: str) -> str:
        """A file of the pack."""
        with open(os.path.join(self.folder, *path), encoding="utf-8", newline="\n") as file:
            return file.read()

    def only(self, type: str) -> dict[str, Any]:
        """The entry of this type."""
        found: dict[str, Any] = next(entry for entry in self.entries if entry["type"] == type)
        return found

    def lot(self, contest: dict[str, Any]) -> list[int]:
        """The order of the lot (spec page result): from the checkpoint that ends at the close."""
        eid = hashed("MBP1/election", spelled(self.election))
        for name in sorted(os.listdir(os.path.join(self.folder, "log", "checkpoints"))):
            body = self.read("log", "checkpoints", name).split("\n\n")[0] + "\n"
            if body.split("\n")[1] == str(self.close + 1):
                seed = hashed("MBP1/lot/seed", eid, body.encode("utf-8"))
                options = range(len(contest["options"]))
                drawn = sorted(options, key=lambda o: hashed("MBP1/lot", seed, o.to_bytes(4, "little")))
                return [option + 1 for option in drawn]
        raise CannotCount("no checkpoint ends at the close")

    def withdrawn(self, contest: dict[str, Any]) -> list[int]:
        """Who does not stand at the close, as the minutes say (spec page minutes)."""
        status = {}
        for entry in self.entries[: self.close]:
            if entry["type"] == "minute" and entry["kind"].startswith("candidate."):
                status[entry["subject"]] = entry["kind"]
        names = ["{}/{}".format(contest["id"], option["id"]) for option in contest["options"]]
        out = ("candidate.suspended", "candidate.withdrawn")
        return [number for number, name in enumerate(names, 1) if status.get(name) in out]

    def votes(self, contest: dict[str, Any]) -> list[tuple[Any, int | None]]:
        """The published votes of a contest, each with the number of its section, if there are any.

        Where there are sections, their votes lie in groups apart, called by the section (spec page mixing).
        """
        sections = [section[0] for section in contest["count"]["sections"]]
        found = []
        for entry in self.entries:
            if entry["type"] == "plain" and entry["contest"] == contest["id"]:
                of = sections.index(entry["group"].rsplit("-", 1)[0]) + 1 if sections else None
                lines = self.read("votes", contest["id"], entry["group"] + ".ndjson").splitlines()
                found += [(json.loads(line)["v"], of) for line in lines]
        return found


def from_one(selection: list[Any], kind: str) -> list[Any]:
    """A selection with candidates from 1; points stay as they are."""
    if kind == "score":
        return selection
    return [[c + 1 for c in place] if isinstance(place, list) else place + 1 for place in selection]


def result(pack: Pack, contest: dict[str, Any]) -> dict[str, Any]:
    """The result of a contest, as the pack should have it (spec page result of the pack)."""
    votes, withdrawn, rule = pack.votes(contest), pack.withdrawn(contest), contest["count"]
    given = votes
    if "blank" in dict(rule["parameters"]):  # a blank vote is then a paper that says nothing
        given = [([] if vote == "blank" else vote, of) for vote, of in votes]
    papers = [Paper(from_one(vote, contest["kind"]), of) for vote, of in given if isinstance(vote, list)]
    ids = [option["id"] for option in contest["options"]]
    declared = {
        **rule,
        "candidates": len(ids),
        "withdrawn": withdrawn,
        "lot": pack.lot(contest),
        "sections": [(section, Fraction(share)) for section, share, _ in rule["sections"]],
        "guaranteed": [
            (name, least, [ids.index(m) + 1 for m in of]) for name, least, of in rule["guaranteed"]
        ],
        "reopen": ids.index(rule["reopen"]) + 1 if rule["reopen"] else None,
    }
    said = [vote for vote, _ in votes]
    counted = count(Contest(declared), papers)
    return {
        "format": "tellers-result/1",
        "contest": contest["id"],
        "options": ids,
        **rule,
        "withdrawn": [ids[c - 1] for c in withdrawn],
        "papers": len(votes),
        "valid": counted["valid"],
        "blank": said.count("blank"),
        "void": said.count("void"),
        "malformed": said.count(None),
        "count": counted,
    }


def differences(found: Any, published: Any, where: str) -> list[str]:
    """Where two results differ, in words."""
    if isinstance(found, dict) and isinstance(published, dict):
        names = sorted(set(found) | set(published))
        parts = [differences(found.get(name), published.get(name), f"{where} {name}") for name in names]
        return [line for part in parts for line in part]
    if isinstance(found, list) and isinstance(published, list) and len(found) == len(published):
        numbers = range(len(found))
        parts = [differences(found[n], published[n], f"{where} {n + 1}") for n in numbers]
        return [line for part in parts for line in part]
    if found == published and type(found) is type(published):
        return []
    return [f"{where.strip()}: the pack says {shown(published)}, this count {shown(found)}"]


def shown(value: Any) -> str:
    """A value of a result, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + ".."


# ---------------------------------------------------------------- what is printed


def tell(contest: dict[str, Any], found: dict[str, Any]) -> None:
    """Print a count, stage by stage."""
    names = [option["name"] for option in contest["options"]]
    print(f"{contest['title']} ({found['rule']}, version {found['version']}, {found['seats']} to elect)")
    if found["withdrawn"]:
        print("  does not stand: " + ", ".join(found["withdrawn"]))
    parts = ", ".join(f"{found[name]} {name}" for name in ("valid", "blank", "void", "malformed"))
    both = dict(found["parameters"]).get("blank") == "abstention"
    print(f"  {found['papers']} papers: {parts}" + (" (blank ones are valid too)" if both else ""))
    for stage in found["count"]["stages"]:
        tell_stage(stage, names)
    for kept in found["count"].get("guaranteed", ()):
        print("  guaranteed to {name}: {least} of {declared} declared, elected {elected}".format(**kept))
    print(f"  ELECTED: {listed(found['count']['elected'], names)}")


def tell_stage(stage: dict[str, Any], names: list[str]) -> None:
    """Print a stage."""
    of = f" of {listed(stage['of'], names)}" if stage["of"] else ""
    quota = "" if stage["quota"] is None else f", quota {stage['quota']}"
    print(f"  Stage {stage['n']}: {stage['action']}{of}{quota}")
    for number, name in enumerate(names, 1):
        words = ("elected", "excluded", "doomed", "guarded")
        marks = "".join(f"  {word}" for word in words if number in stage.get(word, ()))
        print(f"    {stage['totals'][number - 1]:>16}  {name}{marks}")
    print(f"    {stage['non_transferable']:>16}  non-transferable")
    if set(stage["lost"]) - set("0."):
        print(f"    {stage['lost']:>16}  lost to fractions")
    for tie in stage["ties"]:
        between, left = listed(tie["between"], names), listed(tie["left"], names)
        at = "" if tie["stage"] is None else f" {tie['stage']}"
        print(f"    tie for {tie['purpose']} between {between}: {left} by {tie['broken_by']}{at}")


def listed(candidates: list[int], names: list[str]) -> str:
    """Candidates by name."""
    return ", ".join(names[c - 1] for c in candidates) or "nobody"


def recount(pack: Pack, contest: dict[str, Any]) -> bool:
    """Count a contest, print it, and compare it with what the pack publishes."""
    found = result(pack, contest)
    tell(contest, found)
    published = json.loads(pack.read("count", contest["id"] + ".json"))
    lines = differences(found, published, "")
    declared = [entry for entry in pack.only("declare")["results"] if entry["contest"] == contest["id"]]
    lines += differences(found["count"]["elected"], declared[0]["elected"], "declared elected")
    if lines:
        print("  THE PACK'S RESULT DIFFERS:")
        for line in lines:
            print("    " + line)
    else:
        print("  The pack's result is the same, at every stage and to the last digit.")
    print()
    return not lines


def main(arguments: list[str]) -> int:
    """Recount every contest of a pack."""
    folder = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    print(f"Recount of {folder}.")
    print("No signature and no proof is verified here: `tellers verify` does that.\n")
    try:
        pack = Pack(folder)
        same = [recount(pack, contest) for contest in pack.election["contests"]]
    except CannotCount as why:
        print(f"It could not be counted: {why}.")
        return 2
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration) as error:
        print(f"This is not a pack that can be read: {type(error).__name__}: {error}")
        return 2
    print("Every result is the same." if all(same) else "A RESULT DIFFERS.")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
