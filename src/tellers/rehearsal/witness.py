"""An independent witness: it cosigns what grows from what it has seen, and nothing else.

Source: c2sp.org/tlog-witness, add-checkpoint.
"""

from collections.abc import Sequence
from pathlib import Path

from tellers.custody.keyring import KeyHolder
from tellers.tlog import checkpoint, cosignature, merkle, note
from tellers.tlog.note import COSIGNATURE, Note, Signature, VerifierKey


class Witness(KeyHolder):
    """One witness of one log; remembers the last checkpoint that it cosigned."""

    def __init__(self, path: Path, log: VerifierKey) -> None:
        super().__init__(path)
        self._log = log
        self._last: checkpoint.Checkpoint | None = None

    @property
    def key(self) -> VerifierKey:
        """The key by which its cosignatures are known."""
        return self.note_key(COSIGNATURE)

    @property
    def seen(self) -> int:
        """The size of the last checkpoint it cosigned, 0 at first."""
        return self._last.size if self._last else 0

    def cosign(self, signed: Note, path: Sequence[bytes], now: int) -> Signature:
        """Cosign a checkpoint that the log signed and that contains all it saw before.

        ``path``: the consistency proof from the size last seen. Raises Invalid.
        """
        note.verify(signed, self._log)
        present = checkpoint.parse(signed.text)
        if self._last is not None:
            merkle.verify_consistency(self._last.size, self._last.root, present.size, present.root, path)
        self._last = present
        return cosignature.cosign(signed.text, now, self.key, self.sign)
