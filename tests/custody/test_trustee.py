"""A trustee makes its share, decrypts one set for each contest, and keeps the share to itself."""

import stat
from pathlib import Path

import pytest

from tellers.crypto import check, selections
from tellers.crypto.prove import keygen
from tellers.crypto.prove.keygen import Message
from tellers.custody.keyring import PLAIN, make_key_file, record_of
from tellers.custody.making import next_message
from tellers.custody.trustee import Trustee
from tellers.errors import Refused
from tellers.rehearsal.ceremony import make_key
from tellers.rehearsal.hall import Hall, set_up
from tests import branch
from tests.branch import DishonestTrustee
from tests.custody.acting import begun

SID, EID = bytes(range(32)), bytes(range(32, 64))


def three(folder: Path) -> list[Trustee]:
    for i in (1, 2, 3):
        make_key_file(folder / f"trustee-{i}.key", f"trustee-{i}")
    return [Trustee(folder / f"trustee-{i}.key", i) for i in (1, 2, 3)]


@pytest.fixture
def trustees(tmp_path: Path) -> tuple[list[Trustee], bytes]:
    """Bram Halloway, Ines Quill and the spare, after their ceremony, and the key that they made."""
    members = three(tmp_path / "keys")
    _, revealed = ceremony(members)
    return members, keygen.election_key(revealed)


def ceremony(members: list[Trustee]) -> tuple[list[Message], list[Message]]:
    committed = [trustee.commit(SID, 2, 3) for trustee in members]
    revealed = [trustee.reveal(committed) for trustee in members]
    for trustee in members:
        trustee.certify(committed, revealed)
    return committed, revealed


def papers(pk: bytes) -> bytes:
    points = selections.to_points([2, 3, 0], 1)
    return check.encrypt(pk, points, bytes([5]).ljust(32, b"\0") * 3)


def test_any_two_of_the_three_open_the_papers(trustees: tuple[list[Trustee], bytes]) -> None:
    members, pk = trustees
    rows = papers(pk)
    for n, pair in enumerate(([0, 1], [0, 2], [1, 2])):
        chosen = [members[k] for k in pair]
        factors = [one.decrypt(EID, f"contest-{n}", "joint", rows)[0] for one in chosen]
        points = check.recombine([one.i for one in chosen], factors, rows)
        assert selections.from_points(points, 1) == [2, 3, 0]


def test_a_second_set_of_one_contest_is_refused_and_the_same_set_tells_nothing_new(
    trustees: tuple[list[Trustee], bytes],
) -> None:
    [first, *_], pk = trustees
    rows = papers(pk)
    factors, _ = first.decrypt(EID, "chair", "joint", rows)
    for another in (rows[:64], rows[64:] + rows[:64], b""):
        with pytest.raises(Refused, match=r"trustee\.decrypted-before"):
            first.decrypt(EID, "chair", "joint", another)
    assert first.decrypt(EID, "chair", "joint", rows)[0] == factors
    first.decrypt(EID, "motion", "joint", rows)


def test_a_set_opened_before_is_remembered_after_a_restart(
    trustees: tuple[list[Trustee], bytes], tmp_path: Path
) -> None:
    [first, *_], pk = trustees
    first.decrypt(EID, "chair", "joint", papers(pk))
    restarted = Trustee(tmp_path / "keys" / "trustee-1.key", 1)
    with pytest.raises(Refused, match=r"trustee\.decrypted-before"):
        restarted.decrypt(EID, "chair", "joint", papers(pk)[:64])
    restarted.decrypt(EID, "motion", "joint", papers(pk))


def test_a_share_survives_a_write_that_breaks_off(tmp_path: Path) -> None:
    share = tmp_path / "share.key"
    PLAIN.write(share, {"share": "kept"})
    with pytest.raises(TypeError):
        PLAIN.write(share, {"share": "half", "opened": object()})
    assert PLAIN.read(share) == {"share": "kept"}
    assert stat.S_IMODE(share.stat().st_mode) == 0o600


def test_a_trustee_without_a_ceremony_reveals_nothing(tmp_path: Path) -> None:
    [trustee, *_] = three(tmp_path)
    with pytest.raises(Refused, match=r"trustee\.no-ceremony"):
        trustee.reveal([])
    with pytest.raises(Refused, match=r"trustee\.no-ceremony"):
        trustee.certify([], [])
    with pytest.raises(Refused, match=r"trustee\.no-share"):
        trustee.decrypt(EID, "chair", "joint", b"")


