"""The parsers, each with good bytes to start from and with what must hold of whatever it accepts."""

import random
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gzip import compress
from pathlib import Path

from tellers.board import definition, entries
from tellers.canonical import decode, encode, ungrouped
from tellers.count import count, read_profiles
from tellers.crypto import selections
from tellers.crypto.credential import read_code, written_code
from tellers.errors import TellersError
from tellers.evidence.pack import MANIFEST
from tellers.evidence.verify import run_pack, verify_pack
from tellers.evidence.verify.framework import BEYOND_US, Outcome, Run
from tellers.evidence.verify.v19_release import Release
from tellers.rehearsal.run import Rehearsed, run, write_evidence
from tellers.tlog import checkpoint, note, proof
from tests.attacks.cases import doubted
from tests.attacks.forger import ENTRIES, listed, write_files


class Finding(AssertionError):
    """A parser broke down, or accepted what it had to refuse."""


@dataclass(frozen=True)
class Parser:
    """Something that takes bytes. ``feed`` gives how it took them; raises Refused, Invalid or Finding."""

    name: str
    seeds: tuple[bytes, ...]
    feed: Callable[[bytes], str]
    short: int = 400  # inputs in the short form
    share: int = 1  # of the time in the long form


def require(holds: bool, words: str) -> None:
    """Go on only if this holds of what was accepted."""
    if not holds:
        raise Finding(words)


def parsers(rehearsed: Rehearsed, folder: Path) -> list[Parser]:
    """All of them, with the evidence of one poll to start from; ``folder``: for files that they read."""
    folder.mkdir(parents=True, exist_ok=True)
    write_evidence(rehearsed, folder)
    pack = {
        str(path.relative_to(folder / "pack")): path.read_bytes()
        for path in sorted((folder / "pack").rglob("*"))
        if path.is_file()
    }
    return [*_texts(pack), *_objects(pack), *_profiles(folder, pack), *_evidence(rehearsed, folder, pack)]


def a_small_poll(folder: Path) -> Rehearsed:
    """A poll to start from, with entries of nearly every type."""
    return run(doubted(), folder, chance=random.Random(1))


# Formats of lines and of JSON


def _texts(pack: dict[str, bytes]) -> Iterator[Parser]:
    notes = tuple(data for path, data in pack.items() if path.endswith(".note"))
    texts = tuple(note.parse(data).text.encode() for data in notes)
    first = proof.InclusionProof(3, (bytes(32), b"\x07" * 32), notes[0])
    keys = (b"example.org/log+", b"witness-1+01020304+AQ==", _a_key().encode())
    yield Parser("note", notes, _note)
    yield Parser("checkpoint", texts, _checkpoint)
    yield Parser("verifier key", keys, _key)
    yield Parser("proof of inclusion", (bytes(first),), _proof)
    yield Parser("voting code", (written_code("ABCDEFGHJKMNPQR").encode(), b"0000-0000"), _code)


def _a_key() -> str:
    point = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    return str(note.verifier_key("witness", note.COSIGNATURE, point))


def _note(data: bytes) -> str:
    require(bytes(note.parse(data)) == data, "a note that is printed otherwise")
    return "a note"


def _checkpoint(data: bytes) -> str:
    text = _text(data)
    require(str(checkpoint.parse(text)) == text, "a checkpoint that is printed otherwise")
    return "a checkpoint"


def _key(data: bytes) -> str:
    text = _text(data)
    require(str(note.parse_key(text)) == text, "a key that is printed otherwise")
    return "a key"


def _proof(data: bytes) -> str:
    require(bytes(proof.parse(data)) == data, "a proof that is printed otherwise")
    return "a proof"


def _code(data: bytes) -> str:
    code = read_code(_text(data))
    require(ungrouped(written_code(code)).startswith(code), "a code that is printed otherwise")
    return "a code"


def _text(data: bytes) -> str:
    """Text, as what is typed and what stands in a note is text already."""
    return data.decode("utf-8", "surrogateescape")


