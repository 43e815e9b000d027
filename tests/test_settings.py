from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import SettingsError
from jdmatch.settings import Check, Limits, Settings, load_settings


def test_the_closest_file_wins_and_arguments_stand_over_it(tmp_path):
    (tmp_path / "jdmatch.toml").write_text("covered = 0.7\npartial = 0.2\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.jdmatch]\ncovered = 0.6\n")
    settings = load_settings(inner, seed=3)
    assert (settings.covered, settings.partial, settings.seed) == (0.6, None, 3)
    assert load_settings(inner, covered=0.9).covered == 0.9


def test_a_pyproject_without_a_table_is_passed_over(tmp_path):
    (tmp_path / "jdmatch.toml").write_text("seed = 5\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname='x'\n")
    assert load_settings(tmp_path / "a").seed == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("coverd = 0.5", "'coverd'. Did you mean 'covered'?"),
        ("covered = 'high'", "covered is 'high'; it must be a number"),
        ("covered = true", "must be a number"),
        ("covered = 0.0", "a threshold lies above 0"),
        ("frameworks = 'x'", "a list of ids or files"),
        ("seed = 1.5", "a whole number"),
        ("use_cache = 1", "true or false"),
        ("interval_coverage = 1.0", "it lies in [0.5, 1)"),
        ("[limits]\npage = 3", "unknown limit 'page'. Did you mean 'pages'?"),
        ("[limits]\npages = 0", "limits.pages must be positive"),
        ("covered = ", "can not be read as settings"),
        ("check = 'full'", "check is 'full'; it must be a table"),
        ("[check]\nselct = ['JDM3']", "unknown key 'selct' of check. Did you mean 'select'?"),
        ("[check]\nselect = 'JDM3'", "check.select is 'JDM3'; it must be a list of codes"),
        ("[check]\nfail_on = 'warn'", "Did you mean 'warning'?"),
        ("[check]\nmin-severity = 3", "check.min_severity is 3; it must be a text"),
        ("[check]\nformat = 'sarf'", "Did you mean 'sarif'?"),
        ("[check]\nprofiles = ['eu']", "Did you mean 'eu-pay'?"),
    ],
)
def test_wrong_files_are_refused(tmp_path, text, said):
    (tmp_path / "jdmatch.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_dashes_and_underscores_are_one():
    assert Settings().with_arguments(**{"interval-coverage": 0.8}).interval_coverage == 0.8


def test_the_signature_follows_what_changes_results_only(tmp_path):
    plain = Settings()
    assert plain.signature == Settings(cache_dir=tmp_path, threads=2, use_cache=False).signature
    assert (
        plain.signature == Settings(check=Check(select=("JDM3",), target_level="advanced", fail_on="error")).signature
    )
    changed = [Settings(covered=0.4), Settings(seed=1), Settings(level="advanced"), Settings(limits=Limits(pages=3))]
    assert len({plain.signature, *(s.signature for s in changed)}) == 1 + len(changed)


def test_folders_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("JDMATCH_DATA_DIR", str(tmp_path / "d"))
    monkeypatch.setenv("JDMATCH_CACHE_DIR", str(tmp_path / "c"))
    assert Settings().data_folder == tmp_path / "d"
    assert Settings().cache_folder == tmp_path / "c"
    assert Settings(data_dir=Path("x")).data_folder == Path("x")


@settings(deadline=None)
@given(st.text(min_size=1, max_size=12).filter(lambda s: s.replace("-", "_") not in Settings.__slots__))
def test_no_unknown_key_passes(key):
    with pytest.raises(SettingsError):
        Settings().with_arguments(**{key: 1})
