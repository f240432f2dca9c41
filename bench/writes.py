"""How long writes take on the built graph: `python -m bench.writes [RUNS]`, after `unodc-kg build`.

Each kind of write is made RUNS times on the version in force, in a folder that is removed at the end. Two times are
given: that of the whole write as a client waits for it, and the processor time of the work on the store alone, which
others that use the machine hardly disturb.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph

from unodc_kg import config
from unodc_kg.formats import N_QUADS, TURTLE
from unodc_kg.search.door import Searches
from unodc_kg.search.index import write_index
from unodc_kg.stores import versions
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write, carry_out

G, H = "http://example.org/g", "http://example.org/h"


def update(text: str) -> Write:
    """An update."""
    return Write("update", text)


def triples(number: int) -> str:
    """A thousand triples, others for every number."""
    return " ".join(f"<{G}/{number}/{place}> <{G}> {place} ." for place in range(1000))


def kinds(largest: str) -> dict[str, Write]:
    """The writes by name; each finds the graph G with a thousand triples. `largest` is the graph with the most."""
    one = f"<{G}/0/7> <{G}> 7"
    quads = (f"<{G}> <{G}> <{G}> <{G}> .".encode(), N_QUADS)
    return {
        "INSERT DATA, 1 triple": update(f"INSERT DATA {{ GRAPH <{H}> {{ {one} }} }}"),
        "INSERT DATA, 1,000 triples": update(f"INSERT DATA {{ GRAPH <{H}> {{ {triples(1)} }} }}"),
        "INSERT DATA with [ ], 1 triple": update(f"INSERT DATA {{ GRAPH <{largest}> {{ <{G}> <{G}> [] }} }}"),
        "DELETE DATA, 1 triple": update(f"DELETE DATA {{ GRAPH <{G}> {{ {one} }} }}"),
        "DELETE WHERE, 1 triple": update(f"DELETE WHERE {{ GRAPH <{G}> {{ ?s <{G}> 7 }} }}"),
        "DELETE INSERT WHERE, 1 triple": update(
            f"DELETE {{ GRAPH <{G}> {{ ?s ?p 7 }} }} INSERT {{ GRAPH <{G}> {{ ?s ?p 8 }} }} "
            f"WHERE {{ GRAPH <{G}> {{ ?s ?p 7 }} }}"
        ),
        "WITH, 1 triple": update(f"WITH <{G}> DELETE {{ ?s ?p 7 }} INSERT {{ ?s ?p 8 }} WHERE {{ ?s ?p 7 }}"),
        "CLEAR, 1,000 triples": update(f"CLEAR GRAPH <{G}>"),
        "COPY, 1,000 triples": update(f"COPY <{G}> TO <{H}>"),
        "MOVE, 1,000 triples": update(f"MOVE <{G}> TO <{H}>"),
        "PUT of a graph, 1,000 triples": Write("put", graph=G, data=((triples(1).encode(), TURTLE),)),
        "POST to the largest graph, 1 triple": Write("post", graph=largest, data=((f"{one} .".encode(), TURTLE),)),
        "POST of N-Quads, 1 triple": Write("post", whole=True, data=(quads,)),
        "DELETE of a graph, 1,000 triples": Write("delete", graph=G),
    }


def main(runs: int) -> None:
    """Print a line a kind of write: the medians of both times."""
    settings = config.load()
    source = versions.folder(settings.data, versions.current(settings.data))
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        data = Path(folder)
        shutil.copytree(source, data / "store" / source.name)
        versions.switch(data, source.name)
        base = FolderWriter(data).apply(Write("put", graph=G, data=((triples(0).encode(), TURTLE),)), lambda _: None)
        print(f"{base.count():,} triples in the merged graph")
        largest = max(base.graphs(), key=lambda graph: sum(1 for _ in base.triples(graph)))
        for name, write in kinds(largest).items():
            whole, work = zip(*(_seconds(data, write) for _ in range(runs)), strict=True)
            print(
                f"{name:<36} {statistics.median(whole):.3f} s, work {1000 * statistics.median(work):.0f} ms", flush=True
            )
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        _index(Path(folder), source)


def _index(data: Path, source: Path) -> None:
    """Print how long the search index takes after a write: made anew, and renewed from that of the version before."""
    shutil.copytree(source, data / "store" / source.name)
    versions.switch(data, source.name)
    Searches(data).of(versions.open_current(data))
    name = f'<{G}> <http://www.w3.org/2000/01/rdf-schema#label> "a new name"'
    store = FolderWriter(data).apply(update(f"INSERT DATA {{ GRAPH <{G}> {{ {name} }} }}"), lambda _: None)
    started = time.process_time()
    write_index(store, data / "anew")
    anew = time.process_time() - started
    started = time.process_time()
    Searches(data).of(store)
    renewed = time.process_time() - started
    print(f"search index, 1 name more: anew {anew:.2f} s of work, renewed {renewed:.2f} s")


def _seconds(data: Path, write: Write) -> tuple[float, float]:
    """Make the write twice on the version in force: in the usual way, and on a copy in this process."""
    before = versions.current(data)
    copy = data / "copy"
    versions.open_current(data).engine.backup(str(copy))
    engine = pyoxigraph.Store(str(copy))
    started = time.process_time()
    carry_out(engine, write, merged=True)
    work = time.process_time() - started
    del engine
    shutil.rmtree(copy)
    started = time.perf_counter()
    FolderWriter(data).apply(write, lambda _: None)
    whole = time.perf_counter() - started
    versions.switch(data, before)
    return whole, work


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
