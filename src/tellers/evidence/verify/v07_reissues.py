"""V7, the re-issues: a half of a voting key was replaced only by its issuer, by a key that nobody ever had.

Source: spec/holds.md, "re-issue".
"""

from dataclasses import replace

from tellers.board.entries import Entry
from tellers.crypto import check
from tellers.evidence.verify.facts import Evidence, Key
from tellers.evidence.verify.framework import Step

Reissued = dict[str, list[tuple[int, Key]]]
"""By pseudonym: the keys that it had after each re-issue, with the index of the entry that made it."""


def check_reissues(step: Step, evidence: Evidence) -> Reissued:
    """Follow every re-issue from the key that it replaces; ``keys`` are those first issued."""
    entries = evidence.of("cred.reissue")
    step.expect(len(entries))
    _check_points(step, entries)
    used = {half for key in evidence.keys.values() for half in (key.xr, key.xs)} if entries else set()
    reissued: Reissued = {}
    for index, entry in entries:
        cred, half = entry["cred"], entry["half"]
        if cred not in evidence.keys:
            step.fail("V7.reissue", f"entry {index} re-issues a key of {cred}, who is not on the list", index)
        old, new = bytes.fromhex(entry["old"]), bytes.fromhex(entry["new"])
        later = reissued.setdefault(cred, [])
        key = later[-1][1] if later else evidence.keys[cred]
        if old != (key.xr if half == "r" else key.xs):
            step.fail("V7.reissue", f"entry {index} replaces a half that {cred} does not have", index)
        if new in used:
            step.fail("V7.reissue", f"entry {index} gives {cred} a half that was used before", index)
        used.add(new)
        later.append((index, replace(key, xr=new) if half == "r" else replace(key, xs=new)))
        step.checked()
    return reissued


def _check_points(step: Step, entries: list[tuple[int, Entry]]) -> None:
    """What was issued are public keys, so that somebody can have the secret."""
    bad = check.first_bad_point(b"".join(bytes.fromhex(entry["new"]) for _, entry in entries), False)
    if bad != -1:
        index = entries[bad][0]
        step.fail("V7.reissue", f"entry {index} issues something that is not a public key", index)
