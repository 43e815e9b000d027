"""One posting in, one analysis out: pure, schema-true, and about the frameworks that were asked for."""

from __future__ import annotations

import json
import random
from functools import partial

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jdmatch
from jdmatch import Analyzer, Settings, analyze
from jdmatch.analyzer import take_apart
from jdmatch.errors import FrameworkError, InputError, ModelError, SettingsError, UnknownFrameworkError
from jdmatch.records import Analysis, Failure, OccupationCandidate, OccupationEstimate, dumps
from jdmatch.records.schema import result_schema
from jdmatch.resources import folder
from jdmatch.sources import read_file
from tests import bakery
from tests.tiny_encoder import TinyEncoder

SCHEMA = jsonschema.Draft202012Validator(result_schema())
FRAMEWORKS = {"four": bakery.FOUR, "three": bakery.THREE, "flat": bakery.FLAT}
SAMPLES = sorted(p for p in folder("corpora/samples").iterdir() if p.name != "README.md")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    place = tmp_path_factory.mktemp("frameworks")
    for name, text in FRAMEWORKS.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def make(files):
    def load(*names, encoder=None, **choices):
        paths = tuple(str(files / f"{name}.csv") for name in names)
        return Analyzer.load(Settings(frameworks=paths, **choices), encoder_=encoder or TinyEncoder())

    return load


@pytest.fixture(scope="module")
def baker(files):
    """One analyzer for the tests that ask nothing of its settings."""
    return Analyzer.load(
        Settings(frameworks=(str(files / "four.csv"), str(files / "flat.csv"))), encoder_=TinyEncoder()
    )


def written(outcome):
    return dumps(outcome.to_dict())


def choosing(monkeypatch, selected, *candidates):
    found = OccupationEstimate(selected, tuple(OccupationCandidate(c, c, 0.1) for c in candidates))
    monkeypatch.setattr("jdmatch.occupation.choose", lambda *a, **k: found)


# --- one posting ----------------------------------------------------------------------------------------------------


def test_an_analysis_follows_the_schema_and_quotes_the_text(baker):
    for text in (bakery.POSTING, bakery.COUNTER):
        found = baker.analyze(text)
        document = json.loads(written(found))
        SCHEMA.validate(document)
        for chunk in document["chunks"]:
            assert document["posting"]["text"][chunk["start"] : chunk["end"]] == chunk["text"]
        for fact in document["facts"]:
            assert fact["start"] < fact["end"]


def test_every_character_is_in_one_chunk(baker):
    found = baker.analyze(bakery.POSTING)
    seen = [i for chunk in found.chunks for i in range(chunk.start, chunk.end)]
    assert len(seen) == len(set(seen))
    assert {i for i, c in enumerate(bakery.POSTING) if not c.isspace()} <= set(seen)


def test_what_stands_in_the_posting_is_covered_and_what_does_not_is_missing(make):
    found = make("four", level="emerging").analyze(bakery.POSTING)
    status = {s.statement: found.status(s) for s in found.coverage.statements}
    assert status["B1"] == "covered"
    assert status["B6"] == "missing"
    best = next(s for s in found.coverage.statements if s.statement == "B1").best_chunk
    assert "Scale flour" in found.chunks[best].text
    van = next(c.id for c in found.chunks if "delivery van" in c.text)
    assert van in {u.chunk for u in found.unmatched}


def test_a_title_that_is_given_is_the_title_and_not_in_the_text(baker):
    found = baker.analyze(bakery.POSTING, id="x", title="Head Miller")
    assert (found.posting.id, found.posting.title) == ("x", "Head Miller")
    assert found.posting.text == bakery.POSTING


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "JDM004"),
        (" \n\t ", "JDM004"),
        ("Bake bread daily.", "JDM005"),
        (bakery.RECIPE * 3, "JDM006"),
        ("Wir suchen einen Bäcker für unsere Filiale. Sie backen Brot, bedienen Kunden und reinigen den Ofen. " * 3,
         "JDM007"),
        (bakery.POSTING + "x " * 100_001, "JDM009"),
    ],
)  # fmt: skip
def test_what_can_not_be_analysed_is_refused_with_its_code(baker, text, code):
    with pytest.raises(InputError) as refused:
        baker.analyze(text)
    assert refused.value.code == code
    outcome = baker.attempt(text, id="this one")
    assert isinstance(outcome, Failure)
    assert (outcome.id, outcome.code) == ("this one", code)


