"""What a paper says, and whether it is valid: settled once, by what the contest declared, before the count.

Source: spec/counting/README.md, sections 1 and 2.
"""

from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from tellers.count.contest import Contest
from tellers.count.papers import MOST_PAPERS, Counted, Marks, Papers, Rankings
from tellers.count.parameters import BLANK, EQUAL, GAPS, INVALID, REPEATS, STOP
from tellers.errors import Refused

MOST_POINTS = 10**9 - 1
"""So many points may a paper give to a candidate."""

Read: TypeAlias = tuple[Marks, str]
"""What a paper says, and ``""``; or what was left of it, and the reason why it is invalid."""

Reader: TypeAlias = Callable[[Marks, Contest, int], Read]
"""Given what stands on the papers of a group, the contest and the group's place: what the rule counts;
refused (count.paper) where it is nothing that could stand on a paper of this contest."""


def examine(papers: Papers, contest: Contest, read: Reader) -> Counted:
    """Look at every group once, and put aside what is invalid.

    Raises Refused: count.paper, for a group that is not a positive number of papers that ``read`` takes, or
    names no section of the contest; for more papers than are counted.
    """
    if isinstance(papers, Rankings) and _are_as_read(papers, contest, read):
        return _examined(papers, contest)
    total = 0
    valid: list[tuple[int, Marks]] = []
    sections: list[int] = []
    invalid: Counter[str] = Counter()
    for place, entry in enumerate(papers, start=1):
        number, marks, section = _entry(entry, contest, place)
        total += number
        paper, reason = read(marks, contest, place)
        if reason:
            invalid[reason] += number
        else:
            valid.append((number, paper))
            sections.append(section)
    if total > MOST_PAPERS:
        raise Refused("count.paper", f"there are more papers than {MOST_PAPERS:,}, which cannot be counted")
    return Counted(total, valid, sections if contest.sections else (), dict(sorted(invalid.items())))


def _are_as_read(papers: Rankings, contest: Contest, read: Reader) -> bool:
    """Whether nothing but blank papers is left to judge of strict rankings."""
    return read is ranking and not contest.sections and papers.candidates <= contest.candidates


def _examined(papers: Rankings, contest: Contest) -> Counted:
    valid = papers.expressing() if contest.parameter(BLANK.name) == INVALID else papers
    blank = papers.number - valid.number
    return Counted(papers.number, valid, invalid={BLANK.name: blank} if blank else {})


def _entry(
    entry: tuple[int, Marks] | tuple[int, Marks, int], contest: Contest, place: int
) -> tuple[int, Marks, int]:
    """One group as given, refused unless it is what its type says."""
    wanted = 3 if contest.sections else 2
    if type(entry) is not tuple or len(entry) != wanted:
        parts = "a number, a paper and a section" if contest.sections else "a number and a paper"
        raise Refused("count.paper", f"group {place} is not {parts}")
    number, marks, section = (*entry, 0)[:3]
    if type(number) is not int or number < 1:
        raise Refused("count.paper", f"group {place} does not hold a positive whole number of papers")
    if contest.sections and (type(section) is not int or not 0 <= section < len(contest.sections)):
        raise Refused("count.paper", f"group {place} is of no section of this contest")
    return number, marks, section


def ranking(marks: Marks, contest: Contest, place: int) -> Read:
    """A strict ranking of some of the candidates, as far as it can be read."""
    if _is_strict(marks):
        _check_candidates(marks, contest, place)
        return _whole(marks, contest)
    return _read(ranks_of(marks, contest, place), contest, levels=False)


def levels(marks: Marks, contest: Contest, place: int) -> Read:
    """A ranking in levels of equal candidates."""
    if _is_strict(marks):
        _check_candidates(marks, contest, place)
        return _whole(tuple((candidate,) for candidate in marks), contest)
    return _read(ranks_of(marks, contest, place), contest, levels=True)


def scores(marks: Marks, contest: Contest, place: int) -> Read:
    """Points for every candidate, none of them below nought; all nought is a paper like others."""
    if type(marks) is not tuple or not set(map(type, marks)) <= {int} or len(marks) != contest.candidates:
        raise Refused("count.paper", f"group {place} does not give points to every candidate")
    if min(marks) < 0:
        raise Refused("count.paper", f"group {place} takes points away")
    if max(marks) > MOST_POINTS:
        raise Refused("count.paper", f"group {place} gives more than {MOST_POINTS:,} points")
    return marks, ""


def _is_strict(marks: Marks) -> bool:
    """Whether every rank has one candidate and nobody has two, so that nothing is left to be settled."""
    return type(marks) is tuple and set(map(type, marks)) <= {int} and len(set(marks)) == len(marks)


def ranks_of(marks: Marks, contest: Contest, place: int) -> list[tuple[int, ...]]:
    """The ranks of a paper, each with those who share it; skipped ranks at its end are none."""
    if type(marks) is not tuple or not set(map(type, marks)) <= {int, tuple}:
        raise Refused("count.paper", f"group {place} is not a ranking of candidates")
    ranks = [rank if type(rank) is tuple else (rank,) for rank in marks]
    while ranks and not ranks[-1]:
        ranks.pop()
    _check_candidates(tuple(candidate for rank in ranks for candidate in rank), contest, place)
    return ranks


def _check_candidates(named: Marks, contest: Contest, place: int) -> None:
    if not set(map(type, named)) <= {int}:
        raise Refused("count.paper", f"group {place} is not a ranking of candidates")
    if named and (min(named) < 0 or max(named) >= contest.candidates):
        raise Refused("count.paper", f"group {place} ranks a candidate who is not in this contest")


def _read(ranks: list[tuple[int, ...]], contest: Contest, *, levels: bool) -> Read:
    """What the ranks say under the parameters of ``contest``."""
    read: list[int | tuple[int, ...]] = []
    seen: set[int] = set()
    for rank in ranks:
        kept = tuple(candidate for candidate in dict.fromkeys(rank) if candidate not in seen)
        settled = {contest.parameter(fault): fault for fault in _faults(rank, kept, levels=levels)}
        if INVALID in settled:
            return (), settled[INVALID]
        if STOP in settled:
            if not read:  # the first preference cannot be read
                return (), settled[STOP]
            break
        if len(kept) == 1 or (levels and kept):
            seen.update(kept)
            read.append(kept if levels else kept[0])
    return _whole(tuple(read), contest)


def _faults(rank: tuple[int, ...], kept: tuple[int, ...], *, levels: bool) -> list[str]:
    """The parameters that settle what is wrong with a rank; ``kept``: those on it not named before."""
    faults = []
    if not rank:
        faults.append(GAPS.name)
    if len(kept) < len(rank):
        faults.append(REPEATS.name)
    if len(kept) > 1 and not levels:
        faults.append(EQUAL.name)
    return faults


def _whole(paper: Marks, contest: Contest) -> Read:
    """A paper that was read to its end; one that says nothing is an abstention or invalid."""
    if not paper and contest.parameter(BLANK.name) == INVALID:
        return (), BLANK.name
    return paper, ""
