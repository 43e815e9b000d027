"""Systems and how they are asked: the shipped one says what the analysis says, the baselines what they should."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from jdmatch import Analyzer
from jdmatch.datasets.items import of_task
from jdmatch.datasets.rows import AnnotatedPosting, LevelCase, Unit
from jdmatch.datasets.suites import read_suite
from jdmatch.encoder import load
from jdmatch.encoder.bert import BertEncoder
from jdmatch.errors import EvaluationError, ModelError, SettingsError
from jdmatch.evaluation.systems import NAMES, Bench, baselines, build, folder_name
from jdmatch.evaluation.systems.asking import ask, kind_of
from jdmatch.evaluation.systems.dense import Cosine, Remembering
from jdmatch.evaluation.systems.lexical import Lexical, words
from jdmatch.evaluation.systems.parts import Targets
from jdmatch.evaluation.systems.shipped import on_four_steps
from jdmatch.evaluation.systems.simple import Majority, MajorityCases, Random, VerbList, commonest, verb
from jdmatch.records import Chunk, LevelEstimate
from jdmatch.settings import Settings
from tests import trial_suites
from tests.small_bert import small_bert
from tests.tiny_encoder import TinyEncoder

LABELS = Targets("labels", ("bake bread", "sell bread rolls", "sweep the floor"))


def bench(folder: Path, make=trial_suites.postings, seed=1, encoder=None) -> Bench:
    return Bench(read_suite(make(folder)), Settings(), seed=seed, encoder_=encoder or TinyEncoder())


@pytest.fixture(scope="module")
def bakery(tmp_path_factory):
    return bench(tmp_path_factory.mktemp("suite") / "s")


@pytest.fixture(scope="module")
def answers(bakery):
    return {name: ask(build(name, bakery), bakery) for name in ("default", "bm25", "tfidf", "random", "majority")}


def test_every_question_of_the_postings_is_asked(answers):
    counts = {}
    for name, found in answers.items():
        for item in found.items:
            counts.setdefault(item.task, {}).setdefault(name, 0)
            counts[item.task][name] += 1
    rankers = {"default", "bm25", "tfidf", "random"}
    readers = {"default", "random", "majority"}
    # The seller's duties match a statement of the bakery: both frameworks are asked. The smith has no framework.
    assert counts["coverage"] == dict.fromkeys(rankers, 3 + 5)
    assert counts["ranking"] == dict.fromkeys(rankers, 4 + 3)
    assert counts["ranking-all"] == dict.fromkeys(rankers, sum(len(p["units"]) for p in trial_suites.POSTINGS[:2]))
    assert counts["kinds"] == dict.fromkeys(readers, sum(len(p["units"]) for p in trial_suites.POSTINGS))
    assert counts["level"] == dict.fromkeys(readers, 1)
    assert counts["occupation"] == dict.fromkeys(readers, 3)
    assert counts["occupation-without"] == dict.fromkeys(readers, 2)
    assert answers["bm25"].left_out == {"postings of no framework (no coverage, no ranking)": 1}


def test_labels_are_the_highest_grades(answers):
    labels = {(i.cluster, i.item): i.label for i in of_task(answers["default"].items, "coverage")}
    assert {key for key, label in labels.items() if label == 2} == {("baker", "bakery/1"), ("seller", "counter/2")}
    assert {key for key, label in labels.items() if label == 1} == {("baker", "bakery/2"), ("seller", "bakery/2")}
    ranked = {i.query: dict(zip(i.items, i.labels, strict=True)) for i in of_task(answers["bm25"].items, "ranking")}
    refill = next(found for query, found in ranked.items() if found.get("counter/2"))
    assert refill == {"counter/1": 0, "counter/2": 2, "bakery/1": 0, "bakery/2": 1, "bakery/3": 0}


def test_rankers_put_what_is_not_there_last(answers):
    for name in ("bm25", "tfidf", "default"):
        baker = [i for i in of_task(answers[name].items, "coverage") if i.cluster == "baker"]
        assert min(baker, key=lambda i: i.score).item == "bakery/3", name


def test_only_the_shipped_system_has_probabilities(answers):
    assert all(i.probability is not None and i.said for i in of_task(answers["default"].items, "coverage"))
    assert all(i.probability is None and i.said is None for i in of_task(answers["bm25"].items, "coverage"))


def test_the_shipped_system_is_the_analysis(bakery, answers):
    row = next(p for p in trial_suites.POSTINGS if p["id"] == "baker")
    found = {i.item: i for i in of_task(answers["default"].items, "coverage") if i.cluster == "baker"}
    own = Analyzer(Settings(), TinyEncoder(), [bakery.frameworks["bakery"]], named=True)
    analysis = own.analyze(row["text"], id="baker", title=row["title"])
    told = {s.statement: s.probability for s in analysis.coverage.statements}
    assert told == {name: item.probability for name, item in found.items()}
    assert {n: own.thresholds.status(p) for n, p in told.items()} == {n: i.said for n, i in found.items()}
    level = next(i for i in of_task(answers["default"].items, "level"))
    ends = tuple(analysis.level.scale.index(end) + 1 for end in analysis.level.interval)
    assert (level.said, level.interval) == (analysis.level.scale.index(analysis.level.estimate) + 1, ends)
    whole = bakery.analyzer.analyze(row["text"], id="baker", title=row["title"]).occupation
    said = next(i for i in of_task(answers["default"].items, "occupation") if i.cluster == "baker")
    assert said.said == whole.selected


def test_a_framework_that_was_taken_away_is_not_named(answers):
    for name in ("default", "random"):
        without = of_task(answers[name].items, "occupation-without")
        assert {(i.label, i.cluster) for i in without} == {(None, "baker"), (None, "seller")}
        assert not {i.said for i in without if i.cluster == "baker"} & {"bakery"}


def test_scores_and_probabilities_rise_together(answers):
    rows = sorted(of_task(answers["default"].items, "coverage"), key=lambda i: i.score)
    assert [i.probability for i in rows] == sorted(i.probability for i in rows)


def test_a_refused_posting_is_answered_with_nothing(tmp_path):
    text = "Das Haus am Meer ist alt und der Garten ist gross, und wir kochen dort jeden Sommer mit vielen Freunden."
    unit = {"n": 1, "start": 0, "end": len(text), "kind": "other", "matches": {"bakery/1": 2}}
    row = {"id": "foreign", "text": text, "occupation": "bakery", "level": 3, "units": [unit]}
    one = bench(tmp_path / "s", lambda folder: trial_suites.postings(folder, row))
    for name in ("default", "bm25"):
        system = build(name, one)
        found = ask(system, one)
        assert {i.score for i in of_task(found.items, "coverage")} == {system.scorer.nothing}
        assert found.left_out["postings that jdmatch refuses (answered with nothing)"] == 1
    level = of_task(ask(build("default", one), one).items, "level")[0]
    assert (level.said, level.abstained, level.interval) == (2, True, None)


def test_the_same_seed_gives_the_same_chance(tmp_path):
    def chances(seed, name):
        one = bench(tmp_path / name, seed=seed)
        return ask(build("random", one), one).items

    assert chances(1, "a") == chances(1, "b")
    assert chances(1, "a") != chances(2, "c")


@pytest.mark.parametrize("make", [trial_suites.retrieval, trial_suites.levelled, trial_suites.pairs,
                                  trial_suites.level_cases], ids=lambda make: make.__name__)  # fmt: skip
def test_every_system_of_a_task_answers_every_row(tmp_path, make):
    one = bench(tmp_path / "s", make)
    names = ("default", *(n for n in baselines(one.suite.task) if n != "minilm"))
    lengths = {name: len(ask(build(name, one), one).items) for name in names}
    assert set(lengths.values()) == {3 if make is trial_suites.levelled else 2}, lengths


def test_what_the_small_tasks_say(tmp_path):
    def asked(make, name):
        one = bench(tmp_path / f"{make.__name__}-{name}", make)
        return ask(build(name, one), one)

    found = asked(trial_suites.retrieval, "bm25")
    assert [i.ranked[0] for i in found.items] == ["bake bread", "sell rolls"]
    assert found.left_out == {"queries without a right label": 1}
    ladder = asked(trial_suites.levelled, "verb-list").items
    assert [i.score for i in ladder] == sorted(i.score for i in ladder)
    assert all(len(i.probabilities) == 3 for i in asked(trial_suites.levelled, "default").items)
    cases = {i.item: i for i in asked(trial_suites.level_cases, "default").items}
    assert (cases[0].label, cases[0].low, cases[0].said in (3, 4), cases[1].label) == (4, 3, True, None)
    hard = asked(trial_suites.pairs, "bm25").items
    assert [(i.label, i.trap) for i in hard] == [(2, "short"), (0, "other verb")]
    assert hard[0].score > hard[1].score > 0


def test_an_unknown_statement_is_refused(tmp_path):
    row = {
        **trial_suites.POSTINGS[0],
        "units": [{"n": 1, "start": 0, "end": 5, "kind": "other", "matches": {"x/1": 1}}],
    }
    one = bench(tmp_path / "s", lambda folder: trial_suites.postings(folder, row))
    with pytest.raises(EvaluationError, match="x/1 is in no framework"):
        ask(build("bm25", one), one)


def test_names_of_systems(bakery, tmp_path):
    with pytest.raises(SettingsError, match="Did you mean 'minilm'"):
        build("minlm", bakery)
    with pytest.raises(ModelError):
        build(str(tmp_path), bakery)
    assert {
        name for task in ("postings", "retrieval", "levelled", "pairs", "level-cases") for name in baselines(task)
    } < set(NAMES)
    assert folder_name("default") == "default"
    assert folder_name(str(tmp_path)) == tmp_path.name
    assert folder_name("owner/some model") == "owner-some-model"


# --- parts ---


def test_bm25_by_hand():
    scores = Lexical("bm25").scores(["bread, BREAD!", "nothing here"], LABELS)
    rare = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    lengths, usual = (2, 3, 3), 8 / 3
    expected = [2 * rare * 2.2 / (1 + 1.2 * (0.25 + 0.75 * n / usual)) for n in lengths[:2]]
    assert scores[0] == pytest.approx([*expected, 0.0])
    assert not scores[1].any()


def test_tfidf_is_that_of_scikit_learn():
    text = pytest.importorskip(
        "sklearn.feature_extraction.text", reason="scikit-learn ([research] extra) is not installed"
    )
    theirs = text.TfidfVectorizer(analyzer=words)
    index = theirs.fit_transform(LABELS.texts)
    queries = ["sell the bread, the bread", "floor"]
    expected = (theirs.transform(queries) @ index.T).toarray()
    assert Lexical("tfidf").scores(queries, LABELS) == pytest.approx(expected)


def test_unknown_words_make_a_query_longer():
    near, far = Lexical("tfidf").scores(["bake bread", "bake bread on mars"], LABELS)[:, 0]
    assert near == pytest.approx(1.0)
    assert 0 < far < near


def test_cosine_is_that_of_the_vectors(bakery):
    encoder = TinyEncoder()
    scores = Cosine(encoder, bakery.cache).scores(["sweep floors"], LABELS)
    expected = encoder.encode(["sweep floors"]).vectors.astype(np.float64) @ encoder.encode(LABELS.texts).vectors.T
    assert scores == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("tokens", [False, True])
def test_a_remembering_encoder_gives_the_same_and_works_once(tokens):
    encoder = TinyEncoder()
    remembering = Remembering(encoder)
    texts = ["bake bread", "", "bake bread", "sell"]
    for _ in range(2):
        ours, theirs = remembering.encode(texts, tokens=tokens), TinyEncoder().encode(texts, tokens=tokens)
        assert np.array_equal(ours.vectors, theirs.vectors)
        assert ours.truncated == theirs.truncated
        if tokens:
            assert np.array_equal(ours.token_vectors, theirs.token_vectors)
            assert np.array_equal(ours.token_spans, theirs.token_spans)
    assert encoder.texts == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Managing the bakery", 0.68),
        ("You will observe", 0.2),
        ("Establishes rules", 0.82),
        ("Bread", None),
        ("", None),
    ],
)
def test_verbs(text, place):
    assert verb(text) == place
    assert VerbList().levels([text], [4])[0].score == (0.5 if place is None else place)


def test_the_commonest():
    assert commonest(["b", "a", "b", "a"], "c") == "a"
    assert commonest([], 2) == 2
    row = AnnotatedPosting(id="p", text="xyz", level=3, units=(Unit(n=1, start=0, end=1, kind="requirement"),))
    one = Majority([row])
    assert (one.kinds(row, [], [Chunk(0, 0, 1, "x", 0)]), one.level(row).said) == ([("requirement", None)], 3)
    none = LevelCase(text="x", where="title", level=None)
    assert MajorityCases([none, none, LevelCase(text="y", where="title", level="advanced")]).level(none) is None


def test_random_scores_belong_to_the_text():
    both, alone = Random(3).scores(["a", "b"], LABELS), Random(3).scores(["b"], LABELS)
    assert np.array_equal(both[1], alone[0])
    assert Random(3).scores([], LABELS).shape == (0, 3)


def test_the_kind_of_a_chunk_is_that_of_most_characters():
    units = [Unit(n=1, start=0, end=4, kind="other"), Unit(n=2, start=4, end=8, kind="requirement"),
             Unit(n=3, start=8, end=11, kind="requirement")]  # fmt: skip
    assert kind_of(Chunk(0, 0, 11, "", 0), units) == "requirement"
    assert kind_of(Chunk(0, 0, 6, "", 0), units) == "other"
    assert kind_of(Chunk(0, 20, 30, "", 0), units) == "other"


def test_another_scale_is_told_on_four_steps():
    estimate = LevelEstimate(("low", "high"), (0.2, 0.8), "high", ("high", "high"), 0.9, False)
    answer = on_four_steps(estimate)
    assert answer.probabilities == pytest.approx((0.1, 0.1, 0.4, 0.4))
    assert (answer.said, answer.interval, answer.coverage) == (3, (3, 4), 0.9)


def test_bert_in_numpy(tmp_path):
    encoder = BertEncoder(small_bert(tmp_path / "bert"), "small")
    texts = [
        "post the bills",
        "",
        "call",
        "post the bills about the call the the the the the the the bills",
        "\ud800 call",
    ]
    together = encoder.encode(texts, tokens=True)
    assert together.truncated == (False, False, False, True, False)
    assert np.linalg.norm(together.vectors, axis=1) == pytest.approx(np.ones(5), abs=5e-4)
    for i, text in enumerate(texts):
        assert encoder.encode([text]).vectors[0] == pytest.approx(together.vectors[i], abs=5e-4)
    assert together.spans[0] == ((0, 4), (5, 8), (9, 14))
    assert encoder.signature.startswith("small/fp32/numpy@sha256:")
    (tmp_path / "bert" / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}', encoding="utf-8")
    with pytest.raises(ModelError, match="no BERT with GELU and mean pooling"):
        BertEncoder(tmp_path / "bert")


def test_bert_in_numpy_is_that_of_the_export(tmp_path):
    pytest.importorskip("onnx", reason="onnx ([train] extra) is not installed")
    from jdmatch.encoder.onnx import OnnxEncoder
    from jdmatch.training import export

    source = small_bert(tmp_path / "bert")
    export.export(source, tmp_path / "out", precision="fp32", name="small", texts=[])
    texts = ["post the bills", "call about the bills", "the"]
    ours, theirs = (e.encode(texts, tokens=True) for e in (BertEncoder(source), OnnxEncoder(tmp_path / "out")))
    assert ours.vectors == pytest.approx(theirs.vectors, abs=5e-4)
    assert ours.token_vectors == pytest.approx(theirs.token_vectors, abs=2e-3)


@pytest.mark.real
def test_the_real_model_on_the_bakery(tmp_path):
    one = bench(tmp_path / "s", encoder=load(Settings(threads=1)))
    found = ask(build("default", one), one).items
    said = {i.item: i.said for i in of_task(found, "coverage") if i.cluster == "baker"}
    assert said["bakery/1"] == "covered"
    assert said["bakery/3"] == "missing"
    assert next(i for i in of_task(found, "kinds") if "#3" in i.item).label == "other"
