"""Minutes: the kinds of decision that the process writes on the board, who signs each, and where.

A minute is an entry ``{kind, subject, refs, digests}``; what it is about in substance stands beside the
board, bound by the digests.
Source: spec/minutes.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tellers.board.entries import BEFORE_ELECTION, BOTH, CLOSE, LAST, OPEN, RO, Signer

_PANEL = (Signer.PANEL,)


@dataclass(frozen=True, slots=True)
class MinuteKind:
    """One kind of minute: who signs, and in which phases of the board it may stand."""

    signers: tuple[Signer, ...]
    phases: range
    place: str  # the same as ``phases``, in words


_ANY = range(LAST + 1)
_FOUNDING = range(BEFORE_ELECTION)
_RUNNING = range(BEFORE_ELECTION, CLOSE)

KINDS: Mapping[str, MinuteKind] = {
    "nomination": MinuteKind(RO, _FOUNDING, "before the election is defined"),
    "consent": MinuteKind(RO, _FOUNDING, "before the election is defined"),
    "shortlist": MinuteKind(BOTH, _FOUNDING, "before the election is defined"),
    "candidate.suspended": MinuteKind(BOTH, _RUNNING, "after the election is defined and before the close"),
    "candidate.reinstated": MinuteKind(BOTH, _RUNNING, "after the election is defined and before the close"),
    "candidate.withdrawn": MinuteKind(BOTH, _RUNNING, "after the election is defined and before the close"),
    "complaint.opened": MinuteKind(RO, _ANY, "anywhere"),
    "complaint.answered": MinuteKind(RO, _ANY, "anywhere"),
    "complaint.ruled": MinuteKind(_PANEL, _ANY, "anywhere"),
    "notice": MinuteKind(RO, _ANY, "anywhere"),
    "ruling": MinuteKind(_PANEL, _ANY, "anywhere"),
    "remedy": MinuteKind(BOTH, range(CLOSE, LAST + 1), "after the close"),
    "rehearsal": MinuteKind(RO, range(OPEN), "before the opening"),
}
