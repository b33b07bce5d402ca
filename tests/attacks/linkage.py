"""An attacker with a candidate's register and the public board matches names to ciphertexts.

Run as ``python -m tests.attacks.linkage --polls 200 --seed 1``. The register (tier b) gives each name a label
and a bucket of time; the board gives pseudonyms with their ballots, channels, order and witnessed times. A
cell is a label and a bucket. The attacker deals the ballots of a label to its buckets by their witnessed
times, so many to each as the register has names in it, which is the likeliest dealing; then it matches names
and ballots of each cell by one of the strategies below.

In a cell of m names and b ballots, whoever matches at random is right m/b times on average: once where nobody
was picked out of it. The attacker is the better the more often it is right than the sum of m/b over all cells
of all polls; z is that surplus in standard deviations of matching at random. Whoever learns nothing inside a
cell stays below 3, and falls behind chance by what was dealt to a wrong cell.

In some polls the attacker also knows who was given a new key at the kiosk, was held or tendered, and in which
minute. Such entries name pseudonyms and are few, so these names lead to their ciphertexts, or to one of the
few entries of that minute; the protocol admits it. They are counted apart: of a name that fits c entries, one
in c is admitted. All other names must be as safe as before, in what is left of their cells.
Source: spec/register.md, "labels and buckets"; spec/release.md.
"""

import argparse
import math
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.attacks.linkage_polls import MINUTE, RULES, SETTINGS, Fact, Poll, Released, Setting, poll

LARGEST_Z = 3.0
Cell = tuple[str, int]
NameKey = Callable[[Released], Any]
BallotKey = Callable[[tuple[int, str]], Any]

STRATEGIES: Mapping[str, tuple[NameKey, BallotKey]] = {
    "rows, board order": (lambda one: (one.time, one.row), lambda pair: pair[0]),
    "rows, reversed": (lambda one: one.row, lambda pair: -pair[0]),
    "rows, pseudonyms": (lambda one: one.row, lambda pair: pair[1]),
    "names, board order": (lambda one: one.name, lambda pair: pair[0]),
    "names, pseudonyms": (lambda one: one.name, lambda pair: pair[1]),
}
"""How names and ballots of a cell are put in order before the first is matched with the first, and so on.

Times are all 0 unless the poll leaks them."""


@dataclass(slots=True)
class Tally:
    """How often an attacker was right, how often chance would be, and the variance of chance."""

    right: int = 0
    expected: float = 0.0
    variance: float = 0.0

    def add(self, right: int, names: int, ballots: int) -> None:
        """Add a cell in which ``names`` were matched with as many of its ``ballots``."""
        self.right += right
        if names and ballots > 1:
            mean = names / ballots
            pairs = names * (names - 1) / (ballots * (ballots - 1))
            self.expected += mean
            self.variance += mean + pairs - mean * mean
        elif names:
            self.expected += 1

    @property
    def z(self) -> float:
        """How many standard deviations of chance the attacker is ahead of it."""
        surplus = self.right - self.expected
        if not self.variance:  # nothing was left to chance
            return math.inf if surplus > 0 else 0.0
        return surplus / math.sqrt(self.variance)


@dataclass(slots=True)
class Found:
    """What an attack on some polls came to.

    ``least``: ballots in the smallest cell. ``matched``: names to which a ballot was dealt, ``dealt`` of them
    one that is of their cell. ``known``:
    names of whom something was known beforehand; ``picked``: those that led to one entry, ``mistaken`` of
    them wrongly.
    """

    polls: int = 0
    names: int = 0
    cells: int = 0
    least: int = sys.maxsize
    matched: int = 0
    dealt: int = 0
    known: Tally = field(default_factory=Tally)
    picked: int = 0
    mistaken: int = 0
    rest: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


def attack(target: Poll, found: Found, chance: Random) -> None:
    """Attack one poll with every strategy, and add what came of it."""
    guessed, picked = _known(target, found, chance)
    outside = {fact.row for fact in target.facts}
    cells = _cells(target)
    cell_of = {target.truth[one.row]: cell for cell, names in cells.items() for one in names}
    found.polls += 1
    found.cells += len(cells)
    found.names += len(target.released)
    found.least = min(found.least, *map(len, cells.values()))
    for strategy in STRATEGIES:
        matched = _match(target, strategy, picked)
        for cell, names in cells.items():
            rest = [one for one in names if one.row not in outside]
            left = sum(index not in picked.values() for index in cell_of if cell_of[index] == cell)
            right = sum(target.truth[one.row] == matched[one.row] for one in rest)
            found.rest[strategy].add(right, len(rest), left)
    found.matched += len(matched)
    found.dealt += sum(cell_of[index] == cell_of[target.truth[row]] for row, index in matched.items())
    found.known.right += sum(target.truth[row] == index for row, index in guessed.items())
    found.mistaken += sum(target.truth[row] != index for row, index in picked.items())
    found.picked += len(picked)


