"""A trustee opens what it has verified, once; and takes no step backwards."""

import json
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tellers.board.signing import entry_digest, is_signed
from tellers.canonical import decode, encode, h256
from tellers.custody.keyring import PLAIN, KeyHolder, make_key_file, record_of
from tellers.custody.making import next_message
from tellers.custody.opening import drill, open_set
from tellers.custody.sets import MixedSet
from tellers.custody.trustee import Trustee
from tellers.custody.unmaking import destroy
from tellers.errors import Refused
from tellers.evidence.pack import write_manifest
from tests import branch
from tests.custody.acting import Album, Moment

CHOSEN = MixedSet(branch.CONTEST, "joint")
CHAIR = f"trustee-2 opens {branch.CONTEST}, joint"
KEYS = "trustee-1 opens cred, full"
FIRST_MIX = "mix/chair/joint/stage1.bin"


def opens(
    moment: Moment, name: str = "trustee-2", contest: str = branch.CONTEST, group: str = "joint"
) -> None:
    open_set(moment.pack, moment.key(name), PLAIN, MixedSet(contest, group), moment.now)


def altered_pack(moment: Moment, folder: Path, change: Callable[[Path], object]) -> Moment:
    """The same moment with another pack, whose list of files was made anew."""
    shutil.copytree(moment.pack, folder / "pack")
    change(folder / "pack")
    write_manifest(folder / "pack")
    return Moment(folder / "pack", moment.keys, moment.sid, moment.now)


@pytest.fixture
def chair(album: Album, tmp_path: Path) -> Moment:
    """The votes are mixed; nobody has opened them."""
    return album.moments[CHAIR].copied(tmp_path)


@pytest.fixture
def keys(album: Album, tmp_path: Path) -> Moment:
    """The voting keys are mixed; nobody has opened them."""
    return album.moments[KEYS].copied(tmp_path)


def test_what_a_trustee_hands_in_is_signed_and_complete(chair: Moment) -> None:
    opened = open_set(chair.pack, chair.key("trustee-2"), PLAIN, CHOSEN, chair.now)
    trustee = Trustee(chair.key("trustee-2"), 2)
    entry = opened.entry
    [sig] = entry["sigs"]
    eid = bytes.fromhex(trustee.record().of("opened")[-1]["eid"])
    assert is_signed(trustee.vk, entry_digest(eid, entry), bytes.fromhex(sig["sig"]))
    assert list(opened.files) == [entry["factors"]["file"]] == ["dec/chair/joint/t2.bin"]


def test_the_same_set_is_handed_in_again_and_another_is_refused(chair: Moment) -> None:
    first = open_set(chair.pack, chair.key("trustee-2"), PLAIN, CHOSEN, chair.now)
    again = open_set(chair.pack, chair.key("trustee-2"), PLAIN, CHOSEN, chair.now)
    assert again.files == first.files
    trustee, other = (
        Trustee(chair.key("trustee-3"), 3),
        (chair.pack / "mix/chair/joint/stage1.bin").read_bytes(),
    )
    eid = bytes.fromhex(Trustee(chair.key("trustee-2"), 2).record().of("opened")[-1]["eid"])
    trustee.decrypt(eid, branch.CONTEST, "joint", other)
    with pytest.raises(
        Refused, match=r"trustee\.decrypted-before: trustee-3 has opened another set of chair, joint"
    ):
        opens(chair, "trustee-3")


def test_no_vote_is_opened_before_the_close(album: Album, tmp_path: Path) -> None:
    for name in ("open", "marks", "close"):
        with pytest.raises(Refused, match=r"trustee\.not-closed: the poll is not closed"):
            opens(album.moments[name].copied(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "contest", "group", "check"),
    [
        ("mixer-1 mixes chair, joint", "chair", "joint", "V12.groups"),
        ("mixer-2 mixes chair, joint", "chair", "joint", "V13.mixers"),
        ("mixer-1 mixes cred, full", "cred", "full", "V7.mixers"),
        ("mixer-2 mixes cred, full", "cred", "full", "V7.mixers"),
        ("registrar makes codes", "cred", "full", "V7.size"),
    ],
)
def test_nothing_is_opened_before_enough_mixers_have_mixed_it(
    album: Album, tmp_path: Path, name: str, contest: str, group: str, check: str
) -> None:
    with pytest.raises(Refused, match=r"custody\.unverified: the board does not verify") as refused:
        opens(album.moments[name].copied(tmp_path), contest=contest, group=group)
    assert f"{check}: " in refused.value.why


