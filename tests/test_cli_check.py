"""``jdmatch check`` as a shell sees it: exit codes, which files, what is written, and what is left alone."""

from __future__ import annotations

import codecs
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from jdmatch.check import watch
from jdmatch.check.files import Target
from jdmatch.cli import cli, main
from tests import bakery, sources_kit
from tests.conftest import files_below
from tests.test_cli import LINE

ROOT = Path(__file__).parents[1]
DRAFT = bakery.POSTING.replace("Scale flour and water", "Scale the the flour and water").replace(
    "- Drive the", "- Provide support as needed\n- Drive the"
)
MENDED = DRAFT.replace("the the", "the")
# The rules that these tests are about; what others find in a bakery's posting is their own tests' affair.
ONLY = ("--select", "JDM301,JDM311")


@pytest.fixture
def check(tmp_path, jd, tiny):
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "clear.txt").write_text(bakery.COUNTER, encoding="utf-8")

    def run(*arguments, only=ONLY, **more):
        return jd("check", "-f", "four.csv", "--format", "concise", *only, *arguments, **more)

    return run


def codes(run):
    return [line.split()[1] for line in run.out.splitlines() if ": JDM" in line]


# --- what is found, and the exit code -------------------------------------------------------------------------------


def test_findings_and_a_clear_posting(check):
    run = check("draft.md")
    assert run.code == 1
    assert run.out.splitlines()[0] == "draft.md:6:9: JDM311 warning “the” stands twice."
    assert codes(run) == ["JDM311", "JDM301"]
    assert run.err == ""
    clear = check("clear.txt")
    assert (clear.code, clear.out) == (0, "All clear: 1 posting checked.\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "error"], 0),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "never"], 0),
        (["--min-severity", "error"], 0),
        (["--ignore", "JDM3"], 1),  # the longer code is selected
        (["--ignore", "jdm301", "--ignore", "JDM311"], 0),
    ],
)
def test_what_makes_it_fail(check, options, code):
    assert check("draft.md", *options).code == code


def test_findings_stand_in_the_order_of_the_files(check):
    assert [line.split(":")[0] for line in check("draft.md", "clear.txt", "draft.md").out.splitlines()[:2]] == [
        "draft.md",
        "draft.md",
    ]
    (Path("a.md")).write_text(DRAFT)
    run = check("draft.md", "a.md")
    assert [line.split(":")[0] for line in run.out.splitlines()[:4]] == ["draft.md", "draft.md", "a.md", "a.md"]


def test_the_rules_about_coverage_and_level_run_with_the_framework(check):
    run = check("draft.md", "--target-level", "advanced", only=())
    assert {"JDM101", "JDM205"} & set(codes(run))
    assert "duties of Bakers at the level Advanced are not clearly said here" in run.out


def test_a_profile(check):
    assert "JDM510" not in codes(check("draft.md", only=()))
    assert "JDM510" in codes(check("draft.md", "--profile", "eu-pay", only=()))


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_folder_is_looked_through(check, tmp_path):
    (tmp_path / "posts" / "old").mkdir(parents=True)
    (tmp_path / "posts" / ".hidden").mkdir()
    for name in ("b.md", "old/a.txt", ".hidden/c.md", ".d.md", "e.py"):
        (tmp_path / "posts" / name).write_text(DRAFT)
    run = check("posts", "posts/b.md")
    assert list(dict.fromkeys(line.split(":")[0] for line in run.out.splitlines() if ": JDM" in line)) == [
        "posts/b.md",
        "posts/old/a.txt",
    ]
    os.chdir(tmp_path / "posts" / "old")
    assert check("--config", "../../x.toml").code == 2
    (tmp_path / "posts" / "old" / "four.csv").write_text(bakery.FOUR)
    assert check().out.startswith("a.txt:6:9:")


