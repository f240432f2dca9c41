"""The manual on the web: what error answers point to is there."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from unodc_kg import config, web
from unodc_kg.errors import KgError
from unodc_kg.stores import embedded
from unodc_kg.web.manual import anchor, rendered

ROOT = Path(__file__).parents[1]


@pytest.fixture
def client() -> FlaskClient:
    return web.create_app(config.load({"root": str(ROOT)}), embedded.memory([])).test_client()


def test_every_error_has_its_anchor_on_the_page_that_answers_point_to(client: FlaskClient) -> None:
    page = client.get("/docs/errors").get_data(as_text=True)
    names = {KgError.__name__} | {kind.__name__ for kind in _below(KgError)}
    assert len(names) > 5
    for name in names:
        assert f'id="{anchor(name)}"' in page, name


def test_the_type_of_a_problem_leads_to_a_page(client: FlaskClient) -> None:
    problem = client.get("/sparql?query=SELEC").get_json(force=True)
    path, _, fragment = problem["type"].partition("#")
    assert f'id="{fragment}"' in client.get(path).get_data(as_text=True)


def test_every_link_of_the_manual_leads_to_a_page_and_a_heading_that_are_there(client: FlaskClient) -> None:
    pages, seen = {"/docs/"}, {}
    while pages - seen.keys():
        path = min(pages - seen.keys())
        seen[path] = client.get(path).get_data(as_text=True)
        article = seen[path].partition("<article")[2].partition("</article>")[0]
        assert 'href=""' not in article, path
        assert "&lt;a id" not in article, path
        links = [urljoin(path, link) for link in re.findall(r'href="([^"]+)"', article)]
        pages |= {link.partition("#")[0] for link in links if link.startswith("/docs/")}
        seen[path] += "".join(f'\nlink "{link}"' for link in links)
    assert {"/docs/errors", "/docs/operators", "/docs/search", "/docs/decisions/0015-guarded-queries"} <= seen.keys()
    for path, text in seen.items():
        for target, fragment in re.findall(r'^link "(/docs/[^"#]*)#([^"]+)"$', text, re.MULTILINE):
            assert f'id="{fragment}"' in seen[target], f"{path}: {target}#{fragment}"


@pytest.mark.parametrize("name", ["nothing", "..%2Fdecisions%2FREADME", "errors.md"])
def test_other_pages_are_not_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code == 404


def test_html_in_the_text_is_shown_not_run() -> None:
    assert "<script>" not in rendered("# A\n\n<script>alert(1)</script>\n")


def _below(kind: type[KgError]) -> set[type[KgError]]:
    found = set(kind.__subclasses__())
    return found.union(*(_below(sub) for sub in found))
