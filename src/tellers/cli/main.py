"""``tellers``: the subcommands and what they have in common, exit statuses and one-line errors.

0 yes; 1 the evidence fails, the result differs, or the request is refused; 2 usage or unreadable input;
3 nothing failed but some evidence is unavailable.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from tellers.cli import demo, rehearse, release, verify
from tellers.cli.verify import printable
from tellers.errors import TellersError

UNUSABLE = 2
INTERRUPTED = 130


class Command(Protocol):
    """A module that is a subcommand."""

    NAME: str
    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; gives the exit status."""


COMMANDS: Mapping[str, Command] = {command.NAME: command for command in (verify, release, rehearse, demo)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status. argparse itself ends with status 2 on wrong usage."""
    parser = argparse.ArgumentParser(
        prog="tellers", description="A verifiable ballot, from roll to register."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.configure(subparsers.add_parser(name, help=command.HELP, description=command.HELP))
    options = parser.parse_args(arguments)
    try:
        return COMMANDS[options.command].run(options)
    except TellersError as error:
        print(f"tellers: {printable(error.words)}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("tellers: stopped", file=sys.stderr)
        return INTERRUPTED
