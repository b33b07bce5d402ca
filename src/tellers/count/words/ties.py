"""How equal candidates were told apart, in whole sentences.

Source: spec/counting/shown.md, section 2.
"""

from tellers.count.named import Named
from tellers.count.stages import Stage, Tie
from tellers.count.words.speech import VOTE, figure, listed, unit

_DECIDED = {
    "lot": "The lot, drawn once for the whole count, decided.",
    "head-to-head": "Compared with each other alone, they differed.",
    "fives": "They differed in how many papers give them five points.",
    "points": "They differed in points.",
    "numbers": "The numbers that the rule itself draws decided.",
}


def tie_in_words(shown: Named, stage: Stage, tie: Tie) -> list[str]:
    """What was equal, what decided, and what followed."""
    equal = _equal(shown, tie)
    return [equal, _decided(shown, stage, tie), _followed(shown, tie)]


def _equal(shown: Named, tie: Tie) -> str:
    names = listed(shown.of(tie.between))
    if tie.purpose == "order":
        return f"Victories among {names} were equally strong."
    return f"{names} were equal."


def _decided(shown: Named, stage: Stage, tie: Tie) -> str:
    if tie.broken_by == "stage" and tie.stage is not None:
        return _by_stage(shown, stage, tie, tie.stage)
    if tie.broken_by == "preferences" and tie.stage is not None:
        return f"They differed in how many papers give them preference {tie.stage}."
    if tie.broken_by == "iteration" and tie.stage is not None:
        return f"They differed at iteration {tie.stage}."
    return _DECIDED.get(tie.broken_by, f"What decided: {tie.broken_by}.")


def _by_stage(shown: Named, stage: Stage, tie: Tie, n: int) -> str:
    if shown.finding("sections") is not None:
        return f"They differed at stage {n}."  # in their parts of the whole, not in votes
    earlier = shown.counted.stages[n - 1]
    had = [figure(earlier.totals[candidate], shown.counted.places) for candidate in tie.between]
    what = unit(shown, stage) if len(set(had)) > 1 else VOTE
    return f"At stage {n} they had {listed(had)} {what.many}."


def _followed(shown: Named, tie: Tie) -> str:
    names = listed(shown.of(tie.left))
    if tie.purpose == "order":
        return f"Their order was {names}."
    if len(tie.left) > 1:
        return (
            f"{names} were still to be told apart." if tie.purpose != "runoff" else f"{names} were in front."
        )
    return {
        "election": f"So {names} came first.",
        "surplus": f"So the surplus of {names} went first.",
        "exclusion": f"So {names} was excluded.",
        "runoff": f"So {names} went into the runoff.",
    }.get(tie.purpose, f"So it was {names}.")
