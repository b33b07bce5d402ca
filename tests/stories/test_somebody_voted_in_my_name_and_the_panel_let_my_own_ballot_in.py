"""Hana Willow finds that a ballot was cast in her name. She shows at the desk who she is, is given another
key and tenders her own ballot; the panel lets it in. Osric Meadows says the same, and is not believed."""

from collections import Counter
from pathlib import Path

import pytest

from tellers.board.receipt import receipt_code
from tellers.board.signing import entry_digest
from tellers.canonical import decode
from tellers.cli.main import main
from tellers.crypto.prove import credentials
from tellers.errors import Refused
from tellers.evidence.verify import run_pack
from tellers.evidence.verify.a2_references import check_about, check_reference
from tellers.evidence.verify.opened_keys import OpenedKey, SealedKeys
from tellers.rehearsal import voter
from tellers.rehearsal.hall import silent
from tellers.rehearsal.issuers import received
from tellers.rehearsal.plan import WHOLE
from tellers.rehearsal.tally import published_votes
from tests import branch
from tests.stories.conftest import Evidence

WILLOW, MEADOWS = 11, 12
DESK = ["ballot", "cred.reissue", "cred.reissue", "tender", "cred.decide"]


def test_the_board_shows_the_ballot_two_new_halves_her_tender_and_the_decision(
    doubted_evidence: Evidence,
) -> None:
    entries = doubted_evidence.about(WILLOW)
    assert [entry["type"] for _, entry in entries] == DESK
    (_, ballot), (_, first), (_, second), (at, tender), (_, decision) = entries
    assert {(first["half"], second["half"])} == {("r", "s")}
    assert (ballot["n"], tender["n"], decision["enter"]) == (1, 2, at)
    assert [sig["by"] for sig in decision["sigs"]] == ["returning-officer", "deputy", "panel-chair"]
    assert len({ballot["cred"], tender["cred"], decision["cred"]}) == 1
    assert not any({"t", "day"} & entry.keys() for _, entry in entries)


def test_her_own_ballot_is_counted_and_the_other_is_not(doubted_evidence: Evidence) -> None:
    votes = Counter(str(vote) for vote in published_votes(doubted_evidence.rehearsed.hall, branch.CONTEST))
    assert votes["[0, 2, 1]"] == 1  # hers
    assert votes["[1]"] == 1  # of three ballots for Ash alone, cast in others' names, Meadows's is kept
    row = doubted_evidence.in_register(WILLOW)
    tender_at = doubted_evidence.about(WILLOW)[3][0]
    assert (row["status"], row["idx"], row["reissues"]) == ("voted", tender_at, 2)


def test_where_the_panel_keeps_the_first_ballot_that_one_counts(doubted_evidence: Evidence) -> None:
    entries = doubted_evidence.about(MEADOWS)
    assert [entry["type"] for _, entry in entries] == DESK
    assert entries[-1][1]["enter"] == entries[0][0] == doubted_evidence.in_register(MEADOWS)["idx"]


def test_the_pack_verifies(doubted_evidence: Evidence) -> None:
    report = doubted_evidence.verify()
    assert report.verdict == "pass", report.first_failure
    steps = {outcome.id: outcome.expected for outcome in report.steps}
    reissues = len(doubted_evidence.rehearsed.hall.board.of_type("cred.reissue"))
    assert (reissues, steps["V7"]) == (9, 4 * 12 + 9)


def test_her_tender_has_a_receipt_like_a_ballot(doubted_evidence: Evidence) -> None:
    eid = doubted_evidence.rehearsed.hall.eid
    lines = (doubted_evidence.pack / "log" / "entries.ndjson").read_bytes().splitlines()
    at, tender = doubted_evidence.about(WILLOW)[3]
    mine = receipt_code(eid, entry_digest(eid, {key: tender[key] for key in tender if key != "sigs"}))
    cast = [entry for entry in map(decode, lines) if entry["type"] in ("ballot", "tender")]
    assert [receipt_code(eid, entry_digest(eid, entry)) for entry in cast].count(mine) == 1
    assert decode(lines[at]) == tender