def _known(target: Poll, found: Found, chance: Random) -> tuple[dict[int, int], dict[int, int]]:
    """The guesses about all of whom something is known, and those of them who fit one entry alone."""
    guessed, picked = {}, {}
    for fact in target.facts:
        creds = _candidates(target, fact)
        guessed[fact.row] = target.latest[chance.choice(creds)]
        if len(creds) == 1:
            picked[fact.row] = guessed[fact.row]
        found.known.add(0, 1, len(creds))
    return guessed, picked


def _candidates(target: Poll, fact: Fact) -> list[str]:
    """The pseudonyms of the entries that can have been made in a minute: kept for a batch at the most."""
    starts, ends = fact.minute * MINUTE, fact.minute * MINUTE + MINUTE - 1
    creds = set()
    for index, entry in enumerate(target.entries):
        if entry["type"] == fact.type:
            before, after = target.timeline.cover(index)
            if starts <= after and ends >= max(before, after - RULES.batch):
                creds.add(str(entry["cred"]))
    return sorted(creds)


def _cells(target: Poll) -> dict[Cell, list[Released]]:
    cells: dict[Cell, list[Released]] = defaultdict(list)
    for one in target.released:
        cells[one.label, one.bucket].append(one)
    return cells


def _match(target: Poll, strategy: str, picked: Mapping[int, int]) -> dict[int, int]:
    """A ballot for each name: the ballots of a label dealt to its buckets in order, then matched in each."""
    name_key, ballot_key = STRATEGIES[strategy]
    guesses: dict[int, int] = {}
    cells, taken = _cells(target), set(picked.values())
    for label, (channels, _) in target.labels.items():
        channel_of = {index: target.entries[index]["channel"] for index, _ in target.ballots}
        left = [pair for pair in target.ballots if channel_of[pair[0]] in channels and pair[0] not in taken]
        for cell in sorted(cell for cell in cells if cell[0] == label):
            names = sorted((one for one in cells[cell] if one.row not in picked), key=name_key)
            dealt, left = left[: len(names)], left[len(names) :]
            dealt.sort(key=ballot_key)
            guesses.update({one.row: index for one, (index, _) in zip(names, dealt, strict=True)})
    return guesses


def attacked(
    polls: int, seed: int, settings: Sequence[Setting] = SETTINGS, leak: str = ""
) -> dict[str, Found]:
    """Hold so many polls, of each setting in turn, and attack them; what was found by setting, and in all."""
    found = {setting.name: Found() for setting in settings} | {"all": Found()}
    for number in range(polls):
        setting = settings[number % len(settings)]
        with tempfile.TemporaryDirectory(prefix="tellers-") as folder:
            target = poll(setting, seed * 1_000_000 + number, Path(folder), leak)
        for name in (setting.name, "all"):
            attack(target, found[name], random.Random(number))
        if polls >= 50 and (number + 1) % 10 == 0:
            print(f"{number + 1} of {polls} polls", file=sys.stderr)
    return found


def table(found: Mapping[str, Found]) -> str:
    """The figures of a run, in words for each kind of poll and a line for each strategy."""
    lines = []
    for name, one in found.items():
        lines.append(
            f"{name}: {one.polls} polls, {one.names:,} names, {one.cells:,} cells of {one.least} or more"
        )
        lines.append(f"  dealt to the cell they are of: {one.dealt:,} ballots of {one.matched:,}")
        if one.known.expected:
            told = f"right {one.known.right}, admitted {one.known.expected:.1f}, {one.picked} fit one entry"
            lines.append(f"  names of which something was known: {told}")
        for strategy, tally in one.rest.items():
            chance = f"by chance {tally.expected:.1f} +- {math.sqrt(tally.variance):.1f}"
            lines.append(f"  {strategy:20} right {tally.right:>5,}  {chance}  z {tally.z:+.2f}")
    return "\n".join(lines)


def is_safe(found: Mapping[str, Found]) -> bool:
    """Whether no strategy found more than chance does, and of known names no more than is admitted."""
    of_all = found["all"]
    return all(tally.z < LARGEST_Z for tally in (*of_all.rest.values(), of_all.known))


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack seeded polls and print what was found; 1 if a strategy did better than chance."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.linkage", description=__doc__)
    parser.add_argument("--polls", type=int, default=200, help="how many polls")
    parser.add_argument("--seed", type=int, default=1, help="which polls")
    options = parser.parse_args(arguments)
    found = attacked(options.polls, options.seed)
    print(table(found))
    return 0 if is_safe(found) else 1


if __name__ == "__main__":
    sys.exit(main())
