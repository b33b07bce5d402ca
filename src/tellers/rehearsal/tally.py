"""After the closing hour: the register sealed, votes mixed, opened and counted, the result declared."""

import json
from collections import Counter
from collections.abc import Mapping, Set
from typing import Any

from tellers.board import lot
from tellers.board.entries import CAST
from tellers.board.mixing import Part, mixed_voters, parts_of, vote_rows
from tellers.board.resolve import Final, final_entries, standing
from tellers.canonical import decode, encode
from tellers.clock import HOUR_S
from tellers.crypto import selections
from tellers.custody.listing import listing
from tellers.custody.sets import MixedSet
from tellers.evidence.result import result_of
from tellers.poll.candidates import Candidate, Status, not_standing, status_of
from tellers.register.closing import Case, ClosedRegister, Mark, close
from tellers.rehearsal import passing
from tellers.rehearsal.desk import Desks
from tellers.rehearsal.hall import Hall


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
    groups = {group.name: members for group, members in hall.groups.items()}
    plan = hall.plan
    register = close(marks, creds, sent, groups, plan.opens, plan.ladder, plan.rules.release_k, _cases(hall))
    root, data = listing([row.leaf(number) for number, row in enumerate(register.rows, 1)])
    hall.append(
        "close",
        *hall.both,
        ballots=len(hall.board.of_type("ballot")),
        by_channel=register.by_channel,
        labels=register.labels,
        excluded=register.excluded,
        register=hall.board.write("register/rows.ndjson", data),
        register_root=root,
        register_size=len(register.rows),
        roll_root=_roll_root(hall),
    )
    hall.checkpoint()
    return register


def mix_votes(hall: Hall) -> None:
    """Every contest through every mixer, in the groups that the rule of mixing asks for."""
    hall.wait(HOUR_S)
    for contest in hall.contests:
        for group, part in _mix_plan(hall, contest).items():
            passing.mix(hall, MixedSet(contest["id"], group), _stage_zero(hall, contest, part))
    hall.checkpoint()


def open_votes(hall: Hall) -> None:
    """The last t trustees decrypt what the last mixer left on the board, and the votes are published."""
    hall.wait(HOUR_S)
    chosen = hall.trustees[-hall.plan.rules.threshold :]
    for contest in hall.contests:
        for group in _mix_plan(hall, contest):
            points = passing.decrypt(hall, MixedSet(contest["id"], group), chosen)
            _publish(hall, contest, group, points)
    hall.checkpoint()


def published_votes(hall: Hall, contest: str) -> list[Any]:
    """The votes of a contest as they stand beside the board, group by group, in plaintext order."""
    published = [entry for _, entry in hall.board.of_type("plain") if entry["contest"] == contest]
    files = [hall.board.read(entry["votes"]["file"]) for entry in published]
    return [decode(line)["v"] for file in files for line in file.splitlines()]


def sections_of_votes(hall: Hall, contest: dict[str, Any]) -> list[int]:
    """The section, from 0, of each of the published votes of a contest that has sections."""
    if not contest["count"]["sections"]:
        return []
    plan = _mix_plan(hall, contest)
    published = [entry for _, entry in hall.board.of_type("plain") if entry["contest"] == contest["id"]]
    numbers = [(plan[entry["group"]].section, hall.board.read(entry["votes"]["file"])) for entry in published]
    return [section for section, votes in numbers for _ in votes.splitlines()]


def close_body(hall: Hall) -> bytes:
    """The body of the checkpoint that ends exactly at the close."""
    at = hall.board.of_type("close")[0][0]
    return next(str(c) for c in hall.board.checkpoints if c.size == at + 1).encode()


def lot_orders(hall: Hall) -> dict[str, tuple[int, ...]]:
    """The lot of every contest, fixed by the checkpoint of the close."""
    seed = lot.seed(hall.eid, close_body(hall))
    return {contest["id"]: lot.order(seed, len(contest["options"])) for contest in hall.contests}