def test_a_close_that_no_witness_has_seen_opens_nothing(chair: Moment, tmp_path: Path) -> None:
    def unwitnessed(pack: Path) -> None:
        last = max((pack / "log" / "checkpoints").iterdir())
        last.unlink()

    with pytest.raises(Refused, match=r"custody\.unverified.*V3\.covers-all"):
        opens(altered_pack(chair, tmp_path / "a", unwitnessed))

    def fewer_witnesses(pack: Path) -> None:
        last = max((pack / "log" / "checkpoints").iterdir())
        last.write_bytes(b"\n".join(last.read_bytes().split(b"\n")[:-2]) + b"\n")

    with pytest.raises(Refused, match=r"custody\.unverified.*V3\.cosignatures"):
        opens(altered_pack(chair, tmp_path / "b", fewer_witnesses))


def test_a_mix_that_was_exchanged_opens_nothing(chair: Moment, tmp_path: Path) -> None:
    def exchanged(pack: Path) -> None:
        path = pack / "mix" / "chair" / "joint" / "stage2.bin"
        path.write_bytes(path.read_bytes()[64:] + path.read_bytes()[:64])

    with pytest.raises(Refused, match=r"custody\.unverified.*V4\.blob"):
        opens(altered_pack(chair, tmp_path / "pack", exchanged))
    assert not Trustee(chair.key("trustee-2"), 2).record().of("opened")[1:]


@pytest.mark.parametrize(("contest", "group"), [("chair", "g1"), ("motion", "joint"), ("cred", "joint")])
def test_a_set_that_is_not_there_is_refused(chair: Moment, contest: str, group: str) -> None:
    with pytest.raises(Refused, match=r"trustee\.no-such-set"):
        opens(chair, "trustee-3", contest, group)


def test_enough_is_enough_and_a_part_handed_in_is_not_asked_for_again(album: Album, tmp_path: Path) -> None:
    moment = album.moments["plain"].copied(tmp_path).settled(tmp_path)
    with pytest.raises(Refused, match=r"trustee\.handed-in"):
        opens(moment, "trustee-2")
    with pytest.raises(Refused, match=r"trustee\.enough: chair, joint: opened by 2 trustees"):
        opens(moment, "trustee-1")


def test_trustees_open_a_set_in_the_order_of_their_numbers(album: Album, tmp_path: Path) -> None:
    """The parts of a set stand on the board in that order, or nobody verifies the poll (V14.trustees)."""
    moment = album.moments["trustee-3 opens chair, joint"].copied(tmp_path)
    with pytest.raises(Refused, match=r"trustee\.too-late: trustee 2 has opened chair, joint"):
        opens(moment, "trustee-1")
    assert not Trustee(moment.key("trustee-1"), 1).record().of("opened")[1:]


def test_a_lost_record_does_not_begin_anew(chair: Moment) -> None:
    record_of(chair.key("trustee-2")).unlink()
    with pytest.raises(Refused, match=r"custody\.record-lost: .*trustee-2\.key\.state is not there"):
        opens(chair)
    with pytest.raises(Refused, match=r"custody\.record-lost"):
        drill(chair.key("trustee-2"), PLAIN)


def test_an_older_copy_of_the_record_is_refused(chair: Moment) -> None:
    record = record_of(chair.key("trustee-2"))
    older = record.read_bytes()
    opens(chair)
    assert record.read_bytes().startswith(older)
    record.write_bytes(older)
    with pytest.raises(Refused, match=r"custody\.record-old: .* is an older copy"):
        opens(chair)


def test_older_copies_of_record_and_key_together_are_told_by_the_board(album: Album, tmp_path: Path) -> None:
    moment, older = album.moments["plain"].settled(tmp_path), album.moments[CHAIR].copied(tmp_path)
    with pytest.raises(Refused, match=r"custody\.record-old: the board shows a set opened with this key"):
        opens(Moment(moment.pack, older.keys, moment.sid, moment.now))


