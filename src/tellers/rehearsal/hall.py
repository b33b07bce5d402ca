"""The hall: everybody with a part in the poll, each with an own key file, and the one public board."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tellers.board.groups import Group
from tellers.board.log import Board, Signer
from tellers.canonical import PROTOCOL, encode, h256
from tellers.clock import DAY_S
from tellers.custody.keyring import KeyHolder, make_key_file
from tellers.custody.registrar import Registrar
from tellers.custody.trustee import Mixer, Trustee
from tellers.rehearsal.issuers import LinkIssuer
from tellers.rehearsal.plan import Plan
from tellers.rehearsal.server import Server
from tellers.rehearsal.witness import Witness
from tellers.roll.members import Change, Member
from tellers.tlog.note import ED25519

OFFICERS: list[tuple[str, str, list[str]]] = [
    ("returning-officer", "returning-officer", []),
    ("deputy", "deputy", []),
    ("server", "server", ["online"]),
    ("registrar", "registrar", []),
    ("membership", "editor", []),
    ("presiding-officer", "presiding-officer", ["in-person"]),
    ("postal-clerk", "postal-clerk", ["post"]),
    ("kiosk-officer", "kiosk-officer", ["kiosk"]),
    ("data-entry-a", "data-entry-a", []),
    ("data-entry-b", "data-entry-b", []),
    ("panel-chair", "panel", []),
]
"""(id, role, channels) of everybody but the mixers and trustees."""

Watcher = Callable[[str, int, int], None]
"""Told of progress: (what is being done, how many are done, of how many)."""


def silent(what: str, done: int, total: int) -> None:
    """Watch nothing."""


@dataclass(slots=True)
class Hall:
    """The state of a rehearsal: roles, board, clock, and what each office keeps to itself."""

    plan: Plan
    folder: Path
    watch: Watcher = silent
    now: int = 0
    board: Board = field(init=False)
    officers: dict[str, KeyHolder] = field(init=False)
    trustees: list[Trustee] = field(init=False)
    mixers: list[Mixer] = field(init=False)
    witnesses: list[Witness] = field(init=False)
    registrar: Registrar = field(init=False)
    server: Server = field(init=False)
    log: KeyHolder = field(init=False)
    members: list[Member] = field(default_factory=list)
    groups: dict[Group, list[int]] = field(default_factory=dict)
    elector_of_row: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    references: dict[str, tuple[int, bytes]] = field(default_factory=dict, repr=False)  # row and salt
    sid: bytes = b""
    eid: bytes = b""
    pk: bytes = b""
    setup: dict[str, Any] = field(default_factory=dict)
    election: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys, rules = self.folder / "keys", self.plan.rules
        self.board = Board(self.folder / "public")
        names = [name for name, _, _ in OFFICERS]
        trustees = [f"trustee-{i}" for i in range(1, rules.trustees + 1)]
        mixers = [f"mixer-{i}" for i in range(1, rules.mixers + 1)]
        witnesses = [f"witness-{i}.example" for i in range(1, rules.witnesses + 1)]
        for name in [*names, *trustees, *mixers, *witnesses]:
            make_key_file(keys / f"{name}.key", name)
        make_key_file(keys / "log.key", self.plan.origin)
        self.log = KeyHolder(keys / "log.key")
        self.server = Server(keys / "server.key", LinkIssuer(self.folder / "outbox"))
        self.registrar = Registrar(keys / "registrar.key", self.folder / "outbox")
        own = {"server": self.server, "registrar": self.registrar}
        self.officers = {name: own.get(name) or KeyHolder(keys / f"{name}.key") for name in names}
        self.trustees = [Trustee(keys / f"{name}.key", i) for i, name in enumerate(trustees, 1)]
        self.mixers = [Mixer(keys / f"{name}.key") for name in mixers]
        log_key = self.log.note_key(ED25519)
        self.witnesses = [Witness(keys / f"{name}.key", log_key) for name in witnesses]
        self.now = self.plan.opens - 21 * DAY_S

    @property
    def returning_officer(self) -> KeyHolder:
        """The returning officer."""
        return self.officers["returning-officer"]

    @property
    def both(self) -> tuple[KeyHolder, KeyHolder]:
        """The two who sign together: returning officer and deputy."""
        return self.returning_officer, self.officers["deputy"]

    @property
    def contests(self) -> list[dict[str, Any]]:
        """The contests as the plan defines them."""
        return self.plan.contests

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds

    def append(self, entry_type: str, /, *signers: Signer, **fields: Any) -> int:
        """Append an entry that carries a time."""
        return self.board.append({"type": entry_type, "t": self.now, **fields}, *signers)

    def minute(self, kind: str, subject: str, *signers: Signer, refs: tuple[int, ...] = ()) -> int:
        """Append a minute and have it witnessed at once, so that its hour is bound.

        The digest of its document is salted, so it says nothing alone.
        """
        salted = [h256("minute/document", secrets.token_bytes(32)).hex()]
        index = self.append("minute", *signers, kind=kind, subject=subject, refs=list(refs), digests=salted)
        self.checkpoint()
        return index

    def checkpoint(self) -> None:
        """Publish and have witnessed what stands on the board now, if anything is new."""
        if self.board.checkpoints and self.board.checkpoints[-1].size == self.board.size:
            return
        self.board.checkpoint(self.log, self.log.note_key(ED25519), self.witnesses, self.now)

    def setup_object(self) -> dict[str, Any]:
        """The set-up as it goes on the board: who is who, by which key."""
        officers = [
            {"id": name, "role": role, "vk": self.officers[name].vk.hex(), "channels": channels}
            for name, role, channels in OFFICERS
        ]
        officers += [{"id": m.id, "role": "mixer", "vk": m.vk.hex(), "channels": []} for m in self.mixers]
        rules = self.plan.rules
        return {
            "format": "tellers-setup/1",
            "protocol": PROTOCOL,
            "org": self.plan.organisation,
            "title": self.plan.title,
            "origin": self.plan.origin,
            "nonce": secrets.token_bytes(32).hex(),
            "officers": officers,
            "trustees": [{"i": t.i, "id": t.id, "vk": t.vk.hex()} for t in self.trustees],
            "threshold": rules.threshold,
            "log_vkey": str(self.log.note_key(ED25519)),
            "witnesses": [str(w.key) for w in self.witnesses],
            "quorum": rules.quorum,
            "skew": rules.skew,
        }


def set_up(hall: Hall) -> None:
    """The first entry: who takes part, by which key."""
    setup = hall.setup_object()
    hall.append("setup", hall.returning_officer, setup=setup)
    hall.setup = setup
    hall.sid = h256("setup", encode(setup))
    hall.checkpoint()
