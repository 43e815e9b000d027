"""The level models' figures: order of levelled texts, level of whole postings, intervals, and what a reader would see.

    python eval/level_dev.py [--vectors CACHE.npz] [--emscad] [--show N]

Texts are measured by pairwise order accuracy: of two statements of one framework with different levels, how often the
higher gets the higher place (ties count half). Postings are measured on the four steps, those of the training set
cross-fitted by occupation with the naive figure beside; their number is printed. ``--emscad`` adds the rank correlation
with the experience labels of data/dev/postings, ``--show`` prints postings with their evidence. Needs the data folder
beside the checkout, the test extra's scikit-learn and scipy.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from jdmatch import facts, kinds, sources
from jdmatch.chunking import split
from jdmatch.errors import InputError
from jdmatch.leveling import LevelModel, line
from jdmatch.leveling.cue import NEUTRAL
from jdmatch.leveling.text_model import TextModel
from jdmatch.leveling.texts import read_text
from jdmatch.records import FOUR_STEPS, LevelEstimate, Posting
from jdmatch.settings import Settings
from jdmatch.training import checkout, level_postings, level_texts, shipped
from jdmatch.training import level as fit
from jdmatch.training import level_data as data
from jdmatch.training.level_data import LevelledText

PLACES = checkout.places()
Scores = Sequence[float]
LABELS = ("Internship", "Entry level", "Associate", "Mid-Senior level", "Director", "Executive")
RESAMPLES, SEED = 2000, 20260


def order_accuracy(rows: Sequence[LevelledText], scores: Scores) -> dict[str, float]:
    """Pairwise order accuracy by source, over the pairs within each of its frameworks."""
    right: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    groups: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        groups[row.framework].append(i)
    for framework, members in groups.items():
        source = framework.partition("/")[0]
        level = np.array([rows[i].level for i in members])
        score = np.array([scores[i] for i in members])
        higher = level[:, None] > level[None, :]
        pairs[source] += int(higher.sum())
        ahead = (score[:, None] > score[None, :]) + 0.5 * (score[:, None] == score[None, :])
        right[source] += float(ahead[higher].sum())
    return {source: right[source] / pairs[source] for source in sorted(pairs)}


def quadratic_kappa(gold: Sequence[int], found: Sequence[int], levels: int = 4) -> float:
    """Cohen's kappa with quadratic weights; 0 where one side never varies."""
    table = np.zeros((levels, levels))
    np.add.at(table, (np.array(gold), np.array(found)), 1)
    weight = np.subtract.outer(range(levels), range(levels)) ** 2
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    return float(1 - (weight * table).sum() / (weight * expected).sum())


def texts(vectors: fit.Vectors, model: TextModel) -> None:
    """Print the order accuracy of every reading on every set."""
    dev, seeds = data.frameworks(PLACES, "dev"), data.seeds(PLACES)
    rows = fit.training_texts(PLACES)
    held, alone, together = level_texts.cross_scores(rows, vectors)
    plain = _vector_only(rows, vectors)
    print("Pairwise order accuracy, data/dev/levels (tuned on) and data/seeds (looked at)")
    readings: dict[str, Callable[[Sequence[LevelledText]], Scores]] = {
        "verb list": lambda part: [_verb(r.text) for r in part],
        "cue table": lambda part: [_cues(r.text) for r in part],
        "vector alone": plain,
        "wording": lambda part: model.scores([r.text for r in part], None),
        "vector + cues": lambda part: replace(model, wording_share=0.0).scores(*_with(part, vectors)),
        "both (shipped)": lambda part: model.scores(*_with(part, vectors)),
    }
    for name, reading in readings.items():
        _print_row(name, order_accuracy(dev, reading(dev)), order_accuracy(seeds, reading(seeds)))
    print(f"\nFamilies held out in {level_texts.FOLDS} folds (corpora/frameworks by occupation: 'ler')")
    _print_row("wording", order_accuracy(held, alone))
    _print_row("both", order_accuracy(held, together))
    print("\nFour steps, corpora/frameworks held out and data/seeds: quadratic kappa, exact, within one")
    own = [(r, s) for r, s in zip(held, together, strict=True) if r.framework.startswith("ler/")]
    _print_steps("corpora/frameworks", [r for r, _ in own], [s for _, s in own], model)
    _print_steps("data/seeds", seeds, model.scores(*_with(seeds, vectors)), model)


def _with(rows: Sequence[LevelledText], vectors: fit.Vectors) -> tuple[list[str], level_texts.Floats]:
    written = [row.text for row in rows]
    return written, vectors(written)


