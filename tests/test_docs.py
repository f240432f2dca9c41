"""The documents say what the code does: names are compared as sets, links are followed, queries are asked."""

import argparse
import dataclasses
import re
from pathlib import Path

import pytest

from documents import (
    ASKED,
    README,
    REFERENCE,
    ROOT,
    TUTORIAL,
    answered,
    block,
    quads,
    store,
    tutorial_message,
    tutorial_store,
)
from unodc_kg import annotations, errors, iris, vocabulary
from unodc_kg.cli.arguments import COMMANDS
from unodc_kg.config import SETTINGS
from unodc_kg.convert.manifest import REQUIRED
from unodc_kg.convert.model import Manifest
from unodc_kg.validation import validate_files
from unodc_kg.vocabulary import BODY_TYPES, NORM_TYPES, PLAN_TYPES
from unodc_kg.web.errors import STATUS, TITLES

FOLDERS = ("docs", "graph", "ontology", "questions", "shapes", "src", "tests")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(path for name in FOLDERS for path in (ROOT / name).rglob("*.md"))])
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
PARTS = {
    "entities": "An entity",
    "resolutions": "A resolution",
    "figures": "A figure",
    "dates": "A date",
    "relations": "A relation",
}
FENCED = re.compile(r"^```.*?^```|^(?: {4}|\t).*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
NOT_OURS = re.compile(
    r"/(?:work|tmp|root|home/\w+|Users|mnt)/|pypi\.org|pythonhosted|npmjs|crates\.io|conda\.|artifactory",
    re.I,
)


def headings(path: Path, level: int = 2) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)


def section(path: Path, heading: str) -> str:
    return path.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def error_classes() -> set[str]:
    return {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.KgError)}


def anchors(path: Path) -> set[str]:
    """The addresses of a document's headings, as the forge makes them, and those set by hand."""
    text = path.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_there_are_documents_to_check():
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= {path.name for path in DOCUMENTS}
    assert len(DOCUMENTS) > 20


def test_every_error_class_has_a_heading():
    assert sorted(headings(REFERENCE / "errors.md")) == sorted(error_classes())


def test_every_error_says_when_it_comes_and_what_to_do():
    for name in error_classes() - {"KgError"}:
        text = section(REFERENCE / "errors.md", name)

        assert "**When.**" in text, name
        assert "**What to do.**" in text, name


def test_an_error_is_found_at_the_address_that_the_service_gives():
    addresses = {re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower() for name in error_classes()}

    assert addresses <= anchors(REFERENCE / "errors.md")


def test_the_http_status_of_every_error_is_that_of_the_service():
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| (\w+Error) \| .+ \| ([\w ]+) \|$", text, re.MULTILINE))
    expected = {name: _status(getattr(errors, name)) for name in error_classes()}

    assert documented == expected


def _status(kind: type[errors.KgError]) -> str:
    if kind is errors.RequestError:
        return "its own"
    return str(next((code for parent, code in STATUS if issubclass(kind, parent)), 500))


def test_every_http_status_that_is_refused_has_a_heading():
    documented = headings(REFERENCE / "errors.md", 3)

    assert [f"HTTP {code}" for code in TITLES] == [title for title in documented if title.startswith("HTTP ")]


def test_every_limit_that_a_problem_names_is_a_setting_or_explained():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "unodc_kg").rglob("*.py"))
    named = set(re.findall(r"""["']?\blimit["']?[=:] ?"(\w+)\"""", code)) | set(re.findall(r'_busy\("(\w+)"', code))
    settings = {setting.name for setting in SETTINGS}

    assert len(named) >= 4
    assert {"max_query_length", "max_query_depth", "max_memory", "deadline", "timeout"} <= named
    for limit in named:
        text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
        assert limit in settings or f"`{limit}" in text, limit
        assert f"`{limit}" in text, limit


