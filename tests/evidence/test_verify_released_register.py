"""V19 on a small register made by hand: the forger owns the register, the log and every key.

Honest are the roll, the checkpoints' times and the final ballots.
"""

from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tellers.board.groups import Group
from tellers.canonical import decode, encode
from tellers.evidence.release import OpenedRow, make_release
from tellers.evidence.verify.facts import Drawn, Evidence, Key, Timeline
from tellers.evidence.verify.framework import Outcome, Run
from tellers.evidence.verify.v19_release import Release
from tellers.register import rows as register
from tellers.roll import leaves as roll

EID = bytes(range(32))
OPENS = 600_000
HOUR = 3_600
FIELDS = ["name", "unit", "email"]
TIER = {"roll": ["name", "unit"], "reg": ["status", "label", "bucket"]}
RECIPIENT = "Odile Birch"
Rows = list[dict[str, Any]]


OPENED: dict[str, Any] = {"key": {"x_pub": "00" * 32, "r": "00" * 32}, "mark": ""}


def secret(row: int) -> bytes:
    return sha256(b"secret %d" % row).digest()


def honest_rows() -> Rows:
    """24 members: 6 vote online in the first hour, 6 in the second, 5 at the desk, 7 do not."""

    def row(number: int, status: str, label: str, bucket: int) -> dict[str, Any]:
        values: dict[str, Any] = dict.fromkeys(register.FIELDS, "")
        names = {"name": f"Member {number}", "unit": "Marsh Lane", "email": f"m{number}@example.org"}
        return {**names, **values, "status": status, "label": label, "bucket": bucket}

    first = [row(n, "voted", "online", 0) for n in range(1, 7)]
    second = [row(n, "voted", "online", 1) for n in range(7, 13)]
    desk = [row(n, "voted", "paper", -1) for n in range(13, 18)]
    return [*first, *second, *desk, *(row(n, "not-voted", "", -1) for n in range(18, 25))]


def salt_of(number: int, name: str) -> bytes:
    return (
        register.salt(secret(number), name) if name in register.FIELDS else roll.salt(secret(number), name, 0)
    )


def sealed(rows: Rows, names: list[str], digest: Callable[..., str]) -> list[tuple[str, ...]]:
    return [
        tuple(digest(salt_of(number, name), name, row[name]) for name in names)
        for number, row in enumerate(rows, 1)
    ]


def package_of(rows: Rows, tier: dict[str, list[str]] = TIER, **changed: str) -> bytes:
    def opened(number: int, names: list[str]) -> dict[str, tuple[Any, str]]:
        return {name: (rows[number - 1][name], salt_of(number, name).hex()) for name in names}

    every = [OpenedRow(n, opened(n, tier["roll"]), opened(n, tier["reg"])) for n in range(1, len(rows) + 1)]
    about = {"eid": EID.hex(), "rid": "r-1", "recipient": RECIPIENT, "tier": "b", **changed}
    return make_release(**about, tier_fields=tier, rows=every, watermark_key=bytes(32))


def logged(package: bytes) -> list[dict[str, Any]]:
    return [
        {"type": "release.request", "rid": "r-1", "recipient": RECIPIENT, "tier": "b"},
        {"type": "release.decision", "rid": "r-1", "grant": True, "tier": "b", "reason": "entitled"},
        {"type": "release.made", "rid": "r-1", "sha256": sha256(package).hexdigest(), "wm": "ab" * 32},
    ]


