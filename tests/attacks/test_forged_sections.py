"""Sections of a count, and what a contest declares: forged packs, each with its honest twin.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import pytest

from tellers.rehearsal.plan import declared_rule
from tellers.rehearsal.run import Rehearsed
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forger import Forger, blobs
from tests.college import AFFILIATES, LEADER, MEMBERS, SECTIONS, TREASURER

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
CIPHERTEXT = 64
GROUPS = {MEMBERS: f"{MEMBERS}-joint", AFFILIATES: f"{AFFILIATES}-joint"}


@pytest.fixture(scope="session")
def _college(sectioned: Rehearsed) -> Forger:
    return Forger(sectioned)


@pytest.fixture
def forger(_college: Forger) -> Forger:
    """Somebody who holds every key of the tenants' poll, at its end."""
    return _college.copy()


def votes_of(forger: Forger) -> tuple[list[object], list[int]]:
    """The published votes for a leader and the section of each."""
    files = [forger.lines_of(f"votes/{LEADER}/{GROUPS[section]}.ndjson") for section in GROUPS]
    return anew.published_votes(forger, LEADER), [n for n, lines in enumerate(files) for _ in lines]


@twins
def test_a_style_is_in_no_section(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Votes of no section would count for nobody."""
    if lying:
        anew.contest_of(forger, LEADER)["count"]["sections"] = [[MEMBERS, "1/1", [MEMBERS]]]
    check_caught(lying, "V2.contests")


@twins
def test_places_are_guaranteed_to_more_than_there_are_places_for(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. What no count can hold is found at once, not when the votes are known."""
    if lying:
        kept = [["Orchard", 1, ["elder"]], ["Riverside", 1, ["rowan"]]]
        count = declared_rule("stv-scottish", 1, guaranteed=kept, reopen="reopen")
        anew.contest_of(forger, TREASURER)["count"] = count
    check_caught(lying, "V2.contests")


@twins
def test_the_sections_weigh_otherwise_once_the_votes_are_known(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Under equal shares somebody else may be elected."""
    votes, sections = votes_of(forger)
    shares = [[id, "1/2", styles] for id, _, styles in SECTIONS] if lying else SECTIONS
    anew.recount(forger, votes, LEADER, sections, sections=shares)
    check_caught(lying, "V16.rule")


@twins
def test_a_parameter_is_another_once_the_votes_are_known(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The count is published as if it had run to the last two."""
    votes, sections = votes_of(forger)
    declared = dict(anew.contest_of(forger, LEADER)["count"]["parameters"])
    declared.update(finish="two" if lying else "majority")
    anew.recount(forger, votes, LEADER, sections, parameters=sorted(map(list, declared.items())))
    check_caught(lying, "V16.rule")


@twins
def test_a_parameter_is_changed_after_nominations(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the witnesses, who saw the definition before the roll was frozen."""
    forger.honest = {witness.id for witness in forger.hall.witnesses}
    if lying:
        for parameter in anew.contest_of(forger, LEADER)["count"]["parameters"]:
            parameter[1] = "two" if parameter[0] == "finish" else parameter[1]
    check_caught(lying, "V3.cosignatures")


@twins
def test_two_voters_change_their_sections(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A member's vote is worth twice an affiliate's; every section keeps its number."""
    rows = {style: anew.stage_zero(forger, LEADER, styles=[style]) for style in GROUPS}
    if lying:
        member, affiliate = (rows[style][:CIPHERTEXT] for style in (MEMBERS, AFFILIATES))
        rows = {
            MEMBERS: affiliate + rows[MEMBERS][CIPHERTEXT:],
            AFFILIATES: member + rows[AFFILIATES][CIPHERTEXT:],
        }
    for style, group in GROUPS.items():
        anew.reveal(forger, (LEADER, group), rows[style])
    anew.recount(forger, *votes_of(forger)[:1], LEADER, votes_of(forger)[1])
    check_caught(lying, "V12.input")


@twins
def test_a_section_is_mixed_under_a_name_of_its_own(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A vote in another group than the rule of mixing gives is of no section."""
    for entry in forger.of("mix", "dec", "plain"):
        if lying and (entry["contest"], entry["group"]) == (LEADER, GROUPS[MEMBERS]):
            entry["group"] = "joint"
            for blob in blobs(entry):
                path = blob["file"].replace(GROUPS[MEMBERS], "joint")
                blob.update(forger.write(path, forger.files.pop(blob["file"])))
    check_caught(lying, "V12.groups")