def test_a_folder_without_a_posting(check, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in (".hidden.md", "README.md"):
        run = check("empty")
        assert run.code == 3
        assert LINE.fullmatch(run.said[-1])[1] == "JDM001"
        (tmp_path / "empty" / name).write_text(DRAFT)


def test_a_readme_is_checked_only_where_it_is_named(check, tmp_path):
    (tmp_path / "posts" / "old").mkdir(parents=True)
    for name in ("a.md", "README.md", "old/readme.de.txt", "old/readmes-editor.md"):
        (tmp_path / "posts" / name).write_text(DRAFT)
    run = check("posts", "--format", "json")
    assert [one["path"] for one in json.loads(run.out)["files"]] == ["posts/a.md", "posts/old/readmes-editor.md"]
    assert run.err == (
        "jdmatch: posts/README.md, posts/old/readme.de.txt are passed over: a README tells of its folder. "
        "Name it to check it.\n"
    )
    named = check("posts/README.md", "posts", "posts/old/readme.de.txt", "--format", "json")
    assert len(json.loads(named.out)["files"]) == 4
    assert named.err == ""


def test_what_jdmatch_wrote_is_no_draft(check, tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text(DRAFT)
    check("posts", "--baseline", "posts/known.json", "--update-baseline")
    check("posts", "--format", "json", "-o", "posts/found.json")
    run = check("posts", "--baseline", "posts/known.json")
    assert (run.code, run.err) == (0, "")
    (tmp_path / "posts" / "other.json").write_text('{"schema": "others/1"}')
    assert "other.json" in check("posts").err
    assert check("posts/known.json").code == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_folder_is_looked_through_for_files_alone(check, tmp_path):
    (tmp_path / "posts" / "folder.md").mkdir(parents=True)
    (tmp_path / "posts" / "a.md").write_text(DRAFT)
    os.mkfifo(tmp_path / "posts" / "pipe.md")
    (tmp_path / "posts" / "nowhere.md").symlink_to("none.md")
    run = check("posts")
    assert codes(run) == ["JDM311", "JDM301"]
    assert len(run.said) == 1
    assert "posts/nowhere.md does not exist" in run.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft.md", "-o", "draft.md"),
        (".", "--format", "json", "-o", "draft.md"),
        ("clear.txt", "draft.md", "--diff", "-o", "../{here}/draft.md"),
        ("clear.txt", "--baseline", "known.json", "-o", "known.json"),
        ("clear.txt", "--config", "my.toml", "-o", "my.toml"),
    ],
)
def test_the_output_overwrites_nothing_that_is_read(jd, check, tmp_path, arguments):
    (tmp_path / "my.toml").write_text("")
    (tmp_path / "known.json").write_text('{"schema": "jdmatch.baseline/1", "files": {}}')
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    run = jd("check", "-f", "four.csv", *(one.format(here=tmp_path.name) for one in arguments))
    assert (run.code, run.out) == (2, "")
    assert "--output would overwrite" in run.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("nope.txt", None, "JDM001"),
        ("recipe.txt", bakery.RECIPE * 3, "JDM006"),
        ("orders.json", '{"orders": [{"item": "flour"}]}', "JDM015"),
        ("short.md", "Bake bread.", "JDM005"),
        ("broken.pdf", "%PDF-1.7 and nothing", "JDM012"),
    ],
)
def test_what_is_no_posting_is_not_checked_and_the_others_are(check, tmp_path, name, content, code):
    if content is not None:
        (tmp_path / name).write_text(content)
    run = check(name, "draft.md")
    assert run.code == 3
    assert len(run.said) == 1
    assert LINE.fullmatch(run.err.strip())[1] == code
    assert name in run.err
    assert codes(run) == ["JDM311", "JDM301"]
    assert "1 file could not be checked" in run.out


def test_documents_are_checked_and_not_changed(check, tmp_path):
    made = sources_kit.docx()
    (tmp_path / "a.docx").write_bytes(made)
    run = check("a.docx", "--fix", only=("--select", "JDM309"))
    assert "a.docx:1:1: JDM309" in run.out
    assert "(paragraph 1)" in run.out
    assert run.said == ["jdmatch: a.docx: checked only; --fix changes text, Markdown and HTML files."]
    assert (tmp_path / "a.docx").read_bytes() == made


def test_a_board_is_a_draft_each(check, tmp_path):
    posting = {"@context": "https://schema.org", "@type": "JobPosting", "description": DRAFT}
    several = [posting | {"title": title, "identifier": title} for title in ("Baker", "Miller")]
    (tmp_path / "board.json").write_text(json.dumps(several))
    run = check("board.json")
    assert run.code == 1
    assert [line.split(":")[0] for line in run.out.splitlines() if "JDM311" in line] == [
        "board.json#Baker",
        "board.json#Miller",
    ]


