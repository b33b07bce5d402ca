"""V8, V10 and V12: ballots held, decisions about them, and the numbers of ballots and of the close.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import pytest

from tellers.board.entries import STRIDE
from tellers.canonical import LARGEST
from tellers.rehearsal.run import Rehearsed
from tests.attacks import anew, cases
from tests.attacks.cases import (
    ABSENT,
    ENTERED,
    EXCLUDED,
    KEPT,
    LET_IN,
    ON_PAPER,
    PLAIN,
    RESTORED,
    settle,
)
from tests.attacks.conftest import Judge
from tests.attacks.forger import Forger

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
RO, DEPUTY, PANEL = "returning-officer", "deputy", "panel-chair"


@pytest.fixture(scope="session")
def _first(doubted: Rehearsed) -> Forger:
    return Forger(doubted)


# V8: numbers


@twins
@pytest.mark.parametrize("excess", [1, LARGEST - STRIDE], ids=["one", "all"])
def test_a_thief_uses_up_the_numbers_of_a_member(
    forger: Forger, excess: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: the member, who could never cast again, nor tender. In the twin there is room for a tender."""
    [entry] = cases.about(forger, "ballot", PLAIN)
    device = cases.first_device(forger, PLAIN)
    taken = cases.filled_in(forger, device, STRIDE + (excess if lying else 0), "ballot")
    entry.update({name: taken[name] for name in ("n", "cts", "pok")})
    if not lying:
        anew_by_desk = cases.reissue(forger, PLAIN, device, "r", "s")
        tender = cases.put(forger, cases.filled_in(forger, anew_by_desk, 2 * STRIDE), "server")
        cases.decide(forger, PLAIN, forger.index(tender))
    settle(forger)
    check_caught(lying, "V8.counter")


