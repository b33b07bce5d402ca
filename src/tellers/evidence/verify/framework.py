"""What every step of the verifier has in common: what it may say, what it counts, how it ends.

A step is a module with ``TITLE``, ``NEEDS`` and ``verify(step, evidence)``. It declares how many things it
is to check, counts those that it has checked, and raises through its ``Step`` where one is wrong. It passes
only if both numbers were given and are equal. Nothing else that happens in it can make it pass.
Source: spec/verification.md.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol

from tellers.crypto.spread import WorkersLost
from tellers.errors import Invalid
from tellers.evidence.verify.checks import CHECKS
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.pack import Unreadable

BEYOND_US = "the verifier met something that it does not understand"


class Failed(Invalid):
    """A check of a step failed; ``entry`` is the index on the board that it is about, if any."""

    def __init__(self, check: str, what: str, entry: int | None = None) -> None:
        super().__init__(check, what)
        self.entry = entry


class Step:
    """What a step may do while it runs: declare, count and fail. Made by ``run``."""

    def __init__(self, number: int) -> None:
        self.id = f"V{number}"
        self.expected: int | None = None
        self.found = 0
        self.applies = True

    def expect(self, number: int) -> None:
        """Declare that ``number`` more things will be checked."""
        self.expected = (self.expected or 0) + number

    def checked(self, number: int = 1) -> None:
        """Count things that were checked and found good."""
        self.found += number

    def not_applicable(self) -> None:
        """Declare that this poll has nothing for the step to check. Nothing may have been expected."""
        self.expect(0)
        self.applies = False

    def require(self, good: bool, check: str, message: str, entry: int | None = None) -> None:
        """Go on only if ``good``. Raises Failed. In long loops write ``if`` and ``fail``."""
        if not good:
            self.fail(check, message, entry)

    def fail(self, check: str, message: str, entry: int | None = None) -> NoReturn:
        """End the step. Raises Failed with an id of the closed list, which must be the step's own."""
        if not self.owns(check):
            raise ValueError(f"{self.id} may not report {check}")
        raise Failed(check, message, entry)

    def owns(self, check: str) -> bool:
        """Whether ``check`` is on the closed list and the step's own."""
        return check in CHECKS and check.startswith(self.id + ".")

    @contextmanager
    def blaming(self, check: str, entry: int | None = None, what: str = "") -> Iterator[None]:
        """Report whatever a lower room finds invalid inside the block as ``check``, in its words.

        ``what`` stands before those words, as in "checkpoint 3".
        """
        try:
            yield
        except Failed:
            raise
        except Invalid as error:
            self.fail(check, f"{what}: {error.what}" if what else error.what, entry)


class StepModule(Protocol):
    """A module that is a step."""

    @property
    def TITLE(self) -> str:
        """What it shows, in a few words."""

    @property
    def NEEDS(self) -> tuple[int, ...]:
        """The numbers of the steps that must have passed."""

    def verify(self, step: Step, evidence: Evidence) -> None:
        """Run the step on the evidence; write down in it what later steps may rely on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended."""

    id: str
    title: str
    status: str  # pass, fail, unavailable, not-applicable or not-reached
    expected: int
    checked: int
    check: str | None = None
    entry: int | None = None
    message: str | None = None
    milliseconds: int = 0

    @property
    def is_good(self) -> bool:
        """Whether the evidence holds as far as this step can see."""
        return self.status in ("pass", "not-applicable")

    def as_json(self) -> dict[str, object]:
        """The step as it stands in a report."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found. Build only through ``verify_pack`` and its kin.

    ``options``: the names of every contest's options in order, for whoever reads the report to a person;
    the report as an object leaves them out.
    """

    pack: str
    sid: str | None
    sid_given: str | None
    eid: str | None
    steps: Sequence[Outcome]
    wanted: Sequence[str]  # the ids of the steps that this verification consists of
    results: Sequence[Mapping[str, object]] = ()
    register: Mapping[str, object] | None = None
    release: Mapping[str, object] | None = None
    receipt: Mapping[str, object] | None = None
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """pass only if every wanted step ran, in order, and each is good."""
        statuses = {outcome.status for outcome in self.steps}
        if statuses & {"fail", "not-reached"} or [outcome.id for outcome in self.steps] != [*self.wanted]:
            return "fail"
        if not all(outcome.is_good for outcome in self.steps):
            return "unavailable"
        return "pass" if self.steps else "fail"

    @property
    def first_failure(self) -> Mapping[str, Any] | None:
        """The step, check, entry and message of the first step that failed, if any."""
        for outcome in self.steps:
            if outcome.status == "fail":
                found = {"check": outcome.check, "entry": outcome.entry, "message": outcome.message}
                return {"step": outcome.id, **found}
        return None

    def as_json(self) -> dict[str, Any]:
        """The report as an object of `tellers-verification/1`."""
        report: dict[str, Any] = {
            "format": "tellers-verification/1",
            "pack": self.pack,
            "sid": self.sid,
            "sid_given": self.sid_given,
            "eid": self.eid,
            "verdict": self.verdict,
            "first_failure": self.first_failure,
            "steps": [outcome.as_json() for outcome in self.steps],
            "results": list(self.results),
            "register": self.register,
        }
        beside = {"release": self.release, "receipt": self.receipt}
        return report | {name: told for name, told in beside.items() if told is not None}


