"""Whatever a step does, it passes only if it has checked all that it said it would."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tellers.errors import Invalid, Refused
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import BEYOND_US, Outcome, Report, Run, Step
from tellers.evidence.verify.pack import Unreadable


@dataclass
class Fake:
    """A step made for a test."""

    body: Callable[[Step], None]
    NEEDS: tuple[int, ...] = ()
    TITLE: str = "what is tested"

    def verify(self, step: Step, evidence: Evidence) -> None:
        self.body(step)


def outcome_of(body: Callable[[Step], None], number: int = 5) -> Outcome:
    return Run().step(number, Fake(body), Evidence(Path("nowhere"), None))


def test_a_step_that_checked_all_it_declared_passes() -> None:
    def body(step: Step) -> None:
        step.expect(1)
        step.expect(2)
        step.checked(3)

    found = outcome_of(body)
    assert (found.status, found.expected, found.checked, found.check) == ("pass", 3, 3, None)


@pytest.mark.parametrize(("expected", "checked"), [(3, 2), (2, 3), (0, 0), (None, 0), (None, 4)])
def test_a_step_that_checked_another_number_or_declared_none_fails(
    expected: int | None, checked: int
) -> None:
    def body(step: Step) -> None:
        if expected is not None:
            step.expect(expected)
        step.checked(checked)

    found = outcome_of(body)
    assert (found.status, found.check) == ("fail", "V5.rounds")


def test_a_step_with_nothing_to_check_says_so() -> None:
    assert outcome_of(lambda step: step.not_applicable()).status == "not-applicable"


def test_a_step_may_not_both_apply_and_not_apply() -> None:
    def body(step: Step) -> None:
        step.not_applicable()
        step.expect(1)
        step.checked()

    assert outcome_of(body).status == "fail"


def test_a_failure_carries_check_entry_and_words() -> None:
    found = outcome_of(lambda step: step.require(False, "V5.key", "not the sum", 17))
    assert (found.status, found.check, found.entry, found.message) == ("fail", "V5.key", 17, "not the sum")


def test_what_holds_is_not_a_failure() -> None:
    def body(step: Step) -> None:
        step.expect(1)
        step.require(True, "V5.key", "not the sum")
        step.checked()

    assert outcome_of(body).status == "pass"


@pytest.mark.parametrize("check", ["V6.import", "V5.invented", "V55.key", ""])
def test_a_step_cannot_report_what_is_not_its_own(check: str) -> None:
    found = outcome_of(lambda step: step.fail(check, "words"))
    assert found.status == "fail"
    assert found.check == "V5.rounds"


@pytest.mark.parametrize(
    "error",
    [KeyError("x"), RecursionError(), ValueError(), Refused("a.b", "c"), Invalid("canonical.json", "no")],
)
def test_no_exception_escapes_a_step_and_none_makes_it_pass(error: Exception) -> None:
    def body(step: Step) -> None:
        step.expect(1)
        step.checked()
        raise error

    found = outcome_of(body)
    assert found.status == "fail"
    assert found.message is not None and found.message.startswith(BEYOND_US)


def test_what_a_lower_room_finds_is_blamed_on_the_named_check() -> None:
    def body(step: Step) -> None:
        with step.blaming("V5.key", 3, "trustee 2"):
            raise Invalid("tlog.note", "not base64")

    found = outcome_of(body)
    assert (found.check, found.entry, found.message) == ("V5.key", 3, "trustee 2: not base64")


def test_blaming_does_not_rename_a_failure_of_the_step_itself() -> None:
    def body(step: Step) -> None:
        with step.blaming("V5.key"):
            step.fail("V5.rounds", "no")

    assert outcome_of(body).check == "V5.rounds"


def test_a_lower_room_may_raise_the_step_s_own_check() -> None:
    def body(step: Step) -> None:
        raise Invalid("V5.key", "words")

    assert outcome_of(body).check == "V5.key"


def test_a_pack_that_cannot_be_read_is_no_verdict() -> None:
    def body(step: Step) -> None:
        raise Unreadable("pack.unreadable", "gone")

    with pytest.raises(Unreadable):
        outcome_of(body)


def passing(step: Step) -> None:
    step.expect(1)
    step.checked()


def test_a_step_whose_input_failed_is_not_reached() -> None:
    run, evidence = Run(), Evidence(Path("nowhere"), None)
    run.step(1, Fake(lambda step: step.fail("V1.zip", "no")), evidence)
    run.step(2, Fake(passing, NEEDS=(1,)), evidence)
    run.step(3, Fake(passing), evidence)
    run.step(4, Fake(passing, NEEDS=(2, 3)), evidence)
    assert [outcome.status for outcome in run.outcomes] == ["fail", "not-reached", "pass", "not-reached"]


def test_progress_hears_of_every_step() -> None:
    heard: list[Outcome] = []
    run = Run(progress=heard.append)
    run.step(1, Fake(passing), Evidence(Path("nowhere"), None))
    assert heard == run.outcomes


def report(*statuses: str, wanted: tuple[str, ...] = ("V1", "V2")) -> Report:
    steps = [
        Outcome(
            f"V{number}", "title", status, 1, 1, *((f"V{number}.x", 7, "words") if status == "fail" else ())
        )
        for number, status in enumerate(statuses, start=1)
    ]
    return Report("pack", None, None, None, steps, wanted)


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        (("pass", "pass"), "pass"),
        (("pass", "not-applicable"), "pass"),
        (("pass", "fail"), "fail"),
        (("pass", "not-reached"), "fail"),
        (("pass", "unavailable"), "unavailable"),
        (("fail", "unavailable"), "fail"),
        (("pass", "something else"), "unavailable"),
        (("pass",), "fail"),
        ((), "fail"),
        (("pass", "pass", "pass"), "fail"),
    ],
)
def test_the_verdict_is_pass_only_if_every_wanted_step_ran_and_is_good(
    statuses: tuple[str, ...], verdict: str
) -> None:
    assert report(*statuses).verdict == verdict


def test_no_steps_wanted_and_none_run_is_no_pass() -> None:
    assert report(wanted=()).verdict == "fail"


def test_the_first_failure_is_the_first() -> None:
    found = report("not-reached", "fail", "fail", wanted=("V1", "V2", "V3")).first_failure
    assert found == {"step": "V2", "check": "V2.x", "entry": 7, "message": "words"}
    assert report("pass", "pass").first_failure is None


def test_a_report_has_the_fields_of_the_contract_in_their_order() -> None:
    found = report("pass", "fail").as_json()
    assert list(found) == [
        "format", "pack", "sid", "sid_given", "eid", "verdict", "first_failure",
        "steps", "results", "register",
    ]  # fmt: skip
    assert list(found["steps"][0]) == [
        "id", "title", "status", "expected", "checked", "check", "entry", "message", "milliseconds"
    ]  # fmt: skip
    assert json.loads(json.dumps(found)) == found
