"""``tellers verify``: check a pack, and say step by step what holds."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tellers.cli import cluster
from tellers.cli.page import printable, say
from tellers.evidence.verify import CHECKS, Outcome, Report, verify_pack

NAME = "verify"
HELP = "verify the evidence pack of a poll, a folder or a zip"
MOTION = "yes-no"
"""The rule by which a motion is counted: it elects yes, or nobody."""

_STATUS = {"pass": 0, "fail": 1, "unavailable": 3}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("pack", metavar="PACK", type=Path, help="the pack")
    add_common(parser)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what every verification takes."""
    parser.add_argument("--sid", type=sid, metavar="HEX", help="the number of the set-up, as it was printed")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    cluster.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Verify; 0 pass, 1 fail, 3 unavailable. Raises Unreadable, WorkersLost and Refused: cluster.*."""
    with cluster.heavy(options) as heavy:
        report = verify_pack(options.pack, options.sid, print_step, heavy)
    print_report(report, options.json)
    return status_of(report)


def sid(text: str) -> str:
    """A set-up's number: 64 hexadecimal digits, upper case and spaces allowed."""
    digits = "".join(text.split()).lower()
    if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
        raise argparse.ArgumentTypeError("a set-up's number has 64 hexadecimal digits")
    return digits


def status_of(report: Report) -> int:
    """The exit status that a report asks for."""
    return _STATUS[report.verdict]


def print_step(outcome: Outcome) -> None:
    """One short line of progress on standard error, the title last, since it is the longest."""
    figures = [f"{outcome.checked:,} of {outcome.expected:,}"] if outcome.expected else []
    told = [outcome.status, *figures, f"{outcome.milliseconds / 1000:.1f} s", outcome.title]
    print(f"{outcome.id:<4} {'  '.join(told)}", file=sys.stderr, flush=True)
    if outcome.message is not None:
        print(f"     {outcome.check}: {printable(outcome.message)}", file=sys.stderr, flush=True)


def print_report(report: Report, as_json: bool) -> None:
    """The report: as one JSON object, or in words that can be read out."""
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=True))
        return
    for line in _words(report):
        say(line)


def _words(report: Report) -> list[str]:
    lines = [f"verdict: {report.verdict}"]
    failed = report.first_failure
    if failed is not None:
        lines += [f"{failed['check']}: {CHECKS[failed['check']]}", f"  {failed['message']}"]
    if report.sid is not None:
        given = "as given" if report.sid_given == report.sid else "compare it with the one that was printed"
        lines.append(f"set-up: {report.sid} ({given})")
    return lines + [_outcome(report, result) for result in report.results]


def _outcome(report: Report, result: Mapping[str, Any]) -> str:
    """Who is elected in a contest, in order of election, or what became of a motion."""
    contest, elected = result["contest"], result["elected"]
    if result["rule"] == MOTION:
        return f"outcome of {contest}: {'carried' if elected else 'not carried'}"
    names = [report.options[contest][number - 1] for number in elected]
    return f"elected in {contest}: {', '.join(names) or 'nobody'}"