def declare(hall: Hall) -> dict[str, dict[str, Any]]:
    """Count the published votes of every contest and declare; gives the results as published."""
    hall.wait(HOUR_S)
    orders, status = lot_orders(hall), _standing_at_close(hall)
    results, entries = {}, []
    for contest in hall.contests:
        name = contest["id"]
        votes = published_votes(hall, name)
        out, sections = not_standing(contest, status), sections_of_votes(hall, contest)
        result = result_of(contest, votes, out, orders[name], sections)
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
    root, _ = listing([member.leaf(fields) for member in hall.members])
    return root


def _final(hall: Hall) -> dict[str, Final]:
    ballots = ((index, entry["cred"]) for index, entry in hall.board.of_type("ballot"))
    ordered = standing(hall.board.entries)
    return final_entries(ballots, _marked(hall), hall.election["precedence"], ordered)


def _cases(hall: Hall) -> dict[int, Case]:
    """Of whom a half was issued anew, and whom the panel excluded, by row."""
    reissues = Counter(entry["cred"] for _, entry in hall.board.of_type("cred.reissue"))
    excluded = standing(hall.board.entries).excluded
    return {
        hall.server.row_of(cred): Case(reissues[cred], cred in excluded)
        for cred in reissues.keys() | excluded
    }


def _marked(hall: Hall) -> dict[str, str]:
    """Who voted on paper: the channel by pseudonym."""
    lines = map(json.loads, hall.board.read("paper/marks.ndjson").splitlines())
    return {line["cred"]: line["channel"] for line in lines}


def _mix_plan(hall: Hall, contest: dict[str, Any]) -> dict[str, Part]:
    """What is mixed together in a contest, by the name of each group of votes."""
    rule, styles = hall.election["mix_rule"], hall.plan.contests_of
    named = {style: [one["id"] for one in contests] for style, contests in styles.items()}
    return parts_of(rule, contest, named, lambda of: _voters(hall, of))


def _voters(hall: Hall, styles: Set[str]) -> Mapping[str, int]:
    """Who has a vote in a mix of these styles, by channel."""
    on_paper = _marked(hall)
    members = Counter(
        on_paper[cred] if index == "paper" else hall.board.entries[index]["channel"]
        for cred, index in _final(hall).items()
        if hall.server.group_of(cred).style in styles
    )
    marked = Counter((mark["channel"], mark["batch"]) for _, mark in hall.board.of_type("mark"))
    entered = {final["batch"]: final for _, final in hall.board.of_type("paper.final")}
    groups = {group.name: group for group in hall.groups}
    boxes = (
        (channel, marks, entered[batch]["n"])
        for (channel, batch), marks in marked.items()
        if groups[entered[batch]["group"]].style in styles
    )
    return mixed_voters(members, boxes)


def _stage_zero(hall: Hall, contest: dict[str, Any], part: Part) -> bytes:
    """What goes into the mix of a part of a contest."""
    final = {index for index in _final(hall).values() if index != "paper"}
    cast = (
        (hall.server.group_of(entry["cred"]), entry)
        for index, entry in hall.board.of_type(*CAST)
        if index in final and entry["channel"] in part.channels
    )
    ballots = ((group.weight, entry["cts"]) for group, entry in cast if group.style in part.styles)
    channel_of = {entry["batch"]: entry["channel"] for _, entry in hall.board.of_type("mark")}
    groups = {group.name: group for group in hall.groups}
    name, width = contest["id"], selections.width(selections.shape_of(contest))
    papers = (
        (groups[entry["group"]].weight, hall.board.read(f"paper/{entry['batch']}/{name}.bin"))
        for _, entry in hall.board.of_type("paper.final")
        if channel_of[entry["batch"]] in part.channels and groups[entry["group"]].style in part.styles
    )
    return vote_rows(name, width, ballots, papers)


def _publish(hall: Hall, contest: dict[str, Any], group: str, points: bytes) -> None:
    """Publish decrypted points and the votes that they stand for."""
    name, shape = contest["id"], selections.shape_of(contest)
    numbers = selections.from_points(points, selections.width(shape))
    votes = [None if n is None else selections.decode(shape, n) for n in numbers]
    lines = b"".join(encode({"v": vote}) + b"\n" for vote in votes)
    hall.append(
        "plain",
        hall.returning_officer,
        contest=name,
        group=group,
        points=hall.board.write(f"plain/{name}/{group}.bin", points),
        votes=hall.board.write(f"votes/{name}/{group}.ndjson", lines),
    )
