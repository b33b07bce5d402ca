"""What guaranteed places made of a count, in whole sentences.

Source: spec/counting/shown.md, section 2; spec/counting/guaranteed.md.
"""

from typing import Any

from tellers.count.named import Named, legible
from tellers.count.papers import Candidate
from tellers.count.stages import Stage
from tellers.count.words.speech import PLACE, amount, listed, number


def guarded_and_doomed(shown: Named, stage: Stage) -> list[str]:
    """Who can have no place any more, and who must have one and was not yet said to."""
    told = []
    if stage.doomed:
        names = listed(shown.of(stage.doomed))
        verb = "is" if len(stage.doomed) == 1 else "are"
        told.append(f"{names} {verb} passed over: the guaranteed places could not be filled otherwise.")
    before = shown.before(stage)
    known = () if before is None or before.guarded is None else before.guarded
    newly = [candidate for candidate in stage.guarded or () if candidate not in known]
    if newly:
        names = listed(shown.of(newly))
        told.append(f"For the guaranteed places {names} must be elected.")
    return told


def guarantees_in_words(shown: Named) -> list[str]:
    """Every guarantee, and how many of its group are elected."""
    return [_guarantee(told) for told in shown.finding("guaranteed") or ()]


def _guarantee(told: dict[str, Any]) -> str:
    places, name = number(told["least"], PLACE), legible(told["name"]) or "a group"
    waived = f" of the {told['declared']:,} declared" if told["least"] < told["declared"] else ""
    return f"Guaranteed to {name}: at least {places}{waived}. Elected of them: {told['elected']:,}."


def passed_over(shown: Named, stage: Stage, candidate: Candidate) -> str:
    """Why somebody who was doomed at ``stage`` could not be elected."""
    name, had = shown.name(candidate), amount(shown, stage.totals[candidate], stage)
    elected = f"With {name} elected the guaranteed places could not have been filled."
    return f"At stage {stage.n} {name} had {had}. {elected}"
