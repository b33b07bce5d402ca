"""Progress of long work, on standard error; standard output stays for results."""

import time

from tellers.cli.page import report

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
            report(f"  {what} ...")
        elif now - self._said_at >= EVERY_S:
            self._said_at = now
            report(f"  {what}: {done:,} of {total:,}")
