"""V4: every entry is of a known type, in its exact form, signed by those who may, and so is every file."""

from collections.abc import Mapping, Set
from typing import Any

from tellers.board import entries
from tellers.board.entries import TYPES, Entry, Signer
from tellers.board.minutes import KINDS
from tellers.board.signing import entry_digest
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.pack import RECOUNT, Listed
from tellers.evidence.verify.signatures import Signatures
from tellers.tlog.ed25519 import Claim

TITLE = "everybody acted within their authority"
NEEDS = (2,)

_ROLES = {
    Signer.RETURNING_OFFICER: ("returning-officer",),
    Signer.DEPUTY: ("deputy",),
    Signer.BOOTH: ("server", "kiosk-officer"),
    Signer.TYPIST: ("data-entry-a", "data-entry-b"),
    Signer.PANEL: ("panel",),
}


def verify(step: Step, evidence: Evidence) -> None:
    """Check every entry on its own, then that the files of the pack are those that entries name."""
    step.expect(len(evidence.entries))
    keys = _keys(evidence)
    named: dict[str, int] = {}
    signed: dict[bytes, int] = {}
    phase = 0
    with Signatures(step) as signatures:
        for index, entry in enumerate(evidence.entries):
            _check_form(step, index, entry)
            after = entries.phase_after(entry, phase)
            phase = phase if after is None else after  # what stands in the wrong place is for V10 to say
            _check_minute(step, index, entry, phase)
            _check_signers(step, evidence, index, entry)
            digest = entry_digest(evidence.sid if index <= evidence.election_index else evidence.eid, entry)
            if (before := signed.setdefault(digest, index)) != index:  # else one signature would count twice
                step.fail("V4.signature", f"entry {index} repeats entry {before} and its signatures", index)
            for sig in entry["sigs"]:
                claim = Claim(keys[sig["by"]], digest, bytes.fromhex(sig["sig"]))
                false = f"the signature of {sig['by']} on entry {index} is false"
                signatures.add(claim, "V4.signature", false, index)
            _check_files(step, evidence, index, entry, named)
    step.checked(len(evidence.entries))
    beside = {path for path in evidence.files.listed if path == RECOUNT or path.startswith("log/")}
    unnamed = sorted(evidence.files.listed.keys() - named.keys() - beside)
    step.require(
        not unnamed, "V4.files", f"no entry names {[*unnamed, ''][0]}, nor {len(unnamed) - 1:,} others"
    )


def _check_form(step: Step, index: int, entry: Entry) -> None:
    if entry["type"] not in TYPES:
        step.fail("V4.type", f"entry {index} is of the unknown type {entry['type'][:40]!r}", index)
    if (wrong := entries.misshapen(entry)) is not None:
        step.fail("V4.fields", f"entry {index}, `{entry['type']}`, {wrong}", index)


def _check_minute(step: Step, index: int, entry: Entry, phase: int) -> None:
    if entry["type"] != "minute":
        return
    kind = KINDS.get(entry["kind"])
    if kind is None:
        step.fail("V4.minute", f"entry {index} is a minute of the unknown kind {entry['kind']!r}", index)
    if phase not in kind.phases:
        step.fail(
            "V4.minute", f"a minute `{entry['kind']}` stands only {kind.place}, entry {index} does not", index
        )
    if any(ref >= index for ref in entry["refs"]):
        step.fail("V4.minute", f"the minute at entry {index} refers to an entry that is not before it", index)


def _check_signers(step: Step, evidence: Evidence, index: int, entry: Entry) -> None:
    kind = entry["type"]
    signers = KINDS[entry["kind"]].signers if kind == "minute" else TYPES[kind].signers
    sigs = entry["sigs"]
    enough = len(sigs) == len(signers) or (len(sigs) < len(signers) and not evidence.stands(index))
    if not enough:
        step.fail("V4.signer", f"entry {index} has {len(sigs)} signatures where {len(signers)} belong", index)
    for signer, sig in zip(signers, sigs, strict=False):
        if signer is Signer.CHANNEL:
            _check_channel(step, evidence, index, entry, sig["by"])
        elif sig["by"] not in _entitled(evidence, entry, signer):
            step.fail(
                "V4.signer",
                f"entry {index}, `{kind}`, is signed by {sig['by']}, not by {signer.value}",
                index,
            )


def _check_channel(step: Step, evidence: Evidence, index: int, entry: Entry, by: str) -> None:
    officer = evidence.officers.get(by)
    if officer is None:
        step.fail("V4.signer", f"entry {index} is signed by {by}, who is no officer", index)
    if entry["channel"] not in officer["channels"]:
        step.fail(
            "V4.channel", f"entry {index} is signed by {by}, who may not act for {entry['channel']}", index
        )


def _entitled(evidence: Evidence, entry: Entry, signer: Signer) -> Set[str]:
    """The ids of those who may sign an entry in this place."""
    if signer is Signer.TRUSTEE:
        trustee = evidence.trustees.get(entry["msg"]["i"] if "msg" in entry else entry["i"])
        return {trustee["id"]} if trustee else set()
    if signer is Signer.EDITOR:
        return set(evidence.election["roll_editors"])
    if signer is Signer.MIXER:
        return {entry["mixer"]} & set(evidence.election["mixers"])
    if signer is Signer.ISSUER:
        roles: tuple[str, ...] = ("registrar",) if entry["half"] == "r" else ("server",)
    else:
        roles = _ROLES[signer]
    return {id for id, officer in evidence.officers.items() if officer["role"] in roles}


def _keys(evidence: Evidence) -> Mapping[str, bytes]:
    """Everybody's key by id; ids of officers and trustees are all different (V2)."""
    everybody: list[Mapping[str, Any]] = [*evidence.officers.values(), *evidence.trustees.values()]
    return {someone["id"]: bytes.fromhex(someone["vk"]) for someone in everybody}


def _check_files(step: Step, evidence: Evidence, index: int, entry: Entry, named: dict[str, int]) -> None:
    for path, blob in entries.files(entry):
        if blob["file"] != path:
            step.fail("V4.blob", f"entry {index} names {blob['file']} where it must name {path}", index)
        if path in named:
            step.fail(
                "V4.files", f"{path} is named by entry {index}, and by entry {named[path]} before it", index
            )
        if path not in evidence.files.listed:
            step.fail("V4.blob", f"{path}, named by entry {index}, is not in the pack", index)
        if evidence.files.listed[path] != Listed(blob["len"], blob["sha256"]):
            step.fail("V4.blob", f"{path} is not the file that entry {index} names", index)
        named[path] = index
