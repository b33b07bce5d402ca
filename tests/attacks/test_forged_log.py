"""V1 to V4: the pack, the definition of the election, the log, and the authority of those who signed.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tellers.evidence.pack import RECOUNT, write_zip
from tellers.evidence.verify import verify_pack
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.run import run
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forced import caught_by
from tests.attacks.forger import ENTRIES, Forger, judge, listed, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
HOUR, DAY = 3_600, 86_400


def test_everything_made_anew_with_nothing_changed_is_the_same_pack(forger: Forger, tmp_path: Path) -> None:
    """Honest: nobody."""
    assert caught_by(lambda: judge(forger.remake(), tmp_path, forger.hall.sid.hex())) is None
    board = forger.hall.board.folder
    assert forger.remake()[ENTRIES] == (board / ENTRIES).read_bytes()


@twins
@pytest.mark.parametrize(
    "path", ["roll/frozen.ndjson", "log/checkpoints/00003.note", "cred/mix/full/stage2.bin"]
)
def test_a_file_is_altered_after_the_list_of_files_was_made(
    forger: Forger, path: str, lying: bool, tmp_path: Path
) -> None:
    """Honest: whoever made the pack."""
    files = forger.remake()
    data = files[path]
    files[path] = anew.replaced(data, 40, bytes([data[40] ^ lying]))
    assert caught_by(lambda: judge(files, tmp_path, None)) == ("V1.hash" if lying else None)


def test_a_file_is_left_out_or_slipped_in(forger: Forger, tmp_path: Path) -> None:
    """Honest: whoever made the list of files."""
    files = forger.remake()
    assert caught_by(lambda: judge({**files, "roll/note.txt": b"hello"}, tmp_path / "a", None)) == "V1.extra"
    del files["register/rows.ndjson"]
    assert caught_by(lambda: judge(files, tmp_path / "b", None)) == "V1.missing"


@twins
def test_a_zip_holds_a_second_pack_for_other_readers(forger: Forger, lying: bool, tmp_path: Path) -> None:
    """Honest: nobody. Bytes beside the members would let two readers see two packs."""
    write_files(forger.remake(), tmp_path / "pack")
    write_zip(tmp_path / "pack", tmp_path / "pack.zip")
    if lying:
        data = (tmp_path / "pack.zip").read_bytes()
        (tmp_path / "pack.zip").write_bytes(b"\0" * 8 + data)
    assert caught_by(lambda: verify_pack(tmp_path / "pack.zip")) == ("V1.zip" if lying else None)


def test_another_election_under_the_same_title(forger: Forger, tmp_path: Path) -> None:
    """Honest: whoever printed the number of the set-up. The whole of the other poll is sound in itself."""
    plan = small_plan()
    other = Forger(
        run(replace(plan, electors=plan.electors[:12]), tmp_path / "other", chance=random.Random(1))
    )
    files = other.remake()
    assert caught_by(lambda: judge(files, tmp_path / "pack", None)) is None
    assert caught_by(lambda: judge(files, tmp_path / "pack", forger.hall.sid.hex())) == "V2.sid"


@twins
@pytest.mark.parametrize("field", ["cred", "issued"])
def test_the_tier_of_candidates_opens_what_candidates_may_not_see(
    forger: Forger, field: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        forger.election["tiers"]["b"]["reg"].append(field)
    check_caught(lying, "V2.tiers")


@twins
def test_history_is_rewritten_without_the_witnesses(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the witnesses. With them in league a cast ballot disappears whole; its voter has a receipt."""
    if lying:
        forger.honest = {witness.id for witness in forger.hall.witnesses}
    ballots = forger.of("ballot")
    gone = next(ballot for ballot in ballots if ballot["cred"] in anew.final_ballots(forger))
    forger.drop(forger.index(gone))
    anew.reclose(forger)
    anew.retally(forger)
    check_caught(lying, "V3.cosignatures")