def test_standard_input(check):
    run = check("-", stdin=DRAFT.encode())
    assert run.out.startswith("-:6:9: JDM311")
    named = check("-", "--stdin-filename", "posts/x.md", stdin=DRAFT.encode())
    assert named.out.startswith("posts/x.md:6:9: JDM311")
    page = f"<p>{bakery.POSTING}</p>".replace("\n- ", "</p>\n<p>").encode()
    assert json.loads(check("-", "--stdin-filename", "x.html", "--format", "json", stdin=page).out)["files"][0][
        "own_text"
    ]
    empty = check("-", stdin=b"")
    assert empty.code == 3
    assert "JDM004" in empty.err


# --- fixes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "cp1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_fix_changes_nothing_else(check, tmp_path, mark, encoding, end):
    text = DRAFT.replace("family bakery", "family bakery – “the café” –").replace("\n", end)
    path = tmp_path / "draft.txt"
    path.write_bytes(mark + text.encode(encoding))
    run = check("draft.txt", "--fix")
    assert run.code == 1
    assert codes(run) == ["JDM301"]
    assert "1 finding mended." in run.out
    assert path.read_bytes() == mark + text.replace("the the", "the").encode(encoding)
    assert files_below(tmp_path) == ["clear.txt", "draft.md", "draft.txt", "four.csv"]


def test_bytes_of_two_encodings_are_left_alone(check, tmp_path):
    path = tmp_path / "draft.txt"
    odd = DRAFT.encode().replace(b"family", "café ĺéśś ".encode() * 3 + b"\x93x\x94 family")
    path.write_bytes(odd)
    run = check("draft.txt", "--fix")
    assert run.code == 3
    assert LINE.fullmatch(run.err.strip())[1] == "JDM050"
    assert "left as it is" in run.err
    assert path.read_bytes() == odd
    assert codes(run) == ["JDM311", "JDM301"]


def test_a_file_that_changes_meanwhile_is_not_written(check, tmp_path, monkeypatch):
    from jdmatch.check import files

    real = files.write

    def late(path, data, before):
        path.write_text("somebody saved")
        real(path, data, before)

    monkeypatch.setattr(files, "write", late)
    run = check("draft.md", "--fix")
    assert run.code == 3
    assert "was changed while it was checked" in run.err
    assert (tmp_path / "draft.md").read_text() == "somebody saved"


def test_the_mode_of_a_mended_file_stays(check, tmp_path):
    (tmp_path / "draft.md").chmod(0o640)
    check("draft.md", "--fix")
    assert (tmp_path / "draft.md").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "draft.md").read_text() == MENDED


def test_mended_standard_input_is_printed(check):
    run = check("-", "--fix", stdin=DRAFT.replace("\n", "\r\n").encode())
    assert run.code == 1
    assert run.out == MENDED.replace("\n", "\r\n")
    assert ": JDM301 warning" in run.err
    as_it_came = check("-", "--fix", stdin=b"Bake bread.\r\n")
    assert (as_it_came.code, as_it_came.out) == (3, "Bake bread.\r\n")


def test_a_difference(check, tmp_path):
    run = check("draft.md", "clear.txt", "--diff", only=("--select", "JDM311"))
    assert run.code == 2  # --format is of findings
    check = lambda *a: CliRunner().invoke(cli, ["check", "-f", "four.csv", "--select", "JDM311", *a])  # noqa: E731
    run = check("draft.md", "clear.txt", "--diff")
    assert run.exit_code == 1
    assert run.stdout.splitlines()[:2] == ["--- a/draft.md", "+++ b/draft.md"]
    assert "-- Scale the the flour and water for the daily dough\n+- Scale the flour" in run.stdout
    assert run.stderr == "jdmatch: 1 finding would be mended by --fix.\n"
    assert (tmp_path / "draft.md").read_text() == DRAFT
    patched = subprocess.run(
        ["git", "apply", "-"], input=run.stdout, text=True, cwd=tmp_path, check=False, capture_output=True
    )
    assert patched.returncode == 0, patched.stderr
    assert (tmp_path / "draft.md").read_text() == MENDED
    assert check("draft.md", "--diff").exit_code == 0
    assert check("draft.md", "--diff").stdout == ""


# --- baseline -------------------------------------------------------------------------------------------------------


