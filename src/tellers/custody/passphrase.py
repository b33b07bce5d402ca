"""Passphrases that a person can write down: six words, drawn by the machine.

The words are the English list of BIP-39: 2,048 words no two of which begin with the same four letters, so
six of them hold 66 bits. Source: spec/custody.md, "Passphrase".
"""

import re
import secrets
from functools import cache
from importlib import resources

from tellers.crypto.secret import Secret

WORDS = 6


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words."""
    return tuple(resources.files("tellers.custody").joinpath("words.txt").read_text("ascii").split())


def draw() -> Secret:
    """A new passphrase: six words with hyphens between them."""
    return Secret("-".join(secrets.choice(word_list()) for _ in range(WORDS)).encode())


def typed(text: str) -> Secret:
    """A passphrase as somebody typed it; words of the list may be typed with spaces and capitals.

    Anything else is taken as it stands: a file may have been encrypted anew with a passphrase of one's own.
    """
    words = re.split(r"[\s-]+", text.strip().lower())
    known = len(words) == WORDS and set(words) <= set(word_list())
    return Secret(("-".join(words) if known else text.rstrip("\r\n")).encode())
