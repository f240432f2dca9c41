"""Generates a graph once and builds the store of it that our service and the Oxigraph server open."""

import hashlib
import json
import shutil
import time
from pathlib import Path

import generate
from pyoxigraph import RdfFormat, Store
from servers import Graph

from unodc_kg.build import versions

VERSION = "bench"


def graph(size: int, place: Path, *, seed: int) -> tuple[Graph, dict[str, float]]:
    """The graph of that size below `place`, made unless it is there, and what was measured on the way."""
    folder = place / f"{size}"
    note = folder / "made.json"
    stamp = _stamp(size, seed)
    if not note.exists() or (made := json.loads(note.read_text())).pop("stamp") != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        made = _make(size, folder, seed)
        note.write_text(json.dumps(made | {"stamp": stamp}))
    return Graph(folder, int(made["triples"])), made


def _make(size: int, folder: Path, seed: int) -> dict[str, float]:
    begin = time.monotonic()
    made: dict[str, float] = dict(generate.generate(size, folder, seed=seed))
    made["generate_seconds"] = time.monotonic() - begin
    begin = time.monotonic()
    store = folder / "data" / "store" / VERSION
    store.mkdir(parents=True)
    engine = Store(str(store / "quads"))
    engine.bulk_load(path=folder / "named.nq", format=RdfFormat.N_QUADS, lenient=True)
    engine.bulk_load(path=folder / "merged.nt", format=RdfFormat.N_TRIPLES, lenient=True)
    engine.optimize()
    engine.flush()
    made["load_seconds"] = time.monotonic() - begin
    (store / "version").write_text(f"{VERSION}\n", encoding="ascii")
    record = {"version": VERSION, "base_iri": "https://w3id.org/unodc-kg/", "graphs": {}, "triples": made["triples"]}
    versions.write_record(folder / "data", VERSION, record)
    versions.switch(folder / "data", VERSION)
    return made


def _stamp(size: int, seed: int) -> str:
    """Changes when the generator changes; the project's own files give it shapes, not its code."""
    code = b"".join(
        (Path(__file__).parent / f"{name}.py").read_bytes() for name in ("generate", "shapes", "texts", "prepare")
    )
    return hashlib.sha256(code + f"{size} {seed}".encode()).hexdigest()[:16]
