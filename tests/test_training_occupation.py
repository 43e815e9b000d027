"""What the occupation model learns from: nothing that is held out, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jdmatch.training import material, titles
from jdmatch.training import occupation_questions as questions
from jdmatch.training import occupation_world as world

ROOT = Path(__file__).parents[1]
PLACES = material.Places(ROOT / "corpora", ROOT.parent / "shared" / "data")
needs_data = pytest.mark.skipif(not (PLACES.data / world.ONET).is_dir(), reason="needs ../shared/data/train/onet-29.3")


@pytest.fixture(scope="module")
def onet() -> world.Onet:
    return world.read(PLACES)


@needs_data
def test_drafts_hold_nothing_of_held_out_occupations_and_are_reproducible(onet: world.Onet) -> None:
    first, again = (questions.drafts(PLACES, onet, 5) for _ in range(2))
    assert first == again != questions.drafts(PLACES, onet, 6)
    held_out = PLACES.held_out()
    assert held_out > material.DEV_GOLD
    assert not held_out & {draft.code for draft in first}
    assert not held_out & {draft.named[0] for draft in first}
    assert not held_out & {code for code, _ in onet.lines}
    misled = [draft for draft in first if draft.named[0] != draft.code]
    assert 0 < len(misled) < len(first) / 4


@needs_data
def test_less_takes_alternate_titles_and_tasks_away_and_leaves_the_rest(onet: world.Onet) -> None:
    code = "35-2014.00"
    alternate = next(pair for pair in onet.titles[len(onet.codes) :] if pair[0] == code)
    official = next(pair for pair in onet.titles if pair[0] == code)
    fewer = onet.less({alternate, official}, {code})
    assert official in fewer.titles
    assert alternate not in fewer.titles[len(onet.codes) :]
    tasks = [text for owner, text in onet.duties[: onet.tasks] if owner == code]
    kept = [text for owner, text in fewer.duties if owner == code]
    assert tasks
    assert kept
    assert not set(tasks) & set(kept)
    assert len(fewer.duties) == len(onet.duties) - len(tasks)
    assert fewer.duties[fewer.tasks :] == onet.duties[onet.tasks :]


def test_what_titles_share_is_not_learned_from_held_out_occupations() -> None:
    rng = np.random.default_rng(1)
    middles = rng.normal(size=(3, 4))
    owner = [code for code in ("a", "b", "c") for _ in range(40)]
    vectors = np.repeat(middles, 40, axis=0) + 0.1 * rng.normal(size=(120, 4))
    wild = vectors.copy()
    wild[80:] += 5.0 * rng.normal(size=(40, 4))
    wild[80:] += vectors[80:].mean(axis=0) - wild[80:].mean(axis=0)
    calm, loud = (titles.fit(v, owner, ("a", "b", "c"), {"c"}) for v in (vectors, wild))
    assert np.allclose(calm.rows, loud.rows)
    assert not np.allclose(titles.fit(wild, owner, ("a", "b", "c"), ()).rows, loud.rows)
    said = (vectors @ calm.rows.T + calm.offsets).argmax(axis=1)
    assert np.mean(said == np.repeat([0, 1, 2], 40)) > 0.95
