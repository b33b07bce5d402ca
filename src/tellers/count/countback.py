"""A casual vacancy filled from the papers of the election, by the method declared before nominations closed.

1. The vacating member was elected. Candidates who are no longer willing are left out like the member; nobody
   else who was elected can lose their place.
2. ``countback`` recount: all papers are counted again by the same rule for the same places, and papers pass
   over all who are left out. Of those elected now and not before, whoever was elected at the earliest stage
   fills the vacancy; of several of one stage whoever had most votes at its end, and of equals whom the lot
   prefers.
3. ``countback`` papers: the papers that lay with the member when the member was elected, each at the value at
   which it was received, are counted by the alternative vote among the willing who have no place, those
   excluded in the election among them. One hundred-thousandth of a vote is one paper of that count.

Source: spec/counting/countback.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tellers.count.arithmetic import Value, Votes
from tellers.count.contest import Contest
from tellers.count.counting import count, looked_at
from tellers.count.papers import Candidate, Paper, Papers
from tellers.count.parameters import COUNTBACK, PASS, WITHDRAWN
from tellers.count.rules.stv_scottish import ONE, transfer_value
from tellers.count.stages import Count, Stage
from tellers.count.ties import Seek, by_lot
from tellers.errors import Refused


@dataclass(frozen=True, slots=True)
class Countback:
    """A vacancy filled: by whom, None where nobody is left to fill it, and the ``count`` that says so."""

    method: str
    vacating: Candidate
    unwilling: tuple[Candidate, ...]
    elected: Candidate | None
    count: Count

    def as_json(self) -> dict[str, object]:
        """The countback as it is published."""
        return {
            "method": self.method,
            "vacating": self.vacating + 1,
            "unwilling": [candidate + 1 for candidate in self.unwilling],
            "elected": None if self.elected is None else self.elected + 1,
            "count": self.count.as_json(),
        }


def countback(
    papers: Papers, contest: Contest, vacating: Candidate, unwilling: Iterable[Candidate] = ()
) -> Countback:
    """Fill the place of ``vacating``, elected by ``papers`` in ``contest``.

    Raises Refused: as ``count``; count.countback where the contest declared none, where ``vacating`` was not
    elected, or where the ``unwilling`` are not candidates without a place.
    """
    _, declared, looked = looked_at(papers, contest)
    method = dict(declared.parameters).get(COUNTBACK.name, "none")
    if method == "none":
        raise Refused("count.countback", "this contest declared no countback; a vacancy needs a new election")
    if contest.reopen is not None:
        raise Refused("count.countback", "voters could have nominations reopened: a vacancy does that")
    if contest.guaranteed:
        raise Refused("count.countback", "a countback cannot see to guaranteed places; hold a new election")
    before = count(papers, contest)
    if vacating not in before.elected:
        raise Refused("count.countback", "whoever leaves a place was not elected to one")
    left_out, everybody = frozenset(unwilling), frozenset(range(contest.candidates))
    if not left_out <= everybody - frozenset(before.elected):
        raise Refused("count.countback", "only a candidate who was not elected can be unwilling")
    out = left_out | declared.withdrawn | {vacating}
    if not everybody - out - frozenset(before.elected):
        raise Refused("count.countback", "nobody is willing who could fill the place")
    if method == "recount":
        elected, counted = _all_papers(papers, replace(declared, withdrawn=out), before)
    else:
        held = _held(looked.groups, declared, before.stages, vacating)
        out |= frozenset(before.elected)
        among = Contest(contest.candidates, 1, "av", 1, withdrawn=out, lot=contest.lot)
        counted = count([(number * value, paper) for number, paper, value in held if value], among)
        elected = counted.elected[0]  # clause 3
    return Countback(method, vacating, tuple(sorted(left_out)), elected, counted)


def _all_papers(papers: Papers, contest: Contest, before: Count) -> tuple[Candidate | None, Count]:
    """Clause 2; in ``contest`` all are withdrawn who are left out."""
    parameters = tuple((n, PASS if n == WITHDRAWN.name else value) for n, value in contest.parameters)
    counted = count(papers, replace(contest, parameters=parameters))
    for stage in counted.stages:
        new = [candidate for candidate in stage.elected if candidate not in before.elected]
        if new:
            most = max(stage.totals[candidate] for candidate in new)
            foremost = [candidate for candidate in new if stage.totals[candidate] == most]
            if len(foremost) > 1:
                return by_lot(foremost, contest.lot, Seek.FOREMOST, "countback")[0], counted
            return foremost[0], counted
    return None, counted


@dataclass(slots=True)
class _Lying:
    """Papers alike, with whom they lie, and at what value they came."""

    number: int
    paper: Paper
    at: int
    value: Value

    def holder(self) -> Candidate | None:
        return self.paper[self.at] if self.at < len(self.paper) else None

    def move(self, continuing: frozenset[Candidate], value: Value) -> None:
        """On to the next of those who continue."""
        self.value = value
        self.at += 1
        while self.at < len(self.paper) and self.paper[self.at] not in continuing:
            self.at += 1


def _held(
    groups: Iterable[tuple[int, Paper]], contest: Contest, stages: Iterable[Stage], member: Candidate
) -> list[tuple[int, Paper, Value]]:
    """The papers that lay with ``member`` at the end of the stage at which the member was elected."""
    lying = [_Lying(number, paper, -1, ONE) for number, paper in groups]
    continuing = frozenset(range(contest.candidates)) - contest.withdrawn
    earlier: Stage | None = None
    for stage in stages:
        continuing -= frozenset(stage.excluded)
        for papers in lying:
            if earlier is None:
                papers.move(continuing, ONE)
            elif papers.holder() in stage.of:
                papers.move(continuing, _value(papers.value, stage, earlier))
        continuing -= frozenset(stage.elected)
        if member in stage.elected:
            return [(p.number, p.paper, p.value) for p in lying if p.holder() == member]
        earlier = stage
    raise RuntimeError("a member was elected at no stage")


def _value(value: Value, stage: Stage, earlier: Stage) -> Value:
    """Value at which papers leave in ``stage`` (rule 48(3); an excluded candidate's keep theirs)."""
    if stage.action != "surplus" or stage.quota is None:
        return value
    votes = Votes(earlier.totals[stage.of[0]])
    return transfer_value(Votes(votes - stage.quota), value, votes)
