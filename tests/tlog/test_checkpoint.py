"""Checkpoints, cosignatures and proofs that stand alone."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tellers.errors import Invalid
from tellers.tlog import checkpoint, cosignature, note, proof
from tellers.tlog.checkpoint import Checkpoint
from tellers.tlog.merkle import EMPTY_ROOT, Tree, leaf_hash
from tellers.tlog.note import COSIGNATURE, ED25519, Note, VerifierKey, verifier_key
from tellers.tlog.proof import InclusionProof
from tests.shared_vectors import protocol_vectors

T = 1_790_000_000


def private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(name: str, kind: int, number: int) -> VerifierKey:
    return verifier_key(name, kind, private(number).public_key().public_bytes_raw())


LOG = public("vote.example/e/marsh-lane", ED25519, 1)
WITNESSES = [public(f"witness-{number}.example", COSIGNATURE, number) for number in (2, 3, 4)]
TREE = Tree(leaf_hash(bytes([number])) for number in range(11))
CHECKPOINT = Checkpoint(LOG.name, 11, TREE.root())
SIGNED = checkpoint.sign(CHECKPOINT, LOG, private(1).sign)
LINES = [
    cosignature.cosign(SIGNED.text, T + number, key, private(number).sign)
    for number, key in zip((2, 3, 4), WITNESSES, strict=True)
]
WHOLE = bytes(checkpoint.with_cosignatures(SIGNED, LINES[::-1], WITNESSES))
PROOF = InclusionProof(5, tuple(TREE.inclusion_path(5)), WHOLE)


def refused(data: bytes, check: str) -> None:
    with pytest.raises(Invalid) as caught:
        checkpoint.open(data, LOG, WITNESSES)
    assert caught.value.check == check


def test_the_shared_checkpoint_is_opened_and_made_again_to_the_same_bytes() -> None:
    vector = protocol_vectors("checkpoint")
    log, witness = note.parse_key(vector["log_vkey"]), note.parse_key(vector["witness_vkey"])
    opened = checkpoint.open(vector["note"].encode(), log, [witness])
    assert str(opened.checkpoint) == vector["body"]
    [(name, t)] = opened.times
    assert name == "witness-1.example"
    log_key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["log_seed"]))
    witness_key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["witness_seed"]))
    signed = checkpoint.sign(opened.checkpoint, log, log_key.sign)
    line = cosignature.cosign(signed.text, t, witness, witness_key.sign)
    assert bytes(checkpoint.with_cosignatures(signed, [line], [witness])).decode() == vector["note"]


def test_the_shared_proof_of_inclusion_is_verified_and_made_again() -> None:
    vector = protocol_vectors("checkpoint")
    log, witness = note.parse_key(vector["log_vkey"]), note.parse_key(vector["witness_vkey"])
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in protocol_vectors("merkle")["leaves"]]
    data = vector["tlog_proof_index_5"].encode()
    parsed = proof.parse(data)
    assert bytes(parsed) == data
    assert proof.verify(parsed, leaves[5], log, [witness]).checkpoint.size == 11
    assert parsed == InclusionProof(5, tuple(Tree(leaves).inclusion_path(5)), vector["note"].encode())
    with pytest.raises(Invalid, match=r"tlog\.merkle"):
        proof.verify(parsed, leaves[4], log, [witness])


def test_a_checkpoint_gives_the_time_of_each_witness() -> None:
    opened = checkpoint.open(WHOLE, LOG, WITNESSES)
    assert opened.checkpoint == CHECKPOINT
    assert opened.times == tuple(
        (key.name, T + number) for number, key in zip((2, 3, 4), WITNESSES, strict=True)
    )


def test_a_witness_may_be_missing() -> None:
    fewer = bytes(checkpoint.with_cosignatures(SIGNED, LINES[1:], WITNESSES))
    assert [name for name, _ in checkpoint.open(fewer, LOG, WITNESSES).times] == [
        k.name for k in WITNESSES[1:]
    ]
    assert checkpoint.open(bytes(SIGNED), LOG, WITNESSES).times == ()


def test_a_checkpoint_has_one_order_of_lines_and_none_by_strangers() -> None:
    log_line = SIGNED.signatures[0]
    for lines in ([log_line, LINES[1], LINES[0]], [LINES[0], log_line]):
        refused(bytes(Note(SIGNED.text, tuple(lines))), "tlog.checkpoint")
    stranger = public("stranger.example", COSIGNATURE, 9)
    line = cosignature.cosign(SIGNED.text, T, stranger, private(9).sign)
    refused(bytes(Note(SIGNED.text, (log_line, line))), "tlog.checkpoint")
    refused(bytes(Note(SIGNED.text, (line,))), "tlog.checkpoint")


def test_a_checkpoint_of_another_log_is_refused() -> None:
    other = public("vote.example/e/other", ED25519, 1)
    with pytest.raises(Invalid, match="not of"):
        checkpoint.open(WHOLE, other, WITNESSES)


def test_the_key_of_a_witness_does_not_sign_for_the_log_nor_the_other_way_round() -> None:
    with pytest.raises(ValueError, match="not the key of a witness"):
        cosignature.cosign(SIGNED.text, T, LOG, private(1).sign)
    with pytest.raises(Invalid, match=r"tlog\.cosignature"):
        cosignature.verify(SIGNED, LOG)
    with pytest.raises(Invalid, match="has not signed"):
        cosignature.verify(SIGNED, WITNESSES[0])


def test_a_cosignature_over_another_time_or_text_is_refused() -> None:
    line = LINES[0]
    later = (T + 9).to_bytes(8, "big") + line.signature[8:]
    for signature in (later, line.signature[:-1], line.signature + b"\0", bytes(72), b"\xff" * 72):
        bent = note.Signature(line.name, line.key_hash, signature)
        refused(bytes(Note(SIGNED.text, (SIGNED.signatures[0], bent))), "tlog.cosignature")


@pytest.mark.parametrize("t", [0, -1, 253_402_300_800])
def test_a_witness_needs_a_time(t: int) -> None:
    with pytest.raises(ValueError, match="time"):
        cosignature.cosign(SIGNED.text, t, WITNESSES[0], private(2).sign)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n11\n",
        "origin\n11\nAAAA\n",
        "\n" + str(CHECKPOINT).partition("\n")[2],
        "two words\n" + str(CHECKPOINT).partition("\n")[2],
        str(CHECKPOINT) + "extension\n",
        str(CHECKPOINT)[:-1],
        str(CHECKPOINT).replace("\n11\n", "\n011\n"),
        str(CHECKPOINT).replace("\n11\n", "\n+11\n"),
        str(CHECKPOINT).replace("\n11\n", "\n-11\n"),
        str(CHECKPOINT).replace("\n11\n", "\n1_1\n"),
        str(CHECKPOINT).replace("\n11\n", "\n\u0661\n"),
        str(CHECKPOINT).replace("\n11\n", "\n\n"),
        str(CHECKPOINT).replace("\n11\n", "\n" + "1" * 19 + "\n"),
        str(CHECKPOINT).replace("\n11\n", "\n0\n"),
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        checkpoint.parse(text)
    assert caught.value.check == "tlog.checkpoint"


def test_the_checkpoint_of_an_empty_log_is_read() -> None:
    empty = Checkpoint(LOG.name, 0, EMPTY_ROOT)
    assert checkpoint.parse(str(empty)) == empty


@given(st.data())
def test_no_changed_byte_leaves_a_checkpoint_valid(chance: st.DataObject) -> None:
    at = chance.draw(st.integers(0, len(WHOLE) - 1))
    byte = chance.draw(st.integers(0, 255).filter(lambda b: b != WHOLE[at]))
    with pytest.raises(Invalid, match=r"tlog\."):
        checkpoint.open(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :], LOG, WITNESSES)


@given(st.data())
def test_no_changed_byte_leaves_a_proof_valid(chance: st.DataObject) -> None:
    data = bytes(PROOF)
    at = chance.draw(st.integers(0, len(data) - 1))
    byte = chance.draw(st.integers(0, 255).filter(lambda b: b != data[at]))
    with pytest.raises(Invalid, match=r"tlog\."):
        proof.verify(proof.parse(data[:at] + bytes([byte]) + data[at + 1 :]), TREE.leaf(5), LOG, WITNESSES)


@given(st.binary(max_size=80))
def test_no_bytes_whatever_raise_anything_but_invalid(data: bytes) -> None:
    for attempt in (data, b"c2sp.org/tlog-proof@v1\n" + data, b"c2sp.org/tlog-proof@v1\nindex 5\n" + data):
        try:
            assert bytes(proof.parse(attempt)) == attempt
        except Invalid as error:
            assert error.check in ("tlog.merkle", "tlog.checkpoint")


def test_a_proof_longer_than_any_tree_is_refused() -> None:
    with pytest.raises(Invalid, match="longer"):
        proof.parse(bytes(InclusionProof(5, (TREE.root(),) * 65, WHOLE)))
