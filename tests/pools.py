"""A pool of readers over a small store, and how tests ask it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

import heavy
from unodc_kg import config
from unodc_kg.formats import JSON, Format
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Question
from unodc_kg.stores.readers import Readers

ALL = "SELECT ?s ?n { ?s <https://example.org/p> ?n } ORDER BY ?n"


def written(path: Path, number: int, first: int = 0) -> embedded.EmbeddedStore:
    embedded.write(path, heavy.quads(number, first))
    return embedded.open_readonly(path)


@contextmanager
def pool(store: embedded.EmbeddedStore, **settings: str) -> Iterator[Readers]:
    with closing(Readers(store, config.load(settings, {}))) as readers:
        yield readers


def body(readers: Readers, query: str, form: Format = JSON, **wanted: float) -> bytes:
    stream = readers.stream(Question(query, results_form=form, graph_form=form, **wanted))
    return b"".join(stream.chunks)


def alive(readers: Readers) -> bool:
    return body(readers, "ASK {}") == b'{"head":{},"boolean":true}'


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def children() -> set[int]:
    """The readers of this process, whoever started them: what the fork server made."""
    found = psutil.Process().children(recursive=True)
    servers = {child.pid for child in found if child.ppid() == os.getpid()}
    return {child.pid for child in found if child.ppid() in servers}
