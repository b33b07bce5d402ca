"""``tellers registrar``: make and seal the codes, write the letters, destroy the seed that they come from."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from tellers.board.entries import REISSUE_REASONS
from tellers.cli import page, terminal
from tellers.cli.progress import Progress
from tellers.cli.verify import sid
from tellers.custody import issuing
from tellers.custody.handover import check_out
from tellers.custody.registrar import Registrar

NAME = "registrar"
HELP = "issue the registrar's half of the voting keys, in letters"

_MAKE = "make a code for every row of the frozen roll, and seal its half of the key"
_SEND = "write the letters, each to the contact that the roll seals, and the list of who was sent one"
_REISSUE = "make another code for one row, write its letter and the entry that replaces the half it had"
_DESTROY = "destroy the seed of all codes and leave a signed statement about it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    make = actions.add_parser("make", help=_MAKE, description=_MAKE)
    send = actions.add_parser("send", help=_SEND, description=_SEND)
    again = actions.add_parser("reissue", help=_REISSUE, description=_REISSUE)
    destroy = actions.add_parser("destroy", help=_DESTROY, description=_DESTROY)
    for action in (make, send, again, destroy):
        action.add_argument("--store", type=Path, required=True, metavar="FILE.age", help="your key file")
        action.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="what you hand in")
        terminal.add_passphrase(action)
    for action in (make, send):
        action.add_argument("--board", type=Path, required=True, metavar="PACK", help="the board so far")
        terminal.add_time(action)
    for action in (send, again):
        action.add_argument("--outbox", type=Path, required=True, metavar="FOLDER", help="where letters go")
    again.add_argument("--board", type=Path, required=True, metavar="PACK", help="the board so far")
    again.add_argument("--row", type=int, required=True, metavar="N", help="the row of the roll")
    again.add_argument("--reason", required=True, choices=REISSUE_REASONS)
    again.add_argument("--contact", type=Path, metavar="FILE", help="the row's line; none: handed over")
    terminal.add_yes(destroy, "destroy without being asked")
    make.add_argument("--sid", type=sid, metavar="HEX", help="the set-up's number, the first time")
    send.add_argument(
        "--contacts", type=Path, required=True, metavar="FILE", help="lines {row, field, value, salt}"
    )


def run(options: argparse.Namespace) -> int:
    """Do it; 0, or 1 where it is refused."""
    act = _ACTS[options.action]
    return terminal.refusing(f"tellers registrar {options.action}", lambda: act(options))


def _make(options: argparse.Namespace) -> None:
    check_out(options.out, options.board)
    registrar = Registrar(options.store, options.out, terminal.age_files(options))
    made = issuing.make_codes(registrar, options.board, options.sid, _tick, terminal.now(options))
    page.say(f"{made.entry['size']:,} codes are sealed; hand in the folder of: {made.write(options.out)}")


def _send(options: argparse.Namespace) -> None:
    check_out(options.out, options.board, options.outbox)
    registrar = Registrar(options.store, options.outbox, terminal.age_files(options))
    time = terminal.now(options)
    sent, letters = issuing.send_letters(registrar, options.board, options.contacts, _tick, time)
    where = sent.write(options.out)
    page.say(f"The letters, which nobody else may see, are in: {letters()}")
    page.say(f"{sent.entry['size']:,} letters are listed; hand in the folder of: {where}")


def _reissue(options: argparse.Namespace) -> None:
    check_out(options.out, options.board, options.outbox)
    registrar = Registrar(options.store, options.outbox, terminal.age_files(options))
    made, letter = issuing.reissue(registrar, options.board, options.row, options.contact, options.reason)
    page.say(f"The letter, which nobody else may see, is in: {letter}")
    page.say(f"A new code replaces the one before; hand in: {made.write(options.out)}")


def _destroy(options: argparse.Namespace) -> None:
    terminal.destroy(options, options.store, NAME)


def _tick(done: int) -> None:
    _PROGRESS("stretching codes", done, done)


_PROGRESS = Progress()
_ACTS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "make": _make,
    "send": _send,
    "reissue": _reissue,
    "destroy": _destroy,
}
