"""V12: what was mixed is exactly the final ballots and the papers, together as the rule of mixing asks.

Source: spec/mixing.md; spec/verification.md.
"""

from collections import Counter
from hashlib import sha256

from tellers.board.mixing import CIPHERTEXT, mix_plan, vote_rows
from tellers.evidence.verify.ballots import number_of_votes
from tellers.evidence.verify.facts import Evidence, Mix, Stage
from tellers.evidence.verify.framework import Step

TITLE = "what was mixed is exactly the ballots that count"
NEEDS = (2, 4, 8, 10, 11)


def verify(step: Step, evidence: Evidence) -> None:
    """Compute what must go into every mix and compare; write down ``plans`` and ``stage0``."""
    evidence.plans = {contest: _plan(evidence, contest) for contest in evidence.contests}
    _check_groups(step, evidence)
    final = [entry for index, entry in evidence.ballots if evidence.final.get(entry["cred"]) == index]
    evidence.stage0 = {}
    for contest, plan in evidence.plans.items():
        step.expect(len(plan))
        for group, channels in plan.items():
            number = number_of_votes(evidence, contest, channels)
            _check_size(step, evidence, (contest, group), number)
            ballots = (
                (evidence.keys[entry["cred"]].group.weight, entry["cts"])
                for entry in final
                if entry["channel"] in channels
            )
            papers = (
                (papers.group.weight, papers.rows[contest])
                for papers in evidence.papers
                if papers.channel in channels and contest in papers.rows
            )
            rows = vote_rows(contest, evidence.widths[contest], ballots, papers)
            _check_mix(step, evidence, (contest, group), rows)
            evidence.stage0[contest, group] = rows
            step.checked()


def _plan(evidence: Evidence, contest: str) -> dict[str, frozenset[str]]:
    """The groups that the votes of a contest are mixed in: the channels of each by its name."""
    voters: Counter[str] = Counter()
    for group, by_channel in evidence.voters.items():
        if contest in evidence.styles[group.style]:
            voters.update(by_channel)
    return mix_plan(evidence.election["mix_rule"], voters)


def _check_groups(step: Step, evidence: Evidence) -> None:
    """Everything after the close is about a contest of this poll, and a group that its votes are mixed in."""
    for index, entry in evidence.of("mix", "dec", "plain"):
        if entry["contest"] not in evidence.contests:
            step.fail("V12.groups", f"there is no contest {entry['contest']} in this poll", index)
        if entry["group"] not in evidence.plans[entry["contest"]]:
            step.fail(
                "V12.groups", f"{entry['contest']}: votes in a group {entry['group']} of their own", index
            )


def _check_size(step: Step, evidence: Evidence, mix: Mix, number: int) -> None:
    """The first mix gave out no fewer rows than must go in: nothing is computed larger than the pack is."""
    for index, entry in evidence.of_mix("mix", mix)[:1]:
        if entry["out"]["len"] < number * evidence.widths[mix[0]] * CIPHERTEXT:
            what = f"{', '.join(mix)}: the first mix is of fewer than {number:,} ballots and papers"
            step.fail("V12.input", what, index)


def _check_mix(step: Step, evidence: Evidence, mix: Mix, rows: bytes) -> None:
    """The first mix of a group started from ``rows``; where there are none, nothing was mixed."""
    mixes, what = evidence.of_mix("mix", mix), ", ".join(mix)
    number = len(rows) // (CIPHERTEXT * evidence.widths[mix[0]])
    if not rows:
        if mixes:
            step.fail("V12.groups", f"{what}: mixed, though there are no votes", mixes[0][0])
        return
    if not mixes and not evidence.reached(Stage.MIXED):
        return
    if not mixes:
        step.fail("V12.groups", f"{what}: the {number:,} ballots and papers were never mixed")
    index, first = mixes[0]
    if first["inp"] != sha256(rows).hexdigest():
        step.fail(
            "V12.input",
            f"{what}: the first mix did not start from the {number:,} ballots and papers that count",
            index,
        )