def test_a_ceremony_ends_with_the_certificate(trustees: tuple[list[Trustee], bytes]) -> None:
    [first, *_], _ = trustees
    with pytest.raises(Refused, match=r"trustee\.no-ceremony"):
        first.reveal([])


def test_a_trustee_reveals_to_one_list_of_commitments_ever(tmp_path: Path) -> None:
    first, second, third = three(tmp_path)
    committed = [trustee.commit(SID, 2, 3) for trustee in (first, second, third)]
    revealed = first.reveal(committed)
    assert first.reveal(committed)["coeffs"] == revealed["coeffs"]
    make_key_file(tmp_path / "stranger.key", "trustee-3")
    exchanged = [*committed[:2], Trustee(tmp_path / "stranger.key", 3).commit(SID, 2, 3)]
    with pytest.raises(Refused, match=r"trustee\.another-round: trustee-1 has revealed its part to other"):
        first.reveal(exchanged)
    with pytest.raises(Refused, match=r"trustee\.another-round"):
        first.certify(exchanged, [])
    record = record_of(first.path)
    record.write_bytes(b"".join(record.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(Refused, match=r"custody\.record-old"):
        first.reveal(exchanged)


def test_a_key_takes_part_in_the_making_of_one_share(tmp_path: Path) -> None:
    [first, *_] = three(tmp_path)
    first.commit(SID, 2, 3)
    for other in ((EID, 2, 3), (SID, 3, 3)):
        with pytest.raises(Refused, match=r"trustee\.another-ceremony"):
            first.commit(*other)


def test_the_share_stands_in_the_trustee_s_own_file_that_only_its_owner_may_read(
    trustees: tuple[list[Trustee], bytes], tmp_path: Path
) -> None:
    shares = set()
    for i in (1, 2, 3):
        path = tmp_path / "keys" / f"trustee-{i}.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        shares.add(PLAIN.read(path)["share"]["secret"])
        record = record_of(path)
        assert stat.S_IMODE(record.stat().st_mode) == 0o600
        assert [share for share in shares if share in record.read_text()] == []
    assert len(shares) == 3


def test_a_bad_share_is_complained_of_and_then_nobody_certifies(tmp_path: Path) -> None:
    members = three(tmp_path)
    members[1] = DishonestTrustee(tmp_path / "trustee-2.key", 2)
    committed = [trustee.commit(SID, 2, 3) for trustee in members]
    revealed = [trustee.reveal(committed) for trustee in members]
    complaints = [trustee.complain(committed, revealed) for trustee in members]
    assert [len(made) for made in complaints] == [1, 0, 0]
    for trustee in members:
        with pytest.raises(Refused, match=r"dkg\.complaint: trustee 2 is at fault"):
            trustee.certify(committed, revealed, complaints[0])
        with pytest.raises(Refused, match=r"trustee\.no-share"):
            trustee.share()


def test_a_ceremony_with_a_complaint_ends_with_it_on_the_witnessed_board(tmp_path: Path) -> None:
    hall = Hall(branch.small_poll(), tmp_path)
    hall.trustees[2] = DishonestTrustee(tmp_path / "keys" / "trustee-3.key", 3)
    set_up(hall)
    with pytest.raises(Refused, match=r"dkg\.complaint: trustee 3 is at fault"):
        make_key(hall)
    assert [(entry["type"], entry["msg"]["i"]) for entry in hall.board.entries[-1:]] == [("dkg.complaint", 1)]
    assert hall.board.checkpoints[-1].size == hall.board.size


def test_a_trustee_who_was_sent_a_bad_share_is_told_that_a_complaint_is_due(tmp_path: Path) -> None:
    album = begun(tmp_path)
    hall = album.hall
    hall.trustees[2] = DishonestTrustee(hall.trustees[2].path, 3)
    set_up(hall)
    with pytest.raises(Refused, match=r"dkg\.complaint: trustee 3 is at fault"):
        make_key(hall)
    after, before = album.take("complained"), album.moments["dkg.complaint"].copied(tmp_path / "then")
    due = next_message(before.pack, before.key("trustee-1"), PLAIN, before.sid, before.now).entry
    assert (due["type"], due["msg"]["i"], due["msg"]["dealer"]) == ("dkg.complaint", 1, 3)
    for trustee in hall.trustees:
        with pytest.raises(Refused, match=r"dkg\.complaint: trustee 3 is at fault"):
            next_message(after.pack, trustee.path, PLAIN, after.sid, after.now)
