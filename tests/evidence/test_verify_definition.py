"""V2: a set-up and an election made by hand, and every rule about them broken once."""

from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellers import _core, canonical
from tellers.evidence.verify import Outcome, v02_election
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Run
from tellers.evidence.verify.pack import Listed, PackFiles
from tellers.register.rows import FIELDS as REGISTER_FIELDS
from tellers.tlog.note import COSIGNATURE, ED25519, verifier_key
from tests.declared import PLAIN, parameters
from tests.evidence.memory import Memory

ENTRIES = "log/entries.ndjson"
HOUR = 3600
Value = dict[str, Any]
ROLES = [
    ("returning-officer", []),
    ("deputy", []),
    ("server", ["online"]),
    ("registrar", []),
    ("editor", []),
    ("presiding-officer", ["in-person"]),
    ("data-entry-a", []),
    ("data-entry-b", []),
    ("mixer", []),
]


def vk(name: str) -> bytes:
    seed = sha256(name.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def setup() -> Value:
    origin = "vote.example.org/marsh-lane"
    names = [f"witness-{i}.example" for i in range(1, 5)]
    return {
        "format": "tellers-setup/1",
        "protocol": "MBP1",
        "org": "Marsh Lane branch",
        "title": "Officers",
        "origin": origin,
        "nonce": "00" * 32,
        "officers": [{"id": r, "role": r, "vk": vk(r).hex(), "channels": c} for r, c in ROLES],
        "trustees": [{"i": i, "id": f"trustee-{i}", "vk": vk(f"t{i}").hex()} for i in (1, 2, 3)],
        "threshold": 2,
        "log_vkey": str(verifier_key(origin, ED25519, vk("log"))),
        "witnesses": [str(verifier_key(name, COSIGNATURE, vk(name))) for name in names],
        "quorum": 3,
        "skew": 120,
    }


def contest(id: str = "chair", **changes: Any) -> Value:
    options = [{"id": name, "name": name.title()} for name in ("ash", "birch", "cedar")]
    count = {
        "rule": "av",
        "version": 1,
        "seats": 1,
        "parameters": parameters("av"),
        **PLAIN,
    }
    plain = {"id": id, "title": "Chair", "kind": "ranked", "options": options, "max_rank": 3}
    return {**plain, "nominated": False, "count": count, **changes}


def choice(**changes: Any) -> Value:
    plain = contest("motion", kind="choose", min=1, max=1, count=count_of("fptp"))
    del plain["max_rank"]
    return {**plain, **changes}


def election() -> Value:
    return {
        "format": "tellers-election/1",
        "protocol": "MBP1",
        "sid": "",
        "pk": _core.base_multiply((7).to_bytes(32, "little")).hex(),
        "dkg": "11" * 32,
        "contests": [contest(), choice()],
        "styles": [["full", ["chair", "motion"]]],
        "opens": 100 * HOUR,
        "closes": 124 * HOUR,
        "batch": 60,
        "precedence": "first",
        "paper_supersedes": True,
        "release_k": 10,
        "ladder": [60, 240, 1440],
        "tiers": {
            "b": {"roll": ["name"], "reg": ["status", "label", "bucket"]},
            "c": {"roll": ["name"], "reg": [*REGISTER_FIELDS]},
            "m": {"roll": ["name", "email", "phone"], "reg": [*REGISTER_FIELDS]},
        },
        "credential_mode": "split",
        "fields": ["name", "email", "phone"],
        "register_fields": [*REGISTER_FIELDS],
        "mutable_after_freeze": ["phone", "email"],
        "contacts": ["email", "phone"],
        "roll_editors": ["editor"],
        "mix_rule": {"mode": "joint", "mix_k": 30},
        "mixers": ["mixer", "trustee-1", "trustee-2"],
        "min_mixers": 2,
    }


def verified(lines: list[bytes], sid: str | None = None) -> tuple[Outcome, Evidence]:
    data = b"".join(line + b"\n" for line in lines)
    evidence = Evidence(Path("nowhere"), sid)
    evidence.files = PackFiles(Memory({ENTRIES: data}))
    evidence.files.listed = {ENTRIES: Listed(len(data), sha256(data).hexdigest())}
    run = Run([Outcome("V1", "", "pass", 1, 1)])
    return run.step(2, v02_election, evidence), evidence


def board(first: Value, second: Value) -> list[bytes]:
    """The two definitions as entries, the second bound to the first."""
    bound = {**second, "sid": second["sid"] or canonical.h256("setup", canonical.encode(first)).hex()}
    return [
        canonical.encode({"type": "setup", "t": 1, "setup": first, "sigs": []}),
        canonical.encode({"type": "election", "t": 2, "election": bound, "sigs": []}),
    ]


def test_an_honest_definition_passes_and_is_written_down() -> None:
    outcome, evidence = verified(board(setup(), election()))
    assert (outcome.status, outcome.message) == ("pass", None)
    assert [*evidence.contests] == ["chair", "motion"]
    assert evidence.styles == {"full": ["chair", "motion"]}
    assert evidence.election_index == 1
    assert evidence.eid != evidence.sid


def test_a_poll_may_have_several_styles_and_mix_some_channels_apart() -> None:
    several = election()
    several["styles"] = [["members", ["chair", "motion"]], ["associates", ["motion"]]]
    several["mix_rule"] = {"mode": "split", "mix_k": 30, "sets": [["post", "in-person"], ["kiosk"]]}
    outcome, evidence = verified(board(setup(), several))
    assert (outcome.status, outcome.message) == ("pass", None)
    assert evidence.styles == {"members": ["chair", "motion"], "associates": ["motion"]}


def test_the_sid_that_was_printed_is_compared() -> None:
    lines = board(setup(), election())
    sid = canonical.h256("setup", canonical.encode(setup())).hex()
    assert verified(lines, sid)[0].status == "pass"
    assert verified(lines, "ab" * 32)[0].check == "V2.sid"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda lines: [], "V2.setup"),
        (lambda lines: [lines[1]], "V2.setup"),
        (lambda lines: lines[::-1], "V2.setup"),
        (lambda lines: [lines[0], *lines], "V2.setup"),
        (lambda lines: [lines[0]], "V2.election"),
        (lambda lines: [*lines, lines[1]], "V2.election"),
        (lambda lines: [*lines, b""], "V2.entry"),
        (lambda lines: [*lines, b"[]"], "V2.entry"),
        (lambda lines: [*lines, b'{"type":1}'], "V2.entry"),
        (lambda lines: [*lines, b'{"a":1,"type":"x","a":1}'], "V2.entry"),
        (lambda lines: [*lines, b'{"type": "x"}'], "V2.entry"),
        (lambda lines: [*lines, b"[" * 60_000], "V2.entry"),
        (lambda lines: [*lines, b"9" * 60_000], "V2.entry"),
        (lambda lines: [*lines, b"\xff"], "V2.entry"),
        (lambda lines: [*lines, b'{"type":"%s"}' % (b"x" * 65_536)], "V2.entry"),
    ],
)
def test_a_board_that_is_no_board_is_refused(
    change: Callable[[list[bytes]], list[bytes]], check: str
) -> None:
    outcome, _ = verified(change(board(setup(), election())))
    assert (outcome.status, outcome.check) == ("fail", check)


