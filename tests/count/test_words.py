"""What is said about a count: true of its figures, and fit to be read out."""

import re
from dataclasses import replace

import pytest
from hypothesis import given

from tellers.count import Contest, Paper, Tie, count, group
from tellers.count.closest import last_difference
from tellers.count.named import Named, legible, named
from tellers.count.words import (
    answers,
    figure,
    headline,
    papers_in_words,
    percentage,
    stage_in_words,
    tie_in_words,
)
from tellers.errors import Refused
from tests.count.shown import COMMITTEE, GOLDENS, MARSH, any_count, golden, shown
from tests.count.test_properties import polls


def stage(shown: Named, n: int) -> str:
    return " ".join(stage_in_words(shown, shown.counted.stages[n - 1]))


def why(shown: Named) -> dict[str, str]:
    return {answer.question: " ".join(answer.answer) for answer in answers(shown)}


def test_the_first_sentence_can_be_read_on_the_radio() -> None:
    assert (
        headline(MARSH) == "Ada Marsh is elected with 490 votes, 131 more than Ben Pool, at the last stage."
    )


def test_several_elected_are_named_in_their_order() -> None:
    assert headline(COMMITTEE) == "Ann and Bo are elected, in this order."


@pytest.mark.parametrize(
    ("yes", "no", "said"),
    [
        (497, 359, "The motion is carried, with 497 votes for and 359 against."),
        (1, 2, "The motion is not carried, with 1 vote for and 2 against."),
    ],
)
def test_a_motion_is_carried_or_not_and_nobody_wins(yes: int, no: int, said: str) -> None:
    motion = shown(("Yes", "No"), "yes-no", [(yes, (0,)), (no, (1,))])
    assert headline(motion) == said


def test_places_that_nobody_fills_are_said_to_stay_empty() -> None:
    two = shown(("Ann", "Bo"), "stv-scottish", [(3, (0,)), (1, (1,))], seats=3)
    assert headline(two) == "Ann and Bo are elected; 1 place stays empty."


def test_a_place_won_by_lot_is_not_called_a_lead() -> None:
    tied = shown(("Ann", "Bo"), "fptp", [(1, (0,)), (1, (1,))], lot=(1, 0))
    assert headline(tied) == "Bo is elected: Bo and Ann had 1 vote each, and the tie was broken."
    assert "The lot put the candidates in this order: Bo and Ann." in papers_in_words(tied)


def test_an_exclusion_says_who_received_what() -> None:
    assert stage(MARSH, 2) == (
        "Carol Reed, with 123 votes, is excluded, and the papers are passed on. "
        "Received: Ada Marsh 60; Ben Pool 59. Without a further preference: 4 votes. Ada Marsh is elected."
    )


def test_a_surplus_says_what_it_was_and_what_fractions_lost() -> None:
    assert stage(COMMITTEE, 1).endswith(
        "The quota, enough to be elected, is 9 votes. Ann reaches the quota and is elected."
    )
    assert stage(COMMITTEE, 2) == (
        "The surplus of Ann, 4 votes, is passed on. Received: Bo 3.07690; Cy 0.92307. "
        "Lost to fractions: 0.00003 votes."
    )


def test_last_places_filled_without_a_transfer_are_said_to_be() -> None:
    last = shown(
        ("Ann", "Bo", "Cy"),
        "stv-scottish",
        [(9, (0,)), (3, (1,)), (1, (2, 1))],
        seats=2,
        parameters=(("last_transfer", "omitted"),),
    )
    assert "Nothing is passed on any more: the last places can be filled." in stage(
        last, len(last.counted.stages)
    )


def test_why_is_answered_with_the_figures_that_decided() -> None:
    told = why(MARSH)
    assert told["Why was Ada Marsh elected?"] == (
        "At stage 2 Ada Marsh had 490 votes: more than half of the 849 votes that stood with a candidate."
    )
    assert told["Why was Carol Reed excluded?"] == (
        "After stage 1 Carol Reed had 123 votes, fewer than anybody else still in the count. "
        "Next came Ben Pool with 300 votes."
    )
    assert told["Why was Ben Pool not elected?"] == (
        "Ben Pool had 359 votes when the count ended. Ada Marsh, who was elected, had 490."
    )


