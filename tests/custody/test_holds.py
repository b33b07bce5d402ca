"""Keys issued anew, holds, tenders and decisions: what officers and the registrar do about them on packs."""

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tellers.custody.keyring import KeyHolder
from tellers.custody.officer import Proposal, propose
from tellers.errors import Refused
from tellers.evidence.pack import write_pack
from tellers.evidence.verify import verify_pack
from tellers.rehearsal.plan import Case
from tests import branch
from tests.custody.acting import Album, begun, held, hold, signed_again

RO, DEPUTY, PANEL = "returning-officer", "deputy", "panel-chair"


@pytest.fixture(scope="module")
def doubted(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return held(tmp_path_factory.mktemp("doubted"), branch.doubted_poll())


def ask(album: Album, name: str, folder: Path, *by: str, **changes: Any) -> Proposal:
    """Ask officers in turn to sign what comes next at a moment, with some of its fields changed."""
    moment = album.moments[name].copied(folder)
    entry = {**copy.deepcopy(moment.entry), "sigs": [], **changes}
    for who in by:
        proposal = propose(KeyHolder(moment.key(who)), moment.pack, moment.sid, entry)
        entry = proposal.signed
    return proposal


def test_a_poll_with_doubts_held_by_people_who_act_on_packs_verifies(doubted: Album, tmp_path: Path) -> None:
    write_pack(doubted.hall.board.folder, tmp_path / "pack")
    assert verify_pack(tmp_path / "pack", doubted.hall.sid.hex()).first_failure is None


def test_officers_sign_every_hold_and_decision_and_the_close(doubted: Album, tmp_path: Path) -> None:
    said = signed_again(doubted, tmp_path)
    assert {"cred.suspend", "cred.restore", "cred.decide", "close"} <= said.keys()
    assert "; excluded by the panel: 3;" in said["close"]


def test_the_registrar_s_new_codes_replace_the_halves_that_the_board_shows(doubted: Album) -> None:
    posted = [entry for _, entry in doubted.hall.board.of_type("cred.reissue") if entry["half"] == "r"]
    told = [{name: one[name] for name in ("cred", "old", "new")} for one in posted]
    assert [{name: one[name] for name in ("cred", "old", "new")} for one in doubted.reissued] == told
    assert len(posted) >= 5


@pytest.mark.parametrize("excluded", [0, 2, 4])
def test_a_close_with_another_number_of_those_excluded_is_not_signed(
    doubted: Album, tmp_path: Path, excluded: int
) -> None:
    with pytest.raises(Refused, match=r"officer\.contradicted.* V10\.excluded: .* the panel excluded 3"):
        ask(doubted, "close", tmp_path, RO, excluded=excluded)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("cred.decide", r"The panel decides on the voting key \w+: .*"),
        ("cred.restore", r"The voting key \w+ is no longer suspended, by the panel's leave \(.*"),
    ],
)
def test_what_the_panel_decides_has_three_signers_in_their_places(
    doubted: Album, tmp_path: Path, kind: str, words: str
) -> None:
    signed = ask(doubted, kind, tmp_path / "a", RO, DEPUTY, PANEL)
    assert [sig["by"] for sig in signed.signed["sigs"]] == [RO, DEPUTY, PANEL]
    assert re.fullmatch(words, signed.words)
    for number, by in enumerate([(PANEL,), (RO, PANEL), (RO, DEPUTY, "registrar")]):
        with pytest.raises(Refused, match=r"officer\.contradicted.* V4\.signer: .*is signed by"):
            ask(doubted, kind, tmp_path / str(number), *by)
    with pytest.raises(Refused, match=r"officer\.misshapen: the entry"):
        ask(doubted, kind, tmp_path / "b", RO, DEPUTY, PANEL, "membership")


def test_only_a_ballot_of_theirs_is_entered(doubted: Album, tmp_path: Path) -> None:
    moment = doubted.moments["cred.decide"]
    others = next(
        index
        for index, entry in doubted.hall.board.of_type("ballot")
        if entry["cred"] != moment.entry["cred"]
    )
    for number, enter in enumerate((others, 0, 100_000)):
        with pytest.raises(Refused, match=r"V10\.decisions: entry \d+ enters \d+, which is no ballot of"):
            ask(doubted, "cred.decide", tmp_path / str(number), RO, enter=enter)


@pytest.mark.parametrize("kind", ["tender", "cred.reissue"])
def test_what_members_and_issuers_sign_is_no_officer_s(doubted: Album, tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match=rf"officer\.unknown-type: entries of the type '{kind}' are not signed"):
        ask(doubted, kind, tmp_path, RO)


@pytest.mark.parametrize(
    ("member", "case", "words"),
    [
        (11, Case(tenders=True), "nobody decided whether the tender of"),
        (7, Case(held=True), "nobody decided about .*, whose ballot is held"),
    ],
)
def test_marks_are_not_signed_while_a_ballot_waits_for_its_decision(
    tmp_path: Path, member: int, case: Case, words: str
) -> None:
    plan = branch.doubted_poll()
    waiting = [
        replace(one, case=case) if number == member else one for number, one in enumerate(plan.electors, 1)
    ]
    album = begun(tmp_path / "waiting", replace(plan, electors=waiting))
    with pytest.raises(Refused, match=r"custody\.unverified: .* V10\.decisions"):  # no mixer mixes it either
        hold(album)
    with pytest.raises(Refused, match=rf"V10\.decisions: {words}"):
        ask(album, "marks", tmp_path / "asked", RO)
