"""V19, tiers c and m: registers closed with a lie that no holder of tier b can see, and forged copies.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tellers.audit.sample import ticket
from tellers.canonical import decode, encode
from tellers.evidence.verify.release import verify_release
from tests.attacks import anew
from tests.attacks.forced import caught_by
from tests.attacks.forger import Forger, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
RIDS = {"b": "release-1", "c": "release-2", "m": "release-3"}
EVERY = [(rid, tier) for tier, rid in RIDS.items()]
BOUND = ("status", "channel", "label", "bucket", "time", "idx", "batch")
Values = dict[str, Any]
Check = Callable[[bytes, str | None], None]


@pytest.fixture
def forger(first_audited: Forger) -> Forger:
    """Somebody who holds every key of the poll with all tiers, at its end."""
    return first_audited.copy()


@pytest.fixture
def check_release(forger: Forger, tmp_path: Path) -> Check:
    """See the verifier name the lie of a copy beside the pack as it now is; None if it must pass."""

    def judged(data: bytes, check: str | None) -> None:
        write_files(forger.remake(), tmp_path / "pack")
        (tmp_path / "register.json").write_bytes(data)
        copy, pack, sid = tmp_path / "register.json", tmp_path / "pack", forger.hall.sid.hex()
        assert caught_by(lambda: verify_release(copy, pack, sid)) == check

    return judged


def copy_of(forger: Forger, tier: str) -> Any:
    """The copy of a tier as it was released, open to be altered."""
    return decode(forger.rehearsed.releases[RIDS[tier]])


def logged(forger: Forger, tier: str, package: Any) -> bytes:
    """An altered copy, logged as the one that was released."""
    return anew.log_release(forger, RIDS[tier], encode(package))


def own_row(forger: Forger) -> int:
    """The row of the member to whom tier m was released, who voted at the meeting."""
    elector = next(extract.elector for extract in forger.hall.plan.releases if extract.tier == "m")
    assert elector is not None
    return forger.hall.elector_of_row.index(elector) + 1


def exchange(forger: Forger, one: int, other: int, names: tuple[str, ...]) -> Callable[[int, Values], None]:
    """A change of the register: two rows exchange some values."""
    register = forger.rehearsed.register
    assert register is not None
    values = {row: dict(register.rows[row - 1].values) for row in (one, other)}

    def change(number: int, row: Values) -> None:
        if number in values:
            row.update({name: values[other if number == one else one][name] for name in names})

    return change


def unchanged(number: int, row: Values) -> None:
    """No change of the register."""


@pytest.mark.parametrize("tier", RIDS)
def test_honest_copies_of_every_tier_pass(forger: Forger, tier: str, check_release: Check) -> None:
    check_release(forger.rehearsed.releases[RIDS[tier]], None)


@twins
@pytest.mark.parametrize(("tier", "check"), [("b", None), ("c", "V19.entry"), ("m", "V19.entry")])
def test_a_voter_and_an_abstainer_are_exchanged_inside_the_totals(
    forger: Forger, tier: str, check: str | None, lying: bool, check_release: Check
) -> None:
    """Honest: the registrar. Tier b cannot tell; the auditor can, and the member whose mark it was."""
    idle = forger.row_with(status="not-voted")
    change = exchange(forger, own_row(forger), idle, BOUND) if lying else unchanged
    copies = dict(zip(RIDS, anew.release_changed(forger, change, EVERY), strict=True))
    check_release(copies[tier], check if lying else None)


@twins
@pytest.mark.parametrize("words", [["letter", "email"], ["email", "desk"], ["email", "letter", "email"]])
def test_what_a_member_was_sent_by_carries_a_message(
    forger: Forger, words: list[str], lying: bool, check_release: Check
) -> None:
    """Honest: nobody. How a half was sent stands on no board; the words could spell a pseudonym."""
    row = forger.row_with(status="not-voted")

    def change(number: int, values: Values) -> None:
        if lying and number == row:
            values["issued"] = words

    [data] = anew.release_changed(forger, change, [(RIDS["c"], "c")])
    check_release(data, "V19.label" if lying else None)


@twins
@pytest.mark.parametrize(("tier", "check"), [("b", None), ("c", "V19.cred"), ("m", "V19.cred")])
@pytest.mark.parametrize("names", [("cred",), (*BOUND, "cred")], ids=["alone", "with-the-ballot"])
def test_the_pseudonyms_of_two_members_are_exchanged(
    forger: Forger, names: tuple[str, ...], tier: str, check: str | None, lying: bool, check_release: Check
) -> None:
    """Honest: the registrar. The ballot of one is put down to the other."""
    voter = forger.row_with(status="voted", channel="online")
    change = exchange(forger, own_row(forger), voter, names) if lying else unchanged
    copies = dict(zip(RIDS, anew.release_changed(forger, change, EVERY), strict=True))
    check_release(copies[tier], check if lying else None)


@twins
@pytest.mark.parametrize(("tier", "check"), [("b", None), ("c", "V19.entry")])
def test_the_method_of_a_vote_is_altered_inside_its_label(
    forger: Forger, tier: str, check: str | None, lying: bool, check_release: Check
) -> None:
    """Honest: whoever listed the marks."""
    row = forger.row_with(label="paper", channel="post")

    def change(number: int, values: Values) -> None:
        if lying and number == row:
            values["channel"] = "in-person"

    [data] = anew.release_changed(forger, change, [(RIDS[tier], tier)])
    check_release(data, check if lying else None)


@twins
@pytest.mark.parametrize(("tier", "check"), [("b", None), ("c", "V19.mark")])
def test_the_list_of_marks_names_another_abstainer(
    forger: Forger,
    monkeypatch: pytest.MonkeyPatch,
    tier: str,
    check: str | None,
    lying: bool,
    check_release: Check,
) -> None:
    """Honest: the desk, whose sealed mark is of the member at the door. Public numbers stay."""
    assert forger.rehearsed.register is not None
    rows = forger.rehearsed.register.rows
    marked, idle = forger.row_with(channel="post"), forger.row_with(status="not-voted")
    change = exchange(forger, marked, idle, BOUND) if lying else unchanged
    if lying:
        salts = forger.rehearsed.mark_salts
        monkeypatch.setitem(salts, idle, salts[marked])
        monkeypatch.setitem(salts, marked, b"")
        one, other = (rows[row - 1].values["cred"] for row in (marked, idle))
        lines = [decode(line) for line in forger.lines_of("paper/marks.ndjson")]
        for line in lines:
            line["cred"] = other if line["cred"] == one else line["cred"]
        in_order = sorted(lines, key=lambda line: str(line["cred"]))
        forger.write_lines("paper/marks.ndjson", map(encode, in_order))
    [data] = anew.release_changed(forger, change, [(RIDS[tier], tier)])
    check_release(data, check if lying else None)


@twins
@pytest.mark.parametrize(("tier", "check"), [("b", None), ("c", "V19.time")])
def test_a_minute_is_none_at_which_the_ballot_can_have_come(
    forger: Forger, tier: str, check: str | None, lying: bool, check_release: Check
) -> None:
    """Honest: the witnesses' clocks. The bucket stays what it was."""
    row, election = forger.row_with(channel="online"), forger.election
    middle = (election["opens"] + election["closes"]) // 120

    def change(number: int, values: Values) -> None:
        if lying and number == row:
            values["time"] += 1440 if values["time"] < middle else -1440

    [data] = anew.release_changed(forger, change, [(RIDS[tier], tier)])
    check_release(data, check if lying else None)


