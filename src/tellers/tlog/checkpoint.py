"""Checkpoints: the size and the root of a log, signed by the log and cosigned by witnesses.

Source: c2sp.org/tlog-checkpoint. Extension lines are refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tellers.errors import Invalid
from tellers.tlog import cosignature, note
from tellers.tlog.ed25519 import Sign
from tellers.tlog.merkle import EMPTY_ROOT
from tellers.tlog.note import Note, Signature, VerifierKey

CHECK = "tlog.checkpoint"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log said once: its origin (a URL without scheme), its size in entries, its root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{note.print_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint whose every signature was verified, with the time that each witness gave.

    ``times``: name of the witness and seconds since 1970, in the order of the signature lines.
    """

    checkpoint: Checkpoint
    times: tuple[tuple[str, int], ...]


def parse(text: str) -> Checkpoint:
    """A checkpoint from the text of a note. Raises Invalid: tlog.checkpoint."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Invalid(CHECK, "a checkpoint has three lines and no extension")
    if not note.is_name(lines[0]):
        raise Invalid(CHECK, "not the origin of a log")
    size, root = tree_size(lines[1]), note.parse_base64(lines[2], CHECK)
    if len(root) != 32 or (size == 0 and root != EMPTY_ROOT):
        raise Invalid(CHECK, "not the root of a tree of this size")
    return Checkpoint(lines[0], size, root)


def tree_size(text: str) -> int:
    """A size or an index: decimal, no sign, no leading zero, at most 18 digits.

    Raises Invalid: tlog.checkpoint.
    """
    if not (0 < len(text) <= 18 and text.isascii() and text.isdigit()) or text != str(int(text)):
        raise Invalid(CHECK, f"not a tree size: {text[:24]!r}")
    return int(text)


def sign(checkpoint: Checkpoint, log: VerifierKey, sign: Sign) -> Note:
    """The checkpoint as a note signed by its log, ready for witnesses."""
    text = str(checkpoint)
    return Note(text, (note.sign(text, log, sign),))


def with_cosignatures(
    signed: Note, cosignatures: Sequence[Signature], witnesses: Sequence[VerifierKey]
) -> Note:
    """A log's note with cosignature lines added in the order of ``witnesses``, as ``open`` wants them."""
    rank = {(key.name, key.hash): number for number, key in enumerate(witnesses)}
    ordered = sorted(cosignatures, key=lambda line: rank[line.name, line.key_hash])
    return Note(signed.text, (*signed.signatures, *ordered))


def open(data: bytes, log: VerifierKey, witnesses: Sequence[VerifierKey]) -> Witnessed:
    """Verify a checkpoint and every signature on it.

    The log signs first; witnesses follow in the order of ``witnesses``, any of them may be missing
    (how many suffice is the caller's rule), and nobody else may have signed. So a checkpoint
    has one spelling.
    Raises Invalid: tlog.checkpoint, tlog.note, tlog.cosignature.
    """
    opened = note.parse(data)
    found = parse(opened.text)
    if log.name != found.origin:
        raise Invalid(CHECK, f"a checkpoint of {found.origin[:80]!r}, not of {log.name!r}")
    known = [log, *witnesses]
    signers = [key for key in note.signers(opened, known) if key is not None]
    if len(signers) != len(opened.signatures):
        raise Invalid(CHECK, "a signature line by nobody known")
    if signers[0] != log or signers != [key for key in known if key in signers]:
        raise Invalid(CHECK, "the log signs first, then the witnesses in their order")
    note.verify(opened, log)
    return Witnessed(found, tuple((key.name, cosignature.verify(opened, key)) for key in signers[1:]))
