"""The margin of a count in words: how many papers undo the result, and papers that show it.

Source: spec/counting/margin.md; spec/counting/shown.md, section 2.
"""

from tellers.count.margins import Change, Margin, Way, Witness
from tellers.count.named import Named
from tellers.count.papers import Marks

_SHOWN = 5
_DONE = {
    Way.CHANGED: "said something else",
    Way.ADDED: "came beside the others",
    Way.REMOVED: "were taken away",
}


def margin_in_words(shown: Named) -> list[str]:
    """How many papers it takes, what is proven of that, and papers that show it; nothing where no margin was
    looked for."""
    found = shown.margin
    if found is None:
        return []
    told, witness = [_bounds(found)], found.witness
    if witness is None or not witness.changes:
        return told
    told += [f"{_change(shown, change, witness)}." for change in witness.changes[:_SHOWN]]
    if len(witness.changes) > _SHOWN:
        told.append(f"And {len(witness.changes) - _SHOWN} more kinds of papers.")
    who = ", ".join(shown.of(witness.elects)) or "nobody"
    return [*told, f"Then, if a tie goes that way: {who}."]


def _bounds(found: Margin) -> str:
    """What is known of the number."""
    done = _DONE[found.way]
    if found.kind == "exact":
        if found.lower is None:
            return f"Margin: the result would stand however many papers {done}."
        if found.lower == 0:
            return "Margin: 0 papers. A tie decided, and told apart otherwise it elects others."
        return f"Margin: {_papers(found.lower)}, exactly. If so many {done}, others can win; not if fewer."
    least = (
        f"Margin: at least {_papers(found.lower or 0)}: if fewer {done}, the result stands; that is proven."
    )
    if found.upper is None:
        return f"{least} No number was found that undoes it."
    return f"{least} At most {found.upper:,}: so many can undo it. What lies between is not known."


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number:,} papers"


def _change(shown: Named, change: Change, witness: Witness) -> str:
    """One kind of change: what stood there, what stands there then."""
    was = None if change.was is None else _written(shown, change.was, witness)
    becomes = None if change.becomes is None else _written(shown, change.becomes, witness)
    number = _papers(change.number)
    if was is None:
        return f"{number} more: {becomes}"
    return f"{number} less: {was}" if becomes is None else f"{number}: {was} becomes {becomes}"


def _written(shown: Named, paper: Marks, witness: Witness) -> str:
    if witness.points:
        return ", ".join(map(str, paper))
    ranks = [rank if isinstance(rank, tuple) else (rank,) for rank in paper]
    return " > ".join(" = ".join(shown.of(rank)) for rank in ranks) or "nothing"
