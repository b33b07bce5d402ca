"""Bytes made from good bytes by chance: flips, cuts, doubles, splices, values that parsers stumble over."""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tellers.canonical import decode, encode
from tellers.errors import Invalid

LONGEST = 1 << 20
_NUMBER = re.compile(rb"\d+")
_PIECES = [
    *(b"", b"\n", b"\r\n", b"\n\n", b" ", b"\t", b"\x00", b"\x0b", b"\x1b[2J", b"\x7f", b"\xff", b"\xc0\x80"),
    *(b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"e\xcc\x81", b"\xf0\x9f\x97\xb3", "١".encode()),
    *(
        b'"',
        b"\\",
        b'\\ud800"',
        b"\\u0000",
        b"{",
        b"}",
        b"[" * 200,
        b"]",
        b",",
        b":",
        b"null",
        b"true",
        b"{}",
    ),
    *(
        b"1e5",
        b"1.0",
        b"-0",
        b"NaN",
        b"Infinity",
        b"/../",
        b"PK\x05\x06",
        b"+",
        b"=",
        b"====",
        b"\xe2\x80\x94",
    ),
    *(bytes(32), b"\xff" * 32, b"00" * 32, b"a" * 5_000),
]
_NUMBERS = [
    0,
    1,
    2,
    3,
    9,
    64,
    255,
    256,
    65_535,
    2**31,
    2**32,
    2**53 - 1,
    2**53,
    2**63,
    2**64,
    10**30,
]
_VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        64,
        2**31,
        2**53 - 1,
        "",
        "0",
        "a",
        "cred",
        "\x00",
        "\ufeff",
        "é",
        "..",
        "/",
    ),
    *([], [[]], {}, {"a": 0}, "ab" * 32, "0" * 64, "z" * 3_000, [0] * 70, "AB" * 32, "-x3", "\u202e"),
]


def altered(good: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """A few alterations of ``good``, one after another; JSON is altered as JSON half of the time."""
    data = good
    for _ in range(chance.choice([1, 1, 1, 2, 3, 6])):
        if data[:1] in (b"{", b"[") and chance.random() < 0.6:
            data = _altered_json(data, chance)
        else:
            data = chance.choice(_WAYS)(data, others, chance)
    return data[:LONGEST]


def _cut(data: bytes, chance: Random) -> tuple[int, int]:
    """A place, mostly a short one."""
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice([0, 1, 1, 2, 4, 16, 64, 1_000]))


def _flipped(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    if not data:
        return b"\x00"
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _replaced(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    start, end = _cut(data, chance)
    return data[:start] + chance.choice(_PIECES) + data[end:]


def _random(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    start, end = _cut(data, chance)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _doubled(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    start, end = _cut(data, chance)
    return data[:end] + data[start:end] * chance.choice([1, 1, 2, 70]) + data[end:]


def _moved(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    start, end = _cut(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + data[start:end] + rest[at:]


def _spliced(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    other = chance.choice(others)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _line(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """A whole line dropped, doubled or exchanged with another."""
    lines = data.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[at : at + 1] = chance.choice([[], [lines[at], lines[at]], [lines[to]]])
    return b"\n".join(lines)


def _numbered(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """A decimal number becomes another."""
    found = list(_NUMBER.finditer(data[:100_000]))
    if not found:
        return _flipped(data, others, chance)
    place = chance.choice(found)
    new = b"%d" % chance.choice(_NUMBERS) if chance.random() < 0.95 else b"9" * 5_000
    return data[: place.start()] + new + data[place.end() :]


_WAYS: list[Callable[[bytes, Sequence[bytes], Random], bytes]] = [
    _flipped,
    _flipped,
    _replaced,
    _replaced,
    _random,
    _doubled,
    _moved,
    _spliced,
    _line,
    _numbered,
]


def _altered_json(data: bytes, chance: Random) -> bytes:
    """A value somewhere in canonical JSON becomes another; canonical again, where that is possible."""
    try:
        root = [decode(data)]
    except Invalid:
        return _replaced(data, (), chance)
    holders: list[Any] = []
    _collect(root, holders)
    holder = chance.choice(holders)
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = chance.choice(keys)
    done = chance.random()
    if done < 0.6:
        holder[key] = chance.choice(_VALUES)
    elif done < 0.75 and holder is not root:
        del holder[key]
    else:
        other = chance.choice(holders)
        holder[key] = other[chance.choice(list(other) if isinstance(other, dict) else range(len(other)))]
    try:
        return encode(root[0])
    except (Invalid, RecursionError):
        return data


def _collect(value: Any, into: list[Any]) -> None:
    """Every list and object that is not empty."""
    if isinstance(value, dict | list) and value:
        into.append(value)
        for item in value.values() if isinstance(value, dict) else value:
            _collect(item, into)
