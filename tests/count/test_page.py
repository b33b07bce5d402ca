"""The page of a result: whole, readable without script, and no name can become part of its markup."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given

from tellers.count import Stage
from tellers.count.named import Named
from tellers.count.pictures import page
from tellers.count.pictures.flows import flows
from tellers.count.pictures.markup import Markup, joined, tag
from tellers.count.pictures.page import STYLE
from tellers.count.words import headline
from tests.count.shown import COMMITTEE, GOLDENS, HOSTILE, MARSH, any_count, golden, shown

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "section", "nav", "ul", "li"),
    *("h1", "h2", "h3", "p", "strong", "bdi", "figure", "div", "dl", "dt", "dd"),
    *("fieldset", "legend", "input", "label"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("svg", "desc", "rect", "line", "path", "text"),
}
VOID = ("meta", "input")


class Read(HTMLParser):
    """Elements in order with attributes, and their texts by the chain of elements around them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.around: list[str] = []
        self.feed(text)
        self.close()
        assert self.around == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.around.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.around.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.around), data))

    def within(self, *names: str) -> Iterator[str]:
        return (text for around, text in self.texts if all(name in around for name in names))

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]


def normal(figure: str) -> str:
    """A figure without what differs between a table and a picture."""
    return re.sub(r"\.0+$", "", figure.replace(",", "").lstrip("+"))


def figures_of(texts: Iterator[str]) -> set[str]:
    return {
        normal(found)
        for text in texts
        for found in re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.])", text)
    }


@pytest.mark.parametrize("count", [MARSH, COMMITTEE])
def test_a_page_begins_with_the_outcome_and_has_what_a_reader_looks_for(count: Named) -> None:
    read = Read(page([count]))
    assert list(read.within("h1")) == [count.title]
    assert next(read.within("p")) == headline(count)
    assert list(read.within("h2")) == [
        "How close it was",
        "First preferences",
        "Stage by stage",
        "Where the papers went",
        "Result sheet",
        "Why?",
        "Papers",
        "How it was counted",
    ]


def test_a_page_says_its_language_and_lets_readers_skip_to_the_result() -> None:
    read = Read(page([MARSH]))
    assert read.elements[0] == ("html", {"lang": "en"})
    links = [attributes["href"] for name, attributes in read.elements if name == "a"]
    assert links == ["#result"] and "result" in read.ids()


def test_the_policy_allows_the_one_style_sheet_and_nothing_else() -> None:
    text = page([MARSH])
    read = Read(text)
    style = "".join(read.within("style"))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policies = [attributes["content"] for _, attributes in read.elements if "http-equiv" in attributes]
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ]
    assert "url(" not in style and "@import" not in style


def test_pages_of_several_contests_link_to_each() -> None:
    read = Read(page([MARSH, COMMITTEE]))
    assert list(read.within("h1")) == ["Results of 2 contests"]
    links = {attributes["href"] for name, attributes in read.elements if name == "a"}
    assert {"#contest-1", "#contest-2"} <= links and {"contest-1", "contest-2"} <= set(read.ids())


def test_stages_are_switched_without_a_script_and_the_last_is_shown_first() -> None:
    read = Read(page([COMMITTEE]))
    switches = [attributes for name, attributes in read.elements if name == "input"]
    stages = len(COMMITTEE.counted.stages)
    assert [switch["type"] for switch in switches] == ["radio"] * stages
    assert ["checked" in switch for switch in switches] == [False] * (stages - 1) + [True]
    labelled = [attributes["for"] for name, attributes in read.elements if name == "label"]
    assert labelled == [switch["id"] for switch in switches]


def test_a_count_of_one_stage_has_no_switches_and_no_ribbons() -> None:
    read = Read(page([shown(("Ann", "Bo"), "fptp", [(2, (0,)), (1, (1,))])]))
    assert "input" not in [name for name, _ in read.elements]
    assert "path" not in [name for name, _ in read.elements]


def test_comparisons_in_pairs_stand_in_a_table() -> None:
    read = Read(page([shown(("Ann", "Bo"), "schulze", [(2, ((0,),)), (1, ((1,),))])]))
    assert "Compared in pairs" in list(read.within("h2"))
    assert [attributes.get("class") for name, attributes in read.elements if name == "td"].count("n won") == 1


def test_names_stay_text_wherever_they_stand() -> None:
    text = page([shown(HOSTILE, "av", [(3, (0,)), (2, (1, 2)), (1, (2,))], title="</title><img src=x>")])
    assert "<script" not in text and "<img" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 3


def test_markup_escapes_whatever_is_not_markup() -> None:
    made = tag("p", "<b>", Markup("<i></i>"), title='"<x>')
    assert made == '<p title="&quot;&lt;x&gt;">&lt;b&gt;<i></i></p>'
    assert joined("a & b") == "a &amp; b"


