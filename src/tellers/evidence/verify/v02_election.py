"""V2: the board defines one election, the one that was asked about, within what the protocol allows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tellers import canonical
from tellers.board import definition
from tellers.board.entries import LONGEST
from tellers.crypto import check
from tellers.errors import Invalid
from tellers.evidence.verify import records
from tellers.evidence.verify.contests import check_contests
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Step
from tellers.register.rows import FIELDS as REGISTER_FIELDS
from tellers.tlog import ed25519, note

TITLE = "this is the election asked about, soundly defined"
NEEDS = (1,)

_SHORTEST = 150  # bytes of an entry: one signature alone has 128
ENTRIES = "log/entries.ndjson"
_SEALED = frozenset(
    {"channel", "time", "idx", "cred", "batch", "issued", "reissues"}
)  # never open to a candidate
_CONSTANT = frozenset({"eligible", "applied", "issued", "reject_reason"})  # the board knows nothing of them
_BINDING = tuple(name for name in REGISTER_FIELDS if name not in _CONSTANT)


def verify(step: Step, evidence: Evidence) -> None:
    """Read the board and both definitions. Writes ``lines``, ``entries`` and the definitions' parts."""
    step.require(ENTRIES in evidence.files.listed, "V2.entry", f"the pack has no {ENTRIES}")
    evidence.lines = records.lines(step, "V2.entry", evidence.files.read(ENTRIES))
    step.expect(len(evidence.lines) + 2)
    evidence.entries = [_entry(step, index, line) for index, line in enumerate(evidence.lines)]
    step.require(bool(evidence.entries), "V2.setup", "the board is empty")
    if evidence.proposed is not None:
        evidence.entries.append(evidence.proposed)
    take_setup(step, evidence)
    step.checked()
    if evidence.reached(Stage.DEFINED):
        _take_election(step, evidence)
    else:
        evidence.election_index = len(evidence.entries)  # nothing is signed under an election yet
    step.checked()


def _entry(step: Step, index: int, line: bytes) -> dict[str, Any]:
    if not _SHORTEST <= len(line) <= LONGEST:
        step.fail("V2.entry", f"entry {index} has not {_SHORTEST} to {LONGEST:,} bytes", index)
    try:
        entry = canonical.decode(line)
    except Invalid as error:
        step.fail("V2.entry", f"entry {index}: {error.what}", index)
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        step.fail("V2.entry", f"entry {index} is not an object with a type", index)
    step.checked()
    return entry


def take_setup(step: Step, evidence: Evidence) -> None:
    """Read the set-up, the first entry. Writes its number and its parts."""
    at = [index for index, entry in enumerate(evidence.entries) if entry["type"] == "setup"]
    first = evidence.entries[0]
    step.require(
        at == [0], "V2.setup", "the board does not begin with its only set-up", at[1] if at[1:] else 0
    )
    setup = first.get("setup")
    wrong = definition.SETUP(setup)
    if wrong is not None or not isinstance(setup, dict):
        step.fail("V2.setup", f"the set-up {wrong}", 0)
    evidence.setup = setup
    evidence.sid = canonical.h256("setup", canonical.encode(setup))
    found, given = evidence.sid.hex(), evidence.sid_given
    step.require(
        given in (None, found), "V2.sid", f"the number given was {given}, this pack is of {found}", 0
    )
    _check_officers(step, setup)
    _check_trustees(step, setup)
    _check_keys(step, setup)
    evidence.officers = {officer["id"]: officer for officer in setup["officers"]}
    evidence.trustees = {trustee["i"]: trustee for trustee in setup["trustees"]}


