"""``jdmatch frameworks`` as a shell sees it: imports of one and of many, their account, search, diff, and scoring with
a framework that stands in a file of any format."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests import bakery

EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
RELEASE = EXAMPLES / "onet-29-text"


@pytest.fixture
def place(tmp_path, jd):
    """An empty working folder with a table in it, and one row of the table without a statement."""
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "gap.csv").write_text(bakery.FOUR + "x9,,emerging\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def archive(tmp_path):
    """The example release as a zip archive, in a folder of its own as its publisher packs it."""
    with zipfile.ZipFile(tmp_path / "db_29_3_text.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(RELEASE.iterdir()):
            packed.write(path, f"db_29_3_text/{path.name}")
    return "db_29_3_text.zip"


def installed(jd):
    rows = json.loads(jd("frameworks", "list", "--format", "json").out)
    return {row["id"]: row for row in rows if row["origin"] == "user"}


def test_an_archive_of_many_is_imported_listed_and_removed(place, archive, jd):
    run = jd("frameworks", "import", archive)
    assert run.code == 0
    rows = installed(jd)
    assert len(rows) > 1
    assert {row["source"] for row in rows.values()} == {archive}
    assert f"{len(rows)} frameworks installed" in run.out
    assert "(db_29_3_text.zip)" in jd("frameworks", "list").out
    assert jd("frameworks", "remove", "--from", archive).code == 0
    assert installed(jd) == {}
    run = jd("frameworks", "remove", "--from", archive)
    assert (run.code, "Nothing was imported as" in run.err) == (2, True)


def test_one_occupation_of_a_release(place, archive, jd):
    first = sorted(json.loads(json.dumps(list(_ids(jd, archive)))))[0]
    assert jd("frameworks", "import", archive, "--occupations", first).code == 0
    assert list(installed(jd)) == [first]
    run = jd("frameworks", "import", archive, "--occupations", "99-9999.00")
    assert run.code in (2, 3)
    assert list(installed(jd)) == [first]


def _ids(jd, archive):
    jd("frameworks", "import", archive, "--dry-run", "--report", "report.json")
    return [one["id"] for one in json.loads(Path("report.json").read_text(encoding="utf-8"))["frameworks"]]


def test_a_dry_run_reports_and_installs_nothing(place, archive, jd):
    run = jd("frameworks", "import", archive, "--dry-run", "--report", "report.json")
    assert run.code == 0
    assert "would be installed" in run.out
    assert "Nothing was installed" in run.out
    assert installed(jd) == {}
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    rows = report["rows"]
    assert report["installed"] is False
    assert rows["read"] == rows["statements"] + rows["headings"] + rows["skipped"] + sum(rows["left_out"].values())
    assert {one["change"] for one in report["frameworks"]} == {"installed"}


def test_a_skipped_row_is_told_with_its_place_and_strict_refuses_it(place, jd):
    run = jd("frameworks", "import", "gap.csv", "--strict", "--id", "gap")
    assert run.code == 3
    assert "JDM036" in run.err
    assert "gap.csv:" in run.err
    assert installed(jd) == {}
    run = jd("frameworks", "import", "gap.csv", "--id", "gap")
    assert run.code == 0
    assert "skipped  1 row" in run.out
    assert f"gap.csv:{bakery.FOUR.count(chr(10)) + 1}" in run.out
    assert "gap" in installed(jd)


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--format", "case"], 3, "JDM032"),
        (["--format", "cvs"], 2, "Did you mean 'csv'?"),
        (["--map", "statement"], 2, "JDM06"),
        (["--id", " "], 2, "blank"),
    ],
)
def test_what_an_import_refuses(place, jd, arguments, code, word):
    run = jd("frameworks", "import", "four.csv", *arguments)
    assert (run.code, word in run.err) == (code, True), run.err
    assert run.out == ""
    assert installed(jd) == {}


def test_an_archive_that_leads_outside_is_refused(place, jd):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("../four.csv", bakery.FOUR)
    (place / "evil.zip").write_bytes(held.getvalue())
    run = jd("frameworks", "import", "evil.zip")
    assert (run.code, "leads out of the archive" in run.err) == (3, True)
    assert installed(jd) == {}


def test_a_posting_is_scored_against_one_of_an_archive(place, archive, jd, tiny):
    (place / "good.txt").write_text(bakery.POSTING, encoding="utf-8")
    ids = _ids(jd, archive)
    run = jd("score", "good.txt", "-f", f"{archive}#{ids[0]}", "--format", "json")
    assert run.code == 0, run.err
    found = json.loads(run.out)
    assert [c["framework"] for c in found["occupation"]["candidates"]] == [ids[0]]
    assert found["coverage"]["framework"] == ids[0]
    assert all(s["level"] is None for s in found["coverage"]["statements"])
    run = jd("score", "good.txt", "-f", archive, "--format", "json")
    assert {c["framework"] for c in json.loads(run.out)["occupation"]["candidates"]} == set(ids)
    assert installed(jd) == {}


def test_search_answers_best_first_and_says_why(place, jd, tiny):
    run = jd("frameworks", "search", "billing", "clerk")
    assert run.code == 0
    assert run.out.startswith("43-3021.00  Billing and Posting Clerks")
    best = json.loads(jd("frameworks", "search", "billing clerk", "--format", "json", "--limit", "1").out)
    assert [(one["id"], one["where"]) for one in best] == [("43-3021.00", "title")]
    assert "No framework answers" in jd("frameworks", "search", "zzzzqq").out


def test_diff_tells_what_changed(place, jd):
    changed = bakery.FOUR.replace("emerging", "developing", 1)
    (place / "new.csv").write_text(changed, encoding="utf-8")
    run = jd("frameworks", "diff", "four.csv", "new.csv", "--format", "json")
    assert run.code == 0
    found = json.loads(run.out)
    assert len(found["moved"]) == 1
    assert "1 moved between levels" in jd("frameworks", "diff", "four.csv", "new.csv").out
    assert "say the same" in jd("frameworks", "diff", "four.csv", "four.csv").out
    assert jd("frameworks", "diff", "four.csv", "nope.csv").code == 3
