"""V16: the votes, counted again under the rule of the definition, give the declared result.

Source: spec/counting/README.md; spec/result.md; spec/minutes.md; spec/verification.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tellers.board import lot
from tellers.canonical import decode, encode
from tellers.errors import Invalid, Refused
from tellers.evidence.result import result_of
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.poll.candidates import Candidate, Status, Unfounded, not_standing, status_of

TITLE = "the votes give the declared result"
NEEDS = (2, 3, 4, 10, 15)
_DECLARED = {"rule", "version", "seats", "parameters", "sections", "guaranteed", "reopen"}


def verify(step: Step, evidence: Evidence) -> None:
    """Count every contest again and compare; write down ``results``."""
    step.expect(len(evidence.contests))
    status = _status(step, evidence)
    seed = _seed(step, evidence)
    evidence.results = []
    for contest in evidence.contests.values():
        elected = _check_contest(step, evidence, dict(contest), status, seed)
        evidence.results.append(
            {"contest": contest["id"], "rule": contest["count"]["rule"], "elected": elected}
        )
        step.checked()


def _status(step: Step, evidence: Evidence) -> Mapping[Candidate, Status]:
    """Who stands at the close, as the minutes before it say."""
    minutes = [(index, entry) for index, entry in evidence.of("minute") if index < evidence.close_index]
    try:
        return status_of(list(evidence.contests.values()), minutes, evidence.election_index)
    except Unfounded as found:
        step.fail(found.check, found.what, found.entry)


def _seed(step: Step, evidence: Evidence) -> bytes:
    """The seed of the lot, from the checkpoint that ends at the close."""
    body = evidence.timeline.body_ending_at(evidence.close_index + 1)
    if body is None:
        step.fail("V16.rule", "no checkpoint ends at the close, so no lot can be drawn", evidence.close_index)
    return lot.seed(evidence.eid, body)


def _check_contest(
    step: Step,
    evidence: Evidence,
    contest: dict[str, Any],
    status: Mapping[Candidate, Status],
    seed: bytes,
) -> list[int]:
    """Who is elected, options counted from 1, after the declared result was found to be the same."""
    order = lot.order(seed, len(contest["options"]))
    try:
        votes, sections = evidence.votes[contest["id"]], evidence.sections[contest["id"]]
        counted = result_of(contest, votes, not_standing(contest, status), order, sections)
    except Refused as refused:
        step.fail("V16.rule", f"{contest['id']}: the votes cannot be counted: {refused.why}")
    index, declared = _declared(step, evidence, contest["id"])
    elected: list[int] = counted["count"]["elected"]
    if declared["elected"] != elected:
        step.fail(
            "V16.result",
            f"{contest['id']}: declared elected is {_names(contest, declared['elected'])},"
            f" but the votes elect {_names(contest, elected)}",
            index,
        )
    published = evidence.read(declared)
    if published != encode(counted):
        _fail_file(step, contest["id"], published, counted, index)
    return elected


def _declared(step: Step, evidence: Evidence, contest: str) -> tuple[int, Mapping[str, Any]]:
    """What the declaration says of a contest."""
    found = [
        (index, declared)
        for index, entry in evidence.of("declare")
        for declared in entry["results"]
        if declared["contest"] == contest
    ]
    if not found:
        step.fail("V16.result", f"{contest}: no result was declared")
    return found[0]


def _fail_file(step: Step, contest: str, published: bytes, counted: dict[str, Any], index: int) -> None:
    """Say where a published result differs from the votes counted again."""
    try:
        found = decode(published)
    except Invalid:
        found = None
    if not isinstance(found, dict):
        step.fail("V16.result", f"{contest}: the published result is malformed", index)
    differ = sorted(name for name in counted.keys() | found.keys() if found.get(name) != counted.get(name))
    check = "V16.rule" if _DECLARED & {*differ} else "V16.result"
    named = ", ".join(name[:40] for name in differ[:8]) or "the spelling"
    step.fail(
        check, f"{contest}: counting the votes again, this differs from what was published: {named}", index
    )


def _names(contest: Mapping[str, Any], elected: Sequence[int]) -> str:
    options = contest["options"]
    names = [options[n - 1]["name"] if n <= len(options) else f"option {n}" for n in elected]
    return ", ".join(names) or "nobody"
