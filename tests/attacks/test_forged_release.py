"""V19: forged copies of a released register, read beside the true pack or a pack made to fit them.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import decode, encode
from tellers.evidence.release import make_release
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.run import Rehearsed, opened_rows
from tests.attacks import anew, forced
from tests.attacks.forger import Entry, Forger, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
RID = "release-1"
Check = Callable[[bytes, bool, str], None]


@pytest.fixture
def package(rehearsed: Rehearsed) -> Any:
    """The copy that was released, open to be altered."""
    return decode(rehearsed.releases[RID])


@pytest.fixture
def check_caught(forger: Forger, tmp_path: Path) -> Check:
    """See the verifier name the lie of a copy, or accept the honest twin, beside the pack as it is."""

    def judged(data: bytes, lying: bool, check: str) -> None:
        write_files(forger.remake(), tmp_path / "pack")
        (tmp_path / "register.json").write_bytes(data)
        copy, pack, sid = tmp_path / "register.json", tmp_path / "pack", forger.hall.sid.hex()
        caught = forced.caught_by(lambda: verify_release(copy, pack, sid))
        assert caught == (check if lying else None)

    return judged


def log(forger: Forger, data: bytes) -> bytes:
    """Log a copy as the one that was released."""
    forger.only("release.made", rid=RID)["sha256"] = sha256(data).hexdigest()
    return data


def row_marked(package: Any, status: str) -> Entry:
    """The first row with a status."""
    return next(row for row in package["rows"] if row["reg"][0][1] == status)


@twins
@pytest.mark.parametrize("logged", [True, False])
def test_a_member_who_did_not_vote_is_shown_as_a_voter(
    forger: Forger, package: Any, logged: bool, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever closed the register. It does not help to log the forged copy."""
    if lying:
        row_marked(package, "not-voted")["reg"][0][1] = "voted"
    data = encode(package)
    check_caught(log(forger, data) if logged else data, lying, "V19.register")


@twins
def test_a_row_is_dropped(forger: Forger, package: Any, lying: bool, check_caught: Check) -> None:
    """Honest: whoever closed the register."""
    if lying:
        del package["rows"][7]
    check_caught(log(forger, encode(package)), lying, "V19.rows")


@twins
def test_a_row_stands_twice(forger: Forger, package: Any, lying: bool, check_caught: Check) -> None:
    """Honest: whoever closed the register. One member takes the place of another."""
    if lying:
        package["rows"][7] = package["rows"][8]
    check_caught(log(forger, encode(package)), lying, "V19.rows")


