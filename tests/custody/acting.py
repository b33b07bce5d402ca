"""The Marsh Lane branch's poll, where all who hold keys act on packs, as on their own machines.

The rehearsal goes its usual way; at each turn of a trustee, a mixer or the registrar the board is packed, and
what they hand in is taken from there. Before each entry that officers sign, the pack and the entry are kept.
"""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tellers.board.entries import Entry, files
from tellers.board.log import Board, Signer
from tellers.crypto.prove.keygen import Message
from tellers.crypto.secret import Secret
from tellers.custody.handover import Handover
from tellers.custody.issuing import make_codes, reissue, send_letters
from tellers.custody.keyring import PLAIN, KeyHolder
from tellers.custody.making import next_message
from tellers.custody.officer import propose
from tellers.custody.opening import open_set
from tellers.custody.registrar import Registrar, Tick
from tellers.custody.sentences import NOT_HERE
from tellers.custody.sets import MixedSet
from tellers.custody.shuffling import mix_sets
from tellers.custody.trustee import Mixer, Trustee
from tellers.evidence.pack import write_manifest, write_pack
from tellers.rehearsal import auditing, ceremony, tally
from tellers.rehearsal.hall import Hall, set_up
from tellers.rehearsal.plan import Plan
from tellers.rehearsal.polling import Polling
from tests import branch


@dataclass(frozen=True)
class Moment:
    """A board so far, as a pack; the keys with their records as they were; and the entry that comes next."""

    pack: Path
    keys: Path
    sid: str
    now: int
    entry: Entry = field(default_factory=dict)

    def copied(self, folder: Path) -> "Moment":
        """The same moment with keys that a test may use."""
        shutil.copytree(self.keys, folder / "keys")
        return Moment(self.pack, folder / "keys", self.sid, self.now, dict(self.entry))

    def settled(self, folder: Path) -> "Moment":
        """The same moment before the files of the next entry were written."""
        shutil.copytree(self.pack, folder / "settled")
        for path, _ in files(self.entry):
            (folder / "settled" / path).unlink()
        write_manifest(folder / "settled")
        return Moment(folder / "settled", self.keys, self.sid, self.now)

    def key(self, name: str) -> Path:
        """Somebody's key file."""
        return self.keys / f"{name}.key"


@dataclass
class Album:
    """The moments of a poll by name: who acts on what, or the type (and kind) of the entry to be signed."""

    hall: Hall
    folder: Path
    moments: dict[str, Moment] = field(default_factory=dict)
    reissued: list[Entry] = field(default_factory=list)
    """What the registrar handed in to replace halves of keys."""

    def take(self, name: str, entry: Entry | None = None) -> Moment:
        """Pack the board as it is now, every entry witnessed; the first moment of a name is kept."""
        if name not in self.moments:
            place = self.folder / f"{len(self.moments):03d}"
            if self.hall.board.size:
                self.hall.checkpoint()
                write_pack(self.hall.board.folder, place / "pack")
            shutil.copytree(self.hall.folder / "keys", place / "keys")
            sid = self.hall.sid.hex()
            self.moments[name] = Moment(place / "pack", place / "keys", sid, self.hall.now, entry or {})
        return self.moments[name]

    def key(self, name: str) -> Path:
        """Somebody's key file as it is now."""
        return self.hall.folder / "keys" / f"{name}.key"


class WatchedBoard(Board):
    """A board that is looked at before each entry."""

    def __init__(self, folder: Path, watch: Callable[[Entry], object]) -> None:
        super().__init__(folder)
        self._watch = watch

    def append(self, entry: Entry, *signers: Signer) -> int:
        self._watch(entry)
        return super().append(entry, *signers)


class ActingTrustee(Trustee):
    """A trustee who reads the board from a pack."""

    album: Album

    def commit(self, sid: bytes, threshold: int, trustees: int) -> Message:
        return self._said("dkg0")

    def reveal(self, round0: list[Message]) -> Message:
        return self._said("dkg1")

    def certify(
        self, round0: list[Message], round1: list[Message], complaints: Sequence[Message] = ()
    ) -> Message:
        return self._said("dkg3")

    def decrypt(self, eid: bytes, contest: str, group: str, rows: bytes) -> tuple[bytes, dict[str, str]]:
        moment = self.album.take(f"{self.id} opens {contest}, {group}")
        opened = open_set(moment.pack, self.path, PLAIN, MixedSet(contest, group), moment.now)
        return one_file(opened), opened.entry["dleq"]

    def _said(self, name: str) -> Message:
        moment = self.album.take(f"{self.id} says {name}")
        message: Message = next_message(moment.pack, self.path, PLAIN, moment.sid, moment.now).entry["msg"]
        return message


