"""Encrypting the papers of one box, with a proof that whoever did so knew them. Source: spec/paper.md."""

from tellers import _core
from tellers.crypto import selections, statements


def encrypt_batch(
    eid: bytes, pk: bytes, batch: str, contest: str, numbers: list[int]
) -> tuple[bytes, dict[str, list[str]]]:
    """The ciphertexts (64 bytes a paper) of one contest, and the proof of their randomness."""
    randomness = _core.random_scalars(len(numbers))
    rows = _core.encrypt(pk, selections.to_points(numbers), randomness)
    t, z = _core.prove_knowledge(statements.paper(eid, pk, batch, contest, rows), randomness)
    return rows, {
        "t": [t[k : k + 32].hex() for k in range(0, len(t), 32)],
        "z": [z[k : k + 32].hex() for k in range(0, len(z), 32)],
    }