def _verb(text: str) -> float:
    verb = read_text(text).verb
    return NEUTRAL if verb is None else verb


def _cues(text: str) -> float:
    return sum(hit.entry.weight * (hit.entry.position - NEUTRAL) for hit in read_text(text).cues)


def _vector_only(rows: Sequence[LevelledText], vectors: fit.Vectors) -> Callable[[Sequence[LevelledText]], Scores]:
    """The same ridge on the vector without cues or words."""
    from sklearn.linear_model import Ridge

    group = np.unique([row.framework for row in rows], return_inverse=True)[1]
    inputs = level_texts.within(vectors([row.text for row in rows]).astype(np.float64), group)
    target = level_texts.within(np.array([[row.position] for row in rows]), group)[:, 0]
    ridge = Ridge(alpha=level_texts.MEANING_STRENGTH, fit_intercept=False).fit(
        inputs, target, sample_weight=level_texts.weights(rows)
    )
    return lambda part: list(ridge.predict(vectors([row.text for row in part])))


def _print_row(name: str, *tables: dict[str, float]) -> None:
    cells = [f"{source.split('-')[0]} {value:.3f}" for table in tables for source, value in table.items()]
    print(f"  {name:15s} mean {np.mean(list(tables[0].values())):.3f}   {'  '.join(cells)}")


def _print_steps(name: str, rows: Sequence[LevelledText], scores: Scores, model: TextModel) -> None:
    gold = [row.level - 1 for row in rows]
    place = [model.together["statement"].place(score) for score in scores]
    found = [min(3, max(0, int(p * 4))) for p in place]
    off = np.abs(np.array(gold) - np.array(found))
    kappa = quadratic_kappa(gold, found)
    print(f"  {name:20s} {kappa:.3f}  {np.mean(off == 0):.3f}  {np.mean(off <= 1):.3f}  n {len(gold)}")


def postings(vectors: fit.Vectors, model: LevelModel) -> None:
    """Print the figures of whole postings and of the intervals. Only the training postings are fitted on."""
    train, centre = level_postings.read_postings(data.postings(PLACES, "train"), model.text, vectors)
    table = level_postings.fit_posting(train)
    crossed = level_postings.cross_positions(train)
    print("\nWhole postings, four steps: quadratic kappa [95 % bootstrap], in range, exact, mean error")
    _print_postings("train, cross-fitted", train, crossed)
    _print_postings("train, naive", train, [level_postings.position_of(table, r.found) for r in train])
    prior = {
        "weights": level_postings.PRIOR,
        "base": NEUTRAL,
        "spread": level_postings.SPREAD,
        "doubt": level_postings.DOUBT,
    }
    sets = {
        "corpora dev": data.postings(PLACES, "dev"),
        "corpora test": data.postings(PLACES, "test"),
        "dev-gold": data.dev_gold(PLACES),
        "samples": data.samples(PLACES),
        "real-dev": data.real(PLACES),
    }
    for name, items in sets.items():
        read, _ = level_postings.read_postings(items, model.text, vectors, centre)
        plain, _ = level_postings.read_postings(items, model.text, None, model.posting.centre_alone)
        found = [level_postings.position_of(table, r.found) for r in read]
        commonest = Counter(r.item.level for r in train if name.startswith("corpora")) or Counter([1])
        majority = (commonest.most_common(1)[0][0] + 0.5) / 4
        _print_postings(f"{name}, majority", read, [(majority, 0.05)] * len(read))
        _print_postings(f"{name}, priors alone", read, [level_postings.position_of(prior, r.found) for r in read])
        _print_postings(f"{name}", read, found)
        _print_postings(f"{name}, no vectors", plain, [level_postings.position_of(table, r.found) for r in plain])
        print(f"  abstained: {sum(r.found.strength < level_postings.THIN for r in read)} of {len(read)}")
        _print_intervals(read, found, model)


def _steps(at: Sequence[tuple[float, float]]) -> list[int]:
    return [FOUR_STEPS.index(line.distribution(p, s, FOUR_STEPS).estimate) for p, s in at]


def _print_postings(name: str, items: Sequence[level_postings.Read], at: Sequence[tuple[float, float]]) -> None:
    found = np.array(_steps(at))
    gold = np.array([r.item.level for r in items])
    inside = np.array([r.item.low <= f <= r.item.high for r, f in zip(items, found, strict=True)])
    draws = np.random.default_rng(SEED).integers(0, len(items), (RESAMPLES, len(items)))
    spread = [quadratic_kappa(gold[d], found[d]) for d in draws if len(set(gold[d]) | set(found[d])) > 1]
    low, high = np.quantile(spread, (0.025, 0.975))
    kappa = quadratic_kappa(gold, found)
    error = np.abs(gold - found).mean()
    print(
        f"  {name:30s} {kappa:.3f} [{low:.2f}, {high:.2f}]  {inside.mean():.3f}  {(gold == found).mean():.3f}  "
        f"{error:.3f}  n {len(items)}"
    )