def test_why_names_the_quota_where_it_decided() -> None:
    assert why(COMMITTEE)["Why was Ann elected?"] == "At stage 1 Ann had 13 votes, and the quota was 9."


def test_why_tells_a_tie_and_how_it_was_broken() -> None:
    tied = shown(
        ("Ann", "Bo", "Cy", "Di"), "av", [(5, (0,)), (5, (1,)), (3, (2, 0)), (3, (3, 1))], lot=(2, 1, 0, 3)
    )
    assert why(tied)["Why was Di excluded?"] == (
        "After stage 1 Di had 3 votes, and nobody still in the count had fewer. Cy and Di were equal. "
        "The lot, drawn once for the whole count, decided. So Di was excluded."
    )
    assert why(tied)["Why was Bo elected?"].endswith(
        "Ann and Bo were equal. At stage 2 they had 5 and 8 votes. So Bo came first."
    )


def test_why_answers_for_a_candidate_who_was_withdrawn() -> None:
    without = shown(("Ann", "Bo"), "av", [(2, (1, 0))], withdrawn=frozenset({1}))
    assert why(without)["Why was Bo not counted?"].startswith("Bo no longer stood when the count began.")


def test_comparisons_in_pairs_are_told_in_papers_and_chains() -> None:
    circle = shown(
        ("Ann", "Bo", "Cy"),
        "schulze",
        [(4, ((0,), (1,), (2,))), (3, ((1,), (2,), (0,))), (2, ((2,), (0,), (1,)))],
    )
    assert headline(circle) == "Ann is elected: compared in pairs, no other candidate prevails."
    assert (
        why(circle)["Why was Bo not elected?"] == "6 papers preferred Ann to Bo, and 3 the other way round."
    )
    assert "by a chain of victories" in why(circle)["Why was Cy not elected?"]


def test_papers_are_accounted_for_with_the_reasons() -> None:
    assert papers_in_words(MARSH) == [
        "860 papers were counted, and 853 are valid.",
        "Invalid: 7 papers that express no preference.",
        "At the end 4 votes counted for nobody.",
    ]


@pytest.mark.parametrize("purpose", ["election", "surplus", "exclusion", "runoff", "order", "something-else"])
@pytest.mark.parametrize(
    ("how", "n"),
    [
        ("stage", 1),
        ("preferences", 2),
        ("iteration", 7),
        ("lot", None),
        ("numbers", None),
        ("head-to-head", None),
        ("fives", None),
        ("points", None),
        ("something-else", None),
    ],
)
def test_every_kind_of_tie_has_words(purpose: str, how: str, n: int | None) -> None:
    for left in ((0,), (0, 1)):
        tie = Tie(purpose, (0, 1, 2), how, left, n)
        told = tie_in_words(MARSH, MARSH.counted.stages[1], tie)
        assert len(told) == 3 and all(re.fullmatch(r"[A-Z].*\.", sentence) for sentence in told)
        assert "Ada Marsh, Ben Pool and Carol Reed" in told[0] and "Ada Marsh" in told[2]


@pytest.mark.parametrize("action", ["surplus", "exclusion", "last-vacancies", "runoff", "something-else"])
def test_every_kind_of_stage_has_words(action: str) -> None:
    second = replace(MARSH.counted.stages[1], action=action)
    acted = replace(MARSH, counted=replace(MARSH.counted, stages=(MARSH.counted.stages[0], second)))
    assert all(sentence.endswith(".") for sentence in stage_in_words(acted, second))


def test_several_excluded_at_once_and_more_of_their_papers_have_words() -> None:
    first = MARSH.counted.stages[0]
    together = replace(MARSH.counted.stages[1], of=(1, 2), excluded=(1, 2))
    assert stage_in_words(MARSH, together)[0] == (
        "Ben Pool and Carol Reed are excluded together, and their papers are passed on."
    )
    assert stage_in_words(MARSH, replace(together, of=(2,), excluded=()))[0] == (
        "More papers of Carol Reed are passed on."
    )
    assert "Carol Reed is excluded." in stage_in_words(MARSH, replace(first, excluded=(2,)))


