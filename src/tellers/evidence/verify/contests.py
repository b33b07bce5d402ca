"""The contests of an election: that each can be voted, encrypted and counted as it is defined (for V2)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from tellers import count
from tellers.board import definition, groups
from tellers.crypto import selections
from tellers.errors import Refused
from tellers.evidence.result import as_declared
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

RESERVED = "cred"  # the mix of voting keys has this place


def check_contests(step: Step, evidence: Evidence, election: Mapping[str, Any], index: int) -> None:
    """Check every contest and every style. Writes ``contests``, ``shapes``, ``widths`` and ``styles``."""
    contests = election["contests"]
    for number, contest in enumerate(contests, start=1):
        if (wrong := definition.contest(contest)) is not None:
            step.fail("V2.contests", f"contest {number} {wrong}", index)
    ids = [contest["id"] for contest in contests]
    step.require(len(set(ids)) == len(ids), "V2.contests", "two contests have one id", index)
    step.require(RESERVED not in ids, "V2.contests", f"no contest may be called {RESERVED}", index)
    evidence.shapes = {contest["id"]: _shape(step, contest, index) for contest in contests}
    evidence.widths = {id: selections.width(shape) for id, shape in evidence.shapes.items()}
    for contest in contests:
        _check_count(step, contest, index)
    evidence.styles = _styles(step, election["styles"], ids, index)
    for contest in contests:
        _check_sections(step, contest, evidence.styles, index)
    evidence.contests = {contest["id"]: contest for contest in contests}


def _styles(
    step: Step, declared: Sequence[tuple[str, Sequence[str]]], contests: Sequence[str], index: int
) -> Mapping[str, Sequence[str]]:
    """The contests of each style, in the order of the definition; every contest is in one of them."""
    styles = dict(declared)
    step.require(len(styles) == len(declared), "V2.contests", "two styles have one id", index)
    for style, named in styles.items():
        if not groups.is_style(style):
            step.fail("V2.contests", f"a style may not be called {style}: it could be a weight's", index)
        if named != [contest for contest in contests if contest in set(named)]:
            step.fail("V2.contests", f"the style {style} does not name contests in order, each once", index)
    left = set(contests).difference(*styles.values())
    step.require(not left, "V2.contests", f"no style has the contest {min(left, default='')}", index)
    return styles


def _shape(step: Step, contest: dict[str, Any], index: int) -> selections.Shape:
    id, options = contest["id"], contest["options"]
    ids = {option["id"] for option in options}
    step.require(len(ids) == len(options), "V2.contests", f"{id} has two options of one id", index)
    most = contest.get("max_rank", contest.get("max", 1))
    if not contest.get("min", 1) <= most <= len(options):
        step.fail("V2.contests", f"{id} allows a number of choices that it does not have", index)
    shape = selections.shape_of(contest)
    if selections.width(shape) > selections.WIDEST:
        held = f"{selections.WIDEST} ciphertexts"
        step.fail("V2.contests", f"{id} has more selections than {held} can hold", index)
    return shape


def _check_count(step: Step, contest: Mapping[str, Any], index: int) -> None:
    id, declared = contest["id"], contest["count"]
    rule = count.RULES.get(declared["rule"])
    if rule is None:
        step.fail("V2.contests", f"{id} is to be counted by a rule that is not known", index)
    if contest["kind"] not in rule.ballots:
        step.fail("V2.contests", f"{rule.id} does not count the ballots of {id}", index)
    _check_marks(step, contest, rule, index)
    _check_named(step, contest, index)
    names = [name for name, _ in declared["parameters"]]
    known = rule.declared(guaranteed=bool(declared["guaranteed"]))
    if names != sorted(parameter.name for parameter in known):
        step.fail("V2.contests", f"{id} does not set every parameter of {rule.id} once, sorted", index)
    _check_enough(step, contest, index)
    try:
        count.count(count.group([]), as_declared(contest, (), tuple(range(len(contest["options"])))))
    except Refused as refused:
        step.fail("V2.contests", f"{id} cannot be counted: {refused.why}", index)


def _check_marks(step: Step, contest: Mapping[str, Any], rule: count.Rule, index: int) -> None:
    """Check that a voter can say what the rule counts, and no more."""
    id, most = contest["id"], contest.get("max")
    if most is not None and rule.crosses == "one" and not contest["min"] == most == 1:
        step.fail("V2.contests", f"{rule.id} counts one choice a ballot, {id} allows another number", index)
    if most is not None and rule.crosses == "places" and most > contest["count"]["seats"]:
        step.fail("V2.contests", f"{rule.id} counts a choice for each place, {id} allows more", index)
    if rule.top is not None and contest["top"] != rule.top:
        step.fail(
            "V2.contests", f"{rule.id} counts up to {rule.top} points, {id} allows another number", index
        )


def _check_enough(step: Step, contest: Mapping[str, Any], index: int) -> None:
    """Check that no ballot which a voter can cast would be put aside for having too few crosses."""
    declared = contest["count"]
    needed = min(declared["seats"], len(contest["options"]))
    if ["undervotes", "invalid"] in declared["parameters"] and contest["min"] < needed:
        told = f"ballots with fewer than {needed} choices would be invalid, and {contest['id']} allows them"
        step.fail("V2.contests", told, index)


def _check_named(step: Step, contest: Mapping[str, Any], index: int) -> None:
    """Check that whoever is guaranteed a place, and what reopens nominations, are options of the contest."""
    id, options = contest["id"], {option["id"] for option in contest["options"]}
    reopen = contest["count"]["reopen"]
    if reopen and reopen not in options:
        step.fail("V2.contests", f"{id} has no option {reopen} to reopen nominations", index)
    for name, _, members in contest["count"]["guaranteed"]:
        if len(set(members)) != len(members) or not options.issuperset(members):
            step.fail("V2.contests", f"the guarantee {name} is not for options of {id}, each once", index)


def _check_sections(
    step: Step, contest: Mapping[str, Any], styles: Mapping[str, Sequence[str]], index: int
) -> None:
    """Check that every ballot with the contest is of one of its sections."""
    id, sections = contest["id"], contest["count"]["sections"]
    with_contest = {style for style, contests in styles.items() if id in contests}
    named = [style for _, _, of in sections for style in of]
    if sections and sorted(named) != sorted(with_contest):
        step.fail("V2.contests", f"the sections of {id} do not have every style with it, each once", index)
    for section, share, _ in sections:
        if len(section) > groups.LONGEST_STYLE:
            step.fail("V2.contests", f"the id of the section {section} is too long to name votes by", index)
        if share != "{0.numerator}/{0.denominator}".format(Fraction(share)):
            step.fail("V2.contests", f"the fraction {share} of {section} is not in lowest terms", index)
