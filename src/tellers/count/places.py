"""Filling places with those who have most, equals by lot.

Source: spec/counting/result.md, section 4; spec/counting/guaranteed.md, section 5.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.guaranteed import RESERVED, Guaranteed
from tellers.count.papers import Candidate
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot


def fill(
    totals: Sequence[int], standing: Sequence[bool], contest: Contest
) -> tuple[list[Candidate], list[Tie]]:
    """Who of those ``standing`` fills the places of ``contest``, most first, and the ties broken to say so.

    Equals who all have a place are listed by number; where they are too many for the places left, or for the
    guaranteed ones, the lot fills these one by one.
    Raises Refused: count.lot-needed.
    """
    in_force = contest.in_force()
    elected: list[Candidate] = []
    ties: list[Tie] = []
    remaining = [candidate for candidate, stands in enumerate(standing) if stands]
    while remaining and len(elected) < contest.seats:
        among, most_places = remaining, contest.seats - len(elected)
        if in_force is not None:
            among, most_places = _in_turn(in_force, contest, elected, remaining)
        most = max(totals[candidate] for candidate in among)
        leading = [candidate for candidate in among if totals[candidate] == most]
        if len(leading) > most_places or not _all_fit(in_force, contest, elected, leading, remaining):
            chosen, tie = by_lot(leading, contest.lot, Seek.FOREMOST, "election")
            leading = [chosen]
            ties.append(tie)
        elected += leading
        remaining = [candidate for candidate in remaining if candidate not in leading]
    return elected, ties


def _in_turn(
    in_force: Guaranteed, contest: Contest, elected: Sequence[Candidate], remaining: Sequence[Candidate]
) -> tuple[list[Candidate], int]:
    """Among whom the next place is filled, the doomed left out, and how many places they can have."""
    vacancies = contest.seats - len(elected)
    doomed, _ = in_force.judge(elected, remaining, vacancies)
    among = [candidate for candidate in remaining if candidate not in doomed]
    if contest.parameter(RESERVED.name) == "first":
        for places, group in zip(in_force.need(elected), contest.guaranteed, strict=True):
            if places:
                return [candidate for candidate in among if candidate in group.members], places
    return among, vacancies


def _all_fit(
    in_force: Guaranteed | None,
    contest: Contest,
    elected: Sequence[Candidate],
    leading: Sequence[Candidate],
    remaining: Sequence[Candidate],
) -> bool:
    """Whether all of ``leading`` can have a place together."""
    if in_force is None or len(leading) == 1:
        return True
    others = [candidate for candidate in remaining if candidate not in leading]
    had = [*elected, *leading]
    return in_force.fit(had, others, contest.seats - len(had))


def declare_most(record: Record, totals: Sequence[int], every: int, contest: Contest) -> Count:
    """The count of one stage in which those with most of ``every`` point or cross have the places."""
    standing = contest.standing()
    elected, ties = fill(totals, standing, contest)
    doomed = guarded = None
    if contest.guaranteed:
        others = [c for c, stands in enumerate(standing) if stands and c not in elected]
        doomed = [c for c in others if totals[c] > min(totals[e] for e in elected)]
        guarded = [e for e in sorted(elected) if others and totals[e] < max(totals[c] for c in others)]
    record.write(
        "first",
        totals,
        non_transferable=every - sum(totals),
        elected=elected,
        ties=ties,
        doomed=doomed,
        guarded=guarded,
    )
    return record.declare(contest)
