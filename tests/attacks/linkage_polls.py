"""Small polls to be attacked by linkage: the real batches, log, labels and buckets, with empty ballots.

Who votes when is drawn from a seed. The hall, the hours, the server's batches and their shuffling, the log
with its witness, the server's docket of re-issues, holds, tenders and decisions, the choice of what counts
and the closing of the register are those of a rehearsal. Only what a ballot or tender holds is left out,
since nobody in this attack reads it.
"""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from unittest import mock

from tellers import _core
from tellers.board.entries import CAST, HALVES, NOTHING, Entry
from tellers.board.log import Signer
from tellers.board.resolve import Precedence, final_entries, standing
from tellers.evidence.verify.facts import Timeline
from tellers.register.closing import Case, ClosedRegister, Mark, close
from tellers.rehearsal import people
from tellers.rehearsal.conduct import Act
from tellers.rehearsal.hall import Hall
from tellers.rehearsal.issuers import LinkIssuer
from tellers.rehearsal.plan import OPENS, WHOLE, Elector, Plan, Rules
from tellers.rehearsal.polling import Polling
from tellers.rehearsal.server import Server
from tellers.tlog import checkpoint, note
from tests import branch

HOUR, MINUTE = 3600, 60
REISSUE, HOLD, TENDER = "cred.reissue", "cred.suspend", "tender"
EVERY = 10
"""Where holds and tenders are known, one in so many voters is held, and one in so many tenders."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of poll. ``reminders``: hours after which members answer, none where they vote at any hour.

    ``knows``: the types of entry of which an outsider knows whom they were about, and in which minute.
    """

    name: str
    online: int
    kiosk: int
    assisted: int
    reminders: tuple[int, ...] = ()
    precedence: Precedence = "first"
    knows: tuple[str, ...] = ()
    abstaining: int = 12


SETTINGS = (
    Setting("at any hour", 46, 0, 0),
    Setting("after reminders", 66, 0, 0, (3, 4, 21, 27, 40)),
    Setting("few at the kiosk and on the phone", 44, 4, 3, (2, 20, 30)),
    Setting("many at the kiosk, known", 44, 14, 0, (5, 26), knows=(REISSUE,)),
    Setting("last counts, held or tendered known", 60, 12, 0, (4, 12, 26, 36), "last", knows=(HOLD, TENDER)),
)
RULES = Rules(trustees=1, threshold=1, mixers=2, witnesses=1, quorum=1, release_k=10, days=2)
LEAKS = ("times", "list", "rows")
"""Polls that leak on purpose: tier b opens times; pseudonyms, or votes, come in the order of rows."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What an outsider knows of a member: an entry of this type was made about them in this minute."""

    row: int
    type: str
    minute: int


@dataclass(frozen=True, slots=True)
class Released:
    """A row of a released register, tier b, of somebody who voted; ``time`` only where the poll leaks it."""

    row: int
    name: str
    label: str
    bucket: int
    time: int


@dataclass(slots=True)
class Poll:
    """A poll after its close: what everybody has, what an outsider knows, and the truth.

    ``ballots``: what counts, index and pseudonym; ``latest``: of every pseudonym what counts, or the last
    that was cast. ``truth``: the same of each row that cast anything.
    """

    setting: Setting
    timeline: Timeline
    entries: Sequence[Entry]
    ballots: Sequence[tuple[int, str]]
    latest: Mapping[str, int]
    labels: Mapping[str, tuple[Sequence[str], int]]
    released: Sequence[Released]
    facts: Sequence[Fact]
    truth: Mapping[int, int] = field(repr=False)


class Booths(Server):
    """The server of a rehearsal, which takes in ballots without looking at what is in them."""

    def take(self, row: int, channel: str, now: int, precedence: str, kind: str = "ballot") -> None:
        """Take in an empty ballot or tender of this row."""
        cred = self.cred_of(row)
        n = self.next_counter(cred)
        ballot: Entry = {"type": kind, "cred": cred, "n": n, "channel": channel}
        self.docket.check_cast(ballot, n - 1, precedence)
        self._counters[cred] = n
        self._minutes[cred, n] = now // MINUTE
        self.docket.cast(ballot)
        self._pending.append((ballot, (self,)))


class Voting(Polling):
    """The hours of the poll, in which these acts happen and no others."""

    def __init__(self, hall: Hall, chance: Random) -> None:
        super().__init__(hall, chance)
        self.acts: list[Act] = []

    def _acts(self) -> list[Act]:
        return self.acts

    def settle(self, cred: str) -> None:
        """Publish the batch if something of this pseudonym waits in it: two of its entries stand in order."""
        if self._hall.server.waits(cred):
            self._publish(self._hall.now)


