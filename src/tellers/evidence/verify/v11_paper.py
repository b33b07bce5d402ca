"""V11: the papers. Two people typed each batch before it was entered; the numbers agree; nothing is a copy.

That what was entered is what stands on the sheets is shown to auditors, who are given what this step
cannot see. Source: spec/paper.md; spec/verification.md.
"""

from collections import Counter
from collections.abc import Iterable

from tellers.board import shapes
from tellers.board.entries import Entry
from tellers.board.mixing import CIPHERTEXT, halves
from tellers.canonical import decode
from tellers.crypto import statements
from tellers.crypto.check import check_knowledge
from tellers.evidence.verify.facts import Evidence, Papers
from tellers.evidence.verify.framework import Step

TITLE = "the papers were typed by two people and entered whole"
NEEDS = (2, 4, 8, 10)

_LISTED, _AROUND = 67, 32  # bytes of one part of a proof in its list; of what stands around a contest's
_TYPISTS = ("data-entry-a", "data-entry-b")


def verify(step: Step, evidence: Evidence) -> None:
    """Check every batch; write down ``papers`` in the order of their final entries."""
    finals = evidence.of("paper.final")
    _check_batches(step, evidence, finals)
    evidence.papers = []
    if not finals:
        step.not_applicable()
        return
    step.expect(len(finals))
    marked = Counter(batch for _, batch in evidence.marks.values())
    channels = {batch: channel for channel, batch in evidence.marks.values()}
    typed, last_mark = _typed(evidence), _last_marks(evidence)
    for index, entry in finals:
        batch = entry["batch"]
        _check_typed(step, evidence, index, entry, typed.get(batch, []), last_mark.get(batch, 0))
        _check_number(step, index, entry, marked[batch])
        papers = _papers(step, evidence, index, entry, channels[batch])
        _check_ciphertexts(step, evidence, index, papers)
        evidence.papers.append(papers)
        step.checked()
    _check_proofs(step, evidence, finals)


def _check_batches(step: Step, evidence: Evidence, finals: list[tuple[int, Entry]]) -> None:
    """Every batch with marks was entered, once, and no other was entered or typed."""
    marked = {batch for _, batch in evidence.marks.values()}
    entered = Counter(entry["batch"] for _, entry in finals)
    for index, entry in finals:
        batch = entry["batch"]
        if batch not in marked:
            step.fail("V11.entries", f"batch {batch} was entered, but no paper of it was marked", index)
        if entered[batch] != 1:
            step.fail("V11.entries", f"batch {batch} was entered {entered[batch]} times", index)
    missing = sorted(marked - entered.keys())
    if missing:
        step.fail("V11.entries", f"papers of batch {missing[0]} were marked, but the batch was never entered")
    for index, entry in evidence.of("paper.commit"):
        if entry["batch"] not in entered:
            step.fail("V11.entries", f"batch {entry['batch']} was typed, but never entered", index)


def _typed(evidence: Evidence) -> dict[str, list[tuple[int, Entry]]]:
    """The commitments of the typists by batch, each with its index."""
    found: dict[str, list[tuple[int, Entry]]] = {}
    for at, entry in evidence.of("paper.commit"):
        found.setdefault(entry["batch"], []).append((at, entry))
    return found


def _last_marks(evidence: Evidence) -> dict[str, int]:
    """The index of the last mark of every batch."""
    return {entry["batch"]: at for at, entry in evidence.of("mark")}


def _check_typed(
    step: Step,
    evidence: Evidence,
    index: int,
    final: Entry,
    commits: list[tuple[int, Entry]],
    last_mark: int,
) -> None:
    """Both typists committed once to so many papers, after the last mark and before the batch was entered."""
    roles = sorted(evidence.officers[entry["sigs"][0]["by"]]["role"] for _, entry in commits)
    batch = final["batch"]
    if roles != list(_TYPISTS):
        step.fail(
            "V11.entries", f"batch {batch} was not typed once by each of the two who type papers", index
        )
    if any(at < last_mark for at, _ in commits):
        step.fail("V11.entries", f"a paper of batch {batch} was marked after the batch was typed", last_mark)
    if any(at > index for at, _ in commits):
        step.fail("V11.entries", f"batch {batch} was entered before both had typed it", index)
    if commits[0][1]["commit"] == commits[1][1]["commit"]:
        step.fail("V11.entries", f"the two commitments to batch {batch} are copies of each other", index)
    for at, entry in commits:
        if entry["n"] != final["n"]:
            step.fail(
                "V11.number", f"{entry['n']:,} papers of batch {batch} were typed, {final['n']:,} entered", at
            )


