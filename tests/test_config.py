from pathlib import Path

import pytest

from unodc_kg import config
from unodc_kg.config import SETTINGS, Settings
from unodc_kg.errors import SettingError


def test_defaults_are_those_of_the_source_tree() -> None:
    settings = config.load(environ={})
    assert (settings.root / "pyproject.toml").is_file()
    assert settings.data == settings.root / "data"
    assert settings.shared == (settings.root.parent / "shared").resolve()
    assert (settings.host, settings.port, settings.language) == ("127.0.0.1", 8000, "en")


def test_environment_overrides_default_and_option_overrides_environment() -> None:
    environ = {"UNODC_KG_PORT": "9000", "UNODC_KG_HOST": "::1"}
    settings = config.load({"port": "9001", "host": None}, environ)
    assert (settings.port, settings.host) == (9001, "::1")


def test_data_and_shared_follow_root(tmp_path: Path) -> None:
    settings = config.load({"root": str(tmp_path)}, {})
    assert (settings.data, settings.shared) == (tmp_path / "data", tmp_path.parent / "shared")


def test_a_root_with_braces_in_its_name_is_a_root(tmp_path: Path) -> None:
    assert config.load({"root": str(tmp_path / "{data}")}, {}).data == tmp_path / "{data}" / "data"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert config.load(environ={"UNODC_KG_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "x"), ("port", "0"), ("port", "65536"), ("port", "-1"), ("port", "８０"), ("port", " 80"),
        ("host", "a b"), ("base_iri", "ftp://x/"), ("base_iri", "https://x"), ("base_iri", "https://x y/"),
        ("language", "zh-Hans"), ("max_query_length", "1"), ("max_query_depth", "2000"), ("root", "~nobody-here/x"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_name_value_place_and_remedy(name: str, value: str) -> None:
    variable = f"UNODC_KG_{name.upper()}"
    with pytest.raises(SettingError) as caught:
        config.load(environ={variable: value})
    expected = next(setting.expected for setting in SETTINGS if setting.name == name)
    assert caught.value.message == (f"Setting {name!r} has the value {value!r} (from {variable}). Expected {expected}.")
    assert variable in caught.value.hint


def test_a_wrong_option_is_named_as_option() -> None:
    with pytest.raises(SettingError, match="from the option --base-iri"):
        config.load({"base_iri": "x"}, {})


def test_an_unknown_setting_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"no setting 'prot'.*port"):
        config.load({"prot": "1"}, {})


def test_a_misspelt_variable_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(SettingError, match=r"UNODC_KG_DEADLNE.*no such setting") as caught:
        config.load({}, {"UNODC_KG_DEADLNE": "5"})
    assert "UNODC_KG_DEADLINE" in caught.value.hint


def test_a_store_in_a_folder_that_is_not_built_to_is_refused(tmp_path: Path) -> None:
    data = {"data": str(tmp_path / "data")}
    assert config.load({**data, "store": str(tmp_path / "data" / "store")}, {}).store
    with pytest.raises(SettingError, match=r"store.*elsewhere.*data"):
        config.load({**data, "store": str(tmp_path / "elsewhere")}, {})


@pytest.mark.parametrize("token", ["a b", "Schlüssel", "a=b"])
def test_a_token_that_no_client_can_send_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(SettingError, match="a value that is not shown") as caught:
        config.load({}, {"UNODC_KG_TOKEN": token})
    assert token not in str(caught.value)


def test_table_and_settings_have_the_same_names() -> None:
    assert {setting.name for setting in SETTINGS} == set(Settings.__dataclass_fields__)
    assert all(setting.help and setting.expected for setting in SETTINGS)
