"""The pages of the specification: every one that the code cites is there, and every one can be found."""

import re
from collections.abc import Iterator
from pathlib import Path

from tellers.board.entries import TYPES
from tellers.board.minutes import KINDS
from tellers.evidence.verify.checks import CHECKS

HOUSE = Path(__file__).resolve().parents[2]
SPEC = HOUSE / "spec"
PAGES = sorted(path for path in SPEC.rglob("*.md"))
CODE = [
    *(HOUSE / "src").rglob("*.py"),
    *(HOUSE / "src").rglob("*.pyi"),
    *(HOUSE / "rust" / "src").rglob("*.rs"),
    *(HOUSE / "web" / "shared").rglob("*.ts"),
    *(HOUSE / "web" / "counter").rglob("*.ts"),
]
_CITED = re.compile(r"\bspec/[a-z0-9_/-]*(?:\.[a-z]+)?")
_QUOTED = re.compile(r'\b(spec/[a-z0-9_/-]+\.md), (?:section )?"([^"]+)"')
_NUMBERED = re.compile(r"\b(spec/[a-z0-9_/-]+\.md), sections? ([0-9]+)")
_LINK = re.compile(r"\]\(([^)#\s]+)\)")
_CHECK = re.compile(r"\bV[0-9]+\.[a-z0-9]+(?:-[a-z0-9]+)*")


def cited(pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
    for path in CODE:
        for found in pattern.finditer(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(HOUSE)), found


def headings(page: Path) -> list[str]:
    return [line.lstrip("# ").lower() for line in text(page).splitlines() if line.startswith("#")]


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def row_of(page: str, name: str) -> str:
    """The row of a page's table whose first cell names this, among others perhaps."""
    rows = [line for line in text(SPEC / page).splitlines() if line.startswith("|")]
    named = [row for row in rows if name in re.findall(r"[a-z][a-z0-9.-]*", row.split("|")[1])]
    assert len(named) == 1, f"{name} has {len(named)} rows in {page}"
    return named[0]


def test_every_page_that_the_code_cites_is_there() -> None:
    found = [(where, match[0]) for where, match in cited(_CITED)]
    assert found
    assert [(where, name) for where, name in found if not (HOUSE / name).exists()] == []


def test_every_section_that_the_code_cites_by_its_words_is_a_heading() -> None:
    found = [(where, match[1], match[2].lower()) for where, match in cited(_QUOTED)]
    assert found
    assert [cite for cite in found if not any(cite[2] in line for line in headings(HOUSE / cite[1]))] == []


def test_every_section_that_the_code_cites_by_its_number_is_a_heading() -> None:
    found = [(where, match[1], f"{match[2]}. ") for where, match in cited(_NUMBERED)]
    assert found
    missing = [
        cite for cite in found if not any(line.startswith(cite[2]) for line in headings(HOUSE / cite[1]))
    ]
    assert missing == []


def test_every_link_of_a_page_leads_somewhere() -> None:
    links = [(page, link) for page in PAGES for link in _LINK.findall(text(page)) if "://" not in link]
    assert links
    broken = [
        (str(page.relative_to(SPEC)), link) for page, link in links if not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_page_is_reached_from_the_first_one() -> None:
    reached: set[Path] = set()
    waiting = [SPEC / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            linked = ((page.parent / link).resolve() for link in _LINK.findall(text(page)))
            waiting += [found for found in linked if found.suffix == ".md" and found.is_file()]
    assert [str(page.relative_to(SPEC)) for page in PAGES if page not in reached] == []


def test_every_page_of_ours_says_its_version() -> None:
    ours = [page for page in PAGES if page.parent in (SPEC, SPEC / "proofs") and page.name != "checks.md"]
    assert len(ours) > 25
    assert [page.name for page in ours if "\nVersion 1" not in text(page)[:200]] == []


def test_the_pages_and_the_verifier_name_the_same_checks() -> None:
    pages = [page for page in PAGES if page.name != "checks.md"]
    named = {check for page in pages for check in _CHECK.findall(text(page))}
    assert named - set(CHECKS) == set()
    assert set(CHECKS) - named == set()


def test_the_documents_name_no_check_that_is_none() -> None:
    named = {check for page in (SPEC.parent / "docs").rglob("*.md") for check in _CHECK.findall(text(page))}
    assert len(named) > 30 and named <= set(CHECKS)


def test_the_board_s_page_has_every_type_of_entry_with_its_fields() -> None:
    for name, kind in TYPES.items():
        row = row_of("board.md", name)
        cells = row.split("|")
        if kind.phase is not None:
            assert cells[2].split()[0].rstrip(",;") == str(kind.phase), name
        words = set(re.findall(r"[a-z][a-z0-9_]*", cells[3]))
        assert set(kind.fields) <= words, name
        assert ("(-)" in cells[1]) == (kind.clock.value is None), name
        assert ("(d)" in cells[1]) == (kind.clock.value == "day"), name
        assert ("once" in cells[2]) == (kind.once is not None), name
        assert all(re.sub(r"{(\w+)}", r"<\1>", path) in cells[3] for path in kind.files.values()), name


def test_the_minutes_page_has_every_kind() -> None:
    assert [kind for kind in KINDS if not row_of("minutes.md", kind)] == []
