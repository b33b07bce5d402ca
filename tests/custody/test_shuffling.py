"""A mixer mixes a set once, in turn, and only what it could follow back to the ballots."""

from dataclasses import replace
from pathlib import Path

import pytest

from tellers.custody.keyring import PLAIN, make_key_file, record_of
from tellers.custody.sets import MixedSet
from tellers.custody.shuffling import mix_sets
from tellers.custody.trustee import Mixer
from tellers.errors import Refused
from tests.custody.acting import Album, Moment


def mixes(
    moment: Moment, name: str, contest: str = "chair", group: str = "joint", absent: tuple[str, ...] = ()
) -> int:
    chosen = MixedSet(contest, group)
    [mixed] = mix_sets(moment.pack, moment.key(name), PLAIN, moment.sid, [chosen], absent, moment.now)
    stage: int = mixed.entry["stage"]
    return stage


def test_a_mixer_mixes_one_input_of_a_set(album: Album, tmp_path: Path) -> None:
    moment = album.moments["mixer-1 mixes chair, joint"].copied(tmp_path)
    assert mixes(moment, "mixer-1") == 1
    assert mixes(moment, "mixer-1") == 1  # what was made was lost before it was handed in
    mixer = Mixer(moment.key("mixer-1"))
    assert len([line for line in mixer.record().of("mixed") if line["contest"] == "chair"]) == 1
    eid, rows = bytes.fromhex(mixer.record().of("mixed")[-1]["eid"]), bytes(64)
    with pytest.raises(Refused, match=r"mixer\.mixed-before: mixer-1 has mixed chair, joint before"):
        mixer.mix(eid, bytes(32), "chair", "joint", 1, 1, rows)
    after = album.moments["mixer-2 mixes chair, joint"].copied(tmp_path / "after")
    with pytest.raises(Refused, match=r"mixer\.mixed-before: the board shows"):
        mixes(after, "mixer-1")


def test_mixers_go_in_turn_and_one_who_does_not_come_is_named(album: Album, tmp_path: Path) -> None:
    moment = album.moments["mixer-1 mixes chair, joint"].copied(tmp_path)
    with pytest.raises(Refused, match=r"mixer\.not-in-turn: it is the turn of mixer-1"):
        mixes(moment, "mixer-2")
    for nobody in ("mixer-2", "deputy", "nobody-at-all"):
        with pytest.raises(Refused, match=rf"mixer\.not-absent: '{nobody}' is no mixer"):
            mixes(moment, "mixer-2", absent=("mixer-1", nobody))
    assert mixes(moment, "mixer-2", absent=("mixer-1",)) == 1


@pytest.mark.parametrize(
    ("name", "contest", "group"),
    [
        ("mixer-1 mixes chair, joint", "motion", "joint"),
        ("mixer-1 mixes chair, joint", "chair", "g1"),
        ("mixer-1 mixes cred, full", "cred", "other"),
    ],
)
def test_a_set_that_is_not_there_is_refused(
    album: Album, tmp_path: Path, name: str, contest: str, group: str
) -> None:
    there = "cred --group full" if contest == "cred" else "chair --group joint"
    with pytest.raises(Refused, match=rf"mixer\.no-such-set: .*: there is --contest {there}$"):
        mixes(album.moments[name].copied(tmp_path), "mixer-1", contest, group)


def test_nothing_is_mixed_before_its_time_nor_once_it_is_being_opened(album: Album, tmp_path: Path) -> None:
    early = album.moments["close"].copied(tmp_path / "early")
    with pytest.raises(Refused, match=r"custody\.unverified"):
        mixes(early, "mixer-1")
    unsealed = album.moments["registrar makes codes"].copied(tmp_path / "unsealed")
    with pytest.raises(Refused, match=r"custody\.unverified: .*V7\.size"):
        mixes(unsealed, "mixer-1", "cred", "full")
    for name, contest, group in (("plain", "chair", "joint"), ("cred.list", "cred", "full")):
        late = album.moments[name].copied(tmp_path / contest).settled(tmp_path / contest)
        with pytest.raises(Refused, match=r"mixer\.too-late"):
            mixes(late, "mixer-1", contest, group)


def test_a_mix_that_could_not_follow_on_the_board_is_not_begun(album: Album, tmp_path: Path) -> None:
    moment = album.moments["mixer-1 mixes chair, joint"].copied(tmp_path)
    for now, told in ((5, "the board has come to"), (2**50, "after the year 9999")):
        with pytest.raises(Refused, match=rf"custody\.clock: .*{told}"):
            mixes(replace(moment, now=now), "mixer-1")
    assert [line["contest"] for line in Mixer(moment.key("mixer-1")).record().of("mixed")] == ["cred"]


def test_a_record_that_forgets_a_mix_is_noticed(album: Album, tmp_path: Path) -> None:
    moment = album.moments["mixer-1 mixes chair, joint"].copied(tmp_path)
    record = record_of(moment.key("mixer-1"))
    before = record.read_bytes()
    mixes(moment, "mixer-1")
    record.write_bytes(before)
    with pytest.raises(Refused, match=r"custody\.record-old"):
        mixes(moment, "mixer-1")


def test_only_a_mixer_of_the_election_mixes(album: Album, tmp_path: Path) -> None:
    moment = album.moments["mixer-1 mixes chair, joint"].copied(tmp_path)
    with pytest.raises(Refused, match=r"custody\.not-named: the set-up names no deputy"):
        mixes(moment, "deputy")
    make_key_file(moment.key("stranger"), "mixer-1")
    with pytest.raises(Refused, match=r"custody\.not-named: the set-up names no mixer-1 with this key"):
        mixes(moment, "stranger")
