"""A trustee makes its share, decrypts one set for each contest, and keeps the share to itself."""

import json
import stat
from pathlib import Path

import pytest

from tellers.board.log import Board
from tellers.crypto import check, selections
from tellers.errors import Refused
from tellers.rehearsal import ceremony
from tellers.rehearsal.hall import Hall, set_up
from tellers.rehearsal.keyring import make_key_file, write_private
from tellers.rehearsal.trustee import Trustee, election_key
from tests import branch
from tests.branch import DishonestTrustee

SID, EID = bytes(range(32)), bytes(range(32, 64))


def three(folder: Path) -> list[Trustee]:
    for i in (1, 2, 3):
        make_key_file(folder / f"trustee-{i}.key", f"trustee-{i}")
    return [Trustee(folder / f"trustee-{i}.key", i) for i in (1, 2, 3)]


@pytest.fixture
def trustees(tmp_path: Path) -> tuple[list[Trustee], bytes]:
    """Bram Halloway, Ines Quill and the spare, after their ceremony, and the key that they made."""
    board, members = Board(tmp_path / "public"), three(tmp_path / "keys")
    for trustee in members:
        board.append({"type": "dkg0", "t": 1, "msg": trustee.commit(SID, 2, 3)}, trustee)
    for trustee in members:
        board.append({"type": "dkg1", "t": 1, "msg": trustee.reveal(board)}, trustee)
    for trustee in members:
        board.append({"type": "dkg3", "t": 1, "msg": trustee.certify(board)}, trustee)
    return members, election_key(board)


def test_a_bad_share_is_complained_of_and_then_nobody_certifies(tmp_path: Path) -> None:
    board, members = Board(tmp_path / "public"), three(tmp_path / "keys")
    members[1] = DishonestTrustee(tmp_path / "keys" / "trustee-2.key", 2)
    for trustee in members:
        board.append({"type": "dkg0", "t": 1, "msg": trustee.commit(SID, 2, 3)}, trustee)
    for trustee in members:
        board.append({"type": "dkg1", "t": 1, "msg": trustee.reveal(board)}, trustee)
    [complaint] = [(trustee, one) for trustee in members for one in trustee.complain(board)]
    board.append({"type": "dkg.complaint", "t": 1, "msg": complaint[1]}, complaint[0])
    assert complaint[0] is members[0]
    for trustee in members:
        with pytest.raises(Refused, match=r"dkg\.complaint: trustee 2 is at fault.*entry 6"):
            trustee.certify(board)
    assert not list((tmp_path / "keys").glob("*-share.key"))


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


def test_a_second_set_of_one_contest_is_refused_whatever_it_holds(
    trustees: tuple[list[Trustee], bytes],
) -> None:
    [first, *_], pk = trustees
    rows = papers(pk)
    first.decrypt(EID, "chair", "joint", rows)
    for again in (rows, rows[:64]):
        with pytest.raises(Refused, match=r"trustee\.decrypted-before"):
            first.decrypt(EID, "chair", "joint", again)
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
    write_private(share, {"share": "kept"})
    with pytest.raises(TypeError):
        write_private(share, {"share": "half", "opened": object()})
    assert json.loads(share.read_text()) == {"share": "kept"}
    assert stat.S_IMODE(share.stat().st_mode) == 0o600


def test_a_trustee_without_a_ceremony_reveals_nothing(tmp_path: Path) -> None:
    [trustee, *_] = three(tmp_path)
    board = Board(tmp_path / "public")
    for act in (trustee.reveal, trustee.complain, trustee.certify):
        with pytest.raises(Refused, match=r"trustee\.no-ceremony"):
            act(board)


def test_a_ceremony_ends_with_the_certificate(trustees: tuple[list[Trustee], bytes], tmp_path: Path) -> None:
    [first, *_], _ = trustees
    with pytest.raises(Refused, match=r"trustee\.no-ceremony"):
        first.reveal(Board(tmp_path / "another"))


def test_the_share_stands_in_a_file_of_its_own_that_only_its_owner_may_read(
    trustees: tuple[list[Trustee], bytes], tmp_path: Path
) -> None:
    shares = set()
    for i in (1, 2, 3):
        path = tmp_path / "keys" / f"trustee-{i}-share.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        shares.add(json.loads(path.read_text())["share"])
    assert len(shares) == 3
    entries = (tmp_path / "public" / "log" / "entries.ndjson").read_text()
    assert [share for share in shares if share in entries] == []


def test_a_ceremony_with_a_complaint_ends_with_it_on_the_witnessed_board(tmp_path: Path) -> None:
    hall = Hall(branch.small_poll(), tmp_path)
    hall.trustees[2] = DishonestTrustee(tmp_path / "keys" / "trustee-3.key", 3)
    set_up(hall)
    with pytest.raises(Refused, match=r"dkg\.complaint: trustee 3 is at fault"):
        ceremony.make_key(hall)
    assert [(entry["type"], entry["msg"]["i"]) for entry in hall.board.entries[-1:]] == [("dkg.complaint", 1)]
    assert hall.board.checkpoints[-1].size == hall.board.size
