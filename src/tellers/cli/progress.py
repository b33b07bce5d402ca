"""Progress of long work, on standard error; standard output stays for results."""

import time

from rich.console import Console

ERRORS = Console(stderr=True, highlight=False)
EVERY_S = 1.0


class Progress:
    """Says what is being done, and about once a second how far it is."""

    def __init__(self) -> None:
        self._what = ""
        self._said_at = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report progress: ``done`` of ``total`` of the work called ``what``."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._said_at = what, now
            ERRORS.print(f"  {what} ...", soft_wrap=True)
        elif now - self._said_at >= EVERY_S:
            self._said_at = now
            ERRORS.print(f"  {what}: {done:,} of {total:,}", soft_wrap=True)
