"""A whole poll in which everybody acts on packs: it verifies, and a board so far is no finished poll."""

from pathlib import Path

from tellers.evidence.pack import write_pack
from tellers.evidence.verify import verify_pack
from tests.custody.acting import Album, signed_again


def test_a_poll_held_by_people_who_act_on_packs_verifies(album: Album, tmp_path: Path) -> None:
    write_pack(album.hall.board.folder, tmp_path / "pack")
    report = verify_pack(tmp_path / "pack", album.hall.sid.hex())
    assert report.first_failure is None
    assert report.verdict == "pass"


def test_no_board_so_far_passes_as_a_finished_poll(album: Album) -> None:
    declared = album.moments["audit.plan"].pack  # finished, until an audit is begun
    boards = [moment.pack for moment in album.moments.values() if moment.pack.exists()]
    assert len(boards) > 30
    assert {verify_pack(board).verdict for board in boards if board != declared} == {"fail"}
    assert verify_pack(declared).verdict == "pass"


def test_officers_sign_every_entry_of_an_honest_poll(album: Album, tmp_path: Path) -> None:
    assert len(signed_again(album, tmp_path)) >= 18
