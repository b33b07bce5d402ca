"""The codes a voter keeps, and the server's promise. Source: spec/receipt.md."""

from collections.abc import Iterable

from tellers.canonical import crockford, grouped, h256, le64, lp

CODE_CHARACTERS = 24
PATIENCE_S = 300
"""How long after its batch a promised ballot may come onto the board."""


def receipt_code(eid: bytes, digest: bytes) -> str:
    """Shown after casting: it names the whole entry, so no two voters rightly hold the same."""
    return grouped(crockford(h256("receipt", eid, digest), CODE_CHARACTERS))


def check_code(eid: bytes, style: str, cts: Iterable[tuple[str, bytes]]) -> str:
    """Shown before the voter casts or opens the ballot: it names the ciphertexts only."""
    parts = b"".join(lp(contest.encode()) + ct for contest, ct in cts)
    return grouped(crockford(h256("check", eid, style.encode(), parts), CODE_CHARACTERS))


def promise_digest(eid: bytes, digest: bytes, by: int) -> bytes:
    """What the server signs at once: this entry will stand on the board by ``by`` (seconds)."""
    return h256("promise", eid, digest, le64(by))
