"""The service over the small graph of data/pages.trig, for the tests of pages and of what they show."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from unodc_kg import config
from unodc_kg.build.assemble import rebased
from unodc_kg.namespaces import BASE
from unodc_kg.rdf import read_file
from unodc_kg.stores import embedded
from unodc_kg.web import create_app

DATA = Path(__file__).parent / "data" / "pages.trig"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
X1 = "document/x-1"


def store(base_iri=BASE):
    """A store in memory with the small graph."""
    return embedded.memory(rebased(read_file(DATA), base_iri))


def client(base_iri=BASE, root="."):
    """A client of the service over that store."""
    settings = config.load({"base_iri": base_iri, "root": root}, environ={})
    return create_app(settings, store(base_iri)).test_client()


class Page(HTMLParser):
    """The links, sources, identifiers and attributes of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.ids, self.tags = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append((found["href"], found.get("rel", "")))
        if tag in ("script", "img", "iframe") or (tag == "link" and found.get("rel") in ("stylesheet", "icon")):
            self.loaded.append(found.get("src") or found.get("href"))


def visible(response):
    """The text of a page without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", response.text))
