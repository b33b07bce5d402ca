"""What a rule leaves to whoever declares the contest, and the decisions that rules have in common.

Source: spec/counting/README.md, section 2.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One decision that a rule leaves to whoever declares the contest; the first of ``allowed`` is usual."""

    name: str
    allowed: tuple[str, ...]

    @property
    def default(self) -> str:
        """The value where the contest does not say."""
        return self.allowed[0]


STOP, PASS, INVALID = "stop", "pass", "invalid"

BLANK = Parameter("blank", (INVALID, "abstention"))
"""Whether a paper without a preference is a valid abstention."""
GAPS = Parameter("gaps", (STOP, PASS, INVALID))
"""A skipped rank: nothing is read behind it, or it is passed over, or the paper is invalid."""
REPEATS = Parameter("repeats", (STOP, PASS, INVALID))
"""A candidate named again: nothing is read from there on, or this mention is passed over, or the paper is
invalid."""
EQUAL = Parameter("equal", (STOP, PASS, INVALID))
"""A rank that several share: nothing is read from there on, or it is passed over, or the paper is invalid."""
WITHDRAWN = Parameter("withdrawn", (PASS, "refuse"))
"""Somebody withdrawn after papers were issued: papers pass over them, or the papers are not counted and a new
ballot must be held."""
TWICE = Parameter(REPEATS.name, (PASS, INVALID))
"""On a paper of crosses, a second cross beside one name: it is none, or the paper is invalid."""
LOT = Parameter("ties", ("lot",))
"""Equal candidates are told apart by lot only."""
STAGES = Parameter("ties", ("backwards", "forwards", "lot"))
"""Equal candidates are told apart by the most recent earlier stage, or by the first, at which they differed,
and then by lot; or by lot at once."""
FINISH = Parameter("finish", ("majority", "two"))
"""Whether more than half is enough, or the count runs until no more than two continue."""
PERCENTAGES = Parameter("percentages", ("valid", "continuing", "papers"))
"""What a published percentage is of: valid papers, votes that stand with a candidate, or all papers."""
COUNTBACK = Parameter("countback", ("none", "recount"))
"""How a casual vacancy is filled later on; it changes nothing in the count of the election."""

RANKED = (BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN, PERCENTAGES)
"""For a rule that reads strict rankings."""
LEVELLED = (BLANK, GAPS, REPEATS, WITHDRAWN)
"""For a rule that reads equal preferences as such."""
CROSSED = (BLANK, TWICE, WITHDRAWN, PERCENTAGES)
"""For a rule that reads crosses without an order."""
