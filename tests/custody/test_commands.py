"""``tellers key, trustee, mix, registrar, officer``: refusals in words, and no secret anywhere."""

import json
import stat
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellers.canonical import decode, encode
from tellers.cli.main import main
from tellers.custody.keyring import PLAIN, record_of
from tests.custody.acting import Album, contacts_of
from tests.custody.age import WORDS, locked, words_file

Printed = pytest.CaptureFixture[str]


def at(album: Album, name: str, who: str, folder: Path) -> tuple[str, str, str]:
    """A pack, somebody's key as an age file, and the file with its words."""
    moment = album.moments[name].copied(folder)
    return str(moment.pack), str(locked(moment.key(who), folder)), str(words_file(folder))


def refused(capsys: Printed, *arguments: str) -> str:
    """Run a command that is refused; gives what it says."""
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert WORDS not in err
    return str(err)


def test_a_key_is_an_age_file_with_its_words_in_another(tmp_path: Path, capsys: Printed) -> None:
    key, words = tmp_path / "deputy.age", tmp_path / "words.txt"
    arguments = ["key", "make", "--out", str(key), "--name", "deputy", "--passphrase", str(words)]
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    public = json.loads(out)
    assert (set(public), public["id"], len(public["vk"])) == ({"id", "vk"}, "deputy", 64)
    drawn = words.read_text().strip()
    assert len(drawn.split("-")) == 6
    assert drawn not in out + err
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, words, record_of(key))} == {0o600}
    data = key.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n-> scrypt ")
    stored = decode(pyrage.passphrase.decrypt(data, drawn))
    assert (stored["format"], stored["name"], stored["share"]) == ("tellers-key/1", "deputy", None)
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(stored["ed25519"]))
    assert own.public_key().public_bytes_raw().hex() == public["vk"]
    assert "is there already" in refused(capsys, *arguments)


def test_no_passphrase_is_left_behind_where_no_key_is_made(tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "file").write_text("no folder")
    words, key = tmp_path / "words.txt", tmp_path / "file" / "deputy.age"
    make = ["key", "make", "--name", "deputy"]
    assert main([*make, "--out", str(key), "--passphrase", str(words)]) == 2
    assert capsys.readouterr().out == ""
    key = tmp_path / "deputy.age"
    for place in (key, record_of(key)):
        said = refused(capsys, *make, "--out", str(key), "--passphrase", str(place))
        assert "name another file for its passphrase" in said
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


@pytest.mark.parametrize("name", ["deputy.age.new", ".deputy.age", "deputy.age~"])
def test_words_beside_the_key_stay_whatever_their_file_is_called(tmp_path: Path, name: str) -> None:
    key, words = tmp_path / "deputy.age", tmp_path / name
    assert main(["key", "make", "--out", str(key), "--name", "deputy", "--passphrase", str(words)]) == 0
    assert pyrage.passphrase.decrypt(key.read_bytes(), words.read_text().strip())
    assert {path.name for path in tmp_path.iterdir()} == {key.name, record_of(key).name, name}


def test_an_id_that_no_set_up_can_hold_is_wrong_usage(tmp_path: Path, capsys: Printed) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["key", "make", "--out", str(tmp_path / "k"), "--name", "The Deputy"])
    assert ended.value.code == 2
    assert not (tmp_path / "k").exists()


def test_a_wrong_passphrase_is_refused_in_words(album: Album, tmp_path: Path, capsys: Printed) -> None:
    pack, key, _ = at(album, "open", "returning-officer", tmp_path)
    wrong = str(words_file(tmp_path, "ability-barrel-cabin-dolphin-eager-vacuum"))
    entry = tmp_path / "entry.json"
    entry.write_bytes(encode({**album.moments["open"].entry, "sigs": []}))
    sign = ["officer", "sign", "--key", key, "--board", pack, "--yes", str(entry)]
    said = refused(capsys, *sign, "--passphrase", wrong)
    assert said.startswith("tellers officer sign: the passphrase does not open")
    assert "vacuum" not in said
    assert "cannot be read" in refused(capsys, *sign, "--passphrase", str(tmp_path / "nowhere"))


