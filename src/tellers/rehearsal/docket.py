"""The server's docket: what was ordered about single pseudonyms, and what may still be ordered or cast.

A verifier fails the whole poll for one hold lifted twice or one tender that nobody decided on; so nothing
that it would fail is taken in. Source: spec/holds.md.
"""

from dataclasses import dataclass, field, replace

from tellers.board.entries import CAST, HALVES, NOTHING, Entry
from tellers.board.groups import Group
from tellers.crypto import check
from tellers.errors import Refused


@dataclass(frozen=True, slots=True)
class Key:
    """The group of a pseudonym, and the public halves of its key as they are now."""

    group: Group
    xr: bytes
    xs: bytes

    def half(self, half: str) -> bytes:
        """The half "r" or "s"."""
        return self.xr if half == "r" else self.xs


@dataclass(slots=True)
class Docket:
    """The present keys, and whose ballots are suspended, tendered or decided on."""

    keys: dict[str, Key] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    tendered: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    _used: set[bytes] = field(default_factory=set)
    _renewed: dict[str, set[str]] = field(default_factory=dict)  # halves issued anew since the last ballot

    @classmethod
    def of(cls, keys: dict[str, Key]) -> "Docket":
        """The docket at the opening: keys as first issued, and nothing ordered."""
        return cls(keys, _used={half for key in keys.values() for half in (key.xr, key.xs)})

    def is_open(self, cred: str) -> bool:
        """Whether something is held or was decided, so that no paper of this member may go into a box."""
        return cred in self.suspended | self.tendered | self.decided

    def check_cast(self, ballot: Entry, earlier: int, precedence: str) -> None:
        """Whether a pseudonym whose last ballot was numbered ``earlier``, 0 for none, may cast this one.

        Raises Refused: ballot.tendered, ballot.decided, ballot.second, tender.no-ballot, tender.old-key.
        """
        cred = ballot["cred"]
        if cred in self.tendered:
            raise Refused("ballot.tendered", "a tender was made with this key: wait for the panel's decision")
        if cred in self.decided:
            raise Refused("ballot.decided", "the panel has decided which ballot of yours counts")
        if ballot["type"] == "tender":
            if not earlier:
                raise Refused("tender.no-ballot", "no ballot was cast in your name: cast your own")
            if self._renewed.get(cred, set()) != {*HALVES}:
                raise Refused("tender.old-key", "both parts of your voting key must be issued anew first")
        elif earlier and precedence == "first":
            raise Refused("ballot.second", "a ballot was cast with this key before, and the first one counts")

    def cast(self, ballot: Entry) -> None:
        """Note a ballot or tender that was taken in."""
        self._renewed.pop(ballot["cred"], None)
        if ballot["type"] == "tender":
            self.tendered.add(ballot["cred"])

    def order(self, order: Entry, entries: list[Entry]) -> None:
        """Note a re-issue, hold, restoration or decision about a listed pseudonym; ``entries``: the board.

        Raises Refused: reissue.not-current, reissue.used, hold.decided, hold.twice, hold.none,
        decision.twice, decision.nothing-held, decision.other.
        """
        match order["type"]:
            case "cred.reissue":
                self._reissue(order)
            case "cred.decide":
                self._decide(order, entries)
            case _:
                self._hold(order)

    def _reissue(self, order: Entry) -> None:
        cred, half = order["cred"], order["half"]
        old, new = bytes.fromhex(order["old"]), bytes.fromhex(order["new"])
        if self.keys[cred].half(half) != old:
            raise Refused("reissue.not-current", "this part of the voting key was replaced before")
        if new in self._used or check.first_bad_point(new, False) != -1:
            raise Refused("reissue.used", "the new part of the voting key is not new")
        self._used.add(new)
        key = self.keys[cred]
        self.keys[cred] = replace(key, xr=new) if half == "r" else replace(key, xs=new)
        self._renewed.setdefault(cred, set()).add(half)

    def _hold(self, order: Entry) -> None:
        cred, suspends = order["cred"], order["type"] == "cred.suspend"
        if cred in self.decided:
            raise Refused("hold.decided", "the panel has decided about this member")
        if suspends and cred in self.suspended:
            raise Refused("hold.twice", "this member is suspended already")
        if not suspends and cred not in self.suspended:
            raise Refused("hold.none", "this member is not suspended")
        (self.suspended.add if suspends else self.suspended.discard)(cred)

    def _decide(self, order: Entry, entries: list[Entry]) -> None:
        cred, enter = order["cred"], order["enter"]
        if cred in self.decided:
            raise Refused("decision.twice", "the panel has decided about this member before")
        if cred not in self.suspended | self.tendered:
            raise Refused("decision.nothing-held", "no ballot of this member is held")
        if enter != NOTHING:
            entered = entries[enter] if enter < len(entries) else {}
            if entered.get("type") not in CAST or entered["cred"] != cred:
                raise Refused("decision.other", "this is no ballot of this member on the board")
        self.decided.add(cred)
