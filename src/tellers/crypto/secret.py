"""Secrets that cannot be printed by mistake."""

import hmac
from typing import NoReturn


class Secret:
    """Secret bytes: never shown by ``repr``, formatting, comparison timing or pickling."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """The bytes themselves; pass them straight to the Rust core or into a key file."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]  # a secret is no key of a dictionary

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")
