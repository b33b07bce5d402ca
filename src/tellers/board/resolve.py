"""Which ballot of a pseudonym counts. Source: spec/board.md, section "final entry"."""

from collections.abc import Collection, Iterable
from typing import Literal

Precedence = Literal["first", "last"]
Final = int | Literal["paper"]


def final_entries(
    ballots: Iterable[tuple[int, str]], marked: Collection[str], precedence: Precedence
) -> dict[str, Final]:
    """The final entry of every pseudonym that voted.

    ``ballots``: (board index, pseudonym) in board order. ``marked``: the pseudonyms whose paper is
    in a box; the paper supersedes every ballot of theirs. Otherwise the first or the last ballot.
    """
    final: dict[str, Final] = dict.fromkeys(marked, "paper")
    for index, cred in ballots:
        standing = final.get(cred)
        if standing is None or (standing != "paper" and precedence == "last"):
            final[cred] = index
    return final