def test_the_receipts_of_ballot_and_tender_say_which_of_them_the_panel_entered(
    doubted_evidence: Evidence, tmp_path: Path
) -> None:
    """The first ballot's is kept by whoever cast it in her name, and says no more than what it is."""
    for member, ballot_counts in ((WILLOW, False), (MEADOWS, True)):
        entries = doubted_evidence.about(member)
        ballot_at, tender_at = entries[0][0], entries[3][0]
        entered = ballot_at if ballot_counts else tender_at
        for n, at in ((1, ballot_at), (2, tender_at)):
            report = doubted_evidence.verify_receipt(member, n, tmp_path)
            assert (report.verdict, report.first_failure) == ("pass", None)
            told = report.receipt
            assert told is not None
            assert (told["entry"], told["n"], told["counts"]) == (at, n, at == entered)
            wanted = "this one" if at == entered else f"the one at entry {entered}"
            assert str(told["why"]).startswith("the panel decided about it, and entered")
            assert str(told["why"]).endswith(wanted)


def test_she_is_shown_the_own_row_with_her_tender_and_her_two_new_keys(
    doubted_evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "register.json").write_bytes(doubted_evidence.rehearsed.releases["release-4"])
    asked = [str(tmp_path / "register.json"), str(doubted_evidence.pack), "--sid", doubted_evidence.sid]
    assert main(["release", "verify", *asked]) == 0
    told = capsys.readouterr().out
    assert "status voted, method online" in told
    assert "parts of the voting key issued anew: 2" in told
    package = decode(doubted_evidence.rehearsed.releases["release-4"])
    said = {name: value for name, value, _ in package["row"]["reg"]}
    tender_at = doubted_evidence.about(WILLOW)[3][0]
    assert (said["status"], said["idx"], said["reissues"]) == ("voted", tender_at, 2)
    first = doubted_evidence.about(WILLOW)[1][1]["old"]
    assert package["row"]["key"]["x_pub"] == first  # and neither of the new ones


def test_whoever_still_has_the_stolen_letter_can_cast_nothing_with_it(doubted_evidence: Evidence) -> None:
    hall, row = doubted_evidence.rehearsed.hall, doubted_evidence.row(1)  # Birch, whose letter was lost
    code, fragment = received(hall.folder / "outbox")[row - 1]
    [stolen] = voter.unlock(hall.sid, hall.eid, hall.pk, [(row, code, fragment)], silent)
    key = hall.server.docket.keys[stolen.cred]
    assert key.xr != credentials.public_key(stolen.x_r) and key.xs == credentials.public_key(stolen.x_s)
    ballot = voter.fill_in(stolen, hall.contests, WHOLE, [[branch.ASH]], n=2)
    rules = {**hall.election, "precedence": "last"}  # so that nothing but the key stands in the way
    with pytest.raises(Refused, match=r"ballot\.proof"):
        hall.server.cast(ballot, hall.board, rules, hall.eid, hall.plan.opens, 120)


def test_she_and_an_auditor_see_that_all_of_it_is_about_her(doubted_evidence: Evidence) -> None:
    hall, row = doubted_evidence.rehearsed.hall, doubted_evidence.row(WILLOW)
    _, evidence = run_pack(doubted_evidence.pack, doubted_evidence.sid)
    sealed = SealedKeys(evidence)
    x_pub, r = hall.registrar.opening(row)
    opened = OpenedKey(row, x_pub, r.reveal())
    orders = [(at, entry) for at, entry in doubted_evidence.about(WILLOW) if "ref" in entry]
    assert len(orders) == 3
    for at, entry in orders:
        named, salt = hall.references[entry["ref"]]
        assert named == row
        assert check_reference(evidence, at, row, salt) == hall.server.cred_of(row)
        check_about(evidence, sealed, at, salt, opened)
