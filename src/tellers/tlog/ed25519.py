"""Ed25519 signatures, verified strictly: one spelling of a key, and no key that fits every message.

The verifier underneath refuses a response that is not below the group's order, and compares the
commitment byte for byte. Keys that are not canonical or of small order are refused here.
Source: RFC 8032, section 5.1.7.
"""

from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tellers.errors import Invalid

Sign = Callable[[bytes], bytes]
"""Signs a message: an ``Ed25519PrivateKey``'s ``sign``, or a request to whoever holds the key."""

_PRIME = 2**255 - 19
_ORDER_8 = (
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, *_ORDER_8})  # y of the eight points of order 1, 2, 4, 8


def check_key(public_key: bytes, check: str) -> None:
    """Check that a public key is 32 bytes, canonical and not of small order. Raises Invalid: ``check``."""
    y = int.from_bytes(public_key, "little") & ~(1 << 255)
    if len(public_key) != 32 or y >= _PRIME or y in _SMALL_ORDER:
        raise Invalid(check, "not a sound Ed25519 public key")


def verify(public_key: bytes, message: bytes, signature: bytes, check: str) -> None:
    """Check a signature. Raises Invalid: ``check``."""
    try:
        _loaded(public_key, check).verify(signature, message)
    except InvalidSignature:
        raise Invalid(check, "the signature does not belong to the message and the key") from None


@lru_cache(maxsize=4096)
def _loaded(public_key: bytes, check: str) -> Ed25519PublicKey:
    check_key(public_key, check)
    return Ed25519PublicKey.from_public_bytes(public_key)
