"""What was written over HTTP is not lost by a build, and can be taken home."""

import subprocess
import sys
from pathlib import Path

import pytest

import tiny
from live import ROOT
from unodc_kg import cli
from unodc_kg.config import Settings
from unodc_kg.rdf import RdfFormat, canonical, parse_bytes
from unodc_kg.stores import versions
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write

ADDED = '<http://e/s> <http://e/p> "added" <http://e/g> .'
UPDATE = "INSERT DATA { GRAPH <http://e/g> { <http://e/s> <http://e/p> 'added' } }"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project that is built and was then written to."""
    made = tiny.make_project(tmp_path)
    assert cli.main(["build", "--root", str(tmp_path)]) == 0
    FolderWriter(made.data).apply(Write("update", UPDATE), lambda store: None)
    return made


def build(settings: Settings, *options: str) -> int:
    return cli.main(["build", "--root", str(settings.root), *options])


def test_a_build_refuses_to_drop_what_was_written(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(settings) == 0  # nothing changed, so nothing would be lost
    written = versions.current(settings.data)
    tiny.write(settings.root, "graph/curated/more.ttl", 'state:KEN skos:altLabel "more"@en .\n')
    assert build(settings) == 2
    error = capsys.readouterr().err
    assert "1 writes" in error and "export" in error and "--discard-updates" in error
    assert versions.current(settings.data) == written
    assert build(settings, "--discard-updates") == 0
    assert ADDED not in exported(settings)
    assert versions.updates(settings.data) == 0
    assert build(settings) == 0


def test_discarding_brings_back_what_was_built(settings: Settings) -> None:
    assert ADDED in exported(settings)
    assert build(settings, "--discard-updates") == 0
    assert ADDED not in exported(settings)


def test_an_export_is_canonical_and_complete(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "out.nq"
    assert cli.main(["export", str(target), "--root", str(settings.root)]) == 0
    text = target.read_bytes()
    quads = parse_bytes(text, RdfFormat.N_QUADS, "export")
    assert text == canonical(quads)
    assert set(quads) == set(versions.open_current(settings.data).quads())
    command = [sys.executable, "-m", "unodc_kg.cli", "export", "--root", str(settings.root)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout == text


def test_an_export_to_a_place_that_cannot_be_written_says_so(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["export", str(settings.root / "none" / "x.nq"), "--root", str(settings.root)]) == 2
    assert "none/x.nq" in capsys.readouterr().err


def exported(settings: Settings) -> str:
    return canonical(versions.open_current(settings.data).quads()).decode()
