"""Rehearsing a real or synthetic election: its papers go through the entire protocol and must count alike."""

import random
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tellers.board import definition
from tellers.board.entries import LONGEST
from tellers.canonical import encode
from tellers.count import Profile
from tellers.crypto.selections import Selection
from tellers.errors import Refused
from tellers.evidence.result import result_of
from tellers.rehearsal import opinion, people, tally
from tellers.rehearsal.hall import Watcher, silent
from tellers.rehearsal.marking import ballot_of, marked, styles
from tellers.rehearsal.plan import OPENS, Elector, Plan, Rules
from tellers.rehearsal.run import PACK, Phase, Rehearsed, prepare, run, write_evidence
from tellers.rehearsal.verifying import verify_written

CONTEST = "selection"
CHANNELS = (("online", 60), ("post", 25), ("in-person", 15))
"""How the votes are cast by default, in per cent."""
TURNOUT = 85
"""Of 100 on the roll, so many vote."""
CHANGED_MIND = 50
"""One online voter in so many votes again, and one paper voter in so many voted online first."""

DEALER, DEALER_PER_TRUSTEE, DEALER_PER_THRESHOLD = 300, 145, 201
"""At most so many bytes has the entry ``dkg1`` of a trustee: a sealed share for every trustee, and a
coefficient with its proof for each of the threshold."""

DEFINED_BESIDE = 8_192
"""At most so many bytes of the entry ``election`` are about something else than its one contest."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line may choose. ``electors``: size of the roll, None for the usual turnout."""

    electors: int | None = None
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
    """Run one election, write its evidence under ``target``, verify it, and compare the counts.

    Raises what ``check_request`` and ``prepare`` raise, before anything is run.
    """
    check_request(profile, settings)
    prepare(target)
    plan = plan_of(profile, settings)
    with tempfile.TemporaryDirectory(prefix="tellers-") as folder:
        rehearsed = run(plan, Path(folder), watch)
        write_evidence(rehearsed, target)
    verification = verify_written(target / PACK, rehearsed.hall.sid.hex(), watch)
    rehearsed.note("verify", verification.wall_s, verification.cpu_s, verification.peak_rss_kib)
    (target / "verification.json").write_bytes(encode(verification.report) + b"\n")
    outcome = _outcome(profile, plan, rehearsed, verification.report["verdict"], target)
    if verification.failure:
        outcome.failure = "{check}: {message}".format_map(verification.failure)
    return outcome


