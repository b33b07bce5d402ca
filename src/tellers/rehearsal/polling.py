"""While the poll is open: ballots online, papers at the meeting and by post, and what happens meanwhile.

Who does what comes from the plan; when, from chance, since the register seals it.
"""

import random
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from typing import Any

from tellers.board.entries import Entry
from tellers.board.groups import Group
from tellers.clock import DAY_S, HOUR_S
from tellers.crypto import selections
from tellers.crypto.prove.ballots import Device
from tellers.crypto.selections import Selection
from tellers.errors import Refused
from tellers.rehearsal import desk, voter
from tellers.rehearsal.cases import case_acts
from tellers.rehearsal.ceremony import change_contact, publish_changes
from tellers.rehearsal.conduct import Act, suspension_acts
from tellers.rehearsal.desk import Box, Desks
from tellers.rehearsal.hall import Hall
from tellers.rehearsal.issuers import received
from tellers.rehearsal.plan import KIOSK, ONLINE, Choices, Elector
from tellers.tlog.proof import InclusionProof

BURSTS = 240
"""Online voters answer reminders: at most so many different minutes see ballots."""
MEETING = ("box-1", "in-person", "presiding-officer")
POST_OPENINGS = (("post-1", 4), ("post-2", 6))
"""(batch, day of the poll on which its envelopes are opened)."""
EXPECTED = ("ballot.second", "ballot.on-paper")
"""What the rules may answer to somebody who votes again."""