def test_a_baseline_knows_findings_by_what_they_say(check, tmp_path):
    missing = check("draft.md", "--baseline", "known.json")
    assert missing.code == 2
    assert "--update-baseline" in missing.err
    run = check("draft.md", "--baseline", "known.json", "--update-baseline")
    assert (run.code, run.out, run.err) == (0, "", "jdmatch: known.json lists 2 findings now.\n")
    known = check("draft.md", "--baseline", "known.json")
    assert known.code == 0
    assert "2 in the baseline." in known.out
    moved = DRAFT.replace("Responsibilities", "\n\nResponsibilities")
    (tmp_path / "draft.md").write_text(moved)
    assert check("draft.md", "--baseline", "known.json").code == 0
    (tmp_path / "draft.md").write_text(moved + "- Provide support as needed\n- Write the the book\n")
    more = check("draft.md", "--baseline", "known.json")
    assert more.code == 1
    assert "2 in the baseline." in more.out


def test_a_baseline_holds_from_every_folder_and_keeps_other_files(check, tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text(DRAFT)
    check("draft.md", "posts", "--baseline", "known.json", "--update-baseline")
    files = json.loads((tmp_path / "known.json").read_text())["files"]
    assert list(files) == ["draft.md", "posts/a.md"]
    os.chdir(tmp_path / "posts")
    (tmp_path / "posts" / "four.csv").write_text(bakery.FOUR)
    assert check("a.md", "--baseline", "../known.json").code == 0
    (tmp_path / "posts" / "a.md").write_text(bakery.POSTING)
    check("a.md", "--baseline", "../known.json", "--update-baseline")
    assert json.loads((tmp_path / "known.json").read_text())["files"] == {"draft.md": files["draft.md"]}


def test_what_is_accepted_is_not_mended(check, tmp_path):
    check("draft.md", "--baseline", "known.json", "--update-baseline")
    assert check("draft.md", "--baseline", "known.json", "--fix").code == 0
    assert (tmp_path / "draft.md").read_text() == DRAFT


# --- formats and files of output ------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["full", "concise", "json", "jsonl", "sarif", "junit", "github", "rdjson"])
def test_every_format_can_be_written_to_a_file(check, tmp_path, format_):
    printed = check("draft.md", "--format", format_)
    run = check("draft.md", "--format", format_, "-o", "out/x")
    assert run.code == 3  # there is no such folder
    assert "JDM050" in run.err
    run = check("draft.md", "--format", format_, "-o", "x")
    assert (run.code, run.out) == (1, "")
    assert (tmp_path / "x").read_text() == printed.out
    assert "JDM311" in printed.out


def test_statistics(check):
    run = check("draft.md", "--statistics", only=("--select", "JDM3"))
    assert run.out.startswith("Found  Code ")
    assert "1      JDM311  warning     repeated-word, --fix" in run.out
    counted = json.loads(check("draft.md", "--statistics", "--format", "json").out)
    assert counted == [
        {"code": "JDM301", "severity": "warning", "count": 1, "fixable": 0},
        {"code": "JDM311", "severity": "warning", "count": 1, "fixable": 1},
    ]


def test_an_interrupt_leaves_nothing_half_done(check, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    (tmp_path / "x").write_text("before")
    monkeypatch.setattr("jdmatch.check.engine.Checker.judge", interrupted)
    run = check("draft.md", "--fix", "-o", "x")
    assert (run.code, run.out, run.said[-1]) == (130, "", "jdmatch: interrupted")
    assert (tmp_path / "x").read_text() == "before"
    assert (tmp_path / "draft.md").read_text() == DRAFT


def test_a_mistake_of_ours_is_one_file(check, monkeypatch):
    from jdmatch.check.engine import Checker

    real = Checker.judge

    def wrong(self, document, parts):
        if document.name == "draft.md":
            raise ZeroDivisionError
        return real(self, document, parts)

    monkeypatch.setattr(Checker, "judge", wrong)
    run = check("draft.md", "clear.txt")
    assert run.code == 3
    assert "JDM099" in run.err


# --- options and settings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "JDM9"], "select: no rule has a code that begins so: 'JDM9'"),
        (["--select", "XX"], "select: no rule has a code that begins so: 'XX'"),
        (["--format", "sarf"], "Did you mean 'sarif'?"),
        (["--min-severity", "warn"], "Did you mean 'warning'?"),
        (["--profile", "eu"], "Did you mean 'eu-pay'?"),
        (["--target-level", "expert"], "'expert' is no level"),
        (["-f", "nosuch"], "nosuch"),
        (["--update-baseline"], "--baseline FILE"),
        (["--update-baseline", "--baseline", "x", "--fix"], "neither --fix nor --diff"),
        (["--stdin-filename", "x.md"], "give - as PATH"),
        (["-", "-"], "can be read once"),
        (["-", "--watch"], "--watch"),
        (["--watch", "--fix"], "--watch"),
        (["--watch", "--format", "json"], "--watch"),
        (["--diff", "--format", "json"], "--diff"),
        (["--statistics", "--format", "sarif"], "--statistics"),
        (["--isolated", "--config", "x.toml"], "--isolated"),
        (["--config", "none.toml"], "none.toml can not be read"),
    ],
)
def test_wrong_options(check, jd, arguments, said):
    run = jd("check", "draft.md", *arguments)
    assert run.code == 2
    assert len(run.said) == 1
    assert said in run.err
    assert run.out == ""


