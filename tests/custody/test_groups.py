"""Voting keys of several groups, votes of several mix groups, a wide contest: each set named, and once."""

from pathlib import Path
from typing import Any

import pytest

from tellers.board.entries import Entry
from tellers.board.log import Signer
from tellers.board.mixing import CREDENTIALS
from tellers.custody.keyring import PLAIN, KeyHolder
from tellers.custody.officer import propose
from tellers.custody.opening import open_set
from tellers.custody.sets import MixedSet
from tellers.custody.shuffling import mix_sets
from tellers.custody.trustee import Mixer, Trustee
from tellers.errors import Refused
from tellers.evidence.pack import write_pack
from tellers.evidence.verify import verify_pack
from tellers.rehearsal.plan import Elector, Plan, Rules, declared_rule
from tests import branch
from tests.custody.acting import Album, Moment, WatchedBoard, begun, held, hold, signed_again

WORKS = "works"
KEYS = ("members", "members-x3", "associates")
SETS = [
    *((CREDENTIALS, group) for group in KEYS),
    *((c, g) for c in ("chair", WORKS) for g in ("g1", "joint")),
]

_SAID: tuple[tuple[str, int, str | None, list[Any]], ...] = (
    ("members", 1, "online", [[0], [[3], [0, 1]]]),
    ("members", 1, "online", [[1, 0], [[0]]]),
    ("members", 1, "in-person", [[2], [[51], [3]]]),
    ("members", 1, "post", [[0, 2], "blank"]),
    ("members", 1, "post", [[1], [[3], [1], [0]]]),
    ("members", 3, "online", [[2], [[3]]]),
    ("members", 3, "post", [[0], [[1, 3]]]),
    ("associates", 1, "online", [[[0], [3]]]),
    ("associates", 1, "online", [[[3]]]),
    ("associates", 1, "post", [[[1]]]),
    ("associates", 1, "in-person", ["void"]),
    ("members", 1, None, []),
)
"""Of each member of the branch: ballot style, weight, channel and choices."""


def poll() -> Plan:
    """Members choose a chair, all of them what is built; two vote for three. The post is mixed apart."""
    works = {
        "id": WORKS,
        "title": "What is built",
        "kind": "ranked_ties",
        "options": [{"id": f"work-{n}", "name": f"Work {n}"} for n in range(1, 53)],  # two ciphertexts wide
        "nominated": False,
        "count": declared_rule("schulze", 1),
    }
    electors = [
        Elector(values, channel, choices, style=style, weight=weight)
        for values, (style, weight, channel, choices) in zip(branch.MEMBERS, _SAID, strict=True)
    ]
    return Plan(
        organisation="The Marsh Lane branch",
        title="Chair and works",
        origin=branch.ORIGIN,
        contests=[branch.contest(), works],
        electors=electors,
        rules=Rules(mix_k=2, mix_sets=(("post",),), mixers=2, witnesses=2, quorum=2, days=2),
        opens=branch.OPENS,
        opened_ballots=1,
        styles=(("members", ("chair", WORKS)), ("associates", (WORKS,))),
    )


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return held(tmp_path_factory.mktemp("groups"), poll())


class MisnamingBoard(WatchedBoard):
    """A board where a box is entered as another group's."""

    def append(self, entry: Entry, *signers: Signer) -> int:
        if entry.get("group") == "members-x3" and entry["type"] == "paper.final":
            entry = {**entry, "group": "members"}
        return super().append(entry, *signers)


def opens(moment: Moment, name: str, contest: str, group: str) -> dict[str, Any]:
    chosen = MixedSet(contest, group)
    return open_set(moment.pack, moment.key(name), PLAIN, chosen, moment.now).entry


def mixes(moment: Moment, name: str, contest: str, group: str) -> dict[str, Any]:
    chosen = MixedSet(contest, group)
    [mixed] = mix_sets(moment.pack, moment.key(name), PLAIN, moment.sid, [chosen], (), moment.now)
    return mixed.entry


