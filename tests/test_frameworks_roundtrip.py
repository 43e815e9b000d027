"""Import after export is the identity, for frameworks of every shape, in every format that can hold them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch import frameworks
from jdmatch.errors import FrameworkError
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.settings import Settings
from tests import framework_strategies as shapes
from tests.framework_strategies import JSON, NAMES, OPTIONAL, TEXT

SETTINGS = Settings()

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(deadline=None, max_examples=120, suppress_health_check=SLOW)
@given(shapes.frameworks())
def test_json_and_yaml_carry_everything(framework: Framework) -> None:
    for name in ("json", "yaml"):
        data = frameworks.export(framework, name)
        reading = frameworks.read_all(data, SETTINGS)
        (back,) = reading.frameworks
        assert replace(back, format=framework.format, origin=framework.origin) == framework
        assert back.format == name
        assert frameworks.export(replace(back, source=b""), name) == data
        assert frameworks.lost(framework, name) == ()
        assert reading.rows == reading.statements + reading.headings
        assert reading.skipped == ()


@settings(deadline=None, max_examples=120, suppress_health_check=SLOW)
@given(shapes.frameworks())
def test_csv_and_tsv_carry_all_that_is_not_named_as_lost(framework: Framework) -> None:
    for name in ("csv", "tsv"):
        data = frameworks.export(framework, name)
        reading = frameworks.read_all(data, SETTINGS)
        (back,) = reading.frameworks
        assert (back.id, back.title, back.format, back.language) == (
            framework.id,
            framework.title,
            name,
            framework.language,
        )
        assert ordered(back.statements) == ordered(framework.statements)
        assert ordered(back.headings) == ordered(framework.headings)
        assert (back.scale and back.scale.levels) == (framework.scale and framework.scale.levels)
        lost = set(frameworks.lost(framework, name))
        assert lost <= LOST_IN_TABLES
        if not lost & {"level positions", "levels"}:
            assert back.sha256 == framework.sha256
        assert reading.rows == reading.statements + reading.headings
        assert reading.skipped == ()


LOST_IN_TABLES = {
    "description",
    "context",
    "version",
    "group",
    "job zone",
    "licence",
    "attribution",
    "alternate titles",
    "level labels",
    "level positions",
    "other members of the source",
}


def ordered(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """A table has its extra columns in one order for all rows."""
    return tuple(replace(item, extra=tuple(sorted(item.extra))) for item in items)


@st.composite
def ler_documents(draw: st.DrawFn) -> dict[str, Any]:
    occupation: dict[str, Any] = {"soc": draw(NAMES), "title": draw(TEXT), "group": draw(TEXT)}
    occupation |= draw(st.fixed_dictionaries({}, optional={"sector": TEXT, "jobZoneInferred": st.booleans()}))
    if draw(st.booleans()):
        occupation["jobZone"] = draw(st.integers(1, 5))
    levels = {
        level: {"label": draw(TEXT), "statements": draw(st.lists(TEXT, min_size=level == "emerging", max_size=3))}
        for level in FOUR_STEPS.levels
    }
    document: dict[str, Any] = {"schemaVersion": draw(st.sampled_from(["1", "1.0", "1.7"])), "occupation": occupation}
    document["framework"] = {"version": draw(OPTIONAL), "description": draw(OPTIONAL), "contextCovered": draw(OPTIONAL)}
    document["framework"]["levels"] = levels
    return document | draw(
        st.fixed_dictionaries({}, optional={"sources": JSON, "attribution": TEXT, "exportedAt": TEXT, "later": JSON})
    )


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ler_documents(), st.sampled_from([None, 1, 2]))
def test_ler_exports_come_back_byte_for_byte_and_member_for_member(
    document: dict[str, Any], indent: int | None
) -> None:
    data = json.dumps(document, indent=indent, ensure_ascii=indent == 1).encode()
    framework = frameworks.read(data, SETTINGS)
    assert frameworks.export(framework, "ler") == data
    given_members = {key: value for key, value in document.items() if value is not None}
    anew = json.loads(frameworks.export(replace(framework, source=b""), "ler"))
    assert {key: value for key, value in anew.items() if value is not None} == given_members
    counts = [len(level["statements"]) for level in document["framework"]["levels"].values()]
    expected = [
        f"{document['occupation']['soc']}/{level}/{n}"
        for level, count in zip(FOUR_STEPS.levels, counts, strict=True)
        for n in range(1, count + 1)
    ]
    assert [s.id for s in framework.statements] == expected


@settings(deadline=None, max_examples=60)
@given(shapes.frameworks(), st.sampled_from(["json", "yaml", "csv"]))
def test_what_is_installed_is_what_was_exported(framework: Framework, name: str) -> None:
    data = frameworks.export(framework, name)
    with tempfile.TemporaryDirectory() as folder:
        shelf = frameworks.library(Settings(data_dir=Path(folder)))
        installed = shelf.install(data)
        assert installed.change == "installed"
        assert shelf.install(data).change == "unchanged"
        again = frameworks.library(Settings(data_dir=Path(folder))).get(framework.id)
        assert again == installed.framework
        assert frameworks.export(again, name) == data
        if name != "csv" or not frameworks.lost(framework, name):
            assert again.sha256 == framework.sha256
        assert shelf.remove(framework.id) is False


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.sampled_from([None, "ler", "json", "yaml", "csv", "tsv"]))
def test_no_bytes_make_a_reader_fail_in_another_way(data: bytes, name: str | None) -> None:
    try:
        framework = frameworks.read(data, SETTINGS, id="x", format=name)
    except FrameworkError:
        return
    assert framework.statements


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("ab:,;\t\n\"'-[]{}&*!|>#=<%@ 1statement"), max_size=60), st.booleans())
def test_no_text_makes_a_reader_fail_in_another_way(text: str, headed: bool) -> None:
    whole = "id,statement,level\n" + text if headed else text
    for name in (None, "yaml", "csv"):
        try:
            framework = frameworks.read(whole.encode(), SETTINGS, id="x", format=name)
        except FrameworkError:
            continue
        assert len({s.id for s in framework.statements}) == len(framework.statements)
