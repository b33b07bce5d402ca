"""The voting server: takes ballots in, promises, and puts them on the board in shuffled batches.

It sees that and when somebody votes, never how. Source: spec/ballot.md, "what the server refuses".
"""

import secrets
from pathlib import Path
from typing import Any

from tellers.board.entries import CAST, STRIDE, Entry
from tellers.board.groups import Group
from tellers.board.log import Board, Signer
from tellers.board.receipt import PATIENCE_S, promise_digest
from tellers.custody.keyring import KeyHolder
from tellers.errors import Refused
from tellers.rehearsal import admission
from tellers.rehearsal.admission import Ciphertexts
from tellers.rehearsal.docket import Docket, Key
from tellers.rehearsal.issuers import LinkIssuer
from tellers.rehearsal.plan import KIOSK, ONLINE


class Server(KeyHolder):
    """Keeps who voted when; the board gets pseudonyms in shuffled batches."""

    def __init__(self, path: Path, links: LinkIssuer) -> None:
        super().__init__(path)
        self.links = links
        self.docket = Docket()
        self._minutes: dict[tuple[str, int], int] = {}  # since 1970, by pseudonym and number of the ballot
        self._cred_of_row: list[str] = []
        self._row_of_cred: dict[str, int] = {}
        self._counters: dict[str, int] = {}
        self._seen: set[bytes] = set()
        self._on_paper: set[str] = set()
        self._pending: list[tuple[Entry, tuple[Signer, ...]]] = []

    def enrol(self, listed: list[dict[str, Any]]) -> None:
        """Learn from the public list which pseudonym belongs to which row's link."""
        by_link = {line["xs"]: line for line in listed}
        self.docket = Docket.of(
            {
                line["cred"]: Key(
                    Group(line["style"], line["weight"]),
                    bytes.fromhex(line["xr"]),
                    bytes.fromhex(line["xs"]),
                )
                for line in listed
            }
        )
        self._cred_of_row = [by_link[key.hex()]["cred"] for key in self.links.public_keys]
        self._row_of_cred = {cred: row for row, cred in enumerate(self._cred_of_row, 1)}

    def cred_of(self, row: int) -> str:
        """The pseudonym of a row; the desks ask for it when they mark."""
        return self._cred_of_row[row - 1]

    def row_of(self, cred: str) -> int:
        """The row of a pseudonym."""
        return self._row_of_cred[cred]

    def minute_of(self, cred: str, n: int) -> int:
        """When the pseudonym's ballot of a number was taken in, in minutes since 1970."""
        return self._minutes[cred, n]

    def group_of(self, cred: str) -> Group:
        """The group of a pseudonym, as the public list has it."""
        return self.docket.keys[cred].group

    def has_ballot(self, row: int) -> bool:
        """Whether a ballot of this row was taken in."""
        return self.cred_of(row) in self._counters

    def paper_accepted(self, row: int) -> None:
        """A desk has put this row's paper into a box: no ballot is taken in after it."""
        self._on_paper.add(self.cred_of(row))

    def next_counter(self, cred: str) -> int:
        """The counter of the pseudonym's next ballot."""
        return self._counters.get(cred, 0) + 1

    def cast(
        self, ballot: Entry, board: Board, election: dict[str, Any], eid: bytes, now: int, skew: int
    ) -> Entry:
        """Take a ballot or a tender in; gives the promise that it will stand on the board.

        Raises Refused: ballot.hours, ballot.shape, ballot.unknown, ballot.on-paper, ballot.waiting,
        ballot.counter, ballot.copied, ballot.proof, and what ``Docket.check_cast`` raises.
        """
        if not election["opens"] <= now < election["closes"]:
            raise Refused("ballot.hours", "the poll is not open")
        cts = admission.ciphertexts(ballot, election, *CAST)
        self._check(ballot, cts, election, eid)
        cred = ballot["cred"]
        self._counters[cred] = ballot["n"]
        self._seen.update(admission.firsts(cts))
        self._minutes[cred, ballot["n"]] = now // 60
        self.docket.cast(ballot)
        self._pending.append((ballot, ()))
        digest, by = board.digest(ballot), now + election["batch"] + PATIENCE_S + skew
        return {"digest": digest.hex(), "by": by, "sig": self.sign(promise_digest(eid, digest, by)).hex()}

    def take_opened(self, opened: Entry, election: dict[str, Any]) -> None:
        """Take in an opened ballot, to be published in the same batches; it can never be cast.

        Raises Refused: ballot.shape, ballot.copied, ballot.opening, selection.invalid.
        """
        cts = admission.ciphertexts(opened, election, "ballot.open")
        admission.check_fresh(cts, self._seen)
        admission.check_opening(opened, cts, election)
        self._seen.update(admission.firsts(cts))
        self._pending.append((opened, ()))

    def order(self, order: Entry, board: Board, *signers: Signer) -> None:
        """Take in a re-issue, a hold, its end, or a decision, signed by ``signers`` when it is published.

        Raises Refused: order.unknown, order.on-paper, ballot.waiting, and what ``Docket.order`` raises.
        """
        cred = order["cred"]
        if cred not in self.docket.keys:
            raise Refused("order.unknown", "this voting key is not on the list")
        if cred in self._on_paper and order["type"] != "cred.reissue":
            raise Refused("order.on-paper", "a paper was accepted from this member: it cannot be held back")
        self._check_turn(cred)
        self.docket.order(order, board.entries)
        self._pending.append((order, signers))

    def flush(self, board: Board, kiosk: Signer) -> None:
        """Put what is waiting on the board, in an order that says nothing.

        ``kiosk``: the officer there, who signs what was cast at it.
        """
        pending, self._pending = self._pending, []
        secrets.SystemRandom().shuffle(pending)
        for entry, signers in pending:
            booth = kiosk if entry.get("channel") == KIOSK else self
            board.append(entry, *(signers or (booth,)))

    def waits(self, cred: str) -> bool:
        """Whether an entry about this pseudonym is in the batch now being filled."""
        return any(entry.get("cred") == cred for entry, _ in self._pending)

    def _check_turn(self, cred: str) -> None:
        if self.waits(cred):
            # Two about one pseudonym in one batch could be shuffled into the wrong order.
            raise Refused("ballot.waiting", "your last ballot is on its way to the board: try in a minute")

    def _check(self, ballot: Entry, cts: Ciphertexts, election: dict[str, Any], eid: bytes) -> None:
        if ballot["channel"] not in (ONLINE, KIOSK):
            raise Refused("ballot.shape", "ballots of other channels are not cast here")
        key = self.docket.keys.get(ballot["cred"])
        if key is None:
            raise Refused("ballot.unknown", "this voting key is not on the list")
        if ballot["style"] != key.group.style:
            raise Refused("ballot.shape", "this is not the ballot that your voting key is for")
        if ballot["cred"] in self._on_paper:
            raise Refused("ballot.on-paper", "a paper was accepted from this member, and the paper counts")
        last = self._counters.get(ballot["cred"], 0)
        self.docket.check_cast(ballot, last, election["precedence"])
        self._check_turn(ballot["cred"])
        if ballot["n"] <= last:
            raise Refused("ballot.counter", "this ballot was sent before")
        if ballot["n"] > last + STRIDE:
            raise Refused("ballot.counter", "the number of this ballot is too large")
        admission.check_fresh(cts, self._seen)
        admission.check_proof(ballot, cts, election, eid, key.xr, key.xs)
