"""Both counters on random profiles, stage by stage: `python -m tests.web.ask`."""

import argparse
import random
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from tellers import canonical
from tests.web.counters import first, node, question, second
from tests.web.profiles import COUNTED_TWICE, Asked, drawn

AT_ONCE = 1000


def differences(rules: list[str], profiles: int, seed: int) -> Iterator[tuple[Asked, bytes, bytes]]:
    """What both were asked and how they answered, wherever they differ."""
    chance = random.Random(seed)
    asked = (drawn(rules[n % len(rules)], chance) for n in range(profiles))
    while batch := list(islice(asked, AT_ONCE)):
        for one, theirs in zip(batch, second(batch), strict=True):
            if (ours := first(one)) != theirs:
                yield one, ours, theirs


def where(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Every place at which two answers differ, ours first."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for key in ours:
            yield from where(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for n, (one, other) in enumerate(zip(ours, theirs, strict=True), 1):
            yield from where(one, other, f"{path}[{n}]")
    elif ours != theirs:
        yield f"{path}: {ours} | {theirs}"


def main() -> int:
    """Ask, print what differs, and say how often both agreed."""
    reader = argparse.ArgumentParser(prog="python -m tests.web.ask", description=__doc__)
    reader.add_argument("--profiles", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--rule", action="append", choices=COUNTED_TWICE, help="only this rule")
    wanted = reader.parse_args()
    if node() is None:
        print("the second counter needs Node 20: no node on the PATH", file=sys.stderr)
        return 2
    rules = wanted.rule or COUNTED_TWICE
    n = 0
    for n, (asked, ours, theirs) in enumerate(differences(rules, wanted.profiles, wanted.seed), 1):
        if n <= 5:
            print(canonical.encode(question(asked)).decode())
            for line in islice(where(canonical.decode(ours), canonical.decode(theirs), "result"), 3):
                print(f"  {line}")
    agreed = wanted.profiles - n
    print(f"{agreed} of {wanted.profiles} profiles under {', '.join(rules)}: the same at every stage")
    return 1 if n else 0


if __name__ == "__main__":
    sys.exit(main())