class Polling:
    """The poll while it is open."""

    def __init__(self, hall: Hall, chance: random.Random) -> None:
        self._hall, self._chance = hall, chance
        self._promised: list[tuple[Entry, voter.Promise]] = []  # ballots of the batch now being filled
        self.receipts: list[bytes] = []
        self.desks = Desks()
        self.devices: dict[int, Device] = {}  # of those who vote online, by row

    def hold(self) -> None:
        """Open, and let everybody vote."""
        hall = self._hall
        hall.now = hall.plan.opens
        hall.append("open", *hall.both)
        hall.checkpoint()
        acts = sorted(self._acts(), key=lambda act: act.at)
        flush_at, batch = 0, hall.plan.rules.batch
        for done, act in enumerate(acts, 1):
            if flush_at and act.at >= flush_at:
                self._publish(flush_at)
                flush_at = 0
            hall.now = max(hall.now, act.at)
            act.do()
            flush_at = flush_at or (hall.now // batch + 1) * batch  # never counted from a ballot
            hall.watch("voting", done, len(acts))
        self._publish(max(flush_at, hall.now))

    def type_papers(self) -> None:
        """After the last box is shut, every box is typed by two people."""
        hall = self._hall
        hall.now = max(hall.now, hall.plan.closes)
        for done, batch in enumerate(sorted(self.desks.boxes), 1):
            desk.enter_batch(hall, self.desks.boxes[batch])
            hall.watch("typing papers", done, len(self.desks.boxes))
        hall.checkpoint()

    def close_lists(self) -> None:
        """At the closing hour: the marks of all desks, and the changes made to the roll meanwhile."""
        desk.publish_marks(self._hall, self.desks)
        publish_changes(self._hall, "close")

    def _acts(self) -> list[Act]:
        hall = self._hall
        acts = [*self._online_acts(), *self._paper_acts(), *suspension_acts(hall)]
        for member in hall.members[: hall.plan.contact_changes]:
            change: Callable[[], None] = partial(change_contact, hall, member, "phone", "+44 7700 900999")
            acts.append(Act(hall.plan.opens + DAY_S, change))
        return acts

    def _publish(self, at: int) -> None:
        """Put the batch on the board, have it witnessed, and give every voter in it the proof."""
        hall = self._hall
        hall.now = max(hall.now, at)
        begin = hall.board.size
        hall.server.flush(hall.board, hall.officers["kiosk-officer"])
        hall.checkpoint()
        of_digest = {hall.board.digest(hall.board.entries[i]): i for i in range(begin, hall.board.size)}
        for ballot, promise in self._promised:
            index = of_digest[promise.digest]
            proof = InclusionProof(index, tuple(hall.board.inclusion_path(index)), hall.board.last_note)
            voter.check_inclusion(hall.setup, hall.eid, promise, proof, hall.board.entries[index])
            if len(self.receipts) < hall.plan.receipts:
                self.receipts.append(voter.keep_receipt(hall.sid, hall.eid, ballot, promise, proof))
        self._promised = []

    def _online_acts(self) -> list[Act]:
        hall, chance, acts = self._hall, self._chance, []
        online = [
            (row, hall.plan.electors[number])
            for row, number in enumerate(hall.elector_of_row, 1)
            if _votes_online(hall.plan.electors[number])
        ]
        self.devices = self._unlocked([row for row, _ in online])
        last = hall.plan.rules.days * 1440 - 24 * 60
        minutes = [chance.randrange(60, last) for _ in range(BURSTS)]
        for row, elector in online:
            at = hall.plan.opens + 60 * chance.choice(minutes) + chance.randrange(60)
            first = elector.before or elector.choices
            cast = self._try_cast if elector.before else self.cast
            acts.append(Act(at, partial(cast, row, first)))
            acts += case_acts(hall, self, row, elector, at)
            if elector.again or _votes_twice(elector):
                acts.append(Act(at + 2 * HOUR_S, partial(self._try_cast, row, elector.choices)))
        for style, contests in islice(cycle(hall.plan.contests_of.items()), hall.plan.opened_ballots):
            choices = [_made_up(contest, chance) for contest in contests]
            at = hall.plan.opens + 60 * chance.choice(minutes)
            acts.append(Act(at, partial(self._open_one, style, choices)))
        return acts

    def _unlocked(self, rows: list[int]) -> dict[int, Device]:
        hall = self._hall
        post = received(hall.folder / "outbox")
        chosen = [(row, *post[row - 1]) for row in rows]
        opened = voter.unlock(hall.sid, hall.eid, hall.pk, chosen, hall.watch)
        return dict(zip(rows, opened, strict=True))

    def settle(self, cred: str) -> None:
        """Publish the batch now if something about this pseudonym waits in it."""
        if self._hall.server.waits(cred):
            self._publish(self._hall.now)

    def cast(self, row: int, choices: Choices, kind: str = "ballot") -> None:
        """Cast a ballot or a tender from a member's device, or from the kiosk if they came there."""
        hall, device = self._hall, self.devices[row]
        elector = hall.plan.electors[hall.elector_of_row[row - 1]]
        channel = KIOSK if elector.channel == KIOSK else ONLINE
        self.settle(device.cred)
        n = hall.server.next_counter(device.cred)
        contests = hall.plan.contests_of[elector.style]
        ballot = voter.fill_in(device, contests, elector.style, choices, n, kind, channel)
        digest = hall.board.digest(ballot)
        answer = hall.server.cast(ballot, hall.board, hall.election, hall.eid, hall.now, hall.plan.rules.skew)
        promise = voter.check_promise(hall.setup, hall.election, digest, answer, hall.now)
        self._promised.append((ballot, promise))

    def _try_cast(self, row: int, choices: Choices) -> None:
        """Cast a ballot that the rules may refuse: a second one, or one after a paper."""
        try:
            self.cast(row, choices)
        except Refused as refusal:
            if refusal.code not in EXPECTED:
                raise

    def _open_one(self, style: str, choices: Choices) -> None:
        hall = self._hall
        opened = voter.open_ballot(hall.pk, hall.plan.contests_of[style], style, choices)
        hall.server.take_opened(opened, hall.election)

    def _paper_acts(self) -> list[Act]:
        hall, chance, acts = self._hall, self._chance, []
        meeting = hall.plan.opens + (hall.plan.rules.days - 1) * DAY_S + 8 * HOUR_S
        openings = cycle(POST_OPENINGS)
        for row, number in enumerate(hall.elector_of_row, 1):
            elector = hall.plan.electors[number]
            if elector.channel == "in-person":
                (batch, channel, officer), at = MEETING, meeting + chance.randrange(3 * HOUR_S)
            elif elector.channel == "post":
                batch, day = next(openings)
                channel, officer = "post", "postal-clerk"
                at = hall.plan.opens + (day - 1) * DAY_S + 10 * HOUR_S + chance.randrange(2 * HOUR_S)
            else:
                continue
            who, box = hall.officers[officer], self._box(batch, channel, elector)
            acts.append(Act(at, partial(self.desks.accept, hall, who, row, box, elector.choices)))
        return acts

    def _box(self, batch: str, channel: str, elector: Elector) -> Box:
        """The box for a paper: where there are several groups of members, one of their own for each."""
        group, groups = Group(elector.style, elector.weight), [*self._hall.groups]
        name = batch if len(groups) == 1 else f"{batch}-{groups.index(group) + 1}"
        return Box(name, channel, group)


def _made_up(contest: dict[str, Any], chance: random.Random) -> Selection:
    """A selection that is nobody's, as members are told to use when they test their device."""
    shape = selections.shape_of(contest)
    number = chance.randrange(selections.size(shape))
    return selections.decode(shape, number) or "blank"


def _votes_twice(elector: Elector) -> bool:
    """Whether an online voter means their later ballot to count, and it is no tender."""
    tenders = elector.case is not None and elector.case.tenders
    return bool(elector.before) and elector.channel == ONLINE and not tenders


def _votes_online(elector: Elector) -> bool:
    return elector.channel in (ONLINE, KIOSK) or bool(elector.before)