def test_a_posting_without_duties_has_requirements_but_no_match(make):
    text = (
        "Baker\n\nRequirements\n- One year of experience in a bakery is required\n- High school diploma or equivalent\n"
        "- Must be able to lift fifty pounds\n- Valid driver's license\n"
    )
    found = make("four").analyze(text)
    SCHEMA.validate(found.to_dict())
    assert not found.matches
    assert not found.unmatched
    assert found.coverage.score == 0.0
    assert all(s.best_chunk is None for s in found.coverage.statements)
    assert all(m.nearest_chunk is None for m in found.missing)


# --- many postings --------------------------------------------------------------------------------------------------


TEXTS = [
    bakery.POSTING,
    bakery.COUNTER,
    bakery.POSTING.replace("flour and water", "rye and salt").replace("deck oven", "stone oven"),
    bakery.COUNTER.upper(),
    bakery.POSTING.replace("\n", "\r\n"),
    bakery.POSTING + bakery.COUNTER,
]


def test_alone_or_among_others_in_any_order_the_same_bytes(baker):
    alone = {text: written(baker.analyze(text, id="x")) for text in TEXTS}
    shuffle = random.Random(7)
    for _ in range(3):
        order = shuffle.sample(TEXTS, len(TEXTS))
        postings = [jdmatch.sources.from_text(t, baker.settings, id="x") for t in order]
        assert [written(o) for o in baker.analyze_many(postings)] == [alone[t] for t in order]


def test_another_analyzer_without_a_cache_gives_the_same_bytes(baker, make):
    other = make("four", "flat", use_cache=False)
    for text in TEXTS:
        assert written(other.analyze(text)) == written(baker.analyze(text))


def test_many_gives_one_outcome_each_in_order_and_failures_do_not_stop_it(baker):
    outcomes = list(baker.analyze_many([bakery.POSTING, "too short", bakery.COUNTER]))
    assert [type(o) for o in outcomes] == [Analysis, Failure, Analysis]
    assert [outcomes[0].posting.id, outcomes[1].id, outcomes[2].posting.id] == ["1", "2", "3"]


@pytest.mark.parametrize("together", [1, 3, 100])
def test_postings_whose_lines_are_encoded_together_read_as_alone(make, monkeypatch, together):
    monkeypatch.setattr("jdmatch.analyzer.streams.TOGETHER", together)
    encoder = TinyEncoder()
    analyzer = make("four", "flat", encoder=encoder)
    alone = [written(analyzer.attempt(text, id=str(i))) for i, text in enumerate(TEXTS)]

    def unreadable():
        raise InputError("It is a picture.", code="JDM003")

    fresh = make("four", "flat", encoder=encoder)
    jobs = [(str(i), partial(jdmatch.sources.from_text, t, fresh.settings, id=str(i))) for i, t in enumerate(TEXTS)]
    outcomes = list(fresh.attempt_each([*jobs[:2], ("bad", unreadable), *jobs[2:]]))
    assert (outcomes[2].id, outcomes[2].code) == ("bad", "JDM003")
    assert [written(o) for o in (*outcomes[:2], *outcomes[3:])] == alone
    before = encoder.texts
    assert [written(o) for o in fresh.attempt_each(jobs)] == alone
    assert encoder.texts == before  # their lines are remembered


def test_a_long_posting_ends_a_window(make, monkeypatch):
    taken = []
    analyzer = make("four")
    monkeypatch.setattr("jdmatch.analyzer.streams.LONG_TOGETHER", 2 * len(bakery.POSTING))

    def stream():
        for text in [bakery.POSTING] * 5:
            taken.append(text)
            yield text

    next(analyzer.analyze_many(stream()))
    assert len(taken) == 2