def test_a_last_line_that_does_not_end_is_refused() -> None:
    evidence = Evidence(Path("nowhere"), None)
    data = b"\n".join(board(setup(), election()))
    evidence.files = PackFiles(Memory({ENTRIES: data}))
    evidence.files.listed = {ENTRIES: Listed(len(data), sha256(data).hexdigest())}
    assert Run([Outcome("V1", "", "pass", 1, 1)]).step(2, v02_election, evidence).check == "V2.entry"


def officer(value: Value, role: str) -> Value:
    return next(found for found in value["officers"] if found["role"] == role)


SETUPS: list[tuple[Callable[[Value], Any], str]] = [
    (lambda s: s.update(protocol="MBP2"), "V2.setup"),
    (lambda s: s.update(extra=1), "V2.setup"),
    (lambda s: s.pop("skew"), "V2.setup"),
    (lambda s: s.update(skew=3601), "V2.setup"),
    (lambda s: s.update(skew=True), "V2.setup"),
    (lambda s: s.update(officers={}), "V2.setup"),
    (lambda s: s["officers"].pop(1), "V2.setup"),
    (lambda s: officer(s, "editor").update(role="panel"), "V2.setup"),
    (lambda s: officer(s, "server").update(channels=[]), "V2.setup"),
    (lambda s: officer(s, "registrar").update(channels=["online"]), "V2.setup"),
    (lambda s: officer(s, "presiding-officer").update(channels=["post"]), "V2.setup"),
    (lambda s: officer(s, "editor").update(id="trustee-1"), "V2.setup"),
    (lambda s: s["trustees"][1].update(i=3), "V2.setup"),
    (lambda s: s["trustees"].reverse(), "V2.setup"),
    (lambda s: s.update(threshold=4), "V2.setup"),
    (lambda s: s.update(threshold=0), "V2.setup"),
    (lambda s: s.update(quorum=2), "V2.setup"),
    (lambda s: s.update(quorum=5), "V2.setup"),
    (lambda s: s.update(origin="vote.example.org/other"), "V2.keys"),
    (lambda s: s.update(log_vkey="nothing"), "V2.keys"),
    (lambda s: s.update(log_vkey=str(verifier_key(s["origin"], COSIGNATURE, vk("log")))), "V2.keys"),
    (lambda s: s["witnesses"].__setitem__(0, str(verifier_key("w", ED25519, vk("w")))), "V2.keys"),
    (lambda s: s["witnesses"].__setitem__(0, s["witnesses"][1]), "V2.keys"),
    (
        lambda s: s["witnesses"].__setitem__(0, str(verifier_key("witness-2.example", COSIGNATURE, vk("w")))),
        "V2.keys",
    ),
    (lambda s: s["witnesses"].__setitem__(0, str(verifier_key("w", COSIGNATURE, vk("t1")))), "V2.keys"),
    (lambda s: officer(s, "deputy").update(vk=officer(s, "server")["vk"]), "V2.keys"),
    (lambda s: officer(s, "deputy").update(vk=s["trustees"][0]["vk"]), "V2.keys"),
    (lambda s: officer(s, "deputy").update(vk=vk("log").hex()), "V2.keys"),
    (lambda s: officer(s, "deputy").update(vk="00" * 32), "V2.keys"),
    (lambda s: officer(s, "deputy").update(vk="ff" * 32), "V2.keys"),
]


