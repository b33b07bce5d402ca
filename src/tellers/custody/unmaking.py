"""A key is destroyed, and a signed statement says so. Source: spec/custody.md, "Destroying"."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tellers.board.signing import is_signed
from tellers.canonical import decode, encode, h256
from tellers.custody.handover import write_entry
from tellers.custody.keyring import Files, KeyHolder, broken_off, overwrite, record_of
from tellers.errors import Invalid, Refused

FORMAT = "tellers-destroyed/1"
STATEMENT = "destroyed.json"
_FIRST_ACT: Mapping[str, str] = {"trustee": "dkg0", "registrar": "codes"}
"""What the record of a key shows once it was used in a role."""


def destroy(key: Path, files: Files, role: str, folder: Path) -> Path:
    """Destroy a key, and leave a signed statement about it; gives the statement's place.

    The statement stands in the record first, which stays, so that what was broken off is done to its end, and
    a copy of the key file is refused where it stands beside the record. ``role``: `trustee` or `registrar`.
    Raises Refused: custody.another-role, custody.occupied, and what opening the key raises.
    """
    statement = _begun(record_of(key))
    if statement is None:
        holder = KeyHolder(key, files)
        _check_role(holder, role)
        statement = _statement(holder)
        _check_free(folder, statement)
        holder.record().append("destroyed", statement=statement)
    _check_free(folder, statement)
    for place in (*broken_off(key), key):
        if place.exists():
            overwrite(place)
    folder.mkdir(parents=True, exist_ok=True)
    write_entry(folder / STATEMENT, statement)
    return folder / STATEMENT


def _begun(record: Path) -> dict[str, Any] | None:
    """The statement in the last line of a record, if one stands there that its key has signed.

    It is public, and its signature stands for itself: the key file that bears out the record may be gone.
    """
    try:
        line = decode(record.read_bytes().splitlines()[-1])
        statement: dict[str, Any] = line["statement"]
        signed = {name: value for name, value in statement.items() if name != "sig"}
        vk, sig = bytes.fromhex(statement["vk"]), bytes.fromhex(statement["sig"])
        return statement if is_signed(vk, _digest(signed), sig) else None
    except (OSError, IndexError, Invalid, KeyError, TypeError, AttributeError, ValueError):
        return None


def _statement(holder: KeyHolder) -> dict[str, Any]:
    polls = [line["sid"] for line in holder.record().of("poll")]
    statement = {"format": FORMAT, "id": holder.id, "vk": holder.vk.hex(), "polls": polls}
    return {**statement, "sig": holder.sign(_digest(statement)).hex()}


def _check_role(holder: KeyHolder, role: str) -> None:
    if not holder.record().of(_FIRST_ACT[role]):
        raise Refused(
            "custody.another-role",
            f"{holder.path} was never used as a {role}'s: `tellers {role} destroy` leaves it as it is",
        )


def _check_free(folder: Path, statement: dict[str, Any]) -> None:
    """No other statement would be written over."""
    place = folder / STATEMENT
    if place.exists() and place.read_bytes() != encode(statement) + b"\n":
        raise Refused("custody.occupied", f"{place} is there already: choose another folder")


def _digest(statement: dict[str, Any]) -> bytes:
    return h256("custody/destroyed", encode(statement))
