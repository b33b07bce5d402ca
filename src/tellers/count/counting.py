"""One contest counted under the rule it declared.

Source: spec/counting/README.md.
"""

from collections.abc import Iterable
from dataclasses import replace

from tellers.count.contest import Contest
from tellers.count.papers import Counted, Papers
from tellers.count.parameters import BLANK, WITHDRAWN
from tellers.count.rule import Rule
from tellers.count.rules import RULES
from tellers.count.stages import Count
from tellers.count.validity import examine
from tellers.errors import Refused


def count(papers: Papers, contest: Contest) -> Count:
    """Count ``papers`` under the rule, version and parameters of ``contest``; nothing given is trusted.

    Raises Refused: count.rule, count.version, count.parameter, count.candidates, count.seats,
    count.withdrawn, count.lot, count.sections, count.guaranteed, count.reopen, count.paper, and
    count.lot-needed where the papers leave a tie that only a lot can break.
    """
    rule, declared, counted = looked_at(papers, contest)
    return rule.count(counted, declared)


def looked_at(papers: Papers, contest: Contest) -> tuple[Rule, Contest, Counted]:
    """The rule of ``contest``, the contest with every parameter filled in, and the papers after a first look.

    Raises Refused: as ``count``, but for count.lot-needed.
    """
    rule = _rule(contest)
    contest.check()
    if rule.single and contest.seats != 1:
        raise Refused("count.seats", f"{rule.id} fills one place, not {contest.seats}")
    declared = replace(contest, parameters=_parameters(rule, contest))
    _check_rule(rule, declared)
    return rule, declared, examine(papers, declared, rule.read)


def judges_blank(rule: str) -> bool:
    """Whether the rule of this name says what a paper without a choice is; for one of points there is none.

    False where there is no such rule. Source: spec/counting/README.md, section 1.
    """
    return rule in RULES and BLANK in RULES[rule].parameters


def _check_rule(rule: Rule, contest: Contest) -> None:
    """Refuse a contest that ``rule`` cannot count."""
    if contest.sections and not rule.sections:
        raise Refused("count.sections", f"{rule.id} does not add up sections apart")
    if contest.guaranteed and not rule.guaranteed:
        raise Refused("count.guaranteed", f"{rule.id} cannot guarantee places to anybody")
    if contest.reopen is not None and not rule.reopen:
        raise Refused("count.reopen", f"{rule.id} has no option to reopen nominations")
    if contest.withdrawn and dict(contest.parameters).get(WITHDRAWN.name) == "refuse":
        raise Refused(
            "count.withdrawn", "a candidate withdrew, and then, as declared, a new ballot must be held"
        )
    contest.in_force()


def _rule(contest: Contest) -> Rule:
    """The rule that ``contest`` names, in the version that it names."""
    named: object = contest.rule
    rule = RULES.get(named) if isinstance(named, str) else None
    if rule is None:
        raise Refused("count.rule", f"no such counting rule; there are: {', '.join(sorted(RULES))}")
    if type(contest.version) is not int or contest.version != rule.version:
        raise Refused("count.version", f"{rule.id} is at version {rule.version}; no other is known here")
    return rule


def _parameters(rule: Rule, contest: Contest) -> tuple[tuple[str, str], ...]:
    """Every parameter of ``rule`` with its declared or usual value, in the rule's order; behind them those of
    guaranteed places, where ``contest`` has some."""
    chosen: dict[str, str] = {}
    given: Iterable[object] = contest.parameters
    known = {one.name: one for one in rule.declared(guaranteed=bool(contest.guaranteed))}
    for pair in given:
        if not isinstance(pair, tuple) or len(pair) != 2 or not all(isinstance(word, str) for word in pair):
            raise Refused("count.parameter", "a parameter is a name and a value")
        name, value = pair
        if name not in known:
            names = ", ".join(known) or "none"
            raise Refused("count.parameter", f"{rule.id} has no parameter of that name; it has: {names}")
        if name in chosen:
            raise Refused("count.parameter", f"the parameter {name} is given twice")
        if value not in known[name].allowed:
            allowed = ", ".join(known[name].allowed)
            raise Refused("count.parameter", f"the parameter {name} must be one of: {allowed}")
        chosen[name] = value
    return tuple((name, chosen.get(name, parameter.default)) for name, parameter in known.items())