@pytest.mark.parametrize(("lie", "check"), SETUPS)
def test_a_set_up_that_breaks_a_rule_is_refused(lie: Callable[[Value], Any], check: str) -> None:
    value = deepcopy(setup())
    lie(value)
    outcome, _ = verified(board(value, election()))
    assert (outcome.status, outcome.check) == ("fail", check)


def count_of(rule: str, **changes: Any) -> Value:
    return {"rule": rule, "version": 1, "seats": 1, "parameters": parameters(rule), **PLAIN, **changes}


def counted(**changes: Any) -> Callable[[Value], Any]:
    return lambda e: e["contests"][0]["count"].update(changes)


def first(**changes: Any) -> Callable[[Value], Any]:
    return lambda e: e["contests"][0].update(changes)


OPTIONS = [{"id": f"o{number}", "name": "x"} for number in range(197)]


def other(kind: str, rule: str, **changes: Any) -> Value:
    """A contest of another kind than ranked, for the place of the first."""
    plain = contest(kind=kind, count=count_of(rule))
    del plain["max_rank"]
    return {**plain, **changes}


def instead(kind: str, rule: str, **changes: Any) -> Callable[[Value], Any]:
    return lambda e: e["contests"].__setitem__(0, other(kind, rule, **changes))


def college(*sections: list[Any]) -> Callable[[Value], Any]:
    """The first contest counted by a college of these sections; every ballot is of the style `full`."""
    return instead("ranked", "college", max_rank=3, count=count_of("college", sections=list(sections)))


