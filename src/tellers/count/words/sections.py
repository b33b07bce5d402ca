"""What sections and thresholds decided: a college in percentages, a motion in votes.

Source: spec/counting/shown.md, section 3; spec/counting/college.md and yes-no.md.
"""

from collections.abc import Mapping
from typing import Any

from tellers.count.named import Named, legible
from tellers.count.papers import Candidate
from tellers.count.words.speech import VOTE, number

_NEEDED = {"more-than": "More than {} was needed.", "at-least": "At least {} was needed."}


def share(shown: Named, stage: int, candidate: Candidate) -> str:
    """What part of a college a candidate had at a stage, counted from 0, as it is published."""
    percentages = shown.finding("sections")[stage]["percentages"]
    return f"{percentages[candidate]}% of the sections taken together"


def carried_or_not(shown: Named) -> str:
    """``carried`` or ``not carried``."""
    return "carried" if shown.counted.elected else "not carried"


def motion_in_words(shown: Named) -> list[str]:
    """The votes of a motion against what was needed, section by section where it has sections."""
    parameters = dict(shown.counted.parameters)
    sections = shown.finding("sections")
    if sections is not None:
        some = "one section is enough" if parameters["sections"] == "any" else "every section is needed"
        return [*(_section(part, parameters["reach"]) for part in sections), f"Of the sections, {some}."]
    yes, no = shown.counted.stages[0].totals[:2]
    whole = yes + no if parameters["whole"] == "votes" else shown.counted.valid
    bound, _, fraction = parameters["threshold"].rpartition("-")
    return [f"{number(yes, VOTE)} of {whole:,} {_were(yes)} for the motion.", _NEEDED[bound].format(fraction)]


def _section(part: Mapping[str, Any], reach: str) -> str:
    yes, word = part["votes"][0], "carried" if part["carried"] else "not carried"
    needed = f"{'more than' if reach == 'more-than' else 'at least'} {part['fraction']}"
    told = f"{number(yes, VOTE)} of {part['whole']:,} for the motion, {needed} needed, {word}."
    return f"Section {legible(part['name'])}: {told}"


def _were(votes: int) -> str:
    return "was" if votes == 1 else "were"
