"""Filling places with those who have most, equals by lot.

Source: spec/counting/result.md, section 4.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.papers import Candidate
from tellers.count.stages import Tie
from tellers.count.ties import Seek, by_lot


def fill(
    totals: Sequence[int], standing: Sequence[bool], contest: Contest
) -> tuple[list[Candidate], list[Tie]]:
    """Who of those ``standing`` fills the places of ``contest``, most first, and the ties broken to say so.

    Equals who all have a place are listed by number; where they are too many for the places left, the lot
    fills these one by one.
    Raises Refused: count.lot-needed.
    """
    elected: list[Candidate] = []
    ties: list[Tie] = []
    remaining = [candidate for candidate, stands in enumerate(standing) if stands]
    while remaining and len(elected) < contest.seats:
        most = max(totals[candidate] for candidate in remaining)
        leading = [candidate for candidate in remaining if totals[candidate] == most]
        if len(leading) > contest.seats - len(elected):
            chosen, tie = by_lot(leading, contest.lot, Seek.FOREMOST, "election")
            leading = [chosen]
            ties.append(tie)
        elected += leading
        remaining = [candidate for candidate in remaining if candidate not in leading]
    return elected, ties
