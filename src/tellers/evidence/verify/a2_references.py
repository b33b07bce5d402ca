"""A2: an entry about a pseudonym is about the row that was named; for auditors and members.

Not a step: nothing in a pack opens a sealed reference. Whoever was handed the row and the salt of an entry
sees that they open it; whoever was also handed what the registrar sealed the row's key with sees whose
pseudonym is that row's. The evidence is that of a pack whose steps V2 to V10 have passed.
Source: spec/holds.md, "opened to an auditor".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tellers.board.entries import TYPES
from tellers.board.mixing import CIPHERTEXT, SEALED
from tellers.board.references import row_reference
from tellers.crypto import check
from tellers.errors import Invalid
from tellers.evidence.verify.facts import Evidence, Point

REFERENCE, KEY, PSEUDONYM = "A2.reference", "A2.key", "A2.pseudonym"


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A row of the roll, and what the registrar hands over on the order of two officers.

    ``x_pub``: the public half of the row's first issue; ``r``: the scalar that sealed it, 32 bytes.
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

    def pseudonyms_of(self, opened: Sequence[OpenedRow]) -> list[str]:
        """Whose key was sealed for each of some rows; all are encrypted again at once.

        Raises Invalid: A2.key at the first that does not open its row's record.
        """
        for one in opened:
            self._check_form(one)
        points, chance = b"".join(one.x_pub for one in opened), b"".join(one.r for one in opened)
        again = check.encrypt(self._pk, points, chance)
        return [
            self._pseudonym(one, again[at : at + CIPHERTEXT])
            for one, at in zip(opened, range(0, len(again), CIPHERTEXT), strict=True)
        ]

    def _check_form(self, opened: OpenedRow) -> None:
        if not 1 <= opened.row <= len(self._records) // SEALED:
            raise Invalid(KEY, f"the roll has no row {opened.row:,}")
        x_pub, r = opened.x_pub, opened.r
        sound = len(x_pub) == len(r) == 32 and check.first_bad_point(x_pub, False) == -1
        if not sound or check.first_bad_scalar(r) != -1:
            raise Invalid(KEY, f"what was shown for row {opened.row:,} is no key and no scalar")

    def _pseudonym(self, opened: OpenedRow, sealed: bytes) -> str:
        at = SEALED * (opened.row - 1)
        if sealed != self._records[at : at + CIPHERTEXT] or opened.x_pub not in self._listed:
            raise Invalid(KEY, f"the key sealed for row {opened.row:,} is not the one shown")
        return self._listed[opened.x_pub]


def check_reference(evidence: Evidence, index: int, row: int, salt: bytes) -> str:
    """The pseudonym that the entry at ``index`` is about, after its reference was opened to ``row``.

    For a member, who knows the own row and pseudonym and is handed the salt, 32 bytes, this is enough.
    Raises Invalid: A2.reference.
    """
    entry = evidence.entries[index] if 0 <= index < len(evidence.entries) else {"type": "setup"}
    if not {"cred", "ref"} <= TYPES[entry["type"]].fields.keys():
        raise Invalid(REFERENCE, f"entry {index} is not about a pseudonym and a row")
    if (
        len(salt) != 32
        or not 1 <= row <= len(evidence.frozen)
        or row_reference(salt, row).hex() != entry["ref"]
    ):
        raise Invalid(REFERENCE, f"the reference of entry {index} does not open to row {row:,}")
    cred: str = entry["cred"]
    return cred


def check_about(evidence: Evidence, sealed: SealedKeys, index: int, salt: bytes, opened: OpenedRow) -> None:
    """The entry names a row, and is about that row's own pseudonym.

    Raises Invalid: A2.reference, A2.key, A2.pseudonym.
    """
    named = check_reference(evidence, index, opened.row, salt)
    [own] = sealed.pseudonyms_of([opened])
    if own != named:
        kind = evidence.entries[index]["type"]
        raise Invalid(
            PSEUDONYM,
            f"entry {index}, `{kind}`, names row {opened.row:,} and was applied to another member",
        )