def synthetic(electors: int, candidates: int, settings: Settings) -> Profile:
    """An invented election: ``electors`` on the roll, of whom the usual share vote.

    Raises Refused("rehearse.candidates").
    """
    _check_candidates(candidates)
    chance = random.Random(settings.seed)
    votes = opinion.papers(max(1, electors * TURNOUT // 100), candidates, chance)
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
    votes = marked(profile, contest)
    chance.shuffle(votes)
    names = styles(profile)
    roll = settings.electors or len(votes) + max(1, len(votes) * (100 - TURNOUT) // TURNOUT)
    electors = list(_electors(votes, names, roll, settings.precedence, chance))
    return Plan(
        organisation="The Northfield Rehearsal Society",
        title=_title(profile),
        origin=f"ballots.example/rehearsal/{_slug(profile.id)}",
        contests=[contest],
        electors=electors,
        rules=rules,
        opens=OPENS,
        withdrawn=profile.withdrawn,
        opened_ballots=min(5, len(votes)),
        contact_changes=min(3, len(electors) - 1),
        styles=tuple((style, (CONTEST,)) for style in names),
    )


def contest_of(profile: Profile, settings: Settings) -> dict[str, Any]:
    """The contest definition for a profile, under the rule chosen or the usual one."""
    seats = settings.seats or profile.seats
    rule_id = settings.rule or ("av" if seats == 1 else "stv-scottish")
    return {
        "id": CONTEST,
        "title": _title(profile),
        "options": [{"id": f"c{k}", "name": _words(name)} for k, name in enumerate(profile.candidates, 1)],
        "nominated": True,
        **ballot_of(profile, rule_id, seats),
    }


def check_request(profile: Profile, settings: Settings) -> None:
    """Refuse what no poll can be held on, before the hall opens.

    Raises Refused: rehearse.candidates, rehearse.seats, rehearse.rule, rehearse.trustees, rehearse.mixers,
    rehearse.papers, and what the count refuses whatever the papers; Invalid: canonical.json for a name that
    is no text.
    """
    _check_roles(settings)
    _check_candidates(len(profile.candidates))
    if not all(name.strip() for name in profile.candidates):
        raise Refused("rehearse.candidates", "a candidate has no name")
    contest = contest_of(profile, settings)
    if len(encode([_title(profile), contest])) > LONGEST - DEFINED_BESIDE:
        raise Refused("rehearse.candidates", "the candidates' names together are too long for the board")
    seats = contest["count"]["seats"]
    if seats > len(profile.candidates):
        raise Refused("rehearse.seats", f"{seats} places for {len(profile.candidates)} candidates")
    result_of(contest, [], profile.withdrawn, tuple(range(len(profile.candidates))))
    marked(profile, contest)


def direct_result(plan: Plan, profile: Profile, lot: tuple[int, ...]) -> dict[str, Any]:
    """The result of the papers as they came, never encrypted, under the same rule and lot."""
    [contest] = plan.contests
    votes = marked(profile, contest)
    sections = [section for _, section in votes] if profile.sections else []
    return result_of(contest, [vote for vote, _ in votes], plan.withdrawn, lot, sections)


def _check_roles(settings: Settings) -> None:
    trustees, threshold, most = settings.trustees, settings.threshold, definition.MOST_OPTIONS
    if trustees > most:
        raise Refused("rehearse.trustees", f"at most {most} trustees")
    if not 1 <= threshold <= trustees:
        raise Refused("rehearse.trustees", "the threshold is larger than the number of trustees")
    if DEALER + DEALER_PER_TRUSTEE * trustees + DEALER_PER_THRESHOLD * threshold > LONGEST:
        told = f"{trustees} trustees with a threshold of {threshold}"
        raise Refused(
            "rehearse.trustees", f"{told}: what each must reveal does not fit an entry of the board"
        )
    if not 2 <= settings.mixers <= most:
        raise Refused("rehearse.mixers", f"the mixers must be 2 to {most}")


def _check_candidates(number: int) -> None:
    if not 2 <= number <= definition.MOST_OPTIONS:
        wanted = f"2 to {definition.MOST_OPTIONS}"
        raise Refused("rehearse.candidates", f"the candidates must be {wanted}, not {number:,}")


def _slug(id: str) -> str:
    """An id as the last part of a log's name: small letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", id.lower()).strip("-")[:100] or "election"


def _title(profile: Profile) -> str:
    return _words(profile.title or profile.id)


def _words(text: str) -> str:
    """A title or a name as the board takes it."""
    return unicodedata.normalize("NFC", text)[:200]


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
            "pack": str(target / PACK),
        },
        rehearsed.phases,
    )


def _electors(
    votes: list[tuple[Selection, int]], styles: list[str], roll: int, precedence: str, chance: random.Random
) -> Iterator[Elector]:
    for number, (vote, section) in enumerate(votes, 1):
        channel = chance.choices([c for c, _ in CHANNELS], [share for _, share in CHANNELS])[0]
        changed = chance.randrange(CHANGED_MIND) == 0
        before: list[Selection] = []
        if changed and (channel != "online" or precedence == "last"):
            before = [chance.choice(votes)[0]]
        again = changed and channel == "online" and precedence == "first"
        values = people.member(number, chance)
        yield Elector(values, channel, [vote], before, again, style=styles[section])
    for number in range(len(votes) + 1, roll + 1):
        yield Elector(people.member(number, chance), style=styles[number % len(styles)])
