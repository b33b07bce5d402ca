"""The digest of an entry, and the signatures over it. Source: spec/entries.md."""

from typing import Any

from tellers.canonical import encode, h256
from tellers.tlog import ed25519
from tellers.tlog.ed25519 import Claim


def entry_digest(ctx: bytes, entry: dict[str, Any]) -> bytes:
    """What the signers of an entry sign: 32 bytes over the entry without its signatures.

    ``ctx``: the sid up to and including the ``election`` entry, the eid afterwards.
    """
    return h256("entry", ctx, encode({key: value for key, value in entry.items() if key != "sigs"}))


def is_signed(vk: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) over ``digest`` is by the key ``vk`` (32 bytes)."""
    return ed25519.first_false([Claim(vk, digest, signature)]) is None
