"""No role shows a secret: not when printed, not in a refusal, not on the board or in the pack."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tellers.crypto.credential import read_code
from tellers.crypto.prove import credentials
from tellers.errors import Refused
from tellers.rehearsal import voter
from tellers.rehearsal.hall import Hall, silent
from tellers.rehearsal.issuers import LinkIssuer, received
from tellers.rehearsal.run import Rehearsed
from tellers.roll import leaves


def key_files(hall: Hall) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((hall.folder / "keys").glob("*.key")):
        yield path, json.loads(path.read_text())


def secrets_of(hall: Hall) -> list[str]:
    """Every secret that somebody in the hall has in a file, as the file spells it."""
    files = [stored for _, stored in key_files(hall)]
    found = [stored[name] for stored in files for name in ("ed25519", "seed", "state")]
    found += [stored["share"]["secret"] for stored in files if stored["share"]]
    for code, fragment in received(hall.folder / "outbox"):
        found += [code, read_code(code), fragment.partition(".")[2]]
    return found


def roles(hall: Hall) -> list[object]:
    return [
        *hall.officers.values(),
        *hall.trustees,
        *hall.mixers,
        *hall.witnesses,
        hall.log,
        hall.registrar,
        hall.server,
        hall.server.links,
    ]


def shown(secret: str, text: str) -> bool:
    """Whether a text shows a secret, as hexadecimal or as Python prints bytes."""
    if secret in text:
        return True
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        return False
    return repr(raw)[2:-1] in text


def test_there_are_secrets_to_be_kept(rehearsed: Rehearsed) -> None:
    hall = rehearsed.hall
    # three for each of the officers, trustees, mixers, witnesses and the log; a share for each trustee;
    # three for each member
    assert len(secrets_of(hall)) == 3 * (11 + 3 + 3 + 4 + 1) + 3 + 3 * 60
    assert len(set(secrets_of(hall))) == len(secrets_of(hall))


def test_no_role_prints_a_secret(rehearsed: Rehearsed) -> None:
    hall = rehearsed.hall
    printed = " ".join([*map(repr, roles(hall)), *map(str, roles(hall)), repr(hall), repr(rehearsed)])
    assert [secret for secret in secrets_of(hall) if shown(secret, printed)] == []


def test_what_a_role_holds_is_wrapped(rehearsed: Rehearsed) -> None:
    hall = rehearsed.hall
    for role in roles(hall):
        held = repr(vars(role))
        assert [secret for secret in secrets_of(hall) if shown(secret, held)] == [], type(role).__name__


def test_no_secret_is_in_the_pack(rehearsed: Rehearsed) -> None:
    found = secrets_of(rehearsed.hall)
    raw = {bytes.fromhex(s) for s in found if len(s) in (32, 64)}
    assert len(raw) > 60
    for path in rehearsed.hall.board.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [s for s in found if s.encode() in data] == [], path
            assert [s for s in raw if s in data] == [], path


def test_the_pack_names_nobody(rehearsed: Rehearsed) -> None:
    hall = rehearsed.hall
    data = b"".join(path.read_bytes() for path in hall.board.folder.rglob("*") if path.is_file())
    assert [
        member.values[name]
        for member in hall.members
        for name in ("member_number", "email", "address")
        if member.values[name].encode() in data
    ] == []


def test_key_files_may_be_read_by_their_owner_only(rehearsed: Rehearsed) -> None:
    modes = {path.stat().st_mode & 0o777 for path, _ in key_files(rehearsed.hall)}
    letters = rehearsed.hall.folder / "outbox" / "letters.ndjson"
    assert modes | {letters.stat().st_mode & 0o777} == {0o600}


def test_letters_are_private_from_their_first_byte_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(path: Path, mode: int) -> None:
        raise AssertionError(f"{path.name} was readable by others until now")

    monkeypatch.setattr(Path, "chmod", too_late)
    links = LinkIssuer(tmp_path)
    links.make(bytes(32), 2)
    links.send(["odile@members.example", "perrin@members.example"])
    assert (tmp_path / "email.ndjson").stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / "email.ndjson").read_text().splitlines()) == 2


def test_a_refused_ballot_repeats_neither_the_choice_nor_the_key(rehearsed: Rehearsed) -> None:
    hall = rehearsed.hall
    code, fragment = received(hall.folder / "outbox")[0]
    [device] = voter.unlock(hall.sid, hall.eid, hall.pk, [(1, code, fragment)], silent)
    stranger = replace(device, x_r=credentials.server_key(hall.sid, 1, device.x_s))
    ballot = voter.fill_in(stranger, hall.contests, "full", [[2, 1, 0]], n=99)
    with pytest.raises(Refused) as caught:
        hall.server.cast(ballot, hall.board, hall.election, hall.eid, hall.plan.opens, 0)
    for secret in (device.x_r, device.x_s, stranger.x_r):
        assert not shown(secret.reveal().hex(), f"{caught.value!r} {caught.value} {stranger!r}")
    assert "[2, 1, 0]" not in f"{caught.value!r}"


def test_names_cannot_be_guessed_from_the_published_roll(rehearsed: Rehearsed) -> None:
    """Who knows every name and contact, and guesses at salts that a lazy office might take."""
    hall = rehearsed.hall
    published = {
        d for line in hall.board.read("roll/frozen.ndjson").splitlines() for d in json.loads(line)["d"]
    }
    fields = hall.election["fields"]
    salts = {member.salt(name) for member in hall.members for name in fields}
    assert len(salts) == len(hall.members) * len(fields) and {len(salt) for salt in salts} == {32}
    lazy = [bytes(32), hall.sid, hall.eid, *(number.to_bytes(32, "little") for number in range(1, 61))]
    guesses = {
        leaves.digest(salt, name, member.values[name])
        for member in hall.members
        for name in fields
        for salt in lazy
    }
    assert len(published) == len(salts) and not published & guesses
    assert leaves.digest(hall.members[0].salt("name"), "name", hall.members[0].values["name"]) in published
