"""Making later steps of a poll anew after an earlier one was bent: keys, ballots, papers, close, tally.

Every function does honestly what the office would do with the evidence as it now is; a lie is put in by the
test between two of them, or through ``bend``, which alters what was made before it is published.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any

from tellers import _core
from tellers.audit import sample
from tellers.board import lot
from tellers.board.entries import CAST, CHANNELS
from tellers.board.groups import Group, grouped
from tellers.board.mixing import CREDENTIALS, JOINT, credential_rows, vote_rows
from tellers.board.resolve import final_entries, standing
from tellers.canonical import decode, encode
from tellers.crypto import check, selections
from tellers.crypto.credential import pseudonym
from tellers.crypto.prove import ballots, credentials, mixing, papers
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tellers.errors import Invalid
from tellers.evidence.release import make_own_row, make_release
from tellers.evidence.result import result_of
from tellers.poll.candidates import not_standing, status_of
from tellers.register.closing import Case, Mark, close
from tellers.rehearsal import auditing, voter
from tellers.rehearsal.run import opened_rows
from tellers.tlog import merkle
from tests.attacks.forger import CONTEST, STYLE, Entry, Forger

Bend = Callable[[int, bytes], bytes]
"""Given a stage of a mix, or a trustee, and what was made: what is published instead."""


Mix = tuple[str, str]
"""What is mixed together: a contest and the name of the group of its votes."""
WHOLE, MIX = Group(STYLE, 1), (CONTEST, JOINT)


def as_made(number: int, data: bytes) -> bytes:
    """Publish what was made."""
    return data


def replaced(data: bytes, at: int, piece: bytes) -> bytes:
    """Bytes with a piece of them replaced."""
    return data[:at] + piece + data[at + len(piece) :]


def root_of(lines: Iterable[bytes]) -> str:
    """The root over lines, hex."""
    return merkle.root_of(lines).hex()


# Voting keys


def reseal(forger: Forger, half: str, row: int, secret: Secret) -> None:
    """Seal another key of one half for a row."""
    record, _ = _core.seal(forger.eid, half, forger.pk, secret.reveal(), first_row=row)
    path = f"cred/enc-{half}.bin"
    forger.write(path, replaced(forger.files[path], 192 * (row - 1), record))


def groups_of(forger: Forger) -> dict[Group, list[int]]:
    """The rows of each group of the frozen roll."""
    leaves = map(decode, forger.lines_of("roll/frozen.ndjson"))
    styles = [style for style, _ in forger.election["styles"]]
    return grouped(styles, (Group(leaf["style"], leaf["weight"]) for leaf in leaves))


def remix_keys(forger: Forger, bend: Bend = as_made, group: Group = WHOLE) -> bytes:
    """Mix the sealed keys of a group again; gives the last rows."""
    sealed_r, sealed_s = forger.files["cred/enc-r.bin"], forger.files["cred/enc-s.bin"]
    rows, name = credential_rows(sealed_r, sealed_s, groups_of(forger)[group]), group.name
    for entry in [entry for entry in forger.of("cred.mix") if entry["group"] == name]:
        mixer, stage = entry["mixer"], entry["stage"]
        out, proof = mixing.shuffle(forger.eid, CREDENTIALS, name, stage, mixer, forger.pk, 2, rows)
        entry["inp"], rows = sha256(rows).hexdigest(), bend(stage, out)
        entry["out"] = forger.write(f"cred/mix/{name}/stage{stage}.bin", rows)
        entry["proof"] = forger.write(f"cred/mix/{name}/proof{stage}.bin", proof)
    return rows


def reopen_keys(forger: Forger, rows: bytes, bend: Bend = as_made, group: Group = WHOLE) -> list[Entry]:
    """Open mixed keys of a group again; gives their lines of the list."""
    entries, factors, name = [e for e in forger.of("cred.dec") if e["group"] == group.name], [], group.name
    for entry in entries:
        i = entry["i"]
        opened, entry["dleq"] = mixing.decrypt(forger.eid, CREDENTIALS, name, forger.share(i), rows)
        factors.append(bend(i, opened))
        entry["inp"] = sha256(rows).hexdigest()
        entry["factors"] = forger.write(f"cred/dec/{name}/t{i}.bin", factors[-1])
    points = check.recombine([entry["i"] for entry in entries], factors, rows)
    pairs = [(points[k : k + 32], points[k + 32 : k + 64]) for k in range(0, len(points), 64)]
    return [key_line(xr, xs, group) for xr, xs in pairs]


def key_line(xr: bytes, xs: bytes, group: Group = WHOLE) -> Entry:
    """A line of the list of voting keys."""
    of_group = {"style": group.style, "weight": group.weight}
    return {"cred": pseudonym(xr, xs), **of_group, "xr": xr.hex(), "xs": xs.hex()}


def relist_keys(forger: Forger, listed: Sequence[Entry]) -> None:
    """Publish a list of voting keys, sorted, with its size and root."""
    lines = [encode(line) for line in sorted(listed, key=lambda line: str(line["cred"]))]
    blob = forger.write_lines("cred/list.ndjson", lines)
    forger.only("cred.list").update(size=len(lines), root=root_of(lines), blob=blob)


def key_lines(forger: Forger) -> list[Entry]:
    """The list of voting keys as it stands."""
    return [decode(line) for line in forger.lines_of("cred/list.ndjson")]


# Ballots and papers


def stranger(forger: Forger) -> Device:
    """A device with a key that nobody was issued."""
    x_r, x_s = Secret(_core.random_scalars(1)), Secret(_core.random_scalars(1))
    cred = pseudonym(credentials.public_key(x_r), credentials.public_key(x_s))
    return Device(forger.eid, forger.pk, cred, x_r, x_s)


def ballot(
    forger: Forger, device: Device, choice: selections.Selection, n: int = 1, style: str = STYLE
) -> Entry:
    """A ballot as the device makes it."""
    return voter.fill_in(device, forger.election["contests"], style, [choice], n)


def cast(forger: Forger, entry: Entry) -> Entry:
    """Put a ballot on the board by the side of the first one there, signed by the server."""
    return forger.insert(forger.index(forger.of("ballot")[0]), entry, "server")


def reprove(forger: Forger, entry: Entry, device: Device, cts: ballots.Encrypted) -> None:
    """Give a ballot other ciphertexts with their proof."""
    entry["cts"] = cts.cts
    entry["pok"] = ballots.prove(device, cts, entry["n"], entry["style"], entry["channel"])


def retype(forger: Forger, batch: str, choices: Sequence[selections.Selection]) -> Entry:
    """Enter the papers of a batch again; gives the final entry, its number of papers following."""
    (contest,) = forger.election["contests"]
    shape = selections.shape_of(contest)
    numbers = [selections.encode(shape, choice) for choice in choices]
    width = selections.width(shape)
    rows, proof = papers.encrypt_batch(forger.eid, forger.pk, batch, CONTEST, width, numbers)
    final = forger.only("paper.final", batch=batch)
    final["cts"] = [{"c": CONTEST, **forger.write(f"paper/{batch}/{CONTEST}.bin", rows)}]
    final["pok"] = forger.write(f"paper/{batch}/pok.json", encode([proof]))
    for entry in [final, *(e for e in forger.of("paper.commit") if e["batch"] == batch)]:
        entry["n"] = len(choices)
    return final


# The close


def marks_of(forger: Forger) -> dict[str, str]:
    """Who is on the list of paper marks: channel by pseudonym."""
    lines = [decode(line) for line in forger.lines_of("paper/marks.ndjson")]
    return {line["cred"]: line["channel"] for line in lines}


def final_ballots(forger: Forger) -> dict[str, Entry]:
    """The ballot or tender that counts of each pseudonym that has one."""
    known = (isinstance(entry, dict) and entry for entry in forger.entries)
    entries = [entry if entry and "type" in entry else {"type": "unknown"} for entry in known]
    pairs = ((number, entry["cred"]) for number, entry in enumerate(entries) if entry["type"] == "ballot")
    final = final_entries(pairs, marks_of(forger), forger.election["precedence"], standing(entries))
    return {cred: entries[number] for cred, number in final.items() if number != "paper"}


def cases_of(forger: Forger) -> dict[str, Case]:
    """Of whom a half was issued anew and whom the panel excluded, by pseudonym."""
    reissues = Counter(entry["cred"] for entry in forger.of("cred.reissue"))
    excluded = standing(forger.of("cred.decide")).excluded
    return {cred: Case(reissues[cred], cred in excluded) for cred in reissues.keys() | excluded}


def reclose(forger: Forger) -> None:
    """Seal the register again so that it follows the board, and close with its numbers."""
    register = forger.rehearsed.register
    assert register is not None
    on_paper, electronic, cases = marks_of(forger), final_ballots(forger), cases_of(forger)
    some_minute = forger.election["opens"] // 60 + 90
    marks = {}
    for number, row in enumerate(register.rows, 1):
        values = row.values
        minute = values["time"] or some_minute
        if (cred := values["cred"]) in on_paper:
            marks[number] = Mark(on_paper[cred], minute, values["idx"], values["batch"])
        elif cred in electronic:
            marks[number] = Mark(electronic[cred]["channel"], minute, forger.index(electronic[cred]))
    election = forger.election
    creds = [row.values["cred"] for row in register.rows]
    issued = [row.values["issued"] for row in register.rows]
    by_row = {row: cases[cred] for row, cred in enumerate(creds, 1) if cred in cases}
    groups = groups_named(forger)
    opens, ladder, k = election["opens"], election["ladder"], election["release_k"]
    closed = close(marks, creds, issued, groups, opens, ladder, k, by_row)
    seal_register(forger, [row.leaf(number) for number, row in enumerate(closed.rows, 1)])
    forger.only("close").update(
        ballots=len(forger.of("ballot")),
        by_channel=closed.by_channel,
        labels=closed.labels,
        excluded=closed.excluded,
    )
    forger.only("declare")["by_channel"] = closed.by_channel


def seal_register(forger: Forger, lines: Sequence[bytes]) -> None:
    """Publish the sealed rows of a register; the close and the declaration follow."""
    blob, root = forger.write_lines("register/rows.ndjson", lines), root_of(lines)
    forger.only("close").update(register=blob, register_root=root, register_size=len(lines))
    forger.only("declare")["register_root"] = root


# The tally


def stage_zero(
    forger: Forger,
    contest: str = CONTEST,
    channels: Collection[str] = CHANNELS,
    styles: Collection[str] | None = None,
) -> bytes:
    """What must go into the mix of some channels, and styles, computed from the board as it stands."""
    weights = {line["cred"]: line["weight"] for line in key_lines(forger)}
    final = {
        id(entry)
        for entry in final_ballots(forger).values()
        if entry["channel"] in channels and (styles is None or entry["style"] in styles)
    }
    in_order = [(weights.get(e["cred"], 1), e["cts"]) for e in forger.of(*CAST) if id(e) in final]
    groups = {group.name: group for group in groups_of(forger)}
    channel_of = {entry["batch"]: entry["channel"] for entry in forger.of("mark")}
    papers = [
        (groups[entry["group"]].weight, forger.files[path])
        for entry in forger.of("paper.final")
        if channel_of[entry["batch"]] in channels
        and (styles is None or groups[entry["group"]].style in styles)
        and (path := f"paper/{entry['batch']}/{contest}.bin") in forger.files
    ]
    width = selections.width(selections.shape_of(contest_of(forger, contest)))
    return vote_rows(contest, width, in_order, papers)


def of_mix(forger: Forger, kind: str, mix: Mix) -> list[Entry]:
    """The entries about what is mixed together."""
    return [entry for entry in forger.of(kind) if (entry["contest"], entry["group"]) == mix]


def remix(forger: Forger, rows: bytes, bend: Bend = as_made, mix: Mix = MIX) -> bytes:
    """Mix votes again from ``rows``; gives the last rows."""
    width = selections.width(selections.shape_of(contest_of(forger, mix[0])))
    for entry in of_mix(forger, "mix", mix):
        stage, mixer, folder = entry["stage"], entry["mixer"], "/".join(mix)
        out, proof = mixing.shuffle(forger.eid, *mix, stage, mixer, forger.pk, width, rows)
        entry["inp"], rows = sha256(rows).hexdigest(), bend(stage, out)
        entry["out"] = forger.write(f"mix/{folder}/stage{stage}.bin", rows)
        entry["proof"] = forger.write(f"mix/{folder}/proof{stage}.bin", proof)
    return rows


def redecrypt(forger: Forger, rows: bytes, bend: Bend = as_made, mix: Mix = MIX) -> bytes:
    """Decrypt ``rows`` again by those who did; gives the plaintext points."""
    entries, factors = of_mix(forger, "dec", mix), []
    for entry in entries:
        i = entry["i"]
        opened, entry["dleq"] = mixing.decrypt(forger.eid, *mix, forger.share(i), rows)
        factors.append(bend(i, opened))
        entry["inp"] = sha256(rows).hexdigest()
        entry["factors"] = forger.write(f"dec/{'/'.join(mix)}/t{i}.bin", factors[-1])
    return check.recombine([entry["i"] for entry in entries], factors, rows)


def contest_of(forger: Forger, id: str) -> dict[str, Any]:
    """A contest of the election."""
    contest: dict[str, Any]
    (contest,) = (contest for contest in forger.election["contests"] if contest["id"] == id)
    return contest


def publish(forger: Forger, points: bytes, mix: Mix = MIX) -> list[Any]:
    """Publish decrypted votes; gives the selections."""
    shape = selections.shape_of(contest_of(forger, mix[0]))
    numbers = selections.from_points(points, selections.width(shape))
    votes = [None if n is None else selections.decode(shape, n) for n in numbers]
    (plain,) = of_mix(forger, "plain", mix)
    plain["points"] = forger.write(f"plain/{'/'.join(mix)}.bin", points)
    publish_votes(forger, votes, mix)
    return votes


def publish_votes(forger: Forger, votes: Sequence[Any], mix: Mix = MIX) -> None:
    """Publish the file of votes."""
    (plain,) = of_mix(forger, "plain", mix)
    plain["votes"] = forger.write_lines(f"votes/{'/'.join(mix)}.ndjson", [encode({"v": v}) for v in votes])


def published_votes(forger: Forger, contest: str = CONTEST) -> list[Any]:
    """The votes of a contest as published, group by group."""
    groups = [entry["group"] for entry in forger.of("plain") if entry["contest"] == contest]
    files = [forger.lines_of(f"votes/{contest}/{group}.ndjson") for group in groups]
    return [decode(line)["v"] for lines in files for line in lines]


def recount(
    forger: Forger,
    votes: Sequence[Any],
    id: str = CONTEST,
    of: Sequence[int] = (),
    **declared: Any,
) -> dict[str, Any]:
    """Count and declare again; gives the result. The lot follows the close as it now is.

    ``of``: the section of each vote. ``declared``: what the count is told instead of what the contest says.
    """
    contest = contest_of(forger, id)
    contest = {**contest, "count": {**contest["count"], **declared}}
    minutes = [(forger.index(entry), entry) for entry in forger.of("minute")]
    contests = forger.election["contests"]
    status = status_of(contests, minutes, forger.index(forger.only("election")))
    body = forger.body_at(forger.index(forger.only("close")) + 1)
    order = lot.order(lot.seed(forger.eid, body.encode()), len(contest["options"]))
    result = result_of(contest, votes, not_standing(contest, status), order, of)
    declare(forger, result)
    return result


def declare(forger: Forger, result: dict[str, Any]) -> None:
    """Declare a result."""
    contest = result["contest"]
    blob = forger.write(f"count/{contest}.json", encode(result))
    declared = {"contest": contest, "elected": result["count"]["elected"], **blob}
    entry = forger.only("declare")
    entry["results"] = [declared if one["contest"] == contest else one for one in entry["results"]]


def retally(forger: Forger, rows: bytes | None = None) -> None:
    """Mix, decrypt, publish, count and declare again, from the board as it stands or from ``rows``."""
    mixed = remix(forger, stage_zero(forger) if rows is None else rows)
    recount(forger, publish(forger, redecrypt(forger, mixed)))


def reveal(forger: Forger, mix: Mix, rows: bytes) -> None:
    """Mix, decrypt and publish again what is mixed together; ``rows``: what goes in."""
    publish(forger, redecrypt(forger, remix(forger, rows, mix=mix), mix=mix), mix)


def recount_all(forger: Forger) -> None:
    """Count every contest again from the votes as published, and declare."""
    for contest in forger.election["contests"]:
        recount(forger, published_votes(forger, contest["id"]), contest["id"])


def recount_if_sound(forger: Forger) -> None:
    """Count again, where the minutes still say who stands."""
    with suppress(Invalid):
        recount(forger, published_votes(forger))


# What comes after the declaration


def redraw(forger: Forger) -> None:
    """Draw the audit again, where there is one: of so many members, by the close and labels as they are."""
    plans, register = forger.of("audit.plan"), forger.rehearsed.register
    if not plans or register is None:
        return
    close = forger.only("close")
    sizes = {(group, label): size for group, label, size in plans[0]["strata"]}
    strata = [
        [*stratum, min(sizes.get(stratum, 1), number)]
        for stratum, number in auditing.members_of(groups_named(forger), close["labels"]).items()
        if number
    ]
    plans[0].update(strata=strata, register_root=close["register_root"])
    seed, rows = audit_seed(forger), auditing.rows_of(groups_named(forger), register)
    forger.only("audit.sample")["sample"] = [
        [group, label, sample.draw(seed, (group, label), rows.get((group, label), []), size)]
        for group, label, size in strata
    ]


def groups_named(forger: Forger) -> dict[str, Sequence[int]]:
    """The rows of each group, by its name."""
    return {group.name: rows for group, rows in groups_of(forger).items()}


def audit_seed(forger: Forger) -> bytes:
    """The seed of the audit: of the close as it is, and of the dice."""
    body = forger.body_at(forger.index(forger.only("close")) + 1)
    return sample.seed(forger.eid, body.encode(), forger.only("audit.seed")["dice"])


def release(forger: Forger, rid: str, tier: str) -> bytes:
    """Release the register as the office now has it, under a release that was granted."""
    recipient, rows = forger.only("release.request", rid=rid)["recipient"], opened_rows(forger.rehearsed)
    head, fields = (forger.eid.hex(), rid, recipient), forger.election["tiers"][tier]
    if tier != "m":
        return make_release(*head, tier, fields, rows, bytes(32))
    elector = forger.hall.plan.releases[int(rid.removeprefix("release-")) - 1].elector
    row = rows[forger.hall.elector_of_row.index(elector or 0)]
    roll = [member.leaf(forger.election["fields"]) for member in forger.hall.members]
    return make_own_row(*head, fields, row, roll, forger.lines_of("register/rows.ndjson"))


def log_release(forger: Forger, rid: str, data: bytes) -> bytes:
    """Log a copy as the one that was released."""
    forger.only("release.made", rid=rid)["sha256"] = sha256(data).hexdigest()
    return data


def release_changed(
    forger: Forger, change: Callable[[int, dict[str, Any]], None], releases: Sequence[tuple[str, str]]
) -> list[bytes]:
    """Close with a register whose rows were changed, tally and draw anew, release that register and log it.

    ``change``: given the number of a row and its values, which it may alter. ``releases``: ids and tiers.
    """
    register = forger.rehearsed.register
    assert register is not None
    before = [dict(row.values) for row in register.rows]
    try:
        for number, row in enumerate(register.rows, 1):
            change(number, row.values)
        seal_register(forger, [row.leaf(number) for number, row in enumerate(register.rows, 1)])
        retally(forger)
        redraw(forger)
        return [log_release(forger, rid, release(forger, rid, tier)) for rid, tier in releases]
    finally:
        for row, values in zip(register.rows, before, strict=True):
            row.values.update(values)
