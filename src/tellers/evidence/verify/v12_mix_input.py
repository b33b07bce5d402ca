"""V12: what was mixed is exactly the final ballots and the papers, together as the rule of mixing asks.

Source: spec/mixing.md; spec/verification.md.
"""

from collections import Counter
from collections.abc import Mapping, Set
from functools import partial
from hashlib import sha256

from tellers.board.mixing import CIPHERTEXT, mixed_voters, parts_of, vote_rows
from tellers.evidence.verify.ballots import number_of_votes
from tellers.evidence.verify.facts import Evidence, Mix, Stage
from tellers.evidence.verify.framework import Step

TITLE = "what was mixed is exactly the ballots that count"
NEEDS = (2, 4, 8, 10, 11)


def verify(step: Step, evidence: Evidence) -> None:
    """Compute what must go into every mix and compare; write down ``plans`` and ``stage0``."""
    marked = Counter(batch for _, batch in evidence.marks.values())
    rule, voters = evidence.election["mix_rule"], partial(_voters, evidence, marked)
    evidence.plans = {
        id: parts_of(rule, contest, evidence.styles, voters) for id, contest in evidence.contests.items()
    }
    _check_groups(step, evidence)
    final = [entry for index, entry in evidence.ballots if evidence.final.get(entry["cred"]) == index]
    evidence.stage0 = {}
    for contest, plan in evidence.plans.items():
        step.expect(len(plan))
        for group, part in plan.items():
            number = number_of_votes(evidence, part)
            _check_mixed(step, evidence, (contest, group), number)
            ballots = (
                (evidence.keys[entry["cred"]].group.weight, entry["cts"])
                for entry in final
                if entry["channel"] in part.channels and _style(evidence, entry["cred"]) in part.styles
            )
            papers = (
                (papers.group.weight, papers.rows[contest])
                for papers in evidence.papers
                if papers.channel in part.channels and papers.group.style in part.styles
            )
            rows = vote_rows(contest, evidence.widths[contest], ballots, papers)
            _check_input(step, evidence, (contest, group), rows, number)
            evidence.stage0[contest, group] = rows
            step.checked()


def _style(evidence: Evidence, cred: str) -> str:
    """The style of the ballot of a pseudonym."""
    return evidence.keys[cred].group.style


def _voters(evidence: Evidence, marked: Mapping[str, int], styles: Set[str]) -> Mapping[str, int]:
    """Who has a vote in a mix of these styles, by channel. ``marked``: how many members are, by batch."""
    members: Counter[str] = Counter()
    for group, by_channel in evidence.voters.items():
        if group.style in styles:
            members.update(by_channel)
    boxes = (
        (papers.channel, marked[papers.batch], papers.number)
        for papers in evidence.papers
        if papers.group.style in styles
    )
    return mixed_voters(members, boxes)


def _check_groups(step: Step, evidence: Evidence) -> None:
    """Everything after the close is about a contest of this poll, and a group that its votes are mixed in."""
    for index, entry in evidence.of("mix", "dec", "plain"):
        if entry["contest"] not in evidence.contests:
            step.fail("V12.groups", f"there is no contest {entry['contest']} in this poll", index)
        if entry["group"] not in evidence.plans[entry["contest"]]:
            step.fail(
                "V12.groups", f"{entry['contest']}: votes in a group {entry['group']} of their own", index
            )


def _check_mixed(step: Step, evidence: Evidence, mix: Mix, number: int) -> None:
    """What has votes was mixed, what has none was not, and the first mix gave out no fewer rows than go in.

    This is seen before any rows are computed: nothing is built that is larger than the pack is.
    """
    mixes, what = evidence.of_mix("mix", mix), ", ".join(mix)
    if mixes and not number:
        step.fail("V12.groups", f"{what}: mixed, though there are no votes", mixes[0][0])
    if number and not mixes and evidence.reached(Stage.MIXED):
        step.fail("V12.groups", f"{what}: the {number:,} ballots and papers were never mixed")
    for index, entry in mixes[:1]:
        if entry["out"]["len"] < number * evidence.widths[mix[0]] * CIPHERTEXT:
            few = f"{what}: the first mix is of fewer than {number:,} ballots and papers"
            step.fail("V12.input", few, index)


def _check_input(step: Step, evidence: Evidence, mix: Mix, rows: bytes, number: int) -> None:
    """The first mix of a group, if it was mixed yet, started from ``rows``, those of so many votes."""
    for index, first in evidence.of_mix("mix", mix)[:1]:
        if first["inp"] != sha256(rows).hexdigest():
            words = f"the first mix did not start from the {number:,} ballots and papers that count"
            step.fail("V12.input", f"{', '.join(mix)}: {words}", index)
