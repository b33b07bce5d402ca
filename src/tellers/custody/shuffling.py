"""A mixer mixes each set once, in its turn, after verifying where the set comes from.

Source: spec/custody.md, "Mixing".
"""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from tellers.board.entries import blob_of
from tellers.board.log import signature
from tellers.board.mixing import CREDENTIALS, JOINT
from tellers.custody.acquaintance import check_key, verified
from tellers.custody.handover import Handover
from tellers.custody.keyring import Files
from tellers.custody.trustee import Mixer
from tellers.errors import Refused
from tellers.evidence.verify.facts import Evidence, Stage


def mix_set(
    path: Path,
    key: Path,
    files: Files,
    sid: str | None,
    contest: str,
    group: str,
    absent: Collection[str],
    now: int,
) -> Handover:
    """This mixer's stage of a contest (`cred`: of the voting keys), signed.

    ``absent``: mixers named before this one who will not mix.
    Raises Refused: mixer.no-such-set, mixer.mixed-before, mixer.too-late, mixer.not-in-turn, and what opening
    and verifying raise.
    """
    mixer = Mixer(key, files)
    is_keys = contest == CREDENTIALS
    evidence = verified(mixer, path, sid, Stage.SEALED if is_keys else Stage.CLOSED)
    _check_named(mixer, evidence)
    rows = _rows(evidence, contest, group)
    names = {"group": group} if is_keys else {"contest": contest, "group": group}
    before = _mixers_before(evidence, names)
    _check_turn(mixer, evidence, before, absent, contest)
    width = 2 if is_keys else evidence.widths[contest]
    stage, prefix = len(before) + 1, "cred." if is_keys else ""
    out, proof = mixer.mix(evidence.eid, evidence.pk, contest, group, stage, width, rows)
    folder = "cred/mix" if is_keys else f"mix/{contest}/{group}"
    made = {f"{folder}/stage{stage}.bin": out, f"{folder}/proof{stage}.bin": proof}
    out_file, proof_file = (blob_of(name, data) for name, data in made.items())
    entry = {
        "type": f"{prefix}mix",
        "t": now,
        **names,
        "stage": stage,
        "mixer": mixer.id,
        "inp": sha256(rows).hexdigest(),
        "out": out_file,
        "proof": proof_file,
    }
    return Handover({**entry, "sigs": [signature(evidence.eid, entry, mixer)]}, made)


def _check_named(mixer: Mixer, evidence: Evidence) -> None:
    everybody = {**evidence.officers, **{one["id"]: one for one in evidence.trustees.values()}}
    check_key(mixer, everybody.get(mixer.id) if mixer.id in evidence.election["mixers"] else None)


def _rows(evidence: Evidence, contest: str, group: str) -> bytes:
    if contest == CREDENTIALS:
        found = evidence.mixed_keys.get(group, b"")
    else:
        found = evidence.mixed.get(contest, b"") if group == JOINT else b""
    if not found:
        raise Refused("mixer.no-such-set", f"there is nothing to be mixed for {contest}, {group}")
    return found


def _mixers_before(evidence: Evidence, names: dict[str, str]) -> list[str]:
    """Who has mixed this set so far. Raises Refused: mixer.too-late where a trustee has begun to open it."""
    mix, dec = ("mix", "dec") if "contest" in names else ("cred.mix", "cred.dec")
    if any(names.items() <= entry.items() for _, entry in evidence.of(dec)):
        raise Refused("mixer.too-late", "trustees are opening this set already")
    return [entry["mixer"] for _, entry in evidence.of(mix) if names.items() <= entry.items()]


def _check_turn(
    mixer: Mixer, evidence: Evidence, before: list[str], absent: Collection[str], contest: str
) -> None:
    if mixer.id in before:
        raise Refused("mixer.mixed-before", f"the board shows that {mixer.id} has mixed {contest} before")
    order = evidence.election["mixers"]
    missing = [one for one in order[: order.index(mixer.id)] if one not in before and one not in absent]
    if missing:
        raise Refused(
            "mixer.not-in-turn",
            f"it is the turn of {missing[0]}: name them with --absent if they do not come",
        )
