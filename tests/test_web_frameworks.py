"""Frameworks: the list and its search, reading one, who covers what, importing with the account first, differences."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from urllib.parse import quote, urlencode

import pytest

from jdmatch.frameworks import library
from jdmatch.settings import Settings
from jdmatch.web.pages.frameworks import FILES, OWN, address
from jdmatch.web.uploads import Uploads
from tests import bakery, web_kit
from tests.web_kit import words

site = web_kit.site

FOUR = bakery.FOUR.encode()
CHANGED = (
    bakery.FOUR.replace(
        "Scale flour and water for the daily dough", "Scale flour and salt and water for the daily dough"
    )
    .replace("B5,Plan the weekly production schedule,advanced", "B5,Plan the weekly production schedule,proficient")
    .replace("B6,Negotiate flour prices with millers,advanced", "B7,Taste every batch of rye,advanced")
).encode()


@pytest.fixture(scope="module")
def embedded():
    """An embedded framework."""
    return next(one for one in library(Settings()).list() if one.levels)


def sent(site, data, name="bakery.csv"):
    """Send a file; the address of its account."""
    answer = site.post("/frameworks/import", files=[("file", (name, data))])
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def imported(site, data=FOUR, name="bakery.csv", **form):
    """Send a file and keep all of it; where that leads to."""
    place = sent(site, data, name)
    page = site.get(place).text
    ids = [html.unescape(one) for one in re.findall(r'name="id" value="([^"]+)"', page)]
    answer = site.post(f"{place}/keep", {"id": ids} | form)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def entries(site, name):
    return [one for one in site.here.library.list() if one.id == name]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_has_every_framework_by_field_of_work(site, embedded):
    said = site.text("/frameworks")
    assert f"{len(site.here.library.list())} frameworks." in said
    assert embedded.group in said
    assert f"{embedded.title} {embedded.id} {embedded.statements}" in said


def test_filters_narrow_it(site, embedded):
    imported(site)
    page = site.get("/frameworks?origin=user").text
    assert 'href="/frameworks/bakery"' in page
    assert address(embedded.id) not in page
    assert address(embedded.id) in site.get(f"/frameworks?{urlencode({'group': embedded.group})}").text
    assert 'href="/frameworks/bakery"' in site.get("/frameworks?format=csv").text
    assert "No framework answers to that" in site.text("/frameworks?format=csv&origin=embedded")
    assert site.get("/frameworks?origin=elsewhere").status_code == 422


def test_words_find_frameworks_by_title_and_statement(site):
    imported(site)
    assert "Bakers" in site.text("/frameworks?words=bakers").partition("best first")[2][:200]
    said = site.text("/frameworks?words=proofing+times")
    assert "statement: Record oven temperatures and proofing times" in said
    assert "No framework answers" in site.text("/frameworks?words=zeppelinwerft")


def test_the_list_counts_the_postings_that_were_analysed(site):
    imported(site)
    site.scored(bakery.POSTING, framework="bakery")
    assert "Bakers bakery 6 2 / 1 / 1 / 2 imported, csv 1" in site.text("/frameworks?origin=user")


# --- one framework ----------------------------------------------------------------------------------------------------


def test_a_framework_is_read_level_by_level(site, embedded):
    said = site.text(address(embedded.id))
    framework = site.here.library.get(embedded.id)
    for name, label in zip(framework.scale.levels, framework.scale.labels, strict=True):
        assert f"{label} ( " in said or f"{label} {len(framework.at_level(name))}" in said
    for statement in framework.statements:
        assert " ".join(statement.text.split()) in said
    assert framework.sha256 in said
    assert framework.attribution in said


def test_statements_say_in_how_many_postings_they_are_covered_and_which(site):
    imported(site)
    number = site.scored(bakery.POSTING, framework="bakery")
    page = site.get("/frameworks/bakery").text
    assert "covered in" in page
    where = "/frameworks/covering?id=bakery&statement=B1"
    assert where.replace("&", "&amp;") in page
    assert f'href="/postings/{number}"' in site.get(where).text
    part = site.get(where, part_of="x").text
    assert f'href="/postings/{number}"' in part
    assert "<html" not in part
    assert site.get("/frameworks/covering?id=bakery&statement=Z9").status_code == 404


ODD = (
    "a b", "https://example.org/f?x=1#y", "a/b/c", "a/../b", "..", "a//b", "/a", "a/", "import", "import/x", "diff",
    "show", "50%", "ä ö.1", "a&b=c+d", 'q"<b>', "a;b", "c:\\d", "covering/1",
)  # fmt: skip


def test_any_id_has_an_address(site):
    for name in ODD:
        made = {"id": name, "title": "Odd", "statements": [f"Scale the flour of {ODD.index(name)} loaves"]}
        assert imported(site, json.dumps(made).encode(), "x.json").startswith(address(name))
    page = site.get("/frameworks?origin=user").text
    assert "<b>" not in page
    linked = {html.unescape(one) for one in re.findall(r'<td>\s*<a href="([^"]+)"', page)}
    assert linked == {address(name) for name in ODD}
    for place, name in enumerate(ODD):
        assert f"Scale the flour of {place} loaves" in site.text(address(name))
        assert site.get(f"/frameworks/export?{urlencode({'id': name, 'format': 'json'})}").status_code == 200
        assert site.post("/frameworks/remove", {"id": name}).status_code == 303
        assert entries(site, name) == []


def test_addresses_that_are_pages_are_no_ids():
    for name in OWN:
        assert address(name) == f"/frameworks/show?id={name}"
    assert address("43-3021.00") == "/frameworks/43-3021.00"
    assert address("a b/ü") == f"/frameworks/{quote('a b/ü')}"


def test_an_unknown_framework_is_told(site):
    answer = site.get("/frameworks/43-3021.0")
    assert answer.status_code == 404
    assert "Did you mean" in words(answer.text)


def test_a_framework_can_be_taken_along_in_every_format(site):
    imported(site)
    for kind, (ending, _) in FILES.items():
        answer = site.get(f"/frameworks/export?id=bakery&format={kind}")
        assert answer.status_code == 200, kind
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="bakery.{ending}"')
        assert b"Scale flour and water" in answer.content


def test_an_unknown_export_is_told(site, embedded):
    assert site.get(f"/frameworks/export?id={embedded.id}&format=exe").status_code == 422


def test_many_statements_come_a_page_at_a_time(site):
    many = "id,statement,level\n" + "".join(
        f"S{n},Do the thing number {n},{'emerging' if n < 500 else 'advanced'}\n" for n in range(1000)
    )
    imported(site, many.encode(), "many.csv")
    first = site.text("/frameworks/many")
    assert "Do the thing number 399" in first
    assert "Do the thing number 400" not in first
    assert 'href="/frameworks/many?from=400#level-4"' in site.get("/frameworks/many").text
    assert "Do the thing number 500" in site.text("/frameworks/many?from=400")


# --- importing --------------------------------------------------------------------------------------------------------


def test_the_account_comes_before_anything_is_kept(site):
    place = sent(site, FOUR)
    said = site.text(place)
    assert "6 statements in 1 framework" in said
    assert "Bakers" in said
    assert entries(site, "bakery") == []
    assert site.store.audit.entries(action="framework").entries == ()


def test_what_is_kept_is_used_and_audited(site):
    assert imported(site) == "/frameworks/bakery?done=kept"
    assert [one.origin for one in entries(site, "bakery")] == ["user"]
    entry = site.store.audit.entries(action="framework").entries[0]
    assert (entry.action, entry.subject) == ("framework.import", "bakery")
    assert entry.details["frameworks"]["bakery"][0] == "installed"
    number = site.scored(bakery.POSTING, framework="bakery", level="emerging")
    assert site.store.postings.get(number).analysis.coverage.framework == "bakery"
    assert "Kept." in site.text("/frameworks/bakery?done=kept")


def test_the_desk_is_told(site):
    site.here.desk.submit(lambda desk: desk.analyzer()).result(30)
    before = site.here.desk.submit(lambda desk: "bakery" in desk.analyzer().frameworks).result(30)
    imported(site)
    site.here.desk.forget().result(60)
    after = site.here.desk.submit(lambda desk: "bakery" in desk.analyzer().frameworks).result(30)
    assert (before, after) == (False, True)


def test_the_same_again_changes_nothing(site):
    imported(site)
    said = site.text(sent(site, FOUR))
    assert "here already" in said
    assert imported(site) == "/frameworks/bakery?done=unchanged"
    assert len(site.store.audit.entries(action="framework").entries) == 1


def test_what_would_be_replaced_is_shown_with_what_changes_and_wants_a_word(site):
    imported(site)
    place = sent(site, CHANGED)
    said = site.text(place)
    assert "replaces the imported one" in said
    assert "1 added, 1 dropped, 1 reworded, 1 moved between levels, 3 unchanged" in said
    refused = site.post(f"{place}/keep", {"id": "bakery"})
    assert refused.status_code == 422
    assert "was imported before" in words(refused.text)
    assert len(site.here.library.get("bakery").statements) == 6
    assert site.post(f"{place}/keep", {"id": "bakery", "replace": "1"}).status_code == 303
    assert "Taste every batch of rye" in site.text("/frameworks/bakery")


def test_one_over_an_embedded_one_is_told_and_can_be_taken_away_again(site, embedded):
    data = bakery.FOUR.replace("id: bakery", f"id: {embedded.id}").encode()
    said = site.text(sent(site, data))
    assert "stands before the one of jdmatch" in said
    place = imported(site, data)
    assert "Scale flour and water" in site.text(place)
    diff = site.text(f"/frameworks/diff?a=embedded:{embedded.id}&b={embedded.id}")
    assert f"6 added, {embedded.statements} dropped" in diff
    assert "behind an imported one" in site.text("/frameworks")
    gone = site.post("/frameworks/remove", {"id": embedded.id})
    assert gone.headers["location"] == f"{address(embedded.id)}?done=removed"
    assert "This is the one that came with jdmatch" in site.text(gone.headers["location"])
    assert site.store.audit.entries(action="framework.remove").entries[0].details == {"revealed": True}


def test_an_embedded_one_can_not_be_removed(site, embedded):
    answer = site.post("/frameworks/remove", {"id": embedded.id})
    assert answer.status_code == 422
    assert "part of jdmatch" in words(answer.text)


def test_of_several_only_the_ticked_ones_are_kept(site):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("four.csv", bakery.FOUR)
        archive.writestr("flat.csv", bakery.FLAT)
    place = sent(site, stream.getvalue(), "two.zip")
    said = site.text(place)
    assert "9 statements in 2 frameworks" in said
    assert site.post(f"{place}/keep").status_code == 422
    answer = site.post(f"{place}/keep", {"id": ["counter"]})
    assert answer.headers["location"] == "/frameworks/counter?done=kept"
    assert entries(site, "bakery") == []


def test_a_broken_file_is_refused_with_every_fault_and_its_place(site):
    broken = bakery.FOUR.replace("B3,Record", "B2,Record").replace(",proficient", ",grandmaster").encode()
    answer = site.get(sent(site, broken))
    assert answer.status_code == 422
    said = words(answer.text)
    assert "It can not be imported" in said
    assert "bakery.csv:6" in said
    assert "grandmaster" in said


def test_what_is_no_framework_is_told_without_a_mistake(site):
    for data in (b"", b"%PDF-1.7 x", b"\x00\x01\x02", b'{"a": ', b"PK\x03\x04 no archive"):
        answer = site.get(sent(site, data, "what.bin"))
        assert answer.status_code == 422, data
        assert "It can not be imported" in words(answer.text)


def test_the_options_of_the_form_are_used(site):
    table = b"Duty text;Grade\nOpen the counter;emerging\nPlan the rota;advanced\n"
    place = sent(site, table, "duties.csv")
    assert site.get(place).status_code == 422
    query = urlencode({"columns": "Duty text=statement\nGrade=level", "id": "shop", "format": ""})
    page = site.get(f"{place}?{query}").text
    assert "2 statements in 1 framework" in words(page)
    keep = page.partition('<form method="post" action="')[2].partition('"')[0].replace("&amp;", "&")
    assert site.post(keep, {"id": "shop"}).headers["location"] == "/frameworks/shop?done=kept"
    wrong = site.get(f"{place.rsplit('/', 1)[0]}/{'x' * 22}")
    assert wrong.status_code == 404
    again = sent(site, table, "duties.csv")
    assert site.get(f"{again}?{urlencode({'columns': 'nonsense'})}").status_code == 422


def test_rows_that_can_not_be_kept_are_listed(site):
    place = sent(site, bakery.FOUR.replace("Train new bakers on mixing and shaping", "").encode())
    said = words(site.get(place).text)
    assert "Rows that can not be kept" in said or "It can not be imported" in said
    assert "bakery.csv:7" in said


def test_a_workbook_is_imported(site):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install 'jdmatch[report]'")
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (("id", "statement", "level"), ("a", "Unload trailers", "emerging"), ("b", "Plan doors", "advanced")):
        book.active.append(row)
    book.save(stream)
    assert imported(site, stream.getvalue(), "Dock work.xlsx").startswith("/frameworks/Dock-work?")


def test_without_a_file_the_form_says_so(site):
    assert "O*NET" in site.text("/frameworks/import")
    answer = site.post("/frameworks/import")
    assert answer.status_code == 422
    assert "Choose a file first" in words(answer.text)


def test_a_file_is_had_by_its_sender_alone_and_can_be_discarded(site):
    place = sent(site, FOUR)
    site.client.cookies.set("jdmatch_token", "u" * 43)
    assert site.get(place).status_code == 404
    site.client.cookies.set("jdmatch_token", site.token)
    assert site.get(place).status_code == 200
    assert site.post(f"{place}/discard").headers["location"] == "/frameworks"
    assert site.get(place).status_code == 404


def test_a_change_without_the_token_is_refused(site):
    place = sent(site, FOUR)
    site.token = "v" * 43
    assert site.post(f"{place}/keep", {"id": "bakery"}).status_code == 403
    assert entries(site, "bakery") == []


def test_hostile_words_of_a_framework_are_only_ever_text(site):
    data = {"id": "evil", "title": "<img src=x onerror=alert(1)>", "statements": ["<script>alert(2)</script>\u202e"]}
    place = sent(site, json.dumps(data).encode(), "<svg onload=1>.json")
    for page in (site.get(place).text, site.get(imported(site, json.dumps(data).encode(), "x.json")).text):
        assert "<img" not in page
        assert "<script>alert" not in page
        assert "<svg onload" not in page
        assert "\u202e" not in page


# --- differences ------------------------------------------------------------------------------------------------------


def test_two_frameworks_are_compared(site):
    imported(site)
    imported(site, CHANGED.replace(b"id: bakery", b"id: bakery2"), "b.csv")
    said = site.text("/frameworks/diff?a=bakery&b=bakery2")
    for kind in ("Added", "Dropped", "Reworded", "Moved between levels"):
        assert kind in said
    page = site.get("/frameworks/diff?a=bakery&b=bakery2").text
    assert re.search(r"<ins>(salt and|and salt)</ins>", page)
    assert "say the same" in site.text("/frameworks/diff?a=bakery&b=bakery")
    assert "choose one" in site.text("/frameworks/diff?a=bakery")
    assert site.get("/frameworks/diff?a=bakery&b=nothing").status_code == 404


def test_two_that_would_take_too_long_are_not(site):
    for name in "ab":
        rows = "".join(f"{name} does the thing {name}{n} with {name * 3}\n" for n in range(500))
        imported(site, f"statement\n{rows}".encode(), f"{name}.csv")
    assert "takes minutes" in site.text("/frameworks/diff?a=a&b=b")


# --- files that wait --------------------------------------------------------------------------------------------------


class Hours:
    now = 0.0

    def __call__(self):
        return self.now


def test_files_wait_an_hour_and_go_when_there_are_too_many(tmp_path):
    clock = Hours()
    waiting = Uploads(seconds=3600, most=10, each=2, clock=clock)
    first, second, third = (waiting.put("ann", name, io.BytesIO(b"123")) for name in "abc")
    assert waiting.get("ann", first.key) is None
    assert not first.path.exists()
    assert waiting.get("ann", second.key).data() == b"123"
    assert waiting.get("bob", second.key) is None
    waiting.put("bob", "large", io.BytesIO(b"1234567"))
    assert waiting.get("ann", second.key) is None
    assert waiting.get("ann", third.key) is not None
    assert waiting.size == 10
    clock.now = 3601
    assert waiting.get("ann", third.key) is None
    assert waiting.size == 0


def test_a_file_that_is_too_large_by_itself_is_kept_alone():
    waiting = Uploads(most=10, each=2)
    small = waiting.put("ann", "a", io.BytesIO(b"1"))
    large = waiting.put("bob", "b", io.BytesIO(b"1" * 20))
    assert waiting.get("ann", small.key) is None
    assert waiting.get("bob", large.key) is not None
    waiting.drop("ann", large.key)
    assert waiting.get("bob", large.key) is not None
    waiting.drop("bob", large.key)
    assert waiting.get("bob", large.key) is None
