"""Polls in which the last ballot counts, and votes in a spelling that no device gives them.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import random
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from tellers import _core
from tellers.canonical import decode, encode
from tellers.crypto import selections
from tellers.crypto.check import first_bad_point
from tellers.crypto.prove.ballots import Encrypted
from tellers.crypto.secret import Secret
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.run import Rehearsed, run
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forced import caught_by
from tests.attacks.forger import CONTEST, Entry, Forger, judge

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


@pytest.fixture(scope="module")
def revoted(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A poll of twelve in which the last ballot counts, and two vote twice."""
    plan = small_plan()
    rules = replace(plan.rules, precedence="last")
    last = replace(plan, electors=plan.electors[:12], rules=rules, opened_ballots=0, audited=0)
    return run(last, tmp_path_factory.mktemp("last"), chance=random.Random(1))


@pytest.fixture
def last(revoted: Rehearsed) -> Forger:
    """A forger of that poll."""
    return Forger(revoted)


def ballots_of_one(forger: Forger) -> list[Entry]:
    """The ballots, at least two, of a member who voted again and never on paper."""
    on_paper = anew.marks_of(forger)
    for entry in forger.of("ballot"):
        every = [other for other in forger.of("ballot") if other["cred"] == entry["cred"]]
        if len(every) > 1 and entry["cred"] not in on_paper:
            return every
    raise AssertionError("nobody voted twice")


def check_of(forger: Forger, folder: Path) -> str | None:
    """The check that fails first once everything was made anew."""
    files = forger.remake()
    return caught_by(lambda: judge(files, folder, forger.hall.sid.hex()))


@twins
def test_an_older_ballot_is_replayed_as_the_last(last: Forger, lying: bool, tmp_path: Path) -> None:
    """Honest: the member, who alone can number a ballot. Register and tally follow the older one.

    The server's own signature on it is made anew, so that it is not the same entry.
    """
    older, newer = ballots_of_one(last)[:2]
    if lying:
        again = deepcopy(older)
        again["pok"]["z"] = newer["pok"]["z"]
        last.insert(last.index(newer) + 1, again, "server")
    anew.reclose(last)
    anew.retally(last)
    assert check_of(last, tmp_path) == ("V8.counter" if lying else None)


@twins
def test_the_first_ballot_is_mixed_where_the_last_counts(last: Forger, lying: bool, tmp_path: Path) -> None:
    """Honest: nobody. The member changed their mind, and the office counts the vote of before."""
    older, newer = ballots_of_one(last)[:2]
    rows = anew.stage_zero(last)
    counted, passed_over = (bytes.fromhex(entry["cts"][0]["ct"][0]) for entry in (newer, older))
    assert counted in rows
    anew.retally(last, rows.replace(counted, passed_over) if lying else rows)
    assert check_of(last, tmp_path) == ("V12.input" if lying else None)


@twins
def test_a_later_ballot_is_dropped_and_the_earlier_one_counts(
    last: Forger, lying: bool, tmp_path: Path
) -> None:
    """Honest: the witnesses. With them in league only the member's receipt is left to show it."""
    last.honest = {witness.id for witness in last.hall.witnesses} if lying else set()
    last.drop(last.index(ballots_of_one(last)[-1]))
    anew.reclose(last)
    anew.retally(last)
    assert check_of(last, tmp_path) == ("V3.cosignatures" if lying else None)


def second_spelling(number: int) -> bytes:
    """A point that stands for a number by a counter that is not the smallest: a mark for a buyer of votes."""
    wanted = selections.to_points([number], 1)
    spellings = ((2 * (256 * number + k)).to_bytes(32, "little") for k in range(256))
    return next(point for point in spellings if first_bad_point(point, False) == -1 and point != wanted)


@twins
def test_a_marked_vote_is_published_as_a_vote(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. What is not the one spelling of a vote is malformed, and counted as that."""
    device = forger.device(forger.row_with(status="not-voted"))
    shape = selections.shape_of(forger.election["contests"][0])
    number = selections.encode(shape, [2])
    chance = _core.random_scalars(1)
    ciphertext = _core.encrypt(forger.pk, second_spelling(number), chance)
    entry = anew.cast(forger, anew.ballot(forger, device, [2]))
    cts = [{"c": CONTEST, "ct": [ciphertext.hex()]}]
    anew.reprove(forger, entry, device, Encrypted(cts, Secret(chance)))
    anew.reclose(forger)
    anew.retally(forger)
    votes = anew.published_votes(forger)
    assert votes.count(None) == 1
    if lying:
        votes[votes.index(None)] = [2]
        anew.publish_votes(forger, votes)
        anew.recount(forger, votes)
    else:
        assert decode(forger.files[f"count/{CONTEST}.json"])["malformed"] == 1
    check_caught(lying, "V15.votes")


@twins
@pytest.mark.parametrize("source", ["post-2", "box-1"])
def test_the_proof_of_another_box_is_used_for_a_box(
    forger: Forger, source: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A proof is bound to its batch and papers; its parts are repeated to their number."""
    (ours,), (theirs,) = (decode(forger.files[f"paper/{box}/pok.json"]) for box in ("post-1", source))
    proof = {part: (theirs[part] * 20)[: len(ours[part])] for part in "tz"} if lying else ours
    forger.only("paper.final", batch="post-1")["pok"] = forger.write("paper/post-1/pok.json", encode([proof]))
    anew.retally(forger)
    check_caught(lying, "V11.proof")
