"""What happened in a stage, in whole sentences.

Source: spec/counting/shown.md, section 2.
"""

from collections import Counter

from tellers.count.named import Named
from tellers.count.papers import Candidate, Transfer
from tellers.count.stages import Stage
from tellers.count.words.guaranteed import guarded_and_doomed
from tellers.count.words.speech import amount, figure, listed
from tellers.count.words.ties import tie_in_words

_FIRST = {
    "yes-no": "Every valid paper counts for the option that it chooses.",
    "score": "The points on all valid papers are added up.",
    "star": "The points on all valid papers are added up.",
    "borda": "Every valid paper gives points by the places of its ranking, and they are added up.",
    "block": "The crosses on all valid papers are added up.",
    "approval": "The crosses on all valid papers are added up.",
    "exhaustive": "The crosses on all valid papers are added up.",
    "schulze": "Candidates are compared in pairs: the figures say over how many others each prevails.",
    "ranked-pairs": "Candidates are compared in pairs: the figures say over how many others each stands.",
}


def stage_in_words(shown: Named, stage: Stage) -> list[str]:
    """Sentences in the order in which things happened: ties and who was acted on, what was passed on, who was
    elected, and what that means for guaranteed places."""
    choosing = [tie for tie in stage.ties if tie.purpose != "election"]
    electing = [tie for tie in stage.ties if tie.purpose == "election"]
    chosen = [sentence for tie in choosing for sentence in tie_in_words(shown, stage, tie)]
    told = _first(shown, stage) if stage.action == "first" else []
    told += [*chosen, *_action(shown, stage), *_passed_on(shown, stage)]
    told += [sentence for tie in electing for sentence in tie_in_words(shown, stage, tie)]
    return [*told, *_elected(shown, stage), *guarded_and_doomed(shown, stage)]


def received(transfers: tuple[Transfer, ...]) -> dict[Candidate, int]:
    """The votes that parcels brought, by who received them, in order of candidates."""
    sums: Counter[Candidate] = Counter()
    for transfer in transfers:
        for candidate, papers in transfer.to:
            sums[candidate] += papers * transfer.value
    return dict(sorted(sums.items()))


def _action(shown: Named, stage: Stage) -> list[str]:
    if stage.action == "first":
        return [_are(shown, stage.excluded, "excluded")] if stage.excluded else []
    if stage.action == "surplus":
        return [_surplus(shown, stage)]
    if stage.action == "exclusion":
        return [_exclusion(shown, stage)]
    if stage.action == "last-vacancies":
        return _last_vacancies(shown, stage)
    if stage.action == "runoff":
        return ["A paper counts for whichever of the two in the runoff has more points on it."]
    return [f"{stage.action.replace('-', ' ').capitalize()}."]


def _first(shown: Named, stage: Stage) -> list[str]:
    told = [
        _FIRST.get(shown.counted.rule, "Every valid paper counts for the candidate whom it prefers most.")
    ]
    if stage.quota is not None:
        told.append(f"The quota, enough to be elected, is {amount(shown, stage.quota, stage)}.")
    if stage.non_transferable and shown.is_motion:
        told.append(f"For none of the options: {amount(shown, stage.non_transferable, stage)}.")
    elif stage.non_transferable and not shown.in_pairs:
        told.append(f"For nobody who stands: {amount(shown, stage.non_transferable, stage)}.")
    return told


def _surplus(shown: Named, stage: Stage) -> str:
    names, before = listed(shown.of(stage.of)), shown.before(stage)
    if before is None or not stage.transfers:
        return f"What {names} held above the quota is passed on."
    surplus = sum(before.totals[candidate] - stage.totals[candidate] for candidate in stage.of)
    return f"The surplus of {names}, {amount(shown, surplus, stage)}, is passed on."


def _exclusion(shown: Named, stage: Stage) -> str:
    names = listed(shown.of(stage.of))
    if not stage.excluded:
        return f"More papers of {names} are passed on."
    if len(stage.of) > 1:
        return f"{names} are excluded together, and their papers are passed on."
    before = shown.before(stage)
    if before is None or shown.counted.rule == "college":
        return f"{names} is excluded, and the papers are passed on."
    had = amount(shown, before.totals[stage.of[0]], before)
    return f"{names}, with {had}, is excluded, and the papers are passed on."


def _last_vacancies(shown: Named, stage: Stage) -> list[str]:
    told = [_are(shown, stage.excluded, "excluded")] if stage.excluded else []
    return [*told, "Nothing is passed on any more: the last places can be filled."]


def _passed_on(shown: Named, stage: Stage) -> list[str]:
    before = shown.before(stage)
    if before is None or not shown.moves_votes(stage):
        return []
    places = shown.counted.places
    told = []
    gains = received(stage.transfers)
    if gains:
        each = [f"{shown.name(candidate)} {figure(votes, places)}" for candidate, votes in gains.items()]
        told.append(f"Received: {'; '.join(each)}.")
    if lapsed := stage.non_transferable - before.non_transferable:
        told.append(f"Without a further preference: {amount(shown, lapsed, stage)}.")
    if lost := stage.lost - before.lost:
        told.append(f"Lost to fractions: {amount(shown, lost, stage)}.")
    if stage.quota is not None and stage.quota != before.quota:
        told.append(f"The quota is now {amount(shown, stage.quota, stage)}.")
    return told


def _elected(shown: Named, stage: Stage) -> list[str]:
    if shown.is_motion or not stage.elected:
        return []
    people = [candidate for candidate in stage.elected if candidate != shown.contest.reopen]
    reached = [c for c in people if stage.quota is not None and stage.totals[c] >= stage.quota]
    others = [candidate for candidate in people if candidate not in reached]
    told = []
    if reached:
        reach, names = "reaches" if len(reached) == 1 else "reach", listed(shown.of(reached))
        told.append(f"{names} {reach} the quota and {'is' if len(reached) == 1 else 'are'} elected.")
    if others:
        told.append(_are(shown, tuple(others), "elected"))
    if len(people) < len(stage.elected):
        told.append("The option to open nominations again is chosen, and the count ends.")
    return told


def _are(shown: Named, candidates: tuple[Candidate, ...], what: str) -> str:
    return f"{listed(shown.of(candidates))} {'is' if len(candidates) == 1 else 'are'} {what}."
