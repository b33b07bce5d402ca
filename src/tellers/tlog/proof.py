"""A proof that stands alone: an entry's index, its inclusion path and the checkpoint that it leads to.

Source: c2sp.org/tlog-proof. The optional ``extra`` line is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tellers.errors import Invalid
from tellers.tlog import checkpoint, merkle, note
from tellers.tlog.checkpoint import Witnessed, tree_size
from tellers.tlog.note import VerifierKey

CHECK = "tlog.merkle"
_HEADING = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Where an entry stands, the path from its leaf to the root, the checkpoint as signed bytes."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        hashes = "".join(note.print_base64(sibling) + "\n" for sibling in self.path)
        return f"{_HEADING}\nindex {self.index}\n{hashes}\n".encode() + self.checkpoint


def parse(data: bytes) -> InclusionProof:
    """A proof from its bytes, nothing verified yet. Raises Invalid: tlog.merkle, tlog.checkpoint."""
    top, blank, rest = data.partition(b"\n\n")
    try:
        heading, index, *path = top.decode().split("\n")
    except ValueError:  # not UTF-8, or fewer than two lines
        raise Invalid(CHECK, "not a proof of inclusion") from None
    if not blank or heading != _HEADING or not index.startswith("index "):
        raise Invalid(CHECK, "not a proof of inclusion")
    if len(path) > merkle.LONGEST:
        raise Invalid(CHECK, "a proof longer than any tree is high")
    hashes = tuple(note.parse_base64(line, CHECK) for line in path)
    return InclusionProof(tree_size(index.removeprefix("index ")), hashes, rest)


def verify(
    proof: InclusionProof, leaf: bytes, log: VerifierKey, witnesses: Sequence[VerifierKey]
) -> Witnessed:
    """Check that the leaf hash stands in the log; gives the checkpoint that says so.

    Raises Invalid: tlog.merkle, tlog.note, tlog.checkpoint, tlog.cosignature.
    """
    opened = checkpoint.open(proof.checkpoint, log, witnesses)
    size, root = opened.checkpoint.size, opened.checkpoint.root
    merkle.verify_inclusion(leaf, proof.index, size, proof.path, root)
    return opened
