"""A forger: a finished poll, every key of it, and the means to make the evidence anew.

The forger changes entries and files at will; ``remake`` then does what anybody with the keys would do to hide
it: every reference to a changed file, every signature, every checkpoint with all its cosignatures, the list
of files. Whoever stays honest is left out by name: an honest officer's signature is not renewed, an honest
witness does not cosign another history than the one it saw.
"""

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tellers.board.entries import NOTHING
from tellers.board.signing import entry_digest
from tellers.canonical import encode, h256
from tellers.crypto.prove.ballots import Device
from tellers.crypto.prove.keygen import Share
from tellers.crypto.secret import Secret
from tellers.custody.keyring import KeyHolder
from tellers.errors import Invalid
from tellers.evidence.pack import FORMAT, MANIFEST, RECOUNT, recount_program
from tellers.evidence.verify import verify_pack
from tellers.evidence.verify.framework import Report
from tellers.rehearsal import voter
from tellers.rehearsal.hall import silent
from tellers.rehearsal.issuers import received
from tellers.rehearsal.run import Rehearsed
from tellers.tlog import checkpoint, cosignature, merkle, note
from tellers.tlog.note import COSIGNATURE, ED25519, Note

Entry = dict[str, Any]
ENTRIES = "log/entries.ndjson"
VOIDS = "paper/voids.ndjson"
CONTEST, STYLE = "selection", "full"


@dataclass(slots=True)
class Seen:
    """A checkpoint to be made: its size, and when each witness saw it."""

    size: int
    times: dict[str, int]


@dataclass
class Past:
    """The poll as it was: its files, who signed what, and how each checkpoint looked."""

    files: dict[str, bytes]
    signed: dict[tuple[bytes, str], str] = field(default_factory=dict)  # (digest, who) -> signature, hex
    notes: dict[str, bytes] = field(default_factory=dict)  # text -> the whole checkpoint


