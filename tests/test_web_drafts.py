"""Drafts: the list, the editor's page, its checks, versions that are never overwritten, and any two compared."""

from __future__ import annotations

import threading
import time

import pytest

from tests import bakery, web_kit
from tests.check_kit import CLERK
from tests.draft_kit import OWN, SLANG, settings_with_own
from tests.web_kit import words

site = web_kit.site

SCRIPT = {"accept": "application/json"}
FRAMEWORK = "43-3021.00"


def made(site, text=CLERK, **form):
    """A new draft; what its page's script is told of it."""
    answer = site.post("/drafts", {"text": text, **form}, headers=SCRIPT)
    assert answer.status_code == 200, answer.text
    return answer.json()


def saved(site, number, text, expected, **form):
    """Save a version as the script does."""
    return site.post(f"/drafts/{number}/versions", {"text": text, "expected": expected, **form}, headers=SCRIPT)


def checked(site, text, *, phase="judge", sequence=1, page="p", token=True, **more):
    """What the editor is told about a text."""
    headers = {**SCRIPT, "origin": web_kit.ADDRESS} | ({"x-jdmatch-token": site.token} if token else {})
    body = {"text": text, "phase": phase, "sequence": sequence, "page": page, **more}
    return site.client.post("/drafts/check", json=body, headers=headers)


def ready(site):
    """Wait for the models."""
    end = time.monotonic() + 60
    while not site.here.desk.is_ready and time.monotonic() < end:
        time.sleep(0.01)
    assert site.here.desk.is_ready
    return site


# --- the list and the editor's page -----------------------------------------------------------------------------------


def test_the_empty_list_says_what_a_draft_is(site):
    page = site.text("/drafts")
    assert "No draft yet" in page
    assert 'href="/drafts/new?sample"' in site.get("/drafts").text


def test_the_list_has_title_versions_level_and_score(site):
    ready(site)
    one = made(site, framework=FRAMEWORK, level="developing")
    saved(site, one["id"], CLERK + "\nMore.\n", 1, framework=FRAMEWORK, level="developing")
    page = site.get("/drafts").text
    assert f'href="/drafts/{one["id"]}"' in page
    row = words(page[page.index("<tbody>") : page.index("</tbody>")])
    assert row.startswith("Billing Clerk")
    assert " 2 " in row
    assert " %" in row


def test_older_drafts_are_on_further_pages(site):
    for number in range(102):
        site.store.drafts.create(f"Draft {number}", "text", None)
    first = site.get("/drafts").text
    assert "Draft 101<" in first
    assert "Draft 1<" not in first
    further = site.get("/drafts?before=3").text
    assert "Draft 1<" in further
    assert "Draft 2<" not in further


def test_a_new_draft_may_begin_with_the_sample_or_a_posting(site):
    assert "Medical Billing Specialist" in site.get("/drafts/new?sample").text
    number = site.scored(bakery.POSTING)
    page = site.get(f"/drafts/new?posting={number}").text
    assert "Scale flour and water for the daily dough" in page
    assert site.get("/drafts/new?posting=99").status_code == 404
    assert site.store.drafts.list() == ()


def test_a_text_is_only_text_in_the_editor(site):
    hostile = "</textarea><script>alert(1)</script>'\"><img src=x onerror=alert(1)>"
    number = made(site, hostile, title=hostile)["id"]
    for path in (f"/drafts/{number}", "/drafts", f"/drafts/{number}/versions", f"/drafts/{number}/compare"):
        page = site.get(path).text
        assert "<script>alert" not in page, path
        assert "<img" not in page, path


@pytest.mark.parametrize("text", ["\n\nbegins with blank lines", "ends so\n", "with\ttabs  and \N{GRINNING FACE}"])
def test_a_text_comes_back_as_it_was_saved(site, text):
    number = made(site, text)["id"]
    assert site.store.drafts.version(number, 1).text == text
    page = site.get(f"/drafts/{number}").text
    field = page[page.index('<textarea id="text"') :]
    # HTML leaves out the first line end of a field.
    assert web_kit.html.unescape(field[field.index(">") + 1 : field.index("</textarea>")]) == "\n" + text


def test_line_ends_of_a_form_become_those_of_a_script(site):
    number = made(site, "one\r\ntwo\rthree")["id"]
    assert site.store.drafts.version(number, 1).text == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (CLERK, "", "Billing Clerk"),
        (CLERK, " My  own ", "My own"),
        ("# A thought\n", "", "A thought"),
        ("", "", "Untitled draft"),
    ],
)
def test_a_draft_has_the_title_that_was_typed_or_found(site, text, title, expected):
    assert made(site, text, title=title)["title"] == expected


@pytest.mark.parametrize("path", ["/drafts/7", "/drafts/7/versions", "/drafts/7/compare"])
def test_what_is_not_there_is_told(site, path):
    assert site.get(path).status_code == 404
    assert "no draft of this number" in words(site.get(path).text)


# --- what is said while one writes ------------------------------------------------------------------------------------


