"""V4 to V19 and A2: keys issued anew, ballots held, tenders, and decisions about them.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import random
from copy import deepcopy
from hashlib import sha256
from pathlib import Path

import pytest

from tellers import _core
from tellers.crypto.prove import credentials
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tellers.errors import Invalid
from tellers.evidence.release import make_release
from tellers.evidence.verify import run_pack
from tellers.evidence.verify.a2_references import OpenedRow, SealedKeys, check_about, check_reference
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.run import Rehearsed, opened_rows, run
from tests.attacks import anew, cases
from tests.attacks.cases import (
    ABSENT,
    ENTERED,
    EXCLUDED,
    HELD,
    KEPT,
    LET_IN,
    ON_PAPER,
    PLAIN,
    REISSUED,
    RESTORED,
)
from tests.attacks.conftest import Judge
from tests.attacks.forced import caught_by
from tests.attacks.forger import Entry, Forger, judge, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
RO, DEPUTY, PANEL = "returning-officer", "deputy", "panel-chair"


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A poll of twenty-four with everything in it that can be in doubt about a ballot."""
    return run(cases.doubted(), tmp_path_factory.mktemp("doubted"), chance=random.Random(1))


@pytest.fixture(scope="session")
def _first(rehearsed: Rehearsed) -> Forger:
    return Forger(rehearsed)


def settle(forger: Forger) -> None:
    """Close and tally again as the board now stands."""
    anew.reclose(forger)
    anew.retally(forger)


# V7: keys issued anew


