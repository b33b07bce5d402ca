"""The lot that breaks a tie no earlier stage can break: fixed before anyone can know the votes.

Source: spec/counting/README.md, "the lot".
"""

from tellers.canonical import h256, le32


def seed(eid: bytes, close_body: bytes) -> bytes:
    """The seed: ``close_body`` is the body of the checkpoint that ends exactly at ``close``."""
    return h256("lot/seed", eid, close_body)


def order(lot_seed: bytes, options: int) -> tuple[int, ...]:
    """All options in the order of the lot; where two tie, the earlier is preferred."""
    return tuple(sorted(range(options), key=lambda option: h256("lot", lot_seed, le32(option))))
