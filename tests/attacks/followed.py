"""What a forger does after altering evidence so that it does not show: roots, hashes, numbers, results.

Nothing is proven anew: whoever could prove it again would have held the poll anew.
"""

from contextlib import suppress
from hashlib import sha256

from tellers.board.mixing import credential_rows
from tellers.canonical import decode, encode
from tellers.errors import Invalid, Refused
from tests.attacks import anew
from tests.attacks.forger import CONTEST, Entry, Forger

ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, Invalid, Refused)
"""What altered evidence may raise in the hands of somebody who follows it up."""

_NAMED = {
    "roll.import": ("blob", "root", "size"),
    "roll.freeze": ("blob", "root", "size"),
    "roll.batch": ("blob", None, "size"),
    "deliver": ("blob", "root", "size"),
    "cred.list": ("blob", "root", "size"),
    "marks": ("blob", None, "size"),
    "close": ("register", "register_root", "register_size"),
}
"""Where an entry names a file of lines, the root over them, and their number."""


def follow(forger: Forger, before: Forger, thorough: bool) -> None:
    """Make roots and the hashes of what was mixed and opened fit the files; if thorough, numbers too."""
    changed = {path for path, data in forger.files.items() if data != before.files.get(path)}
    for work in (_follow_lines, _follow_roll, _follow_mixes):
        with suppress(*ODD):
            work(forger, changed, thorough)
    with suppress(*ODD):
        if forger.sid != before.sid:
            forger.election["sid"] = forger.sid.hex()
    if thorough:
        for step in (_follow_close, _follow_votes):
            with suppress(*ODD):
                step(forger, before, changed)
    with suppress(*ODD):
        if forger.only("close")["register_root"] != before.only("close")["register_root"]:
            forger.only("declare")["register_root"] = forger.only("close")["register_root"]
    with suppress(*ODD):
        if anew.audit_seed(forger) != anew.audit_seed(before) and forger.of("audit.plan") == before.of(
            "audit.plan"
        ):
            anew.redraw(forger)


def _follow_lines(forger: Forger, changed: set[str], thorough: bool) -> None:
    for entry in forger.of(*_NAMED):
        blob, root, size = _NAMED[entry["type"]]
        with suppress(*ODD):
            if (path := entry[blob]["file"]) in changed:
                lines = forger.lines_of(path)
                entry.update({root: anew.root_of(lines)} if root else {})
                entry.update({size: len(lines)} if thorough else {})


def _follow_roll(forger: Forger, changed: set[str], thorough: bool) -> None:
    if not changed & {"roll/frozen.ndjson", "roll/changes-close.ndjson"}:
        return
    changes = {line["old"]: line["new"] for line in map(decode, forger.lines_of("roll/changes-close.ndjson"))}
    leaves = list(map(decode, forger.lines_of("roll/frozen.ndjson")))
    for leaf in leaves:
        leaf["d"] = [changes.get(digest, digest) for digest in leaf["d"]]
    forger.only("close")["roll_root"] = anew.root_of(map(encode, leaves))


def _follow_mixes(forger: Forger, changed: set[str], thorough: bool) -> None:
    sealed_r, sealed_s = forger.files["cred/enc-r.bin"], forger.files["cred/enc-s.bin"]
    keys = credential_rows(sealed_r, sealed_s, anew.groups_of(forger)[anew.WHOLE])
    sealed = {"cred/enc-r.bin", "cred/enc-s.bin"}
    rows = sha256(keys).hexdigest() if changed & sealed else None
    for entry in forger.of("cred.mix", "cred.dec"):
        rows = _chained(forger, entry, changed, rows)
    went_in = sha256(anew.stage_zero(forger)).hexdigest()
    rows = went_in if went_in != _first_input(forger) else None
    for entry in forger.of("mix", "dec"):
        rows = _chained(forger, entry, changed, rows)


def _chained(forger: Forger, entry: Entry, changed: set[str], rows: str | None) -> str | None:
    """Let a mix or an opening start from what went before if that changed; gives the like for the next."""
    if rows is not None:
        entry["inp"] = rows
    if "out" not in entry:
        return rows
    path = entry["out"]["file"]
    return sha256(forger.files[path]).hexdigest() if path in changed else None


def _first_input(forger: Forger) -> object:
    return forger.of("mix")[0]["inp"]


def _follow_close(forger: Forger, before: Forger, changed: set[str]) -> None:
    """Close with the numbers of the board as it now stands; the register stays."""
    ballots = [entry["cred"] for entry in forger.of("ballot")]
    same = ballots == [entry["cred"] for entry in before.of("ballot")]
    if same and "paper/marks.ndjson" not in changed:
        return
    numbers: dict[str, int] = {}
    channels = [entry["channel"] for entry in anew.final_ballots(forger).values()]
    for channel in [*channels, *anew.marks_of(forger).values()]:
        numbers[channel] = numbers.get(channel, 0) + 1
    by_channel = [[channel, numbers[channel]] for channel in sorted(numbers)]
    close = forger.only("close")
    excluded = sum(case.excluded for case in anew.cases_of(forger).values())
    close.update(ballots=len(ballots), by_channel=by_channel, excluded=excluded)
    close["labels"] = [[group, *rest] for group, *rest in close["labels"]]
    for label in close["labels"]:
        label[3] = sum(numbers.get(channel, 0) for channel in label[2])
    forger.only("declare")["by_channel"] = by_channel


def _follow_votes(forger: Forger, before: Forger, changed: set[str]) -> None:
    """Publish and count what the points now say."""
    points, votes = f"plain/{CONTEST}/joint.bin", f"votes/{CONTEST}/joint.ndjson"
    if points in changed:
        anew.recount(forger, anew.publish(forger, forger.files[points]))
    elif votes in changed:
        anew.recount(forger, anew.published_votes(forger))
