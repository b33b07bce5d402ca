"""A million papers in a file with one line a paper, for every counter alike.

Five groups of opinion, each ranking by a Plackett-Luce model; a quarter of the papers rank everybody, and the
others stop after each preference with a chance of 0.3. Made once from a seed and kept.
Source: Plackett (1975), Luce (1959).
"""

import math
import random
from pathlib import Path

from tellers.cli import page

KEPT = Path(__file__).resolve().parents[1] / "bench"
PAPERS = 1_000_000
GROUPS = 5
FULL = 0.25
GOES_ON = 0.7
SEED = 1


def kept(candidates: int, seats: int) -> Path:
    """The file of a million papers; written first where it is not there."""
    path = KEPT / f"papers-{candidates}-candidates-{seats}-seats.blt"
    if not path.exists():
        page.report(f"writing {PAPERS:,} papers to {path} ...")
        KEPT.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        _write(unfinished, candidates, seats, random.Random(SEED))
        unfinished.rename(path)
    return path


def _write(path: Path, candidates: int, seats: int, chance: random.Random) -> None:
    groups = [[chance.expovariate(1.0) + 0.05 for _ in range(candidates)] for _ in range(GROUPS)]
    with path.open("w", encoding="ascii") as file:
        file.write(f"{candidates} {seats}\n")
        for _ in range(PAPERS):
            words = " ".join(str(candidate + 1) for candidate in _paper(chance.choice(groups), chance))
            file.write(f"1 {words} 0\n")
        names = "".join(f'"Candidate {number}"\n' for number in range(1, candidates + 1))
        file.write(f'0\n{names}"A million papers"\n')


def _paper(weights: list[float], chance: random.Random) -> list[int]:
    """In order of waiting times, which are exponential with the weights as rates: that is Plackett-Luce."""
    waits = [-math.log(1.0 - chance.random()) / weight for weight in weights]
    ranking = sorted(range(len(weights)), key=waits.__getitem__)
    length = len(ranking)
    if chance.random() >= FULL:
        length = 1
        while length < len(ranking) and chance.random() < GOES_ON:
            length += 1
    return ranking[:length]
