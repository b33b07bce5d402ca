"""V18: forged contact audits. Each docstring names whom the attack assumes to be honest."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tellers.audit.sample import ticket
from tellers.rehearsal.run import Rehearsed, run
from tests import federation
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forced import caught_by
from tests.attacks.forger import Forger, first_check, judge

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


@pytest.fixture
def forger(first_audited: Forger) -> Forger:
    """Somebody who holds every key of the poll with an audit, at its end."""
    return first_audited.copy()


def samples(forger: Forger) -> list[list[Any]]:
    """What the sample says of each stratum."""
    found: list[list[Any]] = forger.only("audit.sample")["sample"]
    return found


@twins
def test_a_second_plan_stands_beside_the_first(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The office would choose between two draws."""
    plan = forger.only("audit.plan")
    if lying:
        earlier = {**plan, "t": plan["t"] - 1}
        forger.insert(forger.index(plan), earlier, "returning-officer", "deputy")
    check_caught(lying, "V18.plan")


@twins
def test_a_draw_that_did_not_please_is_left_unpublished(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        forger.drop(forger.index(forger.only("audit.sample")))
    check_caught(lying, "V18.plan")


@twins
def test_the_plan_is_of_a_register_sealed_later(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        forger.only("audit.plan")["register_root"] = "ab" * 32
    check_caught(lying, "V18.register-root")


@twins
@pytest.mark.parametrize("lie", ["group", "label", "twice", "order", "size"])
def test_the_strata_are_not_those_of_the_register(
    forger: Forger, lie: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    strata = forger.only("audit.plan")["strata"]
    if lying and lie == "group":
        strata[0][0] = "full-x25"
    elif lying and lie == "label":
        strata[0][1] = "kiosk"
    elif lying and lie == "twice":
        strata.insert(1, strata[0])
    elif lying and lie == "order":
        strata.reverse()
    elif lying:
        strata[0][2] = 16
    check_caught(lying, "V18.strata")


@twins
def test_the_dice_are_thrown_before_the_plan_is_seen(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody but the witnesses, who saw plan and dice come at once."""
    if lying:
        seen = forger.checkpoint_ending_at(forger.index(forger.only("audit.plan")) + 1)
        forger.checkpoints.remove(seen)
    check_caught(lying, "V18.witnessed")


@twins
@pytest.mark.parametrize("lie", ["order", "fewer", "twice", "nobody", "strata"])
def test_the_sample_is_not_what_the_plan_and_the_dice_give(
    forger: Forger, lie: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: whoever threw the dice. Who was drawn is exchanged for somebody more convenient."""
    sample = samples(forger)
    if lying and lie == "order":
        sample[0][2].reverse()
    elif lying and lie == "fewer":
        sample[0][2].pop()
    elif lying and lie == "twice":
        sample[1][2][0] = sample[1][2][1]
    elif lying and lie == "nobody":
        sample[0][2][-1] = 31
    elif lying:
        sample.pop()
    check_caught(lying, "V18.sample")


@twins
def test_one_member_stands_for_two_strata(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: whoever threw the dice. Each list alone is in the order of the dice."""
    sample, plan = samples(forger), forger.only("audit.plan")
    for stratum, planned in zip(sample, plan["strata"], strict=True):
        stratum[2], planned[2] = stratum[2][:1], 1
    if lying:
        sample[1][2] = sample[0][2]
    check_caught(lying, "V18.sample")


@pytest.fixture(scope="session")
def federated_and_audited(tmp_path_factory: pytest.TempPathFactory) -> Forger:
    """Whom the forgers of an audit among several groups are copies of."""
    plan = replace(federation.poll(), audited=3)
    return Forger(run(plan, tmp_path_factory.mktemp("federated"), chance=random.Random(1)))


@twins
def test_members_of_another_group_are_asked(
    federated_and_audited: Forger, lying: bool, tmp_path: Path
) -> None:
    """Honest: whoever threw the dice. Members who are known to say the right thing stand in for others."""
    forger = federated_and_audited.copy()
    group, label, drawn = samples(forger)[0]
    if lying:
        asked = {row for *_, rows in samples(forger) for row in rows}
        of_others = (rows for name, rows in anew.groups_named(forger).items() if name != group)
        idle = [row for rows in of_others for row in rows if row not in asked]
        seed = anew.audit_seed(forger)
        drawn[:] = sorted(idle[: len(drawn)], key=lambda row: ticket(seed, (group, label), row))
    files = forger.remake()
    found = caught_by(lambda: judge(files, tmp_path / "pack", forger.hall.sid.hex()))
    assert found == ("V18.sample" if lying else None)


@twins
def test_the_dice_are_altered_after_the_sample(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    thrown = forger.only("audit.seed")
    if lying:
        thrown["dice"] = "0" * 20 if thrown["dice"] != "0" * 20 else "1" * 20
    check_caught(lying, "V18.sample")


@twins
def test_too_few_dice_are_thrown(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. So few that the office could have tried them all."""
    if lying:
        forger.only("audit.seed")["dice"] = "1234567890"
    check_caught(lying, "V4.fields")


def test_a_poll_without_an_audit_has_nothing_to_check(rehearsed: Rehearsed, tmp_path: Any) -> None:
    other = Forger(rehearsed)
    report = judge(other.remake(), tmp_path / "pack", other.hall.sid.hex())
    assert first_check(report) is None
    [step] = [step for step in report.steps if step.id == "V18"]
    assert (step.status, step.expected, step.checked) == ("not-applicable", 0, 0)


def test_an_honest_audit_counts_its_plan_its_witnesses_and_its_strata(forger: Forger, tmp_path: Any) -> None:
    anew.redraw(forger)
    [step] = [
        step
        for step in judge(forger.remake(), tmp_path / "pack", forger.hall.sid.hex()).steps
        if step.id == "V18"
    ]
    assert (step.status, step.expected, step.checked) == ("pass", 5, 5)
