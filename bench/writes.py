"""How long writes take on the built graph: `python -m bench.writes [RUNS]`, after `unodc-kg build`.

Each kind of write is made RUNS times on a copy of the version in force, in a folder that is removed at the end.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from unodc_kg import config
from unodc_kg.formats import TURTLE
from unodc_kg.stores import versions
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write

G = "http://example.org/g"
KINDS = {
    "INSERT DATA, 1 triple": lambda n: Write("update", f"INSERT DATA {{ GRAPH <{G}> {{ <{G}> <{G}> {n} }} }}"),
    "INSERT DATA, 1,000 triples": lambda n: Write("update", f"INSERT DATA {{ GRAPH <{G}> {{ {_triples(n)} }} }}"),
    "DELETE DATA, 1 triple": lambda n: Write("update", f"DELETE DATA {{ GRAPH <{G}> {{ <{G}> <{G}> {n} }} }}"),
    "DELETE WHERE, 1 triple": lambda n: Write("update", f"DELETE WHERE {{ GRAPH <{G}> {{ ?s ?p {n} }} }}"),
    "PUT of a graph, 1,000 triples": lambda n: Write("put", graph=G, data=((_triples(n).encode(), TURTLE),)),
    "DELETE of that graph": lambda n: Write("delete", graph=G),
}


def main(runs: int) -> None:
    """Print a line a kind of write: the median of the time, and of the processor time, which others do not disturb."""
    settings = config.load()
    source = versions.folder(settings.data, versions.current(settings.data))
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        data = Path(folder)
        shutil.copytree(source, data / "store" / source.name)
        versions.switch(data, source.name)
        writer = FolderWriter(data)
        print(f"{versions.open_current(data).count():,} triples in the merged graph")
        for name, write in KINDS.items():
            wall, work = zip(*(_seconds(writer, write(number)) for number in range(runs)), strict=True)
            print(f"{name:<30} {statistics.median(wall):.3f} s, of that at work {statistics.median(work):.3f} s")


def _triples(number: int) -> str:
    return " ".join(f"<{G}/{number}/{place}> <{G}> {place} ." for place in range(1000))


def _seconds(writer: FolderWriter, write: Write) -> tuple[float, float]:
    wall, work = time.perf_counter(), time.process_time()
    writer.apply(write, lambda store: None)
    return time.perf_counter() - wall, time.process_time() - work


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