def test_many_is_a_stream(baker):
    def endless():
        while True:
            yield bakery.COUNTER

    stream = baker.analyze_many(endless())
    assert next(stream).posting.id == "1"
    assert next(stream).posting.id == "2"


def test_a_mistake_of_ours_is_one_failure_and_a_damaged_model_is_not(baker, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("jdmatch.facts.read", broken)
    outcome = baker.attempt(bakery.POSTING)
    assert outcome.code == "JDM099"
    assert "ZeroDivisionError" in outcome.message
    assert "flour" not in caplog.text

    def damaged(*_):
        raise ModelError("the index is damaged", code="JDM041")

    monkeypatch.setattr("jdmatch.facts.read", damaged)
    with pytest.raises(ModelError):
        baker.attempt(bakery.POSTING)


# --- thresholds -----------------------------------------------------------------------------------------------------


def test_deciding_again_encodes_nothing(make):
    encoder = TinyEncoder()
    found = make("four", encoder=encoder).analyze(bakery.POSTING)
    before = encoder.texts
    looser, stricter = found.at(covered=0.05, partial=0.02), found.at(threshold=1.0)
    SCHEMA.validate(looser.to_dict())
    assert stricter.coverage.score == found.coverage.score
    assert len(looser.matches) > len(found.matches)
    assert {m.status for m in found.matches} == {"covered"}
    assert {m.status for m in found.at(covered=1.0, partial=0.5).matches} == {"partial"}
    assert not found.at(covered=1.0, partial=1.0).matches
    assert encoder.texts == before


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0.011, 1.0), min_size=2, max_size=2).map(sorted))
def test_a_lower_threshold_never_takes_a_match_away(baker, limits):
    low, high = limits
    found = baker.analyze(bakery.POSTING)
    loose, strict = found.at(covered=low, partial=low), found.at(covered=high, partial=low)

    def pairs(a, *status):
        return {(m.chunk, m.statement) for m in a.matches if m.status in status}

    assert pairs(strict, "covered") <= pairs(loose, "covered")
    assert pairs(strict, "covered", "partial") == pairs(loose, "covered", "partial")
    assert {m.statement for m in loose.missing} <= {m.statement for m in strict.missing}


def test_the_same_thresholds_by_settings_or_afterwards(make):
    by_settings = make("four", covered=0.9, partial=0.2).analyze(bakery.POSTING)
    afterwards = make("four").analyze(bakery.POSTING).at(covered=0.9, partial=0.2)
    one, other = by_settings.to_dict(), afterwards.to_dict()
    # The signature says by which way.
    assert one.pop("signature") != other.pop("signature")
    assert one == other


@pytest.mark.parametrize("choice", [{"covered": 0.2, "partial": 0.3}, {"partial": 0.001}, {"covered": 0.001}])
def test_thresholds_that_can_not_be_are_refused(make, choice):
    with pytest.raises(SettingsError):
        make("four", **choice)


# --- which frameworks -----------------------------------------------------------------------------------------------


def test_every_statement_of_every_named_framework_is_listed_in_order(make):
    found = make("flat", "four", "three").analyze(bakery.POSTING)
    listed = [(s.framework, s.statement) for s in found.coverage.statements]
    assert listed == [
        *(("counter", f"C{n}") for n in (1, 2, 3)),
        *(("bakery", f"B{n}") for n in range(1, 7)),
        *(("guild", f"G{n}") for n in (1, 2, 3)),
    ]
    assert {m.framework for m in found.missing} <= {found.coverage.framework}


def test_a_framework_that_is_named_twice_counts_once(make):
    assert len(make("four", "four").analyze(bakery.POSTING).coverage.statements) == 6


@pytest.mark.parametrize(("selected", "scored"), [("guild", "guild"), ("bakery", "bakery"), (None, "bakery")])
def test_the_score_is_about_the_selected_or_the_first_named(make, monkeypatch, selected, scored):
    choosing(monkeypatch, selected, "bakery", "guild")
    found = make("four", "three").analyze(bakery.POSTING)
    assert (found.occupation.selected, found.coverage.framework) == (selected, scored)
    scale = ("apprentice", "journeyman", "master") if scored == "guild" else found.chunks[3].level.scale
    assert found.level.scale == scale


