"""The lot that breaks a tie no earlier stage can break: fixed before anyone can know the votes.

Source: spec/result.md, "the lot"; spec/counting/result.md, section 3.
"""

from unicodedata import normalize

from tellers.canonical import h256, le32


def seed(eid: bytes, close_body: bytes) -> bytes:
    """The seed: ``close_body`` is the body of the checkpoint that ends exactly at ``close``."""
    return h256("lot/seed", eid, close_body)


def seed_of_words(words: str) -> bytes:
    """The seed that ``words`` give, as public dice that everybody read, for papers counted by themselves.

    Raises UnicodeEncodeError where they are no text.
    """
    return h256("lot/words", normalize("NFC", words).encode())


def order(lot_seed: bytes, options: int) -> tuple[int, ...]:
    """All options in the order of the lot; where two tie, the earlier is preferred."""
    return tuple(sorted(range(options), key=lambda option: h256("lot", lot_seed, le32(option))))
