"""A member on the roll: each field a salted digest, the member one leaf. Source: spec/roll.md."""

from collections.abc import Sequence
from typing import Any

from tellers.canonical import encode, h256, le32


def salt(secret: bytes, field: str, version: int) -> bytes:
    """The salt of one field; ``version`` grows by one with each change of the field."""
    return h256("roll/salt", secret, field.encode(), le32(version))


def digest(field_salt: bytes, field: str, value: Any) -> str:
    """What the roll shows of a field while it is sealed, hex."""
    return h256("roll/field", field_salt, field.encode(), encode(value)).hex()


def leaf(digests: Sequence[str], style: str, weight: int) -> bytes:
    """The line of the roll for one member, without its newline; digests in the order of ``fields``."""
    return encode({"d": list(digests), "style": style, "weight": weight})


def sealed_reference(reference_salt: bytes, line: dict[str, Any]) -> bytes:
    """What the log shows of a change: opened by its salt and the line it stands for."""
    return h256("roll/ref", reference_salt, encode(line))
