"""The walls of the house: imports run one way, nothing grows too long, no file names the machine it was written on."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON_FILES = sorted(path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.py"))
MADE = (".git", ".venv", "build", "data", "node_modules")  # at the top of the project
CACHES = ("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")
REGISTRY = re.compile(
    r"pythonhosted\.org|pypi\.org/simple|registry\.(?:npmjs|yarnpkg)|(?:resolved|index-url|find-links|registry)\W+(?:https?|file)://"
)


def test_imports_run_one_way():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_no_function_is_longer_than_60_lines():
    long = [f"{place} has {length} lines" for place, length in _functions() if length > 60]

    assert long == []


def test_the_median_function_has_at_most_10_lines():
    lengths = sorted(length for place, length in _functions() if place.startswith("src"))

    assert lengths[len(lengths) // 2] <= 10


def test_no_python_file_is_longer_than_300_lines():
    assert len(PYTHON_FILES) > 10
    long = [f"{path.relative_to(ROOT)}" for path in PYTHON_FILES if path.read_text(encoding="utf-8").count("\n") > 300]

    assert long == []


def test_no_file_names_the_machine_it_was_written_on():
    here = [str(ROOT), str(ROOT.parent / "shared"), str(Path.home())]
    named = [re.escape(path) for path in here if len(path) > 4]
    pattern = re.compile(rf"(?<![\w.:/-])(?:{'|'.join(named)})(?![\w-])")

    assert list(_lines_with(pattern)) == []


def test_no_file_names_a_package_registry():
    assert list(_lines_with(REGISTRY)) == []


def test_the_registry_pattern_finds_an_index():
    address = "https://mirror.example/simple"

    assert REGISTRY.search(f"--index-url {address}")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_declared_library_is_locked_with_hashes(name):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = set(project["project"]["dependencies"])
    if "dev" in name:
        declared |= set(project["dependency-groups"]["dev"])
    locked = (ROOT / name).read_text(encoding="utf-8")

    for requirement in declared:
        library = re.match(r"[\w.-]+", requirement)[0].lower().replace(".", "-").replace("_", "-")
        assert re.search(rf"^{library}==\S+.*\\\n    --hash=sha256:", locked, re.MULTILINE), f"{library}: run make lock"


def test_both_lock_files_pin_the_same_versions():
    run, dev = (set(_pins(ROOT / name)) for name in ("requirements.lock", "requirements-dev.lock"))

    assert run
    assert run <= dev


def _pins(path: Path) -> list[str]:
    return re.findall(r"^(\S+==\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)


def _functions() -> Iterator[tuple[str, int]]:
    for path in PYTHON_FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def _lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    files = list(_our_files())
    assert len(files) > 20
    for path in files:
        text = path.read_text(encoding="utf-8", errors="ignore")
        if pattern.search(text):
            number = next((n for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)), 0)
            yield f"{path.relative_to(ROOT)}:{number}"


def _our_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        made = MADE if Path(folder) == ROOT else ()
        folders[:] = [name for name in folders if name not in (*made, *CACHES) and not name.endswith(".egg-info")]
        yield from (Path(folder) / name for name in names if not name.endswith((".png", ".woff2", ".pyc")))
