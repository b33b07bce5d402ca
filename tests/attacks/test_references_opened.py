"""A2: what auditors and members are shown of an entry about a pseudonym, and what they find."""

from pathlib import Path

import pytest

from tellers.errors import Invalid
from tellers.evidence.verify import run_pack
from tellers.evidence.verify.a2_references import KEY, check_about, check_reference
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.opened_keys import OpenedKey, SealedKeys
from tellers.rehearsal.run import Rehearsed
from tests.attacks import cases
from tests.attacks.cases import EXCLUDED, PLAIN, settle
from tests.attacks.forger import Forger, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


@pytest.fixture(scope="session")
def _first(doubted: Rehearsed) -> Forger:
    return Forger(doubted)


def opened(forger: Forger, row: int) -> OpenedKey:
    """A row as the registrar opens it on the order of two officers."""
    x_pub, r = forger.hall.registrar.opening(row)
    return OpenedKey(row, x_pub, r.reveal())


@twins
def test_a_hold_is_applied_to_another_member_than_the_one_named(
    forger: Forger, lying: bool, tmp_path: Path
) -> None:
    """Honest: the registrar. The panel was told of one member, and the ballot of another is excluded.

    The pack verifies in either case: that is what auditors and members are shown more for.
    """
    [entry], [decision] = (cases.about(forger, kind, EXCLUDED) for kind in ("cred.suspend", "cred.decide"))
    row, salt = forger.hall.references[entry["ref"]]
    index = forger.index(entry)
    if lying:
        entry["cred"] = decision["cred"] = cases.cred(forger, PLAIN)
    settle(forger)
    write_files(forger.remake(), tmp_path)
    passed, evidence = run_pack(tmp_path, forger.hall.sid.hex())
    assert all(outcome.is_good for outcome in passed.outcomes)
    sealed = SealedKeys(evidence)
    if lying:
        with pytest.raises(Invalid, match=r"A2\.pseudonym"):
            check_about(evidence, sealed, index, salt, opened(forger, row))
    else:
        check_about(evidence, sealed, index, salt, opened(forger, row))


@pytest.fixture(scope="module")
def shown(doubted: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> tuple[Forger, Evidence]:
    """The poll as it was, and what its verification has shown."""
    forger, folder = Forger(doubted), tmp_path_factory.mktemp("shown")
    write_files(forger.remake(), folder)
    return forger, run_pack(folder, forger.hall.sid.hex())[1]


ORDERS = ("cred.reissue", "cred.suspend", "cred.restore", "cred.decide")


def test_every_order_of_the_poll_opens_to_its_member_and_to_the_auditor(
    shown: tuple[Forger, Evidence],
) -> None:
    forger, evidence = shown
    sealed = SealedKeys(evidence)
    entries = forger.of(*ORDERS)
    assert {entry["type"] for entry in entries} == {*ORDERS}
    for entry in entries:
        row, salt = forger.hall.references[entry["ref"]]
        assert check_reference(evidence, forger.index(entry), row, salt) == forger.hall.server.cred_of(row)
        check_about(evidence, sealed, forger.index(entry), salt, opened(forger, row))


def test_the_registrar_opens_every_row_to_the_pseudonym_that_the_server_knows_it_by(
    shown: tuple[Forger, Evidence],
) -> None:
    forger, evidence = shown
    rows = range(1, len(forger.hall.members) + 1)
    found = SealedKeys(evidence).pseudonyms_of([opened(forger, row) for row in rows], KEY)
    assert found == [forger.hall.server.cred_of(row) for row in rows]


@pytest.mark.parametrize("lie", ["another row", "another salt", "half a salt", "no row", "no such row"])
def test_a_reference_opens_to_one_row_and_salt_only(shown: tuple[Forger, Evidence], lie: str) -> None:
    forger, evidence = shown
    entry = forger.of("cred.suspend")[0]
    row, salt = forger.hall.references[entry["ref"]]
    lies = {
        "another row": (row % 24 + 1, salt),
        "another salt": (row, bytes(32)),
        "half a salt": (row, salt[:16]),
        "no row": (0, salt),
        "no such row": (2**40, salt),
    }
    with pytest.raises(Invalid, match=r"A2\.reference"):
        check_reference(evidence, forger.index(entry), *lies[lie])


@pytest.mark.parametrize("index", [0, -1, 2**60])
def test_an_entry_about_no_pseudonym_opens_to_nothing(shown: tuple[Forger, Evidence], index: int) -> None:
    with pytest.raises(Invalid, match=r"A2\.reference"):
        check_reference(shown[1], index, 1, bytes(32))


@pytest.mark.parametrize(
    "lie", ["another's", "no point", "no scalar", "short", "no row", "row 0", "another r"]
)
def test_a_row_is_opened_only_by_what_sealed_it(shown: tuple[Forger, Evidence], lie: str) -> None:
    forger, evidence = shown
    good, other = opened(forger, 5), opened(forger, 6)
    x_pub, r = good.x_pub, good.r
    lies = {
        "another's": OpenedKey(6, x_pub, r),
        "no point": OpenedKey(5, b"\xff" * 32, r),
        "no scalar": OpenedKey(5, x_pub, b"\xff" * 32),
        "short": OpenedKey(5, x_pub, r[:31]),
        "no row": OpenedKey(25, x_pub, r),
        "row 0": OpenedKey(0, x_pub, r),
        "another r": OpenedKey(5, x_pub, other.r),
    }
    assert SealedKeys(evidence).pseudonyms_of([good], KEY)
    with pytest.raises(Invalid, match=r"A2\.key"):
        SealedKeys(evidence).pseudonyms_of([lies[lie]], KEY)


def test_what_opens_a_row_is_not_shown_by_chance(shown: tuple[Forger, Evidence]) -> None:
    one = opened(shown[0], 5)
    assert repr(one.r) not in repr(one)
