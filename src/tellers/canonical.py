"""The one byte encoding that is ever hashed or signed: restricted canonical JSON and framed hashing.

Canonical JSON is RFC 8785 without any number but whole ones, so that every language agrees on it
without code for floats. Framed hashing labels and length-prefixes every part.
Source: spec/canonical.md; RFC 8785.
"""

import json
import re
from functools import lru_cache
from hashlib import sha256, sha512
from typing import Any
from unicodedata import is_normalized

from tellers.errors import Invalid

CHECK = "canonical.json"
LARGEST = 2**53 - 1
DEEPEST = 64
PROTOCOL = "MBP1"

_key = lru_cache(4096)(re.compile(r"[a-z][a-z0-9_]*").fullmatch)  # few keys, each on every line
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def encode(value: object) -> bytes:
    """The canonical bytes of a value made of None, bool, int, str, list or tuple, and dict.

    Whole numbers below 2^53 in size, keys ``[a-z][a-z0-9_]*``, strings in NFC without lone
    surrogates, at most 64 levels.
    Raises Invalid: canonical.json.
    """
    _check(value, DEEPEST)
    return _printed(value)


def decode(data: bytes) -> Any:
    """The value of canonical bytes; anything that ``encode`` would not print is refused.

    Raises Invalid: canonical.json.
    """
    try:
        value = _decoder.decode(data.decode())
    except RecursionError:
        raise Invalid(CHECK, f"more than {DEEPEST} levels") from None
    except ValueError as error:  # not UTF-8, not JSON, or a number of thousands of digits
        raise Invalid(CHECK, f"not canonical JSON: {type(error).__name__}") from None
    # Keys and numbers were checked as they were read. Text that is ASCII is in NFC, and whatever stands so
    # deep has as many brackets; the rest is looked through.
    if not data.isascii() or data.count(b"[") + data.count(b"{") > DEEPEST:
        _check(value, DEEPEST)
    # Repeated keys, another order, white space and other spellings all show as different bytes.
    if _printed(value) != data:
        raise Invalid(CHECK, "JSON, but not in its canonical form")
    return value


def le32(number: int) -> bytes:
    """Four bytes, little-endian. Raises OverflowError outside 0 .. 2^32 - 1."""
    return number.to_bytes(4, "little")


def le64(number: int) -> bytes:
    """Eight bytes, little-endian. Raises OverflowError outside 0 .. 2^64 - 1."""
    return number.to_bytes(8, "little")


def lp(part: bytes) -> bytes:
    """A part behind its length in eight bytes, little-endian."""
    return len(part).to_bytes(8, "little") + part


def frame(tag: str, *parts: bytes) -> bytes:
    """The bytes that a framed hash is taken over: tag, number of parts, each part behind its length.

    ``tag``: without the protocol's name, which is put before it: "mix/gen" becomes "MBP1/mix/gen".
    Text goes in as UTF-8, ids given in hex as the bytes they stand for.
    Source: spec/canonical.md, section 2.
    """
    if tag.startswith(PROTOCOL):
        raise ValueError(f"the tag {tag!r} already names the protocol")
    return b"".join((lp(f"{PROTOCOL}/{tag}".encode("ascii")), le32(len(parts)), *map(lp, parts)))


def h256(tag: str, *parts: bytes) -> bytes:
    """SHA-256 of the frame, 32 bytes."""
    return sha256(frame(tag, *parts)).digest()


def h512(tag: str, *parts: bytes) -> bytes:
    """SHA-512 of the frame, 64 bytes."""
    return sha512(frame(tag, *parts)).digest()


def crockford(data: bytes, characters: int) -> str:
    """The first ``5 * characters`` bits of ``data`` in Crockford's base 32, most significant first."""
    spare = 8 * len(data) - 5 * characters
    if spare < 0:
        raise ValueError(f"{len(data)} bytes do not fill {characters} characters")
    bits = int.from_bytes(data, "big") >> spare
    return "".join(CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(characters)))


def grouped(code: str) -> str:
    """A code in groups of four joined by hyphens, as it is shown to a person."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def ungrouped(typed: str) -> str:
    """The characters of a code as a person typed it: any case, spaces, hyphens, I or L for 1, O for 0.

    Raises Invalid: canonical.code, without repeating what was typed.
    """
    code = typed.upper().translate(_MISREAD)
    if not typed.isascii() or not all(character in CROCKFORD for character in code):
        raise Invalid("canonical.code", "a character that no code has")
    return code


def _printed(value: object) -> bytes:
    """The canonical bytes of a value that has been checked."""
    try:
        return _encoder.encode(value).encode()
    except UnicodeEncodeError:
        raise Invalid(CHECK, "a lone surrogate is not text") from None


def _check(value: Any, levels: int) -> None:
    # By exact type, since most values have one of these and there are many.
    kind = type(value)
    if kind is str:
        _check_text(value)
    elif kind is dict:
        _check_object(value, levels)
    elif kind is list or kind is tuple:
        if levels == 0:
            raise Invalid(CHECK, f"more than {DEEPEST} levels")
        for item in value:
            _check(item, levels - 1)
    elif kind is int:
        _check_whole(value)
    elif value is not None and kind is not bool:
        _check_kin(value)


def _check_object(value: dict[object, object], levels: int) -> None:
    if levels == 0:
        raise Invalid(CHECK, f"more than {DEEPEST} levels")
    for key, item in value.items():
        _check_key(key)
        _check(item, levels - 1)


def _check_key(key: object) -> None:
    if not (isinstance(key, str) and _key(key)):
        raise Invalid(CHECK, f"not a key: {str(key)[:24]!r}")


def _check_whole(value: int) -> None:
    if not -LARGEST <= value <= LARGEST:
        raise Invalid(CHECK, "a number of 2^53 or more")


def _check_text(value: str) -> None:
    if not value.isascii() and not is_normalized("NFC", value):
        raise Invalid(CHECK, "text that is not in NFC")


def _check_kin(value: object) -> None:
    """Text and whole numbers of a narrower type, such as a StrEnum, are as good as plain ones."""
    if isinstance(value, str):
        _check_text(value)
    elif not isinstance(value, int) or not -LARGEST <= value <= LARGEST:
        raise Invalid(CHECK, f"JSON has no place for {type(value).__name__}")


def _no_float(text: str) -> None:
    raise ValueError("only whole numbers")


def _whole(text: str) -> int:
    value = int(text)
    _check_whole(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, _ in pairs:
        _check_key(key)
    return dict(pairs)


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_no_float, parse_constant=_no_float
)
_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
