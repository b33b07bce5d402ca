"""The lot that breaks a tie no earlier stage can break: fixed before anyone can know the votes.

Source: spec/result.md, "the lot"; spec/counting/result.md, section 3.
"""

from unicodedata import normalize

from tellers.canonical import h256, le32
from tellers.errors import Refused


def seed(eid: bytes, close_body: bytes) -> bytes:
    """The seed: ``close_body`` is the body of the checkpoint that ends exactly at ``close``."""
    return h256("lot/seed", eid, close_body)


def as_drawn(words: str) -> str:
    """``words`` as the lot takes them: however they were composed and spaced, everybody who reads them aloud
    has the same. Capitals and every other sign count.

    Raises Refused: lot.words, where there are none, or signs among them that cannot be seen.
    """
    plain = " ".join(normalize("NFC", words).split())
    if not plain:
        raise Refused("lot.words", "the lot cannot be drawn from no words at all")
    if not plain.isprintable():
        raise Refused("lot.words", "a sign that cannot be seen is no part of words that everybody heard")
    return plain


def seed_of_words(words: str) -> bytes:
    """The seed that ``words`` give, as public dice that everybody read, for papers counted by themselves.

    Raises Refused: lot.words.
    """
    return h256("lot/words", as_drawn(words).encode())


def order(lot_seed: bytes, options: int) -> tuple[int, ...]:
    """All options in the order of the lot; where two tie, the earlier is preferred."""
    return tuple(sorted(range(options), key=lambda option: h256("lot", lot_seed, le32(option))))
