"""``tellers rehearse``: send an election's papers through the entire protocol and compare the counts."""

import argparse
import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from tellers.cli import page
from tellers.cli.progress import Progress
from tellers.count import Profile, read_profiles
from tellers.errors import Refused
from tellers.rehearsal.rehearse import Outcome, Settings, check_request, rehearse, synthetic
from tellers.rehearsal.run import Phase, prepare

NAME = "rehearse"
HELP = "rehearse an election, real papers or synthetic, through the entire protocol"
FORMAT = "tellers-rehearsal/1"
FAILED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", nargs="?", type=Path, help=".blt, .jsonl or .jsonl.gz of ballot profiles")
    parser.add_argument("--election", action="append", metavar="ID", help="only this election of the file")
    parser.add_argument("--limit", type=_positive, metavar="N", help="at most N elections of the file")
    parser.add_argument("--electors", type=_positive, metavar="N", help="synthetic: size of the roll")
    parser.add_argument("--candidates", type=_positive, metavar="C", help="synthetic: how many stand")
    parser.add_argument("--rule", metavar="ID", help="counting rule (default: av, or stv-scottish for seats)")
    parser.add_argument("--seats", type=_positive, metavar="N", help="places to fill")
    parser.add_argument("--mixers", type=_positive, default=3, metavar="N")
    parser.add_argument("--trustees", type=_positive, default=3, metavar="N")
    parser.add_argument("--threshold", type=_positive, default=2, metavar="T")
    parser.add_argument("--precedence", choices=("first", "last"), default="first")
    parser.add_argument("--seed", type=int, default=1, help="fixes papers and channels, never secrets")
    parser.add_argument("--out", type=Path, default=Path("rehearsal"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(options: argparse.Namespace) -> int:
    """Rehearse what was asked for; exit status by contract.

    Raises Refused for what cannot be rehearsed at all, before anything is run.
    """
    settings = _settings(options)
    profiles = _profiles(options, settings)
    for profile in profiles:
        check_request(profile, settings)
    for profile in profiles:
        prepare(options.out / profile.id)
    outcomes = []
    for profile in profiles:
        page.report(f"{profile.id}: {profile.title}")
        try:
            outcome = rehearse(profile, settings, options.out / profile.id, Progress())
        except Refused as refusal:
            page.report(f"tellers rehearse: {profile.id}: {refusal.why}", style="red")
            return FAILED
        outcomes.append(outcome)
        page.report(f"  {_sentence(outcome)}")
    passed = all(outcome.passed for outcome in outcomes)
    if options.json:
        print(json.dumps(report(outcomes), ensure_ascii=True, sort_keys=True))
    else:
        word = "pass" if passed else "FAIL"
        page.say(f"rehearsed: {len(outcomes)} election(s), verified and counted alike: {word}")
    return 0 if passed else FAILED


def report(outcomes: list[Outcome]) -> dict[str, object]:
    """The JSON object of contract: elections, and the phases of all of them added up."""
    phases: dict[str, Phase] = {}
    for phase in (phase for outcome in outcomes for phase in outcome.phases):
        phases[phase.name] = phases[phase.name].plus(phase) if phase.name in phases else phase
    return {
        "format": FORMAT,
        "elections": [outcome.report for outcome in outcomes],
        "phases": [asdict(phase) for phase in phases.values()],
        "verdict": "pass" if all(outcome.passed for outcome in outcomes) else "fail",
    }


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        electors=options.electors,
        rule=options.rule,
        seats=options.seats,
        mixers=options.mixers,
        trustees=options.trustees,
        threshold=options.threshold,
        precedence=options.precedence,
        seed=options.seed,
    )


def _profiles(options: argparse.Namespace, settings: Settings) -> list[Profile]:
    """What is to be rehearsed: a synthetic election, or elections of the file."""
    if options.file is not None:
        if options.electors or options.candidates:
            raise Refused("rehearse.usage", "a FILE brings its own electors and candidates")
        return _of_file(options.file, options.election or [], options.limit)
    if options.election or options.limit:
        raise Refused("rehearse.usage", "--election and --limit choose from a FILE, and none is named")
    if not options.electors or not options.candidates:
        raise Refused("rehearse.usage", "name a FILE, or give --electors and --candidates")
    return [synthetic(options.electors, options.candidates, settings)]


def _of_file(path: Path, wanted: Collection[str], limit: int | None) -> list[Profile]:
    """The elections of a file with a ``wanted`` id, or all, in the file's order and at most ``limit``.

    The whole file is read, so that nothing in it comes to light halfway through the rehearsals.
    """
    known: set[str] = set()
    found: list[Profile] = []
    for profile in read_profiles(path):
        known.add(profile.id)
        for remark in profile.remarks:
            page.report(f"{path}: {remark}")
        if (not wanted or profile.id in wanted) and (limit is None or len(found) < limit):
            found.append(profile)
    if missing := sorted(set(wanted) - known):
        raise Refused("rehearse.unknown", f"{path} has no election {', '.join(missing)}")
    if not found:
        raise Refused("rehearse.none", f"{path} holds no election")
    return found


def _sentence(outcome: Outcome) -> str:
    told = outcome.report
    counts = "both counts agree" if told["counts_equal"] else "the counts DIFFER"
    papers = f"{told['papers']:,} papers of {told['electors']:,} electors"
    return f"{papers}: {counts}, verification {told['verdict']} {outcome.failure}".rstrip()


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(text)
