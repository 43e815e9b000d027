"""TREC's two file formats: runs (what a system ranked) and qrels (what is right), for programs other than this one.

Both are lines of fields between white space, so names are written with white space and ``%`` as ``%XX`` and read back
the same way. A run's lines are ``query Q0 document rank score tag``, those of qrels ``query 0 document grade``. Ranks
are not read: the score orders, as trec_eval has it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

from jdmatch.datasets.items import CoverageItem, Item, RankingItem, RetrievalItem, of_task
from jdmatch.errors import EvaluationError

Run = Mapping[str, Mapping[str, float]]
Qrels = Mapping[str, Mapping[str, int]]
TASKS = ("coverage", "ranking", "ranking-all", "retrieval")
V = TypeVar("V", int, float)
_ESCAPED = re.compile(r"[%\s]")


def of_items(items: Sequence[Item], task: str) -> tuple[Run, Qrels]:
    """The run and the qrels of one of ``TASKS``; empty where the items have none of it. For coverage the query is the
    posting; a retrieval's labels are the documents, and only right ones are judged."""
    run: dict[str, dict[str, float]] = {}
    qrels: dict[str, dict[str, int]] = {}
    for item in of_task(items, task):
        match item:
            case CoverageItem():
                run.setdefault(item.cluster, {})[item.item] = item.score
                qrels.setdefault(item.cluster, {})[item.item] = item.label
            case RankingItem():
                run[item.query] = dict(zip(item.items, item.scores, strict=True))
                qrels[item.query] = dict(zip(item.items, item.labels, strict=True))
            case RetrievalItem():
                run[item.query] = dict(reversed([*zip(item.ranked, item.scores, strict=True)]))
                qrels[item.query] = dict.fromkeys(item.gold, 1)
            case _:
                raise ValueError(f"items of task {task} are no ranking")
    return run, qrels


def dump_run(run: Run, tag: str) -> str:
    """A run file's text: queries by name, documents by score, equal scores by name."""
    lines = []
    for query, scores in sorted(run.items()):
        order = sorted(scores, key=lambda name: (-scores[name], name))
        lines += [
            f"{_escaped(query)} Q0 {_escaped(name)} {rank} {scores[name]!r} {_escaped(tag)}\n"
            for rank, name in enumerate(order, start=1)
        ]
    return "".join(lines)


def dump_qrels(qrels: Qrels) -> str:
    """A qrels file's text, by query and document."""
    return "".join(
        f"{_escaped(query)} 0 {_escaped(name)} {grade}\n"
        for query, grades in sorted(qrels.items())
        for name, grade in sorted(grades.items())
    )


def read_run(path: Path) -> Run:
    """query → document → score. EvaluationError (JDM080) with file and line for a line that is none of a run."""
    return _read(path, 6, 4, _score, "query Q0 document rank score tag")


def read_qrels(path: Path) -> Qrels:
    """query → document → grade. EvaluationError (JDM080) with file and line for a line that is none of qrels."""
    return _read(path, 4, 3, int, "query 0 document grade")


def _read(path: Path, fields: int, at: int, value: Callable[[str], V], shape: str) -> dict[str, dict[str, V]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} can not be read: {error}. Give a text file of lines '{shape}'.") from error
    out: dict[str, dict[str, V]] = {}
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != fields:
            raise EvaluationError(f"{path}:{number} has {len(parts)} fields; a line is '{shape}'.")
        query, name = unquote(parts[0]), unquote(parts[2])
        try:
            found = value(parts[at])
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: '{parts[at]}' is no number; a line is '{shape}'.") from error
        if name in out.setdefault(query, {}):
            raise EvaluationError(f"{path}:{number}: {parts[2]} stands a second time under {parts[0]}.")
        out[query][name] = found
    if not out:
        raise EvaluationError(f"{path} holds no line '{shape}'.")
    return out


def _score(text: str) -> float:
    score = float(text)
    if not math.isfinite(score):
        raise ValueError(text)
    return score


def _escaped(name: str) -> str:
    if not name:
        raise ValueError("TREC files have no empty names")
    return _ESCAPED.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8")), name)
