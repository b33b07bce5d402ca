"""After the closing hour: the register sealed, votes mixed, opened and counted, the result declared."""

import json
from collections import Counter
from typing import Any

from tellers.board import lot
from tellers.board.entries import CAST
from tellers.board.mixing import JOINT, vote_rows
from tellers.board.resolve import Final, final_entries, set_aside, standing
from tellers.canonical import decode, encode
from tellers.clock import HOUR_S
from tellers.crypto import selections
from tellers.custody.listing import listing
from tellers.evidence.result import result_of
from tellers.poll.candidates import Candidate, Status, not_standing, status_of
from tellers.register.closing import Case, ClosedRegister, Mark, close
from tellers.rehearsal import passing
from tellers.rehearsal.desk import Desks
from tellers.rehearsal.hall import STYLE, Hall


def close_poll(hall: Hall, desks: Desks) -> ClosedRegister:
    """Seal the register and close the poll; the next checkpoint ends exactly here."""
    marks = {}
    for cred, index in _final(hall).items():
        if index != "paper":
            entry = hall.board.entries[index]
            minute = hall.server.minute_of(cred, entry["n"])
            marks[hall.server.row_of(cred)] = Mark(entry["channel"], minute, index)
    for mark in desks.marks:
        marks[mark.row] = Mark(mark.channel, mark.minute, mark.idx, mark.batch)
    rows = range(1, len(hall.members) + 1)
    creds = [hall.server.cred_of(row) for row in rows]
    sent = [["email", "letter"] for _ in rows]
    plan = hall.plan
    register = close(marks, creds, sent, plan.opens, plan.ladder, plan.rules.release_k, _cases(hall))
    root, data = listing([row.leaf(number) for number, row in enumerate(register.rows, 1)])
    hall.append(
        "close",
        *hall.both,
        ballots=len(hall.board.of_type("ballot")),
        by_channel=register.by_channel,
        labels=register.labels,
        set_aside=register.set_aside,
        register=hall.board.write("register/rows.ndjson", data),
        register_root=root,
        register_size=len(register.rows),
        roll_root=_roll_root(hall),
    )
    hall.checkpoint()
    return register


def mix_votes(hall: Hall) -> None:
    """Every contest through every mixer."""
    hall.wait(HOUR_S)
    for contest in hall.contests:
        passing.mix(hall, passing.votes_of(contest), _stage_zero(hall, contest["id"]))
    hall.checkpoint()


def open_votes(hall: Hall) -> None:
    """The last t trustees decrypt what the last mixer left on the board, and the votes are published."""
    hall.wait(HOUR_S)
    chosen = hall.trustees[-hall.plan.rules.threshold :]
    for contest in hall.contests:
        name, shape = contest["id"], selections.shape_of(contest)
        points = passing.decrypt(hall, passing.votes_of(contest), chosen)
        numbers = selections.from_points(points, selections.width(shape))
        votes = [None if n is None else selections.decode(shape, n) for n in numbers]
        lines = b"".join(encode({"v": vote}) + b"\n" for vote in votes)
        hall.append(
            "plain",
            hall.returning_officer,
            contest=name,
            group=JOINT,
            points=hall.board.write(f"plain/{name}/{JOINT}.bin", points),
            votes=hall.board.write(f"votes/{name}.ndjson", lines),
        )
    hall.checkpoint()


def published_votes(hall: Hall, contest: str) -> list[Any]:
    """The votes of a contest as they stand beside the board, in plaintext order."""
    return [decode(line)["v"] for line in hall.board.read(f"votes/{contest}.ndjson").splitlines()]


def lot_orders(hall: Hall) -> dict[str, tuple[int, ...]]:
    """The lot of every contest, fixed by the checkpoint of the close."""
    at = hall.board.of_type("close")[0][0]
    body = next(str(c) for c in hall.board.checkpoints if c.size == at + 1).encode()
    seed = lot.seed(hall.eid, body)
    return {contest["id"]: lot.order(seed, len(contest["options"])) for contest in hall.contests}


def declare(hall: Hall) -> dict[str, dict[str, Any]]:
    """Count the published votes of every contest and declare; gives the results as published."""
    hall.wait(HOUR_S)
    orders, status = lot_orders(hall), _standing_at_close(hall)
    results, entries = {}, []
    for contest in hall.contests:
        name = contest["id"]
        votes = published_votes(hall, name)
        result = result_of(contest, votes, not_standing(contest, status), orders[name])
        results[name] = result
        blob = hall.board.write(f"count/{name}.json", encode(result))
        entries.append({"contest": name, "elected": result["count"]["elected"], **blob})
    closed = hall.board.of_type("close")[0][1]
    hall.append(
        "declare",
        *hall.both,
        results=entries,
        register_root=closed["register_root"],
        by_channel=closed["by_channel"],
        credential_mode=hall.election["credential_mode"],
        discrepancies=[],
    )
    hall.checkpoint()
    return results


def _standing_at_close(hall: Hall) -> dict[Candidate, Status]:
    """Who stands, as the minutes on the board say; the plan is not asked."""
    [(close_index, _)] = hall.board.of_type("close")
    [(election_index, _)] = hall.board.of_type("election")
    minutes = [(index, entry) for index, entry in hall.board.of_type("minute") if index < close_index]
    return status_of(hall.contests, minutes, election_index)


def _roll_root(hall: Hall) -> str:
    fields = hall.election["fields"]
    root, _ = listing([member.leaf(fields, STYLE) for member in hall.members])
    return root


def _final(hall: Hall) -> dict[str, Final]:
    ballots = ((index, entry["cred"]) for index, entry in hall.board.of_type("ballot"))
    ordered = standing(hall.board.entries)
    return final_entries(ballots, _marked(hall), hall.election["precedence"], ordered)


def _cases(hall: Hall) -> dict[int, Case]:
    """Of whom a half was issued anew, and whose ballot was set aside, by row."""
    reissues = Counter(entry["cred"] for _, entry in hall.board.of_type("cred.reissue"))
    voted = {entry["cred"] for _, entry in hall.board.of_type("ballot")}
    aside = set_aside(voted, standing(hall.board.entries))
    return {
        hall.server.row_of(cred): Case(reissues[cred], aside.get(cred, ""))
        for cred in reissues.keys() | aside.keys()
    }


def _marked(hall: Hall) -> set[str]:
    lines = hall.board.read("paper/marks.ndjson").splitlines()
    return {json.loads(line)["cred"] for line in lines}


def _stage_zero(hall: Hall, contest: str) -> bytes:
    final = {index for index in _final(hall).values() if index != "paper"}
    ballots = (entry["cts"] for index, entry in hall.board.of_type(*CAST) if index in final)
    batches = [entry["batch"] for _, entry in hall.board.of_type("paper.final")]
    papers = (hall.board.read(f"paper/{batch}/{contest}.bin") for batch in batches)
    return vote_rows(contest, ballots, papers)
