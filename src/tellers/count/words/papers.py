"""What became of the papers: valid ones, invalid ones and why, what nobody got, and the lot.

Source: spec/counting/shown.md, section 2.
"""

from tellers.count.named import Named
from tellers.count.words.guaranteed import guarantees_in_words
from tellers.count.words.speech import PAPER, Unit, amount, listed, number

_REASONS = {
    "blank": Unit("expresses no preference", "express no preference"),
    "gaps": Unit("skips a preference", "skip a preference"),
    "repeats": Unit("names somebody twice", "name somebody twice"),
    "equal": Unit("gives a preference to several", "give a preference to several"),
    "overvotes": Unit("has more crosses than places", "have more crosses than places"),
    "undervotes": Unit("has fewer crosses than places", "have fewer crosses than places"),
}


def papers_in_words(shown: Named) -> list[str]:
    """Sentences about all papers of the contest."""
    counted = shown.counted
    told = [f"{_papers_were(counted.papers)} counted, and {_is(counted.valid)} valid."]
    told += [_invalid(reason, n) for reason, n in counted.reasons]
    last = counted.stages[-1]
    if last.non_transferable and not shown.in_pairs:
        told.append(f"At the end {amount(shown, last.non_transferable, last)} counted for nobody.")
    if last.lost:
        told.append(
            f"Lost to fractions in all, since remainders are dropped: {amount(shown, last.lost, last)}."
        )
    if shown.contest.withdrawn:
        gone = shown.of(sorted(shown.contest.withdrawn))
        told.append(f"No longer standing when the count began: {listed(gone)}.")
    if any(tie.broken_by == "lot" for stage in counted.stages for tie in stage.ties):
        told.append(f"The lot put the candidates in this order: {listed(shown.of(shown.contest.lot))}.")
    return told + guarantees_in_words(shown)


def _papers_were(papers: int) -> str:
    return f"{number(papers, PAPER)} {'was' if papers == 1 else 'were'}"


def _is(papers: int) -> str:
    return f"{papers:,} {'is' if papers == 1 else 'are'}"


def _invalid(reason: str, papers: int) -> str:
    what = _REASONS.get(reason, Unit(f"fails the test {reason!r}", f"fail the test {reason!r}"))
    return f"Invalid: {number(papers, PAPER)} that {what.one if papers == 1 else what.many}."
