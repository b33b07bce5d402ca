"""What a counting rule says about itself.

Source: spec/counting/README.md, section 2.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tellers.count.contest import Contest
from tellers.count.papers import Counted, Reader
from tellers.count.stages import Count


@dataclass(frozen=True, slots=True)
class Parameter:
    """One decision that a rule leaves to whoever declares the contest; the first of ``allowed`` is usual."""

    name: str
    allowed: tuple[str, ...]

    @property
    def default(self) -> str:
        """The value where the contest does not say."""
        return self.allowed[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule: its wire ``id`` and ``version``, its ``parameters`` and the text it follows.

    ``ballots``: kinds of selection it counts (``ranked``, ``choose``, ``ranked_ties``, ``score``), and
    ``read``: how it reads a paper. ``single``: whether it fills exactly one place. ``count``: takes papers
    and a contest that were already checked.
    """

    id: str
    version: int
    parameters: tuple[Parameter, ...]
    source: str
    ballots: tuple[str, ...]
    read: Reader
    single: bool
    count: Callable[[Counted, Contest], Count]
