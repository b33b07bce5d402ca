"""Rehearsing a real or synthetic election: its papers go through the entire protocol and must count alike."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tellers.canonical import encode
from tellers.count import Profile
from tellers.crypto.selections import Selection
from tellers.evidence.result import result_of
from tellers.rehearsal import opinion, people, tally
from tellers.rehearsal.hall import Watcher, silent
from tellers.rehearsal.plan import Elector, Plan, Rules, declared_rule
from tellers.rehearsal.run import Phase, Rehearsed, run, write_evidence
from tellers.rehearsal.verifying import verify_written

CONTEST = "selection"
OPENS = 1_793_520_000
"""1 November 2026, 08:00 UTC: every rehearsal opens then."""
CHANNELS = (("online", 60), ("post", 25), ("in-person", 15))
"""How the votes are cast by default, in per cent."""
TURNOUT = 85
"""Of 100 on the roll, so many vote."""
CHANGED_MIND = 50
"""One online voter in so many votes again, and one paper voter in so many voted online first."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line may choose."""

    rule: str | None = None
    seats: int | None = None
    mixers: int = 3
    trustees: int = 3
    threshold: int = 2
    precedence: str = "first"
    seed: int = 1


@dataclass(slots=True)
class Outcome:
    """One rehearsed election, as ``tellers rehearse`` reports it."""

    report: dict[str, Any]
    phases: list[Phase] = field(default_factory=list)
    failure: str = ""

    @property
    def passed(self) -> bool:
        """Whether the evidence verifies and both counts agree."""
        return bool(self.report["verdict"] == "pass" and self.report["counts_equal"])


def rehearse(profile: Profile, settings: Settings, target: Path, watch: Watcher = silent) -> Outcome:
    """Run one election, write its evidence under ``target``, verify it, and compare the counts."""
    plan = plan_of(profile, settings)
    with tempfile.TemporaryDirectory(prefix="tellers-") as folder:
        rehearsed = run(plan, Path(folder), settings.seed, watch)
        target.mkdir(parents=True, exist_ok=True)
        write_evidence(rehearsed, target)
    verification = verify_written(target / "pack", rehearsed.hall.sid.hex(), watch)
    rehearsed.note("verify", verification.wall_s, verification.cpu_s, verification.peak_rss_kib)
    (target / "verification.json").write_bytes(encode(verification.report) + b"\n")
    outcome = _outcome(profile, plan, rehearsed, verification.report["verdict"], target)
    if verification.failure:
        outcome.failure = "{check}: {message}".format_map(verification.failure)
    return outcome


def synthetic(electors: int, candidates: int, settings: Settings) -> Profile:
    """An invented election: ``electors`` on the roll, of whom the usual share vote."""
    chance = random.Random(settings.seed)
    votes = opinion.papers(_voting(electors), candidates, chance)
    return Profile(
        id=f"synthetic-{electors}-{candidates}",
        title=f"Synthetic election of {candidates} candidates",
        seats=settings.seats or 1,
        candidates=tuple(f"Candidate {k + 1}" for k in range(candidates)),
        papers=tuple((1, paper) for paper in votes),
        withdrawn=frozenset(),
    )


def plan_of(profile: Profile, settings: Settings) -> Plan:
    """The invented roll and the rules under which a profile's papers are cast."""
    chance = random.Random(settings.seed)
    contest = contest_of(profile, settings)
    rules = Rules(
        precedence=settings.precedence,
        trustees=settings.trustees,
        threshold=settings.threshold,
        mixers=settings.mixers,
    )
    votes: list[Selection] = [_selection(paper) for n, paper in profile.papers for _ in range(n)]
    chance.shuffle(votes)
    electors = list(_electors(votes, settings.precedence, chance))
    return Plan(
        organisation="The Northfield Rehearsal Society",
        title=profile.title[:200] or profile.id,
        origin=f"ballots.example/rehearsal/{profile.id.lower().replace('_', '-')}",
        contests=[contest],
        electors=electors,
        rules=rules,
        opens=OPENS,
        withdrawn=profile.withdrawn,
        opened_ballots=min(5, len(votes)),
        contact_changes=min(3, len(electors) - 1),
    )


def contest_of(profile: Profile, settings: Settings) -> dict[str, Any]:
    """The contest definition for a profile: ranked, under the rule chosen or the usual one."""
    seats = settings.seats or profile.seats
    rule_id = settings.rule or ("av" if seats == 1 else "stv-scottish")
    return {
        "id": CONTEST,
        "title": profile.title[:200] or profile.id,
        "kind": "ranked",
        "options": [{"id": f"c{k}", "name": name[:200]} for k, name in enumerate(profile.candidates, 1)],
        "max_rank": len(profile.candidates),
        "nominated": True,
        "withdrawn": "pass-on",
        "count": declared_rule(rule_id, seats),
    }


def direct_result(plan: Plan, profile: Profile, lot: tuple[int, ...]) -> dict[str, Any]:
    """The result of the papers as they came, never encrypted, under the same rule and lot."""
    votes = [_selection(paper) for n, paper in profile.papers for _ in range(n)]
    return result_of(plan.contests[0], votes, plan.withdrawn, lot)


def _outcome(profile: Profile, plan: Plan, rehearsed: Rehearsed, verdict: str, target: Path) -> Outcome:
    hall = rehearsed.hall
    direct = direct_result(plan, profile, tally.lot_orders(hall)[CONTEST])
    result = rehearsed.results[CONTEST]
    by_channel = rehearsed.register.by_channel if rehearsed.register else []
    return Outcome(
        {
            "id": profile.id,
            "rule": result["rule"],
            "electors": len(plan.electors),
            "by_channel": by_channel,
            "papers": result["papers"],
            "counts_equal": direct == result,
            "elected": result["count"]["elected"],
            "verdict": verdict,
            "sid": hall.sid.hex(),
            "pack": str(target / "pack"),
        },
        rehearsed.phases,
    )


def _electors(votes: list[Selection], precedence: str, chance: random.Random) -> Iterator[Elector]:
    number = 0
    for vote in votes:
        number += 1
        channel = chance.choices([c for c, _ in CHANNELS], [share for _, share in CHANNELS])[0]
        changed = chance.randrange(CHANGED_MIND) == 0
        before: list[Selection] = []
        if changed and (channel != "online" or precedence == "last"):
            before = [chance.choice(votes)]
        again = changed and channel == "online" and precedence == "first"
        yield Elector(people.member(number, chance), channel, [vote], before, again)
    for _ in range(max(1, len(votes) * (100 - TURNOUT) // TURNOUT)):
        number += 1
        yield Elector(people.member(number, chance))


def _voting(electors: int) -> int:
    """How many of a roll of this size vote, so that ``_electors`` makes the roll whole again."""
    voting = electors * TURNOUT // 100
    while voting + max(1, voting * (100 - TURNOUT) // TURNOUT) < electors:
        voting += 1
    return max(1, voting)


def _selection(paper: tuple[int, ...]) -> Selection:
    return list(paper) if paper else "blank"