def _objects(pack: dict[str, bytes]) -> Iterator[Parser]:
    lines = pack[ENTRIES].splitlines()
    kinds = {decode(line)["type"]: line for line in lines}
    contests = tuple(encode(contest) for contest in decode(kinds["election"])["election"]["contests"])
    files = tuple(data for path, data in pack.items() if path.endswith(".json"))
    yield Parser("canonical JSON", (*kinds.values(), *files), _json)
    yield Parser("entry", tuple(kinds.values()), _entry)
    yield Parser("contest", contests, _contest)


def _json(data: bytes) -> str:
    require(encode(decode(data)) == data, "JSON that is encoded otherwise")
    return "JSON"


def _entry(data: bytes) -> str:
    found = decode(data)
    kind = found.get("type") if isinstance(found, dict) else None
    if not isinstance(kind, str) or kind not in entries.TYPES:
        return "no entry"
    wrong = entries.misshapen(found)
    if wrong is not None:
        return "misshapen: " + "".join(character for character in wrong if not character.isdigit())[:60]
    after = {entries.phase_after(found, phase) for phase in range(entries.LAST + 1)}
    require(after <= {None, *range(entries.LAST + 1)}, "a phase that is none")
    list(entries.files(found))
    return f"{kind} {len(after)}"


def _contest(data: bytes) -> str:
    found = decode(data)
    wrong = definition.contest(found)
    if wrong is not None:
        return "misshapen: " + "".join(character for character in wrong if not character.isdigit())[:60]
    if not found.get("min", 1) <= found.get("max_rank", found.get("max", 1)) <= len(found["options"]):
        return "a number of choices that V2 refuses"
    shape = selections.shape_of(found)
    if selections.width(shape) > selections.WIDEST:
        return "more selections than V2 allows"
    for number in (0, 1, 2, selections.size(shape) - 1):
        chosen = selections.decode(shape, number)
        again = None if chosen is None else selections.encode(shape, chosen)
        require(again == number, "a selection that is encoded otherwise")
    return "a contest"


# Files that are read by their path


_PROFILE = (
    b'{"format":"ballot-profile/1","id":"mill","title":"Mill","seats":2,"candidates":["Ash","Birch","Elm"],'
    b'"withdrawn":[2],"ballots":[[3,[1,2]],[2,[3]],[1,[]]],"expected":{}}\n'
)
_BLT = b'3 2\n-2\n3 1 2 0\n2 3 0\n1 0\n0\n"Ash"\n"Birch"\n"Elm"\n"Mill"\n'


_ABIF = b'{"title":"Mill"}\n=ash:[Ash]\n=elm:Elm # a remark\n3:ash>elm\n2*elm/3,ash/4\n1:\n4:[Ash]=elm/5\n'
_RANKS = b'papers,rank 1,2nd\n3,Ash,Elm\n2,"Birch, B",\n1,Ash=Elm,Birch\n'
_POINTS = b"points:Ash;points:Elm\n3;5\n;1\n\n"
_RECORDS = (
    b'{"@type":"CVR.CastVoteRecordReport","Election":[{"Candidate":[{"@id":"p","Name":"Ash"}],"Contest":[{"@id":"c",'
    b'"ContestSelection":[{"@id":"s","CandidateIds":["p"]},{"@id":"t","Selection":"No"}]}]}],"CVR":['
    b'{"CurrentSnapshotId":"x","CVRSnapshot":[{"@id":"x","CVRContest":[{"ContestId":"c","CVRContestSelection":['
    b'{"ContestSelectionId":"s","SelectionPosition":[{"HasIndication":"yes","Rank":1}]},'
    b'{"ContestSelectionId":"t","Rank":2,"SelectionPosition":[{"NumberVotes":1}]}]}]}]}]}'
)
_VOTES = b'{"v":[0,2]}\n{"v":[1]}\n{"v":"blank"}\n{"v":null}\n{"v":[2]}\n'


