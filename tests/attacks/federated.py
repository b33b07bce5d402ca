"""The federation's poll in a forger's hands: who is in which group, its papers, and all counted again."""

from tellers.board.entries import CHANNELS
from tellers.board.groups import Group
from tests.attacks import anew
from tests.attacks.anew import Mix
from tests.attacks.forger import Entry, Forger

POST = frozenset({"post"})
CHANNELS_OF = {"g1": POST, "joint": frozenset(CHANNELS) - POST}
"""The channels of each set that is mixed apart in the federation's poll."""


def tally(forger: Forger) -> None:
    """Mix, decrypt, publish, count and declare again, from the board as it stands."""
    for plain in forger.of("plain"):
        mix = plain["contest"], plain["group"]
        anew.reveal(forger, mix, anew.stage_zero(forger, mix[0], CHANNELS_OF[mix[1]]))
    anew.recount_all(forger)


def reveal(forger: Forger, mix: Mix, rows: bytes) -> None:
    """Mix and open ``rows`` as what is mixed together; every contest is counted again."""
    anew.reveal(forger, mix, rows)
    anew.recount_all(forger)


def row_of(forger: Forger, group: Group, **values: object) -> int:
    """The first row of a group with these values in the register."""
    register = forger.rehearsed.register
    assert register is not None
    rows = anew.groups_of(forger)[group]
    return next(n for n in rows if values.items() <= register.rows[n - 1].values.items())


def of_batch(forger: Forger, kind: str, batch: str) -> list[Entry]:
    """The entries of a type about a batch of papers."""
    return [entry for entry in forger.of(kind) if entry["batch"] == batch]


def batch_of(forger: Forger, group: Group, channel: str) -> str:
    """A batch of papers of a group."""
    finals: list[str] = [entry["batch"] for entry in forger.of("paper.final") if entry["group"] == group.name]
    marked = {entry["batch"] for entry in forger.of("mark") if entry["channel"] == channel}
    return next(batch for batch in finals if batch in marked)