@twins
@pytest.mark.parametrize(("tier", "check"), [("b", None), ("c", "V19.width")])
def test_times_are_withheld_that_might_be_shown(
    forger: Forger, tier: str, check: str | None, lying: bool, check_release: Check
) -> None:
    """Honest: nobody. A false bucket would have to show, no bucket need not."""
    if lying:
        next(label for label in forger.only("close")["labels"] if label[1] == "online")[4] = 0

    def change(number: int, values: Values) -> None:
        if lying and values["label"] == "online":
            values["bucket"] = -1

    [data] = anew.release_changed(forger, change, [(RIDS[tier], tier)])
    check_release(data, check if lying else None)


@twins
@pytest.mark.parametrize("lie", ["another-row's", "randomness", "no-point", "no-scalar"])
def test_the_voting_key_of_a_row_is_opened_falsely(
    forger: Forger, lie: str, lying: bool, check_release: Check
) -> None:
    """Honest: whoever closed the register. The registrar gives the auditor another member's key."""
    package = copy_of(forger, "c")
    key, other = package["rows"][3]["key"], package["rows"][4]["key"]
    if lying:
        lies = {
            "another-row's": other,
            "randomness": {"r": other["r"]},
            "no-point": {"x_pub": "ff" * 32},
            "no-scalar": {"r": "ff" * 32},
        }
        key.update(lies[lie])
    check_release(logged(forger, "c", package), "V19.key" if lying else None)