@twins
def test_two_members_exchange_their_marks(
    forger: Forger, package: Any, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever closed the register. The totals stay."""
    if lying:
        one, other = row_marked(package, "voted"), row_marked(package, "not-voted")
        one["reg"], other["reg"] = other["reg"], one["reg"]
    check_caught(log(forger, encode(package)), lying, "V19.register")


@twins
def test_a_row_carries_the_name_of_somebody_else(
    forger: Forger, package: Any, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever froze the roll."""
    if lying:
        package["rows"][0]["roll"][0][1] = "Another Name"
    check_caught(log(forger, encode(package)), lying, "V19.roll")


@twins
def test_a_copy_opens_more_than_its_tier(forger: Forger, lying: bool, check_caught: Check) -> None:
    """Honest: nobody. The pseudonym of a member would lead to the ballot."""
    tier = {name: list(fields) for name, fields in forger.election["tiers"]["b"].items()}
    if lying:
        tier["reg"].append("cred")
    request = forger.only("release.request", rid=RID)
    rows = opened_rows(forger.rehearsed)
    data = make_release(forger.eid.hex(), RID, request["recipient"], "b", tier, rows, bytes(32))
    check_caught(log(forger, data), lying, "V19.fields")


@twins
def test_a_copy_hides_a_field_of_its_tier(
    forger: Forger, package: Any, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody."""
    if lying:
        for row in package["rows"]:
            del row["reg"][-1]
    check_caught(log(forger, encode(package)), lying, "V19.fields")


@twins
def test_a_copy_is_passed_on_under_another_name(
    forger: Forger, package: Any, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever logged the release."""
    if lying:
        package["recipient"] = "Asha Vale, candidate"
    check_caught(encode(package), lying, "V19.recipient")


@twins
def test_a_copy_is_sorted_to_hide_whose_it_was(package: Any, lying: bool, check_caught: Check) -> None:
    """Honest: whoever logged the release. The order of the rows is the mark of the copy."""
    if lying:
        package["rows"].sort(key=lambda row: int(row["row"]))
    check_caught(encode(package), lying, "V19.hash")


@twins
def test_a_copy_of_another_election(forger: Forger, package: Any, lying: bool, check_caught: Check) -> None:
    """Honest: nobody."""
    if lying:
        package["eid"] = "ab" * 32
    check_caught(log(forger, encode(package)), lying, "V19.package")


@twins
def test_a_release_that_was_refused(
    forger: Forger, rehearsed: Rehearsed, lying: bool, check_caught: Check
) -> None:
    """Honest: the two who decided."""
    if lying:
        forger.only("release.decision", rid=RID)["grant"] = False
        forger.drop(forger.index(forger.only("release.made", rid=RID)))
    check_caught(rehearsed.releases[RID], lying, "V19.logged")


@twins
@pytest.mark.parametrize("gone", ["release.request", "release.decision"])
def test_a_release_that_nobody_asked_for_or_granted(
    forger: Forger, rehearsed: Rehearsed, gone: str, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody. The board itself is out of order, whoever holds the copy."""
    if lying:
        forger.drop(forger.index(forger.only(gone, rid=RID)))
    check_caught(rehearsed.releases[RID], lying, "V10.order")


@twins
def test_a_copy_that_was_never_logged(forger: Forger, package: Any, lying: bool, check_caught: Check) -> None:
    """Honest: whoever keeps the board."""
    if lying:
        package["rid"] = "release-9"
    check_caught(encode(package), lying, "V19.logged")


@twins
def test_a_copy_says_that_it_is_of_a_wider_tier(
    forger: Forger, package: Any, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody. It even is what it says, but tier b was granted."""
    data = encode(package)
    if lying:
        data = anew.release(forger, RID, "c")
    check_caught(log(forger, data), lying, "V19.tier")


def released_anew(forger: Forger, change: Callable[[int, dict[str, Any]], None]) -> bytes:
    """Close with a register whose rows were changed, tally anew, and release that register."""
    [data] = anew.release_changed(forger, change, [(RID, "b")])
    return data


@twins
def test_a_register_is_closed_with_a_voter_without_a_ballot(
    forger: Forger, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody. The board has fewer votes than the register then has voters."""
    idle = forger.row_with(status="not-voted")

    def change(number: int, values: dict[str, Any]) -> None:
        if lying and number == idle:
            values.update(status="voted", label="paper")

    check_caught(released_anew(forger, change), lying, "V19.totals")


@twins
def test_a_register_is_closed_with_a_mark_without_a_label(
    forger: Forger, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody."""
    idle = forger.row_with(status="not-voted")

    def change(number: int, values: dict[str, Any]) -> None:
        if lying and number == idle:
            values["status"] = "voted"

    check_caught(released_anew(forger, change), lying, "V19.label")


@twins
def test_a_register_is_closed_with_times_too_narrow(forger: Forger, lying: bool, check_caught: Check) -> None:
    """Honest: nobody. The marks of a label, one to an hour, could be matched with what was seen."""
    if lying:
        next(label for label in forger.only("close")["labels"] if label[1] == "paper")[4] = 60

    def change(number: int, values: dict[str, Any]) -> None:
        if lying and values["label"] == "paper":
            values["bucket"] = number

    check_caught(released_anew(forger, change), lying, "V19.bucket")


@twins
@pytest.mark.parametrize(("name", "day"), [("online", 6), ("paper", 0)])
def test_a_register_is_closed_with_times_that_no_vote_has(
    forger: Forger, name: str, day: int, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody, but the clocks of the witnesses are right. All marks of a label are put on one day."""
    if lying:
        next(label for label in forger.only("close")["labels"] if label[1] == name)[4] = 1440

    def change(number: int, values: dict[str, Any]) -> None:
        if lying and values["label"] == name:
            values["bucket"] = day

    check_caught(released_anew(forger, change), lying, "V19.cover")
