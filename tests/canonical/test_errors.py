"""The two families of exception."""

import pickle

from tellers.errors import Invalid, Refused, TellersError


def test_a_refusal_has_a_code_and_words_for_the_person() -> None:
    refusal = Refused("register.closed", "the register closed at 21:00 UTC")
    assert (refusal.code, refusal.why) == ("register.closed", "the register closed at 21:00 UTC")
    assert str(refusal) == "register.closed: the register closed at 21:00 UTC"


def test_invalid_evidence_names_the_check_and_survives_a_process_border() -> None:
    failure = pickle.loads(pickle.dumps(Invalid("tlog.note", "nobody has signed")))
    assert (failure.check, failure.what) == ("tlog.note", "nobody has signed")
    assert isinstance(failure, TellersError)
