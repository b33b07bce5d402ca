"""``tellers mix``: mix one set, once, after verifying where it comes from."""

import argparse
from pathlib import Path

from tellers.cli import page, terminal
from tellers.cli.verify import sid
from tellers.custody.handover import check_out
from tellers.custody.sets import MixedSet
from tellers.custody.shuffling import mix_set

NAME = "mix"
HELP = "mix the votes of a contest, or the voting keys"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--board", type=Path, required=True, metavar="PACK", help="the board so far")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="your key file")
    parser.add_argument("--sid", type=sid, metavar="HEX", help="the set-up's number, the first time")
    terminal.add_set(parser)
    parser.add_argument(
        "--absent", action="append", default=[], metavar="ID", help="a mixer before you who will not mix"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="what is to be handed in")
    terminal.add_passphrase(parser)
    terminal.add_time(parser)


def run(options: argparse.Namespace) -> int:
    """Mix; 0, or 1 where it is refused."""
    return terminal.refusing("tellers mix", lambda: _mix(options))


def _mix(options: argparse.Namespace) -> None:
    check_out(options.out, options.board)
    files = terminal.age_files(options)
    page.report("verifying the board, then mixing ...")
    chosen, now = MixedSet(options.contest, options.group), terminal.now(options)
    mixed = mix_set(options.board, options.key, files, options.sid, chosen, options.absent, now)
    where = mixed.write(options.out)
    page.say(f"Stage {mixed.entry['stage']} of {chosen.words} is mixed; hand in the folder of: {where}")
