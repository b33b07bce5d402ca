"""The registrar at work: codes made and sealed, letters written, a code issued anew.

Source: spec/custody.md, "Issuing".
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tellers.board import shapes
from tellers.board.entries import blob_of
from tellers.board.log import signature
from tellers.board.references import row_reference
from tellers.canonical import decode
from tellers.crypto.prove import credentials
from tellers.custody.acquaintance import check_key, check_time, verified
from tellers.custody.handover import Handover
from tellers.custody.listing import listing
from tellers.custody.registrar import LETTERS, Registrar, Tick, delivery_line
from tellers.errors import Invalid, Refused
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.roll import leaves

HALF, REISSUE = "r", "cred.reissue"
_row = shapes.whole(1, shapes.LARGEST)
_contact = shapes.record(
    {"row": _row, "field": shapes.field_name, "value": shapes.words, "salt": shapes.digest}
)


def make_codes(registrar: Registrar, path: Path, sid: str | None, tick: Tick, now: int) -> Handover:
    """A code for every row of the frozen roll; the sealed half of each, signed.

    Raises Refused: registrar.sealed-before, registrar.another-roll, and what verifying raises.
    """
    evidence = _verified(registrar, path, sid, Stage.FROZEN)
    check_time(evidence, now)
    if any(entry["half"] == HALF for _, entry in evidence.of("cred.enc")):
        raise Refused("registrar.sealed-before", "the registrar's half is sealed on the board already")
    rows = len(evidence.frozen)
    keys = registrar.make(evidence.sid, rows, tick)
    data = credentials.seal(evidence.eid, HALF, evidence.pk, keys, registrar.sealing(evidence.eid))
    file = f"cred/enc-{HALF}.bin"
    entry = {"type": "cred.enc", "t": now, "half": HALF, "size": rows, "blob": blob_of(file, data)}
    return Handover({**entry, "sigs": [signature(evidence.eid, entry, registrar)]}, {file: data})


def send_letters(
    registrar: Registrar, path: Path, contacts: Path, tick: Tick, now: int
) -> tuple[Handover, Callable[[], Path]]:
    """The list of who is sent a letter, signed, and what writes the letters, once, for the printer.

    The list is to be handed in first: letters that are written are not written again. Every contact is one
    that the roll seals. ``contacts``: a line {row, field, value, salt} for every row.
    Raises Refused: registrar.not-listed, registrar.contacts, registrar.sent-before, and what verifying
    raises.
    """
    evidence = _verified(registrar, path, None, Stage.LISTED)
    check_time(evidence, now)
    if any(entry["half"] == HALF for _, entry in evidence.of("deliver")):
        draft = registrar.draft()
        waits = f": rename {draft} to {LETTERS}, and they are written" if draft else ""
        raise Refused("registrar.sent-before", f"the board says that the letters were sent already{waits}")
    registrar.check_unsent()
    rows = len(evidence.frozen)
    registrar.make(evidence.sid, rows, tick)
    _check_listed(registrar.public_keys, evidence)
    lines = read_contacts(contacts, evidence)
    root, data = listing([line for _, line in lines])
    file = f"deliver/{HALF}.ndjson"
    entry = {
        "type": "deliver",
        "t": now,
        "half": HALF,
        "size": rows,
        "root": root,
        "blob": blob_of(file, data),
    }
    signed = {**entry, "sigs": [signature(evidence.eid, entry, registrar)]}
    return Handover(signed, {file: data}), partial(registrar.send, [to for to, _ in lines])


def reissue(
    registrar: Registrar, path: Path, row: int, contact: Path | None, reason: str
) -> tuple[Handover, Path]:
    """Another code for a row, in a letter, and the entry that replaces the half it had, signed.

    ``contact``: a file with the line {row, field, value, salt} of this row; None where the letter is handed
    over. The letter also holds the salt that opens the entry's reference, for the member and for auditors.
    Raises Refused: registrar.too-late, registrar.no-row, registrar.not-listed,
    registrar.replaced-elsewhere, registrar.contacts, and what verifying raises.
    """
    evidence = _verified(registrar, path, None, Stage.OPENED)
    if evidence.of("marks"):
        raise Refused("registrar.too-late", "the lists are closed on this board: no code is issued anew")
    if not 1 <= row <= len(evidence.frozen):
        raise Refused("registrar.no-row", f"the roll has the rows 1 to {len(evidence.frozen)}")
    to = "" if contact is None else _contact_of(contact, row, evidence)
    ours = [registrar.half(evidence.sid, row, issue) for issue in range(registrar.issues(row) + 1)]
    creds = [cred for cred, key in evidence.keys.items() if key.xr == ours[0]]
    if not creds:
        raise Refused("registrar.not-listed", "the listed voting keys are not those of the codes made here")
    old = evidence.key_at(creds[0], len(evidence.lines)).xr
    if old not in ours:
        raise Refused("registrar.replaced-elsewhere", "the board shows a code of this row not made here")
    salt = secrets.token_bytes(32)
    new, code = registrar.reissue(evidence.sid, row)
    letter = {"row": row, "to": to, "code": code, "salt": salt.hex()}
    letters = registrar.post(f"letter-{row}-{len(ours)}.ndjson", letter)
    keys = {"cred": creds[0], "half": HALF, "old": old.hex(), "new": new.hex()}
    entry = {"type": REISSUE, **keys, "ref": row_reference(salt, row).hex(), "reason": reason}
    return Handover({**entry, "sigs": [signature(evidence.eid, entry, registrar)]}, {}), letters


def read_contacts(path: Path, evidence: Evidence) -> list[tuple[str, bytes]]:
    """Where each row's letter goes, and the public line about it. Raises Refused: registrar.contacts.

    The roll seals every contact, so nobody can have letters sent elsewhere by handing in other addresses.
    """
    lines = _lines(path)
    found = [_sealed_contact(line, row, evidence) for row, line in enumerate(lines, start=1)]
    if len(found) != len(evidence.frozen):
        raise Refused("registrar.contacts", f"{len(found)} contacts for {len(evidence.frozen)} rows")
    return found


def _contact_of(path: Path, row: int, evidence: Evidence) -> str:
    """Where a letter goes that holds one half anew: never where the other half went."""
    lines = _lines(path)
    if len(lines) != 1:
        raise Refused("registrar.contacts", f"{len(lines)} contacts for one letter")
    to, about = _sealed_contact(lines[0], row, evidence)
    field = decode(about)["field"]
    for _, entry in evidence.of("deliver"):
        other = decode(evidence.read(entry["blob"]).splitlines()[row - 1])
        if entry["half"] != HALF and other["field"] == field:
            raise Refused(
                "registrar.contacts",
                f"the other half of row {row} went to the {field}: who reads that would have both."
                " Take another contact, or hand the letter over (without --contact)",
            )
    return to


def _sealed_contact(line: Any, row: int, evidence: Evidence) -> tuple[str, bytes]:
    """Where the letter of a row goes, and the line about it, once the roll bears it out."""
    told = f"the contact of row {row}"
    if _contact(line) is not None or line["row"] != row:
        raise Refused("registrar.contacts", f"{told} is not {{row, field, value, salt}}")
    field, salt = line["field"], bytes.fromhex(line["salt"])
    if row > len(evidence.frozen) or field not in evidence.election["contacts"]:
        raise Refused("registrar.contacts", f"{told}: the roll has no such row, or {field} is no contact")
    sealed = leaves.digest(salt, field, line["value"])
    fields: Sequence[str] = evidence.election["fields"]
    if evidence.frozen[row - 1][fields.index(field)] != sealed:
        raise Refused(
            "registrar.contacts",
            f"{told} is not the {field} that the roll has for it; if it was changed since the freeze, which"
            " the board does not show before the close, take another contact or hand the letter over",
        )
    return line["value"], delivery_line(row, field, sealed)


def _verified(registrar: Registrar, path: Path, sid: str | None, stage: Stage) -> Evidence:
    evidence = verified(registrar, path, sid, stage)
    someone: Mapping[str, Any] | None = evidence.officers.get(registrar.id)
    check_key(registrar, someone if someone is not None and someone["role"] == "registrar" else None)
    return evidence


def _check_listed(public_keys: Sequence[bytes], evidence: Evidence) -> None:
    if Counter(public_keys) != Counter(key.xr for key in evidence.keys.values()):
        raise Refused("registrar.not-listed", "the listed voting keys are not those of the codes made here")


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        return [decode(line) for line in path.read_bytes().splitlines()]
    except (OSError, Invalid):
        raise Refused("registrar.contacts", f"{path} is not a file of canonical JSON lines") from None