Progress = Callable[[Outcome], None]


@dataclass(slots=True)
class Run:
    """The steps that ran so far over one body of evidence."""

    outcomes: list[Outcome] = field(default_factory=list)
    progress: Progress | None = None

    def step(self, number: int, module: StepModule, evidence: Evidence) -> Outcome:
        """Run one step, or find that what it needs did not pass, and report it."""
        good = {outcome.id for outcome in self.outcomes if outcome.is_good}
        started = time.perf_counter()
        if all(f"V{needed}" in good for needed in module.NEEDS):
            found = _outcome(Step(number), module, evidence)
        else:
            found = Outcome(f"V{number}", module.TITLE, "not-reached", 0, 0)
        outcome = replace(found, milliseconds=int((time.perf_counter() - started) * 1000))
        self.outcomes.append(outcome)
        if self.progress is not None:
            self.progress(outcome)
        return outcome


def _outcome(step: Step, module: StepModule, evidence: Evidence) -> Outcome:
    """Run a step to its end, whatever that is."""
    check, entry, message = None, None, None
    try:
        module.verify(step, evidence)
        check, message = _incomplete(step)
    except (Unreadable, WorkersLost):
        raise
    except Invalid as failed:
        check, entry, message = _own(step, failed)
    except (KeyboardInterrupt, SystemExit):
        raise
    # The last net: nothing is known that falls into it, and whatever does has not been shown to be good.
    except BaseException as error:  # noqa: BLE001  (a panic below is no Exception)
        check, message = _first_check(step), f"{BEYOND_US} ({type(error).__name__})"
    status = "fail" if check else "pass" if step.applies else "not-applicable"
    return Outcome(step.id, module.TITLE, status, step.expected or 0, step.found, check, entry, message)


def _own(step: Step, failed: Invalid) -> tuple[str, int | None, str]:
    """A failure as the step reports it; one that is not its own comes from where nobody looked for it."""
    entry = failed.entry if isinstance(failed, Failed) else None
    if step.owns(failed.check):
        return failed.check, entry, failed.what
    return _first_check(step), entry, f"{BEYOND_US}: {failed.what}"


def _incomplete(step: Step) -> tuple[str | None, str | None]:
    """The check and the message of a step that came to its end without having checked everything."""
    if step.expected is None or step.expected != step.found:
        return _first_check(step), f"{step.found:,} things were checked of {step.expected or 0:,}"
    if not step.applies and step.expected:
        return _first_check(step), "the step found nothing to check and something to check"
    if step.applies and not step.expected:
        return _first_check(step), "the step had nothing to check"
    return None, None


def _first_check(step: Step) -> str:
    return next(check for check in CHECKS if check.startswith(step.id + "."))
