"""README's table, made of a file of results: jdmatch, what stands beside it, and the ratio of the two.

A row is there only when its figures are; every ratio is the median over turns with the smallest and largest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers import ESCO, SKILL
from benchmarks.sides import PLAIN, ours

BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
_BATCH = "batch of 30"
_JD, _SCORE = "jdmatch", "jdmatch score"

Row = tuple[str, str, str, str]


def markdown(results: dict[str, Any]) -> str:
    """The table and a line about the machine."""
    rows = [row for part in _ROWS for row in part(results["parts"])]
    lines = ["| | jdmatch | beside it | ratio |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join([*lines, "", _machine(results)])


def into(path: Path, text: str) -> None:
    """Put the text between the marks of a file. ValueError where they are not there."""
    old = path.read_text(encoding="utf-8")
    if old.count(BEGIN) != 1 or old.count(END) != 1 or old.index(BEGIN) > old.index(END):
        raise ValueError(f"{path} must hold {BEGIN} and {END}, once each")
    head, tail = old[: old.index(BEGIN)], old[old.index(END) :]
    path.write_text(f"{head}{BEGIN}\n{text}\n{tail}", encoding="utf-8")


def _end_to_end(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("end_to_end", {})
    if "sets" not in found:
        return
    number = f"{found['corpus']['postings']:,} different {found['corpus']['corpus']}"
    two, one, core = ours(2), ours(1), ours(1, one_core=True)
    for chosen in found["sets"].values():
        runs, ratios = chosen["runs"], chosen["ratios"]
        title = f"end to end, {number}, {chosen['frameworks']}"
        if PLAIN in runs:
            yield title, _rate(runs[two]), f"{PLAIN}: {_rate(runs[PLAIN])}", _times(ratios, PLAIN, two)
        else:
            yield title, _rate(runs[two]), "", ""
        for alone in (core, one):
            if alone in runs:
                title = f"… two processes, beside {alone.removeprefix('jdmatch, ')}"
                yield title, _rate(runs[two]), _rate(runs[alone]), _times(ratios, alone, two)
        for key in ratios:
            side, _, bare = key.partition(" ÷ ")
            if bare.startswith("bare"):
                yield (
                    f"… {side}, beside the {bare} over the same {found['corpus']['encoded_texts']:,} different chunks",
                    _seconds(runs[side]),
                    _seconds(runs[bare]),
                    f"{_number(ratios[key]['median'])} × the time ({_range(ratios[key])})",
                )


def _start(parts: dict[str, Any]) -> Iterator[Row]:
    for chosen in parts.get("start", {}).get("sets", {}).values():
        runs = chosen["runs"]
        title = f"cold `jdmatch score`, {parts['start']['words']} words, {chosen['frameworks']}"
        beside = f"{PLAIN}: {_seconds(runs[PLAIN])}, {runs[PLAIN]['peak_mb']:.0f} MB" if PLAIN in runs else ""
        mine = f"{_seconds(runs[_SCORE])}, {runs[_SCORE]['peak_mb']:.0f} MB"
        yield title, mine, beside, _times(chosen["ratios"], PLAIN, _SCORE)


def _latency(parts: dict[str, Any]) -> Iterator[Row]:
    for chosen in parts.get("latency", {}).get("sets", {}).values():
        for kind, found in chosen.items():
            if kind in ("peak_mb", "frameworks"):
                continue
            sides = found["sides"]
            title = f"warm, p50 / p95 of {sides[_JD]['n']} postings ({kind}), {chosen['frameworks']}"
            beside = f"{PLAIN}: {_percentiles(sides[PLAIN])}" if PLAIN in sides else ""
            yield title, _percentiles(sides[_JD]), beside, f"{_number(found['ratio'])} ×" if "ratio" in found else ""


def _peers(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("peers", {})
    for name in (ESCO, f"{SKILL}, fp32", f"{SKILL}, int8"):
        if name in found.get("runs", {}):
            rates = {side: f"{_number(run['postings_per_s'])} postings/s" for side, run in found["runs"].items()}
            start = found["start_seconds"][name]
            if name == ESCO and found["first_start_seconds"]:
                start = found["first_start_seconds"]
            beside = f"{name} (another job; start of {start:.0f} s left out): {rates[name]}"
            title = f"{found['postings']} postings, frameworks ready"
            yield title, rates[ours(2)], beside, _times(found["ratios"], name, ours(2))


def _ceiling(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("ceiling", {})
    for cores, forward in found.get("forward", {}).items():
        best = forward["best"]["tokens_per_s"]
        row = [f"forward pass, best batch shape, {cores}", f"{best / 1000:.1f} k tokens/s", "", ""]
        if found.get("matrices"):
            allowed = found["matrices_allow_tokens_per_s"][cores]
            rate = found["matrices"][cores]["int8"]["per_second"]
            row[2] = f"int8 matrix rate {rate / 1e12:.2f} TOPS, which would allow {allowed / 1000:.1f} k tokens/s"
            row[3] = f"{best / allowed:.0%} of it"
        yield row[0], row[1], row[2], row[3]


def _index(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("index", {}).get("figures")
    if not found:
        return
    exact = [name.removesuffix(": one query, p50 ms") for name in found if name.endswith(": one query, p50 ms")]
    beside = "; ".join(f"{name}: {_searches(found, f'{name}: ')}" for name in exact[-1:])
    title = f"index of {found['rows']:,} statements: one query p50 / p95, {_BATCH} p50 / p95; size, build"
    mine = f"{_searches(found, '')}; {found['memory MB']} MB, {found['build s']:.0f} s"
    yield title, mine, beside, f"recall@40 of exact search {found['recall@40']:.3f}"


def _occupations(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("occupations", {})
    if "choice_and_matching" not in found:
        return
    title = (
        f"occupation chosen from {found['frameworks']} frameworks with {found['statements']:,} statements, and "
        f"matching, p50 / p95 of {found['choice_and_matching']['n']} postings; memory; index built once"
    )
    mine = f"{_percentiles(found['choice_and_matching'])}; {found['peak_mb']:.0f} MB; {found['index']['seconds']:.0f} s"
    yield title, mine, "", ""


def _lsp(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("lsp", {})
    if "models" not in found:
        return
    for framework, one in (("chosen from the library", found), ("named", found.get("named", {}))):
        if "models" in one:
            title = (
                f"`jdmatch lsp`, one line of {found['words']} words edited, framework {framework}, p50 / p95 of "
                f"{one['models']['n']} edits: the rules' diagnostics; the models', after the pause of "
                f"{found['debounce_ms']} ms; memory"
            )
            mine = f"{_percentiles(one['rules'])}; {_percentiles(one['models'])}; {one['peak_mb']:.0f} MB"
            yield title, mine, "", ""


def _store(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("store", {})
    for name, database in found.get("databases", {}).items():
        figures = database["figures"]
        median = sorted(figure["p50_ms"] for figure in figures.values())[len(figures) // 2]
        title = f"library of {found['postings']:,} postings on {name}: median p50 and slowest p95 of {len(figures)} "
        yield f"{title}lists, searches and counts", f"{median:.0f} / {database['worst_p95_ms']:.0f} ms", "", ""


def _web(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("web", {})
    if "mix" not in found:
        return
    mix, lists, draft = found["mix"], found["lists"], found["draft"]["kinds"]
    title = (
        f"`jdmatch serve`, {found['postings']:,} postings kept, {mix['clients']} people for {mix['seconds']:.0f} s, "
    )
    kinds = "; ".join(f"{kind} {_percentiles(one)}" for kind, one in mix["kinds"].items())
    counts = f"{mix['per_s']:.0f} requests/s, {mix['errors']} errors, {mix['refused']} refused"
    yield f"{title}p50 / p95 of what they do; memory", f"{kinds}; {counts}; {_grown(mix)}", "", ""
    for clients, one in found["analyses"].items():
        title = f"… {clients} programs that send {found['words']} words without a rest: what is answered, p50 / p95"
        mine = f"{_percentiles(one['kinds']['analysis'])}; {one['per_s']:.1f}/s, {one['errors']} errors, "
        yield title, f"{mine}{one['refused']:,} refused (429); {_grown(one)}", "", ""
    title = f"… one person opens {len(lists['kinds'])} lists and searches, slowest p95; edits a draft, rules, models"
    mine = (
        f"{lists['worst_p95_ms']:.0f} ms; {_percentiles(draft['draft, rules'])}, {_percentiles(draft['draft, models'])}"
    )
    yield title, mine, "", ""


def _grown(found: dict[str, Any]) -> str:
    sizes = found["memory_mb"]
    return f"{sizes['before']:.0f} → {sizes['after']:.0f} MB"


def _searches(found: dict[str, Any], name: str) -> str:
    figures = [found[f"{name}{kind}, p{p} ms"] for kind in ("one query", _BATCH) for p in (50, 95)]
    return "{:.1f} / {:.1f}, {:.1f} / {:.1f} ms".format(*figures)


def _scale(parts: dict[str, Any]) -> Iterator[Row]:
    found = parts.get("scale", {})
    if "sizes" not in found:
        return
    for row in found["sizes"]:
        title = f"{row['postings']:,} recombined postings, {row['unique_share']:.0%} of the chunks unique"
        beside = f"{PLAIN}: {_load(row['plain'])}" if "plain" in row else ""
        yield title, _load(row), beside, f"{_number(row['ratio'])} ×" if "ratio" in row else ""
    up = found["million"]
    told = f"{up['hours']:.0f} h, {up['peak_mb']:.0f} MB, {up['results_gb']:.0f} GB of results"
    yield "1,000,000 postings on this machine: **computed upward** from these, not run", told, "", ""


_ROWS = (_end_to_end, _start, _latency, _peers, _ceiling, _index, _occupations, _lsp, _store, _web, _scale)


def _machine(results: dict[str, Any]) -> str:
    machine = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items() if name != "jdmatch")
    commits = sorted({str(p["taken"]["commit"])[:10] for p in results["parts"].values()})
    plain = results["parts"].get("latency", {}).get("plain", {})
    versions += "".join(f", {n} {v}" for n, v in plain.get("versions", {}).items() if n not in ("faiss", "jdmatch"))
    return (
        f"{machine['cores']} cores of {machine['processor']} ({', '.join(machine['flags'])}), "
        f"{machine['memory_gb']:.0f} GB, Python {machine['python']}, {versions}; jdmatch at {', '.join(commits)}. "
        "Both sides of a row took turns in one run; ratios are medians over turns with the smallest and largest."
    )


def _rate(run: dict[str, Any]) -> str:
    return f"{_number(run['postings_per_s'])} postings/s, {run['tokens_per_s'] / 1000:.1f} k tokens/s"


def _load(row: dict[str, Any]) -> str:
    return f"{_number(row['postings_per_s'])} postings/s, {row['peak_mb']:.0f} MB"


def _seconds(run: dict[str, Any]) -> str:
    return f"{_number(run['seconds']['median'])} s"


def _percentiles(side: dict[str, Any]) -> str:
    return f"{side['p50_ms']:.0f} / {side['p95_ms']:.0f} ms"


def _times(ratios: dict[str, Any], above: str, below: str) -> str:
    found = ratios.get(f"{above} ÷ {below}")
    return f"{_number(found['median'])} × ({_range(found)})" if found else ""


def _range(found: dict[str, Any]) -> str:
    return f"{_number(found['min'])} to {_number(found['max'])}"


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