def all_of(rule: str, seats: int, **crosses: int) -> Value:
    """A contest in which a paper with fewer crosses than places is invalid."""
    declared = count_of(rule, seats=seats, parameters=parameters(rule, undervotes="invalid"))
    return {**other("choose", rule, **crosses), "count": declared}


ELECTIONS: list[tuple[Callable[[Value], Any], str]] = [
    (lambda e: e.update(sid="ab" * 32), "V2.election"),
    (lambda e: e.update(more=1), "V2.election"),
    (lambda e: e.update(pk="00" * 32), "V2.election"),
    (lambda e: e.update(pk="01" + "00" * 31), "V2.election"),
    (lambda e: e.update(opens=e["opens"] + 1), "V2.election"),
    (lambda e: e.update(closes=e["opens"]), "V2.election"),
    (lambda e: e.update(ladder=[60, 250, 1440]), "V2.election"),
    (lambda e: e.update(ladder=[60, 60, 1440]), "V2.election"),
    (lambda e: e.update(ladder=[60, 240]), "V2.election"),
    (lambda e: e.update(ladder=[]), "V2.election"),
    (lambda e: e.update(batch=0), "V2.election"),
    (lambda e: e.update(release_k=9), "V2.election"),
    (lambda e: e.update(precedence="middle"), "V2.election"),
    (lambda e: e.update(paper_supersedes=1), "V2.election"),
    (lambda e: e.update(min_mixers=1), "V2.election"),
    (lambda e: e.update(min_mixers=4), "V2.election"),
    (lambda e: e["mixers"].append("mixer"), "V2.election"),
    (lambda e: e["mixers"].append("deputy"), "V2.election"),
    (lambda e: e["mixers"].append("nobody"), "V2.election"),
    (lambda e: e["roll_editors"].append("editor"), "V2.election"),
    (lambda e: e["roll_editors"].append("deputy"), "V2.election"),
    (lambda e: e.update(mix_rule={"mode": "split", "mix_k": 30}), "V2.election"),
    (lambda e: e["fields"].append("name"), "V2.election"),
    (lambda e: e["fields"].append("Name"), "V2.election"),
    (lambda e: e["register_fields"].reverse(), "V2.election"),
    (lambda e: e["contacts"].append("age"), "V2.election"),
    (lambda e: e["contacts"].append("email"), "V2.election"),
    (lambda e: e["mutable_after_freeze"].append("age"), "V2.election"),
    (lambda e: e["mutable_after_freeze"].append("email"), "V2.election"),
    (lambda e: e["mutable_after_freeze"].append("name"), "V2.election"),
    (lambda e: e["tiers"]["b"].update(reg=["status", "bucket"]), "V2.tiers"),
    (lambda e: e["tiers"]["b"]["reg"].append("time"), "V2.tiers"),
    (lambda e: e["tiers"]["b"]["reg"].append("issued"), "V2.tiers"),
    (lambda e: e["tiers"]["b"].update(reg=["status", "channel"]), "V2.tiers"),
    (lambda e: e["tiers"]["b"]["reg"].reverse(), "V2.tiers"),
    (lambda e: e["tiers"]["b"].update(roll=["age"]), "V2.tiers"),
    (lambda e: e["tiers"]["b"].update(roll=["name", "name"]), "V2.tiers"),
    (lambda e: e["styles"].append(["full", ["chair"]]), "V2.contests"),
    (lambda e: e["styles"].append(["other", ["chair", "chair"]]), "V2.contests"),
    (lambda e: e["styles"].append(["other", ["treasurer"]]), "V2.contests"),
    (lambda e: e["styles"].append(["full-x25", ["chair"]]), "V2.contests"),
    (lambda e: e["styles"].append(["a" * 35, ["chair"]]), "V2.contests"),
    (
        lambda e: e.update(mix_rule={"mode": "split", "mix_k": 30, "sets": [["post"], ["kiosk", "post"]]}),
        "V2.election",
    ),
    (lambda e: e["tiers"].update(d={"roll": [], "reg": []}), "V2.election"),
    (lambda e: e["tiers"].pop("c"), "V2.election"),
    (lambda e: e["tiers"].pop("m"), "V2.election"),
    (lambda e: e["tiers"]["c"].update(roll=["name", "age"]), "V2.tiers"),
    (lambda e: e["tiers"]["c"]["reg"].reverse(), "V2.tiers"),
    (lambda e: e["tiers"]["c"]["reg"].remove("cred"), "V2.tiers"),
    (lambda e: e["tiers"]["m"]["reg"].remove("idx"), "V2.tiers"),
    (lambda e: e["tiers"]["m"]["reg"].remove("reissues"), "V2.tiers"),
    (lambda e: e["tiers"]["m"].update(roll=["email", "name"]), "V2.tiers"),
    (lambda e: e.update(styles=[["full", ["motion", "chair"]]]), "V2.contests"),
    (lambda e: e.update(styles=[["full", ["chair"]]]), "V2.contests"),
    (lambda e: e["contests"].append(contest()), "V2.contests"),
    (first(id="cred"), "V2.contests"),
    (first(kind="score"), "V2.contests"),
    (first(kind=[]), "V2.contests"),
    (first(min=1), "V2.contests"),
    (first(max_rank=0), "V2.contests"),
    (first(max_rank=4), "V2.contests"),
    (first(withdrawn="pass-on"), "V2.contests"),
    (counted(sections=[["all", "1/1", ["full"]]]), "V2.contests"),
    (counted(sections=None), "V2.contests"),
    (counted(guaranteed=[["Women", 1, ["ash"]]]), "V2.contests"),
    (counted(reopen="nobody"), "V2.contests"),
    (counted(reopen=None), "V2.contests"),
    (instead("ranked", "college", max_rank=3), "V2.contests"),
    (college(["all", "1/2", ["full"]]), "V2.contests"),
    (college(["all", "2/2", ["full"]]), "V2.contests"),
    (college(["all", "1/0", ["full"]]), "V2.contests"),
    (college(["all", "1", ["full"]]), "V2.contests"),
    (college(["all", "1/1", ["other"]]), "V2.contests"),
    (college(["all", "1/1", ["full", "other"]]), "V2.contests"),
    (college(["some", "1/2", ["full"]], ["others", "1/2", ["full"]]), "V2.contests"),
    (college(["a" * 35, "1/1", ["full"]]), "V2.contests"),
    (first(options=[{"id": "ash", "name": "Ash"}]), "V2.contests"),
    (first(options=[{"id": "ash", "name": "Ash"}] * 2), "V2.contests"),
    (instead("score", "score", options=OPTIONS, top=1000), "V2.contests"),
    (instead("score", "score", top=0), "V2.contests"),
    (instead("score", "score", top=1001), "V2.contests"),
    (instead("score", "score"), "V2.contests"),
    (instead("score", "schulze", top=5), "V2.contests"),
    (instead("ranked_ties", "schulze", max_rank=3), "V2.contests"),
    (instead("ranked_ties", "score"), "V2.contests"),
    (lambda e: e["contests"].__setitem__(0, contest(count=count_of("score"))), "V2.contests"),
    (
        lambda e: e["contests"].__setitem__(0, contest(count=count_of("schulze", seats=2))),
        "V2.contests",
    ),
    (counted(rule="dice"), "V2.contests"),
    (counted(rule="yes-no", parameters=parameters("yes-no")), "V2.contests"),
    (counted(version=2), "V2.contests"),
    (counted(seats=2), "V2.contests"),
    (counted(parameters=[]), "V2.contests"),
    (counted(parameters=parameters("av")[::-1]), "V2.contests"),
    (counted(parameters=parameters("av", finish="sometime")), "V2.contests"),
    (lambda e: e["contests"][1].update(max=2), "V2.contests"),
    (instead("choose", "block", min=1, max=2), "V2.contests"),
    (instead("choose", "exhaustive", min=1, max=2), "V2.contests"),
    (instead("score", "star", top=6), "V2.contests"),
    (lambda e: e["contests"].__setitem__(0, all_of("block", 2, min=1, max=2)), "V2.contests"),
    (lambda e: e["contests"].__setitem__(0, all_of("exhaustive", 2, min=1, max=2)), "V2.contests"),
    (lambda e: e["contests"].__setitem__(0, all_of("block", 5, min=2, max=3)), "V2.contests"),
    (instead("ranked", "college", max_rank=3), "V2.contests"),
    (lambda e: e["contests"][1].update(min=0), "V2.contests"),
]