def test_two_officers_sign_the_same_bytes(album: Album, tmp_path: Path, capsys: Printed) -> None:
    moment = album.moments["close"]
    entry = tmp_path / "entry.json"
    entry.write_bytes(encode({**moment.entry, "sigs": []}))
    for who in ("returning-officer", "deputy"):
        pack, key, words = at(album, "close", who, tmp_path / who)
        sign = ["officer", "sign", "--key", key, "--board", pack, "--sid", moment.sid, "--passphrase", words]
        assert main([*sign, "--yes", str(entry)]) == 0
        assert f"{who} signs: The poll is closed with 7 electronic ballots" in capsys.readouterr().out
    [(_, posted)] = album.hall.board.of_type("close")
    assert entry.read_bytes() == encode(posted) + b"\n"
    assert "deputy has signed this already" in refused(capsys, *sign, "--yes", str(entry))


def test_a_false_close_is_not_signed_and_stays_as_it_was(
    album: Album, tmp_path: Path, capsys: Printed
) -> None:
    moment = album.moments["close"]
    pack, key, words = at(album, "close", "returning-officer", tmp_path)
    entry = tmp_path / "entry.json"
    entry.write_bytes(encode({**moment.entry, "ballots": 99, "sigs": []}))
    before = entry.read_bytes()
    sign = ["officer", "sign", "--key", key, "--board", pack, "--sid", moment.sid, "--passphrase", words]
    said = refused(capsys, *sign, "--yes", str(entry))
    assert "V10.ballots: the close says 99 ballots, there are 7" in said
    assert entry.read_bytes() == before


def test_a_trustee_drills_and_is_refused_a_vote_before_the_close(
    album: Album, tmp_path: Path, capsys: Printed
) -> None:
    pack, share, words = at(album, "close", "trustee-2", tmp_path)
    own = ["--share", share, "--passphrase", words]
    assert main(["trustee", "drill", *own]) == 0
    assert "The share of trustee-2 works" in capsys.readouterr().out
    asked = ["trustee", "decrypt", *own, "--board", pack, "--contest", "chair", "--group", "joint"]
    said = refused(capsys, *asked, "--out", str(tmp_path / "out"))
    assert "the poll is not closed on this board" in said
    assert not (tmp_path / "out").exists()
    record_of(Path(share)).unlink()
    assert "Bring it back" in refused(capsys, "trustee", "drill", *own)


def test_a_mixer_mixes_into_a_folder(album: Album, tmp_path: Path, capsys: Printed) -> None:
    pack, key, words = at(album, "mixer-1 mixes chair, joint", "mixer-1", tmp_path)
    mix = [
        "mix",
        "--board",
        pack,
        "--key",
        key,
        "--passphrase",
        words,
        "--contest",
        "chair",
        "--group",
        "joint",
    ]
    (tmp_path / "file").write_text("no folder")
    for place, told in ((f"{pack}/mixed", "is a part of the pack"), (str(tmp_path / "file"), "cannot be")):
        assert told in refused(capsys, *mix, "--time", "1800475200", "--out", place)
    assert "the board has come to" in refused(capsys, *mix, "--time", "5", "--out", str(tmp_path / "out"))
    twice = [*mix, "--contest", "chair", "--group", "joint"]
    folders = ["--out", str(tmp_path / "a"), "--out"]
    assert "every set needs its" in refused(capsys, *twice, "--out", str(tmp_path / "a"))
    assert "is named twice" in refused(capsys, *twice, *folders, str(tmp_path / "b"))
    for place in ("a", "a/b"):
        assert "must lie apart" in refused(capsys, *twice, *folders, str(tmp_path / place))
    mix += ["--time", "1800475200"]
    assert main([*mix, "--out", str(tmp_path / "out")]) == 0
    assert "Stage 1 of chair, joint is mixed" in capsys.readouterr().out
    entry = json.loads((tmp_path / "out" / "entry.json").read_text())
    assert entry["t"] == 1800475200
    for name in ("out", "proof"):
        assert (tmp_path / "out" / entry[name]["file"]).stat().st_size == entry[name]["len"]
    assert "entry.json is there already" in refused(capsys, *mix, "--out", str(tmp_path / "out"))
    assert main([*mix, "--out", str(tmp_path / "again")]) == 0