def test_the_rules_answer_before_the_models_are_asked(site):
    told = checked(site, SLANG, phase="look", sequence=4).json()
    assert (told["state"], told["phase"], told["sequence"]) == ("ok", "look", 4)
    one = next(f for f in told["findings"] if f["quote"] == "rockstar")
    assert SLANG[one["start"] : one["end"]] == "rockstar"
    assert one["needs"] == "text"
    assert one["fixes"][0]["edits"]
    assert "score" not in told


def test_the_models_tell_duties_score_and_level(site):
    told = checked(ready(site), CLERK, framework=[FRAMEWORK], level="developing").json()
    assert told["state"] == "ok"
    assert told["named"] is True
    assert told["score"]["framework"] == FRAMEWORK
    assert told["score"]["target_level"] == "developing"
    assert told["score"]["figure"].endswith("%")
    assert told["level"]["headline"]
    quotes = [CLERK[one["start"] : one["end"]] for one in told["duties"]]
    assert "Prepare monthly invoices from approved time sheets" in quotes
    assert {one["status"] for one in told["duties"]} <= {"covered", "partial", "outside"}


@pytest.fixture
def own(tmp_path):
    """An application in whose library a writer's own framework is."""
    with web_kit.opened(tmp_path, settings=settings_with_own(tmp_path)) as site:
        yield ready(site)


def test_missing_responsibilities_are_suggested_in_the_style_of_the_list(own):
    told = checked(own, CLERK, framework=[OWN]).json()
    suggested = [one for one in told["findings"] if one["suggested"]]
    assert suggested
    (edit,) = suggested[0]["fixes"][0]["edits"]
    assert edit["start"] == edit["end"] == CLERK.index("by phone") + len("by phone")
    assert edit["text"].startswith("\n- ")
    with_it = CLERK[: edit["start"]] + edit["text"] + CLERK[edit["end"] :]
    again = checked(own, with_it, sequence=2, framework=[OWN]).json()
    assert suggested[0]["fingerprint"] not in {one["fingerprint"] for one in again["findings"]}
    assert again["score"]["value"] > told["score"]["value"]


def test_a_framework_that_the_library_chose_is_offered_by_name(site):
    told = checked(ready(site), CLERK).json()
    assert told["named"] is False
    offered = [one["id"] for one in told["candidates"]]
    assert offered
    assert all("--framework" not in one["help"] for one in told["findings"])


@pytest.mark.parametrize(
    ("text", "early"),
    [
        ("", True),
        ("Billing Clerk", True),
        (
            "The weather was fine that day and we walked along the river until the evening came and it got cold. " * 2,
            True,
        ),
        (
            "Wir suchen eine Bäckerin für unsere Backstube am Hafen. Ihre Aufgaben: Teig ansetzen und Brote backen. "
            * 3,
            False,
        ),
    ],
)
def test_a_text_that_is_no_posting_yet_is_no_error(site, text, early):
    for phase in ("look", "judge"):
        answer = checked(site, text, phase=phase, page=phase)
        assert answer.status_code == 200
        told = answer.json()
        assert (told["state"], told["early"]) == ("unread", early)
        assert told["told"]


def test_an_answer_to_an_older_question_is_not_made(site):
    assert checked(site, CLERK, phase="look", sequence=5).json()["state"] == "ok"
    assert checked(site, CLERK, phase="judge", sequence=4).json()["state"] == "stale"
    assert checked(site, CLERK, phase="look", sequence=4, page="another").json()["state"] == "ok"


def test_a_newer_question_takes_an_older_one_out_of_the_queue(site):
    desk, go, begun = ready(site).here.desk, threading.Event(), threading.Event()
    desk.submit(lambda _: (begun.set(), go.wait(30)))
    assert begun.wait(30)
    answers = {}

    def ask(sequence):
        answers[sequence] = checked(site, CLERK, sequence=sequence, framework=[FRAMEWORK]).json()["state"]

    older = threading.Thread(target=ask, args=(1,))
    older.start()
    end = time.monotonic() + 30
    while desk.waiting < 2 and time.monotonic() < end:
        time.sleep(0.005)
    assert checked(site, CLERK, phase="look", sequence=2).json()["state"] == "ok"
    older.join(30)
    assert answers == {1: "stale"}
    go.set()


def test_a_check_needs_the_pages_token(site):
    assert checked(site, CLERK, token=False).status_code == 403


@pytest.mark.parametrize("body", [{"phase": "guess"}, {"framework": "43-3021.00"}, {"sequence": -1}, {"other": 1}])
def test_a_check_that_is_none_is_refused(site, body):
    assert checked(site, CLERK, **{"page": "p", **body}).status_code == 422


@pytest.mark.parametrize("more", [{"framework": ["no-such"]}, {"level": "godlike"}])
def test_a_framework_or_level_that_is_none_is_told(site, more):
    answer = checked(ready(site), CLERK, **more)
    assert answer.status_code in (404, 422)
    assert answer.json()["message"]