def _check_officers(step: Step, setup: Mapping[str, Any]) -> None:
    roles = Counter(officer["role"] for officer in setup["officers"])
    for role in definition.ONE_OF_EACH:
        step.require(
            roles[role] == 1, "V2.setup", f"there are {roles[role]} officers with the role {role}", 0
        )
    step.require(roles["editor"] >= 1, "V2.setup", "there is no editor of the roll", 0)
    for officer in setup["officers"]:
        channels = definition.CHANNELS_OF_ROLE[officer["role"]]
        if officer["channels"] != [*channels]:
            step.fail("V2.setup", f"{officer['id']} has channels that a {officer['role']} does not have", 0)
    ids = Counter(someone["id"] for someone in [*setup["officers"], *setup["trustees"]])
    twice = [id for id, number in ids.items() if number > 1]
    step.require(not twice, "V2.setup", f"the id {[*twice, ''][0]} is there {ids[[*twice, ''][0]]} times", 0)


def _check_trustees(step: Step, setup: Mapping[str, Any]) -> None:
    trustees, witnesses = setup["trustees"], setup["witnesses"]
    numbers = [trustee["i"] for trustee in trustees]
    counted = [*range(1, len(trustees) + 1)]
    step.require(numbers == counted, "V2.setup", f"the trustees are not numbered 1 to {len(trustees)}", 0)
    threshold = setup["threshold"]
    if threshold > len(trustees):
        step.fail("V2.setup", f"a threshold of {threshold} for {len(trustees)} trustees", 0)
    quorum = setup["quorum"]
    if not len(witnesses) < 2 * quorum <= 2 * len(witnesses):
        step.fail("V2.setup", f"a quorum of {quorum} for {len(witnesses)} witnesses", 0)


def _check_keys(step: Step, setup: Mapping[str, Any]) -> None:
    """All Ed25519 keys sound and distinct; the log's and the witnesses' of their own kinds."""
    with step.blaming("V2.keys", 0, "the key of the log"):
        log = note.parse_key(setup["log_vkey"])
    keys = []
    for number, text in enumerate(setup["witnesses"], start=1):
        with step.blaming("V2.keys", 0, f"the key of witness {number}"):
            keys.append(note.parse_key(text))
    step.require(log.kind == note.ED25519, "V2.keys", "the key of the log is of another kind", 0)
    cosigning = all(key.kind == note.COSIGNATURE for key in keys)
    step.require(cosigning, "V2.keys", "the key of a witness is of another kind", 0)
    step.require(
        log.name == setup["origin"], "V2.keys", "the key of the log has another name than the origin", 0
    )
    names = {key.name for key in keys}
    step.require(len(names) == len(keys), "V2.keys", "two witnesses have one name", 0)
    signers = [bytes.fromhex(someone["vk"]) for someone in [*setup["officers"], *setup["trustees"]]]
    for key in signers:
        with step.blaming("V2.keys", 0):
            ed25519.check_key(key, "V2.keys")
    every = [*signers, log.public_key, *(key.public_key for key in keys)]
    step.require(len(set(every)) == len(every), "V2.keys", "two of the keys in the set-up are one key", 0)


def _take_election(step: Step, evidence: Evidence) -> None:
    at = [index for index, entry in enumerate(evidence.entries) if entry["type"] == "election"]
    step.require(
        len(at) == 1, "V2.election", f"{len(at)} definitions of an election", at[1] if at[1:] else None
    )
    index = at[0]
    election = evidence.entries[index].get("election")
    wrong = definition.ELECTION(election)
    if wrong is not None or not isinstance(election, dict):
        step.fail("V2.election", f"the definition {wrong}", index)
    if election["sid"] != evidence.sid.hex():
        step.fail("V2.election", "the definition belongs to another set-up", index)
    evidence.election, evidence.election_index = election, index
    evidence.eid = canonical.h256("election", canonical.encode(election))
    evidence.pk = bytes.fromhex(election["pk"])
    if check.first_bad_point(evidence.pk, allow_identity=False) != -1:
        step.fail("V2.election", "the election key is not a public key", index)
    _check_hours(step, election, index)
    _check_people(step, evidence, election, index)
    _check_fields(step, election, index)
    _check_mix_sets(step, election["mix_rule"], index)
    _check_tiers(step, election, index)
    check_contests(step, evidence, election, index)


