"""What the vectors are made from: chance that everybody can draw again, and the shape of a vector."""

from hashlib import sha512
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellers import _core

Vector = dict[str, Any]


def drawn(label: str, count: int) -> bytes:
    """``count`` bytes: SHA-512 of "tellers vectors/<label>/<block>", blocks from 0, cut to length."""
    blocks = -(-count // 64)
    stream = b"".join(sha512(f"tellers vectors/{label}/{block}".encode()).digest() for block in range(blocks))
    return stream[:count]


def scalars(label: str, count: int) -> bytes:
    """``count`` scalars, each of 64 drawn bytes modulo q."""
    return _core.reduce_wide(drawn(label, 64 * count))


def signing_key(label: str) -> Ed25519PrivateKey:
    """An Ed25519 key whose seed is 32 drawn bytes."""
    return Ed25519PrivateKey.from_private_bytes(drawn(label, 32))


def public_key(label: str) -> bytes:
    """The public half of ``signing_key``."""
    return signing_key(label).public_key().public_bytes_raw()


def split(encodings: bytes, size: int = 32) -> list[str]:
    """Concatenated encodings as a list in hexadecimal."""
    return [encodings[at : at + size].hex() for at in range(0, len(encodings), size)]


def joined(encodings: list[str]) -> bytes:
    """The opposite of ``split``."""
    return bytes.fromhex("".join(encodings))


def judged(bug: str, expected: object, found: object, **fields: object) -> Vector:
    """A vector with the verdict that a checker must reach; it is not made where ours reaches another."""
    if found != expected:
        raise AssertionError(f"{bug}: expected {expected!r}, found {found!r}")
    return {"bug": bug, **fields, "verdict": expected}
