"""How close it was: the last place filled, and who came nearest to it.

This is the difference of two totals at one stage. It is not the margin, which is how few papers would have to
be different for another outcome. Source: spec/counting/shown.md, section 5.
"""

from dataclasses import dataclass

from tellers.count.named import Named
from tellers.count.papers import Candidate
from tellers.count.stages import Stage


@dataclass(frozen=True, slots=True)
class Difference:
    """At ``stage`` the candidate ``ahead``, who got the last place, had ``votes`` more than ``behind``, who
    got none. ``votes`` is in the count's units."""

    stage: Stage
    ahead: Candidate
    behind: Candidate
    votes: int


def last_difference(shown: Named) -> Difference | None:
    """The difference that the last place was filled by; None where there is none to speak of.

    That is where nobody is elected, everybody who stood is, the rule compares in pairs, or somebody is
    elected by something else than their votes.
    """
    counted = shown.counted
    stage = next((stage for stage in reversed(counted.stages) if stage.elected), None)
    if stage is None or shown.in_pairs or shown.is_motion:
        return None
    if shown.contest.reopen in stage.elected or shown.finding("sections") is not None:
        return None
    others = [
        candidate
        for candidate in range(len(shown.names))
        if candidate not in counted.elected and candidate not in shown.contest.withdrawn
    ]
    if not others:
        return None
    before = shown.before(stage)
    at = stage
    if before is not None and shown.moves_votes(stage) and not any(stage.totals[c] for c in others):
        at = before  # the last rival's papers were passed on in this very stage
    gone = {c for earlier in counted.stages[: at.n - 1] for c in earlier.excluded}
    behind = max(others, key=lambda candidate: (at.totals[candidate], candidate not in gone))
    ahead = min(stage.elected, key=lambda candidate: at.totals[candidate])
    votes = at.totals[ahead] - at.totals[behind]
    return Difference(at, ahead, behind, votes) if votes >= 0 else None
