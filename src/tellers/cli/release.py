"""``tellers release verify``: check a released register against the pack of its poll."""

import argparse
from pathlib import Path

from tellers.canonical import decode
from tellers.cli import cluster
from tellers.cli.page import say
from tellers.cli.verify import add_common, print_report, print_step, status_of
from tellers.clock import words
from tellers.errors import Refused
from tellers.evidence.verify.framework import Report
from tellers.evidence.verify.release import verify_release

NAME = "release"
HELP = "verify a register that was released to somebody"

_VERIFY = "check that a released register is the one that was closed, and this copy the one released"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help=_VERIFY, description=_VERIFY)
    verify.add_argument("release", metavar="RELEASE", type=Path, help="the released register, a JSON file")
    verify.add_argument("pack", metavar="PACK", type=Path, help="the pack of the poll, a folder or a zip")
    add_common(verify)


def run(options: argparse.Namespace) -> int:
    """Verify; 0 pass, 1 fail, 3 unavailable. Raises Unreadable, WorkersLost, and Refused: release.table,
    cluster.*.
    """
    if options.release.suffix.lower() == ".csv":
        raise Refused(
            "release.table", f"{options.release} holds no proofs: give register.json, not the table"
        )
    with cluster.heavy(options) as heavy:
        report = verify_release(options.release, options.pack, options.sid, print_step, heavy)
    print_report(report, options.json)
    if not options.json and report.verdict == "pass":
        _say_release(report, options.release)
    return status_of(report)


def _say_release(report: Report, path: Path) -> None:
    """Whose copy this is, and in the copy of one member what that member alone can compare."""
    release = report.release or {}
    if release["tier"] != "m":
        say(f"released to {release['recipient']} as {release['rid']}: {release['rows']} members")
        return
    row = decode(path.read_bytes())["row"]
    said = {name: value for name, value, _ in row["reg"]}
    say(f"released to {release['recipient']} as {release['rid']}: row {row['row']} alone")
    say(f"  status {said['status']}, method {said['channel'] or 'none'}, minute {_minute(said['time'])}")
    say(f"  pseudonym {said['cred']}, entry {said['idx'] if said['idx'] >= 0 else 'none'}")
    say(f"  parts of the voting key issued anew: {said['reissues']}")
    say("Compare pseudonym and entry with your own receipt, and with what you did: no verifier can.")


def _minute(minute: int) -> str:
    return words(60 * minute) if minute else "none"
