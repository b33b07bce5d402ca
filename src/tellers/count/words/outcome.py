"""The outcome in one sentence that could be read out on the radio.

Source: spec/counting/shown.md, section 2.
"""

from tellers.count.closest import last_difference
from tellers.count.named import Named
from tellers.count.stages import Stage
from tellers.count.words.sections import carried_or_not, share
from tellers.count.words.speech import PLACE, VOTE, amount, figure, listed, number, unit


def headline(shown: Named) -> str:
    """Who is elected, or what became of the motion."""
    if shown.is_motion:
        return _motion(shown)
    elected = shown.of(shown.counted.elected)
    if not elected:
        return _nobody(shown)
    places_open = shown.contest.seats - len(elected)
    if shown.counted.reopened:
        again = number(places_open, PLACE)
        return f"{_are_elected(elected)}, and nominations are opened again for {again}."
    if places_open and (goes_on := _next_round(shown)):
        return f"{_are_elected(elected)}; {goes_on}."
    if places_open:
        return f"{_are_elected(elected)}; {number(places_open, PLACE)} {_stays(places_open)} empty."
    return _one(shown) if len(elected) == 1 else _several(shown)


def _motion(shown: Named) -> str:
    stage, word = shown.counted.stages[-1], carried_or_not(shown)
    sections = shown.finding("sections")
    if sections is not None:
        yes_in = sum(section["carried"] for section in sections)
        return f"The motion is {word}: it has enough votes in {yes_in} of {len(sections)} sections."
    yes, no = (figure(votes, shown.counted.places) for votes in stage.totals[:2])
    return f"The motion is {word}, with {yes} {VOTE.one if yes == '1' else VOTE.many} for and {no} against."


def _nobody(shown: Named) -> str:
    if shown.counted.reopened:
        return (
            f"Nobody is elected, and nominations are opened again for {number(shown.contest.seats, PLACE)}."
        )
    if goes_on := _next_round(shown):
        return f"Nobody is elected in this round; {goes_on}."
    return "Nobody is elected."


def _next_round(shown: Named) -> str:
    """Who stands in the next round of an exhaustive ballot, ``""`` where there is none."""
    again = shown.finding("next_round")
    if again is None:
        return ""
    names = shown.of(number - 1 for number in again["candidates"])
    return f"{listed(names)} {'stands' if len(names) == 1 else 'stand'} in the next round"


def _are_elected(elected: list[str]) -> str:
    return f"{listed(elected)} {'is' if len(elected) == 1 else 'are'} elected"


def _stays(places: int) -> str:
    return "stays" if places == 1 else "stay"


def _one(shown: Named) -> str:
    winner = shown.name(shown.counted.elected[0])
    if shown.in_pairs:
        return f"{winner} is elected: compared in pairs, no other candidate prevails."
    if shown.finding("sections") is not None:
        return f"{winner} is elected with {share(shown, -1, shown.counted.elected[0])}."
    close = last_difference(shown)
    if close is None:
        return f"{winner} is elected."
    rival, had = shown.name(close.behind), amount(shown, close.stage.totals[close.ahead], close.stage)
    if close.votes == 0:
        return f"{winner} is elected: {winner} and {rival} had {had} each, and the tie was broken."
    more = figure(close.votes, shown.counted.places)
    return f"{winner} is elected with {had}, {more} more than {rival}{_when(shown, close.stage)}."


def _when(shown: Named, stage: Stage) -> str:
    """At which stage, where there are several."""
    stages = len(shown.counted.stages)
    if stages == 1:
        return ""
    return ", at the last stage" if stage.n == stages else f", at stage {stage.n} of {stages}"


def _several(shown: Named) -> str:
    elected = _are_elected(shown.of(shown.counted.elected))
    if len(shown.counted.stages) > 1:
        return f"{elected}, in this order."
    what = unit(shown, shown.counted.stages[0]).many
    return f"{elected}, with most {what}." if last_difference(shown) else f"{elected}."