def test_forty_candidates_and_forty_stages_stay_quick_and_small() -> None:
    chance = Random(40)
    papers = [(1, tuple(chance.sample(range(40), 6))) for _ in range(2_000)]
    forty = shown(
        [f"Candidate {n}" for n in range(40)], "stv-scottish", papers, seats=9, lot=tuple(range(40))
    )
    assert len(forty.counted.stages) > 30
    assert len(page([forty])) < 2_000_000


def test_ribbons_leave_no_vote_behind() -> None:
    """Between two stages the ribbons that arrive are as wide as what stands there."""
    drawn = "".join(flows(COMMITTEE, "key"))
    told = re.findall(r"<title>([^<]+) to ([^<]+): ([0-9.,]+)</title>", drawn)
    assert ("Ann", "Bo", "3.07690") in told and ("Ann", "Cy", "0.92307") in told


def lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_and_marks_stand_out_in_light_in_the_dark_and_on_paper() -> None:
    """4.5 to 1 for text, 3 to 1 for what a picture is read by (WCAG 2.2, 1.4.3 and 1.4.11)."""
    blocks = re.findall(r":root {[^}]*}", STYLE)
    schemes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks]
    assert len(schemes) == 3
    for scheme in schemes:
        for name, least in (("ink", 7), ("soft", 4.5), ("bar", 4.5), ("mark", 3), ("moved", 3)):
            brighter, darker = sorted((lightness(scheme[name]), lightness(scheme["ground"])), reverse=True)
            assert (brighter + 0.05) / (darker + 0.05) >= least, (name, scheme)


@pytest.mark.parametrize("case", GOLDENS)
def test_every_golden_count_makes_a_page(case: str) -> None:
    check_page(golden(case))


@given(any_count())
def test_every_page_is_well_formed_and_has_no_style_or_handler_of_its_own(any_shown: Named) -> None:
    check_page(any_shown)


def check_page(any_shown: Named) -> None:
    read = Read(page([any_shown]))
    assert {name for name, _ in read.elements} <= ALLOWED
    for _, attributes in read.elements:
        assert not [key for key in attributes if key == "style" or key.startswith("on") or key == "src"]
        assert (attributes.get("href") or "#").startswith("#")
    assert len(set(read.ids())) == len(read.ids())


@given(any_count())
def test_every_picture_has_a_title_and_a_description(any_shown: Named) -> None:
    read = Read(page([any_shown]))
    pictures = [attributes for name, attributes in read.elements if name == "svg"]
    assert pictures
    for picture in pictures:
        assert picture["role"] == "img"
        assert {picture["aria-labelledby"], picture["aria-describedby"]} <= set(read.ids())
    assert sum("title" in around and "svg" in around for around, _ in read.texts) >= len(pictures)


@given(any_count())
def test_every_table_has_a_caption_and_every_heading_a_scope(any_shown: Named) -> None:
    read = Read(page([any_shown]))
    tables = [name for name, _ in read.elements if name == "table"]
    assert len(tables) == len([name for name, _ in read.elements if name == "caption"]) >= 2
    assert all("scope" in attributes for name, attributes in read.elements if name == "th")


@given(any_count())
def test_every_figure_in_a_picture_stands_in_a_table_or_in_words(any_shown: Named) -> None:
    plain = Named(
        "Chair",
        tuple(f"N{chr(97 + n)}" for n in range(len(any_shown.names))),
        any_shown.contest,
        any_shown.counted,
    )
    read = Read(page([plain]))
    drawn = [text for text in read.within("svg", "text") if not re.match(r"Stage \d|Difference", text)]
    tables = figures_of(read.within("table"))
    assert figures_of(iter(drawn)) <= tables


@given(any_count())
def test_coordinates_are_whole_numbers_within_the_picture(any_shown: Named) -> None:
    for name, attributes in Read(page([any_shown])).elements:
        if name in ("rect", "text", "line"):
            places = [
                attributes[key] or ""
                for key in ("x", "y", "x1", "y1", "width", "height")
                if key in attributes
            ]
            assert all(re.fullmatch(r"\d+", place) for place in places)


@given(any_count())
def test_bars_are_as_long_as_their_figures(any_shown: Named) -> None:
    """In first preferences, where all bars are whole: no shorter bar for more votes."""
    stage: Stage = any_shown.counted.stages[0]
    totals = sorted(
        (t for c, t in enumerate(stage.totals) if c not in any_shown.contest.withdrawn), reverse=True
    )
    text = page([any_shown])
    first = text[text.index('id="contest-1-first-title"') :].partition("</svg>")[0]
    lengths = [int(found) for found in re.findall(r'width="(\d+)" height="12" class="held"', first)]
    assert all(one >= other for one, other in pairwise(lengths))
    assert len(lengths) <= len([total for total in totals if total])
