"""A row of the roll is opened to its pseudonym: the one way, for auditors (A2) and for releases (V19).

The registrar hands over the public half X of the row's first issue and the scalar r that sealed it to the
trustees; encrypting X again with r must give the record of the row, so X is the half that was sealed, and its
line of the list names the pseudonym. Whatever was issued anew later opens nothing.
Source: spec/credentials.md, "opened row".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tellers.board.mixing import CIPHERTEXT, SEALED
from tellers.crypto import check
from tellers.errors import Invalid
from tellers.evidence.verify.facts import Evidence, Point

_BYTES = 32


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """What the registrar shows of a row: the public half of its first issue, and the scalar that sealed it.

    ``x_pub`` and ``r``: 32 bytes each.
    """

    row: int
    x_pub: Point
    r: bytes = field(repr=False)


class SealedKeys:
    """The registrar's sealed keys, row by row, and the list of pseudonyms that they were opened into."""

    def __init__(self, evidence: Evidence) -> None:
        [blob] = [entry["blob"] for _, entry in evidence.of("cred.enc") if entry["half"] == "r"]
        self._records = evidence.read(blob)
        self._pk = evidence.pk
        self._listed: Mapping[Point, str] = {key.xr: cred for cred, key in evidence.keys.items()}

    def pseudonyms_of(self, opened: Sequence[OpenedKey], check_id: str) -> list[str]:
        """Whose key was sealed for each of some rows, in their order; all are encrypted again at once.

        Raises Invalid(check_id) at the first that does not open its row's record.
        """
        for one in opened:
            if len(one.x_pub) != _BYTES or len(one.r) != _BYTES:
                raise Invalid(check_id, f"what was shown for row {one.row:,} is no key and no scalar")
            if not 1 <= one.row <= len(self._records) // SEALED:
                raise Invalid(check_id, f"the roll has no row {one.row:,}")
        keys, chances = b"".join(one.x_pub for one in opened), b"".join(one.r for one in opened)
        for bad in (check.first_bad_point(keys, False), check.first_bad_scalar(chances)):
            if bad != -1:
                raise Invalid(check_id, f"what was shown for row {opened[bad].row:,} is no key and no scalar")
        again = check.encrypt(self._pk, keys, chances)
        return [
            self._pseudonym(one, again[at : at + CIPHERTEXT], check_id)
            for one, at in zip(opened, range(0, len(again), CIPHERTEXT), strict=True)
        ]

    def _pseudonym(self, opened: OpenedKey, sealed: bytes, check_id: str) -> str:
        at = SEALED * (opened.row - 1)
        if sealed != self._records[at : at + CIPHERTEXT] or opened.x_pub not in self._listed:
            raise Invalid(check_id, f"the voting key sealed for row {opened.row:,} is not the one shown")
        return self._listed[opened.x_pub]