def test_settings_are_under_the_options(check, tmp_path):
    (tmp_path / "jdmatch.toml").write_text(
        '[check]\nselect = ["JDM3"]\nignore = ["JDM309"]\nfail-on = "error"\nformat = "json"\n'
        'min_severity = "warning"\n'
    )
    run = CliRunner().invoke(cli, ["check", "draft.md", "-f", "four.csv"])
    assert run.exit_code == 0
    found = json.loads(run.stdout)["files"][0]["findings"]
    assert [one["code"] for one in found] == ["JDM311", "JDM301"]
    run = CliRunner().invoke(cli, ["check", "draft.md", "-f", "four.csv", "--fail-on", "warning", "--select", "JDM301"])
    assert run.exit_code == 1
    assert [one["code"] for one in json.loads(run.stdout)["files"][0]["findings"]] == ["JDM301"]
    assert CliRunner().invoke(cli, ["check", "draft.md", "-f", "four.csv", "--isolated"]).stdout[0] != "{"
    (tmp_path / "other.toml").write_text('[check]\nformat = "jsonl"\n')
    run = CliRunner().invoke(cli, ["check", "draft.md", "-f", "four.csv", "--config", "other.toml", *ONLY])
    assert len(run.stdout.splitlines()) == 2
    assert CliRunner().invoke(cli, ["check", "draft.md", "-f", "four.csv", "--statistics"]).stdout.startswith("Found")


def test_a_level_of_the_settings_is_the_one_to_pitch_at(check, tmp_path):
    (tmp_path / "jdmatch.toml").write_text('[check]\ntarget_level = "expert"\n')
    assert "'expert' is no level" in check("draft.md").err
    (tmp_path / "jdmatch.toml").write_text('level = "advanced"\n')
    assert "JDM205" in codes(check("draft.md", only=("--select", "JDM2")))


# --- watching -------------------------------------------------------------------------------------------------------


def test_every_change_is_seen_once_it_is_over(tmp_path):
    a, b = tmp_path / "a.md", tmp_path / "b.md"
    a.write_text("one")

    def find():
        return [Target(path.name, path) for path in sorted(tmp_path.iterdir())]

    steps = iter(
        [
            lambda: None,
            lambda: a.write_text("a longer one"),
            lambda: a.write_text("a longer one, still being saved"),
            lambda: None,
            lambda: b.write_text("new"),
            lambda: None,
            lambda: a.unlink(),
            lambda: None,
        ]
    )

    def find_after_a_step():
        next(steps, lambda: None)()
        return find()

    rounds = watch.rounds(find_after_a_step, pause=0)
    told = [(sorted(seen), changed) for seen, changed in (next(rounds) for _ in range(4))]
    assert told == [
        (["a.md"], {"a.md"}),
        (["a.md"], {"a.md"}),
        (["a.md", "b.md"], {"b.md"}),
        (["b.md"], set()),
    ]


def test_watching_checks_again_and_ends_with_an_interrupt(check, tmp_path, monkeypatch, tiny):
    loaded = []
    from jdmatch.analyzer import Analyzer

    real = Analyzer.load
    monkeypatch.setattr(Analyzer, "load", lambda *a, **k: loaded.append(1) or real(*a, **k))
    looks = iter(range(6))

    def sleep(_):
        look = next(looks)
        if look == 1:
            (tmp_path / "draft.md").write_text(bakery.POSTING)
        if look == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("jdmatch.check.watch.time.sleep", sleep)
    run = check("draft.md", "nope.md", "--watch")
    assert run.code == 130
    assert len(loaded) == 1
    assert codes(run) == ["JDM311", "JDM301"]
    assert run.out.endswith("All clear: 1 posting checked.\n1 file could not be checked.\n")
    assert [line for line in run.said if "Watching 2 files" in line]
    assert run.said[-1] == "jdmatch: interrupted"


