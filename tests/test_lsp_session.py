"""The open documents: what is looked at when, and what is thrown away. No protocol, and a clock of the test's."""

import logging
import threading
import time
from pathlib import Path

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.errors import ModelError
from jdmatch.lsp.desk import Desk
from jdmatch.lsp.positions import Change, Spot
from jdmatch.lsp.session import Session
from tests.tiny_encoder import TinyEncoder

FRAMEWORK = (
    "id,statement\nf/1,Prepare invoices for customers every month\nf/2,Answer questions of customers about accounts\n"
    "f/3,Train new clerks in the use of the cash register\nf/4,Count the cash in the drawer every evening\n"
)
DRAFT = """# Billing Clerk

## Responsibilities

- Prepare invoices for customers every month
- Record payments in the accounting system
- Resolve questions about bills by phone

## Requirements

- High school diploma and one year of experience in an office
"""
FOLDER = Path(__file__).parent
URI = "file:///drafts/clerk.md"


class Kit:
    """A session with the tiny encoder, a clock that stands still, and what was published."""

    def __init__(self, tmp_path, **wishes):
        (tmp_path / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
        self.encoder, self.now, self.told, self.published = TinyEncoder(), 100.0, [], []
        self.desk = Desk(load=self.load, tell=self.told.append)
        self.desk.wish({"framework": str(tmp_path / "framework.csv"), **wishes})
        self.session = Session(self.desk, self.published.append, clock=lambda: self.now)
        self.folder = tmp_path

    def load(self, settings):
        return Analyzer.load(settings, encoder_=self.encoder)

    def open(self, text=DRAFT, uri=URI, version=1, language="markdown"):
        self.session.open(uri, language, version, text, self.folder)

    def loaded(self):
        """Wait for the models."""
        there = self.desk.setup(self.folder).settings
        end = time.monotonic() + 60
        while not (found := self.desk.models(there)).analyzer and not found.failed and time.monotonic() < end:
            time.sleep(0.005)
        return self

    def work(self):
        """All steps that are due; for how long none is."""
        for _ in range(50):
            if wait := self.session.step():
                return wait
        raise AssertionError("there is no end of it")

    @property
    def shown(self):
        return [(r.buffer.uri.rsplit("/")[-1], r.buffer.version, r.whole) for r in self.published]


@pytest.fixture
def kit(tmp_path):
    made = []

    def make(**wishes):
        made.append(Kit(tmp_path, **wishes))
        return made[-1]

    yield make
    for one in made:
        one.session.stop()


def codes(report):
    return {one.finding.code for one in report.findings}


def at_end(line, text):
    return Change(text, Spot(line, 999), Spot(line, 999))


def test_the_rules_answer_before_the_models_are_there_and_the_models_after(kit, monkeypatch):
    here = kit()
    gate = threading.Event()
    monkeypatch.setattr(here.desk, "_load", lambda settings: gate.wait(60) and here.load(settings))
    here.open()
    here.work()
    assert here.shown == [("clerk.md", 1, False)]
    assert here.published[0].checked.draft.analysis is None
    gate.set()
    here.loaded().work()
    assert here.shown == [("clerk.md", 1, False), ("clerk.md", 1, True)]
    assert here.published[1].checked.draft.analysis is not None
    assert "JDM101" in codes(here.published[1])
    assert "JDM101" not in codes(here.published[0])


def test_the_models_wait_for_a_pause_and_the_rules_do_not(kit):
    here = kit(debounce=200).loaded()
    here.open()
    here.work()
    here.session.change(URI, 2, [at_end(5, " by hand")])
    assert here.work() == pytest.approx(0.2)
    here.now += 0.15
    here.session.change(URI, 3, [at_end(5, " alone")])
    here.now += 0.15
    assert here.work() == pytest.approx(0.05)
    here.now += 0.06
    here.work()
    assert here.shown[2:] == [("clerk.md", 2, False), ("clerk.md", 3, False), ("clerk.md", 3, True)]
    assert "system by hand alone" in here.published[-1].checked.draft.text


@pytest.mark.parametrize("step", ["parts", "look", "judge"])
def test_what_was_found_about_an_older_text_is_dropped(kit, monkeypatch, step):
    here = kit().loaded()
    make = here.desk.checker

    def checker(setup, analyzer=None):
        one = make(setup, analyzer)
        real = getattr(one, step)

        def meanwhile(*arguments):
            if here.session._documents[URI].buffer.version == 1:
                here.session.change(URI, 2, [at_end(4, " and send them")])
            return real(*arguments)

        monkeypatch.setattr(one, step, meanwhile)
        return one

    monkeypatch.setattr(here.desk, "checker", checker)
    here.open()
    here.work()
    here.now += 1
    here.work()
    first = [("clerk.md", 1, False)] if step == "judge" else []
    assert here.shown == [*first, ("clerk.md", 2, False), ("clerk.md", 2, True)]
    assert "and send them" in here.published[-1].checked.draft.text


@pytest.mark.parametrize("again", [False, True], ids=["for good", "and opened again"])
@pytest.mark.parametrize("step", ["parts", "look", "judge"])
def test_what_was_found_about_a_closed_document_is_dropped(kit, monkeypatch, step, again):
    here = kit().loaded()
    make = here.desk.checker

    def checker(setup, analyzer=None):
        one = make(setup, analyzer)
        real = getattr(one, step)

        def meanwhile(*arguments):
            there = here.session._documents.get(URI)
            if there is not None and there.buffer.version == 1:
                here.session.close(URI)
                if again:
                    here.open(DRAFT.replace("Billing", "Payroll"), version=2)
            return real(*arguments)

        monkeypatch.setattr(one, step, meanwhile)
        return one

    monkeypatch.setattr(here.desk, "checker", checker)
    here.open()
    here.work()
    here.now += 1
    here.work()
    first = [("clerk.md", 1, False)] if step == "judge" else []
    last = [("clerk.md", 2, False), ("clerk.md", 2, True)] if again else []
    assert here.shown == [*first, *last]
    assert not again or "Payroll" in here.published[-1].checked.draft.text
    assert (here.session.report(URI) is not None) is again


def test_one_edited_line_encodes_one_chunk(kit):
    here = kit().loaded()
    here.open()
    here.work()
    for version, line in enumerate((4, 5, 6), start=2):
        before = here.encoder.texts
        here.session.change(URI, version, [at_end(line, f" in room {version}")])
        here.now += 1
        here.work()
        assert here.published[-1].whole
        assert here.encoder.texts - before == 1
    before = here.encoder.texts
    here.session.change(URI, 9, [at_end(10, " or a shop")])  # a requirement: nothing of it is matched
    here.now += 1
    here.work()
    assert here.encoder.texts == before


def test_of_several_documents_the_one_edited_last_goes_first(kit):
    here = kit().loaded()
    for name in ("a.md", "b.md", "c.md"):
        here.open(uri=f"file:///drafts/{name}")
        here.now += 1
    here.work()
    assert here.shown == [*((f"{n}.md", 1, False) for n in "cba"), *((f"{n}.md", 1, True) for n in "cba")]
    here.session.change("file:///drafts/b.md", 2, [at_end(4, " too")])
    here.now += 0.01
    here.session.change("file:///drafts/a.md", 2, [at_end(4, " too")])
    here.now += 5
    here.work()
    assert here.shown[6:] == [*((f"{n}.md", 2, False) for n in "ab"), *((f"{n}.md", 2, True) for n in "ab")]


def test_what_the_models_said_stays_where_its_words_are_until_they_have_judged_again(kit):
    here = kit().loaded()
    here.open()
    here.work()
    judged = here.published[-1]
    missing = [one for one in judged.findings if one.finding.code == "JDM101"]
    assert missing
    here.session.change(URI, 2, [Change("One of our team.\n\n", Spot(2, 0), Spot(2, 0))])
    here.work()
    carried = [one for one in here.published[-1].findings if one.finding.code == "JDM101"]
    assert not here.published[-1].whole
    assert [(c.place.line, c.finding.message) for c in carried] == [
        (m.place.line + 2, m.finding.message) for m in missing
    ]
    assert not any(c.fixes for c in carried)
    # What an edit touches is not carried.
    here.session.change(URI, 3, [Change("Duties", Spot(4, 3), Spot(4, 19))])
    here.work()
    assert "JDM101" not in codes(here.published[-1])


def test_a_comment_silences_what_is_carried(kit):
    here = kit().loaded()
    here.open()
    here.work()
    assert "JDM101" in codes(here.published[-1])
    here.session.change(URI, 2, [Change("<!-- jdmatch: ignore[JDM101] -->\n", Spot(2, 0), Spot(2, 0))])
    here.work()
    assert "JDM101" not in codes(here.published[-1])
    here.now += 1
    here.work()
    assert here.published[-1].whole
    assert "JDM101" not in codes(here.published[-1])


STORY = (
    "The harbour lay still in the evening and the gulls had gone. Nobody spoke of the storm any more, and the boats "
    "creaked at their ropes until the moon was up."
)
GERMAN = (
    "Wir suchen eine Sachbearbeiterin für die Buchhaltung. Sie erstellen jeden Monat die Rechnungen für unsere Kunden "
    "und beantworten deren Fragen. Sie haben eine kaufmännische Ausbildung und Erfahrung im Büro."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "JDM004"),
        ("  \n\n", "JDM004"),
        ("# Billing Clerk\n", "JDM005"),
        (STORY, "JDM006"),
        (GERMAN, "JDM007"),
        ("%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj " + "word " * 40, "JDM013"),
        ("PK\x03\x04\0\0" + "word " * 40, "JDM013"),
        ("prepare invoices " * 20_000, "JDM009"),
        ("x" * 10_000_001, "JDM009"),
    ],
)
def test_a_draft_that_is_none_yet_is_one_quiet_reason(kit, text, code):
    here = kit()
    here.open(text)
    here.work()
    (report,) = here.published
    assert report.whole
    assert report.checked is None
    assert report.refused.code == code
    assert here.told == []