@twins
def test_an_index_is_that_of_an_entry_that_is_no_mark(
    forger: Forger, lying: bool, check_release: Check
) -> None:
    """Honest: whoever listed the marks."""
    row = forger.row_with(channel="post")

    def change(number: int, values: Values) -> None:
        if lying and number == row:
            values["idx"] = 10**9

    [data] = anew.release_changed(forger, change, [(RIDS["c"], "c")])
    check_release(data, "V19.entry" if lying else None)


@twins
def test_two_papers_of_a_batch_exchange_their_marks(
    forger: Forger, lying: bool, check_release: Check
) -> None:
    """Honest: the desk. The minutes, which follow the marks, would be exchanged with them."""
    row = own_row(forger)
    register = forger.rehearsed.register
    assert register is not None
    other = next(
        number
        for number, one in enumerate(register.rows, 1)
        if one.values["channel"] == "in-person" and number != row
    )
    change = exchange(forger, row, other, ("idx", "time", "bucket")) if lying else unchanged
    data = anew.release_changed(forger, change, [(RIDS["m"], "m")])[0]
    check_release(data, "V19.mark" if lying else None)


@twins
def test_a_row_opens_a_mark_where_no_paper_counts(forger: Forger, lying: bool, check_release: Check) -> None:
    """Honest: whoever closed the register."""
    package, row = copy_of(forger, "c"), forger.row_with(channel="online")
    if lying:
        next(one for one in package["rows"] if one["row"] == row)["mark"] = "ab" * 32
    check_release(logged(forger, "c", package), "V19.mark" if lying else None)


@twins
def test_a_copy_without_the_keys_calls_itself_an_auditor_s(
    forger: Forger, lying: bool, check_release: Check
) -> None:
    """Honest: nobody."""
    package = copy_of(forger, "c")
    if lying:
        for row in package["rows"]:
            del row["key"]
    check_release(logged(forger, "c", package), "V19.package" if lying else None)


@twins
@pytest.mark.parametrize("lie", ["roll_path", "reg_path", "roll_leaf", "reg_leaf", "short"])
def test_a_member_s_row_is_not_on_the_roll_or_in_the_register(
    forger: Forger, lie: str, lying: bool, check_release: Check
) -> None:
    """Honest: whoever closed the register."""
    package = copy_of(forger, "m")
    if lying and lie == "short":
        package["roll_path"].pop()
    elif lying and lie.endswith("path"):
        package[lie][0] = "ab" * 32
    elif lying:
        package[lie] += " "
    check_release(logged(forger, "m", package), "V19.path" if lying else None)


@twins
def test_a_member_is_shown_a_row_that_the_roll_has_not(
    forger: Forger, lying: bool, check_release: Check
) -> None:
    """Honest: whoever closed the register."""
    package = copy_of(forger, "m")
    if lying:
        package["row"]["row"] = 31
    check_release(logged(forger, "m", package), "V19.rows" if lying else None)


@twins
@pytest.mark.parametrize("tier", ["b", "c"])
def test_the_audit_passes_a_member_over(forger: Forger, tier: str, lying: bool, check_release: Check) -> None:
    """Honest: whoever threw the dice, and closed the register. In public the sample is in order."""
    register = forger.rehearsed.register
    assert register is not None
    group, stratum, rows = next(one for one in forger.only("audit.sample")["sample"] if one[1] == "online")
    plan = forger.only("audit.plan")["strata"]
    assert len(rows) < next(label[3] for label in forger.only("close")["labels"] if label[1] == stratum)
    seed = anew.audit_seed(forger)
    if lying:
        every = [n for n, row in enumerate(register.rows, 1) if row.values["label"] == stratum]
        every.sort(key=lambda row: ticket(seed, (group, stratum), row))
        rows[:] = [*every[:4], *every[5 : len(rows) + 1]]
    assert [group, stratum, len(rows)] in plan
    check_release(forger.rehearsed.releases[RIDS[tier]], "V19.sample" if lying else None)