def _check_number(step: Step, index: int, final: Entry, marks: int) -> None:
    """As many papers as marks, or a discrepancy is owned up to; differences lie within the batch."""
    batch, number = final["batch"], final["n"]
    if final["discrepancy"] != final["discrepancy"].strip():
        step.fail("V11.number", f"the discrepancy of batch {batch} begins or ends with a blank", index)
    if final["discrepancy"] and not any(map(str.isalnum, final["discrepancy"])):
        step.fail("V11.number", f"the discrepancy of batch {batch} has no letter and no digit", index)
    if number != marks and not final["discrepancy"]:
        step.fail(
            "V11.number",
            f"batch {batch} has {number:,} papers for {marks:,} marks, and no discrepancy is stated",
            index,
        )
    places = final["diffs"]
    if sorted(set(places)) != places or (places and not 0 <= places[0] <= places[-1] < number):
        step.fail(
            "V11.shape", f"the places where the typists of batch {batch} differ are no such places", index
        )


def _papers(step: Step, evidence: Evidence, index: int, final: Entry, channel: str) -> Papers:
    """The ciphertexts of a batch: its contests in order, for each paper as many as the contest is wide."""
    batch, number, group = final["batch"], final["n"], evidence.batch_groups[final["batch"]]
    if final["group"] != group.name:
        step.fail("V11.shape", f"batch {batch} was marked by members of {group.name}, and no others", index)
    if [blob["c"] for blob in final["cts"]] != evidence.styles[group.style]:
        step.fail("V11.shape", f"batch {batch} does not have every contest once, in its order", index)
    rows = {}
    for blob in final["cts"]:
        width = evidence.widths[blob["c"]]
        if blob["len"] != number * width * CIPHERTEXT:
            step.fail(
                "V11.shape",
                f"{blob['file']} does not hold {width} x 64 bytes for each of {number:,} papers",
                index,
            )
        rows[blob["c"]] = evidence.read(blob)
    return Papers(batch, channel, group, number, rows)


def _check_ciphertexts(step: Step, evidence: Evidence, index: int, papers: Papers) -> None:
    """Both halves are points, the first no identity, and no first half was ever seen before."""
    step.expect(papers.number * sum(evidence.widths[contest] for contest in papers.rows))
    for contest, rows in papers.rows.items():
        width = evidence.widths[contest]
        firsts, seconds = halves(rows)
        bad = evidence.heavy.first_bad_point(b"".join(firsts), False)
        bad = bad if bad >= 0 else evidence.heavy.first_bad_point(b"".join(seconds), True)
        if bad >= 0:
            step.fail(
                "V11.points",
                f"paper {bad // width + 1:,} of batch {papers.batch}, {contest}: no ciphertext",
                index,
            )
        for number, first in enumerate(firsts):
            where = f"paper {number // width + 1:,} of batch {papers.batch}, {contest}"
            before = evidence.seen.setdefault(first, where)
            if before is not where:
                step.fail("V11.fresh", f"{where}: a copy of a ciphertext of {before}", index)
        step.checked(len(firsts))


def _check_proofs(step: Step, evidence: Evidence, finals: list[tuple[int, Entry]]) -> None:
    """The officers know what they entered: one proof for each batch and contest, all checked together."""
    states, points, t, z, named = [], [], [], [], []
    for (index, final), papers in zip(finals, evidence.papers, strict=True):
        proofs = _proofs(step, evidence, index, final, papers.rows)
        for (contest, rows), proof in zip(papers.rows.items(), proofs, strict=True):
            if not papers.number:
                continue
            states.append(statements.paper(evidence.eid, evidence.pk, papers.batch, contest, rows))
            points.append(b"".join(halves(rows)[0]))
            t.append(bytes.fromhex("".join(proof["t"])))
            z.append(bytes.fromhex("".join(proof["z"])))
            named.append((index, f"the proof for {contest} of batch {papers.batch} is false"))
    failed = check_knowledge(states, points, t, z) if states else -1
    if failed >= 0:
        step.fail("V11.proof", named[failed][1], named[failed][0])


def _proofs(
    step: Step, evidence: Evidence, index: int, final: Entry, contests: Iterable[str]
) -> list[dict[str, list[str]]]:
    """The proofs of a batch from its file, one for each contest, each of as many parts as ciphertexts."""
    number, where = final["n"], f"the proofs of batch {final['batch']}"
    widths = [evidence.widths[contest] for contest in contests]
    if final["pok"]["len"] > sum(2 * number * width * _LISTED + _AROUND for width in widths) + 2:
        step.fail("V11.shape", f"{where} are longer than {number:,} papers need", index)
    with step.blaming("V11.shape", index, where):
        found = decode(evidence.read(final["pok"]))
    parts = [shapes.items(shapes.digest, number * width, number * width) for width in widths]
    wrong = shapes.row(*(shapes.record({"t": part, "z": part}) for part in parts))(found)
    if wrong is not None:
        step.fail("V11.shape", f"the list of {where} {wrong}", index)
    proofs: list[dict[str, list[str]]] = found
    return proofs
