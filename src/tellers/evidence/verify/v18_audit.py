"""V18: the members to be asked were drawn by dice that nobody had seen when the numbers were fixed.

That no member of a stratum was passed over is for V19, since labels are sealed; and what the members
answered stands in no pack. Source: spec/audit.md; spec/verification.md.
"""

from collections.abc import Mapping
from itertools import pairwise

from tellers.audit.sample import seed, ticket
from tellers.board.entries import Entry
from tellers.evidence.verify.facts import Drawn, Evidence, Stratum
from tellers.evidence.verify.framework import Step

TITLE = "the members to be asked were drawn by public dice"
NEEDS = (2, 3, 4, 10)

_KINDS = ("audit.plan", "audit.seed", "audit.sample")


def verify(step: Step, evidence: Evidence) -> None:
    """Check the plan, that it was witnessed before the dice, and every stratum. Writes ``drawn``."""
    evidence.drawn = None
    found = evidence.of(*_KINDS)
    if not found:
        step.not_applicable()
        return
    kinds = [entry["type"] for _, entry in found]
    under_way = evidence.proposed is not None and kinds == [*_KINDS[: len(kinds)]]
    step.expect(min(2, len(found)))
    if kinds != [*_KINDS] and not under_way:
        step.fail("V18.plan", "an audit was not planned, drawn and published once each", found[-1][0])
    strata = _strata(step, evidence, found[0][0])
    step.checked()
    if len(found) > 1:
        _check_witnessed(step, evidence, found[0][0], found[1][0])
    if len(found) > 2:
        evidence.drawn = _drawn(step, evidence, strata, found[1][1], *found[2])


def _check_witnessed(step: Step, evidence: Evidence, planned_at: int, thrown_at: int) -> None:
    """The plan was witnessed before the dice were thrown."""
    if not any(planned_at < size <= thrown_at for size in evidence.timeline.sizes):
        step.fail("V18.witnessed", "no checkpoint shows the plan before the dice were thrown", thrown_at)
    step.checked()


def _drawn(
    step: Step, evidence: Evidence, strata: Mapping[Stratum, int], thrown: Entry, index: int, sampled: Entry
) -> Drawn:
    """The draw, after its strata and rows were found to be those that plan and dice give."""
    closing = evidence.timeline.body_ending_at(evidence.close_index + 1) or b""
    sample = {tuple(stratum): rows for *stratum, rows in sampled["sample"]}
    if [*sample] != [*strata] or len(sample) != len(sampled["sample"]):
        step.fail("V18.sample", "the strata sampled are not those of the plan, in its order", index)
    drawn = Drawn(seed(evidence.eid, closing, thrown["dice"]), sample)
    _check_sample(step, evidence, strata, drawn, index)
    return drawn


def _strata(step: Step, evidence: Evidence, index: int) -> Mapping[Stratum, int]:
    """How many are to be asked of each stratum: of some that the close has, no more than it has."""
    plan = evidence.entries[index]
    if plan["register_root"] != evidence.close["register_root"]:
        step.fail("V18.register-root", "the audit is of another register than the one closed", index)
    members = members_of(evidence)
    strata = {tuple(stratum): size for *stratum, size in plan["strata"]}
    in_order = [stratum for stratum in members if stratum in strata]
    if [tuple(stratum) for *stratum, _ in plan["strata"]] != in_order:
        step.fail("V18.strata", "the strata are not those of the close, in its order, each once", index)
    for stratum, size in strata.items():
        if size > members[stratum]:
            words = f"{size:,} are to be asked of {members[stratum]:,} members {_words(stratum)}"
            step.fail("V18.strata", words, index)
    return strata


def members_of(evidence: Evidence) -> Mapping[Stratum, int]:
    """Every stratum there may be, in order, with its number: of each group the labels, then ""."""
    members: dict[Stratum, int] = {}
    for group, rows in evidence.groups.items():
        labels = {name: n for of, name, _, n, _ in evidence.close["labels"] if of == group.name}
        members.update({(group.name, name): number for name, number in labels.items()})
        members[group.name, ""] = len(rows) - sum(labels.values())
    return members


def _check_sample(
    step: Step, evidence: Evidence, strata: Mapping[Stratum, int], drawn: Drawn, index: int
) -> None:
    """Of every stratum so many rows of its group as planned, ascending by ticket, and none twice."""
    step.expect(len(strata))
    group_of = evidence.group_names()
    for stratum, rows in drawn.sample.items():
        words = _words(stratum)
        if len(rows) != strata[stratum]:
            step.fail(
                "V18.sample", f"{len(rows):,} members {words} were drawn, planned {strata[stratum]:,}", index
            )
        if max(rows) > len(evidence.frozen):
            step.fail("V18.sample", f"row {max(rows):,} was drawn, which the roll has not", index)
        strangers = [row for row in rows if group_of[row] != stratum[0]]
        if strangers:
            step.fail("V18.sample", f"row {strangers[0]:,} was drawn {words}, and is of another group", index)
        tickets = [ticket(drawn.seed, stratum, row) for row in rows]
        if any(before >= after for before, after in pairwise(tickets)):
            step.fail("V18.sample", f"the members {words} are not in the order of the dice", index)
        step.checked()
    every = [row for rows in drawn.sample.values() for row in rows]
    if len(set(every)) != len(every):
        step.fail("V18.sample", "one member was drawn in two strata", index)


def _words(stratum: Stratum) -> str:
    return f"of {stratum[0]} labelled {stratum[1]}" if stratum[1] else f"of {stratum[0]} without a label"
