"""The benchmarks: what they compute from measurements, and one quick run in which every part has to work."""

import copy
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import corpus, keys, plot, recombine, table
from benchmarks.context import ROOT, Context, SkipError
from benchmarks.corpus import Text
from benchmarks.plain_pipeline import Plain, sentences
from benchmarks.processes import FailedError, Worker, timed
from benchmarks.sides import PLAIN, ours
from benchmarks.summary import latencies, quantile, ratio, rounded, spread
from benchmarks.turns import in_turns, optional

# --- measurements as values ---------------------------------------------------------------------------------------


def test_a_ratio_is_taken_within_a_turn():
    # The machine halved its speed in the middle: both sides doubled, and the ratio stays.
    found = ratio([10, 20, 40], [5, 10, 20])
    assert (found["median"], found["min"], found["max"]) == (2, 2, 2)
    assert ratio([9, 10], [3, 10])["runs"] == [3, 1]
    with pytest.raises(ValueError, match="shorter"):
        ratio([1, 2], [1])


def test_medians_and_percentiles():
    assert spread([3, 1, 2]) == {"median": 2, "min": 1, "max": 3, "runs": [3, 1, 2]}
    assert quantile(range(1, 101), 0.95) == 95
    assert quantile([7], 0.5) == 7
    assert latencies([0.1, 0.2, 0.3])["p50_ms"] == 200


@pytest.mark.parametrize(
    ("value", "wanted"), [(0, 0), (1234567, 1234567), (0.0123456, 0.01235), (12.3456, 12.35), (-0.5, -0.5)]
)
def test_rounding_keeps_four_digits(value, wanted):
    assert rounded(value) == wanted


def test_sides_take_turns_and_none_is_always_first():
    order = []
    sides = {name: lambda name=name: order.append(name) or name for name in "abc"}
    assert in_turns(sides, 3) == {"a": ["a"] * 3, "b": ["b"] * 3, "c": ["c"] * 3}
    assert "".join(order) == "abcbcacab"


def test_what_can_not_be_had_is_named():
    skipped = {}

    def fail():
        raise SkipError("not installed")

    assert optional(skipped, "torch", fail) is None
    assert optional(skipped, "jdmatch", lambda: 1) == 1
    assert skipped == {"torch": "not installed"}


# --- corpora --------------------------------------------------------------------------------------------------------

DUTIES = (
    "Prepare weekly reports for the board, and answer questions from members by telephone.",
    "Order paper and ink from the supplier, check what arrives, and note it in the ledger.",
    "Keep the rooms clean with the tools of the house, through the day and on weekends.",
    "Drive the van to the depot in the morning, for parcels that came in over night.",
)


def sources(count=12):
    return [
        Text(f"{i}", f"Job {i}", "Duties:\n" + "\n".join(f"In year {i}, {duty}" for duty in DUTIES))
        for i in range(count)
    ]


def test_recombined_postings_are_a_function_of_their_number():
    ten, four = list(recombine.postings(sources(), 10)), list(recombine.postings(sources(), 4))
    assert ten[:4] == four
    assert len({text.id for text in ten}) == 10
    with pytest.raises(ValueError, match="two postings"):
        next(recombine.postings(sources(1), 1))


def test_most_recombined_lines_are_new_and_headings_stay():
    real = sources()
    known = {line for text in real for line in text.text.splitlines()}
    made = list(recombine.postings(real, 50))
    lines = [line for text in made for line in text.text.splitlines()]
    assert all(text.text.startswith("Duties:\n") for text in made)
    new = [line for line in lines if line not in known]
    assert len(new) > 0.5 * len(lines)
    words = {word.strip(".,") for line in known for word in line.split()}
    assert {word.strip(".,") for line in new for word in line.split()} <= words


