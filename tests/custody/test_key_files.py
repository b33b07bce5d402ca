"""Key files under a passphrase: any age tool's, for their owner alone, and closed to a wrong passphrase."""

import json
import os
from pathlib import Path

import pyrage
import pytest

from tellers.canonical import decode, encode
from tellers.crypto.secret import Secret
from tellers.custody import passphrase
from tellers.custody.keyring import PLAIN, AgeFiles, KeyHolder, make_key_file, record_of
from tellers.errors import Refused
from tests.custody.age import WORDS, encrypted, locked

OPEN = AgeFiles(Secret(WORDS.encode()))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "deputy.key"
    make_key_file(path, "deputy")
    return path


def test_a_file_written_by_another_age_tool_opens(plain: Path, tmp_path: Path) -> None:
    holder = KeyHolder(locked(plain, tmp_path), OPEN)
    assert (holder.id, holder.vk) == ("deputy", KeyHolder(plain).vk)
    assert [line["what"] for line in holder.record().lines] == ["made"]


def test_a_wrong_passphrase_and_a_damaged_file_are_refused_alike(plain: Path, tmp_path: Path) -> None:
    path = locked(plain, tmp_path)
    wrong = Secret(b"ability-barrel-cabin-dolphin-eager-vacuum")
    with pytest.raises(
        Refused, match=r"custody\.passphrase: the passphrase does not open .*deputy\.age"
    ) as told:
        KeyHolder(path, AgeFiles(wrong))
    assert "vacuum" not in f"{told.value!r}{told.value.__cause__!r}{told.value.__context__!r}"
    whole = path.read_bytes()
    for damaged in (whole[:-1], b"", b"junk", whole[:-20] + bytes(20)):
        path.write_bytes(damaged)
        with pytest.raises(Refused, match=r"custody\.passphrase"):
            KeyHolder(path, OPEN)


def test_what_is_no_key_file_of_this_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.age"
    for content in (b"a letter", b"[]", b'{"format":"tellers-key/2"}'):
        path.write_bytes(encrypted(content))
        with pytest.raises(Refused, match=r"custody\.key-file"):
            KeyHolder(path, OPEN)
    make_key_file(tmp_path / "deputy.key", "deputy")
    good = PLAIN.read(tmp_path / "deputy.key")
    for name in good:
        for value in ("null", "1", '"Zz"', "[]", "{}"):
            if (name, value) != ("share", "null"):
                path.write_bytes(encrypted(encode({**good, name: json.loads(value)})))
                with pytest.raises(Refused, match=rf"custody\.key-file: .* holds no key .*`{name}`"):
                    KeyHolder(path, OPEN)
    with pytest.raises(Refused, match=r"custody\.no-key"):
        KeyHolder(tmp_path / "nowhere.age", OPEN)


def test_no_key_is_written_over(plain: Path) -> None:
    before = plain.read_bytes()
    with pytest.raises(Refused, match=r"custody\.occupied"):
        make_key_file(plain, "deputy")
    assert plain.read_bytes() == before
    plain.unlink()
    with pytest.raises(Refused, match=r"custody\.occupied: .*deputy\.key\.state"):
        make_key_file(plain, "deputy")


def test_a_key_whose_writing_broke_off_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "deputy.key"

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            make_key_file(key, "deputy")
    assert not record_of(key).exists()
    assert len(make_key_file(key, "deputy")) == 32


def test_a_passphrase_is_six_words_of_2048_drawn_anew() -> None:
    words = passphrase.word_list()
    assert len(words) == len(set(words)) == 2048
    assert len({word[:4] for word in words}) == 2048
    assert all(word.isascii() and word.islower() and word.isalpha() for word in words)
    drawn = {passphrase.draw().reveal().decode() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(one.split("-")) == 6 and set(one.split("-")) <= set(words) for one in drawn)


@pytest.mark.parametrize(
    "typed", [WORDS, WORDS + "\n", WORDS.replace("-", " "), f"  {WORDS.upper()} ", WORDS.replace("-", "\n")]
)
def test_the_six_words_are_read_however_they_are_typed(typed: str) -> None:
    assert passphrase.typed(typed).reveal().decode() == WORDS


def test_a_passphrase_of_one_s_own_is_read_as_it_stands() -> None:
    own = "Correct horse  Battery-staple, six more"
    assert passphrase.typed(own + "\n").reveal().decode() == own


def test_neither_files_nor_holders_print_the_passphrase_or_a_key(plain: Path, tmp_path: Path) -> None:
    holder = KeyHolder(locked(plain, tmp_path), OPEN)
    shown = f"{OPEN!r} {vars(OPEN)!r} {holder!r} {vars(holder)!r} {vars(holder.record())!r}"
    stored = decode(pyrage.passphrase.decrypt(holder.path.read_bytes(), WORDS))
    for secret in (WORDS, stored["ed25519"], stored["seed"], stored["state"]):
        assert secret not in shown