def evidence_of(rows: Rows, entries: list[dict[str, Any]], width: int = 60) -> Evidence:
    evidence = Evidence(Path("pack"), None)
    ballots = [(n, {"cred": f"{n:032x}", "channel": "online"}) for n in range(10, 22)]
    evidence.eid = EID
    evidence.setup = {"skew": 5}
    evidence.election = {
        "fields": FIELDS,
        "register_fields": list(register.FIELDS),
        "tiers": dict.fromkeys("bcm", TIER),
        "opens": OPENS,
        "closes": OPENS + 2 * HOUR,
        "batch": 60,
        "release_k": 5,
    }
    evidence.entries = entries
    evidence.delivered = [("email", "address")] * len(rows)
    evidence.timeline = Timeline(
        (10, 16, 17, 22, 30),
        (OPENS + 100, OPENS + 1800, OPENS + HOUR + 100, OPENS + 7000, OPENS + 9000),
        ("",) * 5,
    )
    evidence.frozen = evidence.at_close = sealed(honest_rows(), FIELDS, roll.digest)
    evidence.register_rows = sealed(rows, list(register.FIELDS), register.digest)
    evidence.ballots = ballots
    evidence.drawn = None
    evidence.final = {entry["cred"]: index for index, entry in ballots}
    whole = Group("full", 1)
    evidence.groups = {whole: range(1, 25)}
    evidence.keys = {entry["cred"]: Key(whole, b"", b"") for _, entry in ballots}
    labels = [["full", "online", ["online"], 12, width], ["full", "paper", ["in-person"], 5, 0]]
    evidence.close = {"labels": labels, "excluded": 0}
    return evidence


def verified(evidence: Evidence, package: bytes) -> tuple[Outcome, Release]:
    release = Release(package)
    release.NEEDS = ()
    return Run().step(19, release, evidence), release


def found(rows: Rows | None = None, package: bytes | None = None, width: int = 60) -> Outcome:
    """The outcome for a register of these rows, and a package that the log names as the released one."""
    rows = honest_rows() if rows is None else rows
    package = package_of(rows) if package is None else package
    return verified(evidence_of(rows, logged(package), width), package)[0]


def test_the_released_register_is_shown_to_be_the_register() -> None:
    package = package_of(honest_rows())
    outcome, release = verified(evidence_of(honest_rows(), logged(package)), package)
    assert (outcome.status, outcome.message) == ("pass", None)
    assert outcome.expected == outcome.checked == 24 + 3
    assert release.as_json() == {
        "rid": "r-1",
        "recipient": RECIPIENT,
        "tier": "b",
        "rows": 24,
        "watermark": "ab" * 32,
    }


def altered(row: int, **values: Any) -> Rows:
    rows = honest_rows()
    rows[row - 1].update(values)
    return rows


def exchanged() -> Rows:
    rows = honest_rows()
    for name in ("status", "label", "bucket"):
        rows[0][name], rows[23][name] = rows[23][name], rows[0][name]
    return rows


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        (altered(24, status="voted"), "V19.label"),
        (altered(1, label=""), "V19.label"),
        (altered(1, status="present"), "V19.label"),
        (altered(1, status=None), "V19.label"),
        (altered(1, label=["online"]), "V19.label"),
        (altered(1, label="kiosk"), "V19.label"),
        (altered(24, status="voted", label="online", bucket=0), "V19.totals"),
        (altered(1, status="not-voted", label="", bucket=-1), "V19.totals"),
        (altered(1, label="paper", bucket=-1), "V19.totals"),
        (altered(13, bucket=0), "V19.bucket"),
        (altered(24, bucket=0), "V19.bucket"),
        (altered(1, bucket=2), "V19.bucket"),
        (altered(1, bucket=-1), "V19.bucket"),
        (altered(1, bucket="0"), "V19.bucket"),
        (altered(1, bucket=False), "V19.bucket"),
    ],
)
def test_a_register_that_was_false_when_it_was_closed_is_refused(rows: Rows, check: str) -> None:
    outcome = found(rows)
    assert (outcome.status, outcome.check) == ("fail", check)


def test_two_members_exchanged_inside_one_cell_are_not_told_from_the_truth() -> None:
    assert found(exchanged()).status == "pass"


def test_times_narrower_than_the_rule_are_refused() -> None:
    rows = honest_rows()
    for row in rows[:4]:
        row["bucket"] = 0
    for row in rows[4:12]:
        row["bucket"] = 1
    outcome = found(rows)
    assert (outcome.status, outcome.check) == ("fail", "V19.bucket")
    assert "holds 4 marks" in str(outcome.message)


