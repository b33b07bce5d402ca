"""Transcript states written out by hand, independently of the code that the tests are about."""

from typing import Any

Q = 2**252 + 27742317777372353535851937790883648493
IDENTITY = bytes(32)


def scalar(value: int) -> bytes:
    return (value % Q).to_bytes(32, "little")


def number(encoding: bytes) -> int:
    return int.from_bytes(encoding, "little")


def hexes(values: list[str]) -> bytes:
    """Hexadecimal encodings, concatenated."""
    return bytes.fromhex("".join(values))


def prefixed(value: bytes) -> bytes:
    return len(value).to_bytes(8, "little") + value


def state(label: str, *appended: tuple[str, bytes | str | int]) -> bytes:
    """S after appending: text as UTF-8, numbers as eight little-endian bytes."""
    written = prefixed(b"MBP1/fs") + prefixed(label.encode())
    for name, value in appended:
        if isinstance(value, int):
            value = value.to_bytes(8, "little")
        elif isinstance(value, str):
            value = value.encode()
        written += b"\x01" + prefixed(name.encode()) + prefixed(value)
    return written


def ballot_state(eid: bytes, pk: bytes, keys: tuple[bytes, bytes], entry: dict[str, Any]) -> bytes:
    """The statement of a ballot's proof: protocol section 8."""
    contests: list[tuple[str, bytes | str | int]] = []
    for part in entry["cts"]:
        contests += [("contest", part["c"]), ("ct", hexes(part["ct"]))]
    return state(
        "ballot",
        ("eid", eid),
        ("Y", pk),
        ("cred", bytes.fromhex(entry["cred"])),
        ("XR", keys[0]),
        ("XS", keys[1]),
        ("n", entry["n"]),
        ("style", entry["style"]),
        ("channel", entry["channel"]),
        *contests,
    )
