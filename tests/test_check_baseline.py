"""Baselines and choices: what is accepted for now, and what is wanted at all."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.check import baseline
from jdmatch.check.baseline import Baseline
from jdmatch.check.choosing import Choice, reaches
from jdmatch.check.findings import Finding
from jdmatch.errors import OutputError, SettingsError
from tests.check_kit import CLERK, looked


def test_what_was_written_is_read(tmp_path):
    path = tmp_path / "known.json"
    baseline.write(path, {"b.md": ["x", "y", "x"], "a \u00e9.md": ["z"], "clean.md": []})
    assert baseline.read(path) == Baseline({"a \u00e9.md": {"z": 1}, "b.md": {"x": 2, "y": 1}})
    assert list(json.loads(path.read_text(encoding="utf-8"))["files"]) == ["a \u00e9.md", "b.md"]


def test_no_more_of_a_kind_than_there_were():
    known = Baseline({"a.md": {"x": 2}})
    assert known.new("a.md", ["x", "y", "x", "x"]) == [False, True, False, True]
    assert known.new("b.md", ["x"]) == [True]
    assert known.new("a.md", []) == []


@given(st.lists(st.sampled_from("xyz")), st.lists(st.sampled_from("xyz")))
def test_new_is_what_goes_beyond(before, after):
    new = Baseline({"a": Counter(before)}).new("a", after)
    assert Counter(p for p, is_new in zip(after, new, strict=True) if is_new) == Counter(after) - Counter(before)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"schema": "jdmatch.baseline/2", "files": {}}',
        b'{"schema": "jdmatch.baseline/1", "files": []}', b'{"schema": "jdmatch.baseline/1", "files": {"a": {"x": 0}}}',
        b'{"schema": "jdmatch.baseline/1", "files": {"a": {"x": true}}}',
        b'{"schema": "jdmatch.baseline/1", "files": {"a": 1}}',
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_baseline_is_refused(tmp_path, content):
    path = tmp_path / "known.json"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"known\.json is no baseline.*--update-baseline"):
        baseline.read(path)


def test_a_baseline_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match=r"There is no baseline .*--update-baseline"):
        baseline.read(tmp_path / "none.json")
    with pytest.raises(OutputError):
        baseline.write(tmp_path / "none" / "known.json", {})


def prints(text: str) -> list[str]:
    return sorted(one.fingerprint for one in looked(text).findings)


def test_fingerprints_do_not_know_lines():
    before = prints(CLERK)
    assert before
    for moved in (
        CLERK.replace("\n## Requirements", "\n\n\n## Requirements"),
        CLERK.replace("\n", "\r\n"),
        "<!-- a note -->\n\n" + CLERK,
        CLERK.replace("- Prepare", "-   Prepare"),
    ):
        assert prints(moved) == before, moved


FINDING = Finding("JDM301", "warning", "x", 0, 0)


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_fingerprint_is_of_rule_key_and_words(before, words, behind):
    text = before + words + behind
    one = replace(FINDING, start=len(before), end=len(before) + len(words))
    own = replace(FINDING, start=0, end=len(words)).fingerprint(words)
    assert one.fingerprint(text) == own
    assert (
        replace(FINDING, end=len(words), message="other", severity="note", help="h", gain=1.0).fingerprint(words) == own
    )
    assert replace(FINDING, end=len(words), code="JDM302").fingerprint(words) != own
    assert replace(FINDING, end=len(words), key="k").fingerprint(words) != own
    assert replace(FINDING, end=len(words) + 2).fingerprint(f" {words} ") == own


CHOICES = [
    ((), (), "JDM301", True),
    (("JDM3",), (), "JDM301", True),
    (("JDM3",), (), "JDM401", False),
    (("jdm3 ",), ("jdm301",), "JDM301", False),
    ((), ("JDM3",), "JDM301", False),
    ((), ("JDM3",), "JDM401", True),
    (("JDM301",), ("JDM3",), "JDM301", True),
    (("JDM301",), ("JDM3",), "JDM302", False),
    (("JDM3",), ("JDM3",), "JDM301", False),
    (("JDM",), ("JDM3",), "JDM301", False),
    (("JDM", "JDM301"), ("JDM3",), "JDM301", True),
]


@pytest.mark.parametrize(("select", "ignore", "code", "wanted"), CHOICES)
def test_the_longer_one_counts(select, ignore, code, wanted):
    choice = Choice(select, ignore)
    assert choice.wants(code) is wanted
    assert choice.keeps(replace(FINDING, code=code)) is wanted


@pytest.mark.parametrize("option", ["select", "ignore"])
@pytest.mark.parametrize(
    ("code", "told"),
    [("JDM391", "Did you mean 'JDM3"), ("X", "begins so"), ("", "''"), ("JDM3011", "Did you mean 'JDM3")],
)
def test_an_unknown_code_is_refused(option, code, told):
    with pytest.raises(SettingsError, match=f"^{option}: .*") as refused:
        Choice(**{option: (code,)})
    assert told in refused.value.message
    assert refused.value.code == "JDM060"


def test_severities_from_the_mildest_that_is_shown():
    assert Choice(lowest="warning").keeps(FINDING)
    assert not Choice(lowest="error").keeps(FINDING)
    assert reaches("error", "note")
    assert not reaches("suggestion", "warning")
