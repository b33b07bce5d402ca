"""The private side of the roll: members' values and secrets, and the changes made to them.

Kept by the membership office; the board sees digests only. Source: spec/roll.md.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tellers.canonical import encode
from tellers.roll import leaves


@dataclass(slots=True)
class Member:
    """One member: values by field, how often each was changed, and the secret behind the salts.

    ``style``: which ballot they are given; ``weight``: how many papers it stands for.
    """

    values: dict[str, Any] = field(repr=False)
    secret: bytes = field(repr=False)
    style: str
    weight: int = 1
    versions: dict[str, int] = field(default_factory=dict)

    def salt(self, name: str) -> bytes:
        """The salt that opens the present digest of a field."""
        return leaves.salt(self.secret, name, self.versions.get(name, 0))

    def digest(self, name: str) -> str:
        """What the roll shows of a field."""
        return leaves.digest(self.salt(name), name, self.values[name])

    def leaf(self, fields: Sequence[str]) -> bytes:
        """The member's line on the roll."""
        return leaves.leaf([self.digest(name) for name in fields], self.style, self.weight)


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the log holds it: the sealed reference, and what opens it."""

    line: dict[str, Any]
    salt: bytes = field(repr=False)

    @property
    def reference(self) -> bytes:
        """What the entry shows."""
        return leaves.sealed_reference(self.salt, self.line)


def join(values: dict[str, Any], style: str, weight: int = 1) -> Member:
    """A member with a fresh secret."""
    return Member(dict(values), secrets.token_bytes(32), style, weight)


def change(member: Member, name: str, value: Any) -> Change:
    """Give a member a new value in one field."""
    old = member.digest(name)
    member.values[name] = value
    member.versions[name] = member.versions.get(name, 0) + 1
    line = {"op": "change", "field": name, "old": old, "new": member.digest(name)}
    return Change(line, secrets.token_bytes(32))


def addition(member: Member, fields: Sequence[str]) -> Change:
    """A member joins after the import."""
    return _whole("add", member, fields)


def removal(member: Member, fields: Sequence[str]) -> Change:
    """A member leaves before the freeze."""
    return _whole("remove", member, fields)


def batch(changes: Sequence[Change]) -> bytes:
    """The sorted list that is published at the freeze and at the close."""
    return b"".join(sorted(encode(change.line) + b"\n" for change in changes))


def _whole(operation: str, member: Member, fields: Sequence[str]) -> Change:
    digests = [member.digest(name) for name in fields]
    line = {"op": operation, "leaf": {"d": digests, "style": member.style, "weight": member.weight}}
    return Change(line, secrets.token_bytes(32))
