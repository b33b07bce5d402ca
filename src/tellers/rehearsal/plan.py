"""What is to be rehearsed: who is on the roll, what each elector will do, and under which rules."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tellers.clock import DAY_S
from tellers.count import RULES
from tellers.crypto.selections import Selection
from tellers.errors import Refused

OPENS = 1_793_520_000
"""1 November 2026, 08:00 UTC: every rehearsal opens then."""
ONLINE = "online"

Choices = list[Selection]
"""One selection per contest, in the order of the contests."""


class Ruling(Enum):
    """How a doubt about a member's ballot ends before the close."""

    RESTORED = "the hold is lifted, and their ballot counts as any other"
    BALLOT = "the panel has their first ballot entered"
    TENDER = "the panel has their tender entered"
    NEITHER = "the panel has no ballot of theirs entered"


@dataclass(frozen=True, slots=True)
class Case:
    """What becomes of an online voter besides voting, at their own request or over a complaint.

    ``reissued``: the halves of the key, "r", "s" or "rs", that they lost and were given anew before they
    voted. ``held``: whether their ballot is suspended after they voted. ``tenders``: whether somebody else
    cast ``before`` in their name, so that their ``choices`` are a tender. ``ruling``: None where a hold
    outlives the close; a tender must have one.
    """

    reissued: str = ""
    held: bool = False
    tenders: bool = False
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Elector:
    """One member on the roll and what they will do; ``channel`` None if they abstain.

    ``before``: choices of an earlier online ballot, which the paper or a later ballot replaces.
    ``again``: whether they try to vote online a second time although the first ballot stands.
    """

    values: dict[str, Any]
    channel: str | None = None
    choices: Choices = field(default_factory=list, repr=False)
    before: Choices = field(default_factory=list, repr=False)
    again: bool = False
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the poll that are not a contest's own. ``batch`` and ``skew`` are seconds."""

    precedence: str = "first"
    paper_supersedes: bool = True
    trustees: int = 3
    threshold: int = 2
    mixers: int = 3
    witnesses: int = 4
    quorum: int = 3
    release_k: int = 10
    mix_k: int = 30
    days: int = 7
    batch: int = 60
    skew: int = 120


@dataclass(frozen=True, slots=True)
class Suspension:
    """A candidate suspended over a complaint that is then dismissed."""

    contest: str
    option: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole poll to be rehearsed. ``opens``: seconds since 1970, a multiple of 60.

    ``withdrawn``: options of the first contest whose candidates withdraw once papers are out.
    """

    organisation: str
    title: str
    origin: str
    contests: list[dict[str, Any]]
    electors: list[Elector]
    rules: Rules
    opens: int
    suspension: Suspension | None = None
    withdrawn: frozenset[int] = frozenset()
    opened_ballots: int = 0
    contact_changes: int = 0
    releases: tuple[str, ...] = ()

    @property
    def closes(self) -> int:
        """When voting ends, seconds since 1970."""
        return self.opens + self.rules.days * DAY_S

    @property
    def ladder(self) -> list[int]:
        """The widths in minutes that a released time may be blurred to; the last spans the poll."""
        return [60, 240, 1440, self.rules.days * 1440]


def declared_rule(rule_id: str, seats: int) -> dict[str, Any]:
    """A counting rule as a contest declares it, every parameter at its usual value.

    Raises Refused("rehearse.rule") for an id that is no rule's.
    """
    rule = RULES.get(rule_id)
    if rule is None:
        raise Refused("rehearse.rule", f"no rule {rule_id!r}: choose among {', '.join(sorted(RULES))}")
    parameters = sorted([parameter.name, parameter.default] for parameter in rule.parameters)
    return {"rule": rule.id, "version": rule.version, "seats": seats, "parameters": parameters}
