"""The shipped encoder's bare forward pass over texts that are tokenised already, at any batch shape.

    python -m benchmarks.workers.bare TEXTS.json

Texts of equally many tokens share a run, as in jdmatch, so nothing is padded and no token is wasted; a run is at most
so many tokens. Each thread takes runs of its own. Nothing but ``session.run`` is timed: no tokenizer, no pooling, no
cache.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.workers import Answer, serve


def load(path: str) -> tuple[Answer, dict[str, Any]]:
    """``tokens`` a run, ``threads``, ``optimise`` and a ``share`` of the texts → ``seconds`` and ``tokens`` done."""
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    from jdmatch import encoder, resources
    from jdmatch.settings import Settings

    tokenizer = Tokenizer.from_file(str(resources.model_file("encoder/tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(encoder.load(Settings()).max_tokens)
    texts = json.loads(Path(path).read_text(encoding="utf-8"))["texts"]
    ids = [piece.ids for piece in tokenizer.encode_batch(texts)]
    model = str(resources.model_file("encoder/model.onnx"))
    sessions: dict[bool, Any] = {}

    def session(optimise: bool) -> Any:
        if optimise not in sessions:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            level = onnxruntime.GraphOptimizationLevel
            options.graph_optimization_level = level.ORT_ENABLE_ALL if optimise else level.ORT_ENABLE_BASIC
            options.enable_mem_pattern = False
            options.log_severity_level = 3
            sessions[optimise] = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        return sessions[optimise]

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        used = session(question["optimise"])
        names = [given.name for given in used.get_inputs()]
        some = ids[:: max(1, round(1 / question.get("share", 1.0)))]
        feeds = []
        for rows in _runs(some, question["tokens"]):
            values = np.array(rows, dtype=np.int64)
            known = {
                "input_ids": values,
                "attention_mask": np.ones_like(values),
                "token_type_ids": np.zeros_like(values),
            }
            feeds.append({name: known[name] for name in names})
        outputs = ["last_hidden_state"]
        used.run(outputs, feeds[0])
        started = time.perf_counter()
        if question["threads"] > 1:
            with ThreadPoolExecutor(question["threads"]) as pool:
                list(pool.map(lambda feed: bool(used.run(outputs, feed)), feeds))
        else:
            for feed in feeds:
                used.run(outputs, feed)
        return {"seconds": time.perf_counter() - started, "tokens": sum(map(len, some))}

    return answer, {"texts": len(ids), "tokens": sum(map(len, ids))}


def _runs(ids: list[list[int]], most: int) -> list[list[list[int]]]:
    """Rows of equal length, at most ``most`` tokens together (or one row), longest work first."""
    groups: dict[int, list[list[int]]] = {}
    for row in ids:
        groups.setdefault(len(row), []).append(row)
    runs = []
    for length, rows in groups.items():
        size = max(1, most // length)
        runs += [rows[at : at + size] for at in range(0, len(rows), size)]
    return sorted(runs, key=lambda run: -len(run) * len(run[0]))


if __name__ == "__main__":
    serve(lambda: load(*sys.argv[1:]))
