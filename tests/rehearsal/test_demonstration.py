"""The demonstration: its figures as promised, its evidence complete, its forgery refused."""

import json
from collections import Counter

from tellers.evidence.result import result_of
from tellers.rehearsal import demo
from tellers.rehearsal.demo import Demonstration
from tellers.rehearsal.run import Rehearsed
from tellers.rehearsal.verifying import Verification
from tests.conftest import DemoRun

FILES = [
    "forged/register.json",
    "forged/verification.json",
    "pack.zip",
    "receipt.json",
    "release/register.csv",
    "release/register.json",
    "release/verification.json",
    "result.json",
    "sid.txt",
    "verification.json",
]


def verification(run: DemoRun, name: str) -> Verification:
    """What the demonstration wrote down of a verification."""
    return Verification(json.loads((run.folder / name).read_bytes()), 0.0, 0.0, 0)


def test_the_honest_pair_verifies_and_the_forged_copy_fails_v19(demo_run: DemoRun) -> None:
    assert verification(demo_run, "verification.json").passed
    assert verification(demo_run, "release/verification.json").passed
    failure = verification(demo_run, "forged/verification.json").failure
    assert failure is not None
    assert failure["step"] == "V19"


def test_everything_that_was_promised_is_left_behind(demo_run: DemoRun) -> None:
    folder = demo_run.folder
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert sorted(path for path in left if not path.startswith("pack/")) == FILES
    assert "pack/manifest.json" in left
    table = (folder / "release" / "register.csv").read_text(encoding="utf-8")
    assert table.startswith('"Released to Tomos Fenwright, candidate only')
    assert len(table.splitlines()) == 2 + 60


def test_a_demonstration_that_goes_wrong_anywhere_has_not_succeeded(
    demo_run: DemoRun, rehearsed: Rehearsed
) -> None:
    names = ("verification.json", "release/verification.json", "forged/verification.json")
    pack, release, forged = (verification(demo_run, name) for name in names)
    assert Demonstration(demo_run.folder, rehearsed, pack, release, forged, pack).succeeded
    wrong = [
        (forged, release, forged, pack),
        (pack, forged, forged, pack),
        (pack, release, release, pack),
        (pack, release, forged, forged),
    ]
    for parts in wrong:
        assert not Demonstration(demo_run.folder, rehearsed, *parts).succeeded


def test_the_figures_are_those_of_the_contract() -> None:
    plan = demo.plan()
    channels = Counter(elector.channel for elector in plan.electors)
    assert (len(plan.electors), sum(n for channel, n in channels.items() if channel)) == (1204, 860)
    assert {channel for channel in channels if channel} == {"online", "post", "in-person"}
    votes = [elector.choices[0] for elector in plan.electors if elector.choices]
    result = result_of(plan.contests[0], votes, frozenset(), (0, 1, 2))
    last = result["count"]["stages"][-1]
    assert sorted(map(int, last["totals"])) == [0, 359, 497]
    assert last["non_transferable"] == "4"
    motions = Counter(str(elector.choices[1]) for elector in plan.electors if elector.choices)
    assert motions["[0]"] > motions["[1]"]


def test_no_two_members_share_a_number_or_a_mailbox() -> None:
    values = [elector.values for elector in demo.plan().electors]
    for name in ("member_number", "email"):
        assert len({one[name] for one in values}) == len(values)


def test_a_register_in_which_everybody_voted_cannot_be_forged_that_way() -> None:
    package = b'{"rows":[{"reg":[["status","voted","ab"]]}]}'
    assert demo.forge(package) == package