# --- in CI ----------------------------------------------------------------------------------------------------------


def test_the_hooks_run(check, tmp_path, jd):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["jdmatch-check", "jdmatch-fix"]
    for hook in hooks:
        assert hook["language"] == "python"
        assert hook["types_or"] == ["markdown", "plain-text", "html"]
        left_out = re.compile(hook["exclude"])
        assert all(left_out.search(name) for name in ("README.md", "postings/readme.txt", "a/README"))
        assert not any(left_out.search(name) for name in ("postings/a.md", "readmes/a.md", "a/readme-writer.md"))
        program, *arguments = hook["entry"].split()
        assert program == "jdmatch"
        run = jd(*arguments, *ONLY, "-f", "four.csv", "draft.md", "clear.txt")
        assert run.code == 1
        assert "JDM301" in run.out
    assert (tmp_path / "draft.md").read_text() == MENDED


def test_the_actions_inputs_are_those_of_its_steps():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert set(action) == {"name", "description", "author", "branding", "inputs", "outputs", "runs"}
    assert all(isinstance(one["default"], str) and one["description"] for one in action["inputs"].values())
    steps = action["runs"]["steps"]
    used = re.findall(r"\binputs\.([\w-]+)", json.dumps(steps))
    assert set(used) == set(action["inputs"])
    ids = {step["id"] for step in steps if "id" in step}
    for output in action["outputs"].values():
        step, name = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}", output["value"]).groups()
        assert step in ids
        assert f'echo "{name}=' in next(one["run"] for one in steps if one.get("id") == step)


@pytest.mark.skipif(sys.platform == "win32", reason="the action's steps are written for bash")
@pytest.mark.parametrize("version", ["", "1.2"])
def test_the_action_installs_its_own_checkout_or_a_version(tmp_path, version):
    """With a python that only says what it was asked to do."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    (step,) = [one for one in action["runs"]["steps"] if one["name"] == "Install jdmatch"]
    assert step["env"] == {"JDMATCH_VERSION": "${{ inputs.version }}"}
    python, inner = tmp_path / "bin" / "python", tmp_path / "temp" / "jdmatch" / "bin" / "python"
    for path, said in ((python, "venv"), (inner, "pip")):
        path.parent.mkdir(parents=True)
        path.write_text(f'#!/bin/sh\necho {said} "$@" >> "{tmp_path}/asked"\n')
        path.chmod(0o755)
    surroundings = {
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_PATH": str(tmp_path / "path"),
        "GITHUB_ACTION_PATH": str(ROOT),
        "JDMATCH_VERSION": version,
    }
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], env=os.environ | surroundings, check=True, timeout=60
    )
    venv, pip = (tmp_path / "asked").read_text().splitlines()
    assert venv == f"venv -m venv {tmp_path}/temp/jdmatch"
    assert pip.startswith("pip -m pip install ")
    assert pip.endswith(" jdmatch==1.2" if version else f" -c {ROOT}/constraints.txt {ROOT}")
    assert (ROOT / "constraints.txt").is_file()
    assert (tmp_path / "path").read_text() == f"{inner.parent}\n"


@pytest.mark.real
@pytest.mark.skipif(sys.platform == "win32", reason="the action's steps are written for bash")
def test_the_action_runs(check, tmp_path):
    """Its last step, as the runner would run it: inputs in the environment, two files where the runner reads."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = action["runs"]["steps"]
    assert action["runs"]["using"] == "composite"
    assert all(step.get("shell") == "bash" for step in steps if "run" in step)
    assert not any("${{" in step.get("run", "") for step in steps)  # nothing of a workflow becomes a command
    program = tmp_path / "bin" / "jdmatch"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jdmatch "$@"\n')
    program.chmod(0o755)
    last = steps[-1]
    given = {"paths": "draft.md\nclear.txt", "arguments": "--select=JDM301\n--fail-on=warning", "sarif-file": "x.sarif"}
    surroundings = {
        name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in last["env"].items()
    }
    surroundings |= {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", last["run"]],
        cwd=tmp_path, env=os.environ | surroundings, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith("::warning file=draft.md,line=9,")
    assert (tmp_path / "outputs").read_text() == "exit-code=1\n"
    assert json.loads((tmp_path / "x.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "JDM301"


def test_main_is_what_the_hooks_call():
    with pytest.raises(SystemExit) as left:
        main(["check", "--help"])
    assert left.value.code == 0
