"""Proving to know the logarithms of points. Source: spec/proofs/knowledge.md."""

from tellers import _core
from tellers.crypto.secret import Secret

_ENCODING = 32


def prove_knowledge(state: bytes, secrets: Secret) -> dict[str, list[str]]:
    """The proof {t, z}, in hex; ``state``: the statement, from ``crypto.statements``."""
    t, z = _core.prove_knowledge(state, secrets.reveal())
    return {"t": listed(t), "z": listed(z)}


def listed(encodings: bytes) -> list[str]:
    """Concatenated encodings one by one, in hex."""
    return [encodings[k : k + _ENCODING].hex() for k in range(0, len(encodings), _ENCODING)]