def test_other_frameworks_beside_it_change_no_probability(make):
    alone = make("four").analyze(bakery.POSTING)
    beside = make("three", "four", "flat").analyze(bakery.POSTING)
    mine = [s for s in beside.coverage.statements if s.framework == "bakery"]
    assert [s.probability for s in mine] == [s.probability for s in alone.coverage.statements]
    assert [s.importance for s in mine] == [s.importance for s in alone.coverage.statements]


def test_a_framework_without_levels_has_none_anywhere(make):
    found = make("flat").analyze(bakery.COUNTER).to_dict()
    assert found["coverage"]["target_level"] is None
    assert {s["level"] for s in found["coverage"]["statements"]} == {None}
    assert found["level"]["scale"] == ["emerging", "developing", "proficient", "advanced"]
    assert {m["statement"] for m in found["missing"]} <= {"C1", "C2", "C3"}


def test_a_scale_of_three_steps_is_used_as_it_is(make):
    found = make("three").analyze(bakery.POSTING).to_dict()
    steps = ["apprentice", "journeyman", "master"]
    assert found["level"]["scale"] == steps
    assert list(found["level"]["probabilities"]) == steps
    assert sum(found["level"]["probabilities"].values()) == pytest.approx(1, abs=2e-4)
    assert found["coverage"]["target_level"] in steps
    low, high = (steps.index(step) for step in found["level"]["interval"])
    assert low <= steps.index(found["level"]["estimate"]) <= high


def test_the_level_of_the_posting_does_not_depend_on_the_framework(make):
    four, flat = make("four").analyze(bakery.POSTING), make("flat").analyze(bakery.POSTING)
    assert four.level == flat.level


@pytest.mark.parametrize("level", ["emerging", "developing", "proficient", "advanced"])
def test_the_target_level_is_the_one_asked_for(make, level):
    found = make("four", level=level).analyze(bakery.POSTING)
    assert found.coverage.target_level == level
    at_level = [s for s in found.coverage.statements if s.level == level]
    weight = sum(s.importance for s in at_level)
    assert found.coverage.score == pytest.approx(sum(s.importance * s.probability for s in at_level) / weight)
    assert {m.statement for m in found.missing} == {
        s.statement for s in at_level if s.probability < found.thresholds.covered
    }


@pytest.mark.parametrize(
    ("names", "level", "said"),
    [
        (("four",), "develping", "Did you mean 'developing'?"),
        (("four",), "master", "is no level of the frameworks in question"),
        (("flat",), "developing", "no levels here"),
        ((), "apprentice", "is no level"),
    ],
)
def test_a_level_that_no_framework_has_is_refused(make, names, level, said):
    with pytest.raises(SettingsError, match=said):
        make(*names, level=level)


@pytest.mark.parametrize(("selected", "target"), [("counter", None), ("guild", "journeyman"), ("bakery", "developing")])
def test_where_the_scored_framework_lacks_the_level_a_diagnostic_says_so(make, monkeypatch, selected, target):
    choosing(monkeypatch, selected, "bakery", "counter", "guild")
    found = make("four", "flat", "three", level="developing").analyze(bakery.POSTING)
    told = [d for d in found.diagnostics if d.code == "JDM060"]
    assert bool(told) == (selected != "bakery")
    if target != "journeyman":
        assert found.coverage.target_level == target
    else:
        assert found.coverage.target_level in ("apprentice", "journeyman", "master")


def test_with_nothing_named_and_nothing_selected_there_is_no_coverage(make, monkeypatch):
    choosing(monkeypatch, None, "43-3021.00")
    found = make().analyze(bakery.POSTING).to_dict()
    SCHEMA.validate(found)
    assert found["coverage"] is None
    assert found["missing"] == found["matches"] == []
    assert found["level"]["estimate"]
    assert [u["nearest_statement"] for u in found["unmatched"]] == [None] * len(found["unmatched"])
    assert len(found["unmatched"]) == sum(c["kind"] == "responsibility" for c in found["chunks"])


