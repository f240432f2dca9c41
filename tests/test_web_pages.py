"""Every page is drawn in six languages, proves its facts, loads nothing from elsewhere and links nowhere dead."""

import json
import re
from pathlib import Path

import pytest

from paging import BROWSER, X1, Page, client, visible
from unodc_kg.config import LANGUAGES

MESSAGES = Path(__file__).parents[1] / "src" / "unodc_kg" / "web" / "messages"
CLIENT = client()
PAGES = ["/", "/browse", "/browse/Organization", "/browse/concept/agent-type", "/search", "/search?q=示例", "/ontology",
         "/page/agent/ooe", "/page/agent/odd", "/page/programme/watch", f"/page/{X1}", f"/page/{X1}/figure/1.26",
         f"/page/{X1}/paragraph/1", "/page/statement/a1", "/page/concept/agent-type", "/page/resolution/ga/75/2",
         f"/read/{X1}", "/links/state/PER?property=mentions", "/links/agent/ooe?property=partner",
         "/page/agent/nobody", "/nothing"]  # fmt: skip
CRAWLED = 300


def get(path, **headers):
    return CLIENT.get(path, headers=BROWSER | {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_drawn_in_every_language(path, language):
    response = get(path + ("&" if "?" in path else "?") + f"lang={language}")
    page = Page(response.text)

    assert response.status_code in (200, 404)
    assert ("html", {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}) in page.tags
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert sum(tag == "h1" for tag, _ in page.tags) == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_has_each_identifier_once(path):
    page = Page(get(path).text)

    assert page.loaded
    assert [address for address in page.loaded if not address.startswith("/static/")] == []
    assert sorted(set(page.ids)) == sorted(page.ids)


@pytest.mark.parametrize("path", PAGES)
def test_only_links_marked_as_external_leave_the_site(path):
    links = Page(get(path).text).links

    assert [address for address, rel in links if "://" in address and rel != "external"] == []
    assert [address for address, rel in links if address.startswith(("/", "#", "?")) and rel == "external"] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_link_into_a_text_leads_to_a_place_that_is_there(path):
    into = [address.partition("#") for address, _ in Page(get(path).text).links if address.startswith("/read/")]

    for address, _, place in into:
        assert not place or place in Page(get(address).text).ids, place
    assert into or "figure" not in path


def test_the_style_sheet_asks_for_nothing_else():
    with CLIENT.get("/static/site.css") as response:
        text = response.text

    assert "url(" not in text
    assert "@import" not in text


def test_every_link_of_the_site_leads_somewhere():
    waiting, seen, anchors = ["/"], {"/"}, []
    while waiting and len(seen) < CRAWLED:
        path = waiting.pop(0)
        response = get(path)
        assert response.status_code in (200, 303), path
        found = [response.headers["Location"]] if response.status_code == 303 else []
        if response.status_code == 200 and response.mimetype == "text/html":
            page = Page(response.text)
            found += [address for address, rel in page.links if rel != "external"]
            anchors += [(path, a) for a in found if a.startswith("#") and a != "#main" and a[1:] not in page.ids]
        new = {address.partition("#")[0] for address in found} - seen - {""}
        seen |= new
        waiting += sorted(new)

    assert len(seen) > 60
    assert anchors == []


@pytest.mark.parametrize(
    "path",
    [
        "/page/agent/odd",
        "/page/programme/watch",
        "/browse/Organization",
        "/search?q=<script>",
        "/search?q=%22onmouseover",
        "/page/<script>alert(1)</script>",
        f"/read/{X1}",
    ],
)
def test_texts_cannot_become_markup(path):
    text = get(path).text

    assert "<script" not in text
    assert "<b>支持" not in text
    assert not any(name.startswith("on") for _, attributes in Page(text).tags for name in attributes)


def test_an_odd_label_is_shown_as_it_is():
    assert "<script>alert('x')</script> & \"Sons\"" in visible(get("/page/agent/odd"))


def test_a_page_shows_the_proof_of_a_fact():
    text = get("/page/programme/watch").text

    assert '<p lang="zh" dir="ltr"><mark>示例办公室</mark>' in text
    assert "Extracted by rule" in text
    assert "Checked by a curator" in text
    assert f"/read/{X1}#paragraph-1" in text


def test_a_name_in_another_language_says_so():
    assert '<h1 lang="zh" dir="ltr">上级机构</h1>' in get("/page/agent/parent").text
    assert '<h1 lang="ar" dir="rtl">بيرو</h1>' in get("/page/state/PER?lang=ar").text


def test_the_language_of_the_browser_is_used():
    assert '<html lang="fr"' in get("/", Accept_Language="fr-CH, en;q=0.5").text
    assert '<html lang="zh"' in get("/", Accept_Language="zh-CN").text
    assert '<html lang="en"' in get("/", Accept_Language="sw").text
    assert "Accept-Language" in get("/").headers["Vary"]


def test_a_page_says_where_its_data_are():
    text = get("/page/agent/ooe").text
    link = get("/page/agent/ooe").headers["Link"]

    assert "https://w3id.org/unodc-kg/id/agent/ooe" in visible(get("/page/agent/ooe"))
    for suffix in ("ttl", "nt", "jsonld", "rdf"):
        assert f'href="/data/agent/ooe.{suffix}"' in text
        assert f"</data/agent/ooe.{suffix}>" in link
    assert "DESCRIBE" in text
    assert "graph:authority/agents" in text


def test_the_reader_shows_every_paragraph_with_its_names_figures_and_records():
    page = Page(get(f"/read/{X1}").text)
    text = visible(get(f"/read/{X1}"))

    assert {"front", "section-I", "paragraph-1", "footnote-1", "paragraph-10"} <= set(page.ids)
    assert "/id/agent/ooe" in [address for address, _ in page.links]
    assert f"/id/{X1}/figure/1.26" in [address for address, _ in page.links]
    assert "第一句话。" in text
    assert "countries covered" in text


def test_the_reader_changes_the_language_of_the_text():
    assert "The first sentence." in visible(get(f"/read/{X1}?text=en"))


def test_the_reader_shows_two_languages_side_by_side_where_both_have_a_text():
    page = get(f"/read/{X1}?text=zh&beside=en")
    alone = get(f"/read/{X1}?text=zh")

    assert "第一句话" in visible(page)
    assert "The first sentence." in visible(page)
    assert page.text.count('class="pair"') == 1
    assert "The first sentence." not in visible(alone)
    assert "beside=en" in alone.text


def test_a_language_that_a_document_does_not_have_stands_beside_nothing():
    assert 'class="pair"' not in get(f"/read/{X1}?text=zh&beside=ru").text


def test_links_stay_on_this_site_wherever_the_things_have_their_addresses():
    here = client("http://localhost:8000/")
    page = here.get("/page/programme/watch", headers=BROWSER)

    assert page.status_code == 200
    assert "/id/agent/ooe" in [address for address, _ in Page(page.text).links]
    assert "http://localhost:8000/id/programme/watch" in visible(page)
    assert b"<http://localhost:8000/id/programme/watch>" in here.get("/data/programme/watch.nt").data


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_that_english_says(language):
    english, found = (json.loads((MESSAGES / f"{tag}.json").read_text(encoding="utf-8")) for tag in ("en", language))

    for part in ("messages", "terms"):
        assert list(found[part]) == list(english[part])
        for key, text in found[part].items():
            assert text.strip() == text != "", key
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[part][key])), key


def test_every_message_is_used():
    source = "".join(
        path.read_text(encoding="utf-8") for suffix in ("html", "py") for path in MESSAGES.parent.rglob(f"*.{suffix}")
    )
    english = json.loads((MESSAGES / "en.json").read_text(encoding="utf-8"))["messages"]
    built = ("unit_", "group_", "example_", "http_")  # these keys are put together from a part and a name
    written = set(re.findall(r"""["'](\w+)["']""", source))

    assert [key for key in english if key not in written and not key.startswith(built)] == []


@pytest.mark.parametrize(("language", "title"), [("en", "Lighting of harbours"), ("zh", "港口照明")])
def test_below_the_name_of_a_document_stands_its_printed_title(language, title):
    header = get(f"/page/resolution/ga/75/1?lang={language}").text.partition("<h1")[2].partition("</header>")[0]

    assert f">{title}</p>" in header
