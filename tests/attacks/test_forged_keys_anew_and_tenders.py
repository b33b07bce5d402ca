"""V7 and V8: keys issued anew, and tenders.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import random
from copy import deepcopy
from pathlib import Path

import pytest

from tellers import _core
from tellers.crypto.prove import credentials
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tellers.rehearsal.run import Rehearsed, run
from tests.attacks import anew, cases
from tests.attacks.cases import ABSENT, KEPT, LET_IN, PLAIN, REISSUED, settle
from tests.attacks.conftest import Judge
from tests.attacks.forced import caught_by
from tests.attacks.forger import Entry, Forger, judge

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


@pytest.fixture(scope="session")
def _first(doubted: Rehearsed) -> Forger:
    return Forger(doubted)


# V7: keys issued anew


@twins
def test_a_half_is_issued_anew_from_one_that_is_not_current(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Two chains of keys for one pseudonym would be two voters."""
    if lying:
        first, second = cases.about(forger, "cred.reissue", LET_IN)
        cases.about(forger, "cred.reissue", REISSUED)[0]["old"] = (first if first["half"] == "r" else second)[
            "old"
        ]
    check_caught(lying, "V7.reissue")


@twins
def test_a_half_that_was_replaced_is_replaced_again(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    device = cases.first_device(forger, REISSUED if lying else PLAIN)
    cases.reissue(forger, REISSUED if lying else PLAIN, device, "s")
    settle(forger)
    check_caught(lying, "V7.reissue")


@twins
@pytest.mark.parametrize("whose", ["another's", "another's server half", "their own of before"])
def test_a_half_is_issued_anew_to_a_key_that_was_used(
    forger: Forger, whose: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Somebody would vote with one half for two, or a thief with the stolen letter."""
    elector = REISSUED
    entry = next(one for one in cases.about(forger, "cred.reissue", elector) if one["half"] == "r")
    other = next(line for line in anew.key_lines(forger) if line["cred"] == cases.cred(forger, PLAIN))
    used = {
        "another's": other["xr"],
        "another's server half": other["xs"],
        "their own of before": entry["old"],
    }
    fresh = credentials.public_key(Secret(_core.random_scalars(1))).hex()
    new = used[whose] if lying else fresh
    cases.order(
        forger, "cred.reissue", elector, "registrar", half="r", old=entry["new"], new=new, reason="lost"
    )
    settle(forger)
    check_caught(lying, "V7.reissue")


@twins
@pytest.mark.parametrize("new", ["ff" * 32, "00" * 32])
def test_what_is_issued_is_no_key(forger: Forger, new: str, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A key that nobody can have would shut a member out."""
    if lying:
        key = next(line for line in anew.key_lines(forger) if line["cred"] == cases.cred(forger, PLAIN))
        cases.order(forger, "cred.reissue", PLAIN, "server", half="s", old=key["xs"], new=new, reason="lost")
    settle(forger)
    check_caught(lying, "V7.reissue")


@twins
def test_a_key_is_issued_to_somebody_beside_the_list(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        forger.of("cred.reissue")[0]["cred"] = "ab" * 16
    check_caught(lying, "V7.reissue")


@twins
def test_a_half_is_issued_anew_by_the_other_issuer(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the registrar, without whom the server would come to have both halves."""
    entry = next(one for one in forger.of("cred.reissue") if one["half"] == "r")
    if lying:
        entry["sigs"] = [{"by": "server", "sig": ""}]
    check_caught(lying, "V4.signer")


@twins
def test_the_stolen_letter_is_used_after_another_was_issued(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the member. The thief has both halves of the first issue, and the server lets the ballot in."""
    [entry] = cases.about(forger, "ballot", REISSUED)
    if lying:
        stolen = cases.filled_in(forger, cases.first_device(forger, REISSUED), 1, "ballot")
        entry.update(cts=stolen["cts"], pok=stolen["pok"])
    settle(forger)
    check_caught(lying, "V8.proof")


# V8: tenders


def tender(
    forger: Forger, elector: int, *halves: str, n: int = 2, kind: str = "tender"
) -> tuple[Entry, Device]:
    """An elector's key is issued anew, a tender made with it, and let in by the panel."""
    device = cases.reissue(forger, elector, cases.first_device(forger, elector), *halves)
    entry = cases.put(forger, cases.filled_in(forger, device, n, kind), "server")
    if kind == "tender":
        cases.decide(forger, elector, forger.index(entry))
    return entry, device


@twins
def test_a_tender_is_made_where_nobody_had_voted(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Whoever has not voted casts a ballot, which no panel may keep out."""
    tender(forger, ABSENT, "r", "s", n=1, kind="tender" if lying else "ballot")
    settle(forger)
    check_caught(lying, "V8.tender")


@twins
@pytest.mark.parametrize("halves", ["r", "s", ""])
def test_a_tender_is_made_with_a_half_of_the_key_that_voted(
    forger: Forger, halves: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. It may be the thief who tenders."""
    tender(forger, PLAIN, *(halves if lying else "rs"))
    settle(forger)
    check_caught(lying, "V8.tender")


@twins
@pytest.mark.parametrize("kind", ["tender", "ballot"])
def test_somebody_casts_again_after_a_tender(
    forger: Forger, kind: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The panel would decide about the one, and the other would count."""
    _, device = tender(forger, PLAIN, "r", "s")
    decision = cases.about(forger, "cred.decide", PLAIN)[0]
    if lying:
        forger.insert(forger.index(decision), cases.filled_in(forger, device, 3, kind), "server")
    settle(forger)
    check_caught(lying, "V8.tender")


@twins
def test_a_tender_bears_an_old_number(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The counter runs on."""
    tender(forger, PLAIN, "r", "s", n=1 if lying else 7)
    settle(forger)
    check_caught(lying, "V8.counter")


@twins
def test_a_tender_copies_the_ballot_that_it_disputes(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: whoever voted first."""
    entry, _ = tender(forger, PLAIN, "r", "s")
    if lying:
        entry["cts"] = deepcopy(cases.about(forger, "ballot", PLAIN)[0]["cts"])
    settle(forger)
    check_caught(lying, "V8.fresh")


@twins
def test_a_tender_is_opened_as_if_it_had_been_a_test(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. What was tendered may count, so it must stay sealed."""
    [entry], opened = cases.about(forger, "tender", LET_IN), forger.of("ballot.open")[0]
    if lying:
        opened["cts"] = deepcopy(entry["cts"])
    check_caught(lying, "V9.fresh")


# Under the rule that the last ballot counts


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """The same poll where the last ballot counts."""
    return run(cases.doubted("last"), tmp_path_factory.mktemp("last"), chance=random.Random(1))


@twins
def test_a_tender_is_posted_as_the_last_ballot(later: Rehearsed, lying: bool, tmp_path: Path) -> None:
    """Honest: the member, who meant it for the panel, which kept the first ballot."""
    forger = Forger(later)
    [entry], [decision] = cases.about(forger, "tender", KEPT), cases.about(forger, "cred.decide", KEPT)
    if lying:
        entry["type"] = "ballot"
        forger.drop(forger.index(decision))
    settle(forger)
    files = forger.remake()
    caught = caught_by(lambda: judge(files, tmp_path, forger.hall.sid.hex()))
    assert caught == ("V8.proof" if lying else None)