@dataclass(slots=True)
class _Scene:
    """A poll while it is held."""

    setting: Setting
    hall: Hall
    server: Booths
    voting: Voting
    chance: Random
    channel_of: dict[int, str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def act(self, at: int, row: int, do: Callable[[], None]) -> None:
        """Let something happen to a member, never in one batch with what happened before."""

        def done() -> None:
            self.voting.settle(self.server.cred_of(row))
            do()

        self.voting.acts.append(Act(at, done))


def poll(setting: Setting, seed: int, folder: Path, leak: str = "") -> Poll:
    """Hold a poll of this kind. ``leak``: one of ``LEAKS``, for polls that must be found out."""
    chance = random.Random(f"{setting.name}/{seed}")
    with mock.patch.object(secrets, "SystemRandom", lambda: chance):  # else a run could not be repeated
        scene = _opened(setting, folder, chance, leak)
        _arrange(scene, leak)
        scene.voting.hold()
        return _closed(scene, leak)


def _opened(setting: Setting, folder: Path, chance: Random, leak: str) -> _Scene:
    voters = setting.online + setting.kiosk + setting.assisted
    electors = [Elector(people.member(k, chance)) for k in range(1, voters + setting.abstaining + 1)]
    rules = replace(RULES, precedence=setting.precedence)
    plan = Plan(branch.BRANCH, branch.TITLE, branch.ORIGIN, [], electors, rules, OPENS)
    hall = Hall(plan, folder)
    server = Booths(folder / "keys" / "server.key", LinkIssuer(folder))
    hall.server = server
    creds = [chance.randbytes(16).hex() for _ in electors]
    if leak == "list":
        creds.sort()
    server.links.public_keys = [chance.randbytes(32) for _ in electors]
    keys = zip(creds, server.links.public_keys, strict=True)
    listed = [
        {"cred": cred, "style": WHOLE, "weight": 1, "xr": chance.randbytes(32).hex(), "xs": xs.hex()}
        for cred, xs in keys
    ]
    server.enrol(sorted(listed, key=lambda line: str(line["cred"])))
    return _Scene(setting, hall, server, Voting(hall, chance), chance)


def _arrange(scene: _Scene, leak: str) -> None:
    """Who votes, by which channel and when; some twice where the last ballot counts."""
    setting, chance = scene.setting, scene.chance
    wanted = ["online"] * setting.online + ["kiosk"] * setting.kiosk + ["assisted"] * setting.assisted
    rows = chance.sample(range(1, len(scene.hall.plan.electors) + 1), len(wanted))
    times = [_moment(setting, number, chance) for number in range(len(wanted))]
    if leak == "rows":
        rows.sort()
        times.sort()
    for number, (row, channel, at) in enumerate(zip(rows, wanted, times, strict=True)):
        scene.channel_of[row] = channel
        if channel == "kiosk":
            _know(scene, REISSUE, row, at - 2 * MINUTE)
            scene.act(at - 2 * MINUTE, row, partial(_reissue, scene, row, "r"))
        if setting.precedence == "last" and channel == "online" and number % 6 == 0:
            scene.act(at - 3 * MINUTE, row, partial(_cast, scene, row, channel))
        scene.act(at, row, partial(_cast, scene, row, channel))
        round_, place = divmod(number, EVERY)
        if HOLD in setting.knows and place == 0:
            _hold(scene, row, at + HOUR, round_ % 2 == 0)
        if TENDER in setting.knows and place == 1:
            _tender(scene, row, at + HOUR, round_ % 2 == 0)


def _hold(scene: _Scene, row: int, at: int, restored: bool) -> None:
    """Two officers hold a member's ballots; two hours later the panel lifts the hold or excludes them."""
    _know(scene, HOLD, row, at)
    scene.act(at, row, partial(_order, scene, HOLD, row, *scene.hall.both))
    kind, fields = ("cred.restore", {}) if restored else ("cred.decide", {"enter": NOTHING})
    scene.act(at + 2 * HOUR, row, partial(_order, scene, kind, row, *_with_panel(scene), **fields))


def _tender(scene: _Scene, row: int, at: int, enters: bool) -> None:
    """A member is given a new key and tenders; two hours later the panel enters the tender or nothing."""
    for number, half in enumerate(HALVES):
        scene.act(at + number * MINUTE, row, partial(_reissue, scene, row, half))
    _know(scene, TENDER, row, at + 2 * MINUTE)
    scene.act(at + 2 * MINUTE, row, partial(_cast, scene, row, scene.channel_of[row], TENDER))
    scene.act(at + 2 * HOUR, row, partial(_decide, scene, row, enters))


def _know(scene: _Scene, kind: str, row: int, at: int) -> None:
    """An outsider knows of an entry about a member, and when it was made, in some polls."""
    if kind in scene.setting.knows:
        scene.facts.append(Fact(row, kind, at // MINUTE))


def _order(scene: _Scene, kind: str, row: int, *signers: Signer, **fields: object) -> None:
    about: Entry = {"cred": scene.server.cred_of(row), "ref": scene.chance.randbytes(32).hex()}
    order = {"type": kind, **about, "reason": "error", **fields}
    scene.server.order(order, scene.hall.board, *signers)


def _reissue(scene: _Scene, row: int, half: str) -> None:
    old = scene.server.docket.keys[scene.server.cred_of(row)].half(half)
    new = _core.base_multiply(scene.chance.randbytes(16) + bytes(16))
    issuer: Signer = scene.hall.registrar if half == "r" else scene.server
    _order(scene, REISSUE, row, issuer, half=half, old=old.hex(), new=new.hex())


def _decide(scene: _Scene, row: int, enters: bool) -> None:
    cred = scene.server.cred_of(row)
    tender = next(index for index, entry in scene.hall.board.of_type(TENDER) if entry["cred"] == cred)
    _order(scene, "cred.decide", row, *_with_panel(scene), enter=tender if enters else NOTHING)


def _with_panel(scene: _Scene) -> tuple[Signer, ...]:
    return (*scene.hall.both, scene.hall.officers["panel-chair"])


def _cast(scene: _Scene, row: int, channel: str, kind: str = "ballot") -> None:
    scene.server.take(row, channel, scene.hall.now, scene.setting.precedence, kind)


def _moment(setting: Setting, number: int, chance: Random) -> int:
    """When a voter votes: at any hour, or in the hour after one of the reminders, to each as many."""
    if not setting.reminders:
        return OPENS + chance.randrange(HOUR, 46 * HOUR)
    hour = setting.reminders[number % len(setting.reminders)]
    return OPENS + hour * HOUR + chance.randrange(HOUR)


def _closed(scene: _Scene, leak: str) -> Poll:
    hall, server = scene.hall, scene.server
    hall.append("close", *hall.both)
    hall.checkpoint()
    cast = [(index, entry["cred"]) for index, entry in hall.board.of_type("ballot")]
    ordered, precedence = standing(hall.board.entries), scene.setting.precedence
    final = {cred: int(index) for cred, index in final_entries(cast, (), precedence, ordered).items()}
    latest = {entry["cred"]: index for index, entry in hall.board.of_type(*CAST)} | final
    marks = {}
    for cred, index in final.items():
        entry = hall.board.entries[index]
        minute = server.minute_of(cred, entry["n"])
        marks[server.row_of(cred)] = Mark(entry["channel"], minute, index)
    everybody = range(1, len(hall.plan.electors) + 1)
    creds = [server.cred_of(row) for row in everybody]
    issued: list[list[str]] = [[] for _ in everybody]
    rules = hall.plan.rules
    cases = {server.row_of(cred): Case(excluded=True) for cred in ordered.excluded}
    groups = {WHOLE: everybody}
    register = close(marks, creds, issued, groups, hall.plan.opens, hall.plan.ladder, rules.release_k, cases)
    return Poll(
        scene.setting,
        _timeline(hall),
        hall.board.entries,
        sorted((index, cred) for cred, index in final.items()),
        latest,
        {label: (channels, width) for _, label, channels, _, width in register.labels},
        _released(hall, register, leak),
        scene.facts,
        {server.row_of(cred): index for cred, index in latest.items()},
    )


def _released(hall: Hall, register: ClosedRegister, leak: str) -> list[Released]:
    """What tier b opens of those who voted."""
    found = []
    for number, (elector, row) in enumerate(zip(hall.plan.electors, register.rows, strict=True), 1):
        values, time = row.values, row.values["time"] if leak == "times" else 0
        if values["status"] == "voted":
            name = str(elector.values["name"])
            found.append(Released(number, name, values["label"], values["bucket"], time))
    return found


def _timeline(hall: Hall) -> Timeline:
    """When the witness saw the board grow, from its checkpoints alone."""
    found = []
    for path in sorted((hall.board.folder / "log" / "checkpoints").iterdir()):
        opened = note.parse(path.read_bytes())
        [cosignature] = opened.signatures[1:]
        found.append((checkpoint.parse(opened.text).size, int.from_bytes(cosignature.signature[:8], "big")))
    sizes, times = zip(*found, strict=True)
    return Timeline(sizes, times, [])