def test_reposts_are_left_out_and_a_spread_is_even():
    texts = [Text("a", "", "x"), Text("b", "", "y"), Text("c", "", "x")]
    assert [t.id for t in corpus.distinct(texts)] == ["a", "b"]
    many = [Text(str(i), "", str(i)) for i in range(10)]
    assert [t.id for t in corpus.spread(many, 5)] == ["0", "2", "4", "6", "8"]
    assert corpus.spread(many, 0) == corpus.spread(many, 99) == many


# --- processes ------------------------------------------------------------------------------------------------------


def test_a_command_is_timed_with_the_memory_of_all_its_processes(tmp_path):
    inner = "import time; b = bytearray(60_000_000); time.sleep(1)"
    outer = f"import subprocess, sys; b = bytearray(40_000_000); subprocess.run([sys.executable, '-c', {inner!r}])"
    taken = timed([sys.executable, "-c", outer], os.environ, folder=tmp_path, every=0.1, count=lambda: 7)
    assert 1 <= taken.seconds < 30
    assert taken.samples
    assert {s.count for s in taken.samples} == {7}
    if Path("/proc/self/smaps_rollup").exists():
        assert taken.peak_rss_mb > 100
        assert max(s.processes for s in taken.samples) == 2


def test_a_command_that_fails_says_so(tmp_path):
    command = [sys.executable, "-c", "import sys; sys.exit('no such thing')"]
    with pytest.raises(FailedError, match="no such thing"):
        timed(command, os.environ, folder=tmp_path)
    assert timed(command, os.environ, folder=tmp_path, accept=(0, 1)).seconds > 0


SERVER = """
from benchmarks.workers import serve
def load():
    print("a library says hello")
    return (lambda question: {"twice": 2 * question["n"]}), {"version": 3}
serve(load)
"""


def test_a_worker_answers_and_what_libraries_print_does_not_matter():
    with Worker([sys.executable, "-c", SERVER], os.environ) as worker:
        assert worker.ready == {"ready": True, "version": 3}
        assert worker.ask(n=21) == {"twice": 42}
        assert worker.start_seconds > 0
    with pytest.raises(SkipError, match="ModuleNotFoundError"):
        Worker([sys.executable, "-c", "import no_such_module"], os.environ)


def test_an_interpreter_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SkipError, match="--plain-python"):
        Context(scratch=tmp_path, plain_python=tmp_path / "python").plain()
    with pytest.raises(SkipError, match="setup peers"):
        Context(scratch=tmp_path).peers()


# --- the plain pipeline ---------------------------------------------------------------------------------------------


def test_the_plain_pipeline_answers_for_every_sentence_and_statement():
    faiss, np = pytest.importorskip("faiss"), pytest.importorskip("numpy")
    assert sentences("You file papers.  You post mail!\n\n- Answer calls") == [
        "You file papers.", "You post mail!", "- Answer calls",
    ]  # fmt: skip
    plain = Plain.__new__(Plain)
    plain.statements = [f"statement {i}" for i in range(8)]
    plain.index = faiss.IndexFlatIP(8)
    plain.index.add(np.eye(8, dtype=np.float32))
    vectors = np.array([[1, 0, 0, 0, 0, 0, 0, 0], [0, 0.8, 0.6, 0, 0, 0, 0, 0], [0.5] + [0] * 7], dtype=np.float32)
    found = plain.answer(["a", "b", "c"], vectors)
    assert [(s["statement"], s["score"]) for s in found["sentences"]] == [
        ("statement 0", 1.0), ("statement 1", 0.8), ("statement 0", 0.5),
    ]  # fmt: skip
    assert sorted(found["covered"]) == ["statement 0", "statement 1", "statement 2"]


# --- results --------------------------------------------------------------------------------------------------------

TWO, ONE = ours(2), ours(1)


def run(seconds, **more):
    return {"seconds": spread([seconds]), "peak_mb": 300, **more}


def load(kinds, **more):
    times = {"p50_ms": 40.0, "p95_ms": 90.0, "n": 50}
    memory = {"before": 300.0, "peak": 330.0, "after": 320.0}
    counts = {"requests": 500, "per_s": 25.0, "seconds": 60.0, "errors": 0, "refused": 0}
    return {**counts, "kinds": dict.fromkeys(kinds, times), "memory_mb": memory, **more}


