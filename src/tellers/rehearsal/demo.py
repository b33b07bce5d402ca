"""The demonstration: the selection of a candidate for Northfield South, from roll to released register.

Everybody and every place in it is invented.
"""

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tellers.canonical import decode, encode
from tellers.crypto.selections import Selection
from tellers.evidence.release import to_csv
from tellers.rehearsal import people
from tellers.rehearsal.hall import Watcher, silent
from tellers.rehearsal.plan import OPENS, Choices, Elector, Extract, Plan, Rules, Suspension, declared_rule
from tellers.rehearsal.run import Rehearsed, prepare, run, write_evidence
from tellers.rehearsal.verifying import Verification, verify_written

FOLDER = "northfield-south"
SELECTION, MOTION = "selection", "motion"
CANDIDATES = [
    ("asha-vale", "Asha Vale"),
    ("tomos-fenwright", "Tomos Fenwright"),
    ("edie-larkspur", "Edie Larkspur"),
]
ROLL = 1_204
CHANNELS = (("online", 512), ("post", 217), ("in-person", 131))
SUPERSEDED = 6
"""Members who vote online and then come to the meeting."""
_RANKINGS: list[tuple[int, list[int]]] = [
    (201, [0, 1, 2]),
    (148, [0, 2, 1]),
    (79, [0]),
    (166, [1, 0, 2]),
    (81, [1, 2]),
    (65, [1]),
    (44, [2, 0, 1]),
    (25, [2, 0]),
    (29, [2, 1, 0]),
    (18, [2, 1]),
    (4, [2]),
]
"""The 860 papers of the selection: how many, and the ranking."""
_MOTION: list[tuple[int, Selection]] = [(531, [0]), (287, [1]), (39, "blank"), (3, "void")]


@dataclass(slots=True)
class Demonstration:
    """What the demonstration led to, for the page that a returning officer reads out."""

    folder: Path
    rehearsed: Rehearsed
    verification: Verification
    release: Verification
    forged: Verification
    receipt: Verification

    @property
    def succeeded(self) -> bool:
        """The honest pack, release and receipt verify, and the forged register is refused by V19."""
        failure = self.forged.failure
        refused = failure is not None and failure["step"] == "V19"
        honest = (self.verification, self.release, self.receipt)
        return all(verification.passed for verification in honest) and refused


def demonstrate(out: Path, watch: Watcher = silent, small: bool = False) -> Demonstration:
    """Run the demonstration and leave its evidence under ``out``/northfield-south.

    ``small``: a roll of 60 and one contest, for tests.
    Raises OSError where nothing can be written there, Refused: pack.occupied, rehearse.no-report.
    """
    target = out / FOLDER
    prepare(target)
    with tempfile.TemporaryDirectory(prefix="tellers-") as folder:
        rehearsed = run(small_plan() if small else plan(), Path(folder), watch)
        write_evidence(rehearsed, target)
    sid = rehearsed.hall.sid.hex()
    verification = verify_written(target / "pack", sid, watch)
    _write(target / "verification.json", verification.report)
    _write(target / "result.json", {"results": list(rehearsed.results.values())})
    package = rehearsed.releases["release-1"]
    release = _verified_release(target, "release", package, sid, watch, "the release")
    (target / "release" / "register.csv").write_text(to_csv(decode(package)), encoding="utf-8", newline="")
    forged = _verified_release(target, "forged", forge(package), sid, watch, "the forged copy")
    (target / "receipt.json").write_bytes(rehearsed.receipts[0])
    receipt = verify_written(
        target / "pack", sid, watch, ("receipt", target / "receipt.json"), "a voter's receipt"
    )
    return Demonstration(target, rehearsed, verification, release, forged, receipt)


def plan() -> Plan:
    """The selection as contracted: 1,204 on the roll, 860 papers, three channels."""
    chance = random.Random(2)
    selections: list[Selection] = [list(ranking) for n, ranking in _RANKINGS for _ in range(n)]
    motions = [choice for n, choice in _MOTION for _ in range(n)]
    chance.shuffle(selections)
    chance.shuffle(motions)
    channels = [channel for channel, number in CHANNELS for _ in range(number)]
    electors = []
    for number in range(ROLL):
        values = people.member(number + 1, chance)
        if number >= len(channels):
            electors.append(Elector(values))
            continue
        choices: Choices = [selections[number], motions[number]]
        before: Choices = []
        if channels[number] == "in-person" and number >= len(channels) - SUPERSEDED:
            before = [[1, 0], [1]]
        electors.append(Elector(values, channels[number], choices, before, again=number < 3))
    return _plan(electors, [_selection(), _motion()], Rules())


def small_plan() -> Plan:
    """A branch of 60 with one contest, every kind of event in it."""
    chance = random.Random(3)
    electors = []
    for number in range(60):
        values = people.member(number + 1, chance)
        channel = ("online", "online", "online", "post", "in-person", None)[number % 6]
        choices: Choices = [chance.sample(range(3), chance.randrange(1, 4))] if channel else []
        before: Choices = [[2]] if number in (4, 10) else []
        electors.append(Elector(values, channel, choices, before, again=number in (0, 1)))
    return _plan(electors, [_selection()], Rules(mix_k=5))


def forge(package: bytes) -> bytes:
    """A copy of a release in which one member who did not vote is shown as having voted."""
    copy = decode(package)
    for row in copy["rows"]:
        status = row["reg"][0]
        if status[1] == "not-voted":
            status[1] = "voted"
            break
    return encode(copy)


def _plan(electors: list[Elector], contests: list[dict[str, Any]], rules: Rules) -> Plan:
    return Plan(
        organisation="Northfield South Members' Association",
        title="Selection of a candidate for Northfield South",
        origin="ballots.example/northfield-south",
        contests=contests,
        electors=electors,
        rules=rules,
        opens=OPENS,
        suspension=Suspension(SELECTION, "tomos-fenwright"),
        opened_ballots=3,
        contact_changes=2,
        audited=12,
        releases=(Extract("Tomos Fenwright, candidate"),),
        receipts=ROLL,
    )


def _selection() -> dict[str, Any]:
    return {
        "id": SELECTION,
        "title": "Candidate for Northfield South",
        "kind": "ranked",
        "options": [{"id": key, "name": name} for key, name in CANDIDATES],
        "max_rank": 3,
        "nominated": True,
        "count": declared_rule("av", 1),
    }


def _motion() -> dict[str, Any]:
    return {
        "id": MOTION,
        "title": "That the Association meets at the Old Mill",
        "kind": "choose",
        "options": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}],
        "min": 1,
        "max": 1,
        "nominated": False,
        "count": declared_rule("yes-no", 1),
    }


def _verified_release(
    target: Path, name: str, package: bytes, sid: str, watch: Watcher, what: str
) -> Verification:
    """Write a release to the folder ``name``, and what the verifier says of it."""
    folder = target / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "register.json").write_bytes(package)
    verification = verify_written(target / "pack", sid, watch, ("release", folder / "register.json"), what)
    _write(folder / "verification.json", verification.report)
    return verification


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_bytes(encode(content) + b"\n")
