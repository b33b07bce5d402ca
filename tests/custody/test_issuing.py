"""The registrar: codes from a seed, letters to contacts that the roll seals, nothing shown, nothing twice."""

import itertools
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tellers.board.entries import misshapen
from tellers.board.signing import entry_digest, is_signed
from tellers.canonical import decode, encode, h256, le32
from tellers.crypto.credential import read_code
from tellers.crypto.prove import credentials
from tellers.custody.issuing import make_codes, reissue, send_letters
from tellers.custody.keyring import PLAIN, make_key_file
from tellers.custody.record import Record
from tellers.custody.registrar import LETTERS, Registrar
from tellers.errors import Refused
from tellers.evidence.verify.facts import Stage
from tellers.evidence.verify.so_far import check_so_far
from tests.custody.acting import Album, Moment, contacts_of


def registrar_of(moment: Moment, outbox: Path) -> Registrar:
    return Registrar(moment.key("registrar"), outbox)


def listed_keys(moment: Moment) -> list[bytes]:
    return (moment.pack / "cred" / "list.ndjson").read_bytes().splitlines()


def nothing(done: int) -> None:
    """Nobody is told of progress."""


@pytest.fixture
def sending(album: Album, tmp_path: Path) -> Moment:
    return album.moments["registrar sends letters"].copied(tmp_path)


@pytest.fixture
def contacts(album: Album, tmp_path: Path) -> Path:
    return contacts_of(album.hall, tmp_path / "contacts.ndjson")


def test_letters_hold_the_codes_of_the_listed_keys(sending: Moment, contacts: Path, tmp_path: Path) -> None:
    registrar = registrar_of(sending, tmp_path / "outbox")
    sent, write = send_letters(registrar, sending.pack, contacts, nothing, sending.now)
    letters = write()
    assert sent.entry["size"] == 12
    assert stat.S_IMODE(letters.stat().st_mode) == 0o600
    codes = [json.loads(line)["code"] for line in letters.read_text().splitlines()]
    listed = (sending.pack / "cred" / "list.ndjson").read_text()
    for row, code in enumerate(codes, 1):
        [key] = credentials.registrar_keys(bytes.fromhex(sending.sid), [row], [read_code(code)])
        assert credentials.public_key(key).hex() in listed
    [data] = sent.files.values()
    assert [code for code in codes if code in data.decode()] == []


def test_letters_are_written_once(album: Album, sending: Moment, contacts: Path, tmp_path: Path) -> None:
    registrar = registrar_of(sending, tmp_path / "outbox")
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / LETTERS).symlink_to(tmp_path / "leak")
    _, write = send_letters(registrar, sending.pack, contacts, nothing, sending.now)
    with pytest.raises(Refused, match=r"registrar\.sent-before: .*letters\.ndjson is there already"):
        write()
    (tmp_path / "outbox" / LETTERS).unlink()
    write()  # nothing was sent before
    assert not (tmp_path / "leak").exists()
    for outbox in ("outbox", "another"):
        with pytest.raises(Refused, match=r"registrar\.sent-before: the letters of registrar were written"):
            again = registrar_of(sending, tmp_path / outbox)
            send_letters(again, sending.pack, contacts, nothing, sending.now)
    after = album.moments["open"].copied(tmp_path / "after")
    with pytest.raises(Refused, match=r"registrar\.sent-before: the board says"):
        send_letters(registrar_of(after, tmp_path / "elsewhere"), after.pack, contacts, nothing, after.now)
    cut = registrar_of(after, tmp_path / "cut")
    draft = tmp_path / "cut" / cut.record().of("sent")[0]["draft"]
    draft.parent.mkdir()
    draft.touch()
    with pytest.raises(Refused, match=rf"the board says .*: rename {draft} to {LETTERS}, and they are"):
        send_letters(cut, after.pack, contacts, nothing, after.now)


class Cut(BaseException):
    """The power went off."""