def test_times_that_the_checkpoints_rule_out_are_refused() -> None:
    rows = honest_rows()
    for row in rows[:5]:
        row["bucket"] = 0
    for row in rows[5:12]:
        row["bucket"] = 1
    outcome = found(rows)
    assert (outcome.status, outcome.check) == ("fail", "V19.cover")
    assert "online, full: a vote was cast in bucket 0 or before" in str(outcome.message)


def test_a_ballot_near_the_border_of_two_buckets_may_be_in_either() -> None:
    rows = honest_rows()
    rows[6]["bucket"] = 0
    assert found(rows).status == "pass"


TOLD: dict[str, Any] = {
    "eligible": True,
    "applied": 0,
    "issued": ["email", "letter"],
    "reject_reason": "",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("eligible", False),
        ("eligible", 1),
        ("applied", 29_000_000),
        ("applied", False),
        ("issued", "email"),
        ("issued", ["email", "a pseudonym"]),
        ("issued", ["email"]),
        ("issued", ["email", "letter", "email"]),
        ("issued", ["letter", "email"]),
        ("issued", ["email", "desk"]),
        ("reject_reason", "ec53a33c38a073c338999fa159d0d356"),
        (None, None),
    ],
)
def test_a_field_that_says_the_same_of_all_carries_nothing_else(
    monkeypatch: pytest.MonkeyPatch, name: str | None, value: object
) -> None:
    monkeypatch.setitem(TIER, "reg", [*TIER["reg"], *TOLD])
    rows = [{**row, **TOLD} for row in honest_rows()]
    if name is not None:
        rows[3][name] = value
    outcome = found(rows)
    assert (outcome.status, outcome.check) == (("fail", "V19.label") if name else ("pass", None))


@pytest.mark.parametrize(("opens_labels", "check"), [(False, None), (True, "V19.sample")])
def test_who_is_not_shown_the_labels_cannot_draw_the_audit_again(
    monkeypatch: pytest.MonkeyPatch, opens_labels: bool, check: str | None
) -> None:
    if not opens_labels:
        monkeypatch.setitem(TIER, "reg", ["status"])
    package = package_of(honest_rows())
    evidence = evidence_of(honest_rows(), logged(package))
    evidence.drawn = Drawn(bytes(32), {("paper",): [1]})
    assert verified(evidence, package)[0].check == check


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    package = decode(package_of(honest_rows()))
    package["rows"].sort(key=lambda row: row["row"])
    change(package)
    return encode(package)


@pytest.mark.parametrize(
    ("package", "check"),
    [
        (b"", "V19.package"),
        (b"{", "V19.package"),
        (b"[]", "V19.package"),
        (b"\xff\xfe", "V19.package"),
        (b"[" * 100_000, "V19.package"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "V19.package"),
        (package_of(honest_rows()) + b"\n", "V19.package"),
        (changed(lambda p: p.update(format="tellers-release/2")), "V19.package"),
        (changed(lambda p: p.update(rows={})), "V19.package"),
        (changed(lambda p: p["rows"][0].update(key="")), "V19.package"),
        (changed(lambda p: p["rows"][0].update(row=True)), "V19.package"),
        (changed(lambda p: p["rows"][0]["roll"][0].pop()), "V19.package"),
        (changed(lambda p: p.update(eid="00" * 32)), "V19.package"),
        (changed(lambda p: p.update(rid="r-2")), "V19.logged"),
        (changed(lambda p: p.update(recipient="Perrin Ash")), "V19.recipient"),
        (changed(lambda p: p.update(tier="c")), "V19.package"),
        (changed(lambda p: p.update(tier="m")), "V19.package"),
        (changed(lambda p: p.update(tier="a")), "V19.package"),
        (changed(lambda p: p.update(tier=["b"])), "V19.package"),
        (changed(lambda p: [row.update(OPENED) for row in (p.update(tier="c"), *p["rows"])[1:]]), "V19.tier"),
        (changed(lambda p: p["rows"].pop()), "V19.rows"),
        (changed(lambda p: p["rows"].append(p["rows"][0])), "V19.rows"),
        (changed(lambda p: p["rows"].append({**p["rows"][0], "row": 25})), "V19.rows"),
        (changed(lambda p: p.update(rows=[])), "V19.rows"),
        (changed(lambda p: p["rows"][0]["roll"].reverse()), "V19.fields"),
        (changed(lambda p: p["rows"][0]["roll"].pop()), "V19.fields"),
        (changed(lambda p: p["rows"][0]["reg"].append(["cred", "", "00" * 32])), "V19.fields"),
        (changed(lambda p: p["rows"][0]["roll"].append(p["rows"][0]["roll"][0])), "V19.fields"),
        (changed(lambda p: p["rows"][0]["roll"][0].__setitem__(1, "Perrin Ash")), "V19.roll"),
        (changed(lambda p: p["rows"][0]["roll"][0].__setitem__(2, "00" * 32)), "V19.roll"),
        (changed(lambda p: p["rows"][0]["reg"][0].__setitem__(1, "not-voted")), "V19.register"),
        (changed(lambda p: p["rows"][0]["reg"][2].__setitem__(1, [0, {}])), "V19.register"),
    ],
)
def test_a_release_that_is_not_of_the_register_is_refused_even_where_it_was_logged(
    package: bytes, check: str
) -> None:
    outcome = found(package=package)
    assert (outcome.status, outcome.check) == ("fail", check)


