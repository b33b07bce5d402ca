"""``tellers``: the subcommands and what they have in common, exit statuses and one-line errors.

0 yes; 1 the evidence fails, the result differs, or the request is refused; 2 usage, unreadable input or
a place that cannot be written; 3 nothing failed but some evidence is unavailable.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import NoReturn, Protocol

from tellers.cli import (
    count,
    demo,
    key,
    mix,
    officer,
    receipt,
    registrar,
    rehearse,
    release,
    rules,
    trustee,
    verify,
)
from tellers.cli.page import printable
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


class Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong; its subparsers are of the same kind."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(UNUSABLE, f"{self.prog}: {printable(message)}\n")


_ALL: Sequence[Command] = (
    verify,
    release,
    receipt,
    count,
    rules,
    rehearse,
    demo,
    key,
    trustee,
    mix,
    registrar,
    officer,
)
COMMANDS: Mapping[str, Command] = {command.NAME: command for command in _ALL}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status. The parser itself ends with status 2 on wrong usage."""
    parser = Parser(prog="tellers", description="A verifiable ballot, from roll to register.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.configure(subparsers.add_parser(name, help=command.HELP, description=command.HELP))
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return COMMANDS[options.command].run(options)
    except TellersError as error:
        return _stop(error.words, UNUSABLE)
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _stop(_unwritten(error, options), UNUSABLE)
    except KeyboardInterrupt:
        return _stop("stopped", INTERRUPTED)


def _terminated(_signal: int, _frame: object) -> NoReturn:
    """End as from the keyboard, so that folders with keys in them are removed on the way out."""
    raise KeyboardInterrupt


def _stop(words: str, status: int) -> int:
    print(f"tellers: {printable(words)}", file=sys.stderr)
    return status


def _unwritten(error: OSError, options: argparse.Namespace) -> str:
    """What could not be written, and why. What is read is refused by whoever reads it."""
    if isinstance(error, shutil.Error):  # several files of a folder at once: the first speaks for all
        _, path, reason = error.args[0][0]
        return f"{path} cannot be written: {reason}"
    # A full disk does not say which of the two folders in use is on it.
    where = error.filename or f"{getattr(options, 'out', 'the output')} or {tempfile.gettempdir()}"
    return f"{where} cannot be written: {error.strerror or type(error).__name__}"