def test_with_nothing_named_the_selected_one_is_scored_alone(make, monkeypatch):
    choosing(monkeypatch, "43-3021.00", "43-3021.00")
    found = make().analyze(bakery.POSTING)
    assert {s.framework for s in found.coverage.statements} == {found.occupation.selected}
    assert any(found.occupation.selected in f for f in found.signature.frameworks)


def test_an_unknown_framework_and_a_faulty_file_are_refused(tmp_path):
    with pytest.raises(UnknownFrameworkError, match=r"Did you mean '43-3021\.00'"):
        Analyzer.load(Settings(frameworks=("43-3021",)), encoder_=TinyEncoder())
    (tmp_path / "bad.csv").write_text("id,statement,level,weight\nA,Weigh,emerging,heavy\nA,Knead,high,1\n")
    with pytest.raises(FrameworkError) as refused:
        Analyzer.load(Settings(frameworks=(str(tmp_path / "bad.csv"),)), encoder_=TinyEncoder())
    assert len(refused.value.faults) >= 2


def test_the_signature_names_what_an_analysis_depends_on(make):
    plain = make("four").analyze(bakery.POSTING).signature
    assert plain.encoder == TinyEncoder().signature
    assert plain.frameworks[0].startswith("bakery@sha256:")
    assert make("four", seed=1).analyze(bakery.POSTING).signature.settings != plain.settings
    assert make("three").analyze(bakery.POSTING).signature.frameworks != plain.frameworks
    assert make("four", threads=1, use_cache=False).analyze(bakery.POSTING).signature == plain


