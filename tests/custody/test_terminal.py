"""Passphrases on a terminal: shown once, typed unseen, and refused in words where there is no terminal."""

import fcntl
import json
import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tellers.canonical import encode
from tests.custody.acting import Album
from tests.custody.age import WORDS, locked, words_file

TELLERS = [sys.executable, "-m", "tellers.cli"]


@contextmanager
def at_a_terminal(*arguments: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """A command whose terminal is ours to type at and to read; its results and messages go elsewhere."""
    ours, theirs = pty.openpty()

    def take() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    with subprocess.Popen(
        [*TELLERS, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        pass_fds=[theirs],
        preexec_fn=take,
    ) as command:
        try:
            yield ours, command
        finally:
            os.close(ours)
            os.close(theirs)


def test_a_key_is_destroyed_only_after_a_yes(album: Album, tmp_path: Path) -> None:
    share = locked(album.moments["plain"].key("trustee-2"), tmp_path)
    words = words_file(tmp_path)
    destroy = ["trustee", "destroy", "--share", str(share), "--passphrase", str(words)]
    destroy += ["--out", str(tmp_path / "gone")]
    for answer, status in ((b"y\xff\n", 1), (b"yes\n", 0)):
        assert share.exists()
        with at_a_terminal(*destroy) as (terminal, command):
            read_until(terminal, r"Destroy .* for ever, .*\[yes/no\] ")
            os.write(terminal, answer)
            _, err = command.communicate()
        assert command.returncode == status, err
    assert not share.exists()


@pytest.mark.parametrize("typed", [b"\x04", b"\xff\xfe\n"])
def test_no_passphrase_is_refused_in_words(album: Album, tmp_path: Path, typed: bytes) -> None:
    share = locked(album.moments["plain"].key("trustee-2"), tmp_path)
    with at_a_terminal("trustee", "drill", "--share", str(share)) as (terminal, command):
        read_until(terminal, "passphrase: ")
        os.write(terminal, typed)
        _, err = command.communicate()
    assert command.returncode == 1
    assert err == "tellers trustee drill: no passphrase was typed\n"


def read_until(terminal: int, wanted: str) -> str:
    text = ""
    while not re.search(wanted, text):
        text += os.read(terminal, 4096).decode()
    return text


def test_without_a_terminal_and_without_a_file_nothing_is_made(tmp_path: Path) -> None:
    key = tmp_path / "deputy.age"
    ended = subprocess.run(
        [*TELLERS, "key", "make", "--out", str(key), "--name", "deputy"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "tellers key make: there is no terminal to ask for a passphrase: name a file (--passphrase)\n"
    )
    assert not key.exists()


@pytest.mark.timeout(300)
def test_the_words_are_shown_on_the_terminal_and_nowhere_else(tmp_path: Path) -> None:
    key = tmp_path / "deputy.age"
    with at_a_terminal("key", "make", "--out", str(key), "--name", "deputy") as (terminal, command):
        shown = read_until(terminal, r"    ([a-z]+-){5}[a-z]+\r?\n")
        out, err = command.communicate()
    [words] = re.findall(r"    ((?:[a-z]+-){5}[a-z]+)", shown)
    assert command.returncode == 0
    assert json.loads(out)["id"] == "deputy"
    assert words not in out + err
    assert key.exists()


def test_the_passphrase_is_typed_unseen(album: Album, tmp_path: Path) -> None:
    share = locked(album.moments["plain"].key("trustee-2"), tmp_path)
    with at_a_terminal("trustee", "drill", "--share", str(share)) as (terminal, command):
        asked = read_until(terminal, "passphrase: ")
        os.write(terminal, (WORDS.replace("-", " ") + "\n").encode())
        out, err = command.communicate()
    assert command.returncode == 0, err
    assert "The share of trustee-2 works" in out
    assert WORDS.split("-")[0] not in asked + out + err


def test_an_officer_without_a_terminal_is_told_how_to_say_yes(album: Album, tmp_path: Path) -> None:
    moment = album.moments["open"].copied(tmp_path)
    key, words = locked(moment.key("returning-officer"), tmp_path), words_file(tmp_path)
    entry = tmp_path / "entry.json"
    entry.write_bytes(encode({**moment.entry, "sigs": []}))
    sign = [
        "officer",
        "sign",
        "--key",
        key,
        "--passphrase",
        words,
        "--board",
        moment.pack,
        "--sid",
        moment.sid,
    ]
    ended = subprocess.run(
        [*TELLERS, *map(str, sign), str(entry)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert (ended.returncode, json.loads(entry.read_bytes())["sigs"]) == (1, [])
    [warning, refused] = ended.stderr.splitlines()
    assert warning.startswith("tellers officer sign: mind that the entry tells 15 January 2027, ")
    assert refused == "tellers officer sign: there is no terminal to ask: say yes beforehand (--yes)"
