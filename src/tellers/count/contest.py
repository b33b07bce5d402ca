"""One contest as it was declared before nominations closed: who stands, how many places, which rule.

Source: spec/counting/README.md, section 2.
"""

from dataclasses import dataclass

from tellers.count.papers import Candidate
from tellers.errors import Refused


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything the count needs to know besides the papers.

    ``candidates``: how many stand, withdrawn ones included. ``version`` and ``parameters`` (names and
    values; what is left out has the rule's default) fix the rule. ``withdrawn``: candidates whom a
    ruling or their own choice took out after the papers were issued; papers pass over them.
    ``lot``: every candidate once, in the order that the public seed gave; where a rule decides a tie by
    lot, whoever comes earlier is preferred. Empty where no lot was drawn.
    """

    candidates: int
    seats: int
    rule: str
    version: int
    parameters: tuple[tuple[str, str], ...] = ()
    withdrawn: frozenset[Candidate] = frozenset()
    lot: tuple[Candidate, ...] = ()

    def parameter(self, name: str) -> str:
        """The declared value of the parameter ``name``."""
        return dict(self.parameters)[name]

    def standing(self) -> list[bool]:
        """For every candidate, whether they stand when the count begins."""
        return [candidate not in self.withdrawn for candidate in range(self.candidates)]

    def check(self) -> None:
        """Refuse a contest that nobody could count, whatever its rule.

        Raises Refused: count.candidates, count.seats, count.withdrawn, count.lot.
        """
        if not _whole(self.candidates) or self.candidates < 1:
            raise Refused("count.candidates", "a contest needs at least one candidate")
        if not _whole(self.seats) or self.seats < 1:
            raise Refused("count.seats", "a contest needs at least one place to fill")
        everybody = set(range(self.candidates))
        if not all(map(_whole, self.withdrawn)) or not self.withdrawn <= everybody:
            raise Refused("count.withdrawn", "somebody is withdrawn who is not in this contest")
        if self.withdrawn == everybody:
            raise Refused("count.withdrawn", "every candidate is withdrawn")
        if self.lot and not (all(map(_whole, self.lot)) and sorted(self.lot) == sorted(everybody)):
            raise Refused("count.lot", "the lot does not name every candidate exactly once")


def _whole(number: object) -> bool:
    """Whether ``number`` is a whole number and not a truth value in disguise."""
    return type(number) is int
