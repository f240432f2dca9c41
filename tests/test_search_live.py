"""Search in the running service: on the version in force, also after a write, in the answers of all its doors."""

from pathlib import Path
from urllib.parse import quote

from live import make_version, serving
from unodc_kg import cli
from unodc_kg.namespaces import ID, KG, SKOS
from unodc_kg.rdf import Quad, named, text

WORDS = "示例词语"
GRAPH = named("https://example.org/g")


def test_the_running_service_searches_what_is_in_force(tmp_path: Path) -> None:
    units = [f"{ID}document/x-1/paragraph/{number}" for number in range(1, 4)]
    quads = [Quad(named(unit), named(KG["text"]), text(f"这里有{WORDS}。", "zh"), GRAPH) for unit in units]
    make_version(tmp_path / "data", quads)
    asked = f'SELECT ?u {{ ?u search:matches "{WORDS}" }}'
    page = f"/search?q={quote(WORDS)}&format=json"

    with serving(tmp_path) as live:
        before = live.rows(asked)
        first = live.ask("GET", page)
        added = f'{ID}state/XXX> <{SKOS.prefLabel}> "{WORDS}"@zh'
        written = live.update(f"INSERT DATA {{ GRAPH <https://example.org/g> {{ <{added} }} }}")
        after = live.rows(asked)
        second = live.ask("GET", page)

    assert written.status == 204
    assert len(before) == 3
    assert len(after) == 4
    assert (first.json["total"], second.json["total"]) == (3, 4)
    assert second.json["hits"][0]["iri"] == f"{ID}state/XXX"
    assert first.json["version"] != second.json["version"]


def test_where_the_index_has_its_own_command_searches_wait_for_that(tmp_path: Path) -> None:
    unit = Quad(named(f"{ID}document/x-1/paragraph/1"), named(KG["text"]), text(WORDS, "zh"), GRAPH)
    make_version(tmp_path / "data", [unit])
    page = f"/search?q={quote(WORDS)}&format=json"

    with serving(tmp_path, search_index="command") as live:
        before = live.ask("GET", page)
        assert cli.main(["index", "--data", str(tmp_path / "data"), "--search-index", "command"]) == 0
        after = live.ask("GET", page)

    assert before.status == 503
    assert "unodc-kg index" in before.json["hint"]
    assert after.json["total"] == 1
