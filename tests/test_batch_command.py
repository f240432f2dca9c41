"""The command that converts many documents: what it counts, prints and refuses."""

import json

import pytest

from batches import BAD, TEXTS, run, write
from converting import ROOT
from unodc_kg import cli
from unodc_kg.batch import Failed
from unodc_kg.batch.folder import JOURNAL


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return write(tmp_path_factory.mktemp("sources"), TEXTS | BAD)


def test_the_command_counts_and_prints_what_failed(sources, tmp_path, capsys):
    arguments = ["convert", str(sources), "--output", str(tmp_path / "out"), "--jobs", "2", "--root", str(ROOT)]
    status = cli.main(arguments)
    printed = capsys.readouterr()

    assert status == 1
    assert printed.out == f"4 converted, 0 unchanged, 4 failed: {tmp_path / 'out'}\n"
    assert len([line for line in printed.err.splitlines() if line.startswith("failed: ")]) == 4
    assert cli.main([*arguments[:1], str(sources / "one.txt"), *arguments[2:]]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.txt"], "Add --output"),
        (["x.txt", "--output", "o", "--check"], "--check"),
        (["x.txt", "--output", "o", "--jobs", "-1"], "--jobs is -1"),
        (["--output", "o"], "--output needs documents"),
        (["--again"], "--again needs documents"),
    ],
)
def test_options_that_do_not_go_together_are_explained(arguments, words, capsys):
    assert cli.main(["convert", *arguments, "--root", str(ROOT)]) == 2
    assert words in capsys.readouterr().err


def test_a_folder_without_documents_is_explained(tmp_path, capsys):
    assert cli.main(["convert", str(tmp_path), "--output", str(tmp_path / "out"), "--root", str(ROOT)]) == 2
    assert "no documents there" in capsys.readouterr().err


def test_a_missing_document_fails_like_a_bad_one(tmp_path):
    result = run([tmp_path / "none.txt"], tmp_path / "out")[0]

    assert isinstance(result, Failed)
    assert "none.txt" in result.message


def test_the_journal_says_what_each_file_was_made_from(tmp_path):
    sources, output = write(tmp_path / "in", TEXTS), tmp_path / "out"
    run([sources], output)
    lines = [json.loads(line) for line in (output / JOURNAL).read_text(encoding="utf-8").splitlines()]

    assert {(output / line["source"]).resolve() for line in lines} == {sources / name for name in TEXTS}
    assert all(set(line) == {"digest", "file", "sha256", "source", "text"} for line in lines)
