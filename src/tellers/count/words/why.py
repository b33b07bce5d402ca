"""Why was this candidate elected, or excluded? Answered with the figures that decided it.

Only what the figures show is said: where they show no reason, the answer says what happened, and when.
Source: spec/counting/shown.md, section 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tellers.count.named import Named
from tellers.count.papers import Candidate
from tellers.count.stages import Stage
from tellers.count.words.guaranteed import passed_over
from tellers.count.words.sections import carried_or_not, motion_in_words, share
from tellers.count.words.speech import PAPER, amount, figure, listed, number
from tellers.count.words.ties import tie_in_words

_TO_BE_ELECTED = ("election", "order")
_TO_BE_EXCLUDED = ("exclusion", "runoff")


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that somebody asks about ``candidate``, and the answer in sentences."""

    candidate: Candidate
    question: str
    answer: tuple[str, ...]


def answers(shown: Named) -> Iterator[Answer]:
    """Why everybody was elected, excluded or neither, the elected first; why a motion was carried or not."""
    if shown.is_motion:
        yield Answer(0, f"Why was the motion {carried_or_not(shown)}?", tuple(motion_in_words(shown)))
        return
    for candidate in shown.in_order():
        yield _answer(shown, candidate)
    for candidate in sorted(shown.contest.withdrawn):
        name = shown.name(candidate)
        told = f"{name} no longer stood when the count began. Nothing on a paper counted for {name}."
        yield Answer(candidate, f"Why was {name} not counted?", (told,))


def _answer(shown: Named, candidate: Candidate) -> Answer:
    name = shown.name(candidate)
    for stage in shown.counted.stages:
        if candidate in stage.elected:
            told = [*_elected(shown, stage, candidate), *_ties(shown, stage, candidate, _TO_BE_ELECTED)]
            question = f"Why was {name} elected?"
            if candidate == shown.contest.reopen:
                question = "Why are nominations opened again?"
            return Answer(candidate, question, tuple(told))
        if candidate in (stage.doomed or ()):
            told = [passed_over(shown, stage, candidate), *_ties(shown, stage, candidate, _TO_BE_ELECTED)]
            return Answer(candidate, f"Why was {name} not elected?", tuple(told))
        if candidate in stage.excluded:
            told = [*_excluded(shown, stage, candidate), *_ties(shown, stage, candidate, _TO_BE_EXCLUDED)]
            return Answer(candidate, f"Why was {name} excluded?", tuple(told))
    last = shown.counted.stages[-1]
    told = [_not_elected(shown, last, candidate), *_ties(shown, last, candidate, _TO_BE_ELECTED)]
    return Answer(candidate, f"Why was {name} not elected?", tuple(told))


def _ties(shown: Named, stage: Stage, candidate: Candidate, purposes: tuple[str, ...]) -> list[str]:
    """The ties of the stage for some purpose that the candidate was in."""
    about = [tie for tie in stage.ties if candidate in tie.between and tie.purpose in purposes]
    return [sentence for tie in about for sentence in tie_in_words(shown, stage, tie)]


def _elected(shown: Named, stage: Stage, candidate: Candidate) -> list[str]:
    name, votes = shown.name(candidate), stage.totals[candidate]
    if shown.in_pairs:
        return [f"Compared in pairs, no other candidate prevails over {name}."]
    had = f"At stage {stage.n} {name} had {amount(shown, votes, stage)}"
    if shown.finding("sections") is not None:
        return [f"At stage {stage.n} {name} had {share(shown, stage.n - 1, candidate)}."]
    if stage.quota is not None and votes >= stage.quota:
        return [f"{had}, and the quota was {figure(stage.quota, shown.counted.places)}."]
    if candidate in (stage.guarded or ()):
        return [f"{had}, and took a guaranteed place."]
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
        gone.update(earlier.elected, earlier.excluded, earlier.doomed or ())
    gone.update(stage.excluded, stage.doomed or () if stage.quota is not None else ())
    return [candidate for candidate in range(len(shown.names)) if candidate not in gone]


def _excluded(shown: Named, stage: Stage, candidate: Candidate) -> list[str]:
    name, before = shown.name(candidate), shown.before(stage)
    if before is None:
        return [f"{name} had {amount(shown, stage.totals[candidate], stage)}, and did not go on."]
    if shown.finding("sections") is not None:
        part = share(shown, before.n - 1, candidate)
        return [f"After stage {before.n} {name} had {part}: nobody still in the count had less."]
    had = f"After stage {before.n} {name} had {amount(shown, before.totals[candidate], before)}"
    if len(stage.excluded) > 1:
        return [f"{had}, and was excluded together with {_others(shown, stage, candidate)}."]
    running = _in_the_running(shown, stage)
    rivals = [c for c in running if c != candidate and c not in (before.guarded or ())]
    if not rivals:
        return [f"{had}."]
    next_up = min(rivals, key=lambda rival: before.totals[rival])
    if before.totals[next_up] < before.totals[candidate]:
        return [f"{had}."]  # the rule excluded them for another reason than few votes
    if before.totals[next_up] == before.totals[candidate]:
        whom = "who could be excluded" if before.guarded else "still in the count"
        return [f"{had}, and nobody {whom} had fewer."]
    whom = "who could be excluded" if before.guarded else "still in the count"
    return [f"{had}, fewer than anybody else {whom}. {_next_had(shown, before, next_up)}"]


def _next_had(shown: Named, before: Stage, candidate: Candidate) -> str:
    return f"Next came {shown.name(candidate)} with {amount(shown, before.totals[candidate], before)}."


def _others(shown: Named, stage: Stage, candidate: Candidate) -> str:
    return listed(shown.of(other for other in stage.excluded if other != candidate))


def _not_elected(shown: Named, last: Stage, candidate: Candidate) -> str:
    name = shown.name(candidate)
    if shown.in_pairs:
        return _not_preferred(shown, candidate)
    if shown.finding("sections") is not None:
        return f"{name} had {share(shown, -1, candidate)} when the place was filled."
    had = f"{name} had {amount(shown, last.totals[candidate], last)} when the count ended"
    if not shown.counted.elected:
        return f"{had}."
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
