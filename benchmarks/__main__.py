"""``python -m benchmarks``: set up what is measured beside, run parts, print the table, draw the picture.

python -m benchmarks setup [plain] [peers]       environments below --scratch, by pip
python -m benchmarks run [PART...] [--name N]    all parts, or some; each is put into benchmarks/results/N.json
python -m benchmarks run --quick                 few postings, for seeing that every part works
python -m benchmarks table [--into README.md]    the table of a file of results
python -m benchmarks plot                        benchmarks/pictures/scale.png
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import (
    ceiling,
    end_to_end,
    installing,
    keys,
    latency,
    lsp,
    machine,
    occupations,
    outside_index,
    peers,
    plot,
    scale,
    stages,
    start,
    store,
    table,
    web,
)
from benchmarks.context import ROOT, Context, SkipError
from benchmarks.turns import tell

PARTS = {
    "start": start.measure,
    "stages": stages.measure,
    "latency": latency.measure,
    "ceiling": ceiling.measure,
    "end_to_end": end_to_end.measure,
    "peers": peers.measure,
    "index": outside_index.measure,
    "occupations": occupations.measure,
    "lsp": lsp.measure,
    "scale": scale.measure,
    "store": store.measure,
    "web": web.measure,
}
RESULTS, PICTURES = Path(__file__).parent / "results", Path(__file__).parent / "pictures"
QUICK: dict[str, Any] = {
    "repeat": 1,
    "postings": 3,
    "peer_postings": 2,
    "latency_postings": 2,
    "sizes": (3, 6),
    "plain_up_to": 3,
}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 1 where a part that was asked for gave less than it should."""
    options = _parser().parse_args(arguments)
    name = options.name or ("quick" if options.quick else f"{machine.cores()}-cores")
    context = _context(options)
    path = (context.scratch if options.quick else RESULTS) / f"{name}.json"
    if options.what == "setup":
        for which in options.parts or ["plain", "peers"]:
            installing.setup(context, which)
        return 0
    if options.what == "run":
        return _run(context, options.parts or list(PARTS), path)
    results = json.loads(path.read_text(encoding="utf-8"))
    if options.what == "plot":
        print(plot.draw(results, PICTURES / "scale.png"))
        return 0
    text = table.markdown(results)
    if options.into:
        table.into(options.into, text)
    print(text)
    return 0


def _run(context: Context, names: list[str], path: Path) -> int:
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": {}}
    results |= {"schema": keys.SCHEMA, "machine": machine.describe()}
    for name in names:
        tell(f"== {name}")
        before = machine.now()
        try:
            found = PARTS[name](context)
        except SkipError as why:
            tell(f"skipped: {why}")
            found = {"skip": str(why)}
        taken = machine.after(before) | {"quick": context.quick, "repeat": context.repeat}
        results["parts"][name] = {"taken": taken} | found
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        tell(f"   {taken['seconds']} s")
    lacking = keys.missing(results, tuple(names))
    for lack in lacking:
        tell(f"missing in {path}: {lack}")
    print(table.markdown(results))
    tell(f"results in {path}")
    return 1 if lacking else 0


def _context(options: argparse.Namespace) -> Context:
    # jdmatch runs in folders of its own below scratch: a relative one would be looked for there.
    context = Context(
        scratch=options.scratch.resolve(),
        quick=options.quick,
        plain_python=options.plain_python,
        peers_python=options.peers_python,
        index_scratch=options.index_scratch and options.index_scratch.resolve(),
    )
    given: dict[str, Any] = {
        "repeat": options.repeat,
        "postings": options.postings,
        "peer_postings": options.peer_postings,
    }
    given |= {"latency_postings": options.latency_postings, "sizes": options.sizes, "plain_up_to": options.plain_up_to}
    given |= {"index_rows": options.index_rows}
    chosen = (QUICK if options.quick else {}) | {key: value for key, value in given.items() if value is not None}
    context.scratch.mkdir(parents=True, exist_ok=True)
    return replace(context, **chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["setup", "run", "table", "plot"])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--name", help="results are benchmarks/results/NAME.json; the number of cores without it")
    parser.add_argument("--scratch", type=Path, default=ROOT / "build" / "benchmarks", help="for all that is not kept")
    parser.add_argument("--quick", action="store_true", help="few postings; results go to the scratch folder")
    parser.add_argument("--repeat", type=int, help="turns of what takes turns (3)")
    parser.add_argument("--postings", type=int, help="of the end-to-end corpus, spread evenly (all)")
    parser.add_argument("--peer-postings", type=int, help="for the peers (200)")
    parser.add_argument("--latency-postings", type=int, help="for warm latency, of each kind (100)")
    parser.add_argument("--sizes", type=_sizes, help="of the recombined corpora (200,1000,5000,20000)")
    parser.add_argument("--plain-up-to", type=int, help="largest of those for the plain pipeline (1000)")
    parser.add_argument("--index-rows", type=int, help="statements in the index (1000000)")
    parser.add_argument("--index-scratch", type=Path, help="where its encoded shards are kept (SCRATCH/index)")
    parser.add_argument("--plain-python", type=Path, help="an interpreter with the plain pipeline's libraries")
    parser.add_argument("--peers-python", type=Path, help="an interpreter with the peers")
    parser.add_argument("--into", type=Path, help="table: put it between the marks of this file")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
