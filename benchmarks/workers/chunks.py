"""What jdmatch asks its encoder for when it analyses a table of postings: each different text, and its tokens.

    python -m benchmarks.workers.chunks TABLE.jsonl OUT.json

A listener stands between analyzer and encoder, so this is what is encoded, not a guess at it. Statements of frameworks
are asked for before and do not count.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jdmatch import Analyzer, Settings, encoder, resources
from jdmatch.records import Analysis


class Listener:
    """An encoder that notes the texts it is asked for."""

    def __init__(self, inner: encoder.Encoder) -> None:
        self._inner = inner
        self.signature, self.dim, self.max_tokens = inner.signature, inner.dim, inner.max_tokens
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> encoder.Encoding:
        """What the encoder gives."""
        self.asked += texts
        return self._inner.encode(texts, tokens=tokens)


def main(table: str, out: str) -> None:
    """Write distinct texts, counts of postings, chunks and tokens."""
    from tokenizers import Tokenizer

    settings = Settings(frameworks=("43-4051.00",))
    with Path(table).open(encoding="utf-8") as lines:  # not splitlines: real texts hold line separators of other kinds
        rows = [json.loads(line) for line in lines]
    listener = Listener(encoder.load(settings))
    analyzer = Analyzer.load(settings, encoder_=listener)
    analyzer.warm()
    analyzer.attempt((Path(__file__).parents[1] / "posting-700-words.txt").read_text(encoding="utf-8"))
    listener.asked.clear()
    duties: list[str] = []
    analysed = 0
    for row in rows:
        result = analyzer.attempt(row["text"], id=row["id"], title=row["title"])
        if isinstance(result, Analysis):
            analysed += 1
            duties += [c.body for c in result.chunks if c.kind == "responsibility"]
    texts = list(dict.fromkeys(listener.asked))
    tokenizer = Tokenizer.from_file(str(resources.model_file("encoder/tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    whole = sum(len(piece) for piece in tokenizer.encode_batch([r["text"] for r in rows], add_special_tokens=False))
    tokenizer.enable_truncation(listener.max_tokens)
    about: dict[str, Any] = {
        "postings": len(rows),
        "analysed": analysed,
        "words": sum(len(r["text"].split()) for r in rows),
        "tokens": whole,
        "duties": len(duties),
        "unique_duties": len(set(duties)),
        "unique_share": round(len(set(duties)) / max(1, len(duties)), 4),
        "encoded_texts": len(texts),
        "encoded_tokens": sum(len(piece) for piece in tokenizer.encode_batch(texts)),
    }
    Path(out).write_text(json.dumps({"about": about, "texts": texts}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
