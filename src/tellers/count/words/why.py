"""Why was this candidate elected, or excluded? Answered with the figures that decided it.

Only what the figures show is said: where they show no reason, the answer says what happened, and when.
Source: spec/counting/shown.md, section 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tellers.count.named import Named
from tellers.count.papers import Candidate
from tellers.count.stages import Stage
from tellers.count.words.speech import PAPER, amount, figure, listed, number
from tellers.count.words.ties import tie_in_words


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that somebody asks about ``candidate``, and the answer in sentences."""

    candidate: Candidate
    question: str
    answer: tuple[str, ...]


def answers(shown: Named) -> Iterator[Answer]:
    """For every candidate, the elected first: why they were elected, excluded, or neither."""
    if shown.is_motion:
        return
    for candidate in shown.in_order():
        yield _answer(shown, candidate)
    for candidate in sorted(shown.contest.withdrawn):
        name = shown.name(candidate)
        told = f"{name} no longer stood when the count began. Papers passed over {name}."
        yield Answer(candidate, f"Why was {name} not counted?", (told,))


def _answer(shown: Named, candidate: Candidate) -> Answer:
    name = shown.name(candidate)
    for stage in shown.counted.stages:
        if candidate in stage.elected:
            told = _elected(shown, stage, candidate)
            return Answer(candidate, f"Why was {name} elected?", (*told, *_ties(shown, stage, candidate)))
        if candidate in stage.excluded:
            told = _excluded(shown, stage, candidate)
            return Answer(candidate, f"Why was {name} excluded?", (*told, *_ties(shown, stage, candidate)))
    last = shown.counted.stages[-1]
    why_not = (_not_elected(shown, last, candidate), *_ties(shown, last, candidate))
    return Answer(candidate, f"Why was {name} not elected?", why_not)


def _ties(shown: Named, stage: Stage, candidate: Candidate) -> list[str]:
    """The ties of the stage that the candidate was in, where they were about being elected or excluded."""
    about = [tie for tie in stage.ties if candidate in tie.between and tie.purpose != "surplus"]
    return [sentence for tie in about for sentence in tie_in_words(shown, stage, tie)]


def _elected(shown: Named, stage: Stage, candidate: Candidate) -> list[str]:
    name, votes = shown.name(candidate), stage.totals[candidate]
    if shown.in_pairs:
        return [f"Compared in pairs, no other candidate prevails over {name}."]
    had = f"At stage {stage.n} {name} had {amount(shown, votes, stage)}"
    if any(key == "sections" for key in shown.counted.as_json()):
        return [f"{had}, and the greatest part of the sections together."]
    if stage.quota is not None and votes >= stage.quota:
        return [f"{had}, and the quota was {figure(stage.quota, shown.counted.places)}."]
    if _fills_the_last_places(shown, stage):
        return [f"{had}. No more candidates were left than places to fill."]
    if shown.counted.rule == "av" and 2 * votes > sum(stage.totals):
        standing = amount(shown, sum(stage.totals), stage)
        return [f"{had}: more than half of the {standing} that stood with a candidate."]
    rivals = [c for c in _in_the_running(shown, stage) if c not in shown.counted.elected]
    if rivals and votes > max(stage.totals[rival] for rival in rivals):
        best = max(rivals, key=lambda rival: stage.totals[rival])
        return [f"{had}. Next came {shown.name(best)} with {figure(*_at(shown, stage, best))}."]
    return [f"{had}."]


def _at(shown: Named, stage: Stage, candidate: Candidate) -> tuple[int, int]:
    return stage.totals[candidate], shown.counted.places


def _fills_the_last_places(shown: Named, stage: Stage) -> bool:
    """Whether all who were left were elected in this stage."""
    return set(_in_the_running(shown, stage)) <= set(stage.elected) and shown.contest.reopen is None


def _in_the_running(shown: Named, stage: Stage) -> list[Candidate]:
    """Candidates who were neither elected before ``stage``, nor excluded by its end, nor withdrawn."""
    gone = set(shown.contest.withdrawn)
    for earlier in shown.counted.stages[: stage.n - 1]:
        gone.update(earlier.elected, earlier.excluded)
    gone.update(stage.excluded)
    return [candidate for candidate in range(len(shown.names)) if candidate not in gone]


def _excluded(shown: Named, stage: Stage, candidate: Candidate) -> list[str]:
    name, before = shown.name(candidate), shown.before(stage)
    if before is None:
        return [f"{name} had {amount(shown, stage.totals[candidate], stage)}, too few to go on."]
    if shown.counted.rule == "college":
        return [f"After stage {before.n} {name} had the least part of the sections together."]
    had = f"After stage {before.n} {name} had {amount(shown, before.totals[candidate], before)}"
    if len(stage.excluded) > 1:
        return [f"{had}, and was excluded together with {_others(shown, stage, candidate)}."]
    rivals = [c for c in _in_the_running(shown, stage) if c != candidate]
    if not rivals:
        return [f"{had}."]
    next_up = min(rivals, key=lambda rival: before.totals[rival])
    if before.totals[next_up] < before.totals[candidate]:
        return [f"{had}."]  # the rule excluded them for another reason than few votes
    if before.totals[next_up] == before.totals[candidate]:
        return [f"{had}, and nobody still in the count had fewer."]
    return [f"{had}, fewer than anybody else still in the count. {_next_had(shown, before, next_up)}"]


def _next_had(shown: Named, before: Stage, candidate: Candidate) -> str:
    return f"Next came {shown.name(candidate)} with {amount(shown, before.totals[candidate], before)}."


def _others(shown: Named, stage: Stage, candidate: Candidate) -> str:
    return listed(shown.of(other for other in stage.excluded if other != candidate))


def _not_elected(shown: Named, last: Stage, candidate: Candidate) -> str:
    name = shown.name(candidate)
    if shown.in_pairs:
        return _not_preferred(shown, candidate)
    had = f"{name} had {amount(shown, last.totals[candidate], last)} when the last place was filled"
    if not shown.counted.elected:
        return f"{name} had {amount(shown, last.totals[candidate], last)} when the count ended."
    fewest = min(shown.counted.elected, key=lambda elected: last.totals[elected])
    if last.totals[fewest] < last.totals[candidate]:
        return f"{had}."
    return f"{had}. {shown.name(fewest)}, who was elected, had {figure(*_at(shown, last, fewest))}."


def _not_preferred(shown: Named, candidate: Candidate) -> str:
    """Somebody who was not elected beside somebody who was, compared in pairs."""
    name = shown.name(candidate)
    if not shown.counted.elected:
        return f"{name} was not elected, and nobody else was."
    other, tables = shown.counted.elected[0], dict(shown.counted.tables)
    against, pairs = shown.name(other), tables["pairwise"]
    most, fewest = pairs[other][candidate], pairs[candidate][other]
    if most > fewest:
        return f"{number(most, PAPER)} preferred {against} to {name}, and {fewest:,} the other way round."
    chains = tables.get("chains")
    if chains is not None and chains[other][candidate] > chains[candidate][other]:
        strong, weak = chains[other][candidate], chains[candidate][other]
        return (
            f"{against} prevails over {name} by a chain of victories: the weakest of them has "
            f"{number(strong, PAPER)}. The strongest chain the other way round has {weak:,}."
        )
    return f"Somebody else was preferred to {name}, directly or by way of others."
