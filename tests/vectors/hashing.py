"""Vectors of what is hashed: frames, transcripts, canonical JSON, the ids of set-up and election."""

from typing import Any

from tellers import _core
from tellers.canonical import decode, encode, frame, h256, h512
from tellers.crypto.transcript import Transcript
from tellers.errors import Invalid
from tests.vectors import poll
from tests.vectors.seeded import Vector, drawn, judged


def framed(tag: str, parts: list[bytes]) -> Vector:
    """All that is hashed from one tag and its parts. ``tag``: without the protocol's name."""
    full = f"MBP1/{tag}"
    return {
        "tag": full,
        "parts": [part.hex() for part in parts],
        "frame": frame(tag, *parts).hex(),
        "h256": h256(tag, *parts).hex(),
        "h512": h512(tag, *parts).hex(),
        "scalar": _core.hash_to_scalar(full, parts).hex(),
        "point": _core.hash_to_group(full, parts).hex(),
    }


def framing() -> list[Vector]:
    cases: list[tuple[str, str, list[bytes]]] = [
        ("the number of parts is left out, so that no part equals one empty part", "test", []),
        ("an empty part is dropped", "test", [b""]),
        ("parts are joined without their lengths: the same bytes, cut in one place", "test", [b"ab", b"c"]),
        ("parts are joined without their lengths: the same bytes, cut in another", "test", [b"a", b"bc"]),
        ("the tag is not hashed, so that one hash serves two purposes", "other", [b"ab", b"c"]),
        ("a length is written in one byte", "test", [drawn("framing", 300)]),
        ("text is hashed in another encoding than UTF-8", "test", ["Zoë".encode()]),
        ("a part of zero bytes is taken for an absent one", "test", [bytes(32), b"", bytes(1)]),
    ]
    return [{"bug": bug, **framed(tag, parts)} for bug, tag, parts in cases]


def performed(label: str, operations: list[list[Any]]) -> Vector:
    """A transcript with what came out of each challenge filled in, and its last state."""
    transcript, done = Transcript(label), []
    for kind, name, value in operations:
        if kind == "append":
            transcript.append(name, bytes.fromhex(value))
        elif kind == "u64":
            transcript.u64(name, value)
        elif kind == "points":
            transcript.points(name, *map(bytes.fromhex, value))
        elif kind == "challenge":
            value = transcript.challenge(name).hex()
        else:
            value = [scalar.hex() for scalar in transcript.challenge_vector(name, len(value))]
        done.append([kind, name, value])
    return {"label": label, "ops": done, "state": transcript.state.hex()}


def transcript() -> list[Vector]:
    points = [poll.PK.hex(), _core.base_multiply(poll.SHARES[:32]).hex()]
    three: list[Any] = [None] * 3
    cases: list[tuple[str, str, list[list[Any]]]] = [
        (
            "a challenge does not move the state, so that a second one repeats it",
            "test",
            [["append", "m", "00ff"], ["challenge", "c", None], ["challenge", "c", None]],
        ),
        ("the label of a value is left out", "test", [["append", "n", "00ff"], ["challenge", "c", None]]),
        (
            "the transcript's own label is left out",
            "tset",
            [["append", "m", "00ff"], ["challenge", "c", None]],
        ),
        (
            "points are appended one by one instead of as one value",
            "test",
            [["points", "P", points], ["challenge", "c", None]],
        ),
        (
            "a number is written in four bytes or big-endian",
            "test",
            [["u64", "n", 2**32 + 1], ["challenge", "c", None]],
        ),
        (
            "a vector of challenges repeats one challenge, or squeezes anew for each",
            "test",
            [["append", "m", ""], ["challenge_vec", "u", three], ["challenge", "d", None]],
        ),
    ]
    return [{"bug": bug, **performed(label, operations)} for bug, label, operations in cases]


def canonical() -> list[Vector]:
    cases: list[tuple[str, object]] = [
        (
            "keys are left in the order in which they were added",
            {"b": 1, "a": [True, None, False], "a_b": {}},
        ),
        ("white space is written", [1, [2, [3]], {"a": {"b": "c"}}]),
        ("text beyond ASCII is escaped", {"name": "Zoë Thorn", "sign": "€", "beyond": "\U0001f5f3"}),
        ("control characters are written raw, or escaped in capitals", '\x00\x1f\b\t\n\f\r"\\/\x7f'),
        ("the largest numbers pass through a float", [2**53 - 1, 1 - 2**53, 0, -5]),
        ("an empty list and an empty object are confused", [[], {}, ""]),
    ]
    return [{"bug": bug, "value": value, "bytes": encode(value).hex()} for bug, value in cases]


def canonical_rejects() -> list[Vector]:
    cases: list[tuple[str, bytes]] = [
        ("a float is read as a whole number", b'{"a":1.0}'),
        ("an exponent is read as a whole number", b'{"a":1e3}'),
        ("white space between tokens is read over", b'{"a": 1}'),
        ("a final newline is read over", b'{"a":1}\n'),
        ("keys in another order are read", b'{"b":1,"a":2}'),
        ("the second of two equal keys wins silently", b'{"a":1,"a":2}'),
        ("a number of 2^53 is read", b'{"a":9007199254740992}'),
        ("minus nought is read", b'{"a":-0}'),
        ("a key in capitals is read, so that order depends on the reader", b'{"A":1}'),
        ("a character is read in a spelling that is not its own", b'{"a":"\\u00e9"}'),
        ("text that is not in NFC is read, so that two names look alike", '{"a":"e\u0301"}'.encode()),
        ("a lone surrogate is read", b'{"a":"\\ud800"}'),
        ("bytes that are not UTF-8 are read", b'{"a":"\xff"}'),
        ("what follows the value is read over", b"{}{}"),
        ("a byte order mark is read over", b"\xef\xbb\xbf{}"),
        ("an empty file is a value", b""),
    ]
    return [judged(bug, "refused", _read(data), bytes=data.hex()) for bug, data in cases]


def identity() -> list[Vector]:
    return [
        {
            "bug": "the id of the set-up is not that of its canonical object alone",
            "setup": poll.SETUP,
            "sid": poll.SID.hex(),
        },
        {
            "bug": "the id of the election is taken over the entry or without what it hangs on",
            "election": poll.ELECTION,
            "eid": poll.EID.hex(),
        },
    ]


def _read(data: bytes) -> str:
    try:
        decode(data)
    except Invalid:
        return "refused"
    return "read"
