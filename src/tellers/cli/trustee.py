"""``tellers trustee``: make a share of the key, rehearse it, open one set with it, destroy it."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from tellers.cli import page, terminal
from tellers.cli.verify import sid
from tellers.custody import making, opening
from tellers.custody.handover import check_out
from tellers.custody.sets import MixedSet

NAME = "trustee"
HELP = "hold a share of the key that opens the votes"

_MAKE = "take part in the making of the key: write the message that is due now"
_DRILL = "see that the share opens what is meant for it"
_DECRYPT = "verify the board, and open the last mix of one group of a contest, once"
_DESTROY = "destroy the key file and leave a signed statement about it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    make = actions.add_parser("make", help=_MAKE, description=_MAKE)
    drill = actions.add_parser("drill", help=_DRILL, description=_DRILL)
    decrypt = actions.add_parser("decrypt", help=_DECRYPT, description=_DECRYPT)
    destroy = actions.add_parser("destroy", help=_DESTROY, description=_DESTROY)
    for action in (make, drill, decrypt, destroy):
        action.add_argument("--share", type=Path, required=True, metavar="FILE.age", help="your key file")
        terminal.add_passphrase(action)
    make.add_argument("--sid", type=sid, metavar="HEX", help="the set-up's number, the first time")
    for action in (make, decrypt):
        action.add_argument("--board", type=Path, required=True, metavar="PACK", help="the board so far")
        terminal.add_time(action)
    for action in (make, decrypt, destroy):
        action.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="what you hand in")
    terminal.add_yes(destroy, "destroy without being asked")
    terminal.add_set(decrypt)


def run(options: argparse.Namespace) -> int:
    """Do it; 0, or 1 where it is refused."""
    act = _ACTS[options.action]
    return terminal.refusing(f"tellers trustee {options.action}", lambda: act(options))


def _make(options: argparse.Namespace) -> None:
    check_out(options.out, options.board)
    files = terminal.age_files(options)
    made = making.next_message(options.board, options.share, files, options.sid, terminal.now(options))
    page.say(f"`{made.entry['type']}` is due now; hand in: {made.write(options.out)}")


def _drill(options: argparse.Namespace) -> None:
    who = opening.drill(options.share, terminal.age_files(options))
    page.say(f"The share of {who} works: it opened what was encrypted to it. Have this minuted.")


def _decrypt(options: argparse.Namespace) -> None:
    check_out(options.out, options.board)
    files = terminal.age_files(options)
    page.report("verifying the board ...")
    chosen = MixedSet(options.contest, options.group)
    opened = opening.open_set(options.board, options.share, files, chosen, terminal.now(options))
    where = opened.write(options.out)
    page.say(f"The board verifies, and {chosen.words} is opened; hand in the folder of: {where}")


def _destroy(options: argparse.Namespace) -> None:
    terminal.destroy(options, options.share, NAME)


_ACTS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "make": _make,
    "drill": _drill,
    "decrypt": _decrypt,
    "destroy": _destroy,
}