def test_the_option_to_reopen_is_said_to_open_nominations_again() -> None:
    contest = replace(COMMITTEE.contest, reopen=0)
    nobody = replace(COMMITTEE, contest=contest, counted=replace(COMMITTEE.counted, elected=(), reopened=2))
    assert headline(nobody) == "Nobody is elected, and nominations are opened again for 2 places."
    one = replace(COMMITTEE, contest=contest, counted=replace(COMMITTEE.counted, elected=(1,), reopened=1))
    assert headline(one) == "Bo is elected, and nominations are opened again for 1 place."


@pytest.mark.parametrize(
    ("amount", "places", "said"),
    [
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
        (123400000, 5, "1,234"),
        (123456789, 5, "1,234.56789"),
        (1, 5, "0.00001"),
    ],
)
def test_figures_are_exact_and_readable(amount: int, places: int, said: str) -> None:
    assert figure(amount, places) == said


def test_percentages_drop_what_is_behind_two_decimals() -> None:
    assert [percentage(*pair) for pair in ((2, 3), (1, 1), (0, 5), (0, 0))] == [
        "66.66%",
        "100.00%",
        "0.00%",
        "0.00%",
    ]


def test_the_difference_is_that_of_the_stage_that_filled_the_last_place() -> None:
    close = last_difference(MARSH)
    assert close is not None and (close.stage.n, close.ahead, close.behind, close.votes) == (2, 0, 1, 131)


def test_names_that_could_steer_a_page_are_made_legible() -> None:
    assert legible(" Ann\t\n Lee ") == "Ann Lee"
    assert legible("a\u202eb\x07\ud800") == "a\ufffdb\ufffd\ufffd"
    assert legible("نمی\u200cدانم") == "نمی\u200cدانم"


def test_a_count_without_all_its_names_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        named("Chair", ("Ann",), MARSH.contest, MARSH.counted)
    assert caught.value.code == "count.candidates"


def test_candidates_are_listed_as_they_left_the_count() -> None:
    assert MARSH.in_order() == [0, 1, 2]
    assert COMMITTEE.in_order() == [0, 1, 2, 3]


@pytest.mark.parametrize("case", GOLDENS)
def test_every_golden_count_is_told_in_whole_sentences(case: str) -> None:
    for sentence in everything_said(golden(case)):
        assert re.fullmatch(r"[A-Z0-9].*[.]", sentence) and "None" not in sentence


@given(any_count())
def test_there_is_a_whole_sentence_for_everything(any_shown: Named) -> None:
    for sentence in everything_said(any_shown):
        assert sentence.endswith(".")


def everything_said(any_shown: Named) -> list[str]:
    told = [headline(any_shown), *papers_in_words(any_shown)]
    told += [sentence for one in any_shown.counted.stages for sentence in stage_in_words(any_shown, one)]
    told += [sentence for answer in answers(any_shown) for sentence in answer.answer]
    return told


@given(any_count())
def test_everybody_has_exactly_one_why_and_so_has_a_motion(any_shown: Named) -> None:
    asked = [answer.candidate for answer in answers(any_shown)]
    assert sorted(asked) == ([0] if any_shown.is_motion else list(range(len(any_shown.names))))


@given(any_count())
def test_the_difference_is_between_somebody_elected_and_somebody_not(any_shown: Named) -> None:
    close = last_difference(any_shown)
    if close is None:
        return
    assert close.ahead in any_shown.counted.elected and close.behind not in any_shown.counted.elected
    totals = close.stage.totals
    assert close.votes == totals[close.ahead] - totals[close.behind] >= 0


def test_a_college_is_told_in_percentages_of_its_sections() -> None:
    college = golden("college/empty_section")
    assert headline(college) == "Ada Marsh is elected with 60.00% of the sections taken together."
    assert why(college)["Why was Ben Marsh not elected?"] == (
        "Ben Marsh had 40.00% of the sections taken together when the place was filled."
    )


def test_a_motion_is_told_against_what_was_needed() -> None:
    [told] = why(golden("yes-no/one_third_exactly")).values()
    assert told == "4 votes of 12 were for the motion. At least 1/3 was needed."
    [told] = why(golden("yes-no/abstentions_in_the_whole")).values()
    assert told.startswith("5 votes of 11 were for the motion.")


