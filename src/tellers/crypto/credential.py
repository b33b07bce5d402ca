"""The public side of a credential: its pseudonym, and the code that a voter types.

A credential has two halves, issued by different people; a ballot needs both. The pseudonym is
what the board knows a credential by. Source: spec/credentials.md.
"""

import re

from tellers.canonical import crockford, h256
from tellers.errors import Refused

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
CODE_CHARACTERS = 15


def pseudonym(xr: bytes, xs: bytes) -> str:
    """The credential's name on the board: 32 hex characters from its two public keys."""
    return h256("cred/id", xr, xs)[:16].hex()


def check_character(characters: str) -> str:
    """The sixteenth character of a voting code, which catches slips of the finger."""
    return crockford(h256("cred/check", characters.encode("ascii")), 1)


def written_code(characters: str) -> str:
    """A voting code as printed: four groups of four, the last character a check."""
    whole = characters + check_character(characters)
    return "-".join(whole[i : i + 4] for i in range(0, 16, 4))


def read_code(typed: str) -> str:
    """The 15 characters of a code as a person typed it, without regard to case, spaces or hyphens.

    Raises Refused("code.mistyped"), never quoting what was typed.
    """
    characters = re.sub(r"[\s-]", "", typed).upper().translate(_LOOKALIKES)
    if len(characters) != CODE_CHARACTERS + 1 or any(c not in _ALPHABET for c in characters):
        raise Refused("code.mistyped", "the code has four groups of four letters and digits")
    if check_character(characters[:CODE_CHARACTERS]) != characters[-1]:
        raise Refused("code.mistyped", "one of the characters is mistyped: compare it with the letter")
    return characters[:CODE_CHARACTERS]