class ActingMixer(Mixer):
    """A mixer who reads the board from a pack."""

    album: Album

    def mix(
        self, eid: bytes, pk: bytes, contest: str, group: str, stage: int, width: int, rows: bytes
    ) -> tuple[bytes, bytes]:
        moment = self.album.take(f"{self.id} mixes {contest}, {group}")
        chosen = MixedSet(contest, group)
        [mixed] = mix_sets(moment.pack, self.path, PLAIN, moment.sid, [chosen], (), moment.now)
        out, proof = (mixed.files[mixed.entry[name]["file"]] for name in ("out", "proof"))
        return out, proof


class ActingRegistrar(Registrar):
    """A registrar who reads the board from a pack."""

    album: Album

    def make(self, sid: bytes, rows: int, tick: Tick) -> list[Secret]:
        moment = self.album.take("registrar makes codes")
        own = Registrar(self.path, self.album.folder)
        make_codes(own, moment.pack, moment.sid, tick, moment.now)
        return super().make(sid, rows, tick)

    def send(self, addresses: Sequence[str]) -> Path:
        moment = self.album.take("registrar sends letters")
        own = Registrar(self.path, self.album.hall.folder / "outbox")
        contacts = contacts_of(self.album.hall, self.album.folder / "contacts.ndjson")
        _, letters = send_letters(own, moment.pack, contacts, lambda _: None, moment.now)
        return letters()

    def reissue(self, sid: bytes, row: int) -> tuple[bytes, str]:
        moment = self.album.take(f"registrar issues row {row} anew, {self.issues(row)}")
        own = Registrar(self.path, self.album.folder / "letters")
        made, letter = reissue(own, moment.pack, row, None, "walk-in")
        self.album.reissued.append(made.entry)
        return bytes.fromhex(made.entry["new"]), json.loads(letter.read_text())["code"]


def one_file(handed_in: Handover) -> bytes:
    """The only file that goes with an entry."""
    [data] = handed_in.files.values()
    return data


def contacts_of(hall: Hall, path: Path) -> Path:
    """What the membership office gives the registrar: where letters go, with what opens the roll's seals."""
    field_ = Registrar.DELIVERY
    lines = [
        {"field": field_, "row": row, "salt": member.salt(field_).hex(), "value": member.values[field_]}
        for row, member in enumerate(hall.members, 1)
    ]
    text = "".join(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n" for line in lines)
    path.write_text(text)
    return path


def begun(folder: Path, plan: Plan | None = None) -> Album:
    """The hall with everybody in place, before the set-up."""
    hall = Hall(plan or replace(branch.small_poll(), audited=2), folder)
    album = Album(hall, folder / "album")

    def watch(entry: Entry) -> None:
        name = f"minute {entry['kind']}" if entry["type"] == "minute" else entry["type"]
        album.take(name, entry)

    hall.board = WatchedBoard(folder / "watched", watch)
    ActingTrustee.album = ActingMixer.album = ActingRegistrar.album = album
    hall.trustees = [ActingTrustee(one.path, one.i) for one in hall.trustees]
    hall.registrar = ActingRegistrar(hall.registrar.path, folder / "outbox")
    hall.officers["registrar"] = hall.registrar
    hall.mixers = [ActingMixer(one.path) for one in hall.mixers]
    return album


def held(folder: Path, plan: Plan | None = None) -> Album:
    """The whole poll, to its declaration; the small one of the branch unless another is given."""
    album = begun(folder, plan)
    hold(album)
    return album


def hold(album: Album, mix_votes: Callable[[Hall], None] = tally.mix_votes) -> None:
    """Hold the poll of a hall in which everybody is in place. ``mix_votes``: how that is done."""
    hall = album.hall
    set_up(hall)
    ceremony.make_key(hall)
    ceremony.define_election(hall)
    ceremony.build_roll(hall)
    ceremony.issue_credentials(hall)
    ceremony.deliver(hall)
    polling = Polling(hall, random.Random(1))
    polling.hold()
    polling.type_papers()
    polling.close_lists()
    register = tally.close_poll(hall, polling.desks)
    mix_votes(hall)
    tally.open_votes(hall)
    tally.declare(hall)
    if hall.plan.audited:
        auditing.draw_members(hall, register)


def signed_again(album: Album, folder: Path) -> dict[str, str]:
    """Have every entry of the album's moments signed by its officers; gives what each says, by moment.

    What they sign is what stands on the board, byte for byte.
    """
    said = {}
    for name, moment in album.moments.items():
        if not moment.entry or moment.entry["type"] in NOT_HERE:
            continue
        [entry] = [one for one in album.hall.board.entries if moment.entry.items() <= one.items()]
        own = moment.copied(folder / name.replace("/", "-"))
        proposed = dict(moment.entry, sigs=[])
        pack = moment.pack if moment.pack.exists() else None
        for sig in entry["sigs"]:
            proposal = propose(KeyHolder(own.key(sig["by"])), pack, moment.sid, proposed)
            proposed, said[name] = proposal.signed, proposal.words
        assert proposed == entry, name
    return said
