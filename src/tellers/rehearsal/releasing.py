"""Releasing the register: to a candidate, to an auditor, or to a member the own row.

Source: spec/release.md.
"""

import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256

from tellers.clock import DAY_S
from tellers.evidence.release import KeyOpening, OpenedRow, make_own_row, make_release, watermark
from tellers.register import rows as register_rows
from tellers.register.closing import ClosedRegister
from tellers.rehearsal.hall import Hall
from tellers.rehearsal.plan import Extract


def release(
    hall: Hall, rid: str, extract: Extract, opened: Sequence[OpenedRow], lines: Sequence[bytes]
) -> bytes:
    """Ask for, grant and make a release; gives its package.

    ``opened``: every row with all its openings, in order. ``lines``: those of the sealed register.
    """
    hall.wait(DAY_S)
    about = {"rid": rid, "tier": extract.tier}
    basis = {"b": "candidate", "c": "auditor", "m": "the member's own row"}[extract.tier]
    hall.append("release.request", hall.returning_officer, recipient=extract.recipient, basis=basis, **about)
    hall.append("release.decision", *hall.both, grant=True, reason="entitled under the rules", **about)
    key = secrets.token_bytes(32)
    fields = hall.election["tiers"][extract.tier]
    head = (hall.eid.hex(), rid, extract.recipient)
    if extract.elector is None:
        package = make_release(*head, extract.tier, fields, opened, key)
    else:
        row = opened[hall.elector_of_row.index(extract.elector)]
        roll = [member.leaf(hall.election["fields"]) for member in hall.members]
        package = make_own_row(*head, fields, row, roll, lines)
    made = {"sha256": sha256(package).hexdigest(), "wm": watermark(key).hex()}
    hall.append("release.made", *hall.both, rid=rid, **made)
    hall.checkpoint()
    return package


def opened_rows(hall: Hall, register: ClosedRegister, salts: Mapping[int, bytes]) -> list[OpenedRow]:
    """Every row of roll and register with all its openings; the office's own copy.

    ``salts``: of the marks on paper, by row.
    """
    fields = hall.election["fields"]
    opened = []
    for number, (member, row) in enumerate(zip(hall.members, register.rows, strict=True), 1):
        roll = {name: (member.values[name], member.salt(name).hex()) for name in fields}
        sealed = {
            name: (value, register_rows.salt(row.secret, name).hex()) for name, value in row.values.items()
        }
        key = KeyOpening(*hall.registrar.opening(number))
        opened.append(OpenedRow(number, roll, sealed, key, salts.get(number, b"")))
    return opened