def test_every_setting_stands_in_the_table_with_its_default_and_help():
    rows = re.findall(r"^\| (`.+) \|$", (REFERENCE / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    documented = [[cell.strip().replace("`", "") for cell in row.split(" | ")] for row in rows]
    names = [setting.name for setting in SETTINGS]
    shown = {"{source}": "the source tree"}

    assert [row[0] for row in documented] == names
    for row, setting in zip(documented, SETTINGS, strict=True):
        option = f"--{setting.name.replace('_', '-')}"
        default = shown.get(setting.default, setting.default)
        assert row == [setting.name, option, setting.variable, default, setting.expected, setting.help]


def test_every_command_has_a_heading_with_its_examples():
    assert headings(REFERENCE / "commands.md") == [*(command.name for command in COMMANDS), "Exit status"]
    for command in COMMANDS:
        text = section(REFERENCE / "commands.md", command.name)

        for example in command.examples.splitlines():
            assert f"    {example}\n" in text + "\n"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_argument_and_choice_of_a_command_is_documented(command):
    text = section(REFERENCE / "commands.md", command.name)
    rows = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
    documented = {re.findall(r"`(\S+?)[ `]", row)[0]: set(re.findall(r"[` ](\w+)`", row)) for row in rows}
    parser = argparse.ArgumentParser(add_help=False)
    command.extend(parser)
    expected = {_name(action): set(action.choices or ()) for action in parser._actions}

    assert set(documented) == set(expected)
    for name, choices in expected.items():
        assert choices <= documented[name]


def _name(action: argparse.Action) -> str:
    return action.option_strings[0] if action.option_strings else str(action.metavar or action.dest).upper()


def test_every_field_of_an_annotation_is_documented():
    document = iris.document("e-cn.7-2021-2")
    units = list(annotations.annotations(quads(), vocabulary.load(ROOT), document))
    path = REFERENCE / "annotations.md"

    assert units
    assert all(set(unit) == fields(section(path, "Fields of a unit").partition("\n### ")[0]) for unit in units)
    for name, heading in PARTS.items():
        found = {field for unit in units for item in unit[name] for field in item}
        assert found == fields(
            section(path, "Fields of a unit").partition(f"\n### {heading}\n")[2].partition("\n### ")[0]
        )


def fields(text: str) -> set[str]:
    """The names in code in the first cells of the first table of a text."""
    table = text.partition("|---")[2].partition("\n\n")[0]
    return {name for cell in re.findall(r"^\| ([^|]*) \|", table, re.MULTILINE) for name in re.findall("`(.+?)`", cell)}


def test_every_layer_and_relation_of_annotations_is_documented():
    path = REFERENCE / "annotations.md"
    code = (ROOT / "src" / "unodc_kg" / "annotation_relations.py").read_text(encoding="utf-8")
    relations = section(path, "Fields of a unit").partition("| `p` | from |")[2]
    documented = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| ([^|]+) \|", relations, re.MULTILINE))))

    assert fields(section(path, "Layers")) == set(annotations.LAYERS)
    assert documented
    assert all(f'"{name}"' in code for name in documented)
    assert set(re.findall(r"_relation\([^\"\n]*, \"(\w+)\"", code)) <= documented


def test_the_table_of_categories_is_that_of_the_code():
    rows = re.findall(
        r"^\| (.+) \| (.*) \| (\w+) \|$", section(REFERENCE / "annotations.md", "Categories"), re.MULTILINE
    )
    lists = {(kinds, category): set(codes.split(", ")) for kinds, codes, category in rows}

    assert lists["`:Document`", "Programme"] == PLAN_TYPES
    assert lists["`:Document`", "Instrument"] == NORM_TYPES
    assert lists["`:Agent`", "Body"] == BODY_TYPES
    for kinds, codes, category in rows[1:]:
        for kind in re.findall(r"`:(\w+)`", kinds):
            code = "" if codes.startswith("any") else codes.partition(",")[0]
            classes = {kind, "Event"} if kind == "Session" else {kind}
            assert vocabulary.category(classes, code) == category


def test_the_fields_of_a_manifest_are_documented():
    documented = section(ROOT / "graph" / "README.md", "Add a document")
    required = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.+) \| required \|", documented, re.MULTILINE))))
    known = {field.name for field in dataclasses.fields(Manifest)} - {"titles", "adoption"} | {"title", "sha256"}

    assert required == set(REQUIRED)
    assert fields(documented) == known


def test_the_worked_example_of_a_curated_fact_conforms(tmp_path):
    """An example that does not conform is no example; changed, it must not conform."""
    text = block(ROOT / "graph" / "README.md", "turtle")
    path = tmp_path / "example.ttl"
    path.write_text(text, encoding="utf-8")
    report = validate_files([path], quads(), ROOT)

    assert report.conforms, report.rows()
    path.write_text(text.replace("oa:start 10", "oa:start 11"), encoding="utf-8")
    assert not validate_files([path], quads(), ROOT).conforms


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 120


def test_every_query_gives_the_answer_that_is_printed_below_it():
    assert len(ASKED.findall(README.read_text(encoding="utf-8"))) >= 3
    for path, of in ((README, store()), (TUTORIAL, tutorial_store())):
        text = path.read_text(encoding="utf-8")

        assert answered(text, of) == text, "If the new answers are right, write them: python tests/documents.py"


def test_the_file_of_the_tutorial_gives_the_message_that_is_printed():
    text = block(TUTORIAL, "turtle")

    assert tutorial_message(text) == block(TUTORIAL, "text", 1)
    assert tutorial_message(text.replace("netwrok", "network")) == ""


def test_every_decision_is_in_the_list_of_decisions():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path):
    targets = [match["target"] for match in LINK.finditer(FENCED.sub("", path.read_text(encoding="utf-8")))]
    for target in targets:
        if not re.match(r"[a-z]+:", target):
            name, _, anchor = target.partition("#")
            other = (path.parent / name).resolve() if name else path
            assert other.exists(), target
            assert not anchor or anchor in anchors(other), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_document_names_a_machine_or_a_package_registry(path):
    found = NOT_OURS.search(path.read_text(encoding="utf-8"))

    assert found is None
