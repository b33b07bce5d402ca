"""Every exception that this package raises on purpose.

Two families, both with a stable code. Anything else that escapes is a bug and should crash.
"""


class TellersError(Exception):
    """What ``Refused`` and ``Invalid`` have in common: a stable code and words for a person."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


class Refused(TellersError):
    """A person asked for what a rule forbids; ``why`` may be shown to them.

    ``code``: room and rule, as ``register.already-marked``.
    """

    @property
    def why(self) -> str:
        """The reason, fit to be shown to the person who asked."""
        return self.words


class Invalid(TellersError):
    """Evidence failed the named check. Verifiers raise this and nothing else.

    ``check``: the check's id, as ``V10.register-root`` or ``tlog.note``.
    """

    @property
    def check(self) -> str:
        """The id of the check that failed."""
        return self.code

    @property
    def what(self) -> str:
        """What was found, without any secret."""
        return self.words
