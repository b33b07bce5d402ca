"""V8 to V10: ballots, opened ballots, and the close.

Each docstring names whom the attack assumes to be honest; every other key is the forger's. Several twins
show a limit stated in the papers: with both halves of a member's key a vote can be cast in the member's
place, and only the member, told of it, can see that.
"""

from copy import deepcopy

import pytest

from tellers import _core
from tellers.canonical import decode, encode
from tellers.crypto.credential import pseudonym
from tellers.crypto.prove import ballots
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forger import STYLE, Forger

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


def absentee(forger: Forger) -> Device:
    """The device of a member who does not vote."""
    return forger.device(forger.row_with(status="not-voted"))


def settle(forger: Forger) -> None:
    """Close and tally again as the board now stands."""
    anew.reclose(forger)
    anew.retally(forger)


# V8


@twins
def test_the_server_stuffs_for_an_absentee(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the registrar; in the twin the registrar is in league, and only the member can object."""
    device = absentee(forger)
    known = device
    if lying:
        known = Device(device.eid, device.pk, device.cred, Secret(_core.random_scalars(1)), device.x_s)
    anew.cast(forger, anew.ballot(forger, known, [2, 1, 0]))
    settle(forger)
    check_caught(lying, "V8.proof")


@twins
def test_a_ballot_with_a_key_that_nobody_was_issued(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    device = anew.stranger(forger) if lying else absentee(forger)
    anew.cast(forger, anew.ballot(forger, device, [2]))
    settle(forger)
    check_caught(lying, "V8.pseudonym")


@twins
def test_another_members_ballot_is_copied(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the member copied, whose vote would show in the tally."""
    entry = anew.ballot(forger, absentee(forger), [0])
    if lying:
        entry["cts"] = deepcopy(forger.of("ballot")[3]["cts"])
    anew.cast(forger, entry)
    settle(forger)
    check_caught(lying, "V8.fresh")


@twins
def test_another_members_ballot_is_copied_under_new_randomness(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the member copied. Nobody else knows the sum of the two randomnesses."""
    entry = anew.ballot(forger, absentee(forger), [0])
    if lying:
        ciphertext = bytes.fromhex(forger.of("ballot")[3]["cts"][0]["ct"][0])
        zero = _core.encrypt(forger.pk, bytes(32), _core.random_scalars(1))
        entry["cts"][0]["ct"] = [_core.add(ciphertext, zero).hex()]
    anew.cast(forger, entry)
    settle(forger)
    check_caught(lying, "V8.proof")


@twins
def test_a_ballot_is_posted_again(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The very entry with its signatures stands on the board twice."""
    if lying:
        first = forger.of("ballot")[0]
        forger.insert(forger.index(first) + 1, deepcopy(first))
    settle(forger)
    check_caught(lying, "V4.signature")


@twins
def test_two_ballots_of_a_member_bear_one_number(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Which came first would be for the office to say."""
    if lying:
        first = forger.of("ballot")[0]
        device = forger.device(forger.row_with(cred=first["cred"]))
        forger.insert(forger.index(first) + 1, anew.ballot(forger, device, [1]), "server")
    settle(forger)
    check_caught(lying, "V8.counter")


@twins
def test_a_second_ballot_replaces_the_first(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The poll's rule is that the first ballot counts."""
    if lying:
        first = forger.of("ballot")[0]
        device = forger.device(forger.row_with(cred=first["cred"]))
        forger.insert(forger.index(first) + 1, anew.ballot(forger, device, [1], n=2), "server")
    settle(forger)
    check_caught(lying, "V8.precedence")


@twins
def test_the_server_changes_a_vote_on_its_way(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the member, who alone can prove another vote; in the twin the member casts it."""
    entry = next(iter(anew.final_ballots(forger).values()))
    device = forger.device(forger.row_with(cred=entry["cred"]))
    contests = forger.election["contests"]
    proof = entry["pok"]
    anew.reprove(forger, entry, device, ballots.encrypt(forger.pk, contests, [[1, 0]]))
    if lying:
        entry["pok"] = proof
    settle(forger)
    check_caught(lying, "V8.proof")


@twins
def test_a_proof_is_carried_over_to_another_counter(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the member. The number of the ballot is part of what was proven."""
    forger.of("ballot")[2]["n"] += lying
    settle(forger)
    check_caught(lying, "V8.proof")


@twins
def test_a_ballot_for_a_style_of_its_own(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    style = "mine" if lying else STYLE
    anew.cast(forger, anew.ballot(forger, absentee(forger), [1], style=style))
    settle(forger)
    check_caught(lying, "V8.shape")


@twins
def test_a_ballot_that_would_stop_the_mix(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Bytes that are no point of the group must be refused before they are mixed."""
    entry = anew.ballot(forger, absentee(forger), [1])
    if not lying:
        anew.cast(forger, entry)
        settle(forger)
    else:
        entry["cts"][0]["ct"] = ["ff" * 64]
        anew.cast(forger, entry)
        anew.reclose(forger)
    check_caught(lying, "V8.points")


def shift(forger: Forger, first: int, last: int, seconds: int) -> None:
    """Move the clocks of entries ``first`` to ``last``, and of the checkpoints that end among them."""
    for entry in forger.entries[first : last + 1]:
        if isinstance(entry, dict) and "t" in entry:
            entry["t"] += seconds
    for seen in forger.checkpoints:
        if first < seen.size <= last + 1:
            seen.times = {name: at + seconds for name, at in seen.times.items()}


@twins
def test_a_ballot_is_taken_in_after_the_hour(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody, but the clocks of the witnesses are right. The close itself may be late."""
    typing, closing = forger.of("paper.commit")[0], forger.only("close")
    shift(forger, forger.index(typing), forger.index(closing), 1_200)
    at = forger.index(typing) if lying else forger.index(forger.of("ballot")[0])
    forger.insert(at, anew.ballot(forger, absentee(forger), [2]), "server")
    settle(forger)
    check_caught(lying, "V8.late")


@twins
def test_the_poll_opens_before_its_hour(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody, but the clocks of the witnesses are right."""
    index = forger.index(forger.only("open"))
    shift(forger, index, index, -1_200 if lying else -60)
    check_caught(lying, "V8.opening")


# V9


@twins
def test_an_opened_ballot_shows_other_choices_than_it_holds(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The booth had encrypted something else than the voter chose."""
    opened = forger.of("ballot.open")[0]
    shown = opened["sel"][0][1]
    opened["sel"][0][1] = [2, 0, 1] if lying and shown != [2, 0, 1] else [1, 0, 2] if lying else shown
    check_caught(lying, "V9.reproduced")


@twins
def test_an_opened_ballot_was_cast_as_well(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Whoever saw it opened would know a vote."""
    device, contests = absentee(forger), forger.election["contests"]
    made = ballots.encrypt(forger.pk, contests, [[0]])
    entry = anew.cast(forger, anew.ballot(forger, device, [0]))
    anew.reprove(forger, entry, device, made)
    again = made if lying else ballots.encrypt(forger.pk, contests, [[0]])
    opened = {
        "type": "ballot.open",
        "style": STYLE,
        "cts": again.cts,
        "r": [again.randomness.reveal().hex()],
        "sel": [[contests[0]["id"], [0]]],
    }
    forger.insert(forger.index(entry) + 1, opened, "server")
    settle(forger)
    check_caught(lying, "V9.fresh")


# V10


@twins
def test_a_vote_is_added_after_the_close(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Every number follows; in the twin the same vote is cast in time."""
    entry = anew.ballot(forger, absentee(forger), [2])
    if lying:
        close = forger.only("close")
        forger.insert(forger.index(close) + 1, entry, "server")
        size = forger.index(close) + 1
        number = forger.checkpoints.index(forger.checkpoint_ending_at(size))
        extra = deepcopy(forger.checkpoints[number])
        extra.size += 1
        forger.checkpoints.insert(number + 1, extra)
    else:
        anew.cast(forger, entry)
    settle(forger)
    check_caught(lying, "V10.order")


@twins
def test_a_vote_is_left_out_of_the_numbers_of_the_close(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A vote is added to the board behind the back of the register."""
    anew.cast(forger, anew.ballot(forger, absentee(forger), [2]))
    ballots_before = forger.only("close")["ballots"]
    anew.reclose(forger)
    if lying:
        forger.only("close")["ballots"] = ballots_before
    anew.retally(forger)
    check_caught(lying, "V10.ballots")


@twins
def test_the_close_gives_a_channel_one_vote_more(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    close = forger.only("close")
    if lying:
        close["by_channel"] = [[name, number + (name == "post")] for name, number in close["by_channel"]]
    anew.retally(forger)
    check_caught(lying, "V10.by-channel")


@twins
def test_a_label_shows_times_narrower_than_the_ladder(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Minutes in the register would lead to ballots on the board."""
    forger.only("close")["labels"][0][4] = 1 if lying else forger.election["ladder"][-1]
    anew.retally(forger)
    check_caught(lying, "V10.labels")


@twins
def test_the_register_is_one_member_short(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    lines = forger.lines_of("register/rows.ndjson")
    anew.seal_register(forger, lines[:-1] if lying else lines)
    anew.retally(forger)
    check_caught(lying, "V10.register-size")


@twins
def test_the_register_is_exchanged_after_the_close(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Two rows are exchanged, under the root that was closed; the twin closes with them."""
    lines = [decode(line) for line in forger.lines_of("register/rows.ndjson")]
    lines[0]["f"], lines[1]["f"] = lines[1]["f"], lines[0]["f"]
    root = forger.only("close")["register_root"]
    anew.seal_register(forger, [encode(line) for line in lines])
    if lying:
        for kind in ("close", "declare"):
            forger.only(kind)["register_root"] = root
    anew.retally(forger)
    check_caught(lying, "V10.register-root")


def voter_online(forger: Forger) -> str:
    """The pseudonym of somebody whose ballot counts."""
    return next(iter(anew.final_ballots(forger)))


def remark(forger: Forger, number: int, cred: str) -> None:
    """Let a paper mark name another pseudonym."""
    marks = [decode(line) for line in forger.lines_of("paper/marks.ndjson")]
    marks[number]["cred"] = cred
    lines = sorted((encode(mark) for mark in marks), key=lambda line: str(decode(line)["cred"]))
    forger.only("marks")["blob"] = forger.write_lines("paper/marks.ndjson", lines)


def unvoided_mark(forger: Forger) -> int:
    """The number of a paper mark that makes no ballot void."""
    void = {void["cred"] for void in forger.voids()}
    return next(number for number, cred in enumerate(anew.marks_of(forger)) if cred not in void)


@twins
def test_a_paper_mark_is_moved_to_an_online_voter(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The voter's ballot would be lost; a move to another abstainer only they can see."""
    cred = voter_online(forger) if lying else absentee(forger).cred
    remark(forger, unvoided_mark(forger), cred)
    anew.retally(forger)
    check_caught(lying, "V10.voids")


@twins
def test_a_ballot_is_made_void_without_a_paper(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        void = {"cred": voter_online(forger), "by": "returning-officer", "sig": "00" * 64}
        forger.write_voids(sorted([*forger.voids(), void], key=lambda void: str(void["cred"])))
    anew.retally(forger)
    check_caught(lying, "V10.voids")


@twins
@pytest.mark.parametrize("by", ["presiding-officer", "server"])
def test_a_desk_makes_a_ballot_void_on_its_own(
    forger: Forger, by: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: the returning officer and the deputy, as to this void; in the twin the deputy signs it."""
    first, *others = forger.voids()
    forger.write_voids([{**first, "by": by if lying else "deputy"}, *others])
    anew.retally(forger)
    check_caught(lying, "V10.void-signature")


@twins
def test_a_mark_is_listed_that_no_desk_made(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the desks. A post mark too many would let a paper too many in."""
    marks = [decode(line) for line in forger.lines_of("paper/marks.ndjson")]
    if lying:
        marks.append({"batch": "post-1", "channel": "post", "cred": absentee(forger).cred})
    lines = [encode(mark) for mark in sorted(marks, key=lambda mark: str(mark["cred"]))]
    forger.only("marks").update(blob=forger.write_lines("paper/marks.ndjson", lines), size=len(lines))
    anew.retally(forger)
    check_caught(lying, "V10.batches")


@twins
def test_a_mark_names_somebody_without_a_voting_key(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    halves = (_core.base_multiply(_core.random_scalars(1)) for _ in "rs")
    cred = pseudonym(*halves) if lying else absentee(forger).cred
    remark(forger, unvoided_mark(forger), cred)
    anew.retally(forger)
    check_caught(lying, "V10.marks")


@twins
def test_the_poll_closes_before_its_hour(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody, but the clocks of the witnesses are right."""
    typing, close = forger.of("paper.commit")[0], forger.only("close")
    shift(forger, forger.index(typing), forger.index(close), -1_200 if lying else -60)
    anew.retally(forger)
    check_caught(lying, "V10.early")