def test_a_long_text_is_refused_and_a_broken_one_is_read(site):
    long = checked(site, "word " * 50_000, phase="look").json()
    assert (long["state"], long["code"], long["early"]) == ("unread", "JDM009", False)
    broken = site.client.post(
        "/drafts/check",
        content=b'{"text": "a \\ud800 b", "phase": "look"}',
        headers={"content-type": "application/json", "x-jdmatch-token": site.token, "origin": web_kit.ADDRESS},
    )
    assert broken.status_code == 200


# --- versions ---------------------------------------------------------------------------------------------------------


def test_every_save_is_a_version_with_its_figures(site):
    one = made(ready(site), framework=FRAMEWORK, level="developing")
    assert one["version"] == 1
    assert one["score"] is not None
    assert one["target_level"] == "developing"
    two = saved(site, one["id"], CLERK + "\n- Own a car\n", 1).json()
    assert two["version"] == 2
    assert [v.number for v in site.store.drafts.versions(one["id"])] == [2, 1]
    assert site.store.drafts.version(one["id"], 1).text == CLERK


def test_saving_the_same_text_again_makes_no_version(site):
    one = made(ready(site))
    assert saved(site, one["id"], CLERK, 1).json()["version"] == 1


def test_a_text_is_saved_though_it_is_no_posting_or_the_models_are_not_there(site):
    assert made(site, "Just a thought")["version"] == 1
    assert made(site, "")["score"] is None


def test_a_conflict_shows_both_and_writes_nothing(site):
    number = made(site)["id"]
    theirs, mine = CLERK.replace("monthly", "weekly"), CLERK.replace("monthly", "daily")
    assert saved(site, number, theirs, 1).status_code == 200
    answer = saved(site, number, mine, 1)
    assert answer.status_code == 409
    told = answer.json()["conflict"]
    assert (told["text"], told["version"]) == (theirs, 2)
    assert ["removed", "- Prepare weekly invoices from approved time sheets"] in told["lines"]
    assert ["added", "- Prepare daily invoices from approved time sheets"] in told["lines"]
    assert len(site.store.drafts.versions(number)) == 2
    page = site.post(f"/drafts/{number}/versions", {"text": mine, "expected": 1})
    assert page.status_code == 409
    assert "Prepare daily invoices" in page.text
    assert "Prepare weekly invoices" in page.text
    assert saved(site, number, mine, 2).json()["version"] == 3


def test_forms_without_a_script_lead_back_to_the_editor(site):
    created = site.post("/drafts", {"text": CLERK})
    assert created.status_code == 303
    where = created.headers["location"]
    assert site.post(f"{where}/versions", {"text": "x", "expected": 1}).headers["location"] == where
    assert site.post(f"{where}/rename", {"title": "Clerk"}).headers["location"] == where
    assert "Clerk" in site.get(where).text
    assert site.post(f"{where}/rename", {"title": "  "}).status_code == 422
    assert site.post(f"{where}/remove").headers["location"] == "/drafts"
    assert site.get(where).status_code == 404


def test_an_older_version_can_be_taken_up_again(site):
    number = made(site)["id"]
    saved(site, number, "Something else altogether", 1)
    page = site.get(f"/drafts/{number}?version=1").text
    assert "Prepare monthly invoices" in page
    assert 'data-older="1"' in page
    assert 'name="expected" value="2"' in page
    assert site.get(f"/drafts/{number}?version=9").status_code == 404


def test_versions_are_listed_to_be_compared(site):
    number = made(site)["id"]
    assert "From the second version on" in site.text(f"/drafts/{number}/versions")
    saved(site, number, CLERK + "\nMore.\n", 1)
    page = site.get(f"/drafts/{number}/versions").text
    assert 'name="now" value="2" checked' in page
    assert 'name="before" value="1" checked' in page


def test_two_versions_tell_what_each_edit_gained_or_lost(site):
    number = made(ready(site), framework=FRAMEWORK)["id"]
    added = "- Scan and index paper remittances by account number\n"
    later = CLERK.replace("- Answer", f"{added}- Answer").replace("Post customer payments and", "Post payments and")
    saved(site, number, later, 1, framework=FRAMEWORK)
    page = site.text(f"/drafts/{number}/compare?now=2&before=1&framework={FRAMEWORK}")
    assert "What version 2 gained and lost against version 1" in page
    assert "1 added" in page
    assert "1 changed" in page
    assert added[2:].strip() in page
    assert f"({FRAMEWORK})" in page


def test_versions_that_are_no_postings_are_compared_by_their_lines(site):
    number = made(site, "One\nTwo\nThree")["id"]
    saved(site, number, "One\nThree\nFour", 1)
    page = site.text(f"/drafts/{number}/compare")
    assert "nothing is scored" in page
    assert "left out: Two" in page
    assert "put in: Four" in page


def test_lines_that_stand_in_both_are_left_out_of_a_difference():
    from jdmatch.web.drafting_told import differences

    before = [str(n) for n in range(20)]
    now = [*before[:10], "new", *before[10:]]
    assert differences("\n".join(before), "\n".join(now)) == [
        ("gap", "8 lines are the same"),
        ("same", "8"),
        ("same", "9"),
        ("added", "new"),
        ("same", "10"),
        ("same", "11"),
        ("gap", "8 lines are the same"),
    ]