def cut_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it go off at the given time that something is to be on the disk: before or after it is."""
    passed = itertools.count()

    def watched(act: Callable[..., None]) -> Callable[..., None]:
        def once(*arguments: Any) -> None:
            if next(passed) == number:
                raise Cut
            act(*arguments)
            if next(passed) == number:
                raise Cut

        return once

    for name in ("fsync", "replace", "mkdir"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))


@pytest.mark.parametrize("then", ["outbox", "another"])
def test_letters_are_written_once_wherever_their_writing_is_cut(
    album: Album, sending: Moment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    addresses = [member.values[Registrar.DELIVERY] for member in album.hall.members]
    told = set()
    for number in itertools.count():
        folder = tmp_path / str(number)
        moment = sending.copied(folder)
        with monkeypatch.context() as power:
            cut_at(number, power)
            try:
                registrar_of(moment, folder / "outbox").send(addresses)
                break
            except Cut:
                pass
        for outbox in (then, "outbox", "another"):
            try:
                written = registrar_of(moment, folder / outbox).send(addresses)
                assert len(written.read_text().splitlines()) == 12
            except Refused as refused:
                told.add(refused.code)
        assert [path.name for path in folder.glob(f"*/{LETTERS}*")] == [LETTERS]
    assert number > 12  # the draft, its name, the record, the key file, the letters' name: before and after
    assert told == {"registrar.sent-before"}


@pytest.mark.parametrize("then", ["one", "two"])
def test_of_two_programs_that_send_at_once_one_writes_letters(
    album: Album, sending: Moment, tmp_path: Path, then: str
) -> None:
    addresses = [member.values[Registrar.DELIVERY] for member in album.hall.members]
    second = registrar_of(sending, tmp_path / then)

    class Interrupted(Registrar):
        def _drafted(self, record: Record, data: bytes) -> Path:
            draft = super()._drafted(record, data)
            second.send(addresses[::-1])
            return draft

    first = Interrupted(sending.key("registrar"), tmp_path / "one")
    with pytest.raises(Refused, match=r"custody\.in-use"):
        first.send(addresses)
    assert [path.parent.name for path in tmp_path.glob(f"*/{LETTERS}*")] == [then]
    [sent] = registrar_of(sending, tmp_path / "one").record().of("sent")
    assert sent["rows"] == len(addresses)


def test_other_letters_do_not_take_the_place_of_those_that_were_cut(
    album: Album, sending: Moment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [member.values[Registrar.DELIVERY] for member in album.hall.members]
    outbox = tmp_path / "outbox"
    replace = os.replace

    def unnamed(source: Path, target: Path) -> None:
        if target.name == LETTERS:
            raise Cut
        replace(source, target)

    with monkeypatch.context() as power, pytest.raises(Cut):
        power.setattr(os, "replace", unnamed)
        registrar_of(sending, outbox).send(addresses)
    with pytest.raises(Refused, match=r"registrar\.sent-before: .* is not what these contacts give"):
        registrar_of(sending, outbox).send(addresses[::-1])
    assert not (outbox / LETTERS).exists()
    assert registrar_of(sending, outbox).send(addresses).exists()


def test_letters_go_only_where_the_roll_says(sending: Moment, contacts: Path, tmp_path: Path) -> None:
    registrar = registrar_of(sending, tmp_path / "outbox")
    lines = contacts.read_text().splitlines()
    moved = json.dumps(
        {**json.loads(lines[0]), "value": "The Attic, Elsewhere"}, sort_keys=True, separators=(",", ":")
    )
    named = lines[0].replace('"address"', '"name"')
    wrong = {
        "row 1 is not the address that the roll has for it": [moved, *lines[1:]],
        "name is no contact": [named, *lines[1:]],
        "row 1 is not {row, field, value, salt}": [lines[1], lines[0], *lines[2:]],
        "11 contacts for 12 rows": lines[:-1],
        "row 13: the roll has no such row": [*lines, lines[0].replace('"row":1,', '"row":13,')],
        "row 2 is not {row, field, value, salt}": [lines[0], "[]", *lines[2:]],
        "canonical JSON": ["{}}"],
    }
    for words, text in wrong.items():
        contacts.write_text("".join(line + "\n" for line in text))
        with pytest.raises(Refused, match=r"registrar\.contacts") as refused:
            send_letters(registrar, sending.pack, contacts, nothing, sending.now)
        assert words in refused.value.why
    assert not (tmp_path / "outbox" / LETTERS).exists()


def test_codes_of_another_seed_are_not_sent(sending: Moment, contacts: Path, tmp_path: Path) -> None:
    stored = PLAIN.read(sending.key("registrar"))
    PLAIN.write(sending.key("registrar"), {**stored, "seed": "00" * 32})
    with pytest.raises(Refused, match=r"registrar\.not-listed"):
        registrar = registrar_of(sending, tmp_path / "outbox")
        send_letters(registrar, sending.pack, contacts, nothing, sending.now)


def test_codes_are_made_again_alike_and_sealed_once(album: Album, tmp_path: Path) -> None:
    moment = album.moments["registrar makes codes"].copied(tmp_path)
    registrar = registrar_of(moment, tmp_path)
    first = make_codes(registrar, moment.pack, moment.sid, nothing, moment.now)
    keys = registrar.public_keys
    again = make_codes(registrar_of(moment, tmp_path), moment.pack, moment.sid, nothing, moment.now)
    assert registrar.public_keys == keys
    assert first.entry["size"] == again.entry["size"] == 12
    with pytest.raises(Refused, match=r"registrar\.another-roll"):
        registrar.make(bytes(32), 12, nothing)
    late = album.moments["cred.list"].copied(tmp_path / "late").settled(tmp_path / "late")
    with pytest.raises(Refused, match=r"registrar\.sealed-before"):
        make_codes(registrar_of(late, tmp_path), late.pack, late.sid, nothing, late.now)


def test_only_the_registrar_issues(album: Album, tmp_path: Path) -> None:
    moment = album.moments["registrar makes codes"].copied(tmp_path)
    make_key_file(moment.key("stranger"), "registrar")
    for name in ("stranger", "deputy"):
        with pytest.raises(Refused, match=r"custody\.not-named"):
            make_codes(Registrar(moment.key(name), tmp_path), moment.pack, moment.sid, nothing, moment.now)
    with pytest.raises(Refused, match=r"registrar\.no-codes"):
        Registrar(moment.key("deputy"), tmp_path).send([])


def test_a_code_issued_anew_replaces_the_one_before(album: Album, contacts: Path, tmp_path: Path) -> None:
    moment = album.moments["ballot"].copied(tmp_path)
    contacts.write_text(contacts.read_text().splitlines(keepends=True)[2])
    made, letter = reissue(registrar_of(moment, tmp_path / "outbox"), moment.pack, 3, contacts, "lost")
    entry, sid = made.entry, bytes.fromhex(moment.sid)
    assert sorted(entry) == ["cred", "half", "new", "old", "reason", "ref", "sigs", "type"]
    assert (entry["type"], entry["half"], entry["reason"], made.files) == ("cred.reissue", "r", "lost", {})
    assert misshapen(entry) is None
    assert check_so_far(moment.pack, moment.sid, Stage.OPENED, entry).reissued[entry["cred"]]
    [listed] = [decode(line) for line in listed_keys(moment) if entry["cred"].encode() in line]
    assert listed["xr"] == entry["old"]
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600
    posted = json.loads(letter.read_text())
    assert posted["to"] == album.hall.members[2].values["address"]
    [key] = credentials.registrar_keys(sid, [3], [read_code(posted["code"])])
    assert credentials.public_key(key).hex() == entry["new"] != entry["old"]
    assert h256("row/ref", bytes.fromhex(posted["salt"]), le32(3)).hex() == entry["ref"]
    registrar = registrar_of(moment, tmp_path / "outbox")
    eid = h256("election", encode(album.hall.election))
    assert is_signed(registrar.vk, entry_digest(eid, entry), bytes.fromhex(entry["sigs"][0]["sig"]))
    assert registrar.reissue(sid, 3)[1] != posted["code"]
    again, _ = reissue(registrar, moment.pack, 3, None, "lost")  # nothing of the others reached the board
    assert again.entry["old"] == entry["old"]
    assert again.entry["new"] != entry["new"]


def test_a_code_is_issued_anew_for_a_row_and_a_contact_of_the_roll(
    album: Album, contacts: Path, tmp_path: Path
) -> None:
    moment = album.moments["ballot"].copied(tmp_path)
    registrar = registrar_of(moment, tmp_path / "outbox")
    for row in (0, 13):
        with pytest.raises(Refused, match=r"registrar\.no-row: the roll has the rows 1 to 12"):
            reissue(registrar, moment.pack, row, None, "lost")
    with pytest.raises(Refused, match=r"registrar\.contacts: 12 contacts for one letter"):
        reissue(registrar, moment.pack, 3, contacts, "lost")
    contacts.write_text(contacts.read_text().splitlines(keepends=True)[3])
    with pytest.raises(Refused, match=r"registrar\.contacts: the contact of row 3 is not"):
        reissue(registrar, moment.pack, 3, contacts, "lost")
    third = album.hall.members[2]
    known = {"row": 3, "field": "email", "value": third.values["email"], "salt": third.salt("email").hex()}
    contacts.write_bytes(encode(known) + b"\n")
    with pytest.raises(Refused, match=r"registrar\.contacts: the other half of row 3 went to the email"):
        reissue(registrar, moment.pack, 3, contacts, "lost")
    assert registrar.issues(3) == 0
    late = album.moments["close"].copied(tmp_path / "late").settled(tmp_path / "late")
    with pytest.raises(Refused, match=r"registrar\.too-late: the lists are closed"):
        reissue(registrar_of(late, tmp_path), late.pack, 3, None, "lost")
    stored = PLAIN.read(moment.key("registrar"))
    PLAIN.write(moment.key("registrar"), {**stored, "seed": "00" * 32})
    with pytest.raises(Refused, match=r"registrar\.not-listed"):
        reissue(registrar_of(moment, tmp_path), moment.pack, 3, None, "lost")