def test_every_group_is_mixed_and_opened_by_people_who_act_on_packs(groups: Album, tmp_path: Path) -> None:
    for contest, group in SETS:
        chosen = [2, 3] if contest != CREDENTIALS else [1, 2]
        acted = [f"mixer-{i} mixes {contest}, {group}" for i in (1, 2)]
        acted += [f"trustee-{i} opens {contest}, {group}" for i in chosen]
        assert set(acted) <= groups.moments.keys()
    write_pack(groups.hall.board.folder, tmp_path / "pack")
    assert verify_pack(tmp_path / "pack", groups.hall.sid.hex()).first_failure is None


def test_officers_sign_every_entry_of_a_poll_of_several_groups(groups: Album, tmp_path: Path) -> None:
    said = signed_again(groups, tmp_path)
    assert "Ballots: members has chair, works; associates has works;" in said["election"]
    assert " Votes by post are mixed apart where at least 2 members voted so. " in said["election"]
    assert "of the group " in said["paper.final"]
    assert said["plain"].startswith("The decrypted votes of chair (g1) are published. Dated ")


@pytest.mark.parametrize(
    ("contest", "group"),
    [
        (CREDENTIALS, "joint"),
        (CREDENTIALS, "members-x1"),
        (CREDENTIALS, "associates-x3"),
        ("chair", "members"),
        ("chair", "g2"),
        (WORKS, "members-x3"),
    ],
)
def test_a_group_of_another_name_is_no_set(groups: Album, tmp_path: Path, contest: str, group: str) -> None:
    stage = "cred, members" if contest == CREDENTIALS else "chair, g1"
    with pytest.raises(Refused, match=r"mixer\.no-such-set: there is nothing to be mixed for "):
        mixes(groups.moments[f"mixer-1 mixes {stage}"].copied(tmp_path / "a"), "mixer-1", contest, group)
    trustee = 1 if contest == CREDENTIALS else 2
    moment = groups.moments[f"trustee-{trustee} opens {stage}"].copied(tmp_path / "b")
    with pytest.raises(Refused, match=r"trustee\.no-such-set: nothing was mixed for "):
        opens(moment, f"trustee-{trustee}", contest, group)


def test_nothing_is_opened_before_every_group_is_mixed(groups: Album, tmp_path: Path) -> None:
    keys = groups.moments["mixer-2 mixes cred, associates"].copied(tmp_path / "keys")
    with pytest.raises(Refused, match=r"V7\.mixers: 1 mixers mixed the keys of associates where 2 must"):
        opens(keys, "trustee-1", CREDENTIALS, "members")
    votes = groups.moments["mixer-2 mixes works, joint"].copied(tmp_path / "votes")
    with pytest.raises(Refused, match=r"V13\.mixers: works, joint: 1 mixes"):
        opens(votes, "trustee-2", "chair", "g1")
    unmixed = groups.moments["mixer-1 mixes works, g1"].copied(tmp_path / "unmixed")
    with pytest.raises(Refused, match=r"V12\.groups: works, g1: the \d+ ballots and papers were never mixed"):
        opens(unmixed, "trustee-2", "chair", "g1")


def test_voting_keys_of_no_group_are_mixed_once_those_of_one_are_opened(
    groups: Album, tmp_path: Path
) -> None:
    moment = groups.moments["trustee-1 opens cred, associates"].copied(tmp_path)
    with pytest.raises(Refused, match=r"mixer\.too-late: trustees are opening the voting keys of associates"):
        mixes(moment, "mixer-1", CREDENTIALS, "associates")