class Forger:
    """The evidence of one poll in the hands of somebody who holds its keys.

    ``entries`` and ``files`` (all but the log and the manifest) may be changed at will; an entry that is
    bytes stands on the board as it is. ``honest``: the names of those whose keys the forger does not hold.
    """

    def __init__(self, rehearsed: Rehearsed) -> None:
        self.rehearsed = rehearsed
        self.hall = rehearsed.hall
        self.honest: set[str] = set()
        self.entries: list[Entry | bytes] = copy.deepcopy(list(self.hall.board.entries))
        self.files = {**_files(self.hall.board.folder), RECOUNT: recount_program()}
        self.checkpoints = [_seen(data) for data in _notes(self.hall.board.folder)]
        self.package = next(iter(rehearsed.releases.values()), b"")  # the copy of the register released
        self._witnesses = {witness.id: witness for witness in self.hall.witnesses}
        self._log = self.hall.log.note_key(ED25519)
        self._past = Past(dict(self.files))
        self._holders: dict[str, KeyHolder] = {}
        self._remember()

    def copy(self) -> "Forger":
        """Another forger with the same keys and the same past, to go another way from here."""
        twin = copy.copy(self)
        twin.entries, twin.files = copy.deepcopy(self.entries), dict(self.files)
        twin.checkpoints, twin.honest = copy.deepcopy(self.checkpoints), set(self.honest)
        return twin

    # What is on the board

    @property
    def sid(self) -> bytes:
        """The number of the set-up as it stands on the board now."""
        return self._number("setup")

    @property
    def eid(self) -> bytes:
        """The number of the election as it stands on the board now."""
        return self._number("election")

    @property
    def pk(self) -> bytes:
        """The election's key."""
        return self.hall.pk

    @property
    def election(self) -> Entry:
        """The definition of the election; whatever is changed in it changes its number."""
        definition: Entry = self.only("election")["election"]
        return definition

    def of(self, *types: str) -> list[Entry]:
        """The entries of some types, in board order."""
        return [entry for entry in self.entries if isinstance(entry, dict) and entry.get("type") in types]

    def only(self, kind: str, **fields: object) -> Entry:
        """The one entry of a type with these fields."""
        (found,) = (
            entry
            for entry in self.of(kind)
            if all(entry.get(name) == value for name, value in fields.items())
        )
        return found

    def index(self, entry: Entry) -> int:
        """Where an entry stands."""
        return next(at for at, other in enumerate(self.entries) if other is entry)

    def insert(self, at: int, entry: Entry, *by: str) -> Entry:
        """Put an entry on the board at ``at``, signed by those named when the evidence is made anew.

        Whatever refers to entries by number follows; so do the sizes of checkpoints.
        """
        if by:
            entry["sigs"] = [{"by": name, "sig": ""} for name in by]
        self._renumber(lambda index: index + (index >= at))
        self.entries.insert(at, entry)
        for seen in self.checkpoints:
            seen.size += seen.size > at
        return entry

    def drop(self, at: int) -> Entry | bytes:
        """Take an entry off the board; numbers and sizes follow."""
        dropped = self.entries.pop(at)
        self._renumber(lambda index: index - (index > at))
        for seen in self.checkpoints:
            seen.size -= seen.size > at
        kept: list[Seen] = []
        for seen in self.checkpoints:
            if seen.size > (kept[-1].size if kept else 0):
                kept.append(seen)
        self.checkpoints = kept
        return dropped

    def checkpoint_ending_at(self, size: int) -> Seen:
        """The checkpoint of a size."""
        return next(seen for seen in self.checkpoints if seen.size == size)

    def lines_of(self, path: str) -> list[bytes]:
        """The lines of a file."""
        return self.files[path].splitlines()

    def voids(self) -> list[Entry]:
        """The ballots made void, with their second signatures."""
        return [json.loads(line) for line in self.lines_of(VOIDS)]

    def write_voids(self, voids: Iterable[Entry]) -> None:
        """Publish another list of ballots made void."""
        self.write_lines(VOIDS, map(encode, voids))

    def write(self, path: str, data: bytes) -> dict[str, Any]:
        """Put a file into the pack; gives the reference by which an entry names it."""
        self.files[path] = data
        return {"file": path, "len": len(data), "sha256": sha256(data).hexdigest()}

    def write_lines(self, path: str, lines: Iterable[bytes]) -> dict[str, Any]:
        """Put a file of lines into the pack."""
        return self.write(path, b"".join(line + b"\n" for line in lines))

    # The keys

    def holder(self, name: str) -> KeyHolder:
        """Whoever has this name, with the key."""
        if name not in self._holders:
            self._holders[name] = KeyHolder(self.hall.folder / "keys" / f"{name}.key")
        return self._holders[name]

    def share(self, i: int) -> Share:
        """The share of trustee ``i``, from the trustee's own file."""
        stored = json.loads((self.hall.folder / "keys" / f"trustee-{i}.key").read_text())["share"]
        x_pub, pk, dkg = (bytes.fromhex(stored[name]) for name in ("x_pub", "pk", "dkg"))
        return Share(i, Secret(bytes.fromhex(stored["secret"])), x_pub, pk, dkg)

    def device(self, row: int) -> Device:
        """What the device of a member knows: the code and the link that were sent to them."""
        code, fragment = received(self.hall.folder / "outbox")[row - 1]
        (found,) = voter.unlock(self.hall.sid, self.eid, self.pk, [(row, code, fragment)], silent)
        return found

    def row_with(self, **values: object) -> int:
        """The first row of the register with these values; the office knows them."""
        register = self.rehearsed.register
        assert register is not None
        return next(
            number
            for number, row in enumerate(register.rows, 1)
            if all(row.values[name] == value for name, value in values.items())
        )

    # Making everything anew

    def lines(self) -> list[bytes]:
        """The board's entries as bytes, after every file reference and every signature was renewed."""
        sid, lines, context = self.sid, [], self.sid
        for entry in self.entries:
            if isinstance(entry, dict):
                self._sign_voids(entry)
                self._refer(entry)
                self._sign(entry, context)
                if entry.get("type") == "election" and context == sid:
                    context = self.eid
            lines.append(entry if isinstance(entry, bytes) else _encoded(entry))
        return lines

    def body_at(self, size: int) -> str:
        """The text of the checkpoint of a size."""
        root = merkle.root_of(self.lines()[:size])
        return str(checkpoint.Checkpoint(self._log.name, size, root))

    def remake(self) -> dict[str, bytes]:
        """The files of the whole pack, made anew with every key that the forger holds."""
        lines = self.lines()
        files = {ENTRIES: b"".join(line + b"\n" for line in lines)}
        tree = merkle.Tree(map(merkle.leaf_hash, lines))
        for number, seen in enumerate(self.checkpoints):
            root = tree.root(min(seen.size, tree.size))
            files[f"log/checkpoints/{number:05d}.note"] = self._note(seen, root)
        return listed({**self.files, **files})

    def _note(self, seen: Seen, root: bytes) -> bytes:
        present = checkpoint.Checkpoint(self._log.name, seen.size, root)
        past = self._past.notes.get(str(present))
        if past is not None and seen == _seen(past):
            return past
        signed = checkpoint.sign(present, self._log, self.hall.log.sign)
        if self.hall.log.id in self.honest:  # the forger keeps what the log once signed for another text
            old = note.parse(next(iter(self._past.notes.values())))
            signed = Note(signed.text, old.signatures[:1])
        willing = [(self.holder(name), at) for name, at in seen.times.items() if name not in self.honest]
        lines = [
            cosignature.cosign(signed.text, at, witness.note_key(COSIGNATURE), witness.sign)
            for witness, at in willing
        ]
        return bytes(Note(signed.text, (*signed.signatures, *lines)))

    def _sign(self, entry: Entry, context: bytes) -> None:
        """Renew the signatures of an entry that says something else than it once did."""
        try:
            digest = entry_digest(context, entry)
        except Invalid:
            return
        for sig in _signatures(entry):
            known = self._past.signed.get((digest, sig["by"]))
            if known is None and self._may_sign(sig["by"]):
                sig["sig"] = self.holder(sig["by"]).sign(digest).hex()
            elif not sig.get("sig"):
                sig["sig"] = known or "00" * 64

    def _sign_voids(self, entry: Entry) -> None:
        """Renew the second signatures of ballots that were made void, where their list can be read."""
        try:
            voids = self.voids() if entry.get("type") == "marks" else []
        except (ValueError, KeyError):
            return
        signed = False
        for void in [void for void in voids if isinstance(void, dict)]:
            digest = self._void_digest(void)
            known = digest and self._past.signed.get((digest, str(void.get("by"))))
            if digest and known is None and self._may_sign(void.get("by")):
                void["sig"], signed = self.holder(void["by"]).sign(digest).hex(), True
        if signed:
            with suppress(Invalid):
                self.write_voids(voids)

    def _void_digest(self, void: Entry) -> bytes | None:
        """What is signed to make the ballots of a pseudonym void; None where its mark cannot be read."""
        try:
            marks = [json.loads(line) for line in self.lines_of("paper/marks.ndjson")]
            batch = next(mark["batch"] for mark in marks if mark["cred"] == void["cred"])
            return h256("mark/supersede", self.eid, bytes.fromhex(void["cred"]), batch.encode())
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            return None

    def _may_sign(self, name: object) -> bool:
        keys = self.hall.folder / "keys"
        known = isinstance(name, str) and name.isascii() and name.replace("-", "").isalnum()
        return known and name not in self.honest and (keys / f"{name}.key").exists()

    def _refer(self, entry: object) -> None:
        """Make every reference to a changed file name the file as it is now."""
        for blob in blobs(entry):
            data = self.files.get(blob["file"])
            if data is not None and data != self._past.files.get(blob["file"]):
                blob.update(len=len(data), sha256=sha256(data).hexdigest())

    def _number(self, kind: str) -> bytes:
        entry = next((entry for entry in self.of(kind)), {})
        try:
            return h256(kind, encode(entry.get(kind)))
        except Invalid:
            return bytes(32)

    def _renumber(self, moved: Callable[[int], int]) -> None:
        for decision in self.of("cred.decide"):
            if decision["enter"] != NOTHING:
                decision["enter"] = moved(decision["enter"])
        for minute in self.of("minute"):
            minute["refs"] = [moved(ref) for ref in minute["refs"]]

    def _remember(self) -> None:
        context = self.hall.sid
        for entry in self.of(*{entry["type"] for entry in self.hall.board.entries}):
            digest = entry_digest(context, entry)
            self._past.signed.update({(digest, sig["by"]): sig["sig"] for sig in entry["sigs"]})
            context = self.hall.eid if entry["type"] == "election" else context
        for void in self.voids():
            digest = self._void_digest(void) or b""
            self._past.signed[digest, void["by"]] = void["sig"]
        for data in _notes(self.hall.board.folder):
            self._past.notes[note.parse(data).text] = data


