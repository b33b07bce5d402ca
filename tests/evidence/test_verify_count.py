"""V11 to V17 on a small poll, honest and forged; the forger makes every hash anew."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from tellers import _core
from tellers.board.groups import Group
from tellers.canonical import decode, encode
from tests.evidence.counted_poll import CONTESTS, CountedPoll

IDENTITY = bytes(32)


@cache
def _made_once() -> CountedPoll:
    return CountedPoll()


def honest() -> CountedPoll:
    return deepcopy(_made_once())


def test_an_honest_poll_passes_and_everything_expected_was_checked() -> None:
    outcomes = honest().outcomes()
    assert [(o.id, o.status, o.message) for o in outcomes] == [(f"V{n}", "pass", None) for n in range(11, 18)]
    assert [(o.expected, o.checked) for o in outcomes] == [
        (2 + 10, 12),
        (2, 2),
        (6, 6),
        (6, 6),
        (2 + 20, 22),
        (2, 2),
        (5, 5),
    ]


def test_a_poll_without_papers_has_nothing_to_check_in_v11() -> None:
    assert [o.status for o in CountedPoll(on_paper={}).outcomes()] == ["not-applicable", *["pass"] * 6]


def test_a_poll_without_voters_has_a_result_all_the_same() -> None:
    poll = CountedPoll([], {})
    assert [o.status for o in poll.outcomes()] == ["not-applicable", "pass", "not-applicable", *["pass"] * 4]


def test_the_results_are_those_of_the_count() -> None:
    declared = {result["contest"]: result["elected"] for result in honest().of("declare")[0]["results"]}
    assert declared == {"selection": [2], "motion": [1]}


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def alter(path: str, change: Callable[[bytes], bytes]) -> Callable[[CountedPoll], object]:
    return lambda poll: poll.file(path, change(poll.files[path]))


def set_in(
    kind: str, number: int = 0, contest: str = "selection", **fields: Any
) -> Callable[[CountedPoll], object]:
    return lambda poll: poll.of(kind, contest)[number].update(fields)


def drop(kind: str, number: int = 0, contest: str = "selection") -> Callable[[CountedPoll], object]:
    return lambda poll: poll.entries.remove(poll.of(kind, contest)[number])


def double(kind: str, number: int = 0, contest: str = "selection") -> Callable[[CountedPoll], object]:
    return lambda poll: poll.entries.append(dict(poll.of(kind, contest)[number]))


def proofs(change: Callable[[Any], object]) -> Callable[[CountedPoll], object]:
    def forge(poll: CountedPoll) -> None:
        found = decode(poll.files["paper/desk/pok.json"])
        change(found)
        poll.file("paper/desk/pok.json", encode(found))

    return forge


def copy_of_a_ballot(poll: CountedPoll) -> None:
    ballot = bytes.fromhex(poll.ballots[0][1]["cts"][0]["ct"][0])
    rows = poll.files["paper/desk/selection.bin"]
    poll.file("paper/desk/selection.bin", ballot + rows[64:])


def one_more_mark(poll: CountedPoll) -> None:
    poll.marks["f" * 32] = ("in-person", "desk")


def typed_after_entry(poll: CountedPoll) -> None:
    commit = poll.of("paper.commit")[0]
    poll.entries.remove(commit)
    poll.entries.append(commit)


PAPER = [
    (drop("paper.commit"), "V11.entries"),
    (double("paper.commit"), "V11.entries"),
    (set_in("paper.commit", sigs=[{"by": "typist-b"}]), "V11.entries"),
    (set_in("paper.commit", commit="b" * 64), "V11.entries"),
    (set_in("paper.commit", batch="unknown"), "V11.entries"),
    (typed_after_entry, "V11.entries"),
    (drop("paper.final"), "V11.entries"),
    (double("paper.final"), "V11.entries"),
    (set_in("paper.final", batch="unknown"), "V11.entries"),
    (lambda poll: poll.marks.clear(), "V11.entries"),
    (lambda poll: poll.marks.update({"f" * 32: ("post", "unknown")}), "V11.entries"),
    (one_more_mark, "V11.number"),
    (set_in("paper.commit", n=4), "V11.number"),
    (set_in("paper.final", diffs=[3]), "V11.shape"),
    (set_in("paper.final", diffs=[1, 1]), "V11.shape"),
    (set_in("paper.final", diffs=[2, 1]), "V11.shape"),
    (lambda poll: poll.of("paper.final")[0]["cts"].reverse(), "V11.shape"),
    (lambda poll: poll.of("paper.final")[0]["cts"].pop(), "V11.shape"),
    (alter("paper/desk/selection.bin", lambda rows: rows[64:]), "V11.shape"),
    (alter("paper/desk/selection.bin", lambda rows: IDENTITY + rows[32:]), "V11.points"),
    (alter("paper/desk/selection.bin", lambda rows: flipped(rows, 64)), "V11.points"),
    (alter("paper/desk/selection.bin", lambda rows: flipped(rows, 32)), "V11.points"),
    (alter("paper/desk/selection.bin", lambda rows: rows[:64] * 3), "V11.fresh"),
    (copy_of_a_ballot, "V11.fresh"),
    (alter("paper/desk/pok.json", lambda data: b""), "V11.shape"),
    (alter("paper/desk/pok.json", lambda data: data + b"\n"), "V11.shape"),
    (alter("paper/desk/pok.json", lambda data: b"[" * 100_000), "V11.shape"),
    (proofs(lambda found: found.pop()), "V11.shape"),
    (proofs(lambda found: found[0]["t"].pop()), "V11.shape"),
    (proofs(lambda found: found[0]["z"].append("00" * 32)), "V11.shape"),
    (proofs(lambda found: found.reverse()), "V11.proof"),
    (proofs(lambda found: found[1]["z"].__setitem__(0, "00" * 32)), "V11.proof"),
    (proofs(lambda found: found[1]["z"].__setitem__(0, "ff" * 32)), "V11.proof"),
    (proofs(lambda found: found[0]["t"].__setitem__(2, "ff" * 32)), "V11.proof"),
]


@pytest.mark.parametrize(("forge", "check"), PAPER)
def test_papers_that_do_not_add_up_are_refused(forge: Callable[[CountedPoll], object], check: str) -> None:
    poll = honest()
    forge(poll)
    assert poll.first_failure()[0] == check


def drop_ballot_from_the_mix(poll: CountedPoll) -> None:
    """One ballot is left out of everything after the close."""
    left_out = poll.ballots.pop()
    del poll.entries[poll.close_index + 1 :]
    poll.mix("selection")
    poll.mix("motion")
    poll.ballots.append(left_out)


def swap_votes_of_two_mixes(poll: CountedPoll) -> None:
    first, second = poll.of("mix")[0], poll.of("mix")[1]
    at, to = poll.entries.index(first), poll.entries.index(second)
    poll.entries[at], poll.entries[to] = second, first


def replace_a_vote_in_a_mix(poll: CountedPoll) -> None:
    rows = poll.files["mix/selection/joint/stage3.bin"]
    other = _core.encrypt(poll.pk, _core.embed(bytes([2, *bytes(31)])), _core.random_scalars(1))
    poll.file("mix/selection/joint/stage3.bin", other + rows[64:])


def two_mixes_only(poll: CountedPoll) -> None:
    for entry in poll.of("mix")[1:]:
        poll.entries.remove(entry)


MIX = [
    (drop_ballot_from_the_mix, "V12.input"),
    (set_in("mix", inp="00" * 32), "V12.input"),
    (lambda poll: poll.ballots.pop(), "V12.input"),
    (lambda poll: poll.ballots.reverse(), "V12.input"),
    (set_in("mix", 2, group="g1"), "V12.groups"),
    (set_in("dec", group="g1"), "V12.groups"),
    (lambda poll: poll.of("plain")[0].update(contest="cred"), "V12.groups"),
    (lambda poll: [drop("mix")(poll) for _ in range(3)], "V12.groups"),
    (two_mixes_only, "V13.mixers"),
    (set_in("mix", 1, mixer="mixer-a"), "V13.mixers"),
    (set_in("mix", 1, mixer="typist-a"), "V13.mixers"),
    (set_in("mix", 1, stage=3), "V13.chain"),
    (set_in("mix", 1, inp="00" * 32), "V13.chain"),
    (swap_votes_of_two_mixes, "V12.input"),
    (replace_a_vote_in_a_mix, "V13.shuffle"),
    (alter("mix/selection/joint/stage3.bin", lambda rows: rows[64:] + rows[:64]), "V13.shuffle"),
    (alter("mix/selection/joint/stage3.bin", lambda rows: rows[64:]), "V13.shuffle"),
    (alter("mix/selection/joint/stage3.bin", lambda rows: rows + rows[:64]), "V13.shuffle"),
    (alter("mix/selection/joint/stage3.bin", lambda rows: b""), "V13.shuffle"),
    (alter("mix/motion/joint/proof2.bin", lambda proof: b""), "V13.shuffle"),
    (alter("mix/motion/joint/proof2.bin", lambda proof: proof + b"\0"), "V13.shuffle"),
    (alter("mix/motion/joint/proof2.bin", lambda proof: proof[:-32] + IDENTITY), "V13.shuffle"),
]


def test_a_mix_that_is_missing_is_named_before_any_rows_are_made() -> None:
    poll = honest()
    poll.entries[:] = [entry for entry in poll.entries if entry["type"] != "mix"]
    poll.group = Group("full", 2**60)  # no memory holds so many rows
    for final in poll.of("paper.final"):
        final["group"] = poll.group.name
    assert poll.first_failure()[0] == "V12.groups"


@pytest.mark.parametrize(("forge", "check"), MIX)
def test_mixes_that_change_votes_are_refused(forge: Callable[[CountedPoll], object], check: str) -> None:
    poll = honest()
    forge(poll)
    assert poll.first_failure()[0] == check


def test_the_equations_that_fail_are_named() -> None:
    poll = honest()
    replace_a_vote_in_a_mix(poll)
    assert poll.first_failure()[1] == (
        "selection, joint: mix 3, by mixer-c:"
        " of the proof's five equations these do not hold: E1, E2, E3, E4, E5"
    )


def third_trustee_too(poll: CountedPoll) -> None:
    at = poll.entries.index(poll.of("plain")[0])
    poll.entries.insert(at, {"type": "dec", **poll.part("selection", 3), "i": 4})


def trustees_turned_round(poll: CountedPoll) -> None:
    first, second = poll.of("dec")
    at, to = poll.entries.index(first), poll.entries.index(second)
    poll.entries[at], poll.entries[to] = second, first


def another_share(poll: CountedPoll) -> None:
    poll.coefficients = poll.coefficients[:32] + _core.random_scalars(1)
    part = poll.part("selection", 1)
    poll.of("dec")[0].update(part)


def point_replaced(poll: CountedPoll) -> None:
    points = poll.files["plain/selection/joint.bin"]
    poll.file("plain/selection/joint.bin", points[:-32] + points[:32])


def early(kind: str) -> Callable[[CountedPoll], object]:
    def forge(poll: CountedPoll) -> None:
        entry = poll.of(kind)[0]
        poll.entries.remove(entry)
        poll.entries.insert(poll.close_index + 1, entry)

    return forge


DECRYPTION = [
    (drop("dec"), "V14.trustees"),
    (double("dec"), "V14.trustees"),
    (third_trustee_too, "V14.trustees"),
    (trustees_turned_round, "V14.trustees"),
    (set_in("dec", 1, i=4), "V14.trustees"),
    (set_in("dec", 1, i=2), "V14.proof"),
    (early("dec"), "V14.input"),
    (set_in("dec", inp="00" * 32), "V14.input"),
    (alter("dec/selection/joint/t1.bin", lambda data: data[32:]), "V14.factors"),
    (alter("dec/selection/joint/t1.bin", lambda data: b"\1" + bytes(31) + data[32:]), "V14.factors"),
    (alter("dec/selection/joint/t1.bin", lambda data: data[32:64] + data[:32] + data[64:]), "V14.proof"),
    (alter("dec/selection/joint/t1.bin", lambda data: IDENTITY + data[32:]), "V14.proof"),
    (set_in("dec", dleq={"t_b": "ff" * 32, "t_a": "00" * 32, "z": "ff" * 32}), "V14.proof"),
    (another_share, "V14.proof"),
    (early("plain"), "V14.plain"),
    (drop("plain"), "V14.plain"),
    (double("plain"), "V14.plain"),
    (point_replaced, "V14.plain"),
    (alter("plain/selection/joint.bin", lambda data: data[32:]), "V14.plain"),
    (alter("plain/selection/joint.bin", lambda data: b""), "V14.plain"),
]


@pytest.mark.parametrize(("forge", "check"), DECRYPTION)
def test_decryptions_that_change_votes_are_refused(
    forge: Callable[[CountedPoll], object], check: str
) -> None:
    poll = honest()
    forge(poll)
    assert poll.first_failure()[0] == check


VOTES = "votes/selection/joint.ndjson"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data + b'{"v":[0]}\n',
        lambda data: b'{"v":[9]}\n' + data.split(b"\n", 1)[1],
        lambda data: data.replace(b":", b": ", 1),
        lambda data: b"\r".join(data.split(b"\n")),
    ],
)
def test_votes_that_are_not_the_decrypted_ones_are_refused(change: Callable[[bytes], bytes]) -> None:
    poll = honest()
    alter(VOTES, change)(poll)
    assert poll.first_failure()[0] == "V15.votes"


def test_two_published_votes_exchanged_are_refused_by_number() -> None:
    poll = honest()
    lines = poll.files[VOTES].splitlines(keepends=True)
    at = next(n for n in range(1, len(lines)) if lines[n] != lines[0])
    lines[0], lines[at] = lines[at], lines[0]
    poll.file(VOTES, b"".join(lines))
    check, message = poll.first_failure()
    assert (check, message) == (
        "V15.votes",
        "selection, joint: the published vote 1 is not the decrypted one",
    )


class OneUnmarked(CountedPoll):
    """The register has no mark for one of the ballots."""

    def by_channel(self) -> dict[str, int]:
        found = super().by_channel()
        return {**found, "online": found["online"] - 1}


def test_votes_that_are_not_as_many_as_the_register_has_are_refused() -> None:
    check, message = OneUnmarked().first_failure()
    assert check == "V15.votes" and message and "things were checked" in message


def result_changed(**fields: Any) -> Callable[[CountedPoll], object]:
    def forge(poll: CountedPoll) -> None:
        found = decode(poll.files["count/selection.json"])
        found.update(fields)
        poll.of("declare")[0]["results"][0].update(poll.file("count/selection.json", encode(found)))

    return forge


def another_winner(poll: CountedPoll) -> None:
    poll.of("declare")[0]["results"][0]["elected"] = [3]


def withdrawn_in_the_minutes(poll: CountedPoll) -> None:
    poll.entries.insert(
        poll.close_index,
        {"type": "minute", "kind": "candidate.withdrawn", "subject": "selection/bea", "refs": []},
    )
    poll.close_index += 1


def unfounded_minute(poll: CountedPoll) -> None:
    withdrawn_in_the_minutes(poll)
    withdrawn_in_the_minutes(poll)


def not_countable(poll: CountedPoll) -> None:
    count = {**CONTESTS[0]["count"], "version": 99}
    poll.contests = [{**CONTESTS[0], "count": count}, CONTESTS[1]]


COUNT = [
    (another_winner, "V16.result"),
    (result_changed(valid=7), "V16.result"),
    (result_changed(extra=1), "V16.result"),
    (result_changed(withdrawn=["asa"]), "V16.result"),
    (result_changed(seats=2), "V16.rule"),
    (result_changed(rule="fptp"), "V16.rule"),
    (alter("count/selection.json", lambda data: b"[]"), "V16.result"),
    (alter("count/selection.json", lambda data: b""), "V16.result"),
    (alter("count/selection.json", lambda data: data + b"\n"), "V16.result"),
    (lambda poll: poll.of("declare")[0]["results"].pop(0), "V16.result"),
    (lambda poll: poll.entries.remove(poll.of("declare")[0]), "V16.result"),
    (withdrawn_in_the_minutes, "V16.result"),
    (unfounded_minute, "V16.candidates"),
    (not_countable, "V16.rule"),
]


@pytest.mark.parametrize(("forge", "check"), COUNT)
def test_results_that_the_votes_do_not_give_are_refused(
    forge: Callable[[CountedPoll], object], check: str
) -> None:
    poll = honest()
    forge(poll)
    assert poll.first_failure()[0] == check


def test_a_false_result_is_told_with_the_names() -> None:
    poll = honest()
    another_winner(poll)
    assert poll.first_failure()[1] == (
        "selection: declared elected is Cid Birch, but the votes elect Bea Birch"
    )


def owned_up(poll: CountedPoll) -> None:
    one_more_mark(poll)
    poll.of("paper.final")[0]["discrepancy"] = "one envelope held no paper"
    poll.of("declare")[0]["discrepancies"] = ["desk: one envelope held no paper"]
    poll.of("declare")[0]["by_channel"] = [["in-person", 4], ["online", 5], ["post", 2]]


def test_a_discrepancy_of_the_papers_that_is_declared_passes() -> None:
    poll = honest()
    owned_up(poll)
    assert poll.first_failure() == (None, None)


def silent(poll: CountedPoll) -> None:
    owned_up(poll)
    poll.of("declare")[0]["discrepancies"] = []


DECLARATION = [
    (lambda poll: poll.of("declare")[0]["results"].reverse(), "V17.contests"),
    (
        lambda poll: poll.of("declare")[0]["results"].append(poll.of("declare")[0]["results"][0]),
        "V17.contests",
    ),
    (double("declare"), "V17.contests"),
    (set_in("declare", register_root="00" * 32), "V17.register-root"),
    (set_in("declare", by_channel=[["online", 10]]), "V17.by-channel"),
    (set_in("declare", by_channel=[["post", 2], ["online", 5], ["in-person", 3]]), "V17.by-channel"),
    (set_in("declare", credential_mode="single-channel"), "V17.mode"),
    (set_in("declare", discrepancies=["desk: none"]), "V17.discrepancies"),
    (silent, "V17.discrepancies"),
]


@pytest.mark.parametrize(("forge", "check"), DECLARATION)
def test_declarations_that_misstate_what_was_proven_are_refused(
    forge: Callable[[CountedPoll], object], check: str
) -> None:
    poll = honest()
    forge(poll)
    assert poll.first_failure()[0] == check


def test_the_lot_needs_the_checkpoint_of_the_close() -> None:
    poll = honest()
    poll.close_index += 1
    assert poll.first_failure()[0] == "V16.rule"
