"""One page about one or more counts that needs nothing else: no script, no other file, no network.

Source: spec/counting/shown.md, section 5.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files

from tellers.count.closest import last_difference
from tellers.count.export.sheet import heading, sheet
from tellers.count.named import Named
from tellers.count.pictures.bars import first_bars, stage_bars
from tellers.count.pictures.flows import flows, has_flows
from tellers.count.pictures.markup import Markup, joined, tag
from tellers.count.pictures.strip import strip
from tellers.count.pictures.tables import first_preferences, in_pairs, result_sheet, sections
from tellers.count.stages import Stage
from tellers.count.words import answers, headline, margin_in_words, papers_in_words, stage_in_words

STYLE = Markup(files("tellers.count.pictures").joinpath("style.css").read_text(encoding="utf-8"))
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)


_KEY = "Solid: held before the stage. Outlined: received in it. Broken line: the quota, where there is one."

_RIBBONS = "Level ribbons: votes that stayed. Ribbons from one name to another: votes that were passed on."


def page(counts: Sequence[Named], language: str = "en") -> str:
    """The whole page; contests stand in the order given."""
    title = counts[0].title if len(counts) == 1 else f"Results of {len(counts)} contests"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", STYLE),
    )
    body = tag(
        "body",
        tag("a", "Skip to the result", href="#result", class_="skip"),
        tag("header", tag("h1", tag("bdi", title)), _contents(counts)),
        tag(
            "main",
            *(_contest(shown, n, alone=len(counts) == 1) for n, shown in enumerate(counts, 1)),
            id="result",
        ),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=language)}\n"


def _contents(counts: Sequence[Named]) -> Markup:
    """Links to the contests, where there are several."""
    if len(counts) == 1:
        return joined()
    links = (
        tag("li", tag("a", tag("bdi", shown.title), href=f"#contest-{n}"))
        for n, shown in enumerate(counts, 1)
    )
    return tag("nav", tag("ul", *links), aria_label="Contests")


def _contest(shown: Named, n: int, *, alone: bool) -> Markup:
    key, level = f"contest-{n}", "h2" if alone else "h3"
    parts: list[Markup] = [] if alone else [tag("h2", tag("bdi", shown.title))]
    parts += [tag("p", headline(shown), class_="headline")]
    parts += _difference(shown, key, level)
    parts += _first(shown, key, level)
    parts += _stages(shown, key, level)
    parts += _flows(shown, key, level)
    grid = sheet(shown)
    parts += [tag(level, "Result sheet"), *result_sheet(grid)]
    parts += [*_pairs(shown, level), *_sections(shown, level)]
    parts += _why(shown, level)
    parts += [tag(level, "Papers"), *(tag("p", told) for told in papers_in_words(shown))]
    facts = (part for fact in grid.facts for part in (tag("dt", fact[0]), tag("dd", tag("bdi", fact[1]))))
    parts += [tag(level, "How it was counted"), tag("dl", *facts, class_="facts")]
    return tag("section", *parts, id=key, aria_label=shown.title)


def _difference(shown: Named, key: str, level: str) -> Iterator[Markup]:
    close, margin = last_difference(shown), margin_in_words(shown)
    if close is None and not margin:
        return
    yield tag(level, "How close it was")
    if close is not None:
        yield tag("figure", strip(shown, close, f"{key}-strip"), class_="bars")
    yield from (tag("p", told) for told in margin)
    if not margin:
        yield tag(
            "p",
            "This is the difference at one stage. It does not say how few papers would have to be different "
            "for another outcome.",
            class_="note",
        )


def _first(shown: Named, key: str, level: str) -> Iterator[Markup]:
    stage = shown.counted.stages[0]
    order = [candidate for candidate in range(len(shown.names)) if candidate not in shown.contest.withdrawn]
    order.sort(key=lambda candidate: -stage.totals[candidate])
    yield tag(level, heading(shown, stage).partition(" ")[2])
    yield tag("figure", first_bars(shown, f"{key}-first"), class_="bars")
    yield first_preferences(shown, order, f"How the count began: {shown.title}")
    if len(shown.counted.stages) == 1:
        yield tag("p", " ".join(stage_in_words(shown, stage)))


def _stages(shown: Named, key: str, level: str) -> Iterator[Markup]:
    stages = shown.counted.stages
    if len(stages) == 1:
        return
    yield tag(level, "Stage by stage")
    yield tag("p", _KEY, class_="note")
    steps = (part for stage in stages for part in _step(shown, stage, key, len(stages)))
    yield tag("fieldset", tag("legend", "Show stage"), *steps, class_="steps")


def _step(shown: Named, stage: Stage, key: str, last: int) -> Iterator[Markup]:
    """A switch, its label and what it shows; the outcome is what is shown at first."""
    chosen = {"checked": "checked"} if stage.n == last else {}
    switch = f"{key}-stage-{stage.n}"
    yield tag("input", type="radio", name=f"{key}-stage", id=switch, **chosen)
    yield tag("label", str(stage.n), for_=switch)
    yield tag(
        "div",
        tag("figure", stage_bars(shown, stage, f"{switch}-bars"), class_="bars"),
        tag(
            "div",
            tag("p", tag("strong", tag("bdi", heading(shown, stage)))),
            *(tag("p", told) for told in stage_in_words(shown, stage)),
        ),
        class_="panel",
    )


def _flows(shown: Named, key: str, level: str) -> Iterator[Markup]:
    if has_flows(shown):
        pictures = flows(shown, f"{key}-flows")
        note = tag("p", _RIBBONS, class_="note")
        yield tag("div", tag(level, "Where the papers went"), note, *pictures, class_="flows")


def _pairs(shown: Named, level: str) -> Iterator[Markup]:
    if shown.in_pairs:
        yield tag(level, "Compared in pairs")
        yield in_pairs(shown, f"How many papers prefer one to another: {shown.title}")


def _sections(shown: Named, level: str) -> Iterator[Markup]:
    if shown.finding("sections") is not None and not shown.is_motion:
        yield tag(level, "Section by section")
        yield from sections(shown)


def _why(shown: Named, level: str) -> Iterator[Markup]:
    yield tag(level, "Why?")
    pairs = (
        part
        for answer in answers(shown)
        for part in (tag("dt", answer.question), tag("dd", " ".join(answer.answer)))
    )
    yield tag("dl", *pairs)
