"""``tellers count``: files of papers counted under a rule, stage by stage."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tellers.board import lot
from tellers.cli import asked, page, sheets, stages
from tellers.count import RULES, Contest, Count, Margin, Profile, Way, count, margin, read_profiles
from tellers.count.files import ENDINGS
from tellers.count.named import Named, named
from tellers.count.words import margin_in_words
from tellers.errors import Refused

NAME = "count"
HELP = "count files of ballot papers under a rule"
FORMAT = "tellers-count/1"
UNREADABLE, REFUSED = 2, 1
_USAGE = ("count.rule", "count.version", "count.parameter")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    files = f"papers: {', '.join(ENDINGS)}, or in .gz behind it; or the folder of a pack"
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=files)
    parser.add_argument(
        "--rule",
        metavar="ID",
        help="the counting rule (tellers rules; default: the one that a pack declares)",
    )
    parser.add_argument(
        "--seats", type=_positive, metavar="N", help="places to fill (default: the file's, or 1)"
    )
    parser.add_argument(
        "--parameter", action="append", default=[], type=_pair, metavar="K=V", help="of the rule; repeatable"
    )
    parser.add_argument("--contest", metavar="ID", help="only this contest of each file")
    drawn = parser.add_mutually_exclusive_group()
    drawn.add_argument("--lot", type=_numbers, metavar="N,N,..", help="all candidates as the lot put them")
    drawn.add_argument("--seed", type=_words, metavar="TEXT", help="draw the lot from these words")
    parser.add_argument(
        "--withdrawn", type=_numbers, default=(), metavar="N,..", help="candidates who no longer stand"
    )
    ways = [way.value for way in Way]
    parser.add_argument(
        "--margin", nargs="?", const=ways[0], choices=ways, help="how many papers undo the result"
    )
    parser.add_argument(
        "--most-points", type=_positive, metavar="N", help="what a paper can give one candidate (--margin)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a contest, one a line")
    sheets.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Count every file; 0, 1 where something is refused, 2 where a file cannot be read.

    A file that fails does not keep the others from being counted.
    Raises Refused: count.rule, count.parameter, count.one-contest.
    """
    written = sheets.Written(options)
    try:
        status = max(_file(path, options, written) for path in options.files)
    finally:  # also where whoever reads the words has closed the pipe: the files are still wanted
        written.finish()
    return status


def _file(path: Path, options: argparse.Namespace, written: sheets.Written) -> int:
    status = 0
    try:
        for profile in _profiles(path, options):
            status = max(status, _contest(path, profile, options, written))
    except Refused as refused:
        if refused.code != "profile.format":
            raise
        page.report(refused.why)
        return UNREADABLE
    return status


def _profiles(path: Path, options: argparse.Namespace) -> Iterator[Profile]:
    """The contests of the file that are asked for.

    Raises Refused: count.rule, profile.format.
    """
    if options.rule is not None and options.rule not in RULES:
        raise Refused("count.rule", f"no such counting rule; there are: {', '.join(sorted(RULES))}")
    known = []
    points = options.rule is not None and "score" in RULES[options.rule].ballots
    for profile in read_profiles(path, points=points):
        known.append(profile.id)
        if options.contest in (None, profile.id):
            yield profile
    if not known:
        raise Refused("profile.format", f"{path}:1: the file holds no contest")
    if options.contest is not None and options.contest not in known:
        has = ", ".join(known[:20]) or "none"
        raise Refused("profile.format", f"{path}: no contest {options.contest} in this file; it has: {has}")


def _contest(path: Path, profile: Profile, options: argparse.Namespace, written: sheets.Written) -> int:
    """Count one contest, print it, and keep it for what is written at the end."""
    for remark in profile.remarks:
        page.report(f"{path}: {remark}")
    try:
        contest = asked.contest(profile, options)
        counted = count(profile.papers, contest)
        found = _margin(profile, contest, options)
    except Refused as refused:
        if refused.code in _USAGE:
            raise
        advice = "; give --seed TEXT or --lot N,N,.." if refused.code == "count.lot-needed" else ""
        page.report(f"{path}: {profile.id}: {refused.why}{advice}")
        return REFUSED
    shown = named(profile.title, profile.candidates, contest, counted, found)
    written.add(shown)
    for difference in asked.otherwise(profile, contest):
        page.report(f"{path}: {profile.id}: this is not the count that was declared: {difference}")
    if options.json:
        told = _as_json(path, profile, contest, counted)
        print(json.dumps(told if found is None else {**told, "margin": found.as_json()}, ensure_ascii=True))
    else:
        _say(path, profile, shown, options)
    return 0


def _margin(profile: Profile, contest: Contest, options: argparse.Namespace) -> Margin | None:
    """The margin, where it is asked for."""
    if options.margin is None:
        return None
    return margin(profile.papers, contest, Way(options.margin), most_points=options.most_points)


def _as_json(path: Path, profile: Profile, contest: Contest, counted: Count) -> dict[str, object]:
    """The count as spec/counting/result.md has it, with what it was made from."""
    return {
        "format": FORMAT,
        "file": str(path),
        "contest": profile.id,
        "title": profile.title,
        "candidates": list(profile.candidates),
        "withdrawn": [candidate + 1 for candidate in sorted(contest.withdrawn)],
        "lot": [candidate + 1 for candidate in contest.lot],
        **counted.as_json(),
    }


def _say(path: Path, profile: Profile, shown: Named, options: argparse.Namespace) -> None:
    counted, order = shown.counted, shown.contest.lot
    stages.say_count(shown)
    if order:
        drawn = "as given" if options.lot else "drawn from the log of the pack"
        if options.seed is not None:
            drawn = f"drawn from the words '{options.seed}'"
        page.say(f"The lot, {drawn}: --lot {','.join(str(candidate + 1) for candidate in order)}")
    stages.say(f"Papers: {path}, contest {profile.id}. Rule: {counted.rule}, version {counted.version}.")
    stages.say(f"Parameters: {', '.join(f'{name}={value}' for name, value in counted.parameters)}.")
    for told in margin_in_words(shown):
        stages.say(told)
    page.say()


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    """Candidates' numbers with commas between them, none twice."""
    numbers = tuple(_positive(part.strip()) for part in text.split(","))
    if len(set(numbers)) < len(numbers):
        raise argparse.ArgumentTypeError("a candidate stands there twice")
    return numbers


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError("NAME=VALUE, as finish=two")
    return name, value


def _words(text: str) -> str:
    try:
        return lot.as_drawn(text)
    except Refused as refused:
        raise argparse.ArgumentTypeError(refused.why) from None