@twins
def test_a_tender_uses_up_the_numbers_of_a_member(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    device = cases.reissue(forger, PLAIN, cases.first_device(forger, PLAIN), "r", "s")
    tender = cases.put(forger, cases.filled_in(forger, device, 1 + STRIDE + lying), "server")
    cases.decide(forger, PLAIN, forger.index(tender))
    settle(forger)
    check_caught(lying, "V8.counter")


# V10: holds and decisions


@twins
def test_nobody_decides_about_a_tender(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A member was let vote into nothing."""
    if lying:
        forger.drop(forger.index(cases.about(forger, "cred.decide", LET_IN)[0]))
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_a_ballot_is_held_and_nobody_decides_about_it(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the panel, whom nobody asked. In the twin the member held has cast nothing to decide about."""
    cases.suspend(forger, PLAIN if lying else ABSENT)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize("elector", [EXCLUDED, ENTERED])
def test_the_decision_about_a_ballot_that_is_held_is_left_out(
    forger: Forger, elector: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. What the panel decided is kept quiet, and the ballot stays out as if it had."""
    if lying:
        forger.drop(forger.index(cases.about(forger, "cred.decide", elector)[0]))
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_decides_before_the_tender_comes(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        [decision] = cases.about(forger, "cred.decide", LET_IN)
        forger.drop(forger.index(decision))
        cases.suspend(forger, LET_IN)
        suspended, tendered = forger.of("cred.suspend")[-1], cases.about(forger, "tender", LET_IN)[0]
        forger.drop(forger.index(suspended))
        at = forger.index(tendered)
        first = cases.about(forger, "ballot", LET_IN)[0]
        forger.insert(at, suspended)
        forger.insert(at + 1, {**decision, "enter": forger.index(first)})
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_excludes_a_ballot_that_nobody_holds(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Without a hold on the board nobody was told, and the member was not heard."""
    if not lying:
        cases.suspend(forger, PLAIN)
    cases.decide(forger, PLAIN, -1)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_decides_after_the_hold_was_lifted(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        cases.decide(forger, RESTORED, -1)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize("whose", ["another's", "a mark", "one that comes later", "beyond the board"])
def test_the_panel_enters_what_is_no_ballot_of_the_member(
    forger: Forger, whose: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. One member would vote twice, and the other not at all."""
    [decision] = cases.about(forger, "cred.decide", ENTERED)
    places = {
        "another's": forger.index(cases.about(forger, "ballot", PLAIN)[0]),
        "a mark": forger.index(forger.of("mark")[0]),
        "one that comes later": forger.index(decision) + 1,
        "beyond the board": 2**50,
    }
    if lying:
        decision["enter"] = places[whose]
    check_caught(lying, "V10.decisions")


@twins
def test_the_panel_decides_a_second_time(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. It might go on until it likes the result."""
    if lying:
        cases.decide(forger, EXCLUDED, forger.index(cases.about(forger, "ballot", EXCLUDED)[0]))
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize(
    "signers", [(RO, DEPUTY, "registrar"), (RO, DEPUTY), (PANEL, RO, DEPUTY), (RO, RO, PANEL)]
)
def test_the_panel_is_left_out_of_its_decision(
    forger: Forger, signers: tuple[str, ...], lying: bool, check_caught: Judge
) -> None:
    """Honest: the panel, or the deputy; the others decide alone."""
    if lying:
        cases.about(forger, "cred.decide", EXCLUDED)[0]["sigs"] = [{"by": by, "sig": ""} for by in signers]
    check_caught(lying, "V4.signer")


@twins
@pytest.mark.parametrize(
    "signers", [(RO, DEPUTY), (RO, DEPUTY, "registrar"), (PANEL, RO, DEPUTY), (RO, DEPUTY, DEPUTY)]
)
def test_a_hold_is_lifted_without_the_panel(
    forger: Forger, signers: tuple[str, ...], lying: bool, check_caught: Judge
) -> None:
    """Honest: the panel; two officers let a ballot in whose complaint the panel never heard."""
    if lying:
        cases.about(forger, "cred.restore", RESTORED)[0]["sigs"] = [{"by": by, "sig": ""} for by in signers]
    check_caught(lying, "V4.signer")


@twins
def test_one_officer_suspends_a_member(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the deputy."""
    if lying:
        cases.about(forger, "cred.suspend", EXCLUDED)[0]["sigs"].pop()
    check_caught(lying, "V4.signer")


@twins
def test_a_member_is_held_whose_paper_is_in_a_box(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The paper counts whatever the board says; a hold that does nothing deceives."""
    cases.suspend(forger, ON_PAPER)
    if not lying:
        cases.restore(forger, ON_PAPER)
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
def test_the_panel_decides_about_a_member_whose_paper_is_in_a_box(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    cases.suspend(forger, ON_PAPER)
    if lying:
        cases.decide(forger, ON_PAPER, -1)
    else:
        cases.restore(forger, ON_PAPER)
    settle(forger)
    check_caught(lying, "V10.decisions")


@twins
@pytest.mark.parametrize(
    ("elector", "kind"), [(PLAIN, "restore"), (EXCLUDED, "suspend"), (EXCLUDED, "restore")]
)
def test_a_hold_is_lifted_or_laid_without_cause(
    forger: Forger, elector: int, kind: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Nobody could say any more who is held."""
    if lying:
        (cases.restore if kind == "restore" else cases.suspend)(forger, elector)
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
def test_a_member_is_held_who_is_held_already(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    for _ in range(1 + lying):
        cases.suspend(forger, ABSENT)
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
def test_somebody_is_held_who_is_not_on_the_list(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        cases.suspend(forger, ABSENT)["cred"] = "ab" * 16
    settle(forger)
    check_caught(lying, "V10.holds")


@twins
@pytest.mark.parametrize("elector", [EXCLUDED, KEPT])
def test_what_was_excluded_is_mixed_all_the_same(
    forger: Forger, elector: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Of ``KEPT`` the first ballot counts, and the tender is mixed in its place."""
    rows = anew.stage_zero(forger)
    entry = cases.about(forger, "tender" if elector == KEPT else "ballot", elector)[0]
    slipped_in = bytes.fromhex(entry["cts"][0]["ct"][0])
    if elector == KEPT:
        counted = bytes.fromhex(cases.about(forger, "ballot", KEPT)[0]["cts"][0]["ct"][0])
        assert counted in rows
        forged = rows.replace(counted, slipped_in)
    else:
        forged = slipped_in + rows
    anew.retally(forger, forged if lying else rows)
    check_caught(lying, "V12.input")


@twins
def test_somebody_excluded_is_counted_at_the_close(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        for entry in (forger.only("close"), forger.only("declare")):
            entry["by_channel"] = [[name, n + (name == "online")] for name, n in entry["by_channel"]]
    anew.recount(forger, anew.published_votes(forger))
    check_caught(lying, "V10.by-channel")


@twins
@pytest.mark.parametrize("said", [0, 2])
def test_the_close_says_another_number_of_those_excluded(
    forger: Forger, said: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A ballot that was excluded would be forgotten."""
    assert forger.only("close")["excluded"] == 1
    if lying:
        forger.only("close")["excluded"] = said
    anew.recount(forger, anew.published_votes(forger))
    check_caught(lying, "V10.excluded")
