"""Mappings of columns: what is said on the command line and in files, how it changes what is read, and saving one."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import frameworks
from jdmatch.cli import cli
from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks import Options, Reading
from jdmatch.frameworks.mapping import mapped_columns, save_mapping
from jdmatch.records import Framework
from jdmatch.settings import Settings

SETTINGS = Settings()
EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
DUTIES = b"No;Duty text;Grade;Area;Boss\n7;Unload trailers;2;Inbound;Ana\n8;Wrap pallets;1;Outbound;Ben\n"


def reading_of(data: bytes, *columns: str, mapping: Path | None = None, name: str = "duties.csv") -> Reading:
    return frameworks.read_all(data, SETTINGS, name=name, options=Options(columns=mapped_columns(columns, mapping)))


def read(data: bytes, *columns: str, mapping: Path | None = None, name: str = "duties.csv") -> Framework:
    (framework,) = reading_of(data, *columns, mapping=mapping, name=name).frameworks
    return framework


def rows(framework: Framework) -> list[tuple[object, ...]]:
    return [(s.id, s.text, s.level, s.category, s.extra) for s in framework.statements]


def test_a_mapped_column_is_what_it_is_said_to_be() -> None:
    framework = read(DUTIES, "duty_TEXT=statement", "Grade=Level")
    assert rows(framework) == [
        ("7", "Unload trailers", "2", "Inbound", (("Boss", "Ana"),)),
        ("8", "Wrap pallets", "1", "Outbound", (("Boss", "Ben"),)),
    ]


def test_a_mapping_goes_before_the_names_that_columns_usually_have() -> None:
    data = b"id,task,level,category\n1,Ana,Unload trailers,Inbound\n"
    framework = read(data, "level=statement", "task=extra", "category=-")
    assert rows(framework) == [("1", "Unload trailers", None, None, (("task", "Ana"),))]
    assert rows(read(b"code,task\nA,Unload trailers\n", "code=code"))[0][0] == "duties/1"


def test_a_column_name_may_hold_the_sign() -> None:
    assert mapped_columns(["a = b=statement"], None) == (("a = b", "statement"),)
    assert mapped_columns([" Novice = level:  new  hand "], None) == (("Novice", "level:new hand"),)
    assert mapped_columns(["Boss=-", "Note=ignore"], None) == (("Boss", "ignore"), ("Note", "ignore"))


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (["Duty text"], r"--map 'Duty text': say which column is which field"),
        (["=statement"], r"say which column is which field"),
        (["Duty text="], r"say which column is which field"),
        (["Duty text=statment"], r"'statment' is no field of a framework\. Did you mean 'statement'"),
        (["a=level:"], r"name the level, as in level:proficient"),
        (["a=level", "b=level"], r"the field 'level' is mapped twice"),
        (["a=level:x", "b=level:X"], r"the field 'level:X' is mapped twice"),
        (["Duty text=statement", "duty_text=level"], r"the column 'duty_text' is mapped twice"),
    ],
)
def test_wrong_mappings_are_wrong_options(columns: list[str], why: str) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        mapped_columns(columns, None)
    assert caught.value.exit_code == 2


def test_several_columns_may_be_left_out_or_kept_unread() -> None:
    framework = read(DUTIES, "Duty text=statement", "Grade=-", "Area=-", "No=extra", "Boss=extra")
    assert rows(framework)[0] == ("duties/1", "Unload trailers", None, None, (("No", "7"), ("Boss", "Ana")))


def test_a_column_that_is_not_there_is_a_wrong_option() -> None:
    with pytest.raises(SettingsError, match=r"duties\.csv has no column 'Duty txt', .* Did you mean 'Duty text'"):
        read(DUTIES, "Duty txt=statement")
    # What is left out or only kept is not missed.
    assert len(read(DUTIES, "Duty text=statement", "Old=-", "Older=extra").statements) == 2


def test_a_column_that_is_there_twice_can_not_be_mapped() -> None:
    with pytest.raises(FrameworkError) as caught:
        read(b"Duty,Duty,id\nUnload,Wrap,1\n", "duty=statement")
    assert ("duties.csv:1", "has the column 'duty' twice") in caught.value.faults


def test_levels_as_columns_and_a_column_of_levels_are_too_much() -> None:
    with pytest.raises(FrameworkError) as caught:
        read(b"task,level,Novice\nUnload,2,Carries\n", "Novice=level:novice")
    assert "holds levels, and so do the mapped columns" in caught.value.faults[0][1]


def test_one_column_for_a_level_is_enough_where_it_is_mapped() -> None:
    framework = read(b"Thema,Neuling\nFreight,Carries boxes\n", "Thema=statement", "Neuling=level:emerging")
    assert [(s.text, s.level, s.category) for s in framework.statements] == [("Carries boxes", "emerging", "Freight")]


def test_the_framework_itself_can_be_mapped() -> None:
    data = b"Rahmen,Titel,Stufen,Satz,Stufe\nlager,Lager,neu < alt,Unload trailers,neu\n"
    columns = ["Rahmen=framework", "Titel=framework_title", "Stufen=framework_levels", "Satz=statement", "Stufe=level"]
    framework = read(data, *columns)
    assert framework.scale is not None
    assert (framework.id, framework.title, framework.scale.levels) == ("lager", "Lager", ("neu", "alt"))
    with pytest.raises(SettingsError, match="is a table, and only a JSON or YAML file has a list"):
        read(data, "Rahmen=statements")


def test_members_of_json_and_yaml_are_mapped_alike() -> None:
    document = {
        "Titel": "Lager",
        "rows": [{"nr": 1, "Satz": "Unload trailers", "level": "Ana"}, {"nr": 2, "Satz": "Wrap", "level": "Ben"}],
    }
    columns = ["Titel=framework_title", "rows=statements", "SATZ=statement", "nr=id", "level=-"]
    for data in (
        json.dumps(document),
        "Titel: Lager\nrows:\n- {nr: 1, Satz: Unload trailers}\n- {nr: 2, Satz: Wrap}\n",
    ):
        framework = read(data.encode(), *columns, name="lager.json")
        assert framework.title == "Lager"
        assert rows(framework)[0] == ("1", "Unload trailers", None, None, ())
    with pytest.raises(SettingsError, match=r"lager\.json has no member 'Saz', .* Did you mean 'Satz'"):
        read(json.dumps(document).encode(), "rows=statements", "Saz=statement", name="lager.json")
    with pytest.raises(SettingsError, match=r"has no member 'row', .* Did you mean 'rows'"):
        read(json.dumps(document).encode(), "row=statements", name="lager.json")
    levels = [{"what": "Freight", "new": "Carries", "old": "Plans"}]
    framework = read(json.dumps(levels).encode(), "what=statement", "new=level:new", "old=level:old", name="x.json")
    assert [(s.id, s.level) for s in framework.statements] == [("Freight/new", "new"), ("Freight/old", "old")]


def test_formats_with_names_of_their_own_are_not_mapped() -> None:
    data = json.dumps({"CFDocument": {}, "CFItems": []}).encode()
    with pytest.raises((SettingsError, FrameworkError)) as caught:
        read(data, "fullStatement=statement")
    assert caught.value.code in ("JDM030", "JDM060")
    rsd = b"Canonical URL,RSD Name,Author,Skill Statement\nhttp://x/1,Baking,A,Bake bread daily.\n"
    assert read(rsd, "Skill Statement=statement", "Canonical URL=id").format == "csv"
    with pytest.raises(SettingsError, match=r"is rsd .* Columns are mapped in csv, json, tsv, xlsx, yaml"):
        frameworks.read(rsd, SETTINGS, format="rsd", options=Options(columns=(("RSD Name", "statement"),)))


def test_a_mapping_file_says_the_same_and_the_command_line_goes_before_it(tmp_path: Path) -> None:
    path = tmp_path / "duties.toml"
    path.write_text('# ours\n[columns]\n"Duty text" = "statement"\nGrade = "level"\nBoss = "-"\n', encoding="utf-8")
    assert rows(read(DUTIES, mapping=path))[0] == ("7", "Unload trailers", "2", "Inbound", ())
    assert mapped_columns(["grade=extra", "Area=statement"], path) == (
        ("Boss", "ignore"),
        ("grade", "extra"),
        ("Area", "statement"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[columns]\n\n"Duty text" = "statment"\n', r"m\.toml:3: 'statment' is no field .* Did you mean 'statement'"),
        ('[columns]\na = "level"\nb = "level"\n', r"m\.toml:3: the field 'level' is mapped twice"),
        ('[columns]\n"A b" = "level"\na_b = "id"\n', r"m\.toml:3: the column 'a_b' is mapped twice"),
        ("[columns]\na = 7\n", r"m\.toml:2: the field of 'a' must be a text, not a number"),
        ('[columns]\n"" = "id"\n', r"m\.toml:2: a column has no name"),
        ('sheet = "x"\n[columns]\na = "id"\n', r"m\.toml:1: a mapping file has \[columns\] and no 'sheet'"),
        ("[columns]\n", r"m\.toml maps no columns"),
        ("", r"m\.toml maps no columns"),
        ('[columns]\na = "id"\na = "level"\n', r"m\.toml is no mapping file \(TOML\): .*line 3"),
        ("Duty text: statement\n", r"m\.toml is no mapping file \(TOML\): .*line 1"),
    ],
)
def test_wrong_mapping_files_are_refused_with_the_line(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        mapped_columns([], path)


def test_mapping_files_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no\.toml can not be read: No such file"):
        mapped_columns([], tmp_path / "no.toml")
    with pytest.raises(SettingsError, match="can not be read"):
        mapped_columns([], tmp_path)
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="no mapping file"):
        mapped_columns([], tmp_path / "b.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(SettingsError, match="larger than 1,000,000 bytes"):
        mapped_columns([], tmp_path / "large.toml")


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.dictionaries(NAMES, st.sampled_from(["extra", "ignore"]), min_size=1, max_size=5))
def test_what_is_saved_is_read_back(columns: dict[str, str]) -> None:
    unique = {"".join(name.casefold().replace("_", " ").replace("-", " ").split()): name for name in columns}
    pairs = [(name, columns[name]) for plain, name in unique.items() if plain]
    if not pairs:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.toml"
        save_mapping(path, pairs)
        assert list(mapped_columns([], path)) == pairs


def test_nothing_is_saved_of_what_has_no_columns_or_two_of_them(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    with pytest.raises(SettingsError, match="only tables and generic JSON or YAML have columns"):
        save_mapping(path, [])
    with pytest.raises(SettingsError, match="the column 'a' is mapped twice"):
        save_mapping(path, [("a", "id"), ("a", "level")])
    assert not path.exists()


def test_the_next_delivery_is_read_by_what_the_first_was_read_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JDMATCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    saved = tmp_path / "dock.toml"
    table = str(EXAMPLES / "table-people.csv")
    arguments = ["frameworks", "import", table, "--map", "Duty text=statement", "--map", "Internal=-"]
    run = CliRunner().invoke(cli, [*arguments, "--save-mapping", str(saved)])
    assert run.exit_code == 0, run.output
    assert saved.read_text(encoding="utf-8").splitlines()[1:] == [
        "[columns]",
        '"No" = "id"',
        '"Duty text" = "statement"',
        '"Grade" = "level"',
        '"Internal" = "ignore"',
    ]
    first = read(Path(table).read_bytes(), "Duty text=statement", "Internal=-")
    again = read(Path(table).read_bytes(), mapping=saved)
    assert again == first
    run = CliRunner().invoke(cli, ["frameworks", "import", table, "--mapping", str(saved), "--dry-run"])
    assert run.exit_code == 0
    assert "already installed, nothing changed" in run.output
    run = CliRunner().invoke(cli, ["frameworks", "import", table, "--map", "Dutty=statement", "--dry-run"])
    assert isinstance(run.exception, SettingsError)
