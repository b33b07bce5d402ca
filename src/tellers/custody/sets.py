"""Sets of ciphertexts on their way from mixer to mixer and to the trustees: voting keys, or votes.

A set is named by a contest and a group, and there is one of each name in a poll. Source: spec/mixing.md,
spec/credentials.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tellers.board.entries import TYPES, Entry
from tellers.board.mixing import CREDENTIALS
from tellers.evidence.verify.facts import Evidence


@dataclass(frozen=True, slots=True)
class MixedSet:
    """The votes of a contest that are mixed together, or with `cred` the voting keys of a group of members.

    ``group``: the name of the group of votes, or that of the style and weight of those members.
    """

    contest: str
    group: str

    @property
    def holds_keys(self) -> bool:
        """Whether it holds voting keys, not votes."""
        return self.contest == CREDENTIALS

    @property
    def words(self) -> str:
        """What it is called in sentences."""
        return f"the voting keys of {self.group}" if self.holds_keys else f"{self.contest}, {self.group}"

    @property
    def names(self) -> dict[str, str]:
        """The fields by which entries name it."""
        return {"group": self.group} if self.holds_keys else {"contest": self.contest, "group": self.group}

    def width(self, widths: Mapping[str, int]) -> int:
        """Ciphertexts in a row; ``widths`` has those of votes, by contest."""
        return 2 if self.holds_keys else widths[self.contest]

    def type(self, kind: str) -> str:
        """The type of the entries about it: ``kind`` is `mix` or `dec`."""
        return f"cred.{kind}" if self.holds_keys else kind

    def path(self, kind: str, field: str, **numbers: int) -> str:
        """Where the file lies that a field of such an entry names; ``numbers``: its `stage`, or its `i`."""
        return TYPES[self.type(kind)].files[field].format_map({**self.names, **numbers})

    def entries(self, kind: str, evidence: Evidence) -> list[Entry]:
        """The entries about it on a board, in order; ``kind`` is `mix` or `dec`."""
        return [entry for _, entry in evidence.of(self.type(kind)) if self.names.items() <= entry.items()]

    def others(self, evidence: Evidence) -> str:
        """What there is on the board where this set is not, as the commands name it."""
        found = [(CREDENTIALS, group) for group in evidence.mixed_keys] if self.holds_keys else evidence.mixed
        named = [f"--contest {contest} --group {group}" for contest, group in found]
        return f"there is {', '.join(named) or 'nothing'}"

    def rows(self, evidence: Evidence) -> bytes:
        """What the last mixer left, or what the first starts from; nothing where there is no such set."""
        if self.holds_keys:
            return evidence.mixed_keys.get(self.group, b"")
        return evidence.mixed.get((self.contest, self.group), b"")
