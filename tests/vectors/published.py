"""Vectors of what is handed out: the pack as folder and file, a released register, an audit's draw."""

import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from tellers import _core
from tellers.audit import sample
from tellers.crypto.secret import Secret
from tellers.custody.listing import listing
from tellers.evidence import pack as packs
from tellers.evidence.release import KeyOpening, OpenedRow, make_own_row, make_release, watermark
from tellers.register import rows
from tellers.roll import leaves
from tests import branch
from tests.vectors import poll
from tests.vectors.books import checkpoint
from tests.vectors.seeded import Vector, drawn, scalars

FILES = {
    "votes/chair/joint.ndjson": b'{"v":[2,0]}\n{"v":"blank"}\n',
    "log/entries.ndjson": b"{}\n",
    "count/chair.json": b"{}",
    "plain/chair/joint.bin": b"",
}


def pack() -> list[Vector]:
    with tempfile.TemporaryDirectory() as folder:
        here, file = Path(folder) / "pack", Path(folder) / "pack.zip"
        for path, data in FILES.items():
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            (here / path).write_bytes(data)
        packs.write_manifest(here)
        packs.write_zip(here, file)
        manifest, whole = (here / packs.MANIFEST).read_bytes(), file.read_bytes()
    return [
        {
            "bug": "files stand in another order, with a time, compressed, or with the system that made them",
            "files": [[path, data.decode()] for path, data in FILES.items()],
            "manifest": manifest.decode(),
            "zip_len": len(whole),
            "zip_sha256": sha256(whole).hexdigest(),
        }
    ]


def _row(number: int) -> OpenedRow:
    voted: dict[str, Any] = {
        "status": "voted",
        "channel": "in-person",
        "label": "paper",
        "bucket": number % 2,
        "time": poll.ELECTION["opens"] // 60 + number,
        "idx": 40 + number,
        "cred": drawn(f"pseudonym of row {number}", 16).hex(),
        "batch": "box-1",
        "eligible": True,
        "applied": 0,
        "issued": ["email", "letter"],
        "reissues": 0,
        "reject_reason": "",
    }
    secret, member = drawn(f"secret of row {number}", 32), branch.MEMBERS[number - 1]
    x_pub = _core.base_multiply(scalars(f"key of row {number}", 1))
    return OpenedRow(
        number,
        {name: (member[name], leaves.salt(secret, name, 0).hex()) for name in poll.ELECTION["fields"]},
        {name: (value, rows.salt(secret, name).hex()) for name, value in voted.items()},
        KeyOpening(x_pub, Secret(scalars(f"randomness of row {number}", 1))),
        drawn(f"mark of row {number}", 32),
    )


def _lines(opened: list[OpenedRow]) -> tuple[list[bytes], list[bytes]]:
    """The lines of the roll and of the register."""
    roll = [
        leaves.leaf(
            [leaves.digest(bytes.fromhex(salt), n, value) for n, (value, salt) in row.roll.items()],
            poll.STYLE,
            1,
        )
        for row in opened
    ]
    register = [
        rows.leaf(row.row, [rows.digest(bytes.fromhex(salt), n, v) for n, (v, salt) in row.register.items()])
        for row in opened
    ]
    return roll, register


def release() -> list[Vector]:
    key = drawn("key of a watermark", 32)
    opened = [_row(number) for number in range(1, len(branch.MEMBERS) + 1)]
    tiers, head = poll.ELECTION["tiers"], (poll.EID.hex(), "release-1")
    roll, register = _lines(opened)
    bugs = {
        "b": "rows stand in the order of the register: a leaked copy does not tell whose it was",
        "c": "the key of a row or the salt of its mark is left out, or stands in another place",
        "m": "a path is read from the root downwards, or its place is counted from 1",
    }
    packages = {
        tier: make_release(*head, "Perrin Ash, candidate", tier, tiers[tier], opened, key) for tier in "bc"
    }
    packages["m"] = make_own_row(*head, "a member", tiers["m"], opened[4], roll, register)
    return [
        {
            "bug": bugs[tier],
            "key": key.hex(),
            "watermark": watermark(key).hex(),
            "package": package.decode(),
            "sha256": sha256(package).hexdigest(),
            **({"roll_root": listing(roll)[0], "register_root": listing(register)[0]} if tier == "m" else {}),
        }
        for tier, package in packages.items()
    ]


def audit() -> list[Vector]:
    body, dice = checkpoint()[0]["body"], "49172038465120957713"
    drawn_seed = sample.seed(poll.EID, body.encode(), dice)
    return [
        {
            "bug": "the dice are hashed as a number, or over another checkpoint than that of the close",
            "eid": poll.EID.hex(),
            "close_body": body,
            "dice": dice,
            "seed": drawn_seed.hex(),
        },
        *(
            {
                "bug": bug,
                "seed": drawn_seed.hex(),
                "stratum": list(stratum),
                "rows": 40,
                "ticket_of_row_1": sample.ticket(drawn_seed, stratum, 1).hex(),
                "sample": sample.draw(drawn_seed, stratum, range(1, 41), 6),
            }
            for bug, stratum in (
                (
                    "the label is left out of the ticket, so that two strata draw the same rows",
                    ("full", "online"),
                ),
                ("the stratum of those without a label has no part of its own", ("full", "")),
                ("the group is left out of the ticket", ("full-x25", "online")),
            )
        ),
    ]
