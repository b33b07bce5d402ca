"""What is to be rehearsed: who is on the roll, what each elector will do, and under which rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tellers.clock import DAY_S
from tellers.count import RULES
from tellers.crypto.selections import Selection
from tellers.errors import Refused

OPENS = 1_793_520_000
"""1 November 2026, 08:00 UTC: every rehearsal opens then."""
ONLINE, KIOSK = "online", "kiosk"
WHOLE = "full"
"""The style of a poll that has but one: a ballot with every contest."""

Choices = list[Selection]
"""One selection per contest of the elector's style, in its order."""


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
    cast ``before`` in their name, so that their ``choices`` are a tender. ``ruling``: how
    it ends; whoever is held or tenders must have one.
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
    ``style``: which ballot they are given; ``weight``: how many papers it stands for.
    """

    values: dict[str, Any]
    channel: str | None = None
    choices: Choices = field(default_factory=list, repr=False)
    before: Choices = field(default_factory=list, repr=False)
    again: bool = False
    case: Case | None = None
    style: str = WHOLE
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the poll that are not a contest's own. ``batch`` and ``skew`` are seconds.

    ``mix_sets``: the channels whose votes are mixed apart where they are ``mix_k`` or more; none for a
    joint mix of everything.
    """

    precedence: str = "first"
    paper_supersedes: bool = True
    trustees: int = 3
    threshold: int = 2
    mixers: int = 3
    witnesses: int = 4
    quorum: int = 3
    release_k: int = 10
    mix_k: int = 30
    mix_sets: tuple[tuple[str, ...], ...] = ()
    days: int = 7
    batch: int = 60
    skew: int = 120

    @property
    def mix_rule(self) -> dict[str, Any]:
        """The rule of mixing as the election defines it."""
        if not self.mix_sets:
            return {"mode": "joint", "mix_k": self.mix_k}
        return {"mode": "split", "sets": [[*channels] for channels in self.mix_sets], "mix_k": self.mix_k}


@dataclass(frozen=True, slots=True)
class Suspension:
    """A candidate suspended over a complaint that is then dismissed."""

    contest: str
    option: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A release of the register to be made. ``elector``: in tier m, whose own row it is."""

    recipient: str
    tier: str = "b"
    elector: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole poll to be rehearsed. ``opens``: seconds since 1970, a multiple of 60.

    ``withdrawn``: options of the first contest whose candidates withdraw once papers are out. ``audited``:
    how many of each label, and of those without one, are drawn to be asked; 0 for no contact audit.
    ``receipts``: of so many ballots and tenders, the first online, the file that the device keeps is given.
    ``styles``: the contests of each ballot style; where there are none, one style has them all.
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
    audited: int = 0
    releases: tuple[Extract, ...] = ()
    receipts: int = 0
    styles: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def contests_of(self) -> dict[str, list[dict[str, Any]]]:
        """The contests on the ballot of each style, in order."""
        if not self.styles:
            return {WHOLE: self.contests}
        return {
            style: [contest for contest in self.contests if contest["id"] in named]
            for style, named in self.styles
        }

    @property
    def closes(self) -> int:
        """When voting ends, seconds since 1970."""
        return self.opens + self.rules.days * DAY_S

    @property
    def ladder(self) -> list[int]:
        """The widths in minutes that a released time may be blurred to; the last spans the poll."""
        return [60, 240, 1440, self.rules.days * 1440]


def declared_rule(
    rule_id: str, seats: int, sections: Sequence[Any] = (), guaranteed: Sequence[Any] = (), reopen: str = ""
) -> dict[str, Any]:
    """A counting rule as a contest declares it, every parameter at its usual value.

    Raises Refused("rehearse.rule") for an id that is no rule's.
    """
    rule = RULES.get(rule_id)
    if rule is None:
        raise Refused("rehearse.rule", f"no rule {rule_id!r}: choose among {', '.join(sorted(RULES))}")
    known = rule.declared(guaranteed=bool(guaranteed))
    parameters = sorted([parameter.name, parameter.default] for parameter in known)
    return {
        "rule": rule.id,
        "version": rule.version,
        "seats": seats,
        "parameters": parameters,
        "sections": list(sections),
        "guaranteed": list(guaranteed),
        "reopen": reopen,
    }
