"""Public lists as they stand beside the board: a line each, under one root. Source: spec/log.md."""

from collections.abc import Sequence

from tellers.tlog import merkle


def listing(lines: Sequence[bytes]) -> tuple[str, bytes]:
    """The root (hex) over lines given without their newlines, and the file that they make."""
    return merkle.root_of(lines).hex(), b"".join(line + b"\n" for line in lines)
