"""Sealed references: which row of the roll an entry about a pseudonym is about. Source: spec/holds.md."""

from tellers.canonical import h256, le32


def row_reference(salt: bytes, row: int) -> bytes:
    """The reference to a row, 1..N, under a fresh salt of 32 bytes: opened to the member and to auditors."""
    return h256("row/ref", salt, le32(row))
