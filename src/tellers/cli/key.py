"""``tellers key make``: a new key file under a passphrase, for whoever signs or holds a part."""

import argparse
import json
from pathlib import Path

from tellers.board import shapes
from tellers.cli import page, terminal
from tellers.custody.keyring import check_place, make_key_file, record_of
from tellers.errors import Refused

NAME = "key"
HELP = "make a key of your own, in a file under a passphrase"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    make = actions.add_parser("make", help=HELP, description=HELP)
    make.add_argument("--out", type=Path, required=True, metavar="FILE", help="the key file to be made")
    make.add_argument("--name", type=_name, required=True, metavar="ID", help="your id in the set-up")
    make.add_argument(
        "--passphrase",
        type=Path,
        metavar="FILE",
        help="write the passphrase to this new file instead of showing it on the terminal",
    )


def run(options: argparse.Namespace) -> int:
    """Make it; says the public key, which goes into the set-up."""
    return terminal.refusing("tellers key make", lambda: _make(options))


def _make(options: argparse.Namespace) -> None:
    check_place(options.out)
    _check_apart(options.out, options.passphrase)
    with terminal.new_age_files(options) as files:
        vk = make_key_file(options.out, options.name, files)
    page.report(f"{options.out} is made. Hand in this line, which is public, for the set-up:")
    print(json.dumps({"id": options.name, "vk": vk.hex()}))


def _check_apart(key: Path, passphrase: Path | None) -> None:
    if passphrase is not None and passphrase.resolve() in (key.resolve(), record_of(key).resolve()):
        told = f"{passphrase} is where the key is to be: name another file for its passphrase"
        raise Refused("custody.occupied", told)


def _name(text: str) -> str:
    if shapes.identity(text) is not None:
        raise argparse.ArgumentTypeError("small letters, digits and hyphens, at most 40")
    return text
