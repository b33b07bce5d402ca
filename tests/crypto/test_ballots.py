"""A voter's device encrypts and proves; nobody else can have made that ballot, or make another of it."""

from collections import Counter

import pytest

from tellers import _core
from tellers.canonical import encode
from tellers.crypto import check, selections, statements
from tellers.crypto.prove import ballots, credentials, mixing, papers
from tellers.crypto.prove.ballots import Device
from tellers.crypto.prove.keygen import Share
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tests import branch
from tests.crypto.core_states import hexes, scalar

EID = bytes(range(32))
SK = Secret(scalar(20_270_115))
PK = credentials.public_key(SK)
DEVICE = Device(EID, PK, "ab" * 16, Secret(scalar(77)), Secret(scalar(88)))
CONTEST = branch.contest()


def opened(rows: bytes) -> list[int | None]:
    share = Share(1, SK, PK, PK, bytes(32))
    factors, _ = mixing.decrypt(EID, "chair", "joint", share, rows)
    return selections.from_points(check.recombine([1], [factors], rows), 1)


def statement(cts: list[tuple[str, bytes]], channel: str = "online") -> bytes:
    xr, xs = credentials.public_key(DEVICE.x_r), credentials.public_key(DEVICE.x_s)
    return statements.ballot(EID, PK, bytes.fromhex(DEVICE.cred), xr, xs, 1, "full", channel, cts)


def test_a_ballot_holds_one_ciphertext_for_every_contest_voted_or_not() -> None:
    ballot = ballots.encrypt(PK, [CONTEST, {**CONTEST, "id": "second"}], [[branch.THORN], "blank"])
    assert [part["c"] for part in ballot.cts] == ["chair", "second"]
    assert {len(ct) for part in ballot.cts for ct in part["ct"]} == {128}
    shape = selections.shape_of(CONTEST)
    numbers = opened(b"".join(hexes(part["ct"]) for part in ballot.cts))
    assert numbers == [selections.encode(shape, [branch.THORN]), 0]


def test_the_proof_is_of_this_ballot_by_this_credential_through_this_channel() -> None:
    ballot = ballots.encrypt(PK, [CONTEST], [[branch.BIRCH, branch.ASH]])
    pok = ballots.prove(DEVICE, ballot, 1, "full", "online")
    cts = [(part["c"], hexes(part["ct"])) for part in ballot.cts]
    points = cts[0][1][:32] + credentials.public_key(DEVICE.x_r) + credentials.public_key(DEVICE.x_s)
    t, z = hexes(pok["t"]), hexes(pok["z"])
    assert check.check_knowledge([statement(cts)], [points], [t], [z]) == -1
    assert check.check_knowledge([statement(cts, "kiosk")], [points], [t], [z]) == 0
    stolen = points[:32] + points[64:] + points[32:64]
    assert check.check_knowledge([statement(cts)], [stolen], [t], [z]) == 0


def test_equal_choices_have_nothing_in_common() -> None:
    first, second = (ballots.encrypt(PK, [CONTEST], [[branch.ASH]]) for _ in range(2))
    assert not {*first.cts[0]["ct"]} & {*second.cts[0]["ct"]}
    a, b = hexes(first.cts[0]["ct"]), hexes(second.cts[0]["ct"])
    assert a[:32] != b[:32]
    assert a[32:] != b[32:]


def test_an_over_vote_cannot_be_encrypted_and_a_contest_cannot_be_left_out() -> None:
    with pytest.raises(Refused, match=r"selection\.invalid"):
        ballots.encrypt(PK, [CONTEST], [[0, 0]])
    with pytest.raises(ValueError, match="zip"):
        ballots.encrypt(PK, [CONTEST, CONTEST], [[0]])


def test_neither_device_nor_ballot_prints_what_it_hides() -> None:
    ballot = ballots.encrypt(PK, [CONTEST], [[branch.ASH]])
    shown = repr(DEVICE) + repr(ballot)
    for secret in (ballot.randomness, DEVICE.x_r, DEVICE.x_s):
        assert secret.reveal().hex() not in shown
        assert repr(secret.reveal()) not in shown
    assert ballot.randomness.reveal().hex() not in encode(ballot.cts).decode()


def test_a_batch_of_papers_is_proven_to_be_known_to_whoever_typed_it() -> None:
    rows, pok = papers.encrypt_batch(EID, PK, "box-1", "chair", 1, [2, 0, 5])
    firsts = b"".join(rows[at : at + 32] for at in range(0, len(rows), 64))
    t, z = hexes(pok["t"]), hexes(pok["z"])
    good = statements.paper(EID, PK, "box-1", "chair", rows)
    moved = statements.paper(EID, PK, "box-2", "chair", rows)
    assert check.check_knowledge([good], [firsts], [t], [z]) == -1
    assert check.check_knowledge([moved], [firsts], [t], [z]) == 0
    assert opened(rows) == [2, 0, 5]


def test_a_mixer_passes_on_every_paper_in_another_order() -> None:
    rows, _ = papers.encrypt_batch(EID, PK, "box-1", "chair", 1, list(range(2, 17)))
    out, proof = mixing.shuffle(EID, "chair", "joint", 1, "mixer-1", PK, 1, rows)
    assert check.check_shuffle(EID, "chair", "joint", 1, "mixer-1", PK, 1, rows, out, proof) == []
    assert Counter(opened(out)) == Counter(range(2, 17))
    assert opened(out) != opened(rows)
    assert _core.first_bad_point(out, False) == -1
