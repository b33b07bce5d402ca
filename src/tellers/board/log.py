"""The board as its keeper writes it: entries appended, files beside them, checkpoints witnessed.

The board is a folder that anybody may copy: ``log/entries.ndjson``, ``log/checkpoints/`` and the
files that entries name. It holds no key; signers are handed to ``append``.
Source: spec/log.md, spec/entries.md.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from tellers.board.entries import LONGEST, Entry, blob_of
from tellers.board.signing import entry_digest
from tellers.canonical import encode, h256
from tellers.errors import Refused
from tellers.tlog import checkpoint, merkle
from tellers.tlog.note import Note, Signature, VerifierKey


class Signer(Protocol):
    """Somebody with an Ed25519 key in ``setup``."""

    @property
    def id(self) -> str:
        """The id by which ``setup`` names them."""

    def sign(self, message: bytes) -> bytes:
        """Their signature over a message."""


class Witness(Protocol):
    """Somebody independent who cosigns checkpoints that only ever grow."""

    @property
    def key(self) -> VerifierKey:
        """The key by which its cosignatures are known."""

    @property
    def seen(self) -> int:
        """The size of the last checkpoint that it cosigned, 0 at first."""

    def cosign(self, note: Note, path: Sequence[bytes], now: int) -> Signature:
        """Cosign a checkpoint; ``path`` is the consistency proof from the size that it has seen."""


def signature(ctx: bytes, entry: dict[str, Any], signer: Signer) -> dict[str, str]:
    """One more of the ``sigs`` of an entry."""
    return {"by": signer.id, "sig": signer.sign(entry_digest(ctx, entry)).hex()}


class Board:
    """One poll's log and its files under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: list[Entry] = []
        self.checkpoints: list[checkpoint.Checkpoint] = []
        self.last_note = b""
        self._tree = merkle.Tree()
        self._context = bytes(32)
        (folder / "log" / "checkpoints").mkdir(parents=True)

    @property
    def size(self) -> int:
        """How many entries stand on the board."""
        return len(self.entries)

    def append(self, entry: Entry, *signers: Signer) -> int:
        """Sign and append one entry; gives its index. Raises what ``take`` raises."""
        context = h256("setup", encode(entry["setup"])) if entry["type"] == "setup" else self._context
        return self.take({**entry, "sigs": [signature(context, entry, signer) for signer in signers]})

    def take(self, whole: Entry) -> int:
        """Append an entry that was handed in with its signatures; gives its index.

        Raises Refused("board.too-long") for an entry that does not fit.
        """
        line = encode(whole)
        if len(line) > LONGEST:
            raise Refused("board.too-long", f"an entry has at most {LONGEST} bytes")
        with (self.folder / "log" / "entries.ndjson").open("ab") as file:
            file.write(line + b"\n")
        self._tree.append(merkle.leaf_hash(line))
        self.entries.append(whole)
        if whole["type"] in ("setup", "election"):
            self._context = h256(whole["type"], encode(whole[whole["type"]]))
        return self.size - 1

    def digest(self, entry: Entry) -> bytes:
        """What the signers of the next entry sign."""
        return entry_digest(self._context, entry)

    def write(self, path: str, data: bytes) -> dict[str, Any]:
        """Put a file beside the log; gives the reference by which an entry names it."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return blob_of(path, data)

    def read(self, path: str) -> bytes:
        """A file beside the log."""
        return (self.folder / path).read_bytes()

    def of_type(self, *types: str) -> list[tuple[int, Entry]]:
        """The entries of some types, with their indices, in order."""
        return [(i, entry) for i, entry in enumerate(self.entries) if entry["type"] in types]

    def checkpoint(self, log: Signer, key: VerifierKey, witnesses: Sequence[Witness], now: int) -> None:
        """Publish the present size and root, signed by the log and cosigned by every witness."""
        present = checkpoint.Checkpoint(key.name, self.size, self._tree.root())
        signed = checkpoint.sign(present, key, log.sign)
        cosignatures = [
            witness.cosign(signed, self._tree.consistency_path(witness.seen) if witness.seen else [], now)
            for witness in witnesses
        ]
        whole = checkpoint.with_cosignatures(signed, cosignatures, [witness.key for witness in witnesses])
        number = len(self.checkpoints)
        (self.folder / "log" / "checkpoints" / f"{number:05d}.note").write_bytes(bytes(whole))
        self.last_note = bytes(whole)
        self.checkpoints.append(present)

    def inclusion_path(self, index: int) -> list[bytes]:
        """The proof that an entry is under the present root."""
        return self._tree.inclusion_path(index)
