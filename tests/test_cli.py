"""The command line as a shell sees it: exit codes, one line for each failure, and nothing half done."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import jdmatch
from jdmatch import files as files_module
from jdmatch import resources
from jdmatch.cli import COMMANDS, cli, main
from jdmatch.errors import CODES
from jdmatch.records.schema import result_schema
from tests import bakery, sources_kit
from tests.conftest import files_below

SCHEMA = jsonschema.Draft202012Validator(result_schema())
DOCS = Path(__file__).parents[1] / "docs" / "wire.md"
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
LINE = re.compile(r"jdmatch: (JDM\d{3}): .+")
JSON_LD = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Baker", "description": bakery.POSTING}


@pytest.fixture
def place(tmp_path, jd):
    """An empty working folder with the frameworks and a good posting in it."""
    for name, text in (("four", bakery.FOUR), ("three", bakery.THREE), ("flat", bakery.FLAT)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "good.txt").write_text(bakery.POSTING, encoding="utf-8")
    (tmp_path / "shop.txt").write_text(bakery.COUNTER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def score(place, jd, tiny):
    def run(*arguments, **more):
        return jd("score", "-f", "four.csv", *arguments, **more)

    return run


def one_error(run, code, *words, exit_code=3):
    """One line on standard error with this code and these words, and nothing on standard output."""
    assert run.code == exit_code
    assert len(run.said) == 1, run.err
    assert LINE.fullmatch(run.said[0])[1] == code
    for word in words:
        assert word in run.err
    assert run.out == ""


# --- bad input: files -----------------------------------------------------------------------------------------------


def test_a_missing_file(score):
    one_error(score("nope.txt"), "JDM001", "nope.txt does not exist")
    one_error(score("good.txt/nope.txt"), "JDM001", "nope.txt")


def test_a_folder(score, place):
    (place / "folder").mkdir()
    one_error(score("folder"), "JDM002", "folder is a folder", "jdmatch batch")


def test_no_permission(score, place, monkeypatch):
    if ROOT:  # nothing is forbidden to root: let the system say so
        real = Path.open

        def forbidden(self, *arguments, **options):
            if self.name == "good.txt":
                raise PermissionError(errno.EACCES, "Permission denied")
            return real(self, *arguments, **options)

        monkeypatch.setattr(Path, "open", forbidden)
    else:
        (place / "good.txt").chmod(0)
    one_error(score("good.txt"), "JDM003", "good.txt", "permission")


@pytest.mark.parametrize(
    ("name", "content", "code", "word"),
    [
        ("a.txt", b"", "JDM004", "empty"),
        ("a.txt", b" \r\n\t\n", "JDM004", "empty"),
        ("a.txt", "\ufeff".encode(), "JDM004", "empty"),
        ("a.txt", b"Bake bread every day.", "JDM005", "4 words"),
        ("a.txt", b"word " * 19, "JDM005", "19 words"),
        ("a.txt", bakery.RECIPE.encode() * 3, "JDM006", "does not look like a job posting"),
        ("a.txt", "Wir suchen einen Bäcker für unsere Filiale in der Altstadt. Sie backen Brot und bedienen die "
                  "Kunden am Morgen. Erfahrung in einer Bäckerei ist von Vorteil.\n".encode() * 2, "JDM007", "English"),
        ("a.txt", bytes(range(256)) * 40, "JDM013", "a.txt"),
        ("a.json", b'{"title": "Baker", ', "JDM014", "a.json"),
        ("a.json", b"[" * 100_000, "JDM009", "nested deeper"),
        ("a.json", json.dumps({"orders": [{"item": "flour"}]}).encode(), "JDM015", "JobPosting"),
        ("a.html", b"<html><head><title>Baker</title></head><body></body></html>", "JDM004", "a.html"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "JDM019", "a.png"),
        ("a.txt", b"x " * 100_001, "JDM009", "200,000"),
        ("a.txt", b"x" * 10_000_001, "JDM009", "10,000,000"),
    ],
)  # fmt: skip
def test_what_is_no_posting(score, place, name, content, code, word):
    (place / name).write_bytes(content)
    one_error(score(name), code, word)


@pytest.mark.parametrize(
    ("document", "place_in_it"),
    [({"orders": [{"item": "flour"}]}, "$"), ({"@graph": [{"@type": "Recipe", "name": "Rye"}]}, "$")],
)
def test_foreign_json_says_where_it_was_looked(score, place, document, place_in_it):
    (place / "a.json").write_text(json.dumps(document))
    one_error(score("a.json"), "JDM015", place_in_it)


def test_broken_json_says_where_it_breaks(score, place):
    (place / "a.json").write_text('{"@type": "JobPosting",\n "title": Baker}')
    one_error(score("a.json"), "JDM014", "line 2")


def test_documents_that_can_not_be_read(score, place):
    """Each refused in one line, the good one scored, no process left behind."""
    bomb = sources_kit.rezipped(sources_kit.docx(), {"word/media/a.bin": b"\0" * 60_000_000})
    made = {
        "scanned.pdf": (sources_kit.picture_pdf(), "JDM011"),
        "locked.pdf": (sources_kit.encrypted_pdf("secret"), "JDM010"),
        "broken.pdf": (sources_kit.pdf()[:300], "JDM012"),
        "broken.docx": (sources_kit.docx()[:2000], "JDM012"),
        "bomb.docx": (bomb, "JDM009"),
        "long.pdf": (sources_kit.pdf([["page"]] * 300), "JDM009"),
    }
    for name, (content, _) in made.items():
        (place / name).write_bytes(content)
    before = children()
    run = score(*made, "good.txt", "--format", "jsonl")
    assert run.code == 3
    lines = [json.loads(line) for line in run.out.splitlines()]
    assert [line.get("code") for line in lines] == [*(code for _, code in made.values()), None]
    assert len(run.said) == len(made)
    for line, name in zip(run.said, made, strict=True):
        assert LINE.fullmatch(line)
        assert name in line
    assert children() <= before


def children():
    return {c for task in Path("/proc/self/task").glob("*/children") for c in task.read_text().split()}


def test_a_foreign_part_is_told_and_the_rest_is_scored(score, place):
    german = "Wir bieten Ihnen einen sicheren Arbeitsplatz, kostenloses Brot und einen Zuschuss zur Fahrkarte an.\n" * 2
    (place / "good.txt").write_text(bakery.POSTING + "\n" + german, encoding="utf-8")
    run = score("good.txt", "--format", "json")
    assert run.code == 0
    found = json.loads(run.out)
    told = [d for d in found["diagnostics"] if d["code"] == "JDM008"]
    assert told
    assert "Wir bieten" in found["posting"]["text"][told[0]["start"] : told[0]["end"]]
    assert all(c["kind"] == "other" for c in found["chunks"] if "Fahrkarte" in c["text"])


# --- bad input: frameworks, options, settings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        ("none.json", '{"id": "x", "title": "X", "statements": []}', [r"none\.json:\S+ → .*statement"]),
        ("twice.csv", "id,statement\nA,Knead the dough\nA,Shape the loaves\nB,\n", [r"twice\.csv:.* → .*A", r" → "]),
        ("level.csv", "id,statement,level\nA,Knead the dough,emerging\nB,Bake the bread,wizard\n", ["wizard"]),
        ("major.json", '{"schemaVersion": "2.0", "occupation": {"soc": "51-3011.00"}, "framework": {}}', ["2.0"]),
        ("empty.csv", "", ["empty"]),
    ],
)
def test_a_framework_file_with_faults_is_refused_whole(place, jd, tiny, name, content, faults):
    (place / name).write_text(content, encoding="utf-8")
    before = jd("frameworks", "list", "--format", "json").out
    runs = {word: jd("frameworks", word, name) for word in ("import", "validate")}
    runs["score"] = jd("score", "good.txt", "-f", name)
    for word, run in runs.items():
        assert run.code == 3, word
        for fault in faults:
            assert re.search(fault, run.err), (word, run.err)
    assert runs["import"].out == runs["score"].out == ""
    assert jd("frameworks", "list", "--format", "json").out == before
    assert files_below(Path(os.environ["JDMATCH_DATA_DIR"])) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scroe", "good.txt"], "Did you mean 'score'?"),
        (["score", "good.txt", "--fromat", "json"], "Did you mean '--format'?"),
        (["score", "good.txt", "--format", "jsn"], "Did you mean 'json'?"),
        (["score", "good.txt", "--format", "html"], "Known: "),
        (["score", "good.txt", "-f", "43-3021"], "Did you mean '43-3021.00'?"),
        (["score", "good.txt", "-f", "four.csv", "--level", "develping"], "Did you mean 'developing'?"),
        (["score", "good.txt", "--covered", "high"], "'high'"),
        (["score", "good.txt", "--covered", "1.5"], "covered is 1.5"),
        (["score", "good.txt", "--covered", "nan"], "covered is nan"),
        (["score", "good.txt", "-f", "four.csv", "--covered", "0.2", "--partial", "0.4"], "partial can not lie above"),
        (["score"], "FILE"),
        (["score", "-", "-"], "once"),
        (["score", "good.txt", "shop.txt", "--title", "Baker"], "--title"),
        (["frameworks", "lst"], "Did you mean 'list'?"),
        (["frameworks", "show", "43-3021"], "Did you mean '43-3021.00'?"),
        (["frameworks", "show", "43-3021.00", "--level", "profficient"], "Did you mean 'proficient'?"),
        (["frameworks", "export", "43-3021.00", "--format", "cvs"], "Did you mean 'csv'?"),
        (["models", "verfy"], "Did you mean 'verify'?"),
    ],
)
def test_a_wrong_option_names_the_nearest(place, jd, tiny, arguments, said):
    run = jd(*arguments)
    assert run.code == 2
    assert len(run.said) == 1
    assert LINE.fullmatch(run.said[0])
    assert said in run.err
    assert run.out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("coverd = 0.5", "Did you mean 'covered'?"),
        ("covered = 'high'", "it must be a number"),
        ("[limits]\npges = 3", "Did you mean 'pages'?"),
        ("covered =", "can not be read as settings"),
    ],
)
@pytest.mark.parametrize("command", [["score", "good.txt"], ["frameworks", "list"], ["doctor"]])
def test_a_wrong_setting_names_file_and_nearest_key(place, jd, tiny, text, said, command):
    (place / "jdmatch.toml").write_text(text)
    one_error(jd(*command), "JDM061", "jdmatch.toml", said, exit_code=2)


def test_settings_of_the_folder_count_and_options_stand_over_them(place, jd, tiny):
    (place / "jdmatch.toml").write_text('frameworks = ["four.csv"]\nlevel = "emerging"\ncovered = 0.9\n')
    found = json.loads(jd("score", "good.txt", "--format", "json").out)
    assert (found["coverage"]["framework"], found["coverage"]["target_level"]) == ("bakery", "emerging")
    assert found["thresholds"]["covered"] == 0.9
    found = json.loads(jd("score", "good.txt", "--format", "json", "--covered", "0.8", "--level", "advanced").out)
    assert (found["thresholds"]["covered"], found["coverage"]["target_level"]) == (0.8, "advanced")


@pytest.mark.parametrize("arguments", [["--level", "emerging", "good.txt"], ["good.txt", "--level", "emerging"]])
def test_an_option_counts_before_and_behind_the_files(score, arguments):
    assert json.loads(score(*arguments, "--format", "json").out)["coverage"]["target_level"] == "emerging"


# --- outputs that can not be written --------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-o", "--html"])
@pytest.mark.parametrize("target", ["folder", "nowhere/report", "good.txt/report"])
def test_an_output_that_can_not_be_written_leaves_nothing(score, place, option, target):
    (place / "folder").mkdir()
    before = files_below(place)
    run = score("good.txt", option, target)
    assert run.code == 3
    assert len(run.said) == 1
    assert "JDM050" in run.err
    assert target in run.err
    assert files_below(place) == before
    # The page is written beside the result, which is not lost with it.
    assert bool(run.out) == (option == "--html")


@pytest.mark.parametrize("option", ["-o", "--html"])
def test_a_full_disk_leaves_the_old_file(score, place, option, monkeypatch):
    (place / "report").write_text("the old one")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files_module.os, "fsync", full)
    before = files_below(place)
    run = score("good.txt", option, "report")
    assert run.code == 3
    assert "No space left" in run.err
    assert (place / "report").read_text() == "the old one"
    assert files_below(place) == before


def test_a_link_is_written_through_and_a_pipe_is_not_replaced(score, place):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    (place / "link").symlink_to("target")
    assert score("good.txt", "-o", "link", "--format", "json").code == 0
    assert (place / "link").is_symlink()
    assert json.loads((place / "target").read_text(encoding="utf-8"))
    os.mkfifo(place / "pipe")
    reader = subprocess.Popen(["cat", place / "pipe"], stdout=subprocess.PIPE)
    assert score("good.txt", "-o", "pipe", "--format", "json").code == 0
    assert reader.communicate(timeout=30)[0] == (place / "target").read_bytes()
    assert not (place / "pipe").is_file()


@pytest.mark.parametrize("command", [["frameworks", "list"], ["schema"], ["--help"]], ids=" ".join)
def test_standard_output_on_a_full_disk(place, command):
    if not Path("/dev/full").exists():
        pytest.skip("no full device here")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "jdmatch", *command], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert done.returncode == 3
    assert done.stderr.decode() == "jdmatch: JDM050: The output can not be written: No space left on device.\n"


# --- several files, standard input, formats -------------------------------------------------------------------------


def test_one_bad_file_among_several(score, place):
    (place / "bad.txt").write_text("too short")
    run = score("good.txt", "bad.txt", "shop.txt", "--format", "json")
    assert run.code == 3
    assert len(run.said) == 1
    assert "bad.txt" in run.err
    found = json.loads(run.out)
    assert [f["schema"] for f in found] == ["jdmatch.analysis/1", "jdmatch.error/1", "jdmatch.analysis/1"]
    assert found[1] | {"message": ""} == {"schema": "jdmatch.error/1", "id": "bad.txt", "code": "JDM005", "message": ""}
    for one in found:
        SCHEMA.validate(one)
    text = score("good.txt", "bad.txt", "shop.txt")
    assert text.code == 3
    assert "Bread Baker" in text.out
    assert "Counter Assistant" in text.out


def test_one_file_gives_an_object_several_an_array(score):
    one, several = score("good.txt", "--format", "json"), score("good.txt", "shop.txt", "--format", "json")
    assert json.loads(several.out)[0] == json.loads(one.out)
    lines = score("good.txt", "shop.txt", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(several.out)
    assert one.err == several.err == ""


def test_one_bad_file_alone_gives_the_error_object(score):
    run = score("nope.txt", "--format", "json")
    assert run.code == 3
    SCHEMA.validate(json.loads(run.out))
    assert json.loads(run.out)["code"] == "JDM001"
    assert score("nope.txt", "--format", "md").out == ""


@pytest.mark.parametrize(
    "data", [bakery.POSTING.encode(), bakery.POSTING.encode("utf-16"), json.dumps(JSON_LD).encode()]
)
def test_standard_input(score, data):
    run = score("-", "--format", "json", stdin=data)
    assert run.code == 0
    assert json.loads(run.out)["posting"]["id"] == "-"
    assert json.loads(run.out)["matches"]


def test_standard_input_beside_files_and_too_much_of_it(score):
    run = score("good.txt", "-", "--format", "jsonl", stdin=b"x" * 10_000_001)
    assert run.code == 3
    assert [json.loads(line)["schema"] for line in run.out.splitlines()] == ["jdmatch.analysis/1", "jdmatch.error/1"]
    assert "JDM009" in run.err
    one_error(score("-", stdin=b""), "JDM004")


@pytest.mark.parametrize(
    ("format_", "sign"), [("text", "Coverage"), ("md", "# Bread Baker"), ("json", '"schema"'), ("jsonl", '"schema"')]
)
def test_formats_printed_and_written_alike(score, place, format_, sign):
    printed = score("good.txt", "--format", format_)
    assert printed.code == 0
    assert sign in printed.out
    assert "\x1b" not in printed.out
    written = score("good.txt", "--format", format_, "-o", "out")
    assert (written.code, written.out, written.err) == (0, "", "")
    assert (place / "out").read_text(encoding="utf-8") == printed.out


def test_the_page_is_written_beside_the_result(score, place):
    run = score("good.txt", "shop.txt", "--html", "report.html", "--format", "jsonl")
    assert run.code == 0
    assert len(run.out.splitlines()) == 2
    page = (place / "report.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "Scale flour" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_a_title_that_is_given(score):
    found = json.loads(score("good.txt", "--title", "Night Baker", "--format", "json").out)
    assert found["posting"]["title"] == "Night Baker"


def test_several_frameworks(place, jd, tiny):
    run = jd("score", "good.txt", "-f", "flat.csv", "-f", "four.csv", "--format", "json")
    found = json.loads(run.out)
    assert {s["framework"] for s in found["coverage"]["statements"]} == {"counter", "bakery"}
    assert len(found["signature"]["frameworks"]) == 2


# --- names and texts that would break a terminal or a pipe ----------------------------------------------------------


def test_a_hostile_file_name_does_not_reach_the_terminal(score, place):
    run = score("evil\x1b[31m\nname.txt")
    one_error(run, "JDM001")
    assert "\x1b" not in run.err


def test_a_file_name_that_is_no_utf8(score, place):
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (place / name).write_text(bakery.POSTING)
    except OSError:
        pytest.skip("this file system takes no such names")
    run = score(name, "--format", "json", "-o", "out.json", "--html", "out.html")
    assert (run.code, run.err) == (0, "")
    assert json.loads((place / "out.json").read_text(encoding="utf-8"))["posting"]["id"] == name
    assert score(name).code == 0


def test_half_a_surrogate_pair_in_a_posting(score, place):
    ends = json.dumps({**JSON_LD, "description": bakery.POSTING + "Smile \ud83d at guests."})
    (place / "a.json").write_text(ends)
    run = score("a.json", "--format", "json", "-o", "out.json")
    assert run.code == 0, run.err
    SCHEMA.validate(json.loads((place / "out.json").read_text(encoding="utf-8")))


def shell(*arguments, cwd, env=None, **more):
    surroundings = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "NO_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "jdmatch", *arguments], cwd=cwd, env=surroundings | (env or {}), capture_output=True,
        timeout=120, check=False, **more,
    )  # fmt: skip


@pytest.mark.real
def test_a_locale_without_umlauts_still_prints(place):
    done = shell("score", "good.txt", "-f", "four.csv", cwd=place, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    done = shell(
        "score", "good.txt", "-f", "four.csv", "--format", "json", cwd=place, env={"PYTHONIOENCODING": "ascii"}
    )
    assert json.loads(done.stdout.decode("utf-8"))["posting"]["title"] == "Bread Baker"


@pytest.mark.real
@pytest.mark.parametrize(
    "arguments",
    [["frameworks", "list"], ["schema"], ["--help"], ["score", "good.txt", "-f", "four.csv"],
     ["score", "good.txt", "-f", "four.csv", "--format", "json"]],
    ids=lambda a: " ".join(a[:2]) if a[-1] != "json" else "score json",
)  # fmt: skip
def test_a_reader_that_goes_away_is_no_error(place, arguments):
    process = subprocess.Popen(
        [sys.executable, "-m", "jdmatch", *arguments], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert said == b""


@pytest.mark.real
def test_colour_only_on_a_terminal_and_never_with_no_color(place):
    pty = pytest.importorskip("pty", reason="no terminals to open here")
    command = [sys.executable, "-m", "jdmatch", "score", "good.txt", "-f", "four.csv"]

    def on_a_terminal(**env):
        ours, theirs = pty.openpty()
        surroundings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
        process = subprocess.Popen(
            command, cwd=place, stdout=theirs, stderr=theirs, env=surroundings | {"TERM": "xterm-256color"} | env
        )
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end was closed
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
        assert process.wait(60) == 0
        return seen

    assert b"\x1b[" in on_a_terminal()
    assert not re.search(rb"\x1b\[[0-9;]*3[0-7]m", on_a_terminal(NO_COLOR="1"))
    assert b"\x1b" not in shell("score", "good.txt", "-f", "four.csv", cwd=place).stdout


# --- frameworks -----------------------------------------------------------------------------------------------------


def test_import_list_show_export_remove(place, jd):
    run = jd("frameworks", "import", "four.csv")
    assert (run.code, run.err) == (0, "")
    assert "bakery: Bakers: 6 statements" in run.out
    assert "nothing changed" in jd("frameworks", "import", "four.csv").out
    rows = json.loads(jd("frameworks", "list", "--format", "json").out)
    assert [r["origin"] for r in rows if r["id"] == "bakery"] == ["user"]
    assert "Bakers" in jd("frameworks", "list").out
    shown = jd("frameworks", "show", "bakery", "--level", "advanced").out
    assert "Negotiate flour prices" in shown
    assert "Scale flour" not in shown
    assert jd("frameworks", "export", "bakery", "--format", "csv", "-o", "out.csv").code == 0
    assert (place / "out.csv").read_bytes() == (place / "four.csv").read_bytes()
    assert jd("frameworks", "export", "bakery", "--format", "yaml").out.startswith("id: bakery")
    assert jd("frameworks", "remove", "bakery").code == 0
    assert jd("frameworks", "show", "bakery").code == 2


def test_an_imported_framework_is_scored_by_its_id(place, jd, tiny):
    jd("frameworks", "import", "four.csv", "--id", "my-bakery")
    found = json.loads(jd("score", "good.txt", "-f", "my-bakery", "--format", "json").out)
    assert found["coverage"]["framework"] == "my-bakery"


def test_other_content_under_the_same_id_needs_replace(place, jd):
    jd("frameworks", "import", "four.csv")
    (place / "four.csv").write_text(bakery.FOUR.replace("Negotiate flour", "Agree on flour"))
    run = jd("frameworks", "import", "four.csv")
    one_error(run, "JDM033", "--replace")
    assert "Negotiate" in jd("frameworks", "show", "bakery").out
    assert "replaced" in jd("frameworks", "import", "four.csv", "--replace").out
    assert "Agree on" in jd("frameworks", "show", "bakery").out


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["import", "nope.csv"], "JDM001", 3),
        (["import", "four.csv", "--format", "onet"], "JDM032", None),
        (["remove", "43-3021.00"], "JDM034", 3),
        (["remove", "nothing"], "JDM031", 2),
        (["show", "nope.csv"], "JDM001", 3),
        (["export", "43-3021.00", "-o", "nowhere/x.json"], "JDM050", 3),
    ],
)
def test_what_the_library_refuses(place, jd, arguments, code, exit_code):
    run = jd("frameworks", *arguments)
    assert code in run.err
    assert run.out == ""
    assert run.code == exit_code if exit_code else run.code in (2, 3)


def test_a_library_that_can_not_be_written(place, jd, monkeypatch):
    (place / "taken").write_text("a file where a folder belongs")
    monkeypatch.setenv("JDMATCH_DATA_DIR", str(place / "taken"))
    one_error(jd("frameworks", "import", "four.csv"), "JDM050", "taken")


def test_validate_names_every_fault_and_counts_what_is_good(place, jd):
    (place / "bad.csv").write_text("id,statement,level\nA,,emerging\nB,Bake the bread,wizard\n")
    run = jd("frameworks", "validate", "four.csv", "bad.csv")
    assert run.code == 3
    assert "four.csv" in run.out
    assert sum("bad.csv:" in line for line in run.said) >= 2
    assert jd("frameworks", "validate", "four.csv").code == 0
    assert jd("frameworks", "validate", "nope.csv").code == 3


def test_the_embedded_frameworks_are_valid(jd):
    assert jd("frameworks", "validate", resources.folder("corpora/frameworks")).code == 0


# --- schema, models, doctor -----------------------------------------------------------------------------------------


def test_the_schema_is_printed_and_written(jd, tmp_path):
    printed = jd("schema")
    jsonschema.Draft202012Validator.check_schema(json.loads(printed.out))
    assert jd("schema", "-o", "schema.json").code == 0
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == printed.out


def test_the_documented_example_and_the_schema_name_the_same_keys(jd):
    if not DOCS.is_file():
        pytest.skip("the docs are not here")
    example = json.loads(re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[1])
    schema = json.loads(jd("schema").out)["$defs"]["analysis"]

    def compare(value, described, path):
        described = described.get("anyOf", [described])[0]
        if isinstance(value, dict) and "properties" in described:
            assert set(value) == set(described["properties"]), path
            for key, inner in value.items():
                compare(inner, described["properties"][key], f"{path}.{key}")
        elif isinstance(value, list) and value:
            compare(value[0], described.get("items", {}), f"{path}[0]")

    compare(example, schema, "$")


def test_models_are_listed_and_verified(jd):
    listed, verified = jd("models", "list").out, jd("models", "verify")
    assert verified.code == 0
    for name, file in resources.manifest().items():
        assert name in listed
        assert file.sha256 in listed
        assert f"{name}: whole" in verified.out


def test_a_damaged_model_is_named(jd, monkeypatch, place):
    broken = place / "models"
    shutil.copytree(resources.folder("models"), broken, ignore=shutil.ignore_patterns("encoder"))
    shutil.copytree(resources.folder("models") / "encoder", broken / "encoder")
    data = bytearray((broken / "matcher.json").read_bytes())
    data[20] ^= 1
    (broken / "matcher.json").write_bytes(data)
    real = resources.folder
    monkeypatch.setattr(resources, "folder", lambda name: broken if name == "models" else real(name))
    run = jd("models", "verify")
    assert run.code == 3
    assert "matcher.json: has sha256" in run.out
    assert "JDM040" in run.err
    run = jd("doctor")
    assert run.code == 3
    assert "broken  matcher.json" in run.out
    assert "mend it" in run.out


def test_doctor_on_a_sound_installation(jd):
    run = jd("doctor")
    assert (run.code, run.err) == (0, "")
    assert f"jdmatch {jdmatch.__version__}" in run.out
    for word in ("packages", "models", "frameworks", "cache", "indexes", "[train]"):
        assert word in run.out
    assert "broken" not in run.out


def test_doctor_names_a_missing_package_and_its_command(jd, monkeypatch):
    monkeypatch.setattr("jdmatch.cli.doctor.BASE", ("click", "no-such-package-x"))
    run = jd("doctor")
    assert run.code == 3
    assert "pip install no-such-package-x" in run.out


def test_a_damaged_index_is_refused_found_and_made_again(place, jd, tiny, monkeypatch):
    monkeypatch.setenv("JDMATCH_CACHE_DIR", str(place / "cache"))
    monkeypatch.setattr("jdmatch.analyzer.ready.WHOLE", 20)  # so that the library is one that is searched
    command = ["score", "good.txt", "--format", "json"]
    first = jd(*command)
    assert first.code == 0
    indexes = list((place / "cache" / "indexes").glob("*/index.faiss"))
    assert indexes
    for path in indexes:
        data = bytearray(path.read_bytes())
        data[-3] ^= 4
        path.write_bytes(data)
    one_error(jd(*command), "JDM041", "jdmatch doctor --rebuild-index")
    found = jd("doctor")
    assert found.code == 3
    assert "jdmatch doctor --rebuild-index" in found.out
    rebuilt = jd("doctor", "--rebuild-index")
    assert rebuilt.code == 0
    assert "made again" in rebuilt.out
    assert jd("doctor").code == 0
    assert jd(*command).out == first.out


def test_an_unwritable_cache_is_a_note_not_an_error(place, jd, tiny, monkeypatch):
    (place / "taken").write_text("a file where a folder belongs")
    monkeypatch.setenv("JDMATCH_CACHE_DIR", str(place / "taken"))
    run = jd("score", "good.txt", "-f", "four.csv", "--format", "json")
    assert run.code == 0
    assert json.loads(run.out)["coverage"]
    assert run.said
    assert all("anew each time" in line for line in run.said)
    assert jd("doctor").code == 0


# --- the commands themselves ----------------------------------------------------------------------------------------


def every_command(group=cli, path=()):
    import click

    with click.Context(group) as ctx:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            yield (*path, name), command
            if isinstance(command, click.Group):
                yield from every_command(command, (*path, name))


@pytest.mark.parametrize(
    ("path", "command"), list(every_command()), ids=lambda x: " ".join(x) if isinstance(x, tuple) else ""
)
def test_every_command_has_help_and_so_has_every_option(jd, path, command):
    assert jd(*path, "--help").code == 0
    assert jd(*path, "-h").code == 0
    assert command.help
    for option in command.params:
        if option.param_type_name == "option" and option.name not in ("format_",):
            assert option.help, f"{option.name} of {' '.join(path)}"


def test_the_list_of_commands_is_whole(jd):
    run = jd("--help")
    assert run.code == 0
    for name, (_, about) in COMMANDS.items():
        assert name in run.out
        assert about.split()[0] in run.out
    assert jd().code == 2
    assert jd("--version").out.strip() == f"jdmatch, version {jdmatch.__version__}"


def test_an_interrupt_is_said_and_has_its_code(place, jd, tiny, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("jdmatch.analyzer.Analyzer.attempt_file", interrupted)
    run = jd("score", "good.txt", "-f", "four.csv")
    assert run.code == 130
    assert "interrupted" in run.err


def test_a_mistake_of_ours_says_so(place, monkeypatch, capsys):
    def broken(*_, **__):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("jdmatch.analyzer.Analyzer.load", broken)
    with pytest.raises(SystemExit) as left:
        main(["score", "good.txt"])
    assert left.value.code == 3
    assert "JDM099" in capsys.readouterr().err.splitlines()[-1]


def test_codes_in_messages_are_codes_of_the_table(score, place):
    for code in re.findall(r"JDM\d{3}", score("nope.txt").err):
        assert code in CODES
