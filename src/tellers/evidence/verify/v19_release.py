"""V19: a released register is the one that was closed: its members, the fields of its tier, what they say.

The holder of tier b learns that each row belongs to the roll and to the register, and that names, marks and
totals are those of the close; not that two members were not exchanged inside one cell of label and time.
Tier c shows of every row, and tier m of the member's own, that it says what the board shows.
Source: spec/release.md; spec/verification.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tellers.board.entries import Entry
from tellers.canonical import decode
from tellers.evidence.verify import v19_package
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Failed, Step
from tellers.evidence.verify.v19_entries import check_entries, check_widths
from tellers.evidence.verify.v19_package import Package
from tellers.evidence.verify.v19_paths import check_paths
from tellers.evidence.verify.v19_rows import check_complete, check_rows, check_there
from tellers.evidence.verify.v19_sample import check_sample
from tellers.evidence.verify.v19_sums import check_statements, check_sums


@dataclass
class Release:
    """The step for one release, ``data`` the bytes of its package.

    ``package`` and ``made`` (the entry that logged it) are there once they were read and found.
    """

    data: bytes
    TITLE: str = "the released register is the register that was closed"
    NEEDS: tuple[int, ...] = (2, 3, 4, 6, 7, 8, 10, 18)
    package: Package | None = None
    made: Entry | None = None

    def verify(self, step: Step, evidence: Evidence) -> None:
        """Check the package against what the pack has shown.

        Its hash comes last, so that an altered copy is told apart by what was altered in it.
        """
        package = _read(step, self.data, evidence)
        self.package = package
        index, made = _logged(step, evidence, package)
        self.made = made
        is_the_copy = sha256(self.data).hexdigest() == made["sha256"]
        try:
            _check_content(step, evidence, package)
        except Failed as failed:
            if is_the_copy:
                raise
            step.fail(
                failed.check, f"{failed.what}; nor is this file the copy that was released", failed.entry
            )
        step.expect(1)
        step.require(is_the_copy, "V19.hash", f"this file is not the copy released as {made['rid']}", index)
        step.checked()

    def as_json(self) -> dict[str, object]:
        """What the report says of the release; null for whatever could not be read or found."""
        package, made = self.package, self.made or {}
        if package is None:
            return dict.fromkeys(("rid", "recipient", "tier", "rows", "watermark"))
        return {
            "rid": package["rid"],
            "recipient": package["recipient"],
            "tier": package["tier"],
            "rows": len(v19_package.rows_of(package)),
            "watermark": made.get("wm"),
        }


def _read(step: Step, data: bytes, evidence: Evidence) -> Package:
    """The package as an object of its shape, made for this election."""
    with step.blaming("V19.package", what="the released register"):
        found = decode(data)
    if (wrong := v19_package.misshapen(found)) is not None:
        step.fail("V19.package", f"the released register {wrong}")
    package: Package = found
    if package["eid"] != evidence.eid.hex():
        step.fail("V19.package", "the released register is of another election")
    return package


def _logged(step: Step, evidence: Evidence, package: Package) -> tuple[int, Entry]:
    """The entry that says the release was made, after it was asked for and granted, to this recipient."""
    step.expect(1)
    rid = package["rid"]
    asked, request = _only(step, evidence, "release.request", rid, "asked for")
    decided, decision = _only(step, evidence, "release.decision", rid, "decided on")
    if not decision["grant"]:
        step.fail("V19.logged", f"release {rid} was refused: {decision['reason']}", decided)
    index, made = _only(step, evidence, "release.made", rid, "logged as made")
    if not asked < decided < index:
        step.fail("V19.logged", f"release {rid} was not asked for, granted and made in this order", index)
    if package["recipient"] != request["recipient"]:
        words = f"this copy names {package['recipient']!r}, the board {request['recipient']!r}"
        step.fail("V19.recipient", words, asked)
    tier = package["tier"]
    if not tier == request["tier"] == decision["tier"]:
        words = f"this copy opens tier {tier}; asked for was {request['tier']}, granted {decision['tier']}"
        step.fail("V19.tier", words, decided)
    step.checked()
    return index, made


def _only(step: Step, evidence: Evidence, kind: str, rid: str, words: str) -> tuple[int, Entry]:
    found = [(index, entry) for index, entry in evidence.of(kind) if entry["rid"] == rid]
    if len(found) != 1:
        step.fail("V19.logged", f"release {rid} was {words} {len(found)} times on the board, not once")
    return found[0]


def _check_content(step: Step, evidence: Evidence, package: Package) -> None:
    """Rows, and what they say: b of all members among themselves, c and m each row by the board as well."""
    tier, rows = package["tier"], v19_package.rows_of(package)
    fields: Mapping[str, Any] = evidence.election["tiers"][tier]
    complete = check_there if tier == "m" else check_complete
    complete(step, [row["row"] for row in rows], len(evidence.frozen))
    check_rows(step, evidence, rows, fields)
    marked = {row["row"]: {name: value for name, value, _ in row["reg"]} for row in rows}
    check_statements(step, evidence, marked)
    if tier == "m":
        check_paths(step, evidence, package)
    else:
        check_sums(step, evidence, marked, fields["reg"])
    if tier != "b":
        check_entries(step, evidence, rows, marked)
    if tier == "c":
        check_widths(step, evidence, marked)
    if tier != "m" and evidence.drawn is not None and "label" in fields["reg"]:
        check_sample(step, evidence, evidence.drawn, marked)
