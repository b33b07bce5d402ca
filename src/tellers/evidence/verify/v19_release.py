"""V19: a released register is the one that was closed: every member, the fields of its tier, true totals.

Only tier b is released so far. Its holder learns that each row belongs to the roll and to the register,
and that names, marks and totals are those of the close; not that two members were not exchanged inside
one cell of label and time, which only the members themselves and a wider tier can tell.
Source: spec/release.md; spec/verification.md.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tellers.board import shapes
from tellers.board.entries import EXCLUDED, HELD, Entry
from tellers.canonical import decode
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Failed, Step
from tellers.evidence.verify.v19_times import check_times
from tellers.register import rows as register
from tellers.roll import leaves as roll

Package = Mapping[str, Any]
Label = tuple[str, str]
"""The name of a group of members, and that of a label in it."""
FORMAT = "tellers-release/1"
TIERS = ("b",)
VOTED, NOT_VOTED = "voted", "not-voted"
_SEALED = object()  # instead of a value that the tier does not open
_DELIVERIES = ("email", "sms", "letter", "desk")
_TOLD: Mapping[str, Callable[[Any], bool]] = {
    "eligible": lambda value: value is True,
    "applied": lambda value: value == 0 and type(value) is int,
    "issued": lambda value: isinstance(value, list) and all(word in _DELIVERIES for word in value),
    "reject_reason": lambda value: value == "",
}  # what fields say of every member in this version; anything else would carry what the tier seals

_opening = shapes.row(shapes.text(1, 40), shapes.anything, shapes.digest)
_row = shapes.record(
    {"row": shapes.whole(1, shapes.LARGEST), "roll": shapes.items(_opening), "reg": shapes.items(_opening)}
)
_package = shapes.record(
    {
        "format": shapes.one_of(FORMAT),
        "rid": shapes.identity,
        "eid": shapes.digest,
        "recipient": shapes.words,
        "tier": shapes.identity,
        "rows": shapes.items(_row),
    }
)


@dataclass
class Release:
    """The step for one release, ``data`` the bytes of its package.

    ``package`` and ``made`` (the entry that logged it) are there once they were read and found.
    """

    data: bytes
    TITLE: str = "the released register is the register that was closed"
    NEEDS: tuple[int, ...] = (2, 3, 4, 6, 8, 10)
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
            _check_rows(step, evidence, package)
            _check_sums(step, evidence, package)
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
        package, made = self.package or {}, self.made or {}
        rows = package.get("rows")
        return {
            "rid": package.get("rid"),
            "recipient": package.get("recipient"),
            "tier": package.get("tier"),
            "rows": None if rows is None else len(rows),
            "watermark": made.get("wm"),
        }


def _read(step: Step, data: bytes, evidence: Evidence) -> Package:
    """The package as an object of its shape, made for this election."""
    with step.blaming("V19.package", what="the released register"):
        found = decode(data)
    if (wrong := _package(found)) is not None:
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
    if tier not in TIERS or tier not in evidence.election["tiers"]:
        step.fail("V19.tier", f"the election has no tier {tier} that may be released", decided)
    step.checked()
    return index, made


def _only(step: Step, evidence: Evidence, kind: str, rid: str, words: str) -> tuple[int, Entry]:
    found = [(index, entry) for index, entry in evidence.of(kind) if entry["rid"] == rid]
    if len(found) != 1:
        step.fail("V19.logged", f"release {rid} was {words} {len(found)} times on the board, not once")
    return found[0]


def _check_rows(step: Step, evidence: Evidence, package: Package) -> None:
    """Every row once; each opens the fields of the tier, and each value fits the roll and the register."""
    fields = evidence.election["tiers"][package["tier"]]
    members = len(evidence.frozen)
    step.expect(members)
    _check_complete(step, [row["row"] for row in package["rows"]], members)
    for row in package["rows"]:
        _check_fields(step, row, fields)
    sealed_in = {name: place for place, name in enumerate(evidence.election["fields"])}
    marked_in = {name: place for place, name in enumerate(evidence.election["register_fields"])}
    for row in package["rows"]:
        number = row["row"]
        for name, value, salt in row["roll"]:
            if (
                roll.digest(bytes.fromhex(salt), name, value)
                != evidence.at_close[number - 1][sealed_in[name]]
            ):
                step.fail(
                    "V19.roll", f"row {number:,}: this `{name}` is not the one on the roll at the close"
                )
        for name, value, salt in row["reg"]:
            digest = register.digest(bytes.fromhex(salt), name, value)
            if digest != evidence.register_rows[number - 1][marked_in[name]]:
                step.fail(
                    "V19.register", f"row {number:,}: this `{name}` is not the one in the register as closed"
                )
        step.checked()


def _check_complete(step: Step, numbers: Sequence[int], members: int) -> None:
    """Rows 1 to ``members``, each of them once."""
    times = Counter(numbers)
    twice = [number for number, count in times.items() if count > 1]
    if twice:
        step.fail("V19.rows", f"row {min(twice):,} is there more than once")
    beyond = [number for number in times if number > members]
    if beyond:
        step.fail("V19.rows", f"row {max(beyond):,} is there, but the roll has {members:,} members")
    if len(times) != members:
        missing = next(number for number in range(1, members + 1) if number not in times)
        step.fail("V19.rows", f"row {missing:,} is missing: {len(times):,} rows for {members:,} members")


def _check_fields(step: Step, row: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> None:
    """A row opens the fields of the tier, in their order, and no other."""
    for part, words in (("roll", "roll"), ("reg", "register")):
        opened = [name for name, _, _ in row[part]]
        if opened == fields[part]:
            continue
        wider = [name for name in opened if name not in fields[part]]
        narrower = [name for name in fields[part] if name not in opened]
        if wider:
            why = f"opens {wider[0]!r} of the {words}, which its tier does not"
        elif narrower:
            why = f"does not open {narrower[0]!r} of the {words}"
        else:
            why = f"does not open the fields of the {words} once each, in their order"
        step.fail("V19.fields", f"row {row['row']:,} {why}")


def _check_sums(step: Step, evidence: Evidence, package: Package) -> None:
    """Marks and labels agree and add up to the close; times are no narrower than the rule allows."""
    rows = {row["row"]: {name: value for name, value, _ in row["reg"]} for row in package["rows"]}
    opened = set(evidence.election["tiers"][package["tier"]]["reg"])
    totals = {(group, label): number for group, label, _, number, _ in evidence.close["labels"]}
    group_of = {row: group.name for group, members in evidence.groups.items() for row in members}
    step.expect(1)
    for number, row in rows.items():
        if (wrong := _misstated(row, group_of[number], totals) or _out_of_place(row)) is not None:
            step.fail("V19.label", f"row {number:,}: {wrong}")
    if "status" in opened:
        _check_statuses(step, evidence, Counter(row["status"] for row in rows.values()))
    if "label" in opened:
        _check_totals(step, Counter((group_of[n], row["label"]) for n, row in rows.items()), totals)
    if {"label", "bucket"} <= opened:
        check_times(step, evidence, rows, group_of)
    step.checked()


def _misstated(row: Mapping[str, Any], group: str, totals: Mapping[Label, int]) -> str | None:
    """What is wrong with the status and the label of a row: who voted has a label, who did not has none."""
    status, label = row.get("status", _SEALED), row.get("label", _SEALED)
    if status not in (VOTED, NOT_VOTED, HELD, EXCLUDED, _SEALED):
        return f"{str(status)[:40]!r} is no status of a member"
    if label is _SEALED:
        return None
    if not isinstance(label, str) or (label and (group, label) not in totals):
        return f"the close has no label {str(label)[:40]!r} for {group}"
    if status is not _SEALED and (status == VOTED) != (label != ""):
        return f"{status}, but labelled {label}" if label else f"{status}, but without a label"
    return None


def _out_of_place(row: Mapping[str, Any]) -> str | None:
    """A field that tells nothing in this version, and tells something in this row."""
    for name, told in _TOLD.items():
        if name in row and not told(row[name]):
            return f"`{name}` says {str(row[name])[:40]!r}, which no member's does"
    return None


def _check_statuses(step: Step, evidence: Evidence, found: Counter[str]) -> None:
    """As many voted, were held and were excluded as the close says."""
    close = evidence.close
    totals = {HELD: 0, EXCLUDED: 0, **dict(close["set_aside"])}
    totals[VOTED] = sum(number for *_, number, _ in close["labels"])
    for status, total in totals.items():
        if found[status] != total:
            words = f"{found[status]:,} rows are marked {status!r}, where the close has {total:,}"
            step.fail("V19.totals", words)


def _check_totals(step: Step, found: Counter[Label], totals: Mapping[Label, int]) -> None:
    """Each label of a group has as many rows as the close says."""
    for (group, label), total in totals.items():
        if (number := found[group, label]) != total:
            step.fail(
                "V19.totals",
                f"{number:,} rows of {group} are labelled {label}, where the close has {total:,}",
            )
