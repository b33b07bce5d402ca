"""The codes a voter keeps, the server's promise, and the file in which a device keeps all of it.

Source: spec/receipt.md.
"""

from collections.abc import Iterable
from typing import Any

from tellers.board import shapes
from tellers.board.entries import Entry
from tellers.board.shapes import Shape
from tellers.canonical import crockford, encode, grouped, h256, le64, lp

FORMAT = "tellers-receipt/1"
CODE_CHARACTERS = 24
PATIENCE_S = 300
"""How long after its batch a promised ballot may come onto the board."""
LONGEST_PROOF = 300_000  # characters

PROMISE: Shape = shapes.record({"digest": shapes.digest, "by": shapes.instant, "sig": shapes.signature})
RECEIPT: Shape = shapes.record(
    {
        "format": shapes.one_of(FORMAT),
        "sid": shapes.digest,
        "eid": shapes.digest,
        "entry": shapes.an_object,
        "code": shapes.text(1, 40),
        "promise": shapes.either("is neither a promise nor null", PROMISE, shapes.nothing),
        "proof": shapes.either("is neither a proof nor null", shapes.text(1, LONGEST_PROOF), shapes.nothing),
    }
)


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


def receipt(
    sid: bytes, eid: bytes, entry: Entry, code: str, promise: dict[str, Any] | None, proof: str | None
) -> bytes:
    """The file that a device keeps. ``entry``: without signatures; ``proof``: the text of a tlog-proof."""
    kept = {"format": FORMAT, "sid": sid.hex(), "eid": eid.hex(), "entry": entry, "code": code}
    return encode({**kept, "promise": promise, "proof": proof})
