"""The recount program: it knows every rule, shares nothing with the count, and says where a pack lies."""

import ast
import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tellers.count import RULES, count, group
from tellers.evidence import recount
from tellers.evidence.pack import RECOUNT, recount_program, write_pack
from tellers.evidence.result import result_of
from tellers.evidence.verify.v01_pack import PROGRAMS
from tellers.rehearsal.run import Rehearsed
from tests.count import test_guaranteed as guaranteed
from tests.declared import PLAIN, parameters

HOUSE = Path(__file__).resolve().parents[2]
GOLDEN = HOUSE / "tests" / "count" / "golden"
ON_PAPER = {  # no vote of a pack has a cross twice, or two of them on a motion
    "approval/second_cross_invalid",
    "block/twice_and_shared",
    "yes-no/several_options",
    "yes-no/several_options_passed_over",
}
CASES = sorted(
    name
    for path in GOLDEN.glob("*/*.json")
    if (name := f"{path.parent.name}/{path.stem}") not in ON_PAPER and path.parent.name in RULES
)
LIBRARY = {"__future__", "collections", "fractions", "hashlib", "json", "math", "os", "sys", "typing"}


def test_it_is_the_last_of_the_programs_that_are_known() -> None:
    page = (HOUSE / "spec" / "pack.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| [0-9]+ \| `([0-9a-f]{64})` \|$", page, re.MULTILINE)
    digest = sha256(recount_program()).hexdigest()
    assert listed[-1] == digest, "the program was changed: write its digest into spec/pack.md and v01_pack.py"
    assert set(listed) == PROGRAMS


def test_it_imports_nothing_but_the_library_of_an_old_python() -> None:
    tree = ast.parse(recount_program(), feature_version=(3, 8))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named == LIBRARY
    assert not any(
        isinstance(node, ast.Constant) and isinstance(node.value, float) for node in ast.walk(tree)
    )


def test_it_knows_every_rule_and_says_of_each_version_what_it_cannot_count() -> None:
    assert set(recount.RULES) == set(RULES)
    assert {rule.version for rule in RULES.values()} == {recount.VERSION}


@pytest.mark.parametrize("name", CASES)
def test_it_counts_what_was_worked_by_hand(name: str) -> None:
    golden: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    declared = golden["contest"]
    known = RULES[declared["rule"]].declared(guaranteed="guaranteed" in declared)
    parameters = {parameter.name: parameter.default for parameter in known}
    parameters |= declared["parameters"]
    sections = [(section, Fraction(share)) for section, share in declared.get("sections", [])]
    contest = recount.Contest({**declared, "parameters": parameters, "sections": sections})
    papers = [
        recount.Paper(marks, *(of or [None]))
        for number, marks, *of in golden["papers"]
        for _ in range(number)
    ]
    expected = {**golden["count"], "parameters": parameters}
    assert recount.differences(recount.count(contest, papers), expected, "") == []


class Votes(recount.Pack):
    """Votes of one contest that came with no pack."""

    def __init__(self, *votes: Any) -> None:
        self.given = [(vote, None) for vote in votes]

    def votes(self, contest: dict[str, Any]) -> list[tuple[Any, Any]]:
        """All of them."""
        return self.given

    def withdrawn(self, contest: dict[str, Any]) -> list[int]:
        """Nobody."""
        return []

    def lot(self, contest: dict[str, Any]) -> list[int]:
        """Options in their order."""
        return [1, 2, 3]


@pytest.mark.parametrize(
    ("rule", "kind", "chosen"),
    [
        ("yes-no", "choose", {"blank": "abstention", "whole": "valid"}),
        ("yes-no", "choose", {}),
        ("exhaustive", "choose", {"cast": "papers"}),
        ("stv-scottish", "ranked", {"blank": "abstention"}),
        ("score", "score", {}),
        ("star", "score", {}),
    ],
)
def test_it_counts_blank_votes_as_the_count_does(rule: str, kind: str, chosen: dict[str, str]) -> None:
    said = [[5, 0, 1], [0, 1, 1]] if kind == "score" else [[0], [1]]
    votes: list[Any] = [*said[:1] * 5, *said[1:] * 4, *["blank"] * 3, "void", None]
    contest = {
        "id": "chair",
        "kind": kind,
        "options": [{"id": id} for id in ("ash", "birch", "elm")],
        "count": {"rule": rule, "version": 1, "seats": 1, "parameters": parameters(rule, **chosen), **PLAIN},
    }
    assert recount.result(Votes(*votes), contest) == result_of(contest, votes, (), (0, 1, 2))


