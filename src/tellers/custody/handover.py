"""What is handed in: an entry with its first signature, and the files that it names.

Source: spec/custody.md.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from tellers.board.entries import Entry
from tellers.canonical import decode, encode
from tellers.custody.keyring import write_private
from tellers.errors import Invalid, Refused

ENTRY = "entry.json"


@dataclass(frozen=True, slots=True)
class Handover:
    """An entry for the board, and by its path in a pack each file that goes with it."""

    entry: Entry
    files: Mapping[str, bytes]

    def write(self, folder: Path) -> Path:
        """Write all into a folder, the entry last; gives its path. Raises Refused: custody.occupied."""
        _check_free(folder)
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_private(folder / path, data)
        folder.mkdir(parents=True, exist_ok=True)
        write_entry(folder / ENTRY, self.entry)
        return folder / ENTRY


def check_out(folder: Path, pack: Path | None = None, outbox: Path | None = None) -> None:
    """Check, before anything is done, that what is handed in can be written into a folder of its own.

    ``pack``: the board that is read. ``outbox``: where letters go, which nobody else may see.
    Raises Refused: custody.out, custody.occupied.
    """
    _check_free(folder)
    places = [folder] if outbox is None else [folder, outbox]
    if outbox is not None and (_holds(folder, outbox) or _holds(outbox, folder)):
        told = f"{outbox} is for letters, which nobody else may see: {folder} must lie apart from it"
        raise Refused("custody.out", told)
    for place in places:
        if pack is not None and _holds(pack, place):
            raise Refused("custody.out", f"{place} is a part of the pack {pack}: choose another folder")
        _check_writable(place)


def check_apart(folders: Sequence[Path]) -> None:
    """Check that no folder lies in another, since each holds one entry. Raises Refused: custody.out."""
    for place, folder in permutations(folders, 2):
        if _holds(folder, place):
            raise Refused("custody.out", f"{place} and {folder} must lie apart: each holds one entry")


def _check_free(folder: Path) -> None:
    if os.path.lexists(folder / ENTRY):
        raise Refused("custody.occupied", f"{folder / ENTRY} is there already: choose another folder")


def _check_writable(folder: Path) -> None:
    above = next(place for place in (folder, *folder.absolute().parents) if os.path.lexists(place))
    try:
        with tempfile.TemporaryFile(dir=above):
            return
    except OSError as error:
        told = f"{folder} cannot be written, so nothing was done: {error.strerror}"
        raise Refused("custody.out", told) from None


def _holds(folder: Path, place: Path) -> bool:
    return place.resolve().is_relative_to(folder.resolve())


def read_entry(path: Path) -> Entry:
    """An entry that somebody handed over, as canonical JSON. Raises Refused: custody.entry."""
    try:
        entry = decode(path.read_bytes().rstrip(b"\n"))
    except (OSError, Invalid):
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        raise Refused("custody.entry", f"{path} is not an entry in canonical JSON")
    if not isinstance(entry.setdefault("sigs", []), list):
        raise Refused("custody.entry", f"{path} has signatures that are no list")
    return entry


def write_entry(path: Path, entry: Entry) -> None:
    """Write an entry for whoever comes next, or for the board's keeper."""
    write_private(path, encode(entry) + b"\n")
