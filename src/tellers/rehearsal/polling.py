"""While the poll is open: ballots online, papers at the meeting and by post, and what happens meanwhile.

Who does what comes from the plan; when, from its random source, which touches no secret.
"""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from tellers.crypto.prove.ballots import Device
from tellers.errors import Refused
from tellers.rehearsal import desk, voter
from tellers.rehearsal.ceremony import change_contact, publish_changes
from tellers.rehearsal.desk import Box, Desks
from tellers.rehearsal.hall import STYLE, Hall
from tellers.rehearsal.issuers import received
from tellers.rehearsal.plan import DAY, Choices, Elector

HOUR = 3_600
BURSTS = 240
"""Online voters answer reminders: at most so many different minutes see ballots."""
MEETING = ("box-1", "in-person", "presiding-officer")
POST_OPENINGS = (("post-1", 4), ("post-2", 6))
"""(batch, day of the poll on which its envelopes are opened)."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens at a second of the poll; ``order`` keeps equal seconds in sequence."""

    at: int
    order: int
    do: Callable[[], None]


def hold_poll(hall: Hall, chance: random.Random) -> Desks:
    """Open and let everybody vote; gives what the desks know."""
    hall.now = hall.plan.opens
    hall.append("open", *hall.both)
    hall.checkpoint()
    desks = Desks()
    acts = _acts(hall, desks, chance)
    flush_at = 0
    for done, act in enumerate(acts, 1):
        if flush_at and act.at >= flush_at:
            _publish(hall, flush_at)
            flush_at = 0
        hall.now = max(hall.now, act.at)
        act.do()
        flush_at = flush_at or hall.now + hall.plan.rules.batch
        hall.watch("voting", done, len(acts))
    _publish(hall, max(flush_at, hall.now))
    return desks


def type_papers(hall: Hall, desks: Desks) -> None:
    """After the last box is shut, every box is typed by two people."""
    hall.now = max(hall.now, hall.plan.closes)
    for done, batch in enumerate(sorted(desks.boxes), 1):
        desk.enter_batch(hall, desks.boxes[batch])
        hall.watch("typing papers", done, len(desks.boxes))
    hall.checkpoint()


def close_lists(hall: Hall, desks: Desks) -> None:
    """At the closing hour: the marks of all desks, and the changes made to the roll meanwhile."""
    desk.publish_marks(hall, desks)
    publish_changes(hall, "close")


def _acts(hall: Hall, desks: Desks, chance: random.Random) -> list[Act]:
    acts: list[Act] = []

    def add(at: int, do: Callable[[], None]) -> None:
        acts.append(Act(at, len(acts), do))

    _online_acts(hall, chance, add)
    _paper_acts(hall, desks, chance, add)
    if hall.plan.suspension:
        _suspension_acts(hall, add)
    for member in hall.members[: hall.plan.contact_changes]:
        add(hall.plan.opens + DAY, partial(change_contact, hall, member, "phone", "+44 7700 900999"))
    return sorted(acts, key=lambda act: (act.at, act.order))


def _publish(hall: Hall, at: int) -> None:
    hall.now = max(hall.now, at)
    hall.server.flush(hall.board)
    hall.checkpoint()


def _online_acts(hall: Hall, chance: random.Random, add: Callable[[int, Callable[[], None]], None]) -> None:
    online = [
        (row, hall.plan.electors[number])
        for row, number in enumerate(hall.elector_of_row, 1)
        if _votes_online(hall.plan.electors[number])
    ]
    devices = _unlock(hall, [row for row, _ in online])
    last = hall.plan.rules.days * 1440 - 24 * 60
    minutes = [chance.randrange(60, last) for _ in range(BURSTS)]
    for row, elector in online:
        at = hall.plan.opens + 60 * chance.choice(minutes) + chance.randrange(60)
        if elector.before:
            add(at, partial(_try_cast, hall, devices[row], elector.before))
        else:
            add(at, partial(_cast, hall, devices[row], elector.choices))
        if elector.again or (elector.before and elector.channel == voter.ONLINE):
            add(at + 2 * HOUR, partial(_try_cast, hall, devices[row], elector.choices))
    for _ in range(hall.plan.opened_ballots):
        choices = chance.choice([e.choices for e in hall.plan.electors if e.choices])
        at = hall.plan.opens + 60 * chance.choice(minutes)
        add(at, partial(_open_one, hall, choices))