def test_a_record_with_a_line_changed_cut_or_from_elsewhere_is_refused(chair: Moment) -> None:
    record = record_of(chair.key("trustee-2"))
    whole = record.read_bytes()
    lines = whole.splitlines(keepends=True)
    strange = record_of(chair.key("trustee-1")).read_bytes()
    changed = whole.replace(b'"group":"full"', b'"group":"half"')
    for bad in (
        b"".join([lines[0], *lines[2:]]),
        changed,
        strange,
        whole + b"{}\n",
        whole + b"1\n",
    ):
        assert bad != whole
        record.write_bytes(bad)
        with pytest.raises(Refused, match=r"custody\.record-altered: .* \(line \d+\)"):
            opens(chair)
    for cut in (b"", whole[:-3]):
        record.write_bytes(cut)
        with pytest.raises(Refused, match=r"custody\.record-old"):
            opens(chair)


@pytest.mark.parametrize("broken", [b'{"contest":"chair","ei', b"\0\0", b"{}"])
def test_a_line_that_broke_off_is_dropped(chair: Moment, broken: bytes) -> None:
    record = record_of(chair.key("trustee-2"))
    whole = record.read_bytes()
    record.write_bytes(whole + broken)
    assert drill(chair.key("trustee-2"), PLAIN) == "trustee-2"
    assert record.read_bytes() == whole
    record.write_bytes(whole + broken)
    opens(chair)
    opens(chair)
    assert record.read_bytes().startswith(whole + b"{")


def test_a_line_that_the_disk_does_not_take_leaves_nothing_behind(chair: Moment) -> None:
    record = record_of(chair.key("trustee-2"))
    whole = record.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 20, before[1]))
    try:
        with pytest.raises(Refused, match=r"custody\.unwritten: .*nothing was done: File too large"):
            Trustee(chair.key("trustee-2"), 2).record().append("opened", eid="00", contest="x", group="y")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert record.read_bytes() == whole
    opens(chair)


def test_two_programs_do_not_write_one_record(chair: Moment) -> None:
    one = Trustee(chair.key("trustee-2"), 2).record()
    other = Trustee(chair.key("trustee-2"), 2).record()
    one.append("opened", eid="00", contest="x", group="y", inp="z")
    with pytest.raises(Refused, match=r"custody\.in-use"):
        other.append("opened", eid="00", contest="x", group="y", inp="another")


def test_a_share_is_used_for_its_own_poll_only(album: Album, tmp_path: Path) -> None:
    moment = album.moments[CHAIR].copied(tmp_path)
    make_key_file(tmp_path / "stranger.key", "trustee-2")
    with pytest.raises(Refused, match=r"trustee\.not-named: the set-up has no trustee trustee-2"):
        open_set(moment.pack, tmp_path / "stranger.key", PLAIN, CHOSEN, moment.now)
    path = moment.key("trustee-2")
    stored = PLAIN.read(path)
    PLAIN.write(path, {**stored, "share": {**stored["share"], "dkg": "00" * 32}})
    with pytest.raises(Refused, match=r"trustee\.another-key"):
        opens(moment)
    PLAIN.write(path, {**stored, "share": None})
    with pytest.raises(Refused, match=r"trustee\.no-share"):
        opens(moment)


def test_a_drill_opens_what_is_meant_for_the_share(chair: Moment) -> None:
    path = chair.key("trustee-1")
    assert drill(path, PLAIN) == "trustee-1"
    stored = PLAIN.read(path)
    wrong = bytes([1]) + bytes.fromhex(stored["share"]["secret"])[1:]
    PLAIN.write(path, {**stored, "share": {**stored["share"], "secret": wrong.hex()}})
    with pytest.raises(Refused, match=r"trustee\.share-fails"):
        drill(path, PLAIN)


