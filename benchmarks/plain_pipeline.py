"""The pipeline that a user would write in an afternoon, for `score.py` to be measured beside: regex sentences,
sentence-transformers with torch in fp32, cosine against the statements. Statement vectors come from a file when it is
there, as jdmatch's come from its cache.

    python benchmarks/plain_pipeline.py MODEL VECTORS.npy POSTING FRAMEWORK.json...
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path


def main(model_path: str, vectors_path: str, posting: str, *frameworks: str) -> None:
    import numpy as np
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_path, device="cpu", local_files_only=True)
    statements: list[str] = []
    for path in frameworks:
        levels = json.loads(Path(path).read_text(encoding="utf-8"))["framework"]["levels"]
        statements += [s for level in levels.values() for s in level["statements"]]
    cached = Path(vectors_path)
    if cached.exists():
        known = np.load(cached)
    else:
        known = model.encode(statements, normalize_embeddings=True, batch_size=32)
        np.save(cached, known)
    text = Path(posting).read_text(encoding="utf-8")
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", text) if s.strip()]
    scores = model.encode(sentences, normalize_embeddings=True, batch_size=32) @ known.T
    for sentence, row in zip(sentences, scores, strict=True):
        best = int(row.argmax())
        print(f"{row[best]:.3f}  {sentence[:50]:50}  {statements[best][:60]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
