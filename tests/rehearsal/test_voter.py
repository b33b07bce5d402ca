"""A voter's device: it reads what was sent, and believes nothing that it is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tellers.board.receipt import RECEIPT, promise_digest, receipt_code
from tellers.canonical import decode
from tellers.crypto.credential import read_code
from tellers.custody.keyring import make_key_file
from tellers.errors import Invalid, Refused
from tellers.rehearsal import voter
from tellers.rehearsal.hall import silent
from tellers.rehearsal.issuers import LinkIssuer
from tellers.rehearsal.voter import Promise
from tellers.tlog.proof import InclusionProof
from tests import branch
from tests.branch import DishonestServer
from tests.rehearsal.conftest import Morning


def unlocked(morning: Morning, member: int, code: str) -> Any:
    hall = morning.hall
    sent = (morning.row(member), code, morning.post[member][1])
    return voter.unlock(hall.sid, hall.eid, hall.pk, [sent], silent)[0]


def test_the_code_is_read_with_lookalikes_lower_case_and_spaces(morning: Morning) -> None:
    code, _ = morning.post[11]
    typed = " ".join(code.lower().replace("-", "").replace("0", "o").replace("1", "l"))
    assert unlocked(morning, 11, typed).cred == morning.device(11).cred


def test_a_slip_in_the_code_is_named_before_anything_is_sent(morning: Morning) -> None:
    code, _ = morning.post[11]
    slipped = code[:-1] + ("2" if code[-1] != "2" else "3")
    with pytest.raises(Refused) as caught:
        unlocked(morning, 11, slipped)
    assert caught.value.code == "code.mistyped"
    assert read_code(code) not in str(caught.value)


def test_another_members_letter_with_my_link_makes_a_key_that_was_never_issued(morning: Morning) -> None:
    device = unlocked(morning, 11, morning.post[12][0])
    with pytest.raises(Refused, match=r"ballot\.unknown"):
        morning.cast(morning.ballot(device))


def test_every_member_was_sent_a_letter_and_a_link_of_their_own(morning: Morning) -> None:
    letters, links = zip(*morning.post.values(), strict=True)
    assert len(set(letters)) == len(set(links)) == len(branch.MEMBERS)


def taken_in(morning: Morning, member: int) -> tuple[Any, bytes, Any]:
    hall, ballot = morning.hall, morning.ballot(morning.device(member))
    return ballot, hall.board.digest(ballot), morning.cast(ballot)


def published(morning: Morning, member: int) -> tuple[Promise, InclusionProof, Any]:
    """A member's ballot on the board: the promise that was checked, the proof and the entry."""
    hall = morning.hall
    _, digest, answer = taken_in(morning, member)
    promise = voter.check_promise(hall.setup, hall.election, digest, answer, hall.now)
    morning.publish()
    [index] = [i for i, entry in hall.board.of_type("ballot") if hall.board.digest(entry) == digest]
    path = tuple(hall.board.inclusion_path(index))
    return promise, InclusionProof(index, path, hall.board.last_note), hall.board.entries[index]


def test_the_device_computes_the_receipt_and_sees_its_ballot_on_the_board(morning: Morning) -> None:
    hall = morning.hall
    promise, shown, entry = published(morning, 11)
    assert promise.code == receipt_code(hall.eid, hall.board.digest(entry))
    voter.check_inclusion(hall.setup, hall.eid, promise, shown, entry)


def test_the_device_keeps_a_receipt_at_once_and_one_with_the_proof_later(morning: Morning) -> None:
    hall = morning.hall
    ballot, digest, answer = taken_in(morning, 3)
    promise = voter.check_promise(hall.setup, hall.election, digest, answer, hall.now)
    kept = decode(voter.keep_receipt(hall.sid, hall.eid, ballot, promise, None))
    assert (kept["promise"], kept["proof"], kept["code"]) == (answer, None, promise.code)
    assert RECEIPT(kept) is None
    shown = InclusionProof(7, (bytes(32),), hall.board.last_note)
    later = decode(voter.keep_receipt(hall.sid, hall.eid, ballot, promise, shown))
    assert later == {**kept, "proof": bytes(shown).decode()}
    assert RECEIPT(later) is None
    assert "sigs" not in kept["entry"]


