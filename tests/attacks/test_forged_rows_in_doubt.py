"""V19, all tiers: registers that lie about members excluded, issued a new key or let in with a tender.

Each docstring names whom the attack assumes to be honest; every other key is the forger's. What changes the
numbers of the close every holder sees; what keeps them the auditor sees, and the member concerned.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import decode, encode
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.run import Rehearsed
from tests.attacks import anew, cases
from tests.attacks.cases import ABSENT, ENTERED, EXCLUDED, KEPT, LET_IN, PLAIN, REISSUED, RELEASES
from tests.attacks.forced import caught_by
from tests.attacks.forger import Forger, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
CANDIDATE, AUDITOR = "release-1", "release-2"
OWN = {extract.elector: f"release-{n}" for n, extract in enumerate(RELEASES, 1) if extract.tier == "m"}
TIER = {f"release-{n}": extract.tier for n, extract in enumerate(RELEASES, 1)}
Values = dict[str, Any]
Check = Callable[[bytes, str | None], None]


@pytest.fixture(scope="session")
def _first(doubted: Rehearsed) -> Forger:
    return Forger(doubted)


@pytest.fixture
def check_release(forger: Forger, tmp_path: Path) -> Check:
    """See the verifier name the lie of a copy beside the pack as it now is; None if it must pass."""

    def judged(data: bytes, check: str | None) -> None:
        write_files(forger.remake(), tmp_path / "pack")
        (tmp_path / "register.json").write_bytes(data)
        copy, pack, sid = tmp_path / "register.json", tmp_path / "pack", forger.hall.sid.hex()
        assert caught_by(lambda: verify_release(copy, pack, sid)) == check

    return judged


def row_of(forger: Forger, elector: int) -> Values:
    """What the register says of an elector."""
    register = forger.rehearsed.register
    assert register is not None
    return register.rows[cases.row(forger, elector) - 1].values


def released(forger: Forger, rid: str, lies: dict[int, Values]) -> bytes:
    """The register closed with other values for some electors, released under ``rid``."""
    rows = {cases.row(forger, elector): values for elector, values in lies.items()}

    def change(number: int, values: Values) -> None:
        values.update(rows.get(number, {}))

    [data] = anew.release_changed(forger, change, [(rid, TIER[rid])])
    return data


@pytest.mark.parametrize("rid", TIER)
def test_every_honest_copy_passes(forger: Forger, rid: str, check_release: Check) -> None:
    check_release(forger.rehearsed.releases[rid], None)


def test_rows_say_what_became_of_each(forger: Forger) -> None:
    said = {
        elector: [row_of(forger, elector)[name] for name in ("status", "idx", "reissues")]
        for elector in (ENTERED, EXCLUDED, REISSUED, LET_IN, KEPT)
    }
    [mine], [tender], [entered] = (
        [forger.index(entry) for entry in cases.about(forger, kind, elector)]
        for kind, elector in (("ballot", REISSUED), ("tender", LET_IN), ("ballot", ENTERED))
    )
    assert said == {
        ENTERED: ["voted", entered, 0],
        EXCLUDED: ["excluded", -1, 0],
        REISSUED: ["voted", mine, 2],
        LET_IN: ["voted", tender, 2],
        KEPT: ["voted", forger.index(cases.about(forger, "ballot", KEPT)[0]), 2],
    }


@twins
@pytest.mark.parametrize("shown", ["not-voted", "held"])
@pytest.mark.parametrize("tier", ["b", "c", "m"])
def test_the_register_hides_what_became_of_a_ballot(
    forger: Forger, shown: str, tier: str, lying: bool, check_release: Check
) -> None:
    """Honest: nobody. The number of the close gives it away to all but the member, whom the board tells.

    After the close nobody is merely held: the panel has decided.
    """
    rid = {"b": CANDIDATE, "c": AUDITOR, "m": OWN[EXCLUDED]}[tier]
    data = released(forger, rid, {EXCLUDED: {"status": shown}} if lying else {})
    caught = "V19.label" if shown == "held" else "V19.entry" if tier == "m" else "V19.totals"
    check_release(data, caught if lying else None)


@twins
@pytest.mark.parametrize("tier", ["b", "c", "m"])
def test_the_register_names_another_member_as_excluded(
    forger: Forger, tier: str, lying: bool, check_release: Check
) -> None:
    """Honest: the registrar. The number stays: a candidate cannot tell, the auditor and the member can."""
    lies = {EXCLUDED: {"status": "not-voted"}, ABSENT: {"status": "excluded"}}
    rid = {"b": CANDIDATE, "c": AUDITOR, "m": OWN[EXCLUDED]}[tier]
    data = released(forger, rid, lies if lying else {})
    check_release(data, "V19.entry" if lying and tier != "b" else None)


@twins
@pytest.mark.parametrize(
    ("elector", "said"), [(REISSUED, 0), (REISSUED, True), (LET_IN, 3), (PLAIN, 1), (PLAIN, False)]
)
def test_the_number_of_keys_issued_anew_is_another(
    forger: Forger, elector: int, said: object, lying: bool, check_release: Check
) -> None:
    """Honest: whoever put the re-issues on the board. A visit to the desk is hidden, or made up."""
    lies = {elector: {"reissues": said}} if lying else {}
    data = released(forger, OWN.get(elector, AUDITOR), lies)
    check_release(data, "V19.entry" if lying else None)


def test_a_false_number_of_new_keys_is_not_seen_by_a_candidate(forger: Forger, check_release: Check) -> None:
    """Tier b opens none, since it leads to a pseudonym."""
    check_release(released(forger, CANDIDATE, {LET_IN: {"reissues": 0}}), None)


@twins
@pytest.mark.parametrize(("elector", "kind"), [(LET_IN, "ballot"), (KEPT, "tender")])
@pytest.mark.parametrize("tier", ["c", "m"])
def test_the_row_names_the_ballot_that_the_panel_did_not_enter(
    forger: Forger, elector: int, kind: str, tier: str, lying: bool, check_release: Check
) -> None:
    """Honest: the panel. The member would be told that the other ballot counts."""
    [entry] = cases.about(forger, kind, elector)
    lies = {elector: {"idx": forger.index(entry)}} if lying else {}
    data = released(forger, AUDITOR if tier == "c" else OWN[elector], lies)
    check_release(data, "V19.entry" if lying else None)


@twins
@pytest.mark.parametrize("tier", ["c", "m"])
def test_the_row_of_a_ballot_excluded_says_when_it_was_cast(
    forger: Forger, tier: str, lying: bool, check_release: Check
) -> None:
    """Honest: nobody. What does not count leads to no entry."""
    lies = {EXCLUDED: {"idx": forger.index(cases.about(forger, "ballot", EXCLUDED)[0])}} if lying else {}
    data = released(forger, AUDITOR if tier == "c" else OWN[EXCLUDED], lies)
    check_release(data, "V19.entry" if lying else None)


@twins
@pytest.mark.parametrize("rid", [AUDITOR, OWN[REISSUED]])
def test_a_row_is_opened_with_the_key_that_was_issued_anew(
    forger: Forger, rid: str, lying: bool, check_release: Check
) -> None:
    """Honest: whoever closed the register. The half of the first issue alone names the pseudonym."""
    package = decode(forger.rehearsed.releases[rid])
    number = cases.row(forger, REISSUED)
    rows = [package["row"]] if rid != AUDITOR else package["rows"]
    [row] = [row for row in rows if row["row"] == number]
    [anew_r] = [entry for entry in cases.about(forger, "cred.reissue", REISSUED) if entry["half"] == "r"]
    assert row["key"]["x_pub"] == anew_r["old"]
    if lying:
        row["key"]["x_pub"] = anew_r["new"]
    check_release(anew.log_release(forger, rid, encode(package)), "V19.key" if lying else None)
