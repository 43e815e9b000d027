"""``jdmatch rule`` and ``jdmatch config``: what they tell is made of the rules and the settings, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jdmatch.check.formats import teaching
from jdmatch.check.rules import FAMILIES, RULES

ROOT = Path(__file__).parents[1]


def unwrapped(text):
    return " ".join(text.split())


# --- rule -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_is_told_whole(jd, rule):
    run = jd("rule", rule.code)
    assert run.code == 0
    told = unwrapped(run.out)
    for part in (rule.code, rule.name, rule.severity, rule.summary, rule.rationale, rule.advice, rule.bad, rule.good):
        assert unwrapped(part) in told
    for source in rule.sources:
        assert unwrapped(source.text) in told
        assert source.url in run.out.split() or not source.url
    assert (f"--profile {rule.profile}" in told) == bool(rule.profile)


def test_a_rule_by_its_name_and_in_any_case(jd):
    by_code = jd("rule", "JDM301").out
    assert by_code == jd("rule", "jdm301").out == jd("rule", "vague-duty").out == jd("rule", "Vague-Duty").out


@pytest.mark.parametrize(
    ("name", "said"), [("JDM310x", "'JDM310'"), ("vage-duty", "'vague-duty'"), ("", "There is no")]
)
def test_no_such_rule(jd, name, said):
    run = jd("rule", name)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_all_rules_by_family(jd, tmp_path):
    run = jd("rule")
    assert [word for word in run.out.split() if word in RULES] == sorted(RULES)
    for family in FAMILIES.values():
        assert family in run.out
    assert jd("rule", "-o", "x").out == ""
    assert (tmp_path / "x").read_text() == run.out


def test_the_page_of_all_rules_is_made_of_their_data(jd):
    run = jd("rule", "--format", "md", "--counts", ROOT / "eval" / "check-counts.json")
    assert run.code == 0
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert run.out == written, "Make it again: the command stands at its head."


def test_links_of_the_page_lead_to_its_headings():
    page = teaching.markdown()
    headings = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", page, re.M)}
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert len(links) == len(RULES)
    assert set(links) <= headings
    assert page.count("```") % 2 == 0


def test_one_rule_in_markdown(jd):
    run = jd("rule", "JDM301", "--format", "md")
    assert run.out.strip() in teaching.markdown()


def test_what_was_measured_stands_at_the_head(jd, tmp_path):
    table = {
        "about": "200 postings, 30 of them read.",
        "rules": {"JDM301": {"found": 12, "read": 10, "wrong": 1}, "JDM101": {"found": 400, "read": 50, "wrong": 0}},
    }
    (tmp_path / "counts.json").write_text(json.dumps(table))
    page = jd("rule", "--format", "md", "--counts", "counts.json").out
    assert page.index("200 postings") < page.index("## All rules") < page.index("## Coverage")
    assert "| JDM301 | vague-duty | 12 | 10 | 1 |" in page
    assert "| | all | 412 | 60 | 1 |" in page


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"rules": {}}', '{"about": "", "rules": {"JDM999": {"found": 1, "read": 1, "wrong": 0}}}',
                '{"about": "", "rules": {"JDM301": {"found": "many"}}}']
)  # fmt: skip
def test_wrong_counts_are_refused(jd, tmp_path, content):
    (tmp_path / "counts.json").write_text(content)
    run = jd("rule", "--format", "md", "--counts", "counts.json")
    assert (run.code, run.out, len(run.said)) == (2, "", 1)
    assert "counts.json" in run.err
    assert jd("rule", "--counts", "counts.json").code == 2


# --- config ---------------------------------------------------------------------------------------------------------


def shown(jd, *arguments):
    run = jd("config", "show", "--format", "json", *arguments)
    assert run.code == 0, run.err
    return {one["key"]: (one["value"], one["origin"]) for one in json.loads(run.out)}


def test_every_setting_and_where_it_comes_from(jd, tmp_path, monkeypatch):
    monkeypatch.setenv("JDMATCH_CACHE_DIR", "/somewhere/cache")
    monkeypatch.delenv("JDMATCH_DATA_DIR")
    (tmp_path / "jdmatch.toml").write_text(
        'covered = 0.5\n[limits]\npages = 9\n[check]\nfail-on = "error"\nselect = ["JDM3"]\n'
    )
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    found = shown(jd)
    file = str(tmp_path / "jdmatch.toml")
    assert found["covered"] == (0.5, file)
    assert found["partial"] == (None, "default")
    assert found["limits.pages"] == (9, file)
    assert found["limits.characters"] == (200_000, "default")
    assert found["check.fail_on"] == ("error", file)
    assert found["check.select"] == (["JDM3"], file)
    assert found["check.format"] == ("full", "default")
    assert found["cache_dir"] == ("/somewhere/cache", "environment variable JDMATCH_CACHE_DIR")
    assert found["data_dir"][1] == "default"
    text = jd("config", "show").out
    assert re.search(rf'^check\.fail_on = "error" +# {re.escape(file)}$', text, re.M)
    assert re.search(r"^partial = \(not set\) +# default$", text, re.M)


def test_a_named_file_and_none(jd, tmp_path):
    (tmp_path / "jdmatch.toml").write_text("seed = 1\n")
    (tmp_path / "other.toml").write_text("seed = 2\n")
    (tmp_path / "pyproject.toml").write_text("[tool.jdmatch]\nseed = 3\n")
    assert shown(jd)["seed"] == (1, str(tmp_path / "jdmatch.toml"))
    assert shown(jd, "--config", "other.toml")["seed"] == (2, "other.toml")
    assert shown(jd, "--config", "pyproject.toml")["seed"] == (3, "pyproject.toml [tool.jdmatch]")
    assert shown(jd, "--isolated")["seed"] == (20260, "default")
    assert jd("config", "show", "--isolated", "--config", "other.toml").code == 2
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    run = jd("config", "show", "--config", "pyproject.toml")
    assert run.code == 2
    assert "no table [tool.jdmatch]" in run.err


def test_wrong_settings_are_told_in_one_line(jd, tmp_path):
    (tmp_path / "jdmatch.toml").write_text("[check]\nfail_no = 'error'\n")
    run = jd("config", "show")
    assert (run.code, run.out) == (2, "")
    assert "unknown key 'fail_no' of check. Did you mean 'fail_on'?" in run.err
