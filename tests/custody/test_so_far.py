"""Verifying a board that is not finished: for those who act, never for a verdict."""

import ast
import inspect
from pathlib import Path

import pytest

from tellers.errors import Invalid
from tellers.evidence import verify
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.so_far import check_so_far, read_board, stage_of
from tests.custody.acting import Album

SOURCE = Path(inspect.getfile(verify)).parents[2]
HOME = {"facts.py", "so_far.py"}

REACHED = {
    "trustee-1 says dkg0": Stage.MAKING,
    "election": Stage.MAKING,
    "roll.import": Stage.DEFINED,
    "registrar makes codes": Stage.FROZEN,
    "mixer-1 mixes cred, full": Stage.FROZEN,
    "trustee-1 opens cred, full": Stage.SEALED,
    "registrar sends letters": Stage.LISTED,
    "ballot": Stage.OPENED,
    "mixer-1 mixes chair, joint": Stage.CLOSED,
    "trustee-3 opens chair, joint": Stage.MIXED,
}


@pytest.mark.parametrize("name", REACHED)
def test_a_board_so_far_holds_as_far_as_it_says_and_no_further(
    album: Album, name: str, tmp_path: Path
) -> None:
    moment, stage = album.moments[name], REACHED[name]
    if moment.entry:
        moment = moment.settled(tmp_path)
    assert stage_of(read_board(moment.pack, moment.sid).entries) == stage
    assert check_so_far(moment.pack, moment.sid, stage).stage == stage
    further = next((later for later in Stage if later > stage + 1), Stage.FINISHED)
    with pytest.raises(Invalid, match=r"V\d+\."):
        check_so_far(moment.pack, moment.sid, further)


def test_the_number_of_another_poll_is_told(album: Album) -> None:
    moment = album.moments["ballot"]
    with pytest.raises(Invalid, match=r"V2\.sid"):
        read_board(moment.pack, "00" * 32)
    with pytest.raises(Invalid, match=r"V2\.sid"):
        check_so_far(moment.pack, "00" * 32, Stage.OPENED)


def test_evidence_is_of_a_finished_poll_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    assert Evidence(tmp_path, None).stage is Stage.FINISHED
    assert Evidence(tmp_path, None).proposed is None
    assert all(Evidence(tmp_path, None).reached(stage) for stage in Stage)


def test_only_one_module_makes_evidence_of_a_board_so_far() -> None:
    """Everywhere else Evidence is made of a path and a number, so it is of a finished poll."""
    calls = [
        (path.name, found)
        for path in SOURCE.rglob("*.py")
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and found.func.id == "Evidence"
    ]
    made = [
        (name, len(call.args), [keyword.arg for keyword in call.keywords])
        for name, call in calls
        if name not in HOME
    ]
    assert made
    assert [name for name, plain, named in made if plain != 2 or named not in ([], ["heavy"])] == []
