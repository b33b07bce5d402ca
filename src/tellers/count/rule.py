"""What a counting rule says about itself.

Source: spec/counting/README.md, section 2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tellers.count.contest import Contest
from tellers.count.papers import Counted
from tellers.count.parameters import Parameter
from tellers.count.stages import Count
from tellers.count.validity import Reader


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule: its wire ``id`` and ``version``, its ``parameters`` and the text it follows.

    ``ballots``: kinds of selection it counts (``ranked``, ``choose``, ``ranked_ties``, ``score``), and
    ``read``: how it reads a paper. ``single``: whether it fills exactly one place. ``sections``, ``reopen``:
    whether a contest under it may have sections, an option to reopen nominations. ``guaranteed``: the
    parameters that a contest with guaranteed places has besides; none where it may have no such places.
    ``crosses``: how many options a ``choose`` ballot may name, at most, for the rule to count it as it was
    meant. ``top``: the most points that a ``score`` ballot must allow; None where any will do.
    ``count``: takes papers and a contest that were already checked.
    """

    id: str
    version: int
    parameters: tuple[Parameter, ...]
    source: str
    ballots: tuple[str, ...]
    read: Reader
    single: bool
    count: Callable[[Counted, Contest], Count]
    sections: bool = False
    guaranteed: tuple[Parameter, ...] = ()
    reopen: bool = False
    crosses: Literal["one", "places", "any"] = "any"
    top: int | None = None

    def declared(self, *, guaranteed: bool) -> tuple[Parameter, ...]:
        """The parameters of a contest under this rule, with ``guaranteed`` places or without."""
        return (*self.parameters, *self.guaranteed) if guaranteed else self.parameters
