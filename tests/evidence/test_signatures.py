"""Signatures verified many at once are reported as if each had been verified in its turn."""

import pytest

from tellers.evidence.verify.framework import Failed, Step
from tellers.evidence.verify.signatures import AT_ONCE, Signatures
from tellers.tlog.ed25519 import Claim
from tests.vectors.seeded import public_key, signing_key

GOOD = Claim(public_key("server"), b"m", signing_key("server").sign(b"m"))
FALSE = GOOD._replace(message=b"another")


def failure(claims: list[Claim], then: str | None = None) -> Failed | None:
    """What a step reports that meets these signatures, and then fails with these words of its own."""
    step = Step(4)
    try:
        with Signatures(step) as signatures:
            for index, claim in enumerate(claims):
                signatures.add(claim, "V4.signature", f"signature {index}", index)
            if then:
                step.fail("V4.fields", then, len(claims))
    except Failed as failed:
        return failed
    return None


def test_the_first_false_signature_is_reported_with_its_entry() -> None:
    assert failure([GOOD, GOOD]) is None
    found = failure([GOOD, FALSE, GOOD, FALSE])
    assert found is not None
    assert (found.check, found.what, found.entry) == ("V4.signature", "signature 1", 1)


def test_what_fails_later_waits_for_the_signatures_before_it() -> None:
    found = failure([GOOD, FALSE], then="a field is missing")
    assert found is not None and found.what == "signature 1"
    found = failure([GOOD, GOOD], then="a field is missing")
    assert found is not None and (found.check, found.entry) == ("V4.fields", 2)


def test_many_signatures_are_not_held_back_for_ever() -> None:
    step = Step(4)
    signatures = Signatures(step)
    signatures.add(FALSE, "V4.signature", "the first")
    for _ in range(AT_ONCE - 2):
        signatures.add(GOOD, "V4.signature", "one of many")
    with pytest.raises(Failed, match="the first"):
        signatures.add(GOOD, "V4.signature", "the last of so many")


def test_what_is_no_failure_of_the_step_is_not_hidden() -> None:
    with pytest.raises(KeyError), Signatures(Step(4)) as signatures:
        signatures.add(FALSE, "V4.signature", "false")
        raise KeyError("a bug")