def test_votes_of_one_group_are_mixed_while_another_is_not_begun(groups: Album, tmp_path: Path) -> None:
    moment = groups.moments["mixer-1 mixes chair, g1"].copied(tmp_path)
    entry = mixes(moment, "mixer-1", WORKS, "joint")
    assert (entry["contest"], entry["group"], entry["stage"]) == (WORKS, "joint", 1)
    assert entry["out"]["file"] == "mix/works/joint/stage1.bin"
    electronic_and_paper = 1 + 1 + 1 + 3 + 1 + 1 + 1  # a vote of weight three is three votes
    assert entry["out"]["len"] == electronic_and_paper * 2 * 64
    again = mixes(moment, "mixer-1", WORKS, "joint")
    assert (again["stage"], again["inp"]) == (1, entry["inp"])
    assert mixes(moment, "mixer-1", WORKS, "g1")["out"]["len"] == (1 + 1 + 3 + 1) * 2 * 64


def test_several_sets_are_mixed_at_once_or_none_of_them(groups: Album, tmp_path: Path) -> None:
    moment = groups.moments["mixer-1 mixes chair, g1"].copied(tmp_path)
    key = moment.key("mixer-1")
    good = [MixedSet("chair", "g1"), MixedSet(WORKS, "joint")]

    def mixed(*chosen: MixedSet) -> list[Entry]:
        made = mix_sets(moment.pack, key, PLAIN, moment.sid, chosen, (), moment.now)
        return [one.entry for one in made]

    for bad, code in ((MixedSet(WORKS, "g9"), "mixer.no-such-set"), (good[0], "mixer.named-twice")):
        with pytest.raises(Refused) as refused:
            mixed(*good, bad)
        assert refused.value.code == code
    votes = [line for line in Mixer(key).record().of("mixed") if line["contest"] != CREDENTIALS]
    assert votes == []
    assert [(one["contest"], one["group"], one["stage"]) for one in mixed(*good)] == [
        ("chair", "g1", 1),
        (WORKS, "joint", 1),
    ]
    mixed(*good)  # what was made was lost before it was handed in
    assert [line["inp"] for line in Mixer(key).record().of("mixed")][-2:] == [
        one["inp"] for one in mixed(*good)
    ]


def test_a_trustee_opens_one_set_of_each_contest_and_group_ever(groups: Album, tmp_path: Path) -> None:
    moment = groups.moments["trustee-2 opens chair, g1"].copied(tmp_path)
    key = moment.key("trustee-2")
    first = opens(moment, "trustee-2", WORKS, "g1")
    assert first["factors"]["len"] == (1 + 1 + 3 + 1) * 2 * 32
    eid = bytes.fromhex(Trustee(key, 2).record().of("opened")[-1]["eid"])
    other = (moment.pack / "mix" / WORKS / "g1" / "stage1.bin").read_bytes()
    with pytest.raises(Refused, match=r"trustee\.decrypted-before: .* another set of works, g1 before"):
        Trustee(key, 2).decrypt(eid, WORKS, "g1", other)
    assert opens(moment, "trustee-2", WORKS, "joint")["factors"]["file"] == "dec/works/joint/t2.bin"
    assert opens(moment, "trustee-2", "chair", "g1")["factors"]["file"] == "dec/chair/g1/t2.bin"
    opened = [(line["contest"], line["group"]) for line in Trustee(key, 2).record().of("opened")]
    assert opened == [
        *((CREDENTIALS, group) for group in KEYS),
        (WORKS, "g1"),
        (WORKS, "joint"),
        ("chair", "g1"),
    ]


def test_marks_are_not_signed_over_a_box_entered_as_another_group_s(tmp_path: Path) -> None:
    album = begun(tmp_path / "misnamed", poll())
    album.hall.board = MisnamingBoard(tmp_path / "board", lambda entry: album.take(entry["type"], entry))
    with pytest.raises(Refused, match=r"custody\.unverified: .* V11\.shape"):  # no mixer mixes it either
        hold(album)
    moment = album.moments["marks"].copied(tmp_path / "asked")
    officer, entry = KeyHolder(moment.key("returning-officer")), {**moment.entry, "sigs": []}
    with pytest.raises(Refused, match=r"V11\.shape: batch \S+ was marked by members of members-x3"):
        propose(officer, moment.pack, moment.sid, entry)
