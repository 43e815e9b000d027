"""Fit the kind model on data/dev-gold and the second set, and write models/kinds.json and its manifest line.

    python tools/fit_kinds.py [--check]

The features are those of ``jdmatch.kinds``; the figures that belong to the model card come from
``eval/kinds_dev_gold.py``. The temperature is chosen on cross-fitted probabilities, the weights on everything.
``--check`` writes nothing and says whether the file would change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "eval"))

import kinds_dev_gold as gold  # noqa: E402

from jdmatch.kinds import FORMAT, MODEL, KindModel  # noqa: E402
from jdmatch.records import CHUNK_KINDS  # noqa: E402

FOLDS = 5
# Weights are written to so many places: what is fitted is stable to about the second.
PLACES = 3
ABOUT = "Chunk kinds: multinomial logistic regression over named features"
LICENCE = "Apache-2.0"
ORIGIN = (
    "tools/fit_kinds.py, tuned on data/dev-gold, 22 postings of data/dev/postings and corpora/samples; "
    "holds no text of theirs"
)


def main() -> int:
    """Fit, write, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if not gold.GOLD.is_file():
        print(f"{gold.GOLD} is not there: nothing to fit on.", file=sys.stderr)
        return 2
    ours, _ = gold.load()
    items = [*ours, *gold.load_second()]
    heat = gold.temperature(gold.cross_fitted(items, [items], FOLDS)[0])
    content = render(gold.fit(items), heat)
    path = ROOT / "models" / MODEL
    if options.check:
        same = path.is_file() and path.read_text(encoding="utf-8") == content
        print(f"{path.name} {'is what would be written' if same else 'would change'}")
        return 0 if same else 1
    path.write_text(content, encoding="utf-8")
    write_manifest(content.encode())
    print(f"{path}: {len(content)} bytes, temperature {heat:.2f}")
    return 0


def render(model: KindModel, temperature: float) -> str:
    """The model as JSON, one feature a line."""
    head = {"format": FORMAT, "kinds": list(CHUNK_KINDS), "temperature": round(temperature, 3)}
    lines = [f"  {json.dumps(name)}: {[round(w, PLACES) for w in row]}" for name, row in sorted(model.weights.items())]
    return json.dumps(head)[:-1] + ', "weights": {\n' + ",\n".join(lines) + "\n}}\n"


def write_manifest(content: bytes) -> None:
    """Put the file's line into the manifest, in the place of its old one."""
    path = ROOT / "models" / "manifest.toml"
    old = path.read_text(encoding="utf-8")
    entry = (
        f'[files."{MODEL}"]\nsha256 = "{hashlib.sha256(content).hexdigest()}"\nsize = {len(content)}\n'
        f'about = "{ABOUT}"\nlicence = "{LICENCE}"\norigin = "{ORIGIN}"\n'
    )
    pattern = re.compile(rf'^\[files\."{re.escape(MODEL)}"\]\n(?:(?!\[).*\n?)*', re.MULTILINE)
    new = pattern.sub(lambda _: entry + "\n", old) if pattern.search(old) else old.rstrip("\n") + "\n\n" + entry
    path.write_text(new.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
