"""Which entry of a pseudonym counts, and who was excluded.

Source: spec/board.md, "final entry".
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

from tellers.board.entries import NOTHING, Entry

Precedence = Literal["first", "last"]
Final = int | Literal["paper"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What was ordered about single pseudonyms: who is suspended, and what the panel had entered.

    ``decided``: by pseudonym the board index of the entry that counts, -1 for none.
    """

    suspended: Collection[str] = frozenset()
    decided: Mapping[str, int] = field(default_factory=dict)

    @property
    def excluded(self) -> Set[str]:
        """Of whom the panel had nothing entered."""
        return {cred for cred, index in self.decided.items() if index == NOTHING}


def standing(orders: Iterable[Entry]) -> Standing:
    """Where pseudonyms stand after the `cred.suspend`, `cred.restore` and `cred.decide` of a board, in order.

    That each may stand where it does is not checked here. Entries of other types say nothing.
    """
    suspended: set[str] = set()
    decided: dict[str, int] = {}
    for entry in orders:
        match entry["type"]:
            case "cred.suspend":
                suspended.add(entry["cred"])
            case "cred.restore":
                suspended.discard(entry["cred"])
            case "cred.decide":
                decided[entry["cred"]] = entry["enter"]
    return Standing(suspended, decided)


def final_entries(
    ballots: Iterable[tuple[int, str]],
    marked: Collection[str],
    precedence: Precedence,
    standing: Standing = Standing(),
) -> dict[str, Final]:
    """The final entry of every pseudonym whose vote counts.

    ``ballots``: (board index, pseudonym) in board order, tenders left out. ``marked``: the pseudonyms whose
    paper is in a box; the paper supersedes every ballot of theirs. Otherwise what the panel decided on;
    otherwise nothing while suspended, as nobody with a ballot is at the close; otherwise the first or the
    last ballot.
    """
    final: dict[str, Final] = {cred: at for cred, at in standing.decided.items() if at != NOTHING}
    final.update(dict.fromkeys(marked, "paper"))
    settled = {*marked, *standing.decided, *standing.suspended}
    for index, cred in ballots:
        if cred not in settled and (precedence == "last" or cred not in final):
            final[cred] = index
    return final
