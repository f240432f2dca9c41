"""The examples of the manual's page on search run as they stand there."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from documents import store
from unodc_kg import config
from unodc_kg.web import create_app

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "search.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^```sparql\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
CALLS = re.findall(r"^    curl -s '(.+)'$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = config.load({"data": str(tmp_path_factory.mktemp("data"))}, environ={})
    return create_app(settings, store()).test_client()


def rows(client, query):
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    return sorted(response.text.splitlines()[1:])


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_every_query_has_an_answer(client, query):
    assert rows(client, query)


@pytest.mark.parametrize("address", CALLS)
def test_every_call_has_an_answer(client, address):
    parts = urlsplit(address)
    response = client.get(f"{parts.path}?{parts.query}")
    found = json.loads(response.data)

    assert response.status_code == 200
    assert found.get("hits") or found.get("suggestions")


def test_the_search_and_the_portable_way_give_the_same_units(client):
    assert rows(client, QUERIES[0]) == rows(client, QUERIES[-1])


def test_there_are_examples():
    assert len(QUERIES) >= 4
    assert len(CALLS) >= 5


def test_every_member_of_a_hit_is_documented(client):
    hit = json.loads(client.get("/search?q=可卡因&format=json").data)["hits"][0]
    table = PAGE.partition("| member | meaning |")[2].partition("\n\n")[0]

    names = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert sorted(hit) == sorted(names)
