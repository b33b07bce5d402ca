"""Synthetic papers: several groups of opinion, each ranking by a Plackett-Luce model.

A group has a weight for every candidate; a paper draws its next preference in proportion to the
weights of those left, and may stop early. Source: Plackett (1975), Luce (1959).
"""

import random

GROUPS = 4
STOPS = 0.12
"""The chance that a paper ranks nobody further, after each preference."""


def papers(electors: int, candidates: int, chance: random.Random) -> list[tuple[int, ...]]:
    """One ranking (0-based, not empty) per elector."""
    groups = [[chance.expovariate(1.0) + 0.05 for _ in range(candidates)] for _ in range(GROUPS)]
    return [_paper(chance.choice(groups), chance) for _ in range(electors)]


def _paper(weights: list[float], chance: random.Random) -> tuple[int, ...]:
    left = list(range(len(weights)))
    ranking: list[int] = []
    while left:
        option = chance.choices(left, [weights[o] for o in left])[0]
        left.remove(option)
        ranking.append(option)
        if chance.random() < STOPS:
            break
    return tuple(ranking)