@pytest.mark.parametrize(
    ("changed", "width"),
    [
        (first(options=OPTIONS[:55], max_rank=55), 1),
        (first(options=OPTIONS[:56], max_rank=56), 2),
        (lambda e: e["contests"][0]["count"].update(rule="schulze", parameters=parameters("schulze")), 1),
        (instead("ranked_ties", "schulze"), 1),
        (instead("ranked_ties", "schulze", options=OPTIONS[:51]), 2),
        (instead("score", "score", top=10), 1),
        (instead("score", "star", top=5), 1),
        (instead("choose", "block", min=1, max=1), 1),
        (instead("choose", "exhaustive", min=1, max=1), 1),
        (instead("choose", "approval", min=1, max=3), 1),
        (lambda e: e["contests"].__setitem__(0, all_of("block", 2, min=2, max=2)), 1),
        (lambda e: e["contests"].__setitem__(0, all_of("exhaustive", 5, min=3, max=3)), 1),
        (instead("ranked", "borda", max_rank=3), 1),
        (instead("ranked_ties", "ranked-pairs"), 1),
        (instead("choose", "yes-no", min=1, max=1), 1),
        (instead("score", "score", options=OPTIONS[:196], top=1000), 8),
    ],
)
def test_a_contest_of_any_kind_is_as_wide_as_its_selections_need(
    changed: Callable[[Value], Any], width: int
) -> None:
    value = deepcopy(election())
    changed(value)
    outcome, evidence = verified(board(setup(), value))
    assert outcome.status == "pass", outcome.message
    assert evidence.widths == {"chair": width, "motion": 1}


def test_a_college_has_every_style_in_a_section() -> None:
    value = deepcopy(election())
    value["styles"] = [[style, ["chair", "motion"]] for style in ("members", "affiliates", "guests")]
    college(["inside", "2/3", ["members", "guests"]], ["outside", "1/3", ["affiliates"]])(value)
    outcome, _ = verified(board(setup(), value))
    assert outcome.status == "pass", outcome.message


def test_an_option_may_reopen_nominations() -> None:
    value = deepcopy(election())
    counted(reopen="ash")(value)
    outcome, _ = verified(board(setup(), value))
    assert outcome.status == "pass", outcome.message


@pytest.mark.parametrize(("lie", "check"), ELECTIONS)
def test_a_definition_that_breaks_a_rule_is_refused(lie: Callable[[Value], Any], check: str) -> None:
    value = deepcopy(election())
    lie(value)
    outcome, _ = verified(board(setup(), value))
    assert (outcome.status, outcome.check) == ("fail", check)
