"""``tellers officer sign``: read what an entry says, have it checked against the board, and sign it."""

import argparse
import time
from pathlib import Path

from tellers.cli import page, terminal
from tellers.cli.verify import sid
from tellers.custody.handover import read_entry
from tellers.custody.keyring import KeyHolder
from tellers.custody.officer import hand_out, propose

NAME = "officer"
HELP = "sign entries of the board as an officer of the poll"

_SIGN = "say in words what an entry states, check it against the board so far, and sign it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    sign = actions.add_parser("sign", help=_SIGN, description=_SIGN)
    sign.add_argument("--key", type=Path, required=True, metavar="FILE", help="your key file")
    sign.add_argument("--board", type=Path, metavar="PACK", help="the board so far; none for the set-up")
    sign.add_argument("--sid", type=sid, metavar="HEX", help="the set-up's number, the first time")
    terminal.add_yes(sign, "sign without being asked")
    sign.add_argument("entry", nargs="+", type=Path, metavar="ENTRY.json", help="signed in place")
    terminal.add_passphrase(sign)


def run(options: argparse.Namespace) -> int:
    """Sign; 0, or 1 where it is refused. What was signed before a refusal stays signed."""
    return terminal.refusing("tellers officer sign", lambda: _sign(options))


def _sign(options: argparse.Namespace) -> None:
    officer = KeyHolder(options.key, terminal.age_files(options))
    for path in options.entry:
        proposal = propose(officer, options.board, options.sid, read_entry(path))
        page.say(f"{officer.id} signs: {proposal.words}")
        if (warning := proposal.warning(int(time.time()))) is not None:
            page.report(f"tellers officer sign: mind that {warning}")
        terminal.ask(options, "Sign this?", "not signed")
        hand_out(officer, proposal, path)
        page.say(f"signed: {path}")