def judge(files: dict[str, bytes], folder: Path, sid: str | None) -> Report:
    """What the verifier says of a pack, written to ``folder`` and read again."""
    write_files(files, folder)
    return verify_pack(folder, sid)


def first_check(report: Report) -> str | None:
    """The check that failed first; None where the pack is good."""
    failed = report.as_json()["first_failure"]
    assert (report.verdict == "pass") == (failed is None), report.verdict
    return str(failed["check"]) if isinstance(failed, dict) else None


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Write a pack's folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a pack with the list of them."""
    names = sorted(files.keys() - {MANIFEST})
    every = [{"path": n, "len": len(files[n]), "sha256": sha256(files[n]).hexdigest()} for n in names]
    return {**files, MANIFEST: encode({"format": FORMAT, "files": every})}


def blobs(value: object) -> Iterator[dict[str, Any]]:
    """The references to files in an entry, at whatever depth."""
    if isinstance(value, dict):
        if {"file", "len", "sha256"} <= value.keys() and isinstance(value["file"], str):
            yield value
        for item in value.values():
            yield from blobs(item)
    elif isinstance(value, list):
        for item in value:
            yield from blobs(item)


def _signatures(entry: Entry) -> list[Entry]:
    sigs = entry.get("sigs")
    found = sigs if isinstance(sigs, list) else []
    return [sig for sig in found if isinstance(sig, dict) and isinstance(sig.get("by"), str)]


def _encoded(entry: Entry) -> bytes:
    try:
        return encode(entry)
    except Invalid:
        return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()


def _files(board: Path) -> dict[str, bytes]:
    paths = (path for path in board.rglob("*") if path.is_file())
    named = {path.relative_to(board).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in named.items() if not name.startswith("log/")}


def _notes(board: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((board / "log" / "checkpoints").iterdir())]


def _seen(data: bytes) -> Seen:
    """Size and times of a checkpoint that was witnessed."""
    opened = note.parse(data)
    times = {line.name: int.from_bytes(line.signature[:8], "big") for line in opened.signatures[1:]}
    return Seen(checkpoint.parse(opened.text).size, times)
