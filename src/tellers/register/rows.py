"""A row of the register: thirteen fields, each a salted digest, so that each can be opened alone.

Source: spec/register.md, "rows".
"""

from typing import Any

from tellers.canonical import encode, h256

FIELDS = (
    "status",
    "channel",
    "label",
    "bucket",
    "time",
    "idx",
    "cred",
    "batch",
    "eligible",
    "applied",
    "issued",
    "reissues",
    "reject_reason",
)


def salt(secret: bytes, field: str) -> bytes:
    """The salt of one field, from the row's 32-byte secret."""
    return h256("reg/salt", secret, field.encode())


def digest(field_salt: bytes, field: str, value: Any) -> str:
    """What the row shows of a field while it is sealed, hex."""
    return h256("reg/field", field_salt, field.encode(), encode(value)).hex()


def leaf(row: int, digests: list[str]) -> bytes:
    """The line of register/rows.ndjson for ``row`` (1..N), without its newline."""
    return encode({"f": digests, "row": row})
