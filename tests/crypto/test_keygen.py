"""The making of the key: any t trustees hold it, fewer do not, and a dealer who cheats is named."""

import secrets
from copy import deepcopy
from typing import Any

import pytest

from tellers import _core
from tellers.crypto import check, sharing, statements
from tellers.crypto.prove import keygen, mixing
from tellers.crypto.prove.keygen import Dealer, Share
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tests.branch import with_a_bad_share
from tests.crypto.core_states import hexes, scalar

SID, EID = bytes(range(32)), bytes(range(32, 64))


def dealer_of(i: int, t: int = 2, n: int = 3) -> Dealer:
    """A trustee with a seed drawn anew."""
    return Dealer(SID, i, t, n, Secret(secrets.token_bytes(32)))


def ceremony(t: int, n: int) -> tuple[list[Dealer], list[Any], list[Any]]:
    dealers = [dealer_of(i, t, n) for i in range(1, n + 1)]
    round0 = [dealer.commit() for dealer in dealers]
    return dealers, round0, [dealer.reveal(round0) for dealer in dealers]


def shares_of(t: int, n: int) -> list[Share]:
    dealers, round0, round1 = ceremony(t, n)
    return [dealer.certify(round0, round1)[1] for dealer in dealers]


def opened_by(shares: list[Share], rows: bytes) -> bytes:
    """The plaintext points that these trustees bring out, every part checked."""
    factors = []
    for share in shares:
        opened, dleq = mixing.decrypt(EID, "chair", "joint", share, rows)
        proof = [bytes.fromhex(dleq[name]) for name in ("t_b", "t_a", "z")]
        assert check.check_decrypt(EID, "chair", "joint", share.i, share.x_pub, rows, opened, *proof)
        factors.append(opened)
    return check.recombine([share.i for share in shares], factors, rows)


@pytest.mark.parametrize(("t", "n"), [(1, 1), (2, 3), (3, 3), (3, 5)])
def test_any_threshold_of_trustees_opens_what_was_encrypted_to_their_key(t: int, n: int) -> None:
    shares = shares_of(t, n)
    message = _core.embed(scalar(7))
    rows = check.encrypt(shares[0].pk, message, _core.random_scalars(1))
    assert {share.pk for share in shares} == {shares[0].pk}
    assert opened_by(shares[:t], rows) == opened_by(shares[-t:], rows) == message
    if t > 1:
        assert opened_by(shares[: t - 1], rows) != message


def test_all_trustees_certify_one_transcript_and_their_own_share() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    certified = [dealer.certify(round0, round1) for dealer in dealers]
    digest = keygen.transcript_digest(SID, 2, 3, round0, round1)
    for message, share in certified:
        assert message["dkg"] == digest.hex() == share.dkg.hex()
        sums = [check.commitment_at(hexes(dealt["coeffs"]), share.i) for dealt in round1]
        assert check.add(check.add(sums[0], sums[1]), sums[2]) == share.x_pub
        state = statements.dkg_share(SID, digest, share.i, share.x_pub)
        t, z = hexes(message["pok"]["t"]), hexes(message["pok"]["z"])
        assert check.check_knowledge([state], [share.x_pub], [t], [z]) == -1


def test_a_split_view_shows_in_what_is_certified() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    other = deepcopy(round1)
    other[1]["shares"][0]["ct"] = round1[2]["shares"][0]["ct"]  # a share that is for another trustee
    views = zip(dealers, [round1, round1, other], strict=True)
    certified = {dealer.certify(round0, seen)[0]["dkg"] for dealer, seen in views}
    assert len(certified) == 2


def test_a_dealer_whose_share_does_not_fit_its_commitments_is_named() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    own, others = dealer_of(2), deepcopy(round1)
    others[1]["shares"] = own.reveal([round0[0], own.commit(), round0[2]])["shares"]
    with pytest.raises(Refused, match=r"dkg\.false-share: trustee 2"):
        dealers[0].certify(round0, others)


def test_a_dealer_who_reveals_another_polynomial_than_committed_to_is_named() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    round1[1]["coeffs"] = round1[0]["coeffs"]
    with pytest.raises(Refused, match=r"dkg\.commitment: trustee 2"):
        dealers[0].certify(round0, round1)


def test_a_dealer_who_raises_the_threshold_in_silence_is_named() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    greedy = dealer_of(3, 3)
    round0[2] = greedy.commit()
    round1[2] = greedy.reveal(round0)
    with pytest.raises(Refused, match=r"dkg\.commitment: trustee 3"):
        dealers[0].certify(round0, round1)


@pytest.mark.parametrize("e", ["ff" * 32, "00" * 32])
def test_a_dealer_whose_share_cannot_be_opened_is_named(e: str) -> None:
    dealers, round0, round1 = ceremony(2, 3)
    round1[1]["shares"][0]["e"] = e
    with pytest.raises(Refused, match=r"dkg\.false-share: trustee 2"):
        dealers[0].certify(round0, round1)


def test_a_round_that_is_not_whole_is_certified_by_nobody() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    fewer = deepcopy(round1)
    fewer[2]["shares"].pop()
    for first, second in ((round0[:2], round1[:2]), (round0, round1[::-1]), (round0, fewer)):
        with pytest.raises(Refused, match=r"dkg\.incomplete"):
            dealers[0].certify(first, second)


def test_a_trustee_whose_own_commitment_was_exchanged_does_not_certify() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    other = dealer_of(1)
    with pytest.raises(Refused, match=r"dkg\.commitment: the board shows another"):
        dealers[0].certify([other.commit(), *round0[1:]], round1)


