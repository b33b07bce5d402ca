"""Ed25519 signatures, verified strictly: one spelling of a key, and no key that fits every message.

RFC 8032 without cofactor: a response below the group's order, the commitment compared byte for byte; keys
that are not canonical or of small order have signed nothing. One signature is verified as many are.
Source: spec/entries.md; RFC 8032, section 5.1.7.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tellers import _core
from tellers.errors import Invalid

Sign = Callable[[bytes], bytes]
"""Signs a message: an ``Ed25519PrivateKey``'s ``sign``, or a request to whoever holds the key."""

_PRIME = 2**255 - 19
_ORDER_8 = (
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, *_ORDER_8})  # y of the eight points of order 1, 2, 4, 8


class Claim(NamedTuple):
    """That the holder of a key has signed a message; not yet verified."""

    public_key: bytes
    message: bytes
    signature: bytes


def check_key(public_key: bytes, check: str) -> None:
    """Check that a public key is 32 bytes, canonical and not of small order. Raises Invalid: ``check``."""
    y = int.from_bytes(public_key, "little") & ~(1 << 255)
    if len(public_key) != 32 or y >= _PRIME or y in _SMALL_ORDER:
        raise Invalid(check, "not a sound Ed25519 public key")


def verify(claim: Claim, check: str) -> None:
    """Check a signature. Raises Invalid: ``check``."""
    if first_false([claim]) is not None:
        raise Invalid(check, "the signature does not belong to the message and the key")


def first_false(claims: Sequence[Claim]) -> int | None:
    """The index of the first false signature, None where all are good; many cost less than one by one."""
    if not claims:
        return None
    keys, messages, signatures = map(list, zip(*claims, strict=True))
    found = _core.check_signatures(keys, messages, signatures)
    return None if found == -1 else found
