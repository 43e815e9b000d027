"""The vectors of the embedded frameworks, as the encoder makes them now → models/vectors.safetensors.

Nothing is fitted: a first analysis is to find encoded what every installation encodes alike. To be made again after the
encoder or a framework of corpora/frameworks changed; until then what changed is encoded where it is used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from jdmatch import occupation
from jdmatch.encoder import shipped as file
from jdmatch.frameworks import resolve_all
from jdmatch.records import Framework
from jdmatch.settings import Settings
from jdmatch.training import material, output, shipped
from jdmatch.training.made import Made

LABEL = output.Label(
    "Vectors of the embedded frameworks' statements and titles (see models/encoder.md)",
    "CC-BY-4.0",
    "jdmatch train vectors, by models/encoder from corpora/frameworks (© jdmatch contributors, CC BY 4.0)",
)


def make(
    places: material.Places,
    out: Path,
    *,
    seed: int,  # noqa: ARG001  (the signature of every step)
    check: bool,
    told: Callable[[str], None],
) -> Made:
    """Encode and write models/vectors.safetensors below ``out``."""
    began = time.monotonic()
    frameworks = embedded(places)
    told(f"vectors: encoding {sum(len(f.statements) for f in frameworks):,} statements")
    packed = file.pack(shipped.encoder(out), lists(frameworks))
    return output.deliver(
        output.Output("vectors", {file.FILE: packed}, {file.FILE: LABEL}, used(places)), out, check=check, began=began
    )


def embedded(places: material.Places) -> list[Framework]:
    """The frameworks of corpora/frameworks, by id. FrameworkError."""
    paths = sorted((places.corpora / "frameworks").glob("*.json"))
    return sorted((f for path in paths for f in resolve_all(path, Settings())), key=lambda f: f.id)


def lists(frameworks: Sequence[Framework]) -> list[tuple[str, ...]]:
    """The lists of texts that analyses and searches ask the vector cache for: each framework's statements, each one's
    titles, the titles of all."""
    statements = [tuple(s.text for s in f.statements) for f in frameworks]
    return [*statements, *map(occupation.titles, frameworks), tuple(f.title for f in frameworks)]


def used(places: material.Places) -> output.Data:
    """What was encoded: nothing was fitted or tuned on it."""
    texts = (text for texts in lists(embedded(places)) for text in texts)
    return output.Data(material.fingerprint(texts), sources=(), held_out=())
