"""The report as a page: what must hold of its structure, whatever the posting says."""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import report
from jdmatch.records import FOUR_STEPS, Failure, LevelEstimate
from jdmatch.report.build import build
from jdmatch.report.marks import pieces
from jdmatch.report.pictures import LINE, level_line, level_picture, score_line
from jdmatch.report.text import clean
from tests.builders import analysis, build_analysis, framework, library_framework
from tests.test_report import UNREADABLE, hostile, large, library

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr", "base", "rect", "line", "path", "use"}


@dataclass
class Element:
    tag: str
    attributes: dict
    parent: "Element | None"
    children: list = field(default_factory=list)

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def walk(self):
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, tag, css=None):
        found = [e for e in self.walk() if e.tag == tag]
        return [e for e in found if css is None or css in e.attributes.get("class", "").split()]

    def has_parent(self, tag):
        return self.parent is not None and (self.parent.tag == tag or self.parent.has_parent(tag))


class Page(HTMLParser):
    """A strict reader: every element that is opened is closed in order."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {}, None)
        self._at = self.root
        self.feed(source)
        self.close()
        assert self._at is self.root, f"<{self._at.tag}> is never closed"
        self.elements = list(self.root.walk())
        self.ids = [e.attributes["id"] for e in self.elements if "id" in e.attributes]
        self.by_id = {e.attributes["id"]: e for e in self.elements if "id" in e.attributes}

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), self._at)
        assert len(element.attributes) == len(attrs), f"<{tag}> has an attribute twice"
        self._at.children.append(element)
        if tag not in VOID:
            self._at = element

    def handle_startendtag(self, tag, attrs):
        self._at.children.append(Element(tag, dict(attrs), self._at))

    def handle_endtag(self, tag):
        assert self._at.tag == tag, f"</{tag}> closes <{self._at.tag}>"
        self._at = self._at.parent

    def handle_data(self, data):
        self._at.children.append(data)

    def all(self, tag, css=None):
        return self.root.all(tag, css)


def several():
    made, frameworks = library()
    other, more = hostile()
    return [made, UNREADABLE, other, replace(made, level=None, coverage=None)], {**frameworks, **more}


def bare():
    return analysis("WHAT YOU WILL DO\n- Sort the carts by floor", level=None), {}


def flat():
    known = framework([f"Thing {n} — fetch, mend and carry back" for n in range(1, 5)], title="Fetchers")
    return analysis("TASKS\n- Fetch thing 2, mend it", known, pairs={("thing 2", f"{known.id}/2"): 0.8}), {
        known.id: known
    }


CASES = {"library": library, "hostile": hostile, "large": large, "several": several, "bare": bare, "flat": flat}


@pytest.fixture(scope="module", params=CASES)
def page(request):
    made, frameworks = CASES[request.param]()
    return Page(report.html(made, frameworks))


def test_ids_are_unique_and_every_link_has_its_target(page):
    assert len(page.ids) == len(set(page.ids))
    links = [e.attributes["href"] for e in page.elements if "href" in e.attributes]
    assert links
    assert {link for link in links if not link.startswith("#") or link[1:] not in page.ids} == set()
    described = [e.attributes["aria-labelledby"] for e in page.elements if "aria-labelledby" in e.attributes]
    assert set(described) <= set(page.ids)


def test_nothing_is_loaded_and_nothing_runs(page):
    assert not {e.tag for e in page.elements} & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for element in page.elements:
        assert not {a for a in element.attributes if a.startswith("on")} | {"src", "srcset"} & set(element.attributes)
    style = page.all("style")
    assert len(style) == 1
    assert not re.search(r"url\(|@import|expression|</", style[0].text)
    policy = [m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0].attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")


def test_headings_go_down_one_step_at_a_time_from_one_h1(page):
    ranks = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert ranks.count(1) == 1
    assert ranks[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(ranks))


def test_landmarks_names_and_table_headers(page):
    root = page.all("html")[0]
    assert root.attributes["lang"] == "en"
    assert len(page.all("main")) == 1
    skip = page.all("a", "skip")[0]
    assert page.by_id[skip.attributes["href"][1:]].tag == "main"
    assert page.all("title")[0].text.strip()
    for table in page.all("table"):
        heads = table.all("th")
        assert heads
        assert all(h.attributes.get("scope") in ("col", "row") for h in heads)
        columns = len(table.all("thead")[0].all("th"))
        for row in table.all("tbody")[0].all("tr"):
            assert sum(isinstance(c, Element) and c.tag in ("td", "th") for c in row.children) == columns
    for svg in page.all("svg"):
        assert svg.attributes.get("aria-hidden") == "true" or svg.attributes.get("aria-label")
    for link in page.all("a"):
        assert link.text.strip() or link.attributes.get("aria-label")
    for listing in [*page.all("ul"), *page.all("ol")]:
        assert {c.tag for c in listing.children if isinstance(c, Element)} == {"li"}


@pytest.mark.parametrize("make", [library, hostile, large, flat])
def test_quotes_and_marks_say_the_same_and_lead_to_each_other(make):
    made, frameworks = make()
    page, view = Page(report.html(made, frameworks)), build(made, frameworks)
    text = clean(made.posting.text)
    pairs = {(line.key, q.chunk) for g in view.framework.groups for line in g.lines for q in line.quotes}
    assert pairs
    for key, chunk in pairs:
        row, piece = page.by_id[f"s{key}"], page.by_id[f"q{chunk}"]
        to_mark = [a for a in row.all("a") if a.attributes["href"] == f"#q{chunk}"]
        to_row = [a for a in piece.all("a") if a.attributes["href"] == f"#s{key}"]
        assert to_mark
        assert to_row
        mark = piece.all("mark")[0].text
        assert mark == to_mark[0].text
        assert mark in text
    for line in view.missing:
        if line.nearest is not None:
            assert f"#q{line.nearest.chunk}" in {a.attributes["href"] for a in page.by_id[f"s{line.key}"].all("a")}
    for duty in view.duties:
        back = {a.attributes["href"] for a in page.by_id[f"q{duty.quote.chunk}"].all("a")}
        assert f"#d{duty.quote.chunk}" in back
        assert page.by_id[f"d{duty.quote.chunk}"].all("q")[0].text == clean(duty.quote.text)


@pytest.mark.parametrize("make", [library, hostile, large])
def test_the_whole_posting_stands_on_the_page(make):
    made, frameworks = make()
    page = Page(report.html(made, frameworks))
    pane = next(e for e in page.all("div", "text"))
    refs = {id(e) for e in pane.all("span", "refs")}

    def told(element):
        return "".join(c if isinstance(c, str) else "" if id(c) in refs else told(c) for c in element.children)

    assert told(pane) == clean(made.posting.text)


def test_every_statement_is_a_cell_and_a_row():
    made, frameworks = library()
    page = Page(report.html(made, frameworks))
    cells = [a for listing in page.all("ol", "cells") for a in listing.all("a")]
    assert len(cells) == len(made.coverage.statements)
    for i, (cell, s) in enumerate(zip(cells, made.coverage.statements, strict=True)):
        assert cell.attributes["href"] == f"#s{i}"
        word = {"covered": "covered", "partial": "partly", "missing": "missing"}[made.status(s)]
        assert f": {word}, " in cell.attributes["title"]
        assert cell.all("use")[0].attributes["href"] == f"#sign-{made.status(s)}"
        assert s.text in page.by_id[f"s{i}"].text


def test_missing_statements_are_ranked_and_all_there():
    made, frameworks = large()
    page = Page(report.html(made, frameworks))
    ranked = [e.attributes["id"] for e in page.all("ol", "missing")[0].all("li")]
    assert ranked == [f"s{line.key}" for line in build(made, frameworks).missing]
    assert len(ranked) == 30


def test_hostile_text_is_text():
    made, frameworks = hostile()
    source = report.html(made, frameworks)
    page = Page(source)
    assert '<script>alert("title")</script> [bold]Clerk[/bold] # *one*' in page.all("h1")[0].text
    assert '<script>alert("1")</script> Clerk & "Co" </title>' in page.all("div", "text")[0].text
    assert not set(source) & set("\x00\x07\x1b\x9b\u202e\ud800")
    source.encode("utf-8")
    arabic = next(e for e in page.all("span", "piece") if "الكتب" in e.text)
    assert arabic


def test_a_dangerous_framework_is_text_too():
    evil = '"><img src=x onerror=alert(1)>'
    known = framework({f"a{evil}": [f"One {evil} — do"], "b": ["Two — do"]}, framework_id=f"id {evil} '", title=evil,
                      labels=[evil, "B"], attribution=evil)  # fmt: skip
    made = analysis(f"TASKS\n- Do one {evil}", known, level="b", pairs={("Do one", known.statements[0].id): 0.9})
    page = Page(report.html([made, Failure(evil, "JDM012", evil)], {known.id: known}))
    assert not page.all("img")
    assert all(re.fullmatch(r"[\w-]+", i) for i in page.ids)


def test_a_single_failure_makes_a_page():
    page = Page(report.html(UNREADABLE, {}))
    assert "scan.pdf: The document holds pictures" in page.all("main")[0].text


def test_several_reports_keep_their_links_apart():
    made, frameworks = several()
    page = Page(report.html(made, frameworks))
    articles = page.all("article")
    assert [a.attributes["id"] for a in articles] == ["p1-report", "p3-report", "p4-report"]
    for article in articles:
        prefix = article.attributes["id"].removesuffix("report")
        own = {a.attributes["href"] for a in article.all("a")}
        assert {link for link in own if not link.startswith(f"#{prefix}")} == set()
    rows = page.all("section", "compared")[0].all("tbody")[0].all("tr")
    assert len(rows) == 4
    assert "not analysed" in rows[1].text
    assert rows[2].all("a")[0].attributes["href"] == "#p3-report"


def test_level_words_are_marked_and_lead_to_the_level():
    made, frameworks = library()
    page = Page(report.html(made, frameworks))
    pane = page.all("div", "text")[0]
    assert [b.text for b in pane.all("b", "cue")] == [
        "Decide on",
        "anything above goes to the branch manager",
        "One year of work",
    ]
    cued = [e for e in pane.all("span", "piece") if e.all("b", "cue")]
    assert all("#level" in {a.attributes["href"] for a in e.all("a")} for e in cued)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(["- Sort carts", "TASKS", "About: x", "  ", "\t- Ring €", "é"]), max_size=12), st.data()
)
def test_pieces_are_the_text_whatever_the_cues(lines, data):
    text = "WHAT YOU WILL DO\n- Empty the book drop\n" + data.draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    made = analysis(text, library_framework(), pairs={("book drop", "99-4121.00/emerging/1"): 0.8})
    ends = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(ends, ends), max_size=4))
    evidence = tuple(replace_evidence(min(a, b), max(a, b)) for a, b in spans)
    made = replace(made, level=replace(made.level, evidence=evidence))
    found = pieces(made, build(made, {}))
    assert "".join(piece.text for piece in found) == text
    inside = {i for e in evidence for i in range(e.start, e.end)}
    bodies = {i for c in made.chunks for i in range(c.body_start, c.body_end)}
    marked = sum(len(run.text) for piece in found for run in piece.runs if run.cue)
    assert marked == len(inside & bodies)
    Page(report.html(made, {}))


def replace_evidence(start, end):
    from jdmatch.records import LevelEvidence

    return LevelEvidence("text", None, start, end, "cue", "developing")


def test_pictures_stand_where_the_figures_are():
    view = build(*library())
    line = score_line(view.score)
    assert (line.low, line.width, line.length) == (pytest.approx(0.6 * LINE), pytest.approx(0.23 * LINE), LINE)
    assert line.low < line.at < line.low + line.width
    level = level_line(view.level)
    assert level.ticks == (0.0, 60.0, 120.0, 180.0, 240.0)
    assert (level.low, level.width, level.at) == (60.0, 120.0, 90.0)
    picture = level_picture(view.level)
    assert [row.label for row in picture.rows] == ["Advanced", "Proficient", "Developing", "Emerging"]
    assert [row.inside for row in picture.rows] == [False, True, True, False]
    assert picture.rows[1].y <= picture.top < picture.bottom <= picture.rows[3].y
    assert max(row.width for row in picture.rows) == picture.rows[2].width


def test_an_abstained_level_has_no_point_on_its_line():
    made, frameworks = library()
    unsure = LevelEstimate(FOUR_STEPS.levels, (0.3, 0.3, 0.2, 0.2), "developing", ("emerging", "advanced"), 0.9, True)
    sure, other = (Page(report.html(x, frameworks)) for x in (made, replace(made, level=unsure)))
    assert len(sure.all("line", "point")) == 2
    assert len(other.all("line", "point")) == 1


def test_the_style_says_everything_twice():
    """Dark, print, narrow and forced colours have rules; a mark is underlined and not only tinted."""
    css = Page(report.html(build_analysis(), {})).all("style")[0].text
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 46rem", "forced-colors: active",
                 "prefers-reduced-motion", ":focus-visible", ".partial mark { border-bottom: 2px dashed"):  # fmt: skip
        assert rule in css
