"""The public side of a credential: its pseudonym, and the code that a voter types.

A credential has two halves, issued by different people; a ballot needs both. The pseudonym is
what the board knows a credential by. Source: spec/credentials.md.
"""

from tellers.canonical import crockford, grouped, h256, ungrouped
from tellers.errors import Invalid, Refused

CODE_CHARACTERS = 15


def pseudonym(xr: bytes, xs: bytes) -> str:
    """The credential's name on the board: 32 hex characters from its two public keys."""
    return h256("cred/id", xr, xs)[:16].hex()


def check_character(characters: str) -> str:
    """The sixteenth character of a voting code, which catches slips of the finger."""
    return crockford(h256("cred/check", characters.encode("ascii")), 1)


def written_code(characters: str) -> str:
    """A voting code as printed: four groups of four, the last character a check."""
    return grouped(characters + check_character(characters))


def read_code(typed: str) -> str:
    """The 15 characters of a code as a person typed it, without regard to case, spaces or hyphens.

    Raises Refused("code.mistyped"), never quoting what was typed.
    """
    try:
        characters = ungrouped(typed)
    except Invalid:
        characters = ""
    if len(characters) != CODE_CHARACTERS + 1:
        raise Refused("code.mistyped", "the code has four groups of four letters and digits")
    if check_character(characters[:CODE_CHARACTERS]) != characters[-1]:
        raise Refused("code.mistyped", "one of the characters is mistyped: compare it with the letter")
    return characters[:CODE_CHARACTERS]