@twins
def test_a_half_is_issued_anew_from_one_that_is_not_current(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Two chains of keys for one pseudonym would be two voters."""
    if lying:
        first, second = cases.about(forger, "cred.reissue", LET_IN)
        cases.about(forger, "cred.reissue", REISSUED)[0]["old"] = (first if first["half"] == "r" else second)[
            "old"
        ]
    check_caught(lying, "V7.reissue")


@twins
def test_a_half_that_was_replaced_is_replaced_again(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    device = cases.first_device(forger, REISSUED if lying else PLAIN)
    cases.reissue(forger, REISSUED if lying else PLAIN, device, "s")
    settle(forger)
    check_caught(lying, "V7.reissue")


@twins
@pytest.mark.parametrize("whose", ["another's", "another's server half", "their own of before"])
def test_a_half_is_issued_anew_to_a_key_that_was_used(
    forger: Forger, whose: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Somebody would vote with one half for two, or a thief with the stolen letter."""
    elector = REISSUED
    entry = next(one for one in cases.about(forger, "cred.reissue", elector) if one["half"] == "r")
    other = next(line for line in anew.key_lines(forger) if line["cred"] == cases.cred(forger, PLAIN))
    used = {
        "another's": other["xr"],
        "another's server half": other["xs"],
        "their own of before": entry["old"],
    }
    fresh = credentials.public_key(Secret(_core.random_scalars(1))).hex()
    new = used[whose] if lying else fresh
    cases.order(
        forger, "cred.reissue", elector, "registrar", half="r", old=entry["new"], new=new, reason="lost"
    )
    settle(forger)
    check_caught(lying, "V7.reissue")


@twins
@pytest.mark.parametrize("new", ["ff" * 32, "00" * 32])
def test_what_is_issued_is_no_key(forger: Forger, new: str, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A key that nobody can have would shut a member out."""
    if lying:
        key = next(line for line in anew.key_lines(forger) if line["cred"] == cases.cred(forger, PLAIN))
        cases.order(forger, "cred.reissue", PLAIN, "server", half="s", old=key["xs"], new=new, reason="lost")
    settle(forger)
    check_caught(lying, "V7.reissue")


@twins
def test_a_key_is_issued_to_somebody_beside_the_list(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        forger.of("cred.reissue")[0]["cred"] = "ab" * 16
    check_caught(lying, "V7.reissue")


@twins
def test_a_half_is_issued_anew_by_the_other_issuer(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the registrar, without whom the server would come to have both halves."""
    entry = next(one for one in forger.of("cred.reissue") if one["half"] == "r")
    if lying:
        entry["sigs"] = [{"by": "server", "sig": ""}]
    check_caught(lying, "V4.signer")


@twins
def test_the_stolen_letter_is_used_after_another_was_issued(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the member. The thief has both halves of the first issue, and the server lets the ballot in."""
    [entry] = cases.about(forger, "ballot", REISSUED)
    if lying:
        stolen = cases.filled_in(forger, cases.first_device(forger, REISSUED), 1, "ballot")
        entry.update(cts=stolen["cts"], pok=stolen["pok"])
    settle(forger)
    check_caught(lying, "V8.proof")


# V8: tenders


def tender(
    forger: Forger, elector: int, *halves: str, n: int = 2, kind: str = "tender"
) -> tuple[Entry, Device]:
    """An elector's key is issued anew, a tender made with it, and let in by the panel."""
    device = cases.reissue(forger, elector, cases.first_device(forger, elector), *halves)
    entry = cases.put(forger, cases.filled_in(forger, device, n, kind), "server")
    if kind == "tender":
        cases.decide(forger, elector, forger.index(entry))
    return entry, device


@twins
def test_a_tender_is_made_where_nobody_had_voted(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Whoever has not voted casts a ballot, which no panel may keep out."""
    tender(forger, ABSENT, "r", "s", n=1, kind="tender" if lying else "ballot")
    settle(forger)
    check_caught(lying, "V8.tender")


@twins
@pytest.mark.parametrize("halves", ["r", "s", ""])
def test_a_tender_is_made_with_a_half_of_the_key_that_voted(
    forger: Forger, halves: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. It may be the thief who tenders."""
    tender(forger, PLAIN, *(halves if lying else "rs"))
    settle(forger)
    check_caught(lying, "V8.tender")


@twins
@pytest.mark.parametrize("kind", ["tender", "ballot"])
def test_somebody_casts_again_after_a_tender(
    forger: Forger, kind: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The panel would decide about the one, and the other would count."""
    _, device = tender(forger, PLAIN, "r", "s")
    decision = cases.about(forger, "cred.decide", PLAIN)[0]
    if lying:
        forger.insert(forger.index(decision), cases.filled_in(forger, device, 3, kind), "server")
    settle(forger)
    check_caught(lying, "V8.tender")


@twins
def test_a_tender_bears_an_old_number(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The counter runs on."""
    tender(forger, PLAIN, "r", "s", n=1 if lying else 7)
    settle(forger)
    check_caught(lying, "V8.counter")


@twins
def test_a_tender_copies_the_ballot_that_it_disputes(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: whoever voted first."""
    entry, _ = tender(forger, PLAIN, "r", "s")
    if lying:
        entry["cts"] = deepcopy(cases.about(forger, "ballot", PLAIN)[0]["cts"])
    settle(forger)
    check_caught(lying, "V8.fresh")


@twins
def test_a_tender_is_opened_as_if_it_had_been_a_test(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. What was tendered may count, so it must stay sealed."""
    [entry], opened = cases.about(forger, "tender", LET_IN), forger.of("ballot.open")[0]
    if lying:
        opened["cts"] = deepcopy(entry["cts"])
    check_caught(lying, "V9.fresh")


# V10: holds and decisions


@twins
def test_nobody_decides_about_a_tender(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A member was let vote into nothing."""
    if lying:
        forger.drop(forger.index(cases.about(forger, "cred.decide", LET_IN)[0]))
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_decides_before_the_tender_comes(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        [decision] = cases.about(forger, "cred.decide", LET_IN)
        forger.drop(forger.index(decision))
        cases.suspend(forger, LET_IN)
        suspended, tendered = forger.of("cred.suspend")[-1], cases.about(forger, "tender", LET_IN)[0]
        forger.drop(forger.index(suspended))
        at = forger.index(tendered)
        first = cases.about(forger, "ballot", LET_IN)[0]
        forger.insert(at, suspended)
        forger.insert(at + 1, {**decision, "enter": forger.index(first)})
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_excludes_a_ballot_that_nobody_holds(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Without a hold on the board nobody was told, and the member was not heard."""
    if not lying:
        cases.suspend(forger, PLAIN)
    cases.decide(forger, PLAIN, -1)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_decides_after_the_hold_was_lifted(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        cases.decide(forger, RESTORED, -1)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize("whose", ["another's", "a mark", "one that comes later", "beyond the board"])
def test_the_panel_enters_what_is_no_ballot_of_the_member(
    forger: Forger, whose: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. One member would vote twice, and the other not at all."""
    [decision] = cases.about(forger, "cred.decide", ENTERED)
    places = {
        "another's": forger.index(cases.about(forger, "ballot", PLAIN)[0]),
        "a mark": forger.index(forger.of("mark")[0]),
        "one that comes later": forger.index(decision) + 1,
        "beyond the board": 2**50,
    }
    if lying:
        decision["enter"] = places[whose]
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_decides_a_second_time(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. It might go on until it likes the result."""
    if lying:
        cases.decide(forger, EXCLUDED, forger.index(cases.about(forger, "ballot", EXCLUDED)[0]))
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize(
    "signers", [(RO, DEPUTY, "registrar"), (RO, DEPUTY), (PANEL, RO, DEPUTY), (RO, RO, PANEL)]
)
def test_the_panel_is_left_out_of_its_decision(
    forger: Forger, signers: tuple[str, ...], lying: bool, check_caught: Judge
) -> None:
    """Honest: the panel, or the deputy; the others decide alone."""
    if lying:
        cases.about(forger, "cred.decide", EXCLUDED)[0]["sigs"] = [{"by": by, "sig": ""} for by in signers]
    check_caught(lying, "V4.signer")


@twins
def test_one_officer_suspends_a_member(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the deputy."""
    if lying:
        cases.about(forger, "cred.suspend", HELD)[0]["sigs"].pop()
    check_caught(lying, "V4.signer")


@twins
def test_a_member_is_held_whose_paper_is_in_a_box(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The paper counts whatever the board says; a hold that does nothing deceives."""
    cases.suspend(forger, ON_PAPER)
    if not lying:
        cases.restore(forger, ON_PAPER)
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
def test_the_panel_decides_about_a_member_whose_paper_is_in_a_box(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    cases.suspend(forger, ON_PAPER)
    if lying:
        cases.decide(forger, ON_PAPER, -1)
    else:
        cases.restore(forger, ON_PAPER)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize(("elector", "kind"), [(PLAIN, "restore"), (HELD, "suspend"), (EXCLUDED, "restore")])
def test_a_hold_is_lifted_or_laid_without_cause(
    forger: Forger, elector: int, kind: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Nobody could say any more who is held."""
    if lying:
        (cases.restore if kind == "restore" else cases.suspend)(forger, elector)
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
def test_somebody_is_held_who_is_not_on_the_list(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        cases.suspend(forger, ABSENT)["cred"] = "ab" * 16
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
@pytest.mark.parametrize("elector", [HELD, EXCLUDED, KEPT])
def test_what_was_set_aside_is_mixed_all_the_same(
    forger: Forger, elector: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Of ``KEPT`` the first ballot counts, and the tender is mixed in its place."""
    rows = anew.stage_zero(forger)
    entry = cases.about(forger, "tender" if elector == KEPT else "ballot", elector)[0]
    slipped_in = bytes.fromhex(entry["cts"][0]["ct"][0])
    if elector == KEPT:
        counted = bytes.fromhex(cases.about(forger, "ballot", KEPT)[0]["cts"][0]["ct"][0])
        assert counted in rows
        forged = rows.replace(counted, slipped_in)
    else:
        forged = slipped_in + rows
    anew.retally(forger, forged if lying else rows)
    check_caught(lying, "V12.input")


@twins
def test_somebody_excluded_is_counted_at_the_close(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        for entry in (forger.only("close"), forger.only("declare")):
            entry["by_channel"] = [[name, n + (name == "online")] for name, n in entry["by_channel"]]
    anew.recount(forger, anew.published_votes(forger))
    check_caught(lying, "V10.by-channel")


@twins
@pytest.mark.parametrize(
    "said", [[], [["excluded", 1]], [["excluded", 1], ["held", 2]], [["held", 1], ["excluded", 1]]]
)
def test_the_close_says_other_numbers_of_those_set_aside(
    forger: Forger, said: list[Entry], lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A ballot that was held would be forgotten."""
    assert forger.only("close")["set_aside"] == [["excluded", 1], ["held", 1]]
    if lying:
        forger.only("close")["set_aside"] = said
    anew.recount(forger, anew.published_votes(forger))
    check_caught(lying, "V10.set-aside")


# Under the rule that the last ballot counts


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """The same poll where the last ballot counts."""
    return run(cases.doubted("last"), tmp_path_factory.mktemp("last"), chance=random.Random(1))


@twins
def test_a_tender_is_posted_as_the_last_ballot(later: Rehearsed, lying: bool, tmp_path: Path) -> None:
    """Honest: the member, who meant it for the panel, which kept the first ballot."""
    forger = Forger(later)
    [entry], [decision] = cases.about(forger, "tender", KEPT), cases.about(forger, "cred.decide", KEPT)
    if lying:
        entry["type"] = "ballot"
        forger.drop(forger.index(decision))
    settle(forger)
    files = forger.remake()
    caught = caught_by(lambda: judge(files, tmp_path, forger.hall.sid.hex()))
    assert caught == ("V8.proof" if lying else None)


# V19: the register of such a poll


@twins
@pytest.mark.parametrize(
    ("status", "shown"), [("excluded", "not-voted"), ("held", "not-voted"), ("held", "excluded")]
)
def test_the_register_hides_what_became_of_a_ballot(
    forger: Forger, status: str, shown: str, lying: bool, tmp_path: Path
) -> None:
    """Honest: nobody. Register and release are sealed anew with another status for one member."""
    rows = opened_rows(forger.rehearsed)
    register = forger.rehearsed.register
    assert register is not None
    leaves = forger.lines_of("register/rows.ndjson")
    number = forger.row_with(status=status)
    if lying:
        sealed = deepcopy(register.rows[number - 1])
        sealed.values["status"] = shown
        leaves[number - 1] = sealed.leaf(number)
        opened = dict(rows[number - 1].register)
        opened["status"] = (shown, opened["status"][1])
        rows[number - 1] = type(rows[0])(number, rows[number - 1].roll, opened)
    anew.seal_register(forger, leaves)
    anew.recount(forger, anew.published_votes(forger))
    tier, to = forger.election["tiers"]["b"], forger.only("release.request")["recipient"]
    data = make_release(forger.eid.hex(), "release-1", to, "b", tier, rows, bytes(32))
    forger.only("release.made")["sha256"] = sha256(data).hexdigest()
    write_files(forger.remake(), tmp_path / "pack")
    (tmp_path / "register.json").write_bytes(data)
    copy, pack, sid = tmp_path / "register.json", tmp_path / "pack", forger.hall.sid.hex()
    assert caught_by(lambda: verify_release(copy, pack, sid)) == ("V19.totals" if lying else None)


# A2: what an auditor is shown


def opened(forger: Forger, row: int) -> OpenedRow:
    """A row as the registrar opens it on the order of two officers."""
    return OpenedRow(row, *forger.hall.registrar.open_row(row))


@twins
def test_a_hold_is_applied_to_another_member_than_the_one_named(
    forger: Forger, lying: bool, tmp_path: Path
) -> None:
    """Honest: the registrar. The panel was told of one member, and the ballot of another is held.

    The pack verifies in either case: that is what auditors and members are shown more for.
    """
    [entry] = cases.about(forger, "cred.suspend", HELD)
    row, salt = forger.hall.references[entry["ref"]]
    index = forger.index(entry)
    if lying:
        entry["cred"] = cases.cred(forger, PLAIN)
    settle(forger)
    write_files(forger.remake(), tmp_path)
    passed, evidence = run_pack(tmp_path, forger.hall.sid.hex())
    assert all(outcome.is_good for outcome in passed.outcomes)
    sealed = SealedKeys(evidence)
    if lying:
        with pytest.raises(Invalid, match=r"A2\.pseudonym"):
            check_about(evidence, sealed, index, salt, opened(forger, row))
    else:
        check_about(evidence, sealed, index, salt, opened(forger, row))


@pytest.fixture(scope="module")
def shown(rehearsed: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> tuple[Forger, Evidence]:
    """The poll as it was, and what its verification has shown."""
    forger, folder = Forger(rehearsed), tmp_path_factory.mktemp("shown")
    write_files(forger.remake(), folder)
    return forger, run_pack(folder, forger.hall.sid.hex())[1]


ORDERS = ("cred.reissue", "cred.suspend", "cred.restore", "cred.decide")


def test_every_order_of_the_poll_opens_to_its_member_and_to_the_auditor(
    shown: tuple[Forger, Evidence],
) -> None:
    forger, evidence = shown
    sealed = SealedKeys(evidence)
    entries = forger.of(*ORDERS)
    assert {entry["type"] for entry in entries} == {*ORDERS}
    for entry in entries:
        row, salt = forger.hall.references[entry["ref"]]
        assert check_reference(evidence, forger.index(entry), row, salt) == forger.hall.server.cred_of(row)
        check_about(evidence, sealed, forger.index(entry), salt, opened(forger, row))


def test_the_registrar_opens_every_row_to_the_pseudonym_that_the_server_knows_it_by(
    shown: tuple[Forger, Evidence],
) -> None:
    forger, evidence = shown
    rows = range(1, len(forger.hall.members) + 1)
    found = SealedKeys(evidence).pseudonyms_of([opened(forger, row) for row in rows])
    assert found == [forger.hall.server.cred_of(row) for row in rows]


@pytest.mark.parametrize("lie", ["another row", "another salt", "half a salt", "no row", "no such row"])
def test_a_reference_opens_to_one_row_and_salt_only(shown: tuple[Forger, Evidence], lie: str) -> None:
    forger, evidence = shown
    entry = forger.of("cred.suspend")[0]
    row, salt = forger.hall.references[entry["ref"]]
    lies = {
        "another row": (row % 24 + 1, salt),
        "another salt": (row, bytes(32)),
        "half a salt": (row, salt[:16]),
        "no row": (0, salt),
        "no such row": (2**40, salt),
    }
    with pytest.raises(Invalid, match=r"A2\.reference"):
        check_reference(evidence, forger.index(entry), *lies[lie])


@pytest.mark.parametrize("index", [0, -1, 2**60])
def test_an_entry_about_no_pseudonym_opens_to_nothing(shown: tuple[Forger, Evidence], index: int) -> None:
    with pytest.raises(Invalid, match=r"A2\.reference"):
        check_reference(shown[1], index, 1, bytes(32))


@pytest.mark.parametrize(
    "lie", ["another's", "no point", "no scalar", "short", "no row", "row 0", "another r"]
)
def test_a_row_is_opened_only_by_what_sealed_it(shown: tuple[Forger, Evidence], lie: str) -> None:
    forger, evidence = shown
    x_pub, r = forger.hall.registrar.open_row(5)
    lies = {
        "another's": OpenedRow(6, x_pub, r),
        "no point": OpenedRow(5, b"\xff" * 32, r),
        "no scalar": OpenedRow(5, x_pub, b"\xff" * 32),
        "short": OpenedRow(5, x_pub, r[:31]),
        "no row": OpenedRow(25, x_pub, r),
        "row 0": OpenedRow(0, x_pub, r),
        "another r": OpenedRow(5, x_pub, forger.hall.registrar.open_row(6)[1]),
    }
    assert SealedKeys(evidence).pseudonyms_of([OpenedRow(5, x_pub, r)])
    with pytest.raises(Invalid, match=r"A2\.key"):
        SealedKeys(evidence).pseudonyms_of([lies[lie]])


def test_what_opens_a_row_is_not_shown_by_chance(shown: tuple[Forger, Evidence]) -> None:
    one = opened(shown[0], 5)
    assert repr(one.r) not in repr(one)
