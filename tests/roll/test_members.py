"""A member on the roll: sealed, changed on the record, opened to the member alone."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tellers.canonical import decode, encode, h256
from tellers.roll import leaves, members
from tellers.roll.members import Member
from tests import branch

FIELDS = ["name", "member_number", "email"]
SECRET = bytes(range(32))
simple = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text("abc", max_size=3))


def reed() -> Member:
    return Member(dict(branch.MEMBERS[3]), SECRET, "full")


def test_a_leaf_shows_digests_only_and_each_opens_with_its_salt() -> None:
    member = reed()
    leaf = decode(member.leaf(FIELDS))
    assert (leaf["style"], leaf["weight"]) == ("full", 1)
    for name, digest in zip(FIELDS, leaf["d"], strict=True):
        assert leaves.digest(member.salt(name), name, member.values[name]) == digest
    for value in member.values.values():
        assert value.encode() not in member.leaf(FIELDS)


@given(st.tuples(simple, simple), st.sampled_from([("name", "name"), ("name", "unit")]))
def test_a_digest_is_of_its_value_and_its_field(values: tuple[Any, Any], fields: tuple[str, str]) -> None:
    digests = [leaves.digest(SECRET, field, value) for field, value in zip(fields, values, strict=True)]
    same = fields[0] == fields[1] and encode(values[0]) == encode(values[1])
    assert (digests[0] == digests[1]) == same


def test_a_leaf_says_which_ballot_a_member_is_given_and_for_how_many_papers_it_stands() -> None:
    delegate = Member(dict(branch.MEMBERS[3]), SECRET, "delegates", 25)
    leaf = decode(delegate.leaf(FIELDS))
    assert (leaf["style"], leaf["weight"]) == ("delegates", 25)
    assert members.addition(delegate, FIELDS).line == {"op": "add", "leaf": leaf}


def test_two_members_with_one_value_have_different_digests() -> None:
    first, second = (members.join(branch.MEMBERS[0], "full") for _ in range(2))
    assert first.values == second.values
    assert not {first.digest(name) for name in FIELDS} & {second.digest(name) for name in FIELDS}


def test_a_change_takes_a_new_salt_even_where_the_value_comes_back() -> None:
    member = reed()
    before, name = member.digest("email"), member.digest("name")
    change = members.change(member, "email", "reed@sluice.example")
    assert change.line == {"op": "change", "field": "email", "old": before, "new": member.digest("email")}
    back = members.change(member, "email", branch.MEMBERS[3]["email"])
    assert member.values == branch.MEMBERS[3]
    assert back.line["old"] == change.line["new"]
    assert len({before, change.line["new"], back.line["new"]}) == 3
    assert member.digest("name") == name


def test_a_reference_says_nothing_until_salt_and_line_are_shown() -> None:
    member = reed()
    first = members.change(member, "email", "reed@sluice.example")
    assert first.reference == h256("roll/ref", first.salt, encode(first.line))
    again = members.Change(first.line, bytes(32))
    assert again.reference != first.reference


def test_who_joins_or_leaves_is_listed_with_the_whole_leaf() -> None:
    member = reed()
    leaf = decode(member.leaf(FIELDS))
    assert members.addition(member, FIELDS).line == {"op": "add", "leaf": leaf}
    assert members.removal(member, FIELDS).line == {"op": "remove", "leaf": leaf}


def test_the_published_list_is_sorted_and_so_hides_the_order_of_the_log() -> None:
    changes = [members.change(reed(), "email", f"{n}@sluice.example") for n in range(5)]
    listed = members.batch(changes)
    assert listed == members.batch(changes[::-1])
    lines = listed.splitlines()
    assert lines == sorted(encode(change.line) for change in changes)
    assert members.batch([]) == b""


def test_neither_member_nor_change_prints_values_secrets_or_salts() -> None:
    member = reed()
    change = members.change(member, "email", "reed@sluice.example")
    shown = repr(member) + repr(change)
    assert "Reed" not in shown
    assert "sluice" not in shown
    assert SECRET.hex() not in shown
    assert repr(SECRET) not in shown
    assert repr(change.salt) not in shown
