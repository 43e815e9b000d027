"""The pipeline that a user would write in an afternoon, to be measured beside: regex sentences, sentence-transformers
with torch in fp32 and batches of 32, FAISS over the statements, no cache of postings.

    python benchmarks/plain_pipeline.py score MODEL VECTORS.npy POSTING FRAMEWORK.json...
    python benchmarks/plain_pipeline.py many MODEL VECTORS.npy TABLE.jsonl OUT.jsonl FRAMEWORK.json...
    python benchmarks/plain_pipeline.py each MODEL VECTORS.npy TABLE.jsonl OUT.jsonl FRAMEWORK.json...
    python -m benchmarks.plain_pipeline serve MODEL FRAMEWORK.json...

It answers the same question as jdmatch for every sentence and every statement: the nearest statements of each sentence,
and for each statement whether a sentence covers it. There is no kind, no level, no occupation and no calibration in it.
``many`` is the faster way to write it: all sentences of the table in one call, which sorts them by length, so that
little is padded; ``each`` encodes posting by posting. Statement vectors come from a file when it is there, as jdmatch's
come from its cache.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

BATCH = 32
NEAREST = 5
COVERED = 0.6


def sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+|\s{2,}", text) if s.strip()]


class Plain:
    """Model, statements and their index."""

    def __init__(self, model: str, frameworks: tuple[str, ...], vectors: Path | None = None) -> None:
        import faiss
        import numpy as np
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(model, device="cpu", local_files_only=True)
        self.statements: list[str] = []
        for path in frameworks:
            levels = json.loads(Path(path).read_text(encoding="utf-8"))["framework"]["levels"]
            self.statements += [s for level in levels.values() for s in level["statements"]]
        known = np.load(vectors) if vectors and vectors.exists() else self.encode(self.statements)
        if vectors:
            np.save(vectors, known)
        self.index = faiss.IndexFlatIP(known.shape[1])
        self.index.add(known)

    def encode(self, texts: list[str]) -> Any:
        """Unit vectors."""
        return self.model.encode(texts, normalize_embeddings=True, batch_size=BATCH, show_progress_bar=False)

    def match(self, found: list[str]) -> dict[str, Any]:
        """Answers for one posting's sentences."""
        return self.answer(found, self.encode(found)) if found else {"sentences": [], "covered": []}

    def answer(self, found: list[str], vectors: Any) -> dict[str, Any]:
        """The nearest statement of each sentence, and the statements that some sentence covers."""
        scores, rows = self.index.search(vectors, NEAREST)
        best: dict[int, float] = {}
        for near, likeness in zip(rows.tolist(), scores.tolist(), strict=True):
            for row, score in zip(near, likeness, strict=True):
                best[row] = max(best.get(row, 0.0), score)
        return {
            "sentences": [
                {"text": s, "statement": self.statements[near[0]], "score": round(likeness[0], 4)}
                for s, near, likeness in zip(found, rows.tolist(), scores.tolist(), strict=True)
            ],
            "covered": [self.statements[row] for row, score in best.items() if score >= COVERED],
        }


def score(model: str, vectors: str, posting: str, *frameworks: str) -> None:
    plain = Plain(model, frameworks, Path(vectors))
    for line in plain.match(sentences(Path(posting).read_text(encoding="utf-8")))["sentences"]:
        print(f"{line['score']:.3f}  {line['text'][:50]:50}  {line['statement'][:60]}")


def many(model: str, vectors_path: str, table: str, out: str, *frameworks: str) -> None:
    plain = Plain(model, frameworks, Path(vectors_path))
    with Path(table).open(encoding="utf-8") as lines:  # not splitlines: real texts hold line separators of other kinds
        rows = [json.loads(line) for line in lines]
    cut = [sentences(row["text"]) for row in rows]
    vectors = plain.encode([s for own in cut for s in own])
    at = 0
    with Path(out).open("w", encoding="utf-8") as sink:
        for row, own in zip(rows, cut, strict=True):
            found = plain.answer(own, vectors[at : at + len(own)]) if own else {"sentences": [], "covered": []}
            sink.write(json.dumps({"id": row["id"], **found}) + "\n")
            at += len(own)


def each(model: str, vectors: str, table: str, out: str, *frameworks: str) -> None:
    plain = Plain(model, frameworks, Path(vectors))
    with Path(table).open(encoding="utf-8") as rows, Path(out).open("w", encoding="utf-8") as sink:
        for row in map(json.loads, rows):
            sink.write(json.dumps({"id": row["id"], **plain.match(sentences(row["text"]))}) + "\n")


def serve(model: str, *frameworks: str) -> None:
    from benchmarks.workers import serve as answering

    def load() -> tuple[Any, dict[str, Any]]:
        import faiss
        import sentence_transformers
        import torch

        plain = Plain(model, frameworks)

        def answer(question: dict[str, Any]) -> dict[str, Any]:
            seconds = []
            for text in question["texts"]:
                started = time.perf_counter()
                plain.match(sentences(text))
                seconds.append(time.perf_counter() - started)
            return {"seconds": seconds}

        used = {m.__name__: m.__version__ for m in (torch, sentence_transformers, faiss)}
        return answer, {"versions": used, "threads": torch.get_num_threads()}

    answering(load)


if __name__ == "__main__":
    modes: dict[str, Any] = {"score": score, "many": many, "each": each, "serve": serve}
    modes[sys.argv[1]](*sys.argv[2:])
