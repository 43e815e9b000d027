"""The encoder and, on its token vectors, the pair scorer: one training run → models/encoder and alignment.safetensors.

The run starts from MiniLM and mixes tasks (``batches``) step by step: duties against statements above all, with hard
negatives of the same occupation; paraphrases of tasks, ESCO's skills and titles so that short texts stay apart; levels
and kinds, since their models read the same vectors. The word vectors stay as they are: half of all parameters, and what
keeps rare words of unseen trades in place. Trained in half precision where the work is (bfloat16), shipped in eight
bits; the same seed on the same machine gives the same weights, on another machine sums are rounded otherwise.
"""

from __future__ import annotations

import json
import math
import random
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.encoder.onnx import TOKENIZER
from jdmatch.matching import alignment
from jdmatch.training import export, material, output
from jdmatch.training.made import Made

if TYPE_CHECKING:
    from jdmatch.training.network import Network

NAME = "jdmatch-minilm"
SOURCES = (
    "corpora/lines.jsonl",
    "corpora/postings/train.jsonl",
    "corpora/frameworks",
    "data/train/onet-29.3",
    "data/train/esco",
    "data/train/skillskape",
    "data/train/levels",
)
HELD_OUT = (
    "the occupations of corpora/postings/dev.jsonl and test.jsonl",
    "the twelve occupations of data/dev-gold",
    "data/seeds",
    "material.KEPT_BACK",
)
ORIGIN = (
    "jdmatch train encoder, from all-MiniLM-L6-v2 (Apache-2.0), trained on corpora/, O*NET 29.3 (USDOL/ETA, CC BY "
    "4.0), ESCO (European Commission, CC BY 4.0), SkillSkape (MIT) and levelled statements (see models/encoder.md)"
)
LICENCE = "Apache-2.0"
_TOLD_EVERY = 50
_DECAY, _HEAD_DECAY = 0.01, 0.001
_LAST_RATE = 0.03


@dataclass(frozen=True)
class Recipe:
    """What is trained how long. ``mix``: how often each task comes, in steps out of the sum; ``rate`` is the encoder's
    learning rate, ``head_rate`` that of the pair scorer and of the heads."""

    steps: int = 1800
    seed: int = 11
    rate: float = 8e-5
    head_rate: float = 1.5e-3
    warmup: float = 0.06
    threads: int = 2
    mix: Mapping[str, float] = field(
        default_factory=lambda: {
            "graded": 14,
            "activities": 2,
            "skills": 1,
            "sentences": 1.5,
            "titles": 1,
            "ladders": 3,
            "kinds": 1,
        }
    )


def make(
    places: material.Places,
    out: Path,
    *,
    seed: int,
    check: bool,
    told: Callable[[str], None],
    base: Path | None = None,
    recipe: Recipe | None = None,
) -> Made:
    """Train from the sentence-transformers model in ``base`` (the stock MiniLM) and write the encoder and the pair
    scorer below ``out``. About 40 minutes on two quiet cores."""
    began = time.monotonic()
    source = base or export.package_folder()
    plan = recipe or Recipe(seed=seed)
    trained = train(source, places, plan, told)
    with tempfile.TemporaryDirectory() as folder:
        save(trained, source, Path(folder))
        texts = export.calibration_texts(places.corpora)
        files = {
            f"encoder/{name}": content
            for name, content in export.made(Path(folder), precision="int8", name=NAME, texts=texts).items()
        }
    files[alignment.WEIGHTS] = pair_scorer(trained)
    data = used(places)
    labels = {name: _label(name) for name in files}
    return output.deliver(output.Output("encoder", files, labels, data), out, check=check, began=began)


