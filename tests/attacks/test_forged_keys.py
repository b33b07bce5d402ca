"""V5 to V7: the key of the trustees, the roll, and the voting keys.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from collections.abc import Callable

import pytest

from tellers import _core
from tellers.canonical import decode, encode, h256, le32
from tellers.crypto import statements
from tellers.crypto.prove import credentials
from tellers.crypto.prove.keygen import Dealer
from tellers.crypto.secret import Secret
from tellers.evidence.verify.framework import Report
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forger import Entry, Forger, first_check
from tests.branch import with_a_bad_share

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
ROLL = "roll/frozen.ndjson"


def knowledge(state: bytes, secret: bytes) -> Entry:
    """A proof of knowledge as entries hold it."""
    t, z = _core.prove_knowledge(state, secret)
    return {"t": [t.hex()], "z": [z.hex()]}


# V5


@twins
def test_a_trustee_certifies_a_share_of_their_own_choice(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The proof of possession is sound, for a share that the others never gave."""
    share = forger.share(3)
    secret = _core.random_scalars(1) if lying else share.secret.reveal()
    x_pub = _core.base_multiply(secret)
    message = forger.of("dkg3")[2]["msg"]
    message["x_pub"] = x_pub.hex()
    message["pok"] = knowledge(statements.dkg_share(forger.sid, share.dkg, 3, x_pub), secret)
    check_caught(lying, "V5.share-key")