def _votes_online(elector: Elector) -> bool:
    return elector.channel == voter.ONLINE or bool(elector.before)


def _unlock(hall: Hall, rows: list[int]) -> dict[int, Device]:
    post = received(hall.folder / "outbox")
    devices: dict[int, Device] = {}
    with ThreadPoolExecutor() as pool:
        opened = pool.map(
            lambda row: voter.unlock(hall.sid, hall.eid, hall.pk, post[row - 1][0], post[row - 1][1]), rows
        )
        for row, device in zip(rows, opened, strict=True):
            devices[row] = device
            hall.watch("members type their codes", len(devices), len(rows))
    return devices


def _cast(hall: Hall, device: Device, choices: Choices) -> None:
    n = hall.server.next_counter(device.cred)
    ballot = voter.fill_in(device, hall.contests, STYLE, choices, n)
    promise = hall.server.cast(ballot, hall.board, hall.election, hall.eid, hall.now, hall.plan.rules.skew)
    voter.check_receipt(hall.eid, hall.board.digest(ballot), promise)


def _try_cast(hall: Hall, device: Device, choices: Choices) -> None:
    """Cast a ballot that the rules may refuse: a second one, or one after a paper."""
    if hall.server.waits(device.cred):
        _publish(hall, hall.now)
    try:
        _cast(hall, device, choices)
    except Refused as refusal:
        if refusal.code not in ("ballot.second", "ballot.on-paper"):
            raise


def _open_one(hall: Hall, choices: Choices) -> None:
    hall.server.take_opened(voter.open_ballot(hall.pk, hall.contests, STYLE, choices))


def _paper_acts(
    hall: Hall, desks: Desks, chance: random.Random, add: Callable[[int, Callable[[], None]], None]
) -> None:
    meeting = hall.plan.opens + (hall.plan.rules.days - 1) * DAY + 8 * HOUR
    for row, number in enumerate(hall.elector_of_row, 1):
        elector = hall.plan.electors[number]
        if elector.channel == "in-person":
            (batch, channel, officer), at = MEETING, meeting + chance.randrange(3 * HOUR)
        elif elector.channel == "post":
            batch, day = chance.choice(POST_OPENINGS)
            channel, officer = "post", "postal-clerk"
            at = hall.plan.opens + (day - 1) * DAY + 10 * HOUR + chance.randrange(2 * HOUR)
        else:
            continue
        box = Box(batch, channel)
        add(at, partial(desks.accept, hall, hall.officers[officer], row, box, elector.choices))


def _suspension_acts(hall: Hall, add: Callable[[int, Callable[[], None]], None]) -> None:
    plan = hall.plan
    if plan.suspension is None:
        return
    subject = f"{plan.suspension.contest}/{plan.suspension.option}"
    about = f"complaint about {subject}"
    panel = hall.officers["panel-chair"]
    stood: dict[str, int] = {}

    def open_complaint() -> None:
        stood["complaint"] = hall.minute("complaint.opened", about, hall.returning_officer)

    def suspend() -> None:
        refs = (stood["complaint"],)
        stood["suspended"] = hall.minute("candidate.suspended", subject, *hall.both, refs=refs)

    def dismiss() -> None:
        refs = (stood["complaint"],)
        stood["ruled"] = hall.minute("complaint.ruled", f"{about}: dismissed", panel, refs=refs)

    def reinstate() -> None:
        refs = (stood["suspended"], stood["ruled"])
        hall.minute("candidate.reinstated", subject, *hall.both, refs=refs)

    add(plan.opens + DAY, open_complaint)
    add(plan.opens + DAY + HOUR, suspend)
    add(plan.opens + 3 * DAY, dismiss)
    add(plan.opens + 3 * DAY + HOUR, reinstate)