def results():
    taken = dict.fromkeys(keys.TAKEN, 1) | {"commit": "abcdef0123456789"}
    row = {"postings": 200, "postings_per_s": 20.0, "seconds": 10, "peak_mb": 400, "peak_rss_mb": 500}
    row |= {"unique_share": 0.81, "samples": [[1, 400, 300, 3, 64], [9, 410, 310, 3, 192]]}
    row |= {"plain": {"postings_per_s": 4.0, "peak_mb": 700}, "ratio": 5.0}
    return {
        "schema": keys.SCHEMA,
        "machine": {
            "processor": "A Chip", "flags": ["avx2"], "cores": 2, "memory_gb": 24.0, "python": "3.11.7",
            "versions": {"jdmatch": "0.1.0", "numpy": "2.4.6"},
        },
        "parts": {
            "end_to_end": {
                "taken": taken,
                "corpus": {
                    "corpus": "nyc-jobs", "postings": 1544, "tokens": 9, "unique_share": 0.7, "encoded_tokens": 5,
                    "encoded_texts": 30_000,
                },
                "forward": {"1 core": {"best": {"tokens_per_s": 20_000}}},
                "sets": {
                    "named": {
                        "frameworks": "12 named frameworks",
                        "runs": {
                            TWO: run(50, postings_per_s=30.9, tokens_per_s=20_000),
                            ONE: run(95, postings_per_s=16.3, tokens_per_s=11_000),
                            PLAIN: run(250, postings_per_s=6.2, tokens_per_s=4_000),
                            "bare forward pass, 2 cores": run(30, encoded_tokens_per_s=20_000),
                        },
                        "ratios": {
                            f"{PLAIN} ÷ {TWO}": spread([4.8, 5.0, 5.2]),
                            f"{ONE} ÷ {TWO}": spread([1.9]),
                            f"{TWO} ÷ bare forward pass, 2 cores": spread([1.66]),
                        },
                    }
                },
                "skipped": {},
            },
            "index": {
                "taken": taken,
                "figures": {
                    "rows": 1_000_000, "memory MB": 410, "build s": 90.0, "recall@40": 0.985,
                    **{f"{kind}, p{p} ms": p / 10 for kind in ("one query", "batch of 30") for p in (50, 95)},
                    **{
                        f"exact, 100000 rows: {kind}, p{p} ms": p / 5
                        for kind in ("one query", "batch of 30") for p in (50, 95)
                    },
                },
            },
            "occupations": {
                "taken": taken, "frameworks": 864, "statements": 18_220, "peak_mb": 420,
                "index": {"seconds": 31.0, "cpu_seconds": 60.0, "peak_mb": 400},
                "first": {"p95_ms": 4000}, "choice_and_matching": {"p50_ms": 25.0, "p95_ms": 60.0, "n": 100},
            },
            "lsp": {
                "taken": taken, "words": 768, "debounce_ms": 150, "shown": 5, "peak_mb": 214,
                "rules": {"p50_ms": 36.0, "p95_ms": 74.0},
                "models": {"p50_ms": 63.0, "p95_ms": 119.0, "n": 50},
                "named": {
                    "shown": 6, "peak_mb": 198, "rules": {"p50_ms": 34.0, "p95_ms": 43.0},
                    "models": {"p50_ms": 46.0, "p95_ms": 60.0, "n": 50},
                },
            },
            "web": {
                "taken": taken, "postings": 100_000, "words": 700, "ready_s": 2.0,
                "mix": load(["list", "search", "analysis page", "score", "draft, rules", "draft, models"], clients=50),
                "analyses": {"4": load(["analysis"]), "64": load(["analysis"], refused=1234)},
                "lists": load(["/postings", "/postings?q=work"], worst_p95_ms=120.0, turns=20),
                "draft": load(["draft, rules", "draft, models"]),
            },
            "scale": {
                "taken": taken,
                "side": TWO,
                "sizes": [row],
                "million": {"computed": True, "hours": 13.9, "peak_mb": 400, "results_gb": 50.0},
                "skipped": {},
            },
        },
    }  # fmt: skip


