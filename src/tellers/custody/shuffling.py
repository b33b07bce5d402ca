"""A mixer mixes each set once, in its turn, after verifying where the sets come from.

Source: spec/custody.md, "Mixing".
"""

from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from hashlib import sha256
from pathlib import Path

from tellers.board.entries import blob_of
from tellers.board.log import signature
from tellers.crypto import check
from tellers.crypto.prove import mixing
from tellers.crypto.spread import Spread
from tellers.custody.acquaintance import check_key, check_time, verified
from tellers.custody.handover import Handover
from tellers.custody.keyring import Files
from tellers.custody.sets import MixedSet
from tellers.custody.trustee import Mixer
from tellers.errors import Refused
from tellers.evidence.verify.facts import Evidence, Stage


def mix_sets(
    path: Path,
    key: Path,
    files: Files,
    sid: str | None,
    chosen: Sequence[MixedSet],
    absent: Collection[str],
    now: int,
    executor: Executor | None = None,
) -> list[Handover]:
    """This mixer's stage of each set chosen, signed; nothing is mixed where one of them is refused.

    ``absent``: mixers named before this one who will not mix. ``executor``: machines that help, all of them
    the mixer's own, since a worker knows the order of what it mixes.
    Raises Refused: mixer.named-twice, mixer.no-such-set, mixer.mixed-before, mixer.too-late,
    mixer.not-in-turn, mixer.not-absent, and what opening and verifying raise; WorkersLost.
    """
    if twice := [one.words for one, times in Counter(chosen).items() if times > 1]:
        raise Refused("mixer.named-twice", f"{twice[0]} is named twice: a set is mixed once")
    mixer = Mixer(key, files)
    come_to = Stage.SEALED if all(one.holds_keys for one in chosen) else Stage.CLOSED
    heavy = check if executor is None else Spread(executor)
    evidence = verified(mixer, path, sid, come_to, heavy=heavy)
    _check_named(mixer, evidence)
    check_time(evidence, now)
    stages = [_stage(mixer, evidence, absent, one) for one in chosen]
    made = mixer.mix_all(stages, executor)
    return [
        _signed(mixer, one, stage, *mixed, now)
        for one, stage, mixed in zip(chosen, stages, made, strict=True)
    ]


def _stage(mixer: Mixer, evidence: Evidence, absent: Collection[str], chosen: MixedSet) -> mixing.Stage:
    """What this mixer is to shuffle of a set."""
    rows = chosen.rows(evidence)
    if not rows:
        raise Refused(
            "mixer.no-such-set", f"there is nothing to be mixed for {chosen.words}: {chosen.others(evidence)}"
        )
    before = _mixers_before(evidence, chosen)
    _check_turn(mixer, evidence, before, absent, chosen)
    number, width = len(before) + 1, chosen.width(evidence.widths)
    return mixing.Stage(
        evidence.eid, chosen.contest, chosen.group, number, mixer.id, evidence.pk, width, rows
    )


def _signed(
    mixer: Mixer, chosen: MixedSet, stage: mixing.Stage, out: bytes, proof: bytes, now: int
) -> Handover:
    made = {name: chosen.path("mix", name, stage=stage.stage) for name in ("out", "proof")}
    entry = {
        "type": chosen.type("mix"),
        "t": now,
        **chosen.names,
        "stage": stage.stage,
        "mixer": mixer.id,
        "inp": sha256(stage.rows).hexdigest(),
        "out": blob_of(made["out"], out),
        "proof": blob_of(made["proof"], proof),
    }
    signed = {**entry, "sigs": [signature(stage.eid, entry, mixer)]}
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
