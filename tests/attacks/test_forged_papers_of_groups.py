"""Papers of several groups of members: boxes and batches that lie about whose they are.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from collections import Counter
from copy import deepcopy

import pytest

from tellers.board.groups import Group
from tellers.canonical import decode, encode
from tellers.crypto import selections
from tellers.crypto.prove import papers
from tellers.rehearsal.run import Rehearsed
from tests import federation
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.federated import batch_of, of_batch, tally
from tests.attacks.forger import Entry, Forger
from tests.federation import ASSOCIATES, DELEGATES, MEMBERS, MOTION, PRESIDENT

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


@pytest.fixture(scope="session")
def _first(federated: Rehearsed) -> Forger:
    return Forger(federated)


def rebatch(forger: Forger, line: Entry, batch: str) -> None:
    """Let a paper be marked as of another batch, on the board and in the list of marks."""
    register = forger.rehearsed.register
    assert register is not None
    (idx,) = (row.values["idx"] for row in register.rows if row.values["cred"] == line["cred"])
    mark = forger.entries[idx]
    assert isinstance(mark, dict)
    mark["batch"] = batch
    lines = [decode(one) for one in forger.lines_of("paper/marks.ndjson")]
    for one in lines:
        one["batch"] = batch if one["cred"] == line["cred"] else one["batch"]
    forger.write_lines("paper/marks.ndjson", map(encode, lines))


def enter(forger: Forger, final: Entry, number: int) -> None:
    """Enter a batch again as so many papers, all alike."""
    batch, proofs = final["batch"], []
    final.update(cts=[], diffs=[])
    for contest in forger.hall.plan.contests_of[final["group"].rsplit("-x", 1)[0]]:
        id, shape = contest["id"], selections.shape_of(contest)
        votes = [selections.encode(shape, [0])] * number
        rows, proof = b"", dict[str, list[str]](t=[], z=[])
        if votes:
            rows, proof = papers.encrypt_batch(
                forger.eid, forger.pk, batch, id, selections.width(shape), votes
            )
        final["cts"].append({"c": id, **forger.write(f"paper/{batch}/{id}.bin", rows)})
        proofs.append(proof)
    final["pok"] = forger.write(f"paper/{batch}/pok.json", encode(proofs))
    for entry in [final, *of_batch(forger, "paper.commit", batch)]:
        entry["n"] = number


# V10


@twins
@pytest.mark.parametrize("group", [ASSOCIATES, DELEGATES])
def test_a_paper_is_put_into_another_groups_box(
    forger: Forger, group: Group, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Papers of two ballots, or of two weights, cannot be told apart in one box."""
    box, channel = batch_of(forger, MEMBERS, "post"), "post"
    other = batch_of(forger, group, channel)
    lines = [decode(line) for line in forger.lines_of("paper/marks.ndjson")]
    if lying:
        rebatch(forger, next(line for line in lines if line["batch"] == other), box)
    check_caught(lying, "V10.batches")


def open_apart_by_post(forger: Forger, batch: str) -> None:
    """Open one member's envelope by itself, in a batch of its own, marked, typed and entered."""
    old = batch_of(forger, MEMBERS, "post")
    line = next(line for line in map(decode, forger.lines_of("paper/marks.ndjson")) if line["batch"] == old)
    rebatch(forger, line, batch)
    before, commits = forger.only("paper.final", batch=old), of_batch(forger, "paper.commit", old)
    for entry in (*commits, before):
        by = [sig["by"] for sig in entry["sigs"]]
        forger.insert(forger.index(forger.only("marks")), {**deepcopy(entry), "batch": batch}, *by)
    enter(forger, forger.only("paper.final", batch=batch), 1)
    enter(forger, before, before["n"] - 1)


@twins
def test_the_papers_of_two_groups_change_places(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: whoever logged the marks. Once the papers are read, a member's counts for twenty-five.

    Two boxes of one ballot and one paper each: the list says that the delegate's paper was in the other.
    """
    own = "post-9"
    open_apart_by_post(forger, own)
    boxes = {own: DELEGATES.name, batch_of(forger, DELEGATES, "post"): MEMBERS.name}
    if lying:
        lines = [decode(line) for line in forger.lines_of("paper/marks.ndjson")]
        one, other = (line for line in lines if line["batch"] in boxes)
        one["batch"], other["batch"] = other["batch"], one["batch"]
        forger.only("marks")["blob"] = forger.write_lines("paper/marks.ndjson", map(encode, lines))
        for box, group in boxes.items():
            forger.only("paper.final", batch=box)["group"] = group
    anew.reclose(forger)
    tally(forger)
    check_caught(lying, "V10.batches")


# V11


@twins
def test_a_batch_is_entered_with_anothers_weight(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Each paper of these members would count twenty-five times."""
    batch = batch_of(forger, MEMBERS, "in-person")
    forger.only("paper.final", batch=batch)["group"] = DELEGATES.name if lying else MEMBERS.name
    tally(forger)
    check_caught(lying, "V11.shape")


@twins
def test_associates_papers_are_entered_with_a_vote_for_president(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The officers add a contest to a box whose papers do not have it."""
    batch = batch_of(forger, ASSOCIATES, "post")
    final = forger.only("paper.final", batch=batch)
    if lying:
        blob = forger.write(f"paper/{batch}/{PRESIDENT}.bin", forger.files[f"paper/{batch}/{MOTION}.bin"])
        final["cts"].insert(0, {"c": PRESIDENT, **blob})
    tally(forger)
    check_caught(lying, "V11.shape")


# V12


def enter_by_post(forger: Forger, number: int) -> None:
    """Enter as many papers of members by post, all alike, and say that the other envelopes were empty."""
    marked = Counter(mark["batch"] for mark in forger.of("mark") if mark["channel"] == "post")
    for final in [final for final in forger.of("paper.final") if final["batch"] in marked]:
        marks = marked[final["batch"]]
        entered = min(number, marks) if final["group"] == MEMBERS.name else 0
        number -= entered
        final["discrepancy"] = "the other envelopes were empty" if entered < marks else ""
        enter(forger, final, entered)
    assert number == 0
    owned = [
        f"{one['batch']}: {one['discrepancy']}" for one in forger.of("paper.final") if one["discrepancy"]
    ]
    forger.only("declare")["discrepancies"] = sorted(owned)


@twins
def test_a_box_of_many_marks_and_few_papers_is_mixed_alone(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: those whose papers are left, whose votes would be published as theirs.

    Twenty members are marked by post; the officers own up to it that all but a few papers are missing.
    """
    enter_by_post(forger, federation.MIX_K - (1 if lying else 0))
    tally(forger)
    check_caught(lying, "V12.groups")