def _check_hours(step: Step, election: Mapping[str, Any], index: int) -> None:
    opens, closes, ladder = election["opens"], election["closes"], election["ladder"]
    if opens % 60 or closes % 60 or opens >= closes:
        step.fail("V2.election", "the hours of opening and closing are no whole minutes in order", index)
    grows = all(narrow < wide and wide % narrow == 0 for narrow, wide in pairwise(ladder))
    step.require(grows, "V2.election", "a width of the ladder does not divide the next", index)
    spans = ladder[-1] * 60 == closes - opens
    step.require(spans, "V2.election", "the last width of the ladder does not span the poll", index)


def _check_people(step: Step, evidence: Evidence, election: Mapping[str, Any], index: int) -> None:
    trustees = {trustee["id"] for trustee in evidence.trustees.values()}
    mixers = election["mixers"]
    for mixer in mixers:
        officer = evidence.officers.get(mixer)
        if mixer not in trustees and (officer is None or officer["role"] != "mixer"):
            step.fail("V2.election", f"{mixer} is no mixer of the set-up", index)
    if len(set(mixers)) != len(mixers) or election["min_mixers"] > len(mixers):
        step.fail("V2.election", "the mixers are not distinct, or are fewer than must mix", index)
    editors = election["roll_editors"]
    for editor in editors:
        officer = evidence.officers.get(editor)
        if officer is None or officer["role"] != "editor":
            step.fail("V2.election", f"{editor} is no editor of the set-up", index)
    step.require(len(set(editors)) == len(editors), "V2.election", "an editor is named twice", index)


def _check_mix_sets(step: Step, rule: Mapping[str, Any], index: int) -> None:
    """No channel is in two of the sets whose votes are mixed apart from each other."""
    named = [channel for channels in rule.get("sets", []) for channel in channels]
    step.require(
        len(set(named)) == len(named), "V2.election", "a channel is named twice in the sets of mixing", index
    )


def _check_fields(step: Step, election: Mapping[str, Any], index: int) -> None:
    fields = election["fields"]
    step.require(len(set(fields)) == len(fields), "V2.election", "a field of the roll is named twice", index)
    if election["register_fields"] != [*REGISTER_FIELDS]:
        step.fail("V2.election", "the fields of the register are not those of this version", index)
    mutable = election["mutable_after_freeze"]
    if not set(mutable) <= set(election["contacts"]) or len(set(mutable)) != len(mutable):
        step.fail("V2.election", "a field that may change after the freeze is no contact", index)
    if not _in_order(election["contacts"], fields):
        step.fail("V2.election", "the contacts do not name fields of the roll in order, each once", index)


def _check_tiers(step: Step, election: Mapping[str, Any], index: int) -> None:
    """Each tier opens fields in their order; b none that leads to a ballot, the others all that do."""
    for name, tier in election["tiers"].items():
        if not (_in_order(tier["roll"], election["fields"]) and _in_order(tier["reg"], REGISTER_FIELDS)):
            step.fail("V2.tiers", f"tier {name} does not name fields in their order, each once", index)
        missing = [field for field in _BINDING if field not in tier["reg"]]
        if name != "b" and missing:
            step.fail("V2.tiers", f"tier {name} does not open {missing[0]}, by which a row is checked", index)
    opens = election["tiers"]["b"]["reg"]
    opened = sorted(_SEALED.intersection(opens))
    step.require(not opened, "V2.tiers", f"tier b opens {', '.join(opened)} of the register", index)
    if "bucket" in opens and not {"status", "label"} <= set(opens):
        step.fail("V2.tiers", "tier b opens times without the status and the label that bind them", index)


def _in_order(some: Sequence[str], every: Sequence[str]) -> bool:
    """Whether ``some`` are of ``every``, each at most once, in its order."""
    return [*some] == [name for name in every if name in set(some)]
