"""The commands that make and ask the search index."""

import re

import pytest

import tiny
from unodc_kg import cli


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A project that is built."""
    settings = tiny.make_project(tmp_path_factory.mktemp("project"))
    assert cli.main(["build", "--root", str(settings.root)]) == 0
    return settings.root


def test_the_search_index_is_made_once_for_a_version(root, capsys):
    said = []
    for arguments in ([], ["--again"]):
        assert cli.main(["index", "--root", str(root), *arguments]) == 0
        said.append(capsys.readouterr().out)

    assert re.fullmatch(r"already there: search index of version [0-9a-f]{16}, 5 entries of 4 things\n", said[0])
    assert said[1] == said[0].replace("already there", "made")


def test_a_query_searches(root, capsys):
    assert (
        cli.main(["query", "--root", str(root), "--format", "csv", 'SELECT ?s { ?s search:matches "republic" }']) == 0
    )
    assert capsys.readouterr().out.split() == ["s", "https://w3id.org/unodc-kg/id/state/PER"]