def train(folder: Path, places: material.Places, recipe: Recipe, told: Callable[[str], None]) -> Network:
    """A network trained by ``recipe`` from the sentence-transformers model in ``folder``; ``told`` hears of
    progress."""
    import torch

    from jdmatch.training.batches import Draws
    from jdmatch.training.losses import Losses, Texts
    from jdmatch.training.network import Network

    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    rng = random.Random(recipe.seed)  # noqa: S311 -- draws batches, guards nothing
    network: Network = Network(folder)
    network.bert.embeddings.requires_grad_(requires_grad=False)
    draws, losses = Draws(places, rng), Losses(network, Texts(folder / TOKENIZER))
    heads = [p for part in (network.pairs, network.level, network.kinds) for p in part.parameters()]
    body = [p for p in network.bert.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": body, "lr": recipe.rate, "weight_decay": _DECAY},
            {"params": heads, "lr": recipe.head_rate, "weight_decay": _HEAD_DECAY},
        ]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step, recipe))
    network.train()
    names = sorted(recipe.mix)
    shares = [recipe.mix[name] for name in names]
    seen: dict[str, list[float]] = defaultdict(list)
    began = time.monotonic()
    for step in range(1, recipe.steps + 1):
        task = rng.choices(names, shares)[0]
        loss = losses.of(task, next(draws.tasks[task]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimiser.step()
        schedule.step()
        seen[task].append(float(loss.detach()))
        if step % _TOLD_EVERY == 0 or step == recipe.steps:
            means = ", ".join(f"{name} {sum(found) / len(found):.3f}" for name, found in sorted(seen.items()))
            told(f"encoder: step {step} of {recipe.steps}, {time.monotonic() - began:.0f} s; losses {means}")
            seen.clear()
    network.eval()
    return network


def pace(step: int, recipe: Recipe) -> float:
    """The learning rate's share at a step: a short rise, then down a cosine to almost nothing."""
    warm = max(1, int(recipe.warmup * recipe.steps))
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, step / recipe.steps)))
    return min(1.0, (step + 1) / warm) * (fall * (1 - _LAST_RATE) + _LAST_RATE)


def save(network: Network, source: Path, folder: Path) -> None:
    """Write the encoder as sentence-transformers would: the layout of ``source`` with new weights."""
    from safetensors.torch import save_file

    shutil.copytree(source, folder, dirs_exist_ok=True)
    weights = {name: value.contiguous() for name, value in network.bert.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["_name_or_path"] = NAME
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")


def pair_scorer(network: Network) -> bytes:
    """The pair scorer's arrays as ``jdmatch.matching.alignment`` reads them."""
    from safetensors.torch import save as serialised

    arrays: dict[str, Any] = {name: value.contiguous() for name, value in network.pairs.state_dict().items()}
    content: bytes = serialised(arrays)
    return content


def used(places: material.Places) -> output.Data:
    """What the run reads."""
    sets = [one for one in material.written_lines(places) if one.framework not in material.KEPT_BACK]
    sets += [one for one in material.postings(places) if one.framework not in material.KEPT_BACK]
    pairings = [*material.activities(places), *material.titles(places), *material.skills(places)]
    ladders = [*material.ladders(places)]
    texts = [text for one in sets for text in (*one.statements, *one.lines)]
    texts += [text for pair in pairings for text in (pair.left, pair.right)]
    texts += [text for sentence, labels in material.skill_sentences(places) for text in (sentence, *labels)]
    texts += [text for ladder in ladders for text in ladder.texts]
    occupations = [one.framework.removeprefix("onet/") for one in sets]
    occupations += [pair.group for pair in material.activities(places)]
    occupations += [one.name.removeprefix("own/") for one in ladders if one.name.startswith("own/")]
    return output.Data(material.fingerprint(texts), SOURCES, HELD_OUT, items=output.items(occupations))


def _label(name: str) -> output.Label:
    if name == alignment.WEIGHTS:
        return output.Label("Pair scorer: decomposable attention over token vectors", LICENCE, ORIGIN)
    about = export.ABOUT.get(name.removeprefix("encoder/"), export.OTHER_ABOUT)
    return output.Label(about, LICENCE, ORIGIN)
