"""What the signers of an entry sign, and what counts as their signature."""

from typing import Any

import pytest

from tellers.board.signing import entry_digest, is_signed
from tests.vectors.seeded import public_key, signing_key

CONTEXT = bytes(range(32))
ENTRY: dict[str, Any] = {
    "type": "mark",
    "channel": "post",
    "batch": "post-1",
    "group": "full",
    "ref": "ab" * 32,
}
DIGEST = entry_digest(CONTEXT, ENTRY)
SIGNATURE = signing_key("postal-clerk").sign(DIGEST)
VK = public_key("postal-clerk")


def test_the_digest_covers_every_field_but_the_signatures() -> None:
    assert entry_digest(CONTEXT, {**ENTRY, "sigs": [{"by": "postal-clerk", "sig": "00"}]}) == DIGEST
    for name in ENTRY:
        assert entry_digest(CONTEXT, {**ENTRY, name: "other"}) != DIGEST
    assert entry_digest(bytes(32), ENTRY) != DIGEST


def test_a_signature_is_good_for_its_key_and_digest_only() -> None:
    assert is_signed(VK, DIGEST, SIGNATURE)
    assert not is_signed(public_key("server"), DIGEST, SIGNATURE)
    assert not is_signed(VK, entry_digest(CONTEXT, {**ENTRY, "batch": "post-2"}), SIGNATURE)


@pytest.mark.parametrize("place", [0, 31, 32, 62, 63])
def test_no_changed_byte_leaves_a_signature_good(place: int) -> None:
    flipped = bytearray(SIGNATURE)
    flipped[place] ^= 1
    assert not is_signed(VK, DIGEST, bytes(flipped))


@pytest.mark.parametrize("vk", [b"", bytes(32), b"\xff" * 32, (1).to_bytes(32, "little"), VK + b"\0"])
def test_a_key_that_is_none_verifies_nothing_and_raises_nothing(vk: bytes) -> None:
    assert not is_signed(vk, DIGEST, SIGNATURE)
    assert not is_signed(vk, DIGEST, b"")
