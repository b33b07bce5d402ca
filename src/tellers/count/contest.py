"""One contest as it was declared before nominations closed: who stands, how many places, which rule.

Source: spec/counting/README.md, section 2.
"""

from dataclasses import dataclass
from fractions import Fraction

from tellers.count.guaranteed import UNMET, Guarantee, Guaranteed, check
from tellers.count.papers import Candidate
from tellers.errors import Refused

MOST_CANDIDATES = 65_535
"""So many candidates may stand in a contest."""

MOST_SECTIONS = 100
LARGEST_DENOMINATOR = 10**9 - 1
"""So many sections, and fractions so fine, may a contest have: a sum of exact fractions of all sections is
then a number that can be printed, of about 2,500 digits at most."""


@dataclass(frozen=True, slots=True)
class Section:
    """Papers that are added up apart: a section of a college, a category of branches.

    ``fraction``: what the rule's page says, its share of the whole or the part of its votes that is needed.
    """

    name: str
    fraction: Fraction


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything the count needs to know besides the papers.

    ``candidates``: how many stand, withdrawn ones included. ``version`` and ``parameters`` (names and
    values; what is left out has the rule's default) fix the rule. ``withdrawn``: candidates whom a
    ruling or their own choice took out after the papers were issued; papers pass over them.
    ``lot``: every candidate once, in the order that the public seed gave; where a rule decides a tie by
    lot, whoever comes earlier is preferred. Empty where no lot was drawn. ``sections``: those of the papers,
    where the rule adds them up apart. ``guaranteed``: places kept for groups of candidates. ``reopen``: the
    option that nominations be reopened, where there is one.
    """

    candidates: int
    seats: int
    rule: str
    version: int
    parameters: tuple[tuple[str, str], ...] = ()
    withdrawn: frozenset[Candidate] = frozenset()
    lot: tuple[Candidate, ...] = ()
    sections: tuple[Section, ...] = ()
    guaranteed: tuple[Guarantee, ...] = ()
    reopen: Candidate | None = None

    def parameter(self, name: str) -> str:
        """The declared value of the parameter ``name``."""
        return dict(self.parameters)[name]

    def standing(self) -> list[bool]:
        """For every candidate, whether they stand when the count begins."""
        return [candidate not in self.withdrawn for candidate in range(self.candidates)]

    def in_force(self) -> Guaranteed | None:
        """The guarantees that the count has to meet with those who stand; None where there are none.

        Raises Refused: count.guaranteed, where they cannot meet them and nothing is waived.
        """
        if not self.guaranteed:
            return None
        declared = Guaranteed.of(self.guaranteed, self.candidates)
        standing = [candidate for candidate, stands in enumerate(self.standing()) if stands]
        if declared.fit((), standing, self.seats):
            return declared
        if self.parameter(UNMET.name) == "refuse":
            raise Refused("count.guaranteed", "those who still stand cannot fill the guaranteed places")
        return declared.cut(standing, self.seats)

    def check(self) -> None:
        """Refuse a contest that nobody could count, whatever its rule.

        Raises Refused: count.candidates, count.seats, count.withdrawn, count.lot, count.reopen,
        count.sections, count.guaranteed.
        """
        if not _whole(self.candidates) or self.candidates < 1:
            raise Refused("count.candidates", "a contest needs at least one candidate")
        if self.candidates > MOST_CANDIDATES:
            raise Refused("count.candidates", f"a contest has at most {MOST_CANDIDATES:,} candidates")
        if not _whole(self.seats) or self.seats < 1:
            raise Refused("count.seats", "a contest needs at least one place to fill")
        everybody = set(range(self.candidates))
        if not all(map(_whole, self.withdrawn)) or not self.withdrawn <= everybody:
            raise Refused("count.withdrawn", "somebody is withdrawn who is not in this contest")
        if self.withdrawn == everybody:
            raise Refused("count.withdrawn", "every candidate is withdrawn")
        if self.lot and not (all(map(_whole, self.lot)) and sorted(self.lot) == sorted(everybody)):
            raise Refused("count.lot", "the lot does not name every candidate exactly once")
        if self.reopen is not None and (not _whole(self.reopen) or self.reopen not in everybody):
            raise Refused("count.reopen", "the option to reopen nominations is not in this contest")
        if self.reopen in self.withdrawn:
            raise Refused("count.reopen", "the option to reopen nominations cannot be withdrawn")
        self._check_sections()
        check(self.guaranteed, self.candidates, self.seats, self.reopen)

    def _check_sections(self) -> None:
        names = [section.name for section in self.sections]
        if len(set(names)) < len(names) or not all(names):
            raise Refused("count.sections", "every section needs a name of its own")
        if len(names) > MOST_SECTIONS:
            raise Refused("count.sections", f"a contest has at most {MOST_SECTIONS} sections")
        if not all(0 < section.fraction <= 1 for section in self.sections):
            raise Refused("count.sections", "the fraction of a section is above nought and at most one")
        if any(section.fraction.denominator > LARGEST_DENOMINATOR for section in self.sections):
            raise Refused(
                "count.sections", f"a fraction of a section is in parts of {LARGEST_DENOMINATOR:,} at most"
            )


def _whole(number: object) -> bool:
    """Whether ``number`` is a whole number and not a truth value in disguise."""
    return type(number) is int
