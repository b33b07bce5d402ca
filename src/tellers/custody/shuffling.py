"""A mixer mixes each set once, in its turn, after verifying where the set comes from.

Source: spec/custody.md, "Mixing".
"""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from tellers.board.entries import blob_of
from tellers.board.log import signature
from tellers.custody.acquaintance import check_key, check_time, verified
from tellers.custody.handover import Handover
from tellers.custody.keyring import Files
from tellers.custody.sets import MixedSet
from tellers.custody.trustee import Mixer
from tellers.errors import Refused
from tellers.evidence.verify.facts import Evidence, Stage


def mix_set(
    path: Path, key: Path, files: Files, sid: str | None, chosen: MixedSet, absent: Collection[str], now: int
) -> Handover:
    """This mixer's stage of a set, signed.

    ``absent``: mixers named before this one who will not mix.
    Raises Refused: mixer.no-such-set, mixer.mixed-before, mixer.too-late, mixer.not-in-turn,
    mixer.not-absent, and what opening and verifying raise.
    """
    mixer = Mixer(key, files)
    evidence = verified(mixer, path, sid, Stage.SEALED if chosen.holds_keys else Stage.CLOSED)
    _check_named(mixer, evidence)
    check_time(evidence, now)
    rows = chosen.rows(evidence)
    if not rows:
        raise Refused(
            "mixer.no-such-set", f"there is nothing to be mixed for {chosen.words}: {chosen.others(evidence)}"
        )
    before = _mixers_before(evidence, chosen)
    _check_turn(mixer, evidence, before, absent, chosen)
    stage, width = len(before) + 1, chosen.width(evidence.widths)
    out, proof = mixer.mix(evidence.eid, evidence.pk, chosen.contest, chosen.group, stage, width, rows)
    made = {name: chosen.path("mix", name, stage=stage) for name in ("out", "proof")}
    entry = {
        "type": chosen.type("mix"),
        "t": now,
        **chosen.names,
        "stage": stage,
        "mixer": mixer.id,
        "inp": sha256(rows).hexdigest(),
        "out": blob_of(made["out"], out),
        "proof": blob_of(made["proof"], proof),
    }
    signed = {**entry, "sigs": [signature(evidence.eid, entry, mixer)]}
    return Handover(signed, {made["out"]: out, made["proof"]: proof})


def _check_named(mixer: Mixer, evidence: Evidence) -> None:
    everybody = {**evidence.officers, **{one["id"]: one for one in evidence.trustees.values()}}
    check_key(mixer, everybody.get(mixer.id) if mixer.id in evidence.election["mixers"] else None)


def _mixers_before(evidence: Evidence, chosen: MixedSet) -> list[str]:
    """Who has mixed this set so far. Raises Refused: mixer.too-late.

    A set that trustees have begun to open is mixed no more. Voting keys of all groups are mixed before any of
    them is opened, since the board takes no mix of keys after that.
    """
    opened = evidence.of("cred.dec") if chosen.holds_keys else chosen.entries("dec", evidence)
    if opened:
        raise Refused("mixer.too-late", f"trustees are opening {chosen.words} already")
    return [entry["mixer"] for entry in chosen.entries("mix", evidence)]


def _check_turn(
    mixer: Mixer, evidence: Evidence, before: list[str], absent: Collection[str], chosen: MixedSet
) -> None:
    if mixer.id in before:
        raise Refused(
            "mixer.mixed-before", f"the board shows that {mixer.id} has mixed {chosen.words} before"
        )
    order = evidence.election["mixers"]
    earlier = order[: order.index(mixer.id)]
    if nobody := [one for one in absent if one not in earlier]:
        told = f"{nobody[0]!r} is no mixer whose turn comes before that of {mixer.id} (--absent)"
        raise Refused("mixer.not-absent", told)
    missing = [one for one in earlier if one not in before and one not in absent]
    if missing:
        raise Refused(
            "mixer.not-in-turn",
            f"it is the turn of {missing[0]}: name them with --absent if they do not come",
        )
