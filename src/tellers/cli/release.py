"""``tellers release verify``: check a released register against the pack of its poll."""

import argparse
from pathlib import Path

from tellers.cli import cluster
from tellers.cli.page import say
from tellers.cli.verify import add_common, print_report, print_step, status_of
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
    if not options.json:
        _say_release(report)
    return status_of(report)


def _say_release(report: Report) -> None:
    """Whose copy this is, where it was shown to be anybody's."""
    release = report.release or {}
    if report.verdict == "pass":
        say(f"released to {release['recipient']} as {release['rid']}: {release['rows']} members")
