"""Encrypting the papers of one box, with a proof that whoever did so knew them. Source: spec/paper.md."""

from tellers import _core
from tellers.crypto import selections, statements
from tellers.crypto.prove.knowledge import prove_knowledge
from tellers.crypto.secret import Secret


def encrypt_batch(
    eid: bytes, pk: bytes, batch: str, contest: str, width: int, numbers: list[int]
) -> tuple[bytes, dict[str, list[str]]]:
    """The ciphertexts of one contest, ``width`` of 64 bytes a paper, and the proof of their randomness."""
    randomness = _core.random_scalars(len(numbers) * width)
    rows = _core.encrypt(pk, selections.to_points(numbers, width), randomness)
    state = statements.paper(eid, pk, batch, contest, rows)
    return rows, prove_knowledge(state, Secret(randomness))
