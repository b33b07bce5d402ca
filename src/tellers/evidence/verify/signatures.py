"""The signatures that a step meets: verified many at once, reported as if each had been in its turn."""

from types import TracebackType

from tellers.evidence.verify.framework import Failed, Step
from tellers.tlog import ed25519
from tellers.tlog.ed25519 import Claim

AT_ONCE = 16_384
"""Signatures held until they are verified together."""


class Signatures:
    """Used as a context: leaving it verifies what is left, even where a later check has failed.

    So of all that is wrong, what a reader of the board meets first is reported.
    """

    def __init__(self, step: Step) -> None:
        self._step = step
        self._claims: list[Claim] = []
        self._blames: list[tuple[str, str, int | None]] = []

    def add(self, claim: Claim, check: str, message: str, entry: int | None = None) -> None:
        """Verify a signature by and by; if it is false, ``check`` fails with these words. Raises Failed."""
        self._claims.append(claim)
        self._blames.append((check, message, entry))
        if len(self._claims) == AT_ONCE:
            self._verify()

    def __enter__(self) -> "Signatures":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, Failed):
            self._verify()

    def _verify(self) -> None:
        claims, blames = self._claims, self._blames
        self._claims, self._blames = [], []
        bad = ed25519.first_false(claims)
        if bad is not None:
            self._step.fail(*blames[bad])