def test_the_registrar_writes_letters_and_shows_no_code(
    album: Album, tmp_path: Path, capsys: Printed
) -> None:
    pack, store, words = at(album, "registrar sends letters", "registrar", tmp_path)
    contacts = str(contacts_of(album.hall, tmp_path / "contacts.ndjson"))
    send = ["registrar", "send", "--board", pack, "--store", store, "--passphrase", words]
    send += ["--contacts", contacts, "--outbox", str(tmp_path / "outbox")]
    send += ["--time", str(album.moments["registrar sends letters"].now)]
    for place in ("outbox", "outbox/out", "."):
        assert "is for letters" in refused(capsys, *send, "--out", str(tmp_path / place))
    assert main([*send, "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    letters = (tmp_path / "outbox" / "letters.ndjson").read_text().splitlines()
    codes = [json.loads(line)["code"] for line in letters]
    handed_in = "".join((tmp_path / "out" / name).read_text() for name in ("entry.json", "deliver/r.ndjson"))
    assert len(codes) == 12
    assert [code for code in codes if code in out + err + handed_in] == []
    assert "12 letters are listed" in out
    assert "written before" in refused(capsys, *send, "--out", str(tmp_path / "twice"))
    destroy = [
        "registrar",
        "destroy",
        "--store",
        store,
        "--passphrase",
        words,
        "--out",
        str(tmp_path / "gone"),
    ]
    assert main([*destroy, "--yes"]) == 0
    assert not Path(store).exists()
    said = json.loads((tmp_path / "gone" / "destroyed.json").read_text())
    assert said["id"] == "registrar"


def test_the_registrar_issues_a_code_anew_and_shows_none(
    album: Album, tmp_path: Path, capsys: Printed
) -> None:
    pack, store, words = at(album, "ballot", "registrar", tmp_path)
    again = ["registrar", "reissue", "--board", pack, "--store", store, "--passphrase", words, "--row", "7"]
    again += ["--reason", "lost", "--outbox", str(tmp_path / "outbox")]
    assert main([*again, "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    letter = json.loads((tmp_path / "outbox" / "letter-7-1.ndjson").read_text())
    handed_in = (tmp_path / "out" / "entry.json").read_text()
    assert [secret for secret in (letter["code"], letter["salt"]) if secret in out + err + handed_in] == []
    entry = json.loads(handed_in)
    assert (entry["type"], entry["cred"]) == ("cred.reissue", album.hall.server.cred_of(7))
    late, _, _ = at(album, "mixer-1 mixes chair, joint", "registrar", tmp_path / "later")
    again[3] = late
    assert "no code is issued anew" in refused(capsys, *again, "--out", str(tmp_path / "later"))


def test_an_unreadable_board_is_status_2(album: Album, tmp_path: Path, capsys: Printed) -> None:
    _, key, words = at(album, "open", "deputy", tmp_path)
    entry = tmp_path / "entry.json"
    entry.write_bytes(encode({**album.moments["open"].entry, "sigs": []}))
    nowhere = str(tmp_path / "nowhere")
    sign = ["officer", "sign", "--key", key, "--board", nowhere, "--passphrase", words, "--yes", str(entry)]
    assert main(sign) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_secrets_of_the_moments_are_still_in_the_clear_only_where_they_were_put(album: Album) -> None:
    stored = PLAIN.read(album.key("trustee-1"))
    shown = "".join(path.read_text() for path in album.key("trustee-1").parent.glob("*.state"))
    for secret in (stored["seed"], stored["ed25519"], stored["state"], stored["share"]["secret"]):
        assert secret not in shown