def test_a_cache_that_can_not_be_written_is_a_note(files, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder belongs")
    said = []
    chosen = Settings(frameworks=(str(files / "four.csv"),), cache_dir=tmp_path / "cache")
    found = Analyzer.load(chosen, encoder_=TinyEncoder(), note=said.append).analyze(bakery.POSTING)
    assert found.coverage.score >= 0
    assert said
    assert all("anew each time" in line for line in said)


# --- the shipped models ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped():
    return Analyzer.load(Settings(frameworks=("43-3021.00", "29-1141.00", "35-2014.00", "15-1252.00")))


@pytest.mark.real
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_every_sample_is_analysed(shipped, path):
    found = shipped.analyze(read_file(path, shipped.settings))
    SCHEMA.validate(json.loads(written(found)))
    assert sum(c.kind == "responsibility" for c in found.chunks) >= 3
    assert found.level is not None


@pytest.mark.real
def test_out_of_the_whole_library_the_billing_sample_is_a_billing_clerk():
    posting = read_file(folder("corpora/samples") / "billing-specialist-medical-group.txt", Settings())
    found = Analyzer.load(Settings()).analyze(posting)
    assert found.occupation.selected == "43-3021.00"
    assert any(m.status == "covered" for m in found.matches)


@pytest.mark.real
def test_with_the_shipped_models_too_alone_is_as_in_a_batch(shipped):
    postings = [read_file(p, shipped.settings) for p in SAMPLES[:4]]
    alone = [written(shipped.analyze(p)) for p in postings]
    assert [written(o) for o in shipped.analyze_many(reversed(postings))] == alone[::-1]


@pytest.mark.real
def test_the_front_door(files):
    found = analyze(bakery.POSTING, title="Baker", settings=Settings(frameworks=(str(files / "four.csv"),)))
    assert found.posting.title == "Baker"
    assert {m.statement for m in found.matches} >= {"B1", "B2"}


# --- what is made of the frameworks ---------------------------------------------------------------------------------


def listening(monkeypatch):
    """How many texts each call of the encoder brings."""
    calls = []
    encoder, real = TinyEncoder(), TinyEncoder.encode
    monkeypatch.setattr(
        TinyEncoder, "encode", lambda self, texts, **how: calls.append(len(texts)) or real(self, texts, **how)
    )
    return encoder, calls


def test_the_statements_of_named_frameworks_are_encoded_once_and_together(make, monkeypatch, tmp_path):
    encoder, calls = listening(monkeypatch)
    analyzer = make("four", "three", "flat", encoder=encoder, cache_dir=tmp_path)
    analyzer.warm()
    statements = sum(len(f.statements) for f in analyzer.frameworks.values())
    assert sorted(calls) == [len(analyzer.frameworks), statements]
    calls.clear()
    analyzer.analyze(bakery.POSTING)
    assert len(calls) == 1  # the posting


@pytest.mark.parametrize("whole", [0, 128])
@pytest.mark.parametrize("names", [(), ("four", "flat")])
def test_after_warming_up_another_process_encodes_its_postings_alone(make, monkeypatch, tmp_path, names, whole):
    monkeypatch.setattr("jdmatch.analyzer.ready.WHOLE", whole)
    choosing(monkeypatch, None if not names else "bakery")
    cold = written(make(*names, use_cache=False).analyze(bakery.POSTING))
    encoder, calls = listening(monkeypatch)
    make(*names, encoder=encoder, cache_dir=tmp_path).warm()
    assert calls
    calls.clear()
    assert written(make(*names, encoder=encoder, cache_dir=tmp_path).analyze(bakery.POSTING)) == cold
    assert len(calls) == 1


def test_a_large_library_is_asked_through_its_index(make, monkeypatch, tmp_path):
    whole = make(cache_dir=tmp_path)
    everything = whole.analyze(bakery.POSTING)
    monkeypatch.setattr("jdmatch.analyzer.ready.WHOLE", 20)
    searched = make(cache_dir=tmp_path)
    found = searched.analyze(bakery.POSTING)
    assert (tmp_path / "indexes").is_dir()
    assert len(searched.index) == sum(len(f.statements) for f in searched.frameworks.values())
    # Scores compete among those that were proposed; the first of them are the same.
    first = [c.framework for c in everything.occupation.candidates]
    assert [c.framework for c in found.occupation.candidates][:3] == first[:3]


def test_reading_a_library_is_told_once(make, tmp_path):
    said = []
    chosen = Settings(cache_dir=tmp_path, data_dir=tmp_path)
    for _ in range(2):
        Analyzer.load(chosen, encoder_=TinyEncoder(), note=said.append).analyze(bakery.POSTING)
    assert len(said) == 1
    assert "kept for next time" in said[0]


def test_taken_apart_and_judged_is_analysed(baker):
    posting = jdmatch.sources.from_text(bakery.POSTING, baker.settings, id="x")
    parts = take_apart(posting, baker.settings)
    found = baker.judge(parts)
    assert written(found) == written(baker.analyze(posting))
    assert (parts.facts, parts.fields) == (found.facts, found.posting.fields)
    assert [c.text for c in parts.chunks] == [c.text for c in found.chunks]


# --- a library that has changed ---------------------------------------------------------------------------------------


def test_frameworks_are_read_anew_with_the_same_models(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(bakery.FLAT, encoding="utf-8")
    encoder = TinyEncoder()
    before = Analyzer.load(Settings(frameworks=(str(path),)), encoder_=encoder)
    path.write_text(bakery.FLAT.replace("Count the drawer", "Count the coins"), encoding="utf-8")
    after = before.renewed()
    assert "Count the drawer at closing time" in [s.text for s in before.frameworks["counter"].statements]
    fresh = Analyzer.load(before.settings, encoder_=TinyEncoder())
    assert written(after.analyze(bakery.COUNTER)) == written(fresh.analyze(bakery.COUNTER))
    path.unlink()
    with pytest.raises(FrameworkError):
        before.renewed()


def test_frameworks_are_found_with_the_encoder_that_is_there(baker):
    listed = list(baker.frameworks.values())
    assert [one.framework.id for one in baker.find("counter staff", listed)][:1] == ["counter"]
    assert baker.find("counter staff", []) == ()
