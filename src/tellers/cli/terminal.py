"""Passphrases on the terminal, or in a file that an option names; never in arguments or results."""

import argparse
import getpass
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tellers.cli import page
from tellers.crypto.secret import Secret
from tellers.crypto.spread import WorkersLost
from tellers.custody import passphrase, unmaking
from tellers.custody.handover import check_out
from tellers.custody.keyring import AgeFiles, open_private, overwrite
from tellers.errors import Invalid, Refused
from tellers.evidence.verify import Unreadable

REFUSED = 1
_TERMINAL = "/dev/tty"
_FOR_PASSPHRASE = "to ask for a passphrase: name a file (--passphrase)"
_PASSPHRASE = "read the passphrase from this file instead of the terminal"
_TIME = "the time to write into the entry, seconds since 1970 (default: this computer's clock)"


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """Declare where the passphrase of a key file comes from."""
    parser.add_argument("--passphrase", type=Path, metavar="FILE", help=_PASSPHRASE)


def add_yes(parser: argparse.ArgumentParser, words: str) -> None:
    """Declare that nothing is asked on the terminal."""
    parser.add_argument("--yes", action="store_true", help=words)


def add_time(parser: argparse.ArgumentParser) -> None:
    """Declare the time of an entry: a computer that is never online may have a wrong clock."""
    parser.add_argument("--time", type=int, metavar="T", default=None, help=_TIME)


def add_set(parser: argparse.ArgumentParser, action: Literal["store", "append"] = "store") -> None:
    """Declare which set is mixed or opened, as the board names it, or with ``append`` which sets."""
    parser.add_argument(
        "--contest", required=True, action=action, metavar="ID", help="a contest, or cred: the voting keys"
    )
    parser.add_argument(
        "--group",
        required=True,
        action=action,
        metavar="G",
        help="joint, g1, g2, ..; of voting keys STYLE, or STYLE-xWEIGHT",
    )


def now(options: argparse.Namespace) -> int:
    """The time to write into an entry."""
    return int(time.time()) if options.time is None else int(options.time)


def age_files(options: argparse.Namespace) -> AgeFiles:
    """Key files under the passphrase that is asked for, or that stands in the file named.

    Raises Refused: custody.no-terminal, custody.no-passphrase.
    """
    if options.passphrase is not None:
        try:
            return AgeFiles(passphrase.typed(options.passphrase.read_text("utf-8")))
        except (OSError, UnicodeDecodeError):
            raise Refused("custody.no-passphrase", f"{options.passphrase} cannot be read") from None
    _check_terminal(_FOR_PASSPHRASE)
    try:
        return AgeFiles(passphrase.typed(getpass.getpass("passphrase: ")))
    except (EOFError, UnicodeDecodeError):
        raise Refused("custody.no-passphrase", "no passphrase was typed") from None


@contextmanager
def new_age_files(options: argparse.Namespace) -> Iterator[AgeFiles]:
    """Key files under a new passphrase, shown once on the terminal or written to the file named.

    That file is removed where no key comes of it. Raises Refused: custody.no-terminal, custody.occupied.
    """
    drawn, place = passphrase.draw(), options.passphrase
    if place is None:
        _check_terminal(_FOR_PASSPHRASE)
        _show(drawn)
    elif os.path.lexists(place):
        raise Refused("custody.occupied", f"{place} is there already: choose another place")
    else:
        with open_private(place) as file:
            file.write(drawn.reveal().decode() + "\n")
    try:
        yield AgeFiles(drawn)
    except BaseException:
        if place is not None:
            overwrite(place)
        raise


def ask(options: argparse.Namespace, question: str, otherwise: str) -> None:
    """Ask on the terminal unless --yes was given; only `yes` is yes.

    Raises Refused: custody.declined with the words ``otherwise``, custody.no-terminal.
    """
    if options.yes:
        return
    _check_terminal("to ask: say yes beforehand (--yes)")
    with open(_TERMINAL, "w", encoding="utf-8") as terminal:
        terminal.write(f"{question} [yes/no] ")
    with open(_TERMINAL, "rb") as answer:
        if answer.readline().strip().lower() != b"yes":
            raise Refused("custody.declined", otherwise)


def destroy(options: argparse.Namespace, key: Path, role: str) -> None:
    """Ask, and destroy a key; says where the statement is."""
    check_out(options.out)
    ask(options, f"Destroy {page.printable(str(key))} for ever, and whatever needs it?", "nothing was done")
    statement = unmaking.destroy(key, age_files(options), role, options.out)
    page.say(f"{key} is destroyed; hand in: {statement}")


def refusing(command: str, act: Callable[[], None]) -> int:
    """Do it; 0, or 1 with the reason in words where it is refused. Raises Unreadable, WorkersLost."""
    try:
        act()
    except (Unreadable, WorkersLost):
        raise
    except (Refused, Invalid) as refused:
        page.report(f"{command}: {refused.words}")
        return REFUSED
    return 0


def _check_terminal(what_for: str) -> None:
    try:
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise Refused("custody.no-terminal", f"there is no terminal {what_for}") from None


def _show(drawn: Secret) -> None:
    with open(_TERMINAL, "w", encoding="utf-8") as terminal:
        terminal.write(
            "Write these six words down and keep them apart from the file. They are not shown again:\n\n"
            f"    {drawn.reveal().decode()}\n\n"
        )
