"""Make the vectors of spec/vectors: ``python -m tests.vectors.generate``.

Nothing in them is left to chance, so they come out the same wherever they are made. A test compares;
it never writes.
"""

import json
from collections.abc import Callable
from pathlib import Path

from tests.vectors import books, choices, groups, hashing, mixing, published, voting
from tests.vectors.seeded import Vector

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"
FORMAT = "tellers-vectors/1"

GROUPS: dict[str, tuple[str, Callable[[], list[Vector]]]] = {
    "framing": ("spec/canonical.md", hashing.framing),
    "transcript": ("spec/transcript.md", hashing.transcript),
    "canonical": ("spec/canonical.md", hashing.canonical),
    "canonical-rejects": ("spec/canonical.md", hashing.canonical_rejects),
    "identity": ("spec/setup.md, spec/election.md", hashing.identity),
    "selections": ("spec/selections.md", choices.choices),
    "malformed": ("spec/selections.md", choices.malformed),
    "bad-points": ("spec/group.md", choices.bad_points),
    "bad-scalars": ("spec/group.md", choices.bad_scalars),
    "credential": ("spec/credentials.md", voting.credential),
    "sealed": ("spec/proofs/sealed.md", voting.sealed),
    "ballot": ("spec/ballot.md, spec/holds.md, spec/proofs/ballot.md", voting.ballot),
    "receipt": ("spec/receipt.md", voting.receipt),
    "promise": ("spec/receipt.md", voting.promise),
    "paper": ("spec/paper.md, spec/proofs/paper.md", voting.paper),
    "entry": ("spec/entries.md", books.entry),
    "checkpoint": ("spec/log.md", books.checkpoint),
    "dkg": ("spec/trustees.md", mixing.dkg),
    "complaint": ("spec/trustees.md", mixing.complaint),
    "shuffle": ("spec/proofs/shuffle.md", mixing.shuffle),
    "decryption": ("spec/proofs/decryption.md", mixing.decryption),
    "groups": ("spec/credentials.md", groups.groups),
    "mix-plan": ("spec/mixing.md", groups.plans),
    "stage-zero": ("spec/mixing.md", groups.stage_zero),
    "roll": ("spec/roll.md", books.roll),
    "references": ("spec/roll.md, spec/paper.md, spec/holds.md", books.references),
    "register": ("spec/register.md", books.register),
    "labels": ("spec/register.md", books.labels),
    "bucket-widths": ("spec/register.md", books.bucket_widths),
    "resolve": ("spec/board.md, spec/holds.md", books.resolve),
    "lot": ("spec/counting/README.md", books.lot),
    "pack": ("spec/pack.md", published.pack),
    "audit": ("spec/audit.md", published.audit),
    "release": ("spec/release.md", published.release),
}
"""By name of the file: the pages that the vectors belong to, and what makes them."""


def printed(group: str) -> bytes:
    """The whole file of a group: ASCII, indented, one newline at the end."""
    page, make = GROUPS[group]
    content = {"format": FORMAT, "group": group, "spec": page, "vectors": make()}
    return (json.dumps(content, indent=1) + "\n").encode("ascii")


def main() -> None:
    """Write every file that is not yet as it should be."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for group in GROUPS:
        path, data = FOLDER / f"{group}.json", printed(group)
        same = path.exists() and path.read_bytes() == data
        path.write_bytes(data)
        print(f"{path.name}: {'as it was' if same else 'written'}")


if __name__ == "__main__":
    main()
