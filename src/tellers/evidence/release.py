"""Release the marked register to somebody entitled to it: the package, and the same as a table.

The package opens the fields of one tier for every member on the roll, voter or not; whatever it does
not open stays a digest in files that everybody has. So its holder can show that it is the register that
was closed. Its rows stand in an order drawn from a key of this copy alone, so that a leaked copy tells
whose it was. A member's own row is opened alone, with the proofs that it stands where it must.
Source: spec/release.md.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tellers.canonical import encode, h256, le32
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tellers.tlog import merkle

FORMAT = "tellers-release/1"

Opening: TypeAlias = tuple[Any, str]
"""The value of a field, and the salt (hex) with which it opens the field's digest."""
TierFields: TypeAlias = Mapping[str, Sequence[str]]
"""The fields that a tier opens, ``roll`` and ``reg``."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class KeyOpening:
    """What opens the registrar's half sealed for a row: the public half, and the randomness of sealing."""

    x_pub: bytes = field(repr=False)
    r: Secret = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """One row of the roll and of the register with every field that may be asked for, by name.

    ``key`` and ``mark`` (the salt of a mark on paper) go with a row beyond tier b only.
    """

    row: int
    roll: Mapping[str, Opening] = field(repr=False)
    register: Mapping[str, Opening] = field(repr=False)
    key: KeyOpening | None = field(default=None, repr=False)
    mark: bytes = field(default=b"", repr=False)


def watermark(key: bytes) -> bytes:
    """The watermark of a copy: published with the release, opened by showing the key.

    ``key``: 32 bytes of chance, kept by the returning officer.
    """
    return h256("wm", _sound(key))


def is_marked_by(key: bytes, package: Mapping[str, Any], published: bytes) -> bool:
    """Whether a key opens the published watermark, and the rows of a copy stand in its order."""
    numbers = [row["row"] for row in package["rows"]]
    return watermark(key) == published and numbers == sorted(numbers, key=lambda row: _place(key, row))


def make_release(
    eid: str,
    rid: str,
    recipient: str,
    tier: str,
    tier_fields: TierFields,
    rows: Iterable[OpenedRow],
    watermark_key: bytes,
) -> bytes:
    """The package of tier b or c for one recipient, rows in the order of its watermark.

    ``tier_fields``: the fields of the tier in the election's order, ``roll`` and ``reg``. ``rows``: every
    row of the roll, in any order.
    Raises Refused: release.rows, release.fields, release.key, release.opening.
    """
    opened = sorted(rows, key=lambda row: row.row)
    if not opened or [row.row for row in opened] != list(range(1, len(opened) + 1)):
        raise Refused("release.rows", "a release holds every row of the roll, and each of them once")
    key = _sound(watermark_key)
    opened.sort(key=lambda row: _place(key, row.row))
    shown = [_row(row, tier, tier_fields) for row in opened]
    return encode({**_head(eid, rid, recipient, tier), "rows": shown})


def make_own_row(
    eid: str,
    rid: str,
    recipient: str,
    tier_fields: TierFields,
    row: OpenedRow,
    roll: Sequence[bytes],
    register: Sequence[bytes],
) -> bytes:
    """The package of tier m: a member's own row, and proofs that it stands on the roll and in the register.

    ``roll``, ``register``: all lines of the roll at the close and of the register, in row order.
    Raises Refused: release.fields, release.opening.
    """
    package = {**_head(eid, rid, recipient, "m"), "row": _row(row, "m", tier_fields)}
    for part, lines in (("roll", roll), ("reg", register)):
        path = merkle.Tree(map(merkle.leaf_hash, lines)).inclusion_path(row.row - 1)
        package[f"{part}_leaf"] = lines[row.row - 1].decode()
        package[f"{part}_path"] = [sibling.hex() for sibling in path]
    return encode(package)


def to_csv(package: Mapping[str, Any]) -> str:
    """A package as a table for people, with the recipient's name above it and in every line.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, so the table is for
    reading; what is verified is the package.
    """
    first = package["rows"][0]
    names = [name for name, _, _ in (*first["roll"], *first["reg"])]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_cell(f"Released to {package['recipient']} only, as release {package['rid']}")])
    table.writerow(["row", *map(_cell, names), "released_to"])
    recipient = _cell(package["recipient"])
    for row in package["rows"]:
        values = [_cell(value) for _, value, _ in (*row["roll"], *row["reg"])]
        table.writerow([row["row"], *values, recipient])
    return out.getvalue()


def _head(eid: str, rid: str, recipient: str, tier: str) -> dict[str, Any]:
    return {"format": FORMAT, "rid": rid, "eid": eid, "recipient": recipient, "tier": tier}


def _row(row: OpenedRow, tier: str, fields: TierFields) -> dict[str, Any]:
    """A row as a package of the tier holds it."""
    shown = {
        "row": row.row,
        "roll": _openings(row.roll, fields["roll"]),
        "reg": _openings(row.register, fields["reg"]),
    }
    if tier == "b":
        return shown
    if row.key is None:
        raise Refused("release.opening", f"the voting key of row {row.row:,} was not opened by the registrar")
    key = {"x_pub": row.key.x_pub.hex(), "r": row.key.r.reveal().hex()}
    return {**shown, "key": key, "mark": row.mark.hex()}


def _place(key: bytes, row: int) -> bytes:
    return h256("wm/row", key, le32(row))


def _openings(known: Mapping[str, Opening], names: Sequence[str]) -> list[list[Any]]:
    missing = [name for name in names if name not in known]
    if missing:
        raise Refused("release.fields", f"no value is known of the field {missing[0]!r}")
    return [[name, *known[name]] for name in names]


def _cell(value: object) -> str:
    """A value as text that no spreadsheet will run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else encode(value).decode()
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _sound(key: bytes) -> bytes:
    if len(key) != 32:
        raise Refused("release.key", "a watermark key has 32 bytes")
    return key
