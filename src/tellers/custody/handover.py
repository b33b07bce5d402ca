"""What is handed in: an entry with its first signature, and the files that it names.

Source: spec/custody.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
        """Write all into a folder, the entry last; gives its path."""
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_private(folder / path, data)
        folder.mkdir(parents=True, exist_ok=True)
        write_entry(folder / ENTRY, self.entry)
        return folder / ENTRY


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
