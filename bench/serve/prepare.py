"""Generates a graph and puts it into a store that our service and the Oxigraph server open; once a size and seed.

Each step leaves a note with a digest of what it was made by, so that a later run uses what is there still.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generate
from progress import Telling, say
from servers import Graph

from unodc_kg.stores import bulk, versions

VERSION = "bench"
HERE = Path(__file__).parent


def graph(size: int, place: Path, *, seed: int) -> tuple[Graph, dict[str, float]]:
    """The graph of that size below `place`, made unless it is there, and what was measured on the way."""
    folder = place / f"{size}"
    stamp = _stamp(size, seed, *(HERE / f"{name}.py" for name in ("generate", "shapes", "texts")))
    made = _once(folder / "made.json", stamp, lambda: _generate(size, folder, seed))
    whole = Graph(folder, int(made["triples"]))
    stamp = _stamp(stamp, Path(bulk.__file__), HERE / "prepare.py")
    return whole, made | _once(folder / "data" / "loaded.json", stamp, lambda: _load(whole))


def _once(note: Path, stamp: str, make: Callable[[], dict[str, float]]) -> dict[str, float]:
    """What `make` found, now or in an earlier run by the same code."""
    found: dict[str, Any] = json.loads(note.read_text()) if note.exists() else {}
    if found.pop("stamp", "") != stamp:
        shutil.rmtree(note.parent, ignore_errors=True)
        found = make()
        note.write_text(json.dumps(found | {"stamp": stamp}))
    return found


def _generate(size: int, folder: Path, seed: int) -> dict[str, float]:
    say(f"generate {size:,} triples")
    begin = time.monotonic()
    made = generate.generate(size, folder, seed=seed)
    return made | {"generate_seconds": time.monotonic() - begin}


def _load(whole: Graph) -> dict[str, float]:
    """As `unodc-kg import` does it."""
    data, begin, spent = whole.folder / "data", time.monotonic(), time.process_time()
    path = versions.folder(data, VERSION)
    bulk.write(path, VERSION, whole.named, merged=True, told=Telling("load into our store"))
    record = {"version": VERSION, "base_iri": "https://w3id.org/unodc-kg/", "triples": whole.triples, "updates": 1}
    versions.write_record(data, VERSION, record)
    versions.switch(data, VERSION)
    return {"load_seconds": time.monotonic() - begin, "load_processor": time.process_time() - spent}


def _stamp(*parts: object) -> str:
    """Changes when the code changes that makes it; the project's own files give it shapes, not its code."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else f" {part} ".encode())
    return digest.hexdigest()[:16]
