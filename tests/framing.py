"""What the tests of web frame share."""

import time
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from serving import QUADS
from unodc_kg import config
from unodc_kg.errors import StoreError
from unodc_kg.rdf import Quad, named, text
from unodc_kg.stores import embedded
from unodc_kg.stores.direct import Direct
from unodc_kg.web import create_app
from unodc_kg.web.live import Live

MANY = [
    Quad(
        named(f"https://example.org/{n}"), named("https://example.org/p"), text("opium " * 9), named("https://e.org/g")
    )
    for n in range(400)
]
ALL = "SELECT * { ?s ?p ?o }"


class Counting(Direct):
    """An endpoint that counts the questions it is asked, and can be told to wait or to fail."""

    asked = 0
    go = None
    failure = None
    breaks = False

    def stream(self, question):
        Counting.asked += 1
        begin = time.monotonic()
        if self.go is not None:
            self.go.wait(10)
        if self.failure is not None:
            raise self.failure
        answer = replace(super().stream(question), started=begin)
        if self.breaks:
            answer.chunks = self._broken(b"".join(answer.chunks))
        return answer

    @staticmethod
    def _broken(data):
        yield data[:300_000]
        raise StoreError("The reader was killed.")


def make(root: Path, quads=QUADS, **settings: str) -> FlaskClient:
    given = config.load({"root": str(root), **settings}, {})
    store = embedded.memory(quads)
    return create_app(given, store, Counting(store)).test_client()


def swap(client: FlaskClient, quads) -> None:
    live: Live = client.application.extensions["live"]
    live.store = embedded.memory(quads)
    live.endpoint = Counting(live.store)
