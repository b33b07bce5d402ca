"""The rows that go into a mix, as anybody computes them from the board. Source: spec/mixing.md."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from tellers.board.entries import CHANNELS, ELECTRONIC

POINT = 32
CIPHERTEXT = 64
SEALED = 192
JOINT = "joint"
CREDENTIALS = "cred"

Ballot = tuple[int, Sequence[dict[str, Any]]]
"""A ballot that goes into a mix: how many times it counts, and its ``cts``."""
Batch = tuple[int, bytes]
"""A batch of papers that goes into a mix: how many times each counts, and its file for the contest."""
Box = tuple[str, int, int]
"""A batch of papers with the contest: its channel, the members marked in it, and the papers entered."""


class Part(NamedTuple):
    """What is mixed together of a contest: votes of a section, by its number from 0, by some channels."""

    section: int
    styles: Set[str]
    channels: Set[str]


def credential_rows(sealed_r: bytes, sealed_s: bytes, rows: Iterable[int]) -> bytes:
    """Stage 0 of the keys of a group: for each of its rows on the roll its two sealed halves, 128 bytes.

    ``rows``: their numbers, from 1.
    """
    starts = (SEALED * (row - 1) for row in rows)
    return b"".join(sealed_r[at : at + CIPHERTEXT] + sealed_s[at : at + CIPHERTEXT] for at in starts)


def halves(rows: bytes) -> tuple[list[bytes], list[bytes]]:
    """First and second halves of ciphertexts, one by one."""
    starts = range(0, len(rows), CIPHERTEXT)
    return [rows[at : at + POINT] for at in starts], [rows[at + POINT : at + CIPHERTEXT] for at in starts]


def mixed_voters(members: Mapping[str, int], boxes: Iterable[Box]) -> Counter[str]:
    """How many members have a vote in the mix of a contest, by channel.

    ``members``: how many have a final entry, by channel. Of a batch no more count than papers were entered:
    who was marked, but has no paper, hides nobody.
    """
    voters = Counter({channel: number for channel, number in members.items() if channel in ELECTRONIC})
    for channel, marks, papers in boxes:
        voters[channel] += min(marks, papers)
    return voters


def mix_plan(rule: Mapping[str, Any], voters: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """The groups in which the votes of a contest are mixed: the channels of each, by its name, in order.

    ``rule``: the ``mix_rule`` of the election. ``voters``: as ``mixed_voters`` gives them; whose vote weighs
    more is one member all the same.
    """
    sets: Sequence[Sequence[str]] = rule["sets"] if rule["mode"] == "split" else []
    sizes = [sum(voters.get(channel, 0) for channel in channels) for channels in sets]
    alone = {number: size for number, size in enumerate(sizes) if size >= rule["mix_k"]}
    joint = sum(voters.values()) - sum(alone.values())
    while alone and 0 < joint < rule["mix_k"]:
        joint += alone.pop(min(alone, key=lambda number: (alone[number], number)))
    plan = {f"g{number + 1}": frozenset(sets[number]) for number in alone}
    if joint or not plan:
        plan[JOINT] = frozenset(CHANNELS).difference(*plan.values())
    return plan


def parts_of(
    rule: Mapping[str, Any],
    contest: Mapping[str, Any],
    styles: Mapping[str, Sequence[str]],
    voters: Callable[[Set[str]], Mapping[str, int]],
) -> dict[str, Part]:
    """What is mixed together of ``contest``, by the name of each group, in order.

    ``styles``: the contests of each. ``voters``: as ``mixed_voters`` gives them for some styles. The votes of
    different sections are never mixed, since they are counted apart; without sections there is one part.
    """
    sections: Iterable[tuple[str, Set[str]]]
    sections = [(f"{id}-", frozenset(of)) for id, _, of in contest["count"]["sections"]]
    whole = frozenset(style for style, contests in styles.items() if contest["id"] in contests)
    return {
        before + name: Part(number, of, channels)
        for number, (before, of) in enumerate(sections or [("", whole)])
        for name, channels in mix_plan(rule, voters(of)).items()
    }


def vote_rows(contest: str, width: int, ballots: Iterable[Ballot], papers: Iterable[Batch]) -> bytes:
    """Stage 0 of a contest: the final ballots' ciphertexts in board order, then the paper batches.

    A row is as many ciphertexts as the contest is wide. Each stands as many times as it counts, side by
    side.
    """
    parts = []
    for weight, cts in ballots:
        for ct in cts:
            if ct["c"] == contest:
                parts += [bytes.fromhex("".join(ct["ct"]))] * weight
    return b"".join([*parts, *(_repeated(rows, CIPHERTEXT * width, weight) for weight, rows in papers)])


def _repeated(rows: bytes, length: int, weight: int) -> bytes:
    if weight == 1:
        return rows
    return b"".join(rows[at : at + length] * weight for at in range(0, len(rows), length))
