"""Feeding parsers with altered bytes; what ends somewhere new is kept and altered further."""

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.altering import altered
from tests.fuzz.parsers import Finding, Parser, a_small_poll, parsers, taken

KEPT = 2_000  # inputs of one parser that are altered further


@dataclass
class Fed:
    """What became of one parser's inputs."""

    inputs: int = 0
    ways: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)


def feed(parser: Parser, chance: Random, until: float, most: int | None = None) -> Fed:
    """Feed a parser until an instant of the monotonic clock, or with ``most`` inputs."""
    fed, known = Fed(), list(parser.seeds)
    while fed.inputs != most and time.monotonic() < until and len(fed.findings) < 3:
        data = altered(chance.choice(known), known, chance)
        fed.inputs += 1
        try:
            way = taken(parser, data)
        except Finding as finding:
            fed.findings.append(f"{parser.name}: {finding}: {data[:4_000].hex()}")
            continue
        if way not in fed.ways:
            fed.ways.add(way)
            if len(known) < KEPT:
                known.append(data)
    return fed


def feed_all(work: tuple[int, float]) -> dict[str, Fed]:
    """Every parser in turn, each for its share of the seconds."""
    seed, seconds = work
    with tempfile.TemporaryDirectory(prefix="tellers-") as folder:
        todo = parsers(a_small_poll(Path(folder) / "poll"), Path(folder) / "evidence")
        share = seconds / sum(parser.share for parser in todo)
        return {
            parser.name: feed(
                parser, Random(f"{seed}/{parser.name}"), time.monotonic() + share * parser.share
            )
            for parser in todo
        }