def _print_intervals(
    items: Sequence[level_postings.Read], at: Sequence[tuple[float, float]], model: LevelModel
) -> None:
    """Coverage by the shipped conformal scores, and how many levels the interval holds on average."""
    for coverage in (0.8, 0.9):
        reach, held, width = model.posting.reach(coverage), 0, 0
        for read, (position, spread) in zip(items, at, strict=True):
            estimate = line.distribution(position, spread, FOUR_STEPS).estimate
            ends = line.interval(position, reach * spread, estimate, FOUR_STEPS)
            low, high = (FOUR_STEPS.index(end) for end in ends)
            held += low <= read.item.level <= high
            width += high - low + 1
        n = len(items)
        print(f"  interval at {coverage:.0%}: holds {held / n:.3f} of {n}, {width / n:.2f} levels wide on average")


def emscad(vectors: fit.Vectors, model: LevelModel) -> None:
    """Rank correlation with the experience labels, and the table of labels by estimate."""
    from scipy.stats import spearmanr

    found: list[tuple[int, LevelEstimate]] = []
    with (PLACES.data / "dev" / "postings" / "emscad-499.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["required_experience"] not in LABELS:
                continue
            written = _plain(f"{row['description']}<br><br>Requirements<br>{row['requirements']}")
            try:
                posting = sources.from_text(written, Settings(), id=row["job_id"], title=row["title"])
            except InputError:
                continue
            estimate = _estimate(posting, vectors, model)
            if estimate is not None:
                found.append((LABELS.index(row["required_experience"]), estimate))
    expected = [sum(i * p for i, p in enumerate(e.probabilities)) for _, e in found]
    rho = spearmanr([label for label, _ in found], expected).statistic
    print(f"\ndata/dev/postings/emscad-499.csv: Spearman {rho:.3f} with the labels, n {len(found)}")
    for rank, label in enumerate(LABELS):
        counts = Counter(e.estimate for r, e in found if r == rank)
        print(f"  {label:18s} " + "  ".join(f"{level} {counts[level]}" for level in FOUR_STEPS.levels))


def _plain(text: str) -> str:
    lines = re.sub(r"<(?:li|p|br|h\d|div)[^>]*>", "\n", text)
    return unescape(re.sub(r"<[^>]+>", "", lines))


def _estimate(posting: Posting, vectors: fit.Vectors, model: LevelModel) -> LevelEstimate | None:
    sections, chunks = split(posting)
    chunks = kinds.classify(posting, sections, chunks)
    fields, _ = facts.read(posting, sections, chunks)
    rows = vectors([chunk.body for chunk in chunks])
    return model.posting_level(posting, chunks, fields, FOUR_STEPS, 0.9, vectors=rows)


def show(vectors: fit.Vectors, model: LevelModel, count: int) -> None:
    """Print postings as a reader would see their level."""
    for item in [*data.samples(PLACES), *data.dev_gold(PLACES)][:count]:
        rows = vectors([chunk.body for chunk in item.chunks])
        level = model.posting_level(item.posting, item.chunks, item.fields, FOUR_STEPS, 0.9, vectors=rows)
        gold = FOUR_STEPS.levels[item.level]
        if level is None:
            print(f"\n{item.posting.title}: no level (by hand {gold})")
            continue
        thin = ", on thin evidence" if level.abstained else ""
        print(f"\n{item.posting.title}: {level.estimate} ({' – '.join(level.interval)}){thin}; by hand {gold}")
        for reason in level.evidence:
            print(f"    {reason.source:5s} {reason.towards:10s} {' '.join(reason.cue.split())}")


def main() -> int:
    """Print everything; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vectors", type=Path, help="where the vectors are kept between runs")
    parser.add_argument("--emscad", action="store_true")
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if not PLACES.data.is_dir():
        print(f"{PLACES.data} is not there: nothing to measure on.", file=sys.stderr)
        return 2
    vectors, model = fit.Vectors(shipped.encoder(checkout.models()), options.vectors), LevelModel.load(Settings())
    texts(vectors, model.text)
    postings(vectors, model)
    if options.emscad:
        emscad(vectors, model)
    show(vectors, model, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
