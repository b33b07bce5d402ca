"""What several workers say of forged packs of a poll in groups is what one process says, word for word.

And so it is with what is begun before a step asks for it: a verification that begins nothing says the same.

Pieces are of five rows, so that a small poll makes several; files that one process would know from the mix
before are decoded again by each worker.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tellers.board.groups import Group
from tellers.crypto.spread import Spread
from tellers.evidence.verify import STEPS, report_of, verify_pack
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Report, Run
from tellers.rehearsal.run import Rehearsed
from tests.attacks import anew
from tests.attacks.forger import Forger, write_files
from tests.federation import MEMBERS

BAD, POINT, CIPHERTEXT, PIECE = b"\xff" * 32, 32, 64, 5


@pytest.fixture(scope="session")
def _federation(federated: Rehearsed) -> Forger:
    return Forger(federated)


def altered(forger: Forger, kind: str, field: str, at: int, piece: bytes) -> None:
    """Another piece in a file of the last entry of a type."""
    entry = forger.of(kind)[-1]
    path = entry[field]["file"]
    entry[field] = forger.write(path, anew.replaced(forger.files[path], at, piece))


def honest(forger: Forger) -> None:
    """The evidence as it is."""


def key_factor_malformed(forger: Forger) -> None:
    """A trustee's part of the opening of the voting keys is no point in one place."""
    altered(forger, "cred.dec", "factors", 3 * POINT, BAD)


def key_factor_of_another_row(forger: Forger) -> None:
    """It is a point, and a false one."""
    altered(forger, "cred.dec", "factors", 3 * POINT, forger.pk)


def halves_paired_anew(forger: Forger) -> None:
    """The list pairs the halves of two members' keys with each other."""
    listed = anew.key_lines(forger)
    here = [line for line in listed if Group(line["style"], line["weight"]) == MEMBERS]
    one, other = ((bytes.fromhex(line["xr"]), bytes.fromhex(line["xs"])) for line in here[:2])
    pairs = [anew.key_line(one[0], other[1], MEMBERS), anew.key_line(other[0], one[1], MEMBERS)]
    anew.relist_keys(forger, [*(line for line in listed if line not in here[:2]), *pairs])


def mixed_malformed(forger: Forger) -> None:
    """The last mix of the votes gave something that is no ciphertext."""
    altered(forger, "mix", "out", CIPHERTEXT, BAD)


def mixed_falsely(forger: Forger) -> None:
    """It gave a ciphertext of its own."""
    altered(forger, "mix", "out", CIPHERTEXT, forger.pk + forger.pk)


def factor_malformed(forger: Forger) -> None:
    """A trustee's part of the decryption is no point in one place."""
    altered(forger, "dec", "factors", POINT, BAD)


def factor_false(forger: Forger) -> None:
    """It is a point, and a false one."""
    altered(forger, "dec", "factors", POINT, forger.pk)


def plain_false(forger: Forger) -> None:
    """A vote was published that nobody decrypted."""
    altered(forger, "plain", "points", POINT, forger.pk)


LIES: dict[Callable[[Forger], None], tuple[str, str] | None] = {
    honest: None,
    key_factor_malformed: ("V7.decryption", "malformed"),
    key_factor_of_another_row: ("V7.decryption", "is not what was sealed"),
    halves_paired_anew: ("V7.keys", "sealed for their group"),
    mixed_malformed: ("V13.shuffle", "malformed"),
    mixed_falsely: ("V13.shuffle", "E4"),
    factor_malformed: ("V14.factors", "factor of vote"),
    factor_false: ("V14.proof", "is false"),
    plain_false: ("V14.plain", "is not what the trustees' parts give"),
}
"""What becomes of a pack: the check, and a part of its words."""


def timeless(report: Report) -> Report:
    """A report without the times that steps took."""
    return replace(report, steps=[replace(step, milliseconds=0) for step in report.steps])


def in_turn(path: Path) -> Report:
    """The report of a verification in which every step asks only when its turn comes."""
    run, evidence = Run(), Evidence(path, None)
    for number, module in STEPS.items():
        run.step(number, module, evidence)
    return timeless(report_of(path, run, evidence))


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_several_workers_say_what_one_process_says(
    _federation: Forger, lie: Callable[[Forger], None], tmp_path: Path
) -> None:
    forger = _federation.copy()
    lie(forger)
    write_files(forger.remake(), tmp_path)
    alone = timeless(verify_pack(tmp_path))
    assert in_turn(tmp_path) == alone
    with ThreadPoolExecutor(2) as threads:
        assert timeless(verify_pack(tmp_path, heavy=Spread(threads, PIECE))) == alone
    failure, expected = alone.first_failure, LIES[lie]
    assert (failure is None) == (expected is None)
    if failure is not None and expected is not None:
        assert failure["check"] == expected[0]
        assert expected[1] in failure["message"]