@twins
def test_two_of_four_witnesses_rewrite_history(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: two witnesses; in the twin one, which a quorum of three cannot notice."""
    forger.honest = {witness.id for witness in forger.hall.witnesses[: 2 if lying else 1]}
    forger.of("minute")[0]["digests"] = ["00" * 32]
    check_caught(lying, "V3.cosignatures")


@twins
def test_an_entry_is_exchanged_under_checkpoints_already_made(
    forger: Forger, lying: bool, tmp_path: Path
) -> None:
    """Honest: the log and the witnesses; their checkpoints are left as they were."""
    checkpoints = {path: data for path, data in forger.remake().items() if path.startswith("log/c")}
    if lying:
        forger.of("minute")[0]["subject"] = "selection/edie-larkspur"
    files = listed({**forger.remake(), **checkpoints})
    assert caught_by(lambda: judge(files, tmp_path, None)) == ("V3.root" if lying else None)


@twins
def test_a_clock_is_put_on_a_ballot(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A time on a ballot would lead from the register to the vote."""
    if lying:
        forger.of("ballot")[0]["t"] = forger.election["opens"] + HOUR
    check_caught(lying, "V3.clock-class")


@twins
def test_a_decision_is_backdated(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody, but no witness changes its clock. Between two checkpoints the hour is not shown."""
    suspension = next(minute for minute in forger.of("minute") if minute["kind"] == "candidate.suspended")
    suspension["t"] -= 2 * DAY if lying else 60
    check_caught(lying, "V3.clock")


@twins
def test_no_witness_sees_the_board_as_it_closes(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Another checkpoint may be missing, the one that ends at the close may not."""
    size = forger.index(forger.only("close")) + 1
    forger.checkpoints.remove(forger.checkpoint_ending_at(size) if lying else forger.checkpoints[-2])
    check_caught(lying, "V3.ends")


@twins
def test_a_checkpoint_grows_backwards_in_time(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    last = forger.checkpoints[-1]
    last.times = {name: at - (3 * 86_400 if lying else 10) for name, at in last.times.items()}
    check_caught(lying, "V3.growing")


@twins
def test_an_officer_marks_for_another_channel(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the presiding officer."""
    mark = next(mark for mark in forger.of("mark") if mark["channel"] == "in-person")
    mark["sigs"] = [{"by": "postal-clerk" if lying else "presiding-officer", "sig": ""}]
    check_caught(lying, "V4.channel")


@twins
@pytest.mark.parametrize("kind", ["election", "roll.freeze", "open", "paper.final", "close", "declare"])
def test_one_officer_acts_where_two_must(forger: Forger, kind: str, lying: bool, check_caught: Judge) -> None:
    """Honest: the deputy. The returning officer signs in both places."""
    entry = forger.of(kind)[0]
    if lying:
        entry["sigs"][1]["by"] = "returning-officer"
    check_caught(lying, "V4.signer")


@twins
def test_the_deputy_never_signed_this_close(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the deputy, who signed another close; in the twin nobody."""
    forger.honest = {"deputy"} if lying else set()
    anew.reclose(forger)
    forger.only("declare")["sigs"] = [{"by": who, "sig": ""} for who in ("returning-officer", "deputy")]
    check_caught(lying, "V4.signature")


@twins
def test_a_candidate_is_suspended_before_any_complaint(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A minute may point only to what stood before it."""
    minutes = forger.of("minute")
    suspension = next(minute for minute in minutes if minute["kind"] == "candidate.suspended")
    if lying:
        ruled = next(minute for minute in minutes if minute["kind"] == "complaint.ruled")
        suspension["refs"] = [forger.index(ruled)]
    check_caught(lying, "V4.minute")


@twins
def test_a_file_that_nobody_signed_lies_in_the_pack(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        forger.write("register/second.ndjson", b"")
    check_caught(lying, "V4.files")


@twins
def test_the_recount_program_always_finds_the_result_right(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody; who fears a recount hands out another program, on a list of files made anew."""
    if lying:
        program = forger.files[RECOUNT]
        forger.write(
            RECOUNT, program.replace(b"    if found == published", b"    if True or found == published")
        )
        assert forger.files[RECOUNT] != program
    check_caught(lying, "V1.recount")


@twins
def test_the_recount_program_is_left_out(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        del forger.files[RECOUNT]
    check_caught(lying, "V1.recount")


@twins
def test_a_file_is_exchanged_for_another_than_was_signed(forger: Forger, lying: bool, tmp_path: Path) -> None:
    """Honest: the officers; the list of files is made anew, the entries are not."""
    files = forger.remake()
    if lying:
        lines = files["register/rows.ndjson"].splitlines(keepends=True)
        files["register/rows.ndjson"] = b"".join([*lines[1:], lines[0]])
    assert caught_by(lambda: judge(listed(files), tmp_path, None)) == ("V4.blob" if lying else None)


@twins
def test_a_protocol_that_nobody_knows_is_refused(forger: Forger, lying: bool, tmp_path: Path) -> None:
    """Honest: nobody. A weaker suite under another name is read by no verifier of this one."""
    forger.only("setup")["setup"]["protocol"] = "MBP0" if lying else "MBP1"
    caught = caught_by(lambda: judge(forger.remake(), tmp_path / "pack", None))
    assert caught == ("V2.setup" if lying else None)
