"""A2: an entry about a pseudonym is about the row that was named; for auditors and members.

Not a step: nothing in a pack opens a sealed reference. Whoever was handed the row and the salt of an entry
sees that they open it; whoever was also handed what the registrar sealed the row's key with sees whose
pseudonym is that row's. The evidence is that of a pack whose steps V2 to V10 have passed.
Source: spec/holds.md, "opened to an auditor".
"""

from tellers.board.entries import TYPES
from tellers.board.references import row_reference
from tellers.errors import Invalid
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.opened_keys import OpenedKey, SealedKeys

REFERENCE, KEY, PSEUDONYM = "A2.reference", "A2.key", "A2.pseudonym"


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


def check_about(evidence: Evidence, sealed: SealedKeys, index: int, salt: bytes, opened: OpenedKey) -> None:
    """The entry names a row, and is about that row's own pseudonym.

    Raises Invalid: A2.reference, A2.key, A2.pseudonym.
    """
    named = check_reference(evidence, index, opened.row, salt)
    [own] = sealed.pseudonyms_of([opened], KEY)
    if own != named:
        kind = evidence.entries[index]["type"]
        raise Invalid(
            PSEUDONYM,
            f"entry {index}, `{kind}`, names row {opened.row:,} and was applied to another member",
        )
