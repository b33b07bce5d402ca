"""Styles, weights and sets of channels: forged packs of a federation, each with its honest twin.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from collections.abc import Callable, Collection
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tellers.board.entries import CHANNELS
from tellers.board.groups import Group
from tellers.canonical import decode, encode
from tellers.evidence.release import make_release, watermark
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal import voter
from tellers.rehearsal.run import Rehearsed, opened_rows
from tests import federation
from tests.attacks import anew
from tests.attacks.anew import Mix
from tests.attacks.conftest import Judge
from tests.attacks.federated import CHANNELS_OF, reveal, row_of, tally
from tests.attacks.forger import Forger, first_check, write_files
from tests.federation import ASSOCIATES, DELEGATES, MEMBERS, MOTION, PRESIDENT

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
CIPHERTEXT = 64


@pytest.fixture(scope="session")
def _federation(federated: Rehearsed) -> Forger:
    return Forger(federated)


@pytest.fixture
def forger(_federation: Forger) -> Forger:
    """Somebody who holds every key of the federation's poll, at its end."""
    return _federation.copy()


# V2


@twins
@pytest.mark.parametrize("style", ["members-x25", "members", "associates-x1"])
def test_a_style_is_called_as_another_group_is(
    forger: Forger, style: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Two groups of one name would be one in every proof that names them."""
    if lying:
        forger.election["styles"].append([style, [MOTION]])
    check_caught(lying, "V2.contests")


@twins
def test_a_contest_is_on_nobodys_ballot(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A contest that nobody can vote in elects whom the rules elect without votes."""
    if lying:
        forger.election["styles"] = [["members", [MOTION]], ["associates", [MOTION]]]
    check_caught(lying, "V2.contests")


# V6


@twins
@pytest.mark.parametrize("change", [{"weight": 25}, {"style": "associates"}])
def test_a_member_is_put_into_another_group_at_the_freeze(
    forger: Forger, change: dict[str, Any], lying: bool, check_caught: Judge
) -> None:
    """Honest: whoever signed the import. Nobody's vote may grow, and nobody's ballot shrink, unlogged."""
    leaves = [decode(line) for line in forger.lines_of("roll/frozen.ndjson")]
    leaves[row_of(forger, MEMBERS, status="not-voted") - 1].update(change if lying else {})
    lines = [encode(leaf) for leaf in leaves]
    blob = forger.write_lines("roll/frozen.ndjson", lines)
    forger.only("roll.freeze").update(blob=blob, root=anew.root_of(lines))
    check_caught(lying, "V6.frozen")


@twins
@pytest.mark.parametrize("change", [{"weight": 1001}, {"weight": 0}, {"style": "guests"}])
def test_a_weight_or_a_style_that_the_election_does_not_know(
    forger: Forger, change: dict[str, Any], lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    leaves = [decode(line) for line in forger.lines_of("roll/import.ndjson")]
    leaves[0].update(change if lying else {})
    lines = [encode(leaf) for leaf in leaves]
    forger.only("roll.import").update(
        blob=forger.write_lines("roll/import.ndjson", lines), root=anew.root_of(lines)
    )
    check_caught(lying, "V6.import")


# V7


@twins
@pytest.mark.parametrize("change", [{"weight": 25}, {"style": "associates"}])
def test_a_voting_key_is_listed_in_another_group(
    forger: Forger, change: dict[str, Any], lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The key is a member's; its vote would count for a branch, or not for president."""
    listed = anew.key_lines(forger)
    cred = forger.hall.server.cred_of(row_of(forger, MEMBERS, status="not-voted"))
    for line in listed:
        line.update(change if lying and line["cred"] == cred else {})
    anew.relist_keys(forger, listed)
    check_caught(lying, "V7.keys")


@twins
def test_two_voting_keys_change_places_between_groups(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Every group keeps its number of keys; a member's counts as a delegate's."""
    listed = anew.key_lines(forger)
    idle = [forger.hall.server.cred_of(row_of(forger, g, status="not-voted")) for g in (MEMBERS, DELEGATES)]
    for line in listed:
        if lying and line["cred"] in idle:
            line["weight"] = 26 - line["weight"]
    anew.relist_keys(forger, listed)
    check_caught(lying, "V7.keys")


@twins
def test_the_keys_of_a_small_group_are_mixed_by_one(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the second mixer. Each group needs its mixers, whatever others had."""
    if lying:
        last = next(entry for entry in forger.of("cred.mix")[::-1] if entry["group"] == DELEGATES.name)
        forger.drop(forger.index(last))
        for part in ("out", "proof"):
            del forger.files[last[part]["file"]]
    rows = forger.files[f"cred/mix/{DELEGATES.name}/stage{1 if lying else 2}.bin"]
    own = anew.reopen_keys(forger, rows, group=DELEGATES)
    others = [line for line in anew.key_lines(forger) if line["weight"] == 1]
    anew.relist_keys(forger, [*others, *own])
    check_caught(lying, "V7.mixers")


@twins
def test_keys_are_mixed_for_a_group_that_has_no_members(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. What was mixed beside the roll could be listed beside it."""
    if lying:
        entry = deepcopy(next(e for e in forger.of("cred.mix") if e["group"] == DELEGATES.name))
        entry["group"] = "members-x26"
        for part in ("out", "proof"):
            data = forger.files[entry[part]["file"]]
            path = entry[part]["file"].replace("members-x25", "members-x26")
            entry[part] = forger.write(path, data)
        forger.insert(forger.index(forger.of("cred.dec")[0]), entry, entry["mixer"])
    check_caught(lying, "V7.chain")


# V8


@twins
def test_an_associate_votes_for_president(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The ballot is well made, and of a style of the poll, but not of that key's."""
    device = forger.device(row_of(forger, ASSOCIATES, status="not-voted"))
    style = "members" if lying else "associates"
    contests = forger.hall.plan.contests_of[style]
    choices: list[Any] = [[federation.ASH], federation.YES] if lying else [federation.YES]
    anew.cast(forger, voter.fill_in(device, contests, style, choices))
    anew.reclose(forger)
    tally(forger)
    check_caught(lying, "V8.shape")


@twins
def test_a_members_ballot_leaves_a_contest_out(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A ballot shorter than its style would show what was left blank."""
    device = forger.device(row_of(forger, MEMBERS, status="not-voted"))
    style = "associates" if lying else "members"
    contests = forger.hall.plan.contests_of[style]
    choices: list[Any] = [federation.YES] if lying else ["blank", federation.YES]
    anew.cast(forger, voter.fill_in(device, contests, style, choices))
    anew.reclose(forger)
    tally(forger)
    check_caught(lying, "V8.shape")


# V10


@twins
def test_the_label_of_a_small_group_is_pooled_with_anothers(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. k must count inside the group, since rows show which group they are of."""
    close = forger.only("close")
    if lying:
        small = next(label for label in close["labels"] if label[:2] == [DELEGATES.name, "paper"])
        large = next(label for label in close["labels"] if label[:2] == [MEMBERS.name, "post"])
        large[3] += small[3]
        close["labels"].remove(small)
    tally(forger)
    check_caught(lying, "V10.labels")


@twins
def test_a_small_groups_times_are_shown(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. One delegate voted by post: any width would be that delegate's hour."""
    small = next(label for label in forger.only("close")["labels"] if label[:2] == [DELEGATES.name, "paper"])
    small[4] = forger.election["ladder"][-1] if lying else 0
    tally(forger)
    check_caught(lying, "V10.labels")


# V12


def open_apart(forger: Forger, mix: Mix, channels: Collection[str]) -> None:
    """Mix and open the votes of some channels as a group of their own, well proven."""
    rows = anew.stage_zero(forger, mix[0], channels)
    for kind in ("mix", "dec", "plain"):
        for entry in map(deepcopy, anew.of_mix(forger, kind, (mix[0], "joint"))):
            entry["group"] = mix[1]
            for part in ("out", "proof", "factors", "points", "votes"):
                if part in entry:
                    entry[part]["file"] = entry[part]["file"].replace("joint", mix[1])
            last = forger.of(kind)[-1]
            forger.insert(forger.index(last) + 1, entry)
    anew.reveal(forger, mix, rows)


@twins
def test_a_set_below_the_threshold_is_mixed_alone(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the three at the kiosk, whose votes would be published as theirs."""
    if lying:
        kiosk = frozenset({"kiosk"})
        open_apart(forger, (MOTION, "g2"), kiosk)
        reveal(forger, (MOTION, "joint"), anew.stage_zero(forger, MOTION, CHANNELS_OF["joint"] - kiosk))
    check_caught(lying, "V12.groups")


@twins
def test_a_set_is_merged_though_it_is_large_enough(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. What the post decided, which the definition says will be provable, is not."""
    if lying:
        for kind in ("mix", "dec", "plain"):
            for entry in anew.of_mix(forger, kind, (MOTION, "g1")):
                forger.drop(forger.index(entry))
                for part in ("out", "proof", "factors", "points", "votes"):
                    forger.files.pop(entry.get(part, {}).get("file", ""), None)
        reveal(forger, (MOTION, "joint"), anew.stage_zero(forger, MOTION, CHANNELS))
    check_caught(lying, "V12.groups")


@twins
@pytest.mark.parametrize("group", ["g1", "joint"])
def test_a_vote_is_left_out_of_its_set(forger: Forger, group: str, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    rows = anew.stage_zero(forger, MOTION, CHANNELS_OF[group])
    reveal(forger, (MOTION, group), rows[CIPHERTEXT:] if lying else rows)
    check_caught(lying, "V12.input")


@twins
def test_a_vote_is_moved_into_another_set(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the voter, whose ballot would be known by the company that it is mixed in."""
    post, rest = (anew.stage_zero(forger, PRESIDENT, CHANNELS_OF[group]) for group in ("g1", "joint"))
    moved = rest[:CIPHERTEXT] if lying else b""
    anew.reveal(forger, (PRESIDENT, "g1"), moved + post)
    reveal(forger, (PRESIDENT, "joint"), rest[len(moved) :])
    check_caught(lying, "V12.input")


@twins
@pytest.mark.parametrize("times", [1, 24, 26])
def test_a_delegates_vote_is_entered_another_number_of_times(
    forger: Forger, times: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Mixed, opened and counted, nobody could tell whose vote was one too many."""
    cred = forger.hall.server.cred_of(row_of(forger, DELEGATES, channel="online"))
    ballot = next(entry for entry in forger.of("ballot") if entry["cred"] == cred)
    (part,) = (part for part in ballot["cts"] if part["c"] == MOTION)
    row = bytes.fromhex(part["ct"][0])
    rows = anew.stage_zero(forger, MOTION, CHANNELS_OF["joint"])
    assert rows.count(row * 25) == 1
    reveal(forger, (MOTION, "joint"), rows.replace(row * 25, row * (times if lying else 25)))
    check_caught(lying, "V12.input")


# V19


def released_anew(forger: Forger, change: Callable[[int, dict[str, Any]], None]) -> bytes:
    """The register sealed with other values, and released anew: what a returning officer could do alone."""
    rehearsed = forger.rehearsed
    register = deepcopy(rehearsed.register)
    assert register is not None
    for number, row in enumerate(register.rows, 1):
        change(number, row.values)
    anew.seal_register(forger, [row.leaf(number) for number, row in enumerate(register.rows, 1)])
    made, asked = forger.only("release.made"), forger.only("release.request")
    rows = opened_rows(replace(rehearsed, register=register))
    fields = forger.election["tiers"]["b"]
    about = (forger.eid.hex(), made["rid"], asked["recipient"], "b")
    data = make_release(*about, fields, rows, bytes(32))
    made.update(sha256=sha256(data).hexdigest(), wm=watermark(bytes(32)).hex())
    tally(forger)
    return data


def check_release(forger: Forger, data: bytes, folder: Path, expected: str | None) -> None:
    """See the verifier name the lie of a register, or accept the honest twin."""
    write_files(forger.remake(), folder / "pack")
    (folder / "register.json").write_bytes(data)
    report = verify_release(folder / "register.json", folder / "pack", forger.hall.sid.hex())
    assert first_check(report) == expected, report.first_failure


@pytest.mark.parametrize(("group", "check"), [(ASSOCIATES, None), (MEMBERS, "V19.totals")])
def test_a_mark_is_moved_to_a_member_of_another_group(
    forger: Forger, tmp_path: Path, group: Group, check: str | None
) -> None:
    """Honest: nobody. An associate who voted is shown as having not, and somebody else as having voted.

    All totals of the poll hold, but not those of a group. Inside one group the exchange passes: there only
    the two members can tell, as the page says.
    """
    register = forger.rehearsed.register
    assert register is not None
    marked, idle = (
        row_of(forger, ASSOCIATES, channel="online"),
        row_of(forger, group, status="not-voted"),
    )
    exchanged = {
        marked: deepcopy(register.rows[idle - 1].values),
        idle: deepcopy(register.rows[marked - 1].values),
    }

    def change(number: int, values: dict[str, Any]) -> None:
        values.update({**exchanged.get(number, values), "cred": values["cred"]})

    check_release(forger, released_anew(forger, change), tmp_path, check)


@twins
def test_a_row_is_labelled_as_only_another_group_is(forger: Forger, tmp_path: Path, lying: bool) -> None:
    """Honest: nobody. Members who came to the meeting have a label of their own, associates have none."""
    associate = row_of(forger, ASSOCIATES, channel="in-person")

    def change(number: int, values: dict[str, Any]) -> None:
        if lying and number == associate:
            values["label"] = "in-person"

    check_release(forger, released_anew(forger, change), tmp_path, "V19.label" if lying else None)


@twins
def test_times_are_told_that_no_vote_of_the_group_has(forger: Forger, tmp_path: Path, lying: bool) -> None:
    """Honest: the witnesses. The hours are those of other groups' votes by the same channel."""
    day = forger.election["ladder"][-2]
    wide = [label for label in forger.only("close")["labels"] if label[:2] == [MEMBERS.name, "in-person"]]
    for label in wide if lying else []:
        label[4] = day

    def change(number: int, values: dict[str, Any]) -> None:
        if lying and values["label"] == "in-person":
            values["bucket"] = 0

    check_release(forger, released_anew(forger, change), tmp_path, "V19.cover" if lying else None)