@twins
def test_the_last_trustee_chooses_the_key_of_all(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the other trustees. What they gave is subtracted, so the sum is a key known to one alone."""
    if lying:
        own = _core.base_multiply(_core.random_scalars(1))
        first, second, last = (entry["msg"] for entry in forger.of("dkg1"))
        others = _core.add(bytes.fromhex(first["coeffs"][0]), bytes.fromhex(second["coeffs"][0]))
        last["coeffs"][0] = _core.subtract(own, others).hex()
        coefficients = bytes.fromhex("".join(last["coeffs"]))
        commit = h256("dkg/commit", forger.sid, le32(3), coefficients)
        forger.of("dkg0")[2]["msg"]["commit"] = commit.hex()
        forger.election["pk"] = own.hex()
    check_caught(lying, "V5.coefficients")


@twins
def test_a_trustee_reveals_another_key_than_committed_to(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The key would be chosen after those of the others were seen."""
    if lying:
        secret = _core.random_scalars(2)
        coefficients = _core.base_multiply(secret)
        t, z = _core.prove_knowledge(statements.dkg_coefficients(forger.sid, 3, 2, 3, coefficients), secret)
        message = forger.of("dkg1")[2]["msg"]
        message["coeffs"] = [coefficients[:32].hex(), coefficients[32:].hex()]
        message["pok"] = {"t": [t[:32].hex(), t[32:].hex()], "z": [z[:32].hex(), z[32:].hex()]}
    check_caught(lying, "V5.commitment")


@twins
def test_the_threshold_is_raised_in_silence(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the other trustees. A third coefficient would make two trustees too few."""
    if lying:
        message = forger.of("dkg1")[0]["msg"]
        message["coeffs"].append(_core.base_multiply(_core.random_scalars(1)).hex())
    check_caught(lying, "V5.coefficients")


@twins
def test_the_election_key_is_not_the_trustees(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the trustees."""
    if lying:
        forger.election["pk"] = _core.base_multiply(_core.random_scalars(1)).hex()
    check_caught(lying, "V5.key")


def deal_again(forger: Forger, sends_bad_share: bool) -> list[Entry]:
    """Hold the first two rounds anew; trustee 3 may send trustee 1 a bad share. Gives what 1 complains of.

    The rounds on the board are exchanged; the certificates stay, so the pack is not sound without complaint.
    """
    dealers = [Dealer(forger.sid, i, 2, 3, Secret(_core.random_scalars(1))) for i in (1, 2, 3)]
    round0 = [dealer.commit() for dealer in dealers]
    round1 = [dealer.reveal(round0) for dealer in dealers]
    bad = [*round1[:2], with_a_bad_share(round1[2], 1)]
    if sends_bad_share:
        round1 = bad
    for kind, messages in (("dkg0", round0), ("dkg1", round1)):
        for entry, message in zip(forger.of(kind), messages, strict=True):
            entry["msg"] = message
    return dealers[0].complain(round0, bad)


def complain(forger: Forger, message: Entry) -> None:
    """Put a complaint of trustee 1 on the board, after the second round, and go on as if nothing were."""
    last = forger.of("dkg1")[-1]
    entry = {"type": "dkg.complaint", "t": last["t"], "msg": message}
    forger.insert(forger.index(last) + 1, entry, "trustee-1")


@pytest.mark.parametrize(
    ("is_bad", "is_proven", "at_fault"), [(True, True, 3), (False, True, 1), (True, False, 1)]
)
def test_the_key_is_used_although_a_trustee_complained(
    forger: Forger, is_bad: bool, is_proven: bool, at_fault: int, verify: Callable[[], Report]
) -> None:
    """Honest: nobody, or the dealer, or the complainant; the words say which of the two it was not.

    A bad share and a complaint; a good share and a complaint; a bad share and a proof that does not hold.
    """
    [message] = deal_again(forger, is_bad)
    if not is_proven:
        message["dleq"]["z"] = (1).to_bytes(32, "little").hex()
    complain(forger, message)
    report = verify()
    assert first_check(report) == "V5.complaint"
    assert report.first_failure is not None
    assert f": trustee {at_fault} is at fault, " in report.first_failure["message"]


@twins
@pytest.mark.parametrize("dealer", [2, 9])
def test_a_trustee_complains_of_a_share_and_certifies_all_the_same(
    forger: Forger, dealer: int, lying: bool, check_caught: Judge
) -> None:
    """Honest: the dealer. A board with a complaint does not go on, however hollow the complaint is."""
    if lying:
        dleq = {"t_b": "00" * 32, "t_a": "00" * 32, "z": "00" * 32}
        complain(forger, {"i": 1, "dealer": dealer, "z": "00" * 32, "dleq": dleq})
    check_caught(lying, "V5.complaint")


# V6


def reroll(forger: Forger, lines: list[bytes]) -> None:
    """Publish another frozen roll, with its size and root; the root at the close follows."""
    blob = forger.write_lines(ROLL, lines)
    forger.only("roll.freeze").update(blob=blob, root=anew.root_of(lines), size=len(lines))
    changes = {c["old"]: c["new"] for c in map(decode, forger.lines_of("roll/changes-close.ndjson"))}
    at_close = []
    for line in map(decode, lines):
        line["d"] = [changes.get(digest, digest) for digest in line["d"]]
        at_close.append(encode(line))
    forger.only("close")["roll_root"] = anew.root_of(at_close)


def relist_changes(forger: Forger, when: str, lines: list[bytes]) -> None:
    """Publish another list of changes."""
    blob = forger.write_lines(f"roll/changes-{when}.ndjson", sorted(lines))
    forger.only("roll.batch", when=when).update(blob=blob, size=len(lines))


@twins
def test_a_member_is_altered_without_a_logged_change(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. In the twin the membership office alters the name on the record."""
    lines = forger.lines_of(ROLL)
    member = decode(lines[6])
    old, new = member["d"][0], h256("roll/field", bytes(32), b"name", encode("Another Name")).hex()
    member["d"][0] = new
    if not lying:
        change = {"op": "change", "field": "name", "old": old, "new": new}
        changes = forger.lines_of("roll/changes-freeze.ndjson")
        relist_changes(forger, "freeze", [*changes, encode(change)])
        logged = next(entry for entry in forger.of("roll.change"))
        entry = {**logged, "field": "name", "ref": "ab" * 32, "reason": "correction"}
        forger.insert(forger.index(logged), entry, "membership")
    reroll(forger, [*lines[:6], encode(member), *lines[7:]])
    check_caught(lying, "V6.frozen")


@twins
def test_a_change_after_the_freeze_is_not_logged(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Hijacking a contact and giving it back leaves a number that does not fit."""
    if lying:
        forger.drop(forger.index(forger.of("roll.change")[-1]))
    check_caught(lying, "V6.numbers")


@twins
def test_a_name_is_changed_while_the_poll_is_open(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. In the twin an address, which may change."""
    field = "name" if lying else "address"
    line = forger.lines_of(ROLL)[6]
    old = decode(line)["d"][forger.election["fields"].index(field)]
    change = {"op": "change", "field": field, "old": old, "new": "ab" * 32}
    relist_changes(forger, "close", [*forger.lines_of("roll/changes-close.ndjson"), encode(change)])
    logged = forger.of("roll.change")[-1]
    forger.insert(forger.index(logged), {**logged, "field": field, "ref": "cd" * 32}, "membership")
    reroll(forger, forger.lines_of(ROLL))
    check_caught(lying, "V6.mutable")


def redeliver(forger: Forger, half: str, row: int, **fields: str) -> None:
    """Publish that a half went elsewhere for one row."""
    lines = forger.lines_of(f"deliver/{half}.ndjson")
    lines[row - 1] = encode({**decode(lines[row - 1]), **fields})
    blob = forger.write_lines(f"deliver/{half}.ndjson", lines)
    forger.only("deliver", half=half).update(blob=blob, root=anew.root_of(lines))


@twins
def test_a_voting_link_goes_to_an_address_not_on_the_roll(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. In the twin it goes to the member's own telephone."""
    phone = decode(forger.lines_of(ROLL)[4])["d"][forger.election["fields"].index("phone")]
    if lying:
        redeliver(forger, "s", 5, d=h256("roll/field", bytes(32), b"email", b'"me"').hex())
    else:
        redeliver(forger, "s", 5, d=phone, field="phone")
    check_caught(lying, "V6.delivery")


@twins
def test_both_halves_go_to_one_contact(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Whoever reads that mailbox could vote."""
    line = decode(forger.lines_of(ROLL)[4])
    field = "email" if lying else "phone"
    redeliver(forger, "r", 5, d=line["d"][forger.election["fields"].index(field)], field=field)
    check_caught(lying, "V6.two-contacts")


# V7


@twins
def test_a_ghost_stands_in_the_list_of_voting_keys(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The key of a member who does not vote makes room for one that belongs to no row."""
    listed = anew.key_lines(forger)
    if lying:
        ghost = anew.stranger(forger)
        idle = forger.hall.server.cred_of(forger.row_with(status="not-voted"))
        halves = (credentials.public_key(ghost.x_r), credentials.public_key(ghost.x_s))
        listed = [line for line in listed if line["cred"] != idle] + [anew.key_line(*halves)]
    anew.relist_keys(forger, listed)
    check_caught(lying, "V7.keys")


@twins
def test_a_voting_key_too_many_is_listed(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    listed = anew.key_lines(forger)
    if lying:
        ghost = anew.stranger(forger)
        halves = (credentials.public_key(ghost.x_r), credentials.public_key(ghost.x_s))
        listed.append(anew.key_line(*halves))
    anew.relist_keys(forger, listed)
    check_caught(lying, "V7.keys")


@twins
def test_a_mixer_exchanges_a_voting_key_for_a_ghost(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody else. All that follows the mix is consistent with it."""
    ghost = _core.encrypt(forger.pk, _core.base_multiply(_core.random_scalars(2)), _core.random_scalars(2))

    def bend(stage: int, out: bytes) -> bytes:
        return anew.replaced(out, 0, ghost) if lying and stage == 2 else out

    rows = anew.remix_keys(forger, bend)
    anew.relist_keys(forger, anew.reopen_keys(forger, rows))
    check_caught(lying, "V7.shuffle")


@twins
@pytest.mark.parametrize(("halves", "check"), [("rs", "V7.list"), ("r", "V7.keys")])
def test_two_rows_are_given_one_voting_key(
    forger: Forger, halves: str, check: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Whoever holds the key of the one row holds that of the other, or half of it."""
    device = forger.device(forger.row_with(status="not-voted"))
    row = forger.row_with(cred=device.cred)
    secrets = {"r": device.x_r, "s": device.x_s}
    for half in halves:
        anew.reseal(forger, half, row + 1 if lying else row, secrets[half])
    anew.relist_keys(forger, anew.reopen_keys(forger, anew.remix_keys(forger)))
    check_caught(lying, check)


@twins
def test_the_server_seals_a_copy_of_the_registrars_half(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the registrar and the trustees, who would open it for the server."""
    device = forger.device(forger.row_with(status="not-voted"))
    row = forger.row_with(cred=device.cred)
    if lying:
        record = forger.files["cred/enc-r.bin"][192 * (row - 1) : 192 * row]
        path = "cred/enc-s.bin"
        forger.write(path, anew.replaced(forger.files[path], 192 * (row - 1), record))
    else:
        anew.reseal(forger, "s", row, device.x_s)
    anew.relist_keys(forger, anew.reopen_keys(forger, anew.remix_keys(forger)))
    check_caught(lying, "V7.sealed")


@twins
def test_one_mixer_mixes_the_voting_keys_twice(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the mixer left out. In the twin its stage is done by itself."""
    last = forger.of("cred.mix")[2]
    last["mixer"] = last["sigs"][0]["by"] = "mixer-2" if lying else "mixer-3"
    anew.relist_keys(forger, anew.reopen_keys(forger, anew.remix_keys(forger)))
    check_caught(lying, "V7.mixers")


@twins
def test_a_trustee_opens_a_voting_key_as_a_ghost(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the other trustees. The proof is for what the trustee should have published."""

    def bend(i: int, opened: bytes) -> bytes:
        other = _core.base_multiply(_core.random_scalars(1))
        return anew.replaced(opened, 64, other) if lying and i == 2 else opened

    rows = forger.files["cred/mix/full/stage3.bin"]
    anew.relist_keys(forger, anew.reopen_keys(forger, rows, bend))
    check_caught(lying, "V7.decryption")


@twins
def test_the_keys_of_one_row_are_swapped_between_issues(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the mixers and trustees. The list pairs the halves of two members with each other."""
    listed = anew.key_lines(forger)
    if lying:
        one, other = listed[0], listed[1]
        pairs = [(one["xr"], other["xs"]), (other["xr"], one["xs"])]
        listed[:2] = [anew.key_line(bytes.fromhex(xr), bytes.fromhex(xs)) for xr, xs in pairs]
    anew.relist_keys(forger, listed)
    check_caught(lying, "V7.keys")


def test_the_forgers_tools_know_the_members_keys(forger: Forger) -> None:
    """What the tests above and below rest on: the device of a row holds the key of its pseudonym."""
    row = forger.row_with(status="not-voted")
    device = forger.device(row)
    assert device.cred == forger.hall.server.cred_of(row)
    listed = {line["cred"]: line["xr"] for line in anew.key_lines(forger)}
    assert listed[device.cred] == credentials.public_key(Secret(device.x_r.reveal())).hex()
