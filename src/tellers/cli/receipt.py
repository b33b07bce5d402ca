"""``tellers receipt verify``: check the receipt that a voter's device kept against the pack of its poll."""

import argparse
from pathlib import Path

from tellers.cli import cluster
from tellers.cli.page import say
from tellers.cli.verify import add_common, print_report, print_step, status_of
from tellers.evidence.verify.framework import Report
from tellers.evidence.verify.receipt import verify_receipt

NAME = "receipt"
HELP = "verify the receipt that a voter kept"

_VERIFY = "check that the ballot of a receipt is on the board, as it was cast and promised"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help=_VERIFY, description=_VERIFY)
    verify.add_argument("receipt", metavar="RECEIPT", type=Path, help="the file that the device kept")
    verify.add_argument("pack", metavar="PACK", type=Path, help="the pack of the poll, a folder or a zip")
    add_common(verify)


def run(options: argparse.Namespace) -> int:
    """Verify; 0 pass, 1 fail, 3 unavailable. Raises Unreadable."""
    with cluster.heavy(options) as heavy:
        report = verify_receipt(options.receipt, options.pack, options.sid, print_step, heavy)
    print_report(report, options.json)
    if not options.json:
        _say_receipt(report)
    return status_of(report)


def _say_receipt(report: Report) -> None:
    """What the receipt shows and what it does not, where it was shown to be good."""
    receipt = report.receipt or {}
    if report.verdict == "pass":
        counts = "counts" if receipt["counts"] else "does not count"
        say(f"receipt {receipt['code']}: the ballot stands at entry {receipt['entry']}")
        say(f"it {counts}: {receipt['why']}")
        say("shown: this ballot is on the board, as the device made it")
        say("not shown: how anybody voted, or whose ballot it is")