def test_the_table_has_both_sides_the_ratio_and_the_machine():
    text = table.markdown(results())
    rows = [line for line in text.splitlines() if line.startswith("| end to end")]
    assert [cell.strip() for cell in rows[0].strip("|").split("|")] == [
        "end to end, 1,544 different nyc-jobs, 12 named frameworks",
        "30.9 postings/s, 20.0 k tokens/s",
        "plain pipeline: 6.20 postings/s, 4.0 k tokens/s",
        "5.00 × (4.80 to 5.20)",
    ]
    assert "recall@40 of exact search 0.985" in text
    assert "exact, 100000 rows: 10.0 / 19.0, 10.0 / 19.0 ms" in text
    assert "1.90 ×" in text
    assert "1.66 × the time" in text
    assert "computed upward" in text
    assert "864 frameworks with 18,220 statements" in text
    assert "| 25 / 60 ms; 420 MB; 31 s |" in text
    assert "50 people for 60 s" in text
    assert "list 40 / 90 ms; search 40 / 90 ms" in text
    assert "40 / 90 ms; 25.0/s, 0 errors, 1,234 refused (429); 300 → 320 MB" in text
    assert "| 120 ms; 40 / 90 ms, 40 / 90 ms |" in text
    assert "| 36 / 74 ms; 63 / 119 ms; 214 MB |" in text
    assert "2 cores of A Chip (avx2)" in text
    assert "abcdef0123" in text


def test_the_table_goes_between_its_marks(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.into(page, "new")
    table.into(page, "newer")
    assert page.read_text(encoding="utf-8") == f"before\n{table.BEGIN}\nnewer\n{table.END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="must hold"):
        table.into(page, "new")


@pytest.mark.parametrize(
    "path", [("machine", "cores"), ("parts", "scale", "million", "hours"), ("parts", "end_to_end", "sets", "named")]
)
def test_what_a_file_of_results_lacks_is_named(path):
    whole = results()
    parts = ("end_to_end", "index", "occupations", "lsp", "web", "scale")
    assert keys.missing(whole, parts) == []
    lacking = copy.deepcopy(whole)
    place = lacking
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    assert keys.missing(lacking, parts)
    whole["parts"]["scale"] = {"taken": whole["parts"]["scale"]["taken"], "skip": "no data here"}
    assert keys.missing(whole, parts) == []
    assert keys.missing(whole, ("peers",)) == ["parts.peers"]


def test_the_picture_is_drawn(tmp_path):
    pytest.importorskip("matplotlib")
    path = plot.draw(results(), tmp_path / "scale.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(SkipError, match="run scale"):
        plot.draw({"parts": {}}, tmp_path / "none.png")


@pytest.mark.real
def test_a_quick_run_measures_every_part(tmp_path):
    """No limits of time: whether each part runs, without torch and without the outside data."""
    command = [sys.executable, "-m", "benchmarks", "run", "--quick", "--scratch", str(tmp_path), "--plain-python", "no"]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "quick.json").read_text(encoding="utf-8"))
    assert keys.missing(found) == []
    parts = found["parts"]
    assert {name for name, part in parts.items() if "skip" in part} <= {"index", "occupations", "lsp", "store", "web"}
    assert "(--plain-python)" in parts["end_to_end"]["skipped"][PLAIN]
    named = parts["end_to_end"]["sets"]["named"]
    for times in named["runs"].values():
        assert 0 < times["seconds"]["median"] < time.monotonic() - started
    # A bare forward pass can not take longer than all of it.
    bare = [found for name, found in named["ratios"].items() if "bare forward pass" in name]
    assert bare
    assert all(found["min"] > 1 for found in bare)
    assert 0 < parts["scale"]["sizes"][-1]["unique_share"] <= 1
    assert "end to end, 3 different written postings" in done.stdout
