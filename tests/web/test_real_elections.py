"""Both counters on real council elections, under every rule that counts rankings."""

import pytest

from tellers.count import RULES, Contest, read_profiles
from tests.shared_vectors import shared
from tests.web.counters import first, node, second
from tests.web.profiles import COUNTED_TWICE, Asked

EVERY = 20

pytestmark = pytest.mark.skipif(
    node() is None, reason="the second counter needs Node 20: no node on the PATH"
)

RANKED = [rule for rule in COUNTED_TWICE if "ranked" in RULES[rule].ballots and not RULES[rule].sections]


@pytest.mark.parametrize("rule", RANKED)
def test_both_counters_agree_on_real_elections(rule: str) -> None:
    profiles = list(read_profiles(shared("data/scottish-stv.jsonl.gz")))[::EVERY]
    known = RULES[rule]
    asked = [
        Asked(
            Contest(
                candidates=len(profile.candidates),
                seats=1 if known.single else profile.seats,
                rule=rule,
                version=known.version,
                lot=tuple(range(len(profile.candidates))),
            ),
            tuple(profile.papers),
        )
        for profile in profiles
    ]
    answers = zip(profiles, asked, second(asked), strict=True)
    assert [profile.id for profile, one, theirs in answers if first(one) != theirs] == []
