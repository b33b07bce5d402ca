"""What the voting server refuses, each time in words for the voter, and what it never lets onto the board."""

from copy import deepcopy
from typing import Any

import pytest

from tellers.board.entries import STRIDE, Entry
from tellers.errors import Refused
from tellers.rehearsal import voter
from tellers.rehearsal.plan import WHOLE
from tests import branch
from tests.rehearsal.conftest import Morning

ONE = (1).to_bytes(32, "little")
NO_POINT = "ff" * 32


def refused(morning: Morning, ballot: Entry, code: str, **election: Any) -> None:
    before = morning.hall.server.next_counter(ballot.get("cred", ""))
    with pytest.raises(Refused) as caught:
        morning.cast(ballot, **election)
    assert caught.value.code == code
    assert morning.hall.server.next_counter(ballot.get("cred", "")) == before


def test_a_good_ballot_is_taken_in_and_promised(morning: Morning) -> None:
    hall, device = morning.hall, morning.device(1)
    ballot = morning.ballot(device)
    answer = morning.cast(ballot)
    promise = voter.check_promise(hall.setup, hall.election, hall.board.digest(ballot), answer, hall.now)
    assert promise.by == hall.now + 60 + 300 + 120
    assert hall.server.has_ballot(morning.row(1))
    assert hall.server.minute_of(device.cred, 1) == hall.now // 60


def test_the_first_ballot_stands_and_a_second_is_refused(morning: Morning) -> None:
    device = morning.device(2)
    morning.cast(morning.ballot(device))
    refused(morning, morning.ballot(device, n=2), "ballot.second")
    refused(morning, morning.ballot(device), "ballot.second")


def test_where_the_last_ballot_counts_a_later_one_is_taken_and_an_old_one_is_not(morning: Morning) -> None:
    device = morning.device(3)
    morning.cast(morning.ballot(device), precedence="last")
    refused(morning, morning.ballot(device, n=2), "ballot.waiting", precedence="last")
    morning.publish()
    refused(morning, morning.ballot(device), "ballot.counter", precedence="last")
    morning.cast(morning.ballot(device, n=2), precedence="last")
    assert morning.hall.server.next_counter(device.cred) == 3
    morning.publish()
    refused(morning, morning.ballot(device, n=2 + STRIDE + 1), "ballot.counter", precedence="last")
    morning.cast(morning.ballot(device, n=2 + STRIDE), precedence="last")


def test_a_key_that_was_never_issued_casts_nothing(morning: Morning) -> None:
    stranger = {**morning.ballot(morning.device(4)), "cred": "ab" * 16}
    refused(morning, stranger, "ballot.unknown")


def test_a_ballot_copied_under_another_name_is_refused(morning: Morning) -> None:
    victim, copier = morning.device(5), morning.device(4)
    ballot = morning.ballot(victim)
    morning.cast(ballot)
    refused(morning, {**ballot, "cred": copier.cred}, "ballot.copied")


def test_a_ballot_that_another_key_made_is_refused(morning: Morning) -> None:
    ballot = {**morning.ballot(morning.device(6)), "cred": morning.device(4).cred}
    refused(morning, ballot, "ballot.proof")


@pytest.mark.parametrize("part", ["t", "z"])
def test_a_proof_with_one_part_altered_or_left_out_is_refused(morning: Morning, part: str) -> None:
    ballot = morning.ballot(morning.device(6))
    altered, short = deepcopy(ballot), deepcopy(ballot)
    altered["pok"][part][0] = ballot["pok"][part][1]
    del short["pok"][part][-1]
    for false in (altered, short):
        refused(morning, false, "ballot.proof")


def second_half(ballot: Entry, half: str) -> Entry:
    ct = ballot["cts"][0]["ct"][0]
    return {**ballot, "cts": [{"c": branch.CONTEST, "ct": [ct[:64] + half]}]}


def first_half(ballot: Entry, half: str) -> Entry:
    ct = ballot["cts"][0]["ct"][0]
    return {**ballot, "cts": [{"c": branch.CONTEST, "ct": [half + ct[64:]]}]}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ballot: {},
        lambda ballot: {**ballot, "type": "ballot.open"},
        lambda ballot: {**ballot, "n": True},
        lambda ballot: {**ballot, "t": 1},
        lambda ballot: {key: value for key, value in ballot.items() if key != "pok"},
        lambda ballot: {**ballot, "style": "other"},
        lambda ballot: {**ballot, "channel": "assisted"},
        lambda ballot: {**ballot, "cts": []},
        lambda ballot: {**ballot, "cts": ballot["cts"] * 2},
        lambda ballot: {**ballot, "cts": [{**ballot["cts"][0], "c": "motion"}]},
        lambda ballot: {**ballot, "cts": [{**ballot["cts"][0], "ct": ballot["cts"][0]["ct"] * 2}]},
        lambda ballot: {**ballot, "cts": [{**ballot["cts"][0], "ct": []}]},
        lambda ballot: second_half(ballot, NO_POINT),
        lambda ballot: first_half(ballot, NO_POINT),
        lambda ballot: first_half(ballot, "00" * 32),
    ],
)
def test_what_would_spoil_the_board_for_everybody_is_refused(morning: Morning, spoil: Any) -> None:
    ballot = morning.ballot(morning.device(7))
    refused(morning, spoil(ballot), "ballot.shape")