def _profiles(folder: Path, pack: dict[str, bytes]) -> Iterator[Parser]:
    small = folder / "small"  # a pack with its definition and one file of votes
    votes = small / next(name for name in pack if name.startswith("votes/"))
    write_files({ENTRIES: pack[ENTRIES], str(votes.relative_to(small)): _VOTES}, small)
    for path, good in (
        (folder / "profile.jsonl", (_PROFILE,)),
        (folder / "profile.blt", (_BLT, _BLT.replace(b"2 3 0", b"2 3=1 - 2 0"))),
        (folder / "profile.jsonl.gz", (compress(_PROFILE, mtime=0),)),
        (folder / "papers.abif", (_ABIF,)),
        (folder / "papers.csv", (_RANKS, _POINTS)),
        (folder / "papers.json", (_RECORDS,)),
        (votes, (_VOTES,)),
    ):

        def feed(data: bytes, path: Path = path) -> str:
            path.write_bytes(data)
            found = list(read_profiles(path))
            for profile in found:
                require(profile.seats > 0 and bool(profile.candidates), "a profile of nothing")
                lot = range(len(profile.candidates))
                count(profile.papers, profile.contest("score" if profile.points else "fptp", lot=lot))
            return f"{len(found)} profiles"

        yield Parser(f"papers {''.join(path.suffixes)}", (*good, good[0] * 2), feed)


# Evidence: whole packs and released registers


def _evidence(rehearsed: Rehearsed, folder: Path, pack: dict[str, bytes]) -> Iterator[Parser]:
    yield _release(rehearsed, folder)
    yield _zip(folder, rehearsed.hall.sid.hex())
    yield _members(folder / "altered", pack, rehearsed.hall.sid.hex())


def _release(rehearsed: Rehearsed, folder: Path) -> Parser:
    good = next(iter(rehearsed.releases.values()))
    ran, evidence = run_pack(folder / "pack")

    def feed(data: bytes) -> str:
        found = Run(list(ran.outcomes)).step(19, Release(data), evidence)
        require(found.status == "fail" or data == good, "an altered register that passes")
        return _told(found)

    return Parser("released register", (good,), feed, short=100, share=3)


def _zip(folder: Path, sid: str) -> Parser:
    good, path = (folder / "pack.zip").read_bytes(), folder / "altered.zip"

    def feed(data: bytes) -> str:
        path.write_bytes(data)
        return _verified(path, sid, data == good)

    return Parser("pack as a zip", (good,), feed, short=60, share=4)


def _members(folder: Path, pack: dict[str, bytes], sid: str) -> Parser:
    """One file of a pack altered, and the list of files made anew, as anybody can."""
    names = sorted(pack.keys() - {MANIFEST})
    notes = [name for name in names if name.endswith(".note")]  # one witness less may still be enough
    write_files(pack, folder)

    def feed(data: bytes) -> str:
        number, altered = data[0], data[1:]
        name = names[number % len(names)]
        files = listed({**pack, name: altered})
        for path in (name, MANIFEST):
            (folder / path).write_bytes(files[path])
        told = _verified(folder, sid, altered == pack[name] or name in notes)
        (folder / name).write_bytes(pack[name])
        return told

    seeds = tuple(bytes([number]) + pack[name] for number, name in enumerate(names))
    return Parser("pack file by file", seeds, lambda data: feed(data or b"\x00"), short=25, share=6)


def _verified(path: Path, sid: str, is_good: bool) -> str:
    report = verify_pack(path, sid)
    told = [_told(step) for step in report.steps]
    require(report.verdict == "fail" or is_good, f"an altered pack is called {report.verdict}")
    return next((words for words in told if words), "")


def _told(outcome: Outcome) -> str:
    """The check that failed and its words without numbers."""
    if outcome.message is None:
        return ""
    words = outcome.message
    require(BEYOND_US not in words, f"{outcome.check}: {words}")
    return f"{outcome.check}: " + "".join(c for c in words if c.isalpha() or c == " ")[:60]


def taken(parser: Parser, data: bytes) -> str:
    """How a parser took the bytes: what it said, or where it refused them. Raises Finding."""
    try:
        return parser.feed(data)
    except TellersError as refused:
        return f"{refused.code} {_where(refused)}"
    except Finding:
        raise
    # Whatever else gets out of a parser is what this file looks for.
    except Exception as error:
        raise Finding(f"{type(error).__name__}: {error}"[:300]) from error


def _where(error: BaseException) -> list[int]:
    """The lines that led to where it was raised, without those of this file."""
    return [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__)[2:]][-4:]