def test_a_draft_grows_and_shrinks_again(kit):
    here = kit().loaded()
    here.open("")
    for version, text in enumerate([DRAFT, "# Billing", DRAFT], start=2):
        here.session.change(URI, version, [Change(text)])
        here.now += 1
        here.work()
    assert [(r.buffer.version, r.refused.code if r.refused else r.whole) for r in here.published] == [
        (2, False), (2, True), (3, "JDM005"), (4, False), (4, True),
    ]  # fmt: skip


def test_without_models_the_text_is_checked_and_that_is_told_once(kit, monkeypatch):
    here = kit()

    def broken(settings):
        raise ModelError("a model file is missing: get it back.", code="JDM040")

    monkeypatch.setattr(here.desk, "_load", broken)
    here.open()
    here.work()
    here.loaded().work()
    here.session.change(URI, 2, [at_end(4, " too")])
    here.now += 1
    here.work()
    assert here.shown == [("clerk.md", 1, False), ("clerk.md", 1, True), ("clerk.md", 2, False), ("clerk.md", 2, True)]
    assert len(here.told) == 1
    assert "a model file is missing" in here.told[0]
    monkeypatch.undo()
    here.desk._load = here.load
    here.desk.forget()
    here.session.renew()
    here.loaded().work()
    assert "JDM101" in codes(here.published[-1])