@pytest.mark.parametrize("given", [1, 3])
def test_a_wide_contest_has_neither_fewer_nor_more_ciphertexts_than_it_needs(
    morning: Morning, given: int
) -> None:
    options = [{"id": f"c{number}", "name": "x"} for number in range(60)]
    wide = {**branch.contest(), "options": options, "max_rank": 60}
    device = morning.device(7)
    ballot = voter.fill_in(device, [wide], WHOLE, [[59, 0]])
    [part] = ballot["cts"]
    assert len(part["ct"]) == 2
    spoilt = {**ballot, "cts": [{**part, "ct": (part["ct"] * 2)[:given]}]}
    with pytest.raises(Refused) as caught:
        morning.cast(spoilt, contests=[wide])
    assert caught.value.code == "ballot.shape"
    assert morning.cast(ballot, contests=[wide])["digest"] == morning.hall.board.digest(ballot).hex()


def test_a_ballot_of_another_style_than_its_key_is_refused(morning: Morning) -> None:
    styles = [[WHOLE, [branch.CONTEST]], ["associates", [branch.CONTEST]]]
    refused(
        morning, {**morning.ballot(morning.device(7)), "style": "associates"}, "ballot.shape", styles=styles
    )


def test_what_is_cast_at_the_kiosk_is_signed_by_the_officer_there(morning: Morning) -> None:
    hall, device = morning.hall, morning.device(11)
    morning.cast(voter.fill_in(device, hall.contests, WHOLE, [[branch.ASH]], channel="kiosk"))
    morning.publish()
    cast = [entry for _, entry in hall.board.of_type("ballot") if entry["cred"] == device.cred]
    assert [sig["by"] for sig in cast[-1]["sigs"]] == ["kiosk-officer"]


def test_outside_the_hours_no_ballot_is_taken(morning: Morning) -> None:
    ballot = morning.ballot(morning.device(7))
    refused(morning, ballot, "ballot.hours", opens=morning.hall.now + 60)
    refused(morning, ballot, "ballot.hours", closes=morning.hall.now - 60)


def test_after_a_paper_was_accepted_no_ballot_is_taken(morning: Morning) -> None:
    morning.hall.server.paper_accepted(morning.row(8))
    refused(morning, morning.ballot(morning.device(8)), "ballot.on-paper")


def shown_open(morning: Morning) -> Entry:
    hall = morning.hall
    return voter.open_ballot(hall.pk, hall.contests, WHOLE, [[branch.ASH, branch.THORN]])


def test_an_opened_ballot_is_published_and_can_never_be_cast(morning: Morning) -> None:
    hall, device, shown = morning.hall, morning.device(9), shown_open(morning)
    hall.server.take_opened(shown, hall.election)
    cast = {**morning.ballot(device), "cts": shown["cts"]}
    refused(morning, cast, "ballot.copied")
    with pytest.raises(Refused, match=r"ballot\.copied"):
        hall.server.take_opened(shown, hall.election)


def test_a_cast_ballot_cannot_be_opened(morning: Morning) -> None:
    hall, ballot = morning.hall, morning.ballot(morning.device(10))
    morning.cast(ballot)
    with pytest.raises(Refused, match=r"ballot\.copied"):
        hall.server.take_opened({**shown_open(morning), "cts": ballot["cts"]}, hall.election)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sel": [[branch.CONTEST, [branch.THORN]]]}, "ballot.opening"),
        ({"sel": [["motion", [branch.ASH]]]}, "ballot.opening"),
        ({"sel": [[branch.CONTEST, [0, 0]]]}, "selection.invalid"),
        ({"r": [ONE.hex()]}, "ballot.opening"),
        ({"r": [ONE.hex()] * 2}, "ballot.opening"),
        ({"r": [NO_POINT]}, "ballot.opening"),
        ({"style": "other"}, "ballot.shape"),
    ],
)
def test_an_opening_that_does_not_open_is_refused(
    morning: Morning, changed: dict[str, Any], code: str
) -> None:
    hall = morning.hall
    with pytest.raises(Refused) as caught:
        hall.server.take_opened({**shown_open(morning), **changed}, hall.election)
    assert caught.value.code == code


def test_one_ciphertext_twice_in_one_ballot_is_refused(morning: Morning) -> None:
    device = morning.device(12)
    two = [branch.contest(), {**branch.contest(), "id": "second"}]
    ballot = voter.fill_in(device, two, WHOLE, [[branch.ASH], [branch.ASH]])
    ballot["cts"][1]["ct"] = ballot["cts"][0]["ct"]
    styles = [[WHOLE, [branch.CONTEST, "second"]]]
    refused(morning, ballot, "ballot.copied", styles=styles, contests=two)
