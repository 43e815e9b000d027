"""Reading: the order of checks, every bad input with its code, and what a reading may import."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jdmatch import sources
from jdmatch.errors import InputError, LimitError
from jdmatch.settings import Limits, Settings
from jdmatch.sources import from_text, read_bytes, read_file
from tests.sources_kit import LINES, docx, encrypted_pdf, pdf, picture_pdf, posting_leads_back

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "corpora" / "samples"
SHARED = HERE.parents[1] / "shared" / "data"
TEXT = "Receptionist\n\n" + "\n".join(LINES)
SETTINGS = Settings()


def refused(path: Path, settings: Settings = SETTINGS) -> InputError:
    with pytest.raises(InputError) as caught:
        read_file(path, settings)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 3
    assert "\n" not in str(caught.value)
    return caught.value


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_file_is_read_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, "desk.txt", TEXT)
    posting = read_file(path, SETTINGS)
    assert (posting.id, posting.title, posting.text) == ("desk.txt", "Receptionist", TEXT)
    given = read_file(path, SETTINGS, id="a/b", title=" Front Desk ")
    assert (given.id, given.title, given.title_span, given.text) == ("a/b", "Front Desk", None, TEXT)


def test_a_blank_title_is_no_title(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, "a.txt", TEXT), SETTINGS, title=" ").title == "Receptionist"


def test_the_same_bytes_from_anywhere() -> None:
    posting = read_bytes(TEXT.encode(), SETTINGS, id="-")
    assert posting.text == from_text(TEXT, SETTINGS, id="-").text == TEXT


def test_missing_file_folder_and_file_as_folder(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    assert refused(tmp_path / "no.txt").code == "JDM001"
    assert refused(path / "no.txt").code == "JDM001"
    assert refused(tmp_path).code == "JDM002"


def test_a_link_to_nowhere_and_a_link_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "no.txt")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert refused(tmp_path / "dangling").code == "JDM001"
    assert refused(tmp_path / "circle").code == "JDM003"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read everything

        def denied(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", denied)
    error = refused(path)
    assert error.code == "JDM003"
    assert "permission" in str(error)


def test_a_device_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    path = written(tmp_path, "a.txt", TEXT)
    monkeypatch.setattr(Path, "open", broken)
    error = refused(path)
    assert error.code == "JDM003"
    assert "Input/output error" in str(error)


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", opened)
    error = refused(path)
    assert isinstance(error, LimitError)
    assert "50,000,000 bytes" in str(error)


def test_the_limit_of_bytes_is_inclusive(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    size = len(TEXT.encode())
    assert read_file(path, Settings(limits=Limits(posting_bytes=size))).text == TEXT
    assert refused(path, Settings(limits=Limits(posting_bytes=size - 1))).code == "JDM009"
    with pytest.raises(LimitError):
        read_bytes(TEXT.encode(), Settings(limits=Limits(posting_bytes=size - 1)), id="a")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_a_source_without_end_is_read_no_further_than_the_limit() -> None:
    error = refused(Path("/dev/zero"), Settings(limits=Limits(posting_bytes=100_000)))
    assert error.code == "JDM009"
    assert "more than 100,000 bytes" in str(error)


def test_the_limit_of_characters_is_inclusive() -> None:
    assert from_text(TEXT, Settings(limits=Limits(characters=len(TEXT))), id="a").text == TEXT
    for read in (from_text, lambda t, s, **k: read_bytes(t.encode(), s, **k)):
        with pytest.raises(LimitError):
            read(TEXT, Settings(limits=Limits(characters=len(TEXT) - 1)), id="a")


BAD = {
    "empty.txt": (b"", "JDM004"),
    "blank.txt": (b" \r\n\t\xc2\xa0\n", "JDM004"),
    "blank.html": (b"<html><body> </body></html>", "JDM004"),
    "short.txt": (b"word " * 19, "JDM005"),
    "one.txt": (b"word", "JDM005"),
    "short.md": (b"# Cook\n\n- chop\n", "JDM005"),
    "noise.txt": (bytes(range(256)) * 20, "JDM013"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(100), "JDM019"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "JDM019"),
    "broken.json": (b'{"title": "Cook", ', "JDM014"),
    "foreign.json": (b'{"jobs": []}', "JDM015"),
    "broken.pdf": (b"%PDF-1.7 and no more", "JDM012"),
    "broken.docx": (b"PK\x03\x04 and no more", "JDM012"),
    "words.pdf": (b"\x00\x01\x02" * 50, "JDM012"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(tmp_path: Path, name: str) -> None:
    data, code = BAD[name]
    assert refused(written(tmp_path, name, data)).code == code


def test_bad_documents(tmp_path: Path) -> None:
    for name, data, code in (
        ("scanned.pdf", picture_pdf(), "JDM011"),
        ("locked.pdf", encrypted_pdf(user="secret"), "JDM010"),
        ("cut.pdf", pdf()[:-400], "JDM012"),
        ("cut.docx", docx()[:-400], "JDM012"),
        ("bomb.docx", docx(parts={"word/media/a": bytes(60_000_000)}), "JDM009"),
        ("short.docx", docx("<w:p><w:r><w:t>Three words only</w:t></w:r></w:p>"), "JDM005"),
    ):
        assert refused(written(tmp_path, name, data)).code == code


def test_content_wins_over_the_name(tmp_path: Path) -> None:
    page = f"<h1>Receptionist</h1><ul><li>{'</li><li>'.join(LINES)}</li></ul>"
    job = json.dumps({"@type": "JobPosting", "title": "Receptionist", "description": " ".join(LINES)})
    expected = {"page.txt": "html", "job.txt": "json-ld", "words.html": "text", "paper.txt": "pdf", "word.pdf": "docx"}
    for name, data in zip(expected, (page, job, TEXT, pdf(), docx()), strict=True):
        assert read_file(written(tmp_path, name, data), SETTINGS).format == expected[name]


def test_readable_suffixes_are_those_that_are_asked_for() -> None:
    assert sources.readable_suffixes >= {".txt", ".md", ".html", ".htm", ".json", ".pdf", ".docx"}
    with pytest.raises(AttributeError):
        _ = sources.no_such_thing


@pytest.mark.parametrize("kind", ["text", "html"])
def test_reading_text_and_pages_loads_nothing_heavy(tmp_path: Path, kind: str) -> None:
    page = f"<h1>Receptionist</h1><ul><li>{'</li><li>'.join(LINES)}</li></ul>"
    path = written(tmp_path, "a.txt", TEXT if kind == "text" else page)
    code = (
        "import sys, pathlib; from jdmatch.sources import read_file, language; from jdmatch.settings import Settings; "
        f"posting = read_file(pathlib.Path({str(path)!r}), Settings()); language.check(posting); "
        "print(posting.format, *sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded[0] == kind
    heavy = {"numpy", "spacy", "faiss", "onnxruntime", "sklearn", "torch", "pypdf", "pypdfium2", "mammoth", "ftfy"}
    heavy |= {"charset_normalizer", "selectolax", "lxml", "subprocess", "zipfile"}
    assert not heavy & set(loaded)


@pytest.mark.parametrize(
    "path", sorted(p for p in SAMPLES.iterdir() if p.suffix != ".md" or p.stem != "README"), ids=lambda p: p.name
)
def test_samples_are_read_and_map_back(path: Path) -> None:
    posting = read_file(path, SETTINGS)
    assert len(posting.text.split()) > 200
    assert posting.title
    assert posting_leads_back(posting, path.read_bytes().decode("utf-8-sig"))


@pytest.mark.real
def test_real_texts_are_kept_whole() -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here")
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        assert read_file(path, SETTINGS).text == path.read_bytes().decode("utf-8")
    for line in io.StringIO((SHARED / "dev" / "postings" / "nyc-jobs.jsonl").read_text("utf-8")):
        row = json.loads(line)
        posting = from_text(row["Job Description"], SETTINGS, id=str(row["Job ID"]), title=row["Business Title"])
        assert posting_leads_back(posting, row["Job Description"])
        assert posting.title == row["Business Title"].strip()
