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
    if shown.contest.reopen in stage.elected or any(key == "sections" for key in counted.as_json()):
        return None
    others = [
        candidate
        for candidate in range(len(shown.names))
        if candidate not in counted.elected and candidate not in shown.contest.withdrawn
    ]
    if not others:
        return None
    before = shown.before(stage)
    if before is not None and not any(stage.totals[candidate] for candidate in others):
        # The last rival's papers were passed on in this very stage.
        stage, filled = before, stage.elected
    else:
        filled = stage.elected
    behind = max(others, key=lambda candidate: stage.totals[candidate])
    ahead = min(filled, key=lambda candidate: stage.totals[candidate])
    votes = stage.totals[ahead] - stage.totals[behind]
    return Difference(stage, ahead, behind, votes) if votes >= 0 else None
