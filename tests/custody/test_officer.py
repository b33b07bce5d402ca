"""An officer signs what the board bears out, and reads it first; everything else is refused in words."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tellers.board.entries import TYPES
from tellers.board.minutes import KINDS
from tellers.canonical import encode
from tellers.custody.handover import read_entry
from tellers.custody.keyring import KeyHolder, make_key_file
from tellers.custody.officer import Proposal, hand_out, propose
from tellers.custody.sentences import MINUTES, NOT_HERE, SENTENCES, sentence
from tellers.errors import Refused
from tests.custody.acting import Album, Moment

Change = Callable[[dict[str, Any]], object]
RO = "returning-officer"


def ask(album: Album, name: str, folder: Path, change: Change, by: str = RO) -> str:
    """Ask an officer to sign what comes next at a moment, changed; gives what it says."""
    moment = album.moments[name].copied(folder)
    entry: dict[str, Any] = {**_deep(moment.entry), "sigs": []}
    change(entry)
    return propose(KeyHolder(moment.key(by)), moment.pack, moment.sid, entry).words


def _deep(entry: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(entry)


def test_the_table_says_every_type_or_says_who_else_signs_it() -> None:
    assert set(SENTENCES) | NOT_HERE == set(TYPES)
    assert not set(SENTENCES) & NOT_HERE
    assert set(MINUTES) == set(KINDS)


def test_every_sentence_can_be_said_of_an_honest_entry(album: Album) -> None:
    said = {
        name: sentence(moment.entry)
        for name, moment in album.moments.items()
        if moment.entry and moment.entry["type"] in SENTENCES
    }
    assert "closed with 7 electronic ballots" in said["close"]
    assert (
        "counted will be 2 in-person, 6 online, 3 post; excluded by the panel: 0; the register has 12 rows"
        in said["close"]
    )
    assert said["election"] == (
        "Voting is from 15 January 2027, 08:00 UTC to 17 January 2027, 08:00 UTC on: chair, 'Chair of"
        " the Marsh Lane branch', ranked, max_rank 3, with the options 'Odile Birch', 'Perrin Ash', 'Zoë"
        " Thorn' (1 to be elected by av version 1, 'blank' 'invalid', 'countback' 'none',"
        " 'equal' 'stop', 'finish' 'majority',"
        " 'gaps' 'stop', 'percentages' 'valid', 'repeats' 'stop', 'ties' 'backwards', 'withdrawn' 'pass')."
        " Ballots: full has chair; the first ballot of a member counts. All votes of a contest are mixed"
        " together, of 2 members or more. A paper replaces an electronic ballot. Voting keys are made in"
        " the way called split. Mixers: mixer-1, mixer-2, at least 2 of them. The roll is kept by"
        " membership. A candidate may be shown name, member_number, unit of the roll and status, label,"
        " bucket of the register, no group in it smaller than 10. Dated 28 December 2026, 08:00 UTC."
    )
    assert (
        "Officers: returning-officer (returning-officer), deputy (deputy), server (server)" in said["setup"]
    )
    assert "Trustees: trustee-1, trustee-2, trustee-3, of whom 2 can open votes" in said["setup"]
    assert "papers of the box box-1, of the group full, are entered" in said["paper.final"]
    assert said["roll.freeze"].startswith("The roll is frozen with 12 members")
    assert said["minute nomination"] == (
        "A candidate is nominated: 'chair/odile-birch'. Dated 27 December 2026, 08:00 UTC."
    )
    told = {name: text for name, text in said.items() if {"t", "day"} & album.moments[name].entry.keys()}
    assert {
        name for name, text in told.items() if not re.search(r"\. Dated \d+ \w+ 20\d\d[^.]*\.$", text)
    } == set()
    assert said["roll.change"].endswith("(reason: contact). Dated 2 January 2027.")
    assert said.keys() - told.keys() == {"mark"}


def test_names_stand_in_the_sentence_where_the_board_knows_them(album: Album, tmp_path: Path) -> None:
    said = ask(album, "declare", tmp_path, lambda _: None)
    assert "in chair, 'Chair of the Marsh Lane branch', 'Odile Birch' elected;" in said
    asked = {
        "type": "release.request",
        "rid": "r-1",
        "recipient": "Perrin Ash",
        "tier": "b",
        "basis": "rule 9",
    }
    granted = {"type": "release.decision", "rid": "r-1", "grant": True, "tier": "b", "reason": "", "t": 0}
    assert sentence(granted, [asked]) == (
        "The release r-1 of the register to 'Perrin Ash' in tier b is granted."
        " Dated 1 January 1970, 00:00 UTC."
    )


def test_an_entry_of_another_time_than_this_computer_s_is_pointed_out(album: Album, tmp_path: Path) -> None:
    moment = album.moments["open"].copied(tmp_path)
    entry = {**moment.entry, "sigs": []}
    proposal = propose(KeyHolder(moment.key(RO)), moment.pack, moment.sid, entry)
    told = entry["t"]
    assert [proposal.warning(now) for now in (told - 120, told, told + 120)] == [None] * 3
    assert "this computer's clock 1 January 1970, 00:00 UTC" in str(proposal.warning(0))


def test_of_two_entries_for_one_place_an_officer_signs_one(album: Album, tmp_path: Path) -> None:
    moment = album.moments["close"].copied(tmp_path)
    officer, entry = KeyHolder(moment.key(RO)), {**moment.entry, "sigs": []}
    first = propose(officer, moment.pack, moment.sid, entry)
    other = propose(officer, moment.pack, moment.sid, {**entry, "t": entry["t"] + 5})
    for _ in range(2):  # the same again is a copy of what was signed
        hand_out(officer, first, tmp_path / "entry.json")
    with pytest.raises(Refused, match=r"officer\.signed-another: .* signed another `close` for this board"):
        hand_out(officer, other, tmp_path / "other.json")
    with pytest.raises(Refused, match=r"officer\.signed-another"):
        propose(officer, moment.pack, moment.sid, {**entry, "t": entry["t"] + 5})
    assert not (tmp_path / "other.json").exists()
    minutes = album.moments["minute nomination"].copied(tmp_path / "minutes")
    officer = KeyHolder(minutes.key(RO))
    for number, subject in enumerate(("chair/odile-birch", "chair/perrin-ash")):
        entry = {**minutes.entry, "subject": subject, "sigs": []}
        hand_out(officer, propose(officer, minutes.pack, minutes.sid, entry), tmp_path / f"{number}.json")


@pytest.mark.parametrize(
    ("name", "change", "check"),
    [
        ("roll.import", lambda e: e.update(size=11), "V6.import"),
        ("roll.import", lambda e: e.update(root="00" * 32), "V6.import"),
        ("roll.freeze", lambda e: e.update(root="00" * 32), "V6.frozen"),
        ("cred.list", lambda e: e.update(root="00" * 32), "V7.list"),
        ("cred.list", lambda e: e.update(size=11), "V7.keys"),
        ("open", lambda e: e.update(t=e["t"] - 7 * 86400), "V8.opening"),
        ("close", lambda e: e.update(ballots=e["ballots"] + 1), "V10.ballots"),
        ("close", lambda e: e["by_channel"][0].__setitem__(1, 99), "V10.by-channel"),
        ("close", lambda e: e.update(register_size=11), "V10.register-size"),
        ("close", lambda e: e.update(register_root="00" * 32), "V10.register-root"),
        ("close", lambda e: e.update(roll_root="00" * 32), "V6.close-root"),
        ("close", lambda e: e["labels"].pop(), "V10.labels"),
        ("close", lambda e: e.update(excluded=1), "V10.excluded"),
        ("marks", lambda e: e.update(size=e["size"] + 1), "V10.marks"),
        ("marks", lambda e: e.update(voids=e["blob"] | {"file": "paper/voids.ndjson"}), "V4.blob"),
        ("close", lambda e: e["register"].update(sha256="00" * 32), "V4.blob"),
        ("plain", lambda e: e["votes"].update(e["points"], file=e["votes"]["file"]), "V4.blob"),
        ("declare", lambda e: e["results"][0].update(elected=[3]), "V16.result"),
        ("declare", lambda e: e["results"][0].update(elected=[]), "V16.result"),
        ("declare", lambda e: e["by_channel"].pop(), "V17.by-channel"),
        ("declare", lambda e: e.update(discrepancies=["box-1: one too many"]), "V17.discrepancies"),
        ("declare", lambda e: e.update(credential_mode="server-held"), "V17.mode"),
        ("declare", lambda e: e.update(t=e["t"] - 7 * 86400), "V3.clock"),
        ("audit.plan", lambda e: e["strata"].reverse(), "V18.strata"),
        ("audit.plan", lambda e: e.update(register_root="00" * 32), "V18.register-root"),
        ("audit.sample", lambda e: e["sample"][0][2].reverse(), "V18.sample"),
        ("audit.sample", lambda e: e["sample"].pop(), "V18.sample"),
        ("roll.add", lambda e: e.update(day=e["day"] - 7), "V3.clock"),
        ("minute nomination", lambda e: e.update(kind="remedy"), "V4.minute"),
        ("minute nomination", lambda e: e.update(refs=[999]), "V4.minute"),
        ("election", lambda e: e["election"].update(pk="00" * 32), "V2.election"),
        ("election", lambda e: e["election"].update(dkg="00" * 32), "V5.certification"),
    ],
)
def test_what_the_board_contradicts_is_not_signed(
    album: Album, tmp_path: Path, name: str, change: Change, check: str
) -> None:
    with pytest.raises(Refused, match=r"officer\.contradicted: this is not signed") as refused:
        ask(album, name, tmp_path, change)
    assert f" {check}: " in refused.value.why


def test_the_same_entries_unchanged_are_signed(album: Album, tmp_path: Path) -> None:
    for name in ("roll.import", "cred.list", "close", "plain", "declare", "election"):
        assert ask(album, name, tmp_path / name, lambda _: None)


@pytest.mark.parametrize(
    ("name", "by", "words"),
    [
        ("close", "deputy", "is signed by deputy, not by the returning officer"),
        ("open", "membership", "is signed by membership, not by the returning officer"),
        ("marks", "panel-chair", "is signed by panel-chair, not by the returning officer"),
        ("mark", "postal-clerk", "postal-clerk, who may not act for in-person"),
        ("mark", RO, "who may not act for in-person"),
    ],
)
def test_nobody_signs_in_another_s_place(
    album: Album, tmp_path: Path, name: str, by: str, words: str
) -> None:
    with pytest.raises(Refused, match=r"officer\.contradicted") as refused:
        ask(album, name, tmp_path, lambda e: e.update(channel="in-person") if name == "mark" else None, by)
    assert words in refused.value.why


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda e: e.update(type="cred.dec"), "officer.unknown-type"),
        (lambda e: e.update(type="poll.end"), "officer.unknown-type"),
        (lambda e: e.update(surprise=1), "officer.misshapen"),
        (lambda e: e.pop("ballots"), "officer.misshapen"),
        (lambda e: e.update(ballots="six"), "officer.misshapen"),
        (lambda e: e.update(sigs=[{"by": RO, "sig": "00" * 64}]), "officer.signed-before"),
        (lambda e: e.update(sigs=[{"by": "deputy"}]), "officer.misshapen"),
    ],
)
def test_what_cannot_be_read_is_not_signed(album: Album, tmp_path: Path, change: Change, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        ask(album, "close", tmp_path, change)


def test_a_second_officer_signs_only_what_the_first_has_truly_signed(album: Album, tmp_path: Path) -> None:
    def falsely(entry: dict[str, Any]) -> None:
        entry["sigs"] = [{"by": RO, "sig": "00" * 64}]

    with pytest.raises(Refused, match=r"V4\.signature: the signature of returning-officer"):
        ask(album, "close", tmp_path, falsely, by="deputy")


def test_a_definition_that_cannot_be_put_into_words_is_not_signed(album: Album, tmp_path: Path) -> None:
    for number, (name, change) in enumerate(
        [
            ("setup", lambda e: e["setup"].pop("org")),
            ("election", lambda e: e["election"].update(opens="soon")),
            ("election", lambda e: e["election"]["contests"][0].pop("title")),
            ("minute nomination", lambda e: e.update(kind="gossip")),
        ]
    ):
        with pytest.raises(Refused, match=r"officer\.(misshapen|unknown-type)"):
            ask(album, name, tmp_path / str(number), change)


def test_the_set_up_is_signed_by_the_returning_officer_it_names(album: Album, tmp_path: Path) -> None:
    assert "of 'The Marsh Lane branch' is set up at" in ask(album, "setup", tmp_path / "a", lambda _: None)
    with pytest.raises(Refused, match=r"custody\.not-named"):
        ask(album, "setup", tmp_path / "b", lambda _: None, by="deputy")
    with pytest.raises(Refused, match=r"officer\.contradicted.*V2\.setup: a threshold of 9"):
        ask(album, "setup", tmp_path / "c", lambda e: e["setup"].update(threshold=9))


def test_another_poll_and_another_key_are_told_apart(album: Album, tmp_path: Path) -> None:
    moment = album.moments["open"].copied(tmp_path)
    entry = {**moment.entry, "sigs": []}
    officer = KeyHolder(moment.key(RO))
    with pytest.raises(Exception, match=r"V2\.sid"):
        propose(officer, moment.pack, "00" * 32, entry)
    with pytest.raises(Refused, match=r"custody\.no-number"):
        propose(officer, moment.pack, None, entry)
    with pytest.raises(Refused, match=r"officer\.no-board"):
        propose(officer, None, moment.sid, entry)
    make_key_file(tmp_path / "stranger.key", RO)
    with pytest.raises(Refused, match=r"custody\.not-named"):
        propose(KeyHolder(tmp_path / "stranger.key"), moment.pack, moment.sid, entry)


def test_a_key_remembers_its_poll_and_that_the_board_only_grows(album: Album, tmp_path: Path) -> None:
    late = album.moments["declare"].copied(tmp_path)
    officer = KeyHolder(late.key(RO))
    propose(officer, late.pack, late.sid, {**late.entry, "sigs": []})
    early: Moment = album.moments["close"]
    with pytest.raises(Refused, match=r"custody\.rewritten: this board is shorter"):
        propose(officer, early.pack, None, {**early.entry, "sigs": []})
    officer.record().append("seen", size=3, root="00" * 32)
    with pytest.raises(Refused, match=r"custody\.rewritten: the first 3 entries"):
        propose(officer, late.pack, None, {**late.entry, "sigs": []})


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"type":1}', b'{"type": "open"}', b'{"sigs":1,"type":"open"}']
)
def test_a_file_that_is_no_entry_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "entry.json").write_bytes(text)
    with pytest.raises(Refused, match=r"custody\.entry"):
        read_entry(tmp_path / "entry.json")
    (tmp_path / "entry.json").write_bytes(encode({"type": "open"}) + b"\n")
    assert read_entry(tmp_path / "entry.json") == {"type": "open", "sigs": []}


def test_holds_are_signed_where_there_is_something_to_be_held(album: Album, tmp_path: Path) -> None:
    moment = album.moments["marks"].settled(tmp_path).copied(tmp_path)
    cred = album.hall.server.cred_of(1)
    ask_for = {"cred": cred, "ref": "ab" * 32, "reason": "complaint", "sigs": []}

    def signed(entry: dict[str, Any], *by: str) -> Proposal:
        for who in by:
            proposal = propose(KeyHolder(moment.key(who)), moment.pack, moment.sid, entry)
            entry = proposal.signed
        return proposal

    suspended = signed({"type": "cred.suspend", **ask_for}, RO, "deputy")
    assert suspended.words == f"The voting key {cred} is suspended (reason: complaint)."
    assert [sig["by"] for sig in suspended.signed["sigs"]] == [RO, "deputy"]
    with pytest.raises(Refused, match=r"V10\.holds: entry \d+ restores who is not suspended"):
        signed({"type": "cred.restore", **ask_for}, RO, "deputy", "panel-chair")
    with pytest.raises(Refused, match=r"V10\.decisions: entry \d+ decides about \w+, of whom nothing"):
        signed({"type": "cred.decide", "enter": -1, **ask_for}, RO, "deputy", "panel-chair")
    with pytest.raises(Refused, match=r"V10\.holds: entry \d+ is about \w+, who is not on the list"):
        signed({"type": "cred.suspend", **ask_for, "cred": "00" * 16}, RO)


def test_sections_guarantees_and_who_reopens_nominations_are_read_out(album: Album) -> None:
    entry: dict[str, Any] = _deep(album.moments["election"].entry)
    shares = [["members", "2/3", ["full"]], ["affiliates", "1/3", ["other", "third"]]]
    declared = {"sections": shares, "guaranteed": [["Orchard", 1, ["ash"]]], "reopen": "nobody"}
    entry["election"]["contests"][0]["count"].update(declared)
    assert (
        "; full count together as members, 2/3; other, third count together as affiliates, 1/3; at least 1 of"
        " the places for 'Orchard', ash; nobody stands for reopening nominations). Ballots:"
    ) in sentence(entry)
