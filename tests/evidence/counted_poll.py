"""A small poll from the close to the declaration, made in memory for V11 to V17.

What earlier steps establish is given; whoever alters anything here may make every hash anew.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from tellers import _core
from tellers.board import lot
from tellers.board.groups import Group
from tellers.board.mixing import JOINT, vote_rows
from tellers.canonical import encode
from tellers.crypto import selections
from tellers.crypto.prove import papers
from tellers.evidence.result import result_of
from tellers.evidence.verify import (
    v11_paper,
    v12_mix_input,
    v13_mix,
    v14_decryption,
    v15_votes,
    v16_count,
    v17_declaration,
)
from tellers.evidence.verify.facts import Evidence, Key, Timeline
from tellers.evidence.verify.framework import Outcome, Run
from tellers.evidence.verify.pack import Listed, PackFiles
from tests.declared import PLAIN
from tests.evidence.memory import Memory
from tests.vectors.seeded import split

EID = bytes(range(32))
GROUP = Group("full", 1)
STEPS = (v11_paper, v12_mix_input, v13_mix, v14_decryption, v15_votes, v16_count, v17_declaration)
BODY = "poll.example/marsh-lane\n9\nroot\n"
MIXERS = ["mixer-a", "mixer-b", "mixer-c"]
CHOICES: list[tuple[Any, Any]] = [
    ([0, 1], [0]),
    ([1], [1]),
    ([2, 1], "blank"),
    ([1, 0, 2], [0]),
    ("void", [0]),
]
ON_PAPER: dict[str, list[tuple[Any, Any]]] = {
    "desk": [([0], [0]), ([2], [1]), ("blank", [0])],
    "post": [([1, 2], [0]), ([0, 2], "blank")],
}
CONTESTS: list[dict[str, Any]] = [
    {
        "id": "selection",
        "kind": "ranked",
        "options": [{"id": name.lower(), "name": f"{name} Birch"} for name in ("Asa", "Bea", "Cid")],
        "max_rank": 3,
        "nominated": False,
        "count": {"rule": "av", "version": 1, "seats": 1, "parameters": [], **PLAIN},
    },
    {
        "id": "motion",
        "kind": "choose",
        "options": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}],
        "min": 1,
        "max": 1,
        "nominated": False,
        "count": {"rule": "fptp", "version": 1, "seats": 1, "parameters": [], **PLAIN},
    },
]


class CountedPoll:
    """The board from its papers on, and the files beside it; ``outcomes`` verifies what stands there."""

    def __init__(
        self, choices: list[tuple[Any, Any]] | None = None, on_paper: dict[str, Any] | None = None
    ) -> None:
        self.files: dict[str, bytes] = {}
        self.entries: list[dict[str, Any]] = [{"type": "election"}]
        self.coefficients = _core.random_scalars(2)
        self.pk = _core.base_multiply(self.coefficients[:32])
        self.contests = CONTESTS
        self.group = GROUP
        self.shapes = {contest["id"]: selections.shape_of(contest) for contest in CONTESTS}
        self.ballots: list[tuple[int, dict[str, Any]]] = []
        self.marks: dict[str, tuple[str, str]] = {}
        self.rows: dict[str, bytes] = {}
        for choice in CHOICES if choices is None else choices:
            self._cast(choice)
        for batch, typed in (ON_PAPER if on_paper is None else on_paper).items():
            self.enter(batch, typed)
        self.close_index = self.append("close", register_root="cd" * 32)
        for contest in CONTESTS:
            self.mix(contest["id"])
        for contest in CONTESTS:
            self.open(contest["id"], (1, 3))
        self.declare()

    def append(self, kind: str, **fields: Any) -> int:
        self.entries.append({"type": kind, **fields})
        return len(self.entries) - 1

    def file(self, path: str, content: bytes) -> dict[str, Any]:
        """Put a file beside the board; every entry that names it already names it as it is now."""
        self.files[path] = content
        blob = {"file": path, "len": len(content), "sha256": sha256(content).hexdigest()}
        for entry in self.entries:
            for value in entry.values():
                for named in value if isinstance(value, list) else [value]:
                    if isinstance(named, dict) and named.get("file") == path:
                        named.update(blob)
        return blob

    def of(self, kind: str, contest: str = "selection") -> list[dict[str, Any]]:
        return [e for e in self.entries if e["type"] == kind and e.get("contest", contest) == contest]

    def _cast(self, choice: tuple[Any, Any]) -> None:
        cts = []
        for contest, selection in zip(CONTESTS, choice, strict=True):
            shape = self.shapes[contest["id"]]
            width = selections.width(shape)
            points = selections.to_points([selections.encode(shape, selection)], width)
            rows = _core.encrypt(self.pk, points, _core.random_scalars(width))
            cts.append({"c": contest["id"], "ct": split(rows, 64)})
        cred = f"{len(self.ballots):032x}"
        index = self.append("ballot", cred=cred, channel="online", cts=cts)
        self.ballots.append((index, self.entries[index]))

    def enter(self, batch: str, typed: list[tuple[Any, Any]]) -> None:
        for who in ("a", "b"):
            sigs = [{"by": f"typist-{who}"}]
            self.append("paper.commit", batch=batch, n=len(typed), commit=who * 64, sigs=sigs)
        cts, proofs = [], []
        for contest, column in zip(CONTESTS, zip(*typed, strict=True), strict=True):
            shape = self.shapes[contest["id"]]
            numbers = [selections.encode(shape, selection) for selection in column]
            width = selections.width(shape)
            rows, proof = papers.encrypt_batch(EID, self.pk, batch, contest["id"], width, numbers)
            cts.append({"c": contest["id"], **self.file(f"paper/{batch}/{contest['id']}.bin", rows)})
            proofs.append(proof)
        pok = self.file(f"paper/{batch}/pok.json", encode(proofs))
        about = {"group": GROUP.name, "diffs": [], "cts": cts, "pok": pok, "discrepancy": ""}
        self.append("paper.final", batch=batch, n=len(typed), **about)
        for number in range(len(typed)):
            channel = "post" if batch == "post" else "in-person"
            self.marks[sha256(f"{batch}{number}".encode()).hexdigest()[:32]] = (channel, batch)

    def stage0(self, contest: str) -> bytes:
        batches = [self.files[f"paper/{entry['batch']}/{contest}.bin"] for entry in self.of("paper.final")]
        ballots = [(1, entry["cts"]) for _, entry in self.ballots]
        width = selections.width(self.shapes[contest])
        return vote_rows(contest, width, ballots, [(1, rows) for rows in batches])

    def mix(self, contest: str) -> None:
        rows = self.stage0(contest)
        for stage, mixer in enumerate(MIXERS if rows else [], 1):
            width = selections.width(self.shapes[contest])
            out, proof = _core.shuffle(EID, contest, JOINT, stage, mixer, self.pk, width, rows)
            folder = f"mix/{contest}/{JOINT}"
            self.append(
                "mix",
                contest=contest,
                group=JOINT,
                stage=stage,
                mixer=mixer,
                inp=sha256(rows).hexdigest(),
                out=self.file(f"{folder}/stage{stage}.bin", out),
                proof=self.file(f"{folder}/proof{stage}.bin", proof),
            )
            rows = out
        self.rows[contest] = rows

    def part(self, contest: str, i: int) -> dict[str, Any]:
        """A trustee's part of the decryption of what the mixers left, as an entry."""
        rows = self.rows[contest]
        secret = _core.polynomial_at(self.coefficients, i)
        factors, t_b, t_a, z = _core.decrypt(
            EID, contest, JOINT, i, secret, _core.base_multiply(secret), rows
        )
        return {
            "contest": contest,
            "group": JOINT,
            "i": i,
            "inp": sha256(rows).hexdigest(),
            "factors": self.file(f"dec/{contest}/{JOINT}/t{i}.bin", factors),
            "dleq": {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": z.hex()},
        }

    def open(self, contest: str, numbers: tuple[int, ...]) -> None:
        points = b""
        if self.rows[contest]:
            parts = [self.part(contest, i) for i in numbers]
            for part in parts:
                self.append("dec", **part)
            factors = [self.files[part["factors"]["file"]] for part in parts]
            points = _core.recombine(list(numbers), factors, self.rows[contest])
        self.append(
            "plain",
            contest=contest,
            group=JOINT,
            points=self.file(f"plain/{contest}/{JOINT}.bin", points),
            votes=self.file(f"votes/{contest}/{JOINT}.ndjson", self.lines(contest, points)),
        )

    def votes(self, contest: str, points: bytes) -> list[Any]:
        numbers = selections.from_points(points, selections.width(self.shapes[contest]))
        return [None if n is None else selections.decode(self.shapes[contest], n) for n in numbers]

    def lines(self, contest: str, points: bytes) -> bytes:
        return b"".join(encode({"v": vote}) + b"\n" for vote in self.votes(contest, points))

    def declare(self) -> None:
        results = []
        for contest in CONTESTS:
            votes = self.votes(contest["id"], self.files[f"plain/{contest['id']}/{JOINT}.bin"])
            order = lot.order(lot.seed(EID, BODY.encode()), len(contest["options"]))
            found = result_of(contest, votes, (), order)
            blob = self.file(f"count/{contest['id']}.json", encode(found))
            results.append({"contest": contest["id"], "elected": found["count"]["elected"], **blob})
        self.append(
            "declare",
            results=results,
            register_root="cd" * 32,
            by_channel=[[channel, n] for channel, n in sorted(self.by_channel().items()) if n],
            credential_mode="split",
            discrepancies=[],
        )

    def by_channel(self) -> dict[str, int]:
        channels = [channel for channel, _ in self.marks.values()] + ["online"] * len(self.ballots)
        return {channel: channels.count(channel) for channel in ("in-person", "online", "post")}

    def evidence(self) -> Evidence:
        evidence = Evidence(Path("pack"), None)
        evidence.files = PackFiles(Memory(self.files))
        evidence.files.listed = {
            path: Listed(len(content), sha256(content).hexdigest()) for path, content in self.files.items()
        }
        evidence.entries = self.entries
        evidence.eid, evidence.pk = EID, self.pk
        evidence.setup = {"threshold": 2}
        evidence.election = {
            "mixers": MIXERS,
            "min_mixers": 2,
            "credential_mode": "split",
            "mix_rule": {"mode": "joint", "mix_k": 1},
        }
        evidence.election_index = 0
        evidence.officers = {f"typist-{who}": {"role": f"data-entry-{who}"} for who in ("a", "b")}
        evidence.contests = {contest["id"]: contest for contest in self.contests}
        evidence.shapes = self.shapes
        evidence.widths = {contest: selections.width(shape) for contest, shape in self.shapes.items()}
        evidence.styles = {self.group.style: [contest["id"] for contest in self.contests]}
        evidence.keys = {entry["cred"]: Key(self.group, b"", b"") for _, entry in self.ballots}
        evidence.timeline = Timeline((self.close_index + 1,), (0,), (BODY,))
        shares = {i: _core.polynomial_at(self.coefficients, i) for i in (1, 2, 3)}
        evidence.shares = {i: _core.base_multiply(share) for i, share in shares.items()}
        evidence.seen = {
            bytes.fromhex(one)[:32]: f"ballot {index}"
            for index, entry in self.ballots
            for ct in entry["cts"]
            for one in ct["ct"]
        }
        evidence.ballots = self.ballots
        evidence.marks = dict(sorted(self.marks.items()))
        evidence.final = {entry["cred"]: index for index, entry in self.ballots}
        evidence.final.update(dict.fromkeys(self.marks, "paper"))
        evidence.by_channel = self.by_channel()
        evidence.voters = {self.group: self.by_channel()}
        evidence.batch_groups = {batch: self.group for _, batch in self.marks.values()}
        evidence.close_index = self.entries.index(self.of("close")[0])
        evidence.close = self.entries[evidence.close_index]
        return evidence

    def outcomes(self) -> list[Outcome]:
        """V11 to V17, where V1 to V10 have passed."""
        run = Run([Outcome(f"V{n}", "", "pass", 1, 1) for n in range(1, 11)])
        evidence = self.evidence()
        return [run.step(number, step, evidence) for number, step in enumerate(STEPS, 11)]

    def first_failure(self) -> tuple[str | None, str | None]:
        failed = next((outcome for outcome in self.outcomes() if outcome.status == "fail"), None)
        return (failed.check, failed.message) if failed else (None, None)
