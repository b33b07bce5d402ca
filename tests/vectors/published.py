"""Vectors of what is handed out: the pack as folder and file, and a released register."""

import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from tellers.evidence import pack as packs
from tellers.evidence.release import OpenedRow, make_release, watermark
from tellers.register import rows
from tellers.roll import leaves
from tests import branch
from tests.vectors import poll
from tests.vectors.seeded import Vector, drawn

FILES = {
    "votes/chair/joint.ndjson": b'{"v":[2,0]}\n{"v":"blank"}\n',
    "log/entries.ndjson": b"{}\n",
    "count/chair.json": b"{}",
    "plain/chair/joint.bin": b"",
}
ROLL, REG = ["name", "member_number"], ["status", "label", "bucket"]


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
    values: dict[str, Any] = {"status": "voted", "label": "online", "bucket": number % 2}
    secret = drawn(f"secret of row {number}", 32)
    member = branch.MEMBERS[number - 1]
    return OpenedRow(
        number,
        {name: (member[name], leaves.salt(secret, name, 0).hex()) for name in ROLL},
        {name: (values[name], rows.salt(secret, name).hex()) for name in REG},
    )


def release() -> list[Vector]:
    key = drawn("key of a watermark", 32)
    tier = {"roll": ROLL, "reg": REG}
    numbers = range(1, len(branch.MEMBERS) + 1)
    package = make_release(
        poll.EID.hex(), "release-1", "Perrin Ash, candidate", "b", tier, map(_row, numbers), key
    )
    return [
        {
            "bug": "rows stand in the order of the register: a leaked copy does not tell whose it was",
            "key": key.hex(),
            "watermark": watermark(key).hex(),
            "package": package.decode(),
            "sha256": sha256(package).hexdigest(),
        }
    ]