def test_a_key_that_was_destroyed_is_gone_and_a_copy_of_it_is_refused(chair: Moment, tmp_path: Path) -> None:
    path = chair.key("trustee-2")
    shutil.copy(path, tmp_path / "backup.key")
    with pytest.raises(Refused, match=r"custody\.another-role: .* never used as a registrar's"):
        destroy(path, PLAIN, "registrar", tmp_path / "out")
    vk = KeyHolder(path).vk
    broken_off = path.with_name(f"{path.name}.{'0a' * 8}.new")
    shutil.copy(path, broken_off)
    statement = destroy(path, PLAIN, "trustee", tmp_path / "out")
    assert not path.exists()
    assert not broken_off.exists()
    said = decode(statement.read_bytes().rstrip(b"\n"))
    assert (said["format"], said["id"], said["polls"]) == ("tellers-destroyed/1", "trustee-2", [chair.sid])
    sig = bytes.fromhex(said.pop("sig"))
    assert is_signed(vk, h256("custody/destroyed", encode(said)), sig)
    shutil.copy(tmp_path / "backup.key", path)
    with pytest.raises(Refused, match=r"custody\.destroyed"):
        opens(chair)


def test_a_destruction_that_was_broken_off_is_done_to_its_end(chair: Moment, tmp_path: Path) -> None:
    path = chair.key("trustee-2")
    shutil.copy(path, tmp_path / "backup.key")
    whole = destroy(path, PLAIN, "trustee", tmp_path / "out").read_bytes()
    for number, left in enumerate(((tmp_path / "backup.key").read_bytes(), bytes(100), None)):
        if left is not None:  # as it was, already overwritten, or gone
            path.write_bytes(left)
        again = destroy(path, PLAIN, "trustee", tmp_path / str(number))
        assert again.read_bytes() == whole
        assert not path.exists()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "destroyed.json").write_text("another's")
    with pytest.raises(Refused, match=r"custody\.occupied"):
        destroy(path, PLAIN, "trustee", tmp_path / "taken")


def test_nothing_is_destroyed_for_a_statement_that_its_key_has_not_signed(
    chair: Moment, tmp_path: Path
) -> None:
    path = chair.key("trustee-2")
    forged = {
        "format": "tellers-destroyed/1",
        "id": "trustee-2",
        "polls": [],
        "sig": "00" * 64,
        "vk": "11" * 32,
    }
    for line in ({"statement": forged, "what": "destroyed"}, {"statement": "gone"}, [1]):
        before = record_of(path).read_bytes()
        record_of(path).write_bytes(before + encode(line) + b"\n")
        with pytest.raises(Refused, match=r"custody\.record-altered"):
            destroy(path, PLAIN, "trustee", tmp_path / "out")
        record_of(path).write_bytes(before)
    assert drill(path, PLAIN) == "trustee-2"


def test_a_trustee_says_what_is_due_and_no_more(album: Album, tmp_path: Path) -> None:
    first = album.moments["trustee-2 says dkg0"].copied(tmp_path / "a")
    with pytest.raises(Refused, match=r"trustee\.waiting: .*`dkg0` is missing from trustee-2, trustee-3"):
        next_message(first.pack, first.key("trustee-1"), PLAIN, first.sid, first.now)
    with pytest.raises(Refused, match=r"custody\.no-number"):
        next_message(first.pack, first.key("trustee-2"), PLAIN, None, first.now)
    with pytest.raises(Exception, match=r"V2\.sid"):
        next_message(first.pack, first.key("trustee-2"), PLAIN, "00" * 32, first.now)
    last = album.moments["election"].copied(tmp_path / "b")
    with pytest.raises(Refused, match=r"trustee\.made: all three messages"):
        next_message(last.pack, last.key("trustee-1"), PLAIN, last.sid, last.now)


def test_a_certificate_that_was_lost_on_the_way_is_made_again(album: Album, tmp_path: Path) -> None:
    moment = album.moments["trustee-1 says dkg3"].copied(tmp_path)
    said = [
        next_message(moment.pack, moment.key("trustee-1"), PLAIN, moment.sid, moment.now) for _ in range(2)
    ]
    assert said[0].entry["msg"]["x_pub"] == said[1].entry["msg"]["x_pub"]
    assert json.loads(moment.key("trustee-1").read_text())["share"]["i"] == 1
