"""The declaration passes over whoever the minutes say does not stand, whatever had been planned."""

from pathlib import Path

from tellers.canonical import encode
from tellers.rehearsal import desk, tally
from tellers.rehearsal.ceremony import publish_changes
from tellers.rehearsal.desk import Desks
from tests import branch
from tests.rehearsal.conftest import opened_hall


def test_who_withdraws_on_the_minutes_is_passed_over_though_the_plan_knows_nothing(tmp_path: Path) -> None:
    hall, desks = opened_hall(tmp_path), Desks()
    assert hall.plan.withdrawn == frozenset()
    hall.minute("candidate.withdrawn", f"{branch.CONTEST}/odile-birch", *hall.both)
    hall.now = hall.plan.closes
    desk.publish_marks(hall, desks)
    publish_changes(hall, "close")
    tally.close_poll(hall, desks)
    hall.minute("candidate.withdrawn", f"{branch.CONTEST}/perrin-ash", *hall.both)  # too late to count
    papers = [[branch.BIRCH, branch.THORN], [branch.BIRCH, branch.THORN], [branch.ASH]]
    votes = hall.board.write("votes/papers.ndjson", b"".join(encode({"v": p}) + b"\n" for p in papers))
    about = {"contest": branch.CONTEST, "group": "joint", "points": votes, "votes": votes}
    hall.append("plain", hall.returning_officer, **about)
    result = tally.declare(hall)[branch.CONTEST]
    assert result["withdrawn"] == ["odile-birch"]
    assert result["count"]["elected"] == [branch.THORN + 1]
