"""``tellers mix``: mix sets, each once, after verifying where they come from."""

import argparse
from concurrent.futures import Executor
from pathlib import Path

from tellers.cli import cluster, page, terminal
from tellers.cli.verify import sid
from tellers.custody.handover import check_apart, check_out
from tellers.custody.sets import MixedSet
from tellers.custody.shuffling import mix_sets
from tellers.errors import Refused

NAME = "mix"
HELP = "mix the votes of contests, or the voting keys"
_MORE = "To mix several sets, give --contest, --group and --out once for each, in the same order."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = _MORE
    parser.add_argument("--board", type=Path, required=True, metavar="PACK", help="the board so far")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="your key file")
    parser.add_argument("--sid", type=sid, metavar="HEX", help="the set-up's number, the first time")
    terminal.add_set(parser, action="append")
    parser.add_argument(
        "--absent", action="append", default=[], metavar="ID", help="a mixer before you who will not mix"
    )
    parser.add_argument(
        "--out",
        dest="outs",
        action="append",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="what is to be handed in",
    )
    terminal.add_passphrase(parser)
    terminal.add_time(parser)
    cluster.add_arguments(parser)
    cluster.add_own(parser)


def run(options: argparse.Namespace) -> int:
    """Mix; 0, or 1 where it is refused. Raises Unreadable, WorkersLost and Refused: cluster.*."""
    with cluster.own_machines(options) as executor:
        return terminal.refusing("tellers mix", lambda: _mix(options, executor))


def _mix(options: argparse.Namespace, executor: Executor | None) -> None:
    chosen = _chosen(options)
    for out in options.outs:
        check_out(out, options.board)
    check_apart(options.outs)
    files = terminal.age_files(options)
    page.report("verifying the board, then mixing ...")
    now = terminal.now(options)
    made = mix_sets(options.board, options.key, files, options.sid, chosen, options.absent, now, executor)
    for one, mixed, out in zip(chosen, made, options.outs, strict=True):
        where = mixed.write(out)
        page.say(f"Stage {mixed.entry['stage']} of {one.words} is mixed; hand in the folder of: {where}")


def _chosen(options: argparse.Namespace) -> list[MixedSet]:
    """The sets named. Raises Refused: mixer.usage."""
    if not len(options.contest) == len(options.group) == len(options.outs):
        raise Refused("mixer.usage", "every set needs its --contest, its --group and its --out")
    return [MixedSet(*names) for names in zip(options.contest, options.group, strict=True)]