def test_another_ballot_on_the_board_is_not_taken_for_ones_own(morning: Morning) -> None:
    hall = morning.hall
    promise, shown, entry = published(morning, 10)
    with pytest.raises(Refused, match=r"receipt\.another"):
        voter.check_inclusion(hall.setup, hall.eid, promise, shown, {**entry, "n": 2})
    with pytest.raises(Invalid, match=r"tlog\."):
        voter.check_inclusion(hall.setup, hall.eid, promise, replace(shown, index=shown.index - 1), entry)


def test_a_ballot_that_came_late_or_that_too_few_witnesses_saw_is_not_settled(morning: Morning) -> None:
    hall = morning.hall
    promise, shown, entry = published(morning, 9)
    early = replace(promise, by=hall.now - 1)
    with pytest.raises(Refused, match=r"receipt\.late"):
        voter.check_inclusion(hall.setup, hall.eid, early, shown, entry)
    lines = shown.checkpoint.decode().splitlines(keepends=True)
    unseen = replace(shown, checkpoint="".join(lines[:-1]).encode())
    with pytest.raises(Refused, match=r"receipt\.unwitnessed"):
        voter.check_inclusion(hall.setup, hall.eid, promise, unseen, entry)


def test_a_promise_that_the_server_did_not_sign_or_signed_for_another_time_is_refused(
    morning: Morning,
) -> None:
    hall = morning.hall
    _, digest, answer = taken_in(morning, 12)
    other = hall.returning_officer.sign(b"a promise").hex()
    for false in ({**answer, "by": answer["by"] + 1}, {**answer, "sig": other}):
        with pytest.raises(Refused, match=r"receipt\.unsigned"):
            voter.check_promise(hall.setup, hall.election, digest, false, hall.now)
    assert voter.check_promise(hall.setup, hall.election, digest, answer, hall.now).digest == digest


@pytest.mark.parametrize("part", [{}, {"by": -1}, {"by": 2**64}, {"sig": "x"}, {"digest": 7}, {"more": 1}])
def test_what_is_no_promise_is_refused_and_breaks_nothing(morning: Morning, part: dict[str, object]) -> None:
    hall = morning.hall
    answer = {"digest": "00" * 32, "by": hall.now, "sig": "00" * 64, **part} if part else None
    with pytest.raises(Refused, match=r"receipt\.unsigned: the server gave no promise"):
        voter.check_promise(hall.setup, hall.election, bytes(32), answer, hall.now)


def test_a_promise_for_some_day_is_refused_though_the_server_signed_it(morning: Morning) -> None:
    hall, digest = morning.hall, bytes(32)
    soon = hall.now + hall.election["batch"] + 300 + 2 * hall.setup["skew"]
    for by, refused in ((soon, False), (soon + 1, True)):
        sig = hall.server.sign(promise_digest(hall.eid, digest, by)).hex()
        answer = {"digest": digest.hex(), "by": by, "sig": sig}
        if refused:
            with pytest.raises(Refused, match=r"receipt\.late"):
                voter.check_promise(hall.setup, hall.election, digest, answer, hall.now)
        else:
            assert voter.check_promise(hall.setup, hall.election, digest, answer, hall.now).by == by


def test_the_dishonest_server_that_promises_somebody_elses_ballot_is_found_out(
    morning: Morning, key_file: Path
) -> None:
    hall = morning.hall
    make_key_file(key_file, "server")
    dishonest = DishonestServer(key_file, LinkIssuer(key_file.parent))
    dishonest.links.public_keys = hall.server.links.public_keys
    lines = hall.board.read("cred/list.ndjson").splitlines()
    dishonest.enrol([decode(line) for line in lines])
    ballot = morning.ballot(morning.device(4))
    answer = morning.cast(ballot, dishonest)
    with pytest.raises(Refused, match=r"receipt\.another.*keep this page"):
        voter.check_promise(hall.setup, hall.election, hall.board.digest(ballot), answer, hall.now)


def test_an_opened_ballot_shows_what_the_device_had_encrypted(morning: Morning) -> None:
    hall = morning.hall
    shown = voter.open_ballot(hall.pk, hall.contests, "full", [[branch.THORN]])
    assert shown["sel"] == [[branch.CONTEST, [branch.THORN]]]
    assert "cred" not in shown
    hall.server.take_opened(shown, hall.election)