def test_rows_of_two_members_exchanged_are_refused() -> None:
    def exchange(package: dict[str, Any]) -> None:
        first, last = package["rows"][0], package["rows"][23]
        first["reg"], last["reg"] = last["reg"], first["reg"]

    outcome = found(package=changed(exchange))
    assert outcome.check == "V19.register"
    assert str(outcome.message).startswith("row 1: this `status`")


def test_an_altered_copy_is_told_by_what_was_altered_and_by_its_hash() -> None:
    package = changed(lambda p: p["rows"][0]["reg"][0].__setitem__(1, "not-voted"))
    outcome = verified(evidence_of(honest_rows(), logged(package_of(honest_rows()))), package)[0]
    assert outcome.check == "V19.register"
    assert outcome.message == (
        "row 1: this `status` is not the one in the register as closed;"
        " nor is this file the copy that was released"
    )


def test_a_copy_sorted_anew_is_not_the_copy_that_was_released() -> None:
    outcome = verified(
        evidence_of(honest_rows(), logged(package_of(honest_rows()))), changed(lambda p: p["rows"].reverse())
    )[0]
    assert (outcome.status, outcome.check, outcome.entry) == ("fail", "V19.hash", 2)


def unlogged(change: Callable[[list[dict[str, Any]]], object]) -> Outcome:
    package = package_of(honest_rows())
    entries = deepcopy(logged(package))
    change(entries)
    return verified(evidence_of(honest_rows(), entries), package)[0]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda entries: entries.pop(0), "V19.logged"),
        (lambda entries: entries.pop(1), "V19.logged"),
        (lambda entries: entries.pop(2), "V19.logged"),
        (lambda entries: entries.append(entries[2]), "V19.logged"),
        (lambda entries: entries.reverse(), "V19.logged"),
        (lambda entries: entries[1].update(grant=False), "V19.logged"),
        (lambda entries: entries[1].update(tier="c"), "V19.tier"),
        (lambda entries: entries[0].update(tier="c"), "V19.tier"),
        (lambda entries: entries[0].update(recipient="Perrin Ash"), "V19.recipient"),
    ],
)
def test_a_release_that_was_not_asked_for_granted_and_logged_is_refused(
    change: Callable[[list[dict[str, Any]]], object], check: str
) -> None:
    outcome = unlogged(change)
    assert (outcome.status, outcome.check) == ("fail", check)


def test_a_release_of_a_withheld_label_shows_no_times() -> None:
    rows = honest_rows()
    for row in rows:
        row["bucket"] = -1
    assert found(rows, width=0).status == "pass"
    assert found(honest_rows(), width=0).check == "V19.bucket"