@pytest.mark.parametrize("rule", [*guaranteed.TRANSFERS, *guaranteed.MOST])
def test_it_counts_two_hundred_polls_with_guaranteed_places_as_the_count_does(rule: str) -> None:
    chance = Random(2001)
    for _ in range(200):
        papers, contest = guaranteed.drawn(chance, rule, 3)
        expected = count(group(papers), contest).as_json()
        declared = {
            "candidates": contest.candidates,
            "seats": contest.seats,
            "rule": rule,
            "version": contest.version,
            "parameters": expected["parameters"],
            "withdrawn": [c + 1 for c in contest.withdrawn],
            "lot": [c + 1 for c in contest.lot],
            "guaranteed": [
                (kept.name, kept.least, [c + 1 for c in kept.members]) for kept in contest.guaranteed
            ],
        }
        marks = papers if rule == "score" else [[c + 1 for c in paper] for paper in papers]
        found = recount.count(recount.Contest(declared), [recount.Paper(paper, None) for paper in marks])
        assert recount.differences(found, expected, "") == [], (papers, contest)


def test_it_says_why_guaranteed_places_that_cannot_be_filled_are_not_counted() -> None:
    golden = json.loads((GOLDEN / "score" / "guaranteed_waived.json").read_text(encoding="utf-8"))
    parameters = {"unmet": "refuse", "reserved": "displace"}
    with pytest.raises(recount.CannotCount, match="those who stand cannot fill the guaranteed places"):
        recount.count(recount.Contest({**golden["contest"], "parameters": parameters}), [])


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """The program as a challenger runs it."""
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)


@pytest.fixture
def pack(federated: Rehearsed, tmp_path: Path) -> Path:
    """A pack that anybody may alter."""
    write_pack(federated.hall.board.folder, tmp_path / "pack")
    return tmp_path / "pack"


def test_a_challenger_runs_it_where_it_lies(pack: Path) -> None:
    before = sorted(pack.rglob("*"))
    found = run(pack / RECOUNT)
    assert found.returncode == 0
    assert "No signature and no proof is verified here" in found.stdout
    assert "The pack's result is the same, at every stage and to the last digit." in found.stdout
    assert sorted(pack.rglob("*")) == before


def test_it_says_where_a_published_result_differs(pack: Path, tmp_path: Path) -> None:
    shutil.copy(pack / RECOUNT, tmp_path / "taken-from-elsewhere.py")
    file = min((pack / "count").iterdir())
    result = json.loads(file.read_text(encoding="utf-8"))
    stage = result["count"]["stages"][0]
    true = stage["totals"][0]
    stage["totals"][0] = str(int(true) + 1)
    file.write_text(json.dumps(result), encoding="utf-8")
    found = run(tmp_path / "taken-from-elsewhere.py", pack)
    assert found.returncode == 1
    said = f'count stages 1 totals 1: the pack says "{int(true) + 1}", this count "{true}"'
    assert said in found.stdout
    assert "A RESULT DIFFERS." in found.stdout


def test_a_vote_that_is_changed_is_noticed(pack: Path) -> None:
    file = min((pack / "votes").rglob("*.ndjson"))
    votes = file.read_text(encoding="utf-8").splitlines()
    assert votes[0] != '{"v":"void"}'
    file.write_text("\n".join(['{"v":"void"}', *votes[1:]]) + "\n", encoding="utf-8")
    assert run(pack / RECOUNT).returncode == 1


def test_what_is_no_pack_is_told_apart_from_a_difference(tmp_path: Path) -> None:
    (tmp_path / RECOUNT).write_bytes(recount_program())
    found = run(tmp_path / RECOUNT)
    assert (found.returncode, found.stderr) == (2, "")
    assert "This is not a pack that can be read" in found.stdout