def test_categories_of_a_motion_are_told_one_by_one() -> None:
    assert headline(golden("yes-no/any_category")) == (
        "The motion is carried: it has enough votes in 1 of 2 sections."
    )
    [told] = why(golden("yes-no/any_category")).values()
    assert told.endswith("Of the sections, one section is enough.") and ", carried." in told


def test_nominations_opened_again_are_told_with_the_reason() -> None:
    reopened = golden("block/reopened")
    assert headline(reopened).endswith("and nominations are opened again for 1 place.")
    assert stage(reopened, 1).endswith("The option to open nominations again is chosen, and the count ends.")
    assert "Why are nominations opened again?" in why(reopened)


def test_a_round_that_elects_nobody_says_who_stands_in_the_next() -> None:
    assert headline(golden("exhaustive/group_excluded")) == (
        "Nobody is elected in this round; Ada Marsh and Ben Marsh stand in the next round."
    )


def test_a_runoff_is_compared_in_votes_between_the_two_who_were_in_it() -> None:
    close = last_difference(golden("star/no_preference"))
    assert close is not None and (close.stage.n, close.behind, close.votes) == (2, 0, 1)


@given(polls(("av", "stv-scottish")))
def test_an_exclusion_is_answered_by_fewest_votes_and_that_is_true(poll: tuple[list[Paper], Contest]) -> None:
    """Both rules exclude whoever has fewest votes, so that no other answer may be given."""
    papers, contest = poll
    names = [f"Candidate {chr(97 + n)}" for n in range(contest.candidates)]
    counted = named("Chair", names, contest, count(group(papers), contest))
    for answer in answers(counted):
        stage = next((one for one in counted.counted.stages if answer.candidate in one.excluded), None)
        if stage is None:
            continue
        earlier = counted.counted.stages[: stage.n - 1]
        gone = {*contest.withdrawn, *(c for one in earlier for c in (*one.elected, *one.excluded))}
        totals = {c: earlier[-1].totals[c] for c in range(contest.candidates) if c not in gone}
        equal = [c for c, total in totals.items() if total == min(totals.values())]
        assert answer.candidate in equal
        said = " ".join(answer.answer)
        assert ("fewer than anybody else still in the count" in said) == (len(equal) == 1 < len(totals))
        assert ("nobody still in the count had fewer" in said) == (len(equal) > 1)


@given(polls(("stv-scottish",)))
def test_whoever_is_said_to_have_the_quota_has_it(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    names = [f"Candidate {chr(97 + n)}" for n in range(contest.candidates)]
    counted = named("Chair", names, contest, count(group(papers), contest))
    quota = counted.counted.quota
    assert quota is not None
    for answer in answers(counted):
        for stage in counted.counted.stages:
            if answer.candidate in stage.elected:
                told = "and the quota was" in " ".join(answer.answer)
                assert told == (stage.totals[answer.candidate] >= quota)


def test_guaranteed_places_are_told_where_they_decided() -> None:
    told = golden("stv-scottish/guaranteed_guarded")
    assert stage(told, 1).endswith("For the guaranteed places Cy Marsh must be elected.")
    assert "Dee Marsh is passed over: the guaranteed places could not be filled" in stage(told, 2)
    said = why(told)
    assert said["Why was Ben Marsh excluded?"] == (
        "After stage 1 Ben Marsh had 2 votes, fewer than anybody else who could be excluded. "
        "Next came Ada Marsh with 3 votes."
    )
    assert said["Why was Dee Marsh not elected?"] == (
        "At stage 2 Dee Marsh had 3 votes. "
        "With Dee Marsh elected the guaranteed places could not have been filled."
    )
    assert papers_in_words(told)[-1] == "Guaranteed to women: at least 1 place. Elected of them: 1."
    waived = papers_in_words(golden("score/guaranteed_waived"))[-1]
    assert waived == "Guaranteed to women: at least 1 place of the 2 declared. Elected of them: 1."
    assert (
        "1 cross, and took a guaranteed place"
        in why(golden("block/guaranteed_equal"))["Why was Cy Marsh elected?"]
    )