def test_a_mistake_of_a_rule_is_one_quiet_line_and_no_word_of_the_posting_is_logged(kit, monkeypatch, caplog):
    here = kit().loaded()

    def fails(draft):
        raise ValueError(draft.text)

    monkeypatch.setattr("jdmatch.check.engine.TEXT", (fails,))
    with caplog.at_level(logging.DEBUG):
        here.open()
        here.work()
    (report,) = here.published
    assert (report.refused.code, report.whole) == ("JDM099", True)
    assert "ValueError" in caplog.text
    assert "invoices" not in caplog.text
    monkeypatch.undo()
    here.session.change(URI, 2, [at_end(4, " too")])
    here.now += 1
    here.work()
    assert here.published[-1].checked is not None


def test_whoever_waits_gets_the_first_or_the_last_report_or_none(kit):
    here = kit().loaded()
    nothing = here.session.when("file:///not/open.md", whole=False)
    assert nothing.result(0) is None
    here.open()
    first, last = here.session.when(URI, whole=False), here.session.when(URI, whole=True)
    here.session.step()
    assert first.result(0).whole is False
    assert not last.done()
    here.work()
    assert last.result(0).whole
    assert here.session.when(URI, whole=True).result(0) is here.published[-1]
    here.session.change(URI, 2, [at_end(4, " too")])
    gone = here.session.when(URI, whole=True)
    here.session.close(URI)
    assert gone.result(0) is None
    here.now += 1
    here.work()
    assert here.shown == [("clerk.md", 1, False), ("clerk.md", 1, True)]
    here.session.change(URI, 3, [Change("anything")])
    assert here.session.report(URI) is None


def test_settings_are_read_anew_and_everything_is_looked_at_again(kit):
    here = kit().loaded()
    here.open()
    here.work()
    assert "JDM101" in codes(here.published[-1])
    (here.folder / "jdmatch.toml").write_text('[check]\nignore = ["JDM1"]\n', encoding="utf-8")
    here.desk.forget()
    here.session.renew()
    here.loaded().work()
    assert here.published[-1].whole
    assert not any(code.startswith("JDM1") for code in codes(here.published[-1]))


def test_the_thread_works_and_ends(kit):
    here = kit(debounce=0)
    here.session._clock = time.monotonic
    here.session.start(here.folder)
    here.open()
    assert here.session.when(URI, whole=True).result(60).whole
    here.session.change(URI, 2, [at_end(4, " too")])
    assert here.session.when(URI, whole=True).result(60).buffer.version == 2
    here.session.stop()
    assert not here.session._thread.is_alive()
    here.session.change(URI, 3, [at_end(4, " too")])
    assert here.session.when(URI, whole=True).result(0) is None