@pytest.mark.parametrize("part", ["t", "z"])
def test_a_dealer_who_does_not_show_possession_is_named(part: str) -> None:
    dealers, round0, round1 = ceremony(2, 3)
    round1[2]["pok"][part] = round1[1]["pok"][part]
    with pytest.raises(Refused, match=r"dkg\.possession"):
        dealers[0].certify(round0, round1)


def test_a_dealer_whose_share_is_no_number_is_named() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    sealed = bytes.fromhex(round1[2]["shares"][0]["ct"])
    top = sealed[31] ^ 0xF0  # a share's four highest bits are nought; with all of them set it is above q
    round1[2]["shares"][0]["ct"] = (sealed[:31] + bytes([top])).hex()
    with pytest.raises(Refused, match=r"dkg\.false-share: trustee 3 sent a share that does not fit"):
        dealers[0].certify(round0, round1)
    [complaint] = dealers[0].complain(round0, round1)
    assert sharing.judge(SID, round0, round1, complaint).why == "the share that was sent is no number"


def test_no_share_can_be_read_on_the_board_by_another_trustee() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    for message in round1:
        first, second, third = message["shares"]
        message["shares"] = [second, first, third]
    with pytest.raises(Refused, match=r"dkg\.false-share"):
        dealers[0].certify(round0, round1)


# Complaints: the receiver makes one, and anybody judges


def complained() -> tuple[list[Any], list[Any], Any]:
    """Rounds in which trustee 2 sent trustee 1 a bad share, and the complaint about it."""
    dealers, round0, round1 = ceremony(2, 3)
    round1[1] = with_a_bad_share(round1[1], 1)
    [complaint] = dealers[0].complain(round0, round1)
    return round0, round1, complaint


def test_where_every_share_is_good_nobody_complains() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    assert [dealer.complain(round0, round1) for dealer in dealers] == [[], [], []]


def test_a_complaint_opens_the_bad_share_and_names_the_dealer() -> None:
    round0, round1, complaint = complained()
    assert (complaint["i"], complaint["dealer"]) == (1, 2)
    fault = sharing.judge(SID, round0, round1, complaint)
    assert (fault.trustee, "does not fit" in fault.why) == (2, True)


def test_only_the_receiver_sees_that_a_share_is_bad() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    round1[1] = with_a_bad_share(round1[1], 1)
    assert [len(dealer.complain(round0, round1)) for dealer in dealers] == [1, 0, 0]


def test_a_complaint_about_a_good_share_names_who_complains() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    bad = [*round1]
    bad[1] = with_a_bad_share(round1[1], 1)
    [complaint] = dealers[0].complain(round0, bad)  # Z and its proof are as good for the share that was sent
    fault = sharing.judge(SID, round0, round1, complaint)
    assert (fault.trustee, fault.why) == (1, "the share complained of is good")


@pytest.mark.parametrize("field", ["z", "t_b", "t_a", "response", "no point", "no scalar"])
def test_a_complaint_whose_proof_does_not_hold_names_who_complains(field: str) -> None:
    round0, round1, complaint = complained()
    other = _core.base_multiply(scalar(5)).hex()
    changed = {"z": {"z": other}, "no point": {"z": "ff" * 32}}.get(field, {})
    proof = {"t_b": {"t_b": other}, "t_a": {"t_a": other}, "response": {"z": "11".ljust(64, "0")}}
    dleq = {**complaint["dleq"], **proof.get(field, {"z": "ff" * 32} if field == "no scalar" else {})}
    fault = sharing.judge(SID, round0, round1, {**complaint, **changed, "dleq": dleq})
    assert (fault.trustee, fault.why) == (1, "the proof of the complaint does not hold")


@pytest.mark.parametrize("about", [{"dealer": 3}, {"i": 3}])
def test_a_complaint_is_bound_to_dealer_and_receiver(about: dict[str, int]) -> None:
    round0, round1, complaint = complained()
    fault = sharing.judge(SID, round0, round1, {**complaint, **about})
    assert fault.trustee == about.get("i", 1)
    assert fault.why == "the proof of the complaint does not hold"


def test_a_complaint_is_bound_to_the_poll() -> None:
    round0, round1, complaint = complained()
    assert sharing.judge(EID, round0, round1, complaint).trustee == 1


def test_a_complaint_about_nobody_names_who_complains() -> None:
    round0, round1, complaint = complained()
    for dealer in (4, 255):
        assert sharing.judge(SID, round0, round1, {**complaint, "dealer": dealer}).trustee == 1


def test_a_trustee_whose_transport_key_was_exchanged_does_not_complain() -> None:
    dealers, round0, round1 = ceremony(2, 3)
    round0[0] = {**round0[0], "transport": round0[1]["transport"]}
    with pytest.raises(Refused, match=r"dkg\.commitment: the board shows another"):
        dealers[0].complain(round0, round1)


def test_a_dealer_who_comes_back_with_its_seed_goes_on_where_it_stopped() -> None:
    seed = Secret(bytes(range(32)))
    before, after = Dealer(SID, 1, 2, 3, seed), Dealer(SID, 1, 2, 3, seed)
    committed = [before.commit(), dealer_of(2).commit(), dealer_of(3).commit()]
    assert {after.commit()["commit"], committed[0]["commit"]} == {committed[0]["commit"]}
    assert after.reveal(committed)["coeffs"] == before.reveal(committed)["coeffs"]
    another = Dealer(EID, 1, 2, 3, seed).commit()
    assert another["commit"] != committed[0]["commit"]
    assert another["transport"] != committed[0]["transport"]


def test_nothing_is_sent_to_a_transport_key_that_is_none() -> None:
    own = dealer_of(1)
    committed = [own.commit(), {**dealer_of(2).commit(), "transport": "00" * 32}, dealer_of(3).commit()]
    with pytest.raises(Refused, match=r"dkg\.possession: trustee 2"):
        own.reveal(committed)
