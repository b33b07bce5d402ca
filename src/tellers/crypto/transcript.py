"""The Fiat-Shamir transcript: every proof hashes its whole statement through it.

The state is a byte string, framed so that it can be parsed one way only: a type byte, a label and
a length before every value. Proofs and their checks draw their challenges in the Rust core, from the state;
the challenges drawn here are the same ones, for the vectors that hold both to the page.
Source: spec/transcript.md.
"""

import hashlib
from functools import lru_cache

from tellers import _core
from tellers.canonical import le64, lp


class Transcript:
    """A growing, labelled record of a statement, from which challenges are drawn."""

    def __init__(self, label: str) -> None:
        self._parts = bytearray(lp(b"MBP1/fs") + lp(label.encode("ascii")))

    @property
    def state(self) -> bytes:
        """Everything absorbed so far; the Rust core continues from here."""
        return bytes(self._parts)

    def append(self, label: str, value: bytes) -> None:
        """Absorb one value."""
        self._parts += _announced(label) + lp(value)

    def u64(self, label: str, value: int) -> None:
        """Absorb a number below 2^64."""
        self.append(label, le64(value))

    def points(self, label: str, *encodings: bytes) -> None:
        """Absorb points, as their concatenated encodings."""
        self.append(label, b"".join(encodings))

    def squeeze(self, label: str) -> bytes:
        """64 bytes that depend on all that was absorbed; the state moves on."""
        digest = hashlib.sha512(bytes(self._parts) + b"\x02" + lp(label.encode("ascii"))).digest()
        self._parts = bytearray(lp(b"MBP1/fs/next") + digest)
        return digest

    def challenge(self, label: str) -> bytes:
        """A challenge scalar, 32 bytes."""
        return _core.reduce_wide(self.squeeze(label))

    def challenge_vector(self, label: str, count: int) -> list[bytes]:
        """``count`` challenge scalars drawn from one squeeze."""
        digest = self.squeeze(label)
        return [_core.hash_to_scalar("MBP1/fs/vec", [digest, le64(i)]) for i in range(count)]


@lru_cache(256)
def _announced(label: str) -> bytes:
    """What stands before a value: a few labels, each before very many values."""
    return b"\x01" + lp(label.encode("ascii"))
