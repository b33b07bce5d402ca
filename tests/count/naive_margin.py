"""Margins by trying everything: every way in which papers can change, counted one paper at a time.

Nothing is shared with ``tellers.count``; for a handful of papers and three or four candidates.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, combinations_with_replacement, permutations

Rankings = tuple[tuple[int, ...], ...]


def rankings(candidates: int) -> list[tuple[int, ...]]:
    """Every ranking of one or more of the candidates."""
    return [some for n in range(1, candidates + 1) for some in permutations(range(candidates), n)]


def may_be_elected(papers: Rankings, running: frozenset[int]) -> set[int]:
    """Whom the alternative vote may elect, whichever of several equal and last candidates goes out."""
    if len(running) == 1:
        return set(running)
    votes = dict.fromkeys(running, 0)
    for paper in papers:
        for candidate in paper:
            if candidate in running:
                votes[candidate] += 1
                break
    least = min(votes.values())
    return {
        winner for out in running if votes[out] == least for winner in may_be_elected(papers, running - {out})
    }


def profiles(papers: Rankings, number: int, way: str, kinds: list[tuple[int, ...]]) -> Iterator[Rankings]:
    """Every profile that ``number`` papers can make of ``papers``."""
    if way == "added":
        for new in combinations_with_replacement(kinds, number):
            yield papers + new
        return
    seen = set()
    for gone in combinations(range(len(papers)), number):
        kept = tuple(sorted(paper for place, paper in enumerate(papers) if place not in gone))
        if kept in seen:
            continue
        seen.add(kept)
        if way == "removed":
            yield kept
        else:
            for new in combinations_with_replacement(kinds, number):
                yield kept + new


def fewest(
    papers: Rankings,
    way: str,
    kinds: list[tuple[int, ...]],
    is_undone: Callable[[Rankings], bool],
    most: int,
) -> int | None:
    """The fewest papers that undo a result, of at most ``most``; None where they cannot."""
    for number in range(most + 1):
        if number > len(papers) and way != "added":
            return None
        if any(is_undone(profile) for profile in profiles(papers, number, way, kinds)):
            return number
    return None
