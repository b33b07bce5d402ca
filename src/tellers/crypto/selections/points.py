"""Numbers as points: digits to base 2^245, each embedded in a point of its own.

Source: spec/selections.md, section "Points".
"""

from tellers import _core
from tellers.errors import Refused

DIGIT = 245
"""Bits of a number that one point holds."""

_ENCODING = 32
_MASK = (1 << DIGIT) - 1


def to_points(numbers: list[int], width: int) -> bytes:
    """The points of numbers below 2^(245 ``width``): ``width`` points each, the least digit first.

    Raises Refused("selection.too-large").
    """
    if any(not 0 <= number < 1 << DIGIT * width for number in numbers):
        held = "one ciphertext" if width == 1 else f"{width} ciphertexts"
        raise Refused("selection.too-large", f"this number does not fit {held}")
    digits = (number >> DIGIT * place & _MASK for number in numbers for place in range(width))
    return _core.embed(b"".join(digit.to_bytes(_ENCODING, "little") for digit in digits))


def from_points(points: bytes, width: int) -> list[int | None]:
    """The numbers that rows of ``width`` points stand for; None where a point of the row embeds no digit."""
    digits, good = _core.unembed(points)
    values = [
        int.from_bytes(digits[at : at + _ENCODING], "little") for at in range(0, len(digits), _ENCODING)
    ]
    if width == 1:
        return [value if is_good else None for value, is_good in zip(values, good, strict=True)]
    return [
        _joined(values[at : at + width]) if all(good[at : at + width]) else None
        for at in range(0, len(values), width)
    ]


def _joined(digits: list[int]) -> int:
    return sum(digit << DIGIT * place for place, digit in enumerate(digits))
