"""Carries out writes on the store of this machine: each makes a new version, and the version in force is never touched.

On disk: hard-linked copy of the version in force, write, flush, version.json, switch. Whoever dies on the way leaves a
folder without version.json, which the next write or build removes.
"""

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyoxigraph

from unodc_kg.errors import StoreError
from unodc_kg.stores import embedded, marks, versions
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.writes import Accept, Write, carry_out, check

LOG = "updates.jsonl"
WAIT = 10.0  # seconds that a write waits for the one before, or for a build


@dataclass(frozen=True)
class FolderWriter:
    """Writes to the versions below a data folder; processes take turns by its lock."""

    data: Path
    merged: bool = True
    max_depth: int = 100
    wait: float = WAIT

    def apply(self, write: Write, accept: Accept) -> EmbeddedStore:
        """See `Writer.apply`."""
        check(write, merged=self.merged, max_depth=self.max_depth)
        with versions.locked(self.data, wait=self.wait), versions.writing(self.data):
            before = versions.current(self.data)
            store = versions.open_current(self.data)
            accept(store)
            return self._apply(write, store, before)

    def _apply(self, write: Write, store: EmbeddedStore, before: str) -> EmbeddedStore:
        record = versions.record(self.data, before)
        entry = _entry(write, before, int(record.get("updates", 0)) + 1)
        name = entry["version"]
        path = versions.folder(self.data, name)
        path.mkdir(parents=True)
        store.engine.backup(str(path / "quads"))
        self._change(path, write)
        (path / "version").write_text(name + "\n", encoding="ascii")
        after = embedded.open_readonly(path)
        changed = {"version": name, "parent": before, "updates": entry["n"], "triples": after.count()}
        changed[versions.MARKS] = marks.after(store.marks, store.version, write, name)
        _remember(self.data / LOG, entry)
        versions.write_record(self.data, name, record | changed)
        versions.switch(self.data, name)
        return replace(after, marks=changed[versions.MARKS])

    def _change(self, path: Path, write: Write) -> None:
        engine = pyoxigraph.Store(str(path / "quads"))
        carry_out(engine, write, merged=self.merged)
        engine.flush()


@dataclass(eq=False)
class MemoryWriter:
    """Writes to a store in memory: a copy takes the place of the store before, which its readers keep."""

    store: EmbeddedStore
    merged: bool = True
    max_depth: int = 100
    lock: threading.Lock = field(default_factory=threading.Lock)

    def apply(self, write: Write, accept: Accept) -> EmbeddedStore:
        """See `Writer.apply`."""
        check(write, merged=self.merged, max_depth=self.max_depth)
        with self.lock:
            accept(self.store)
            engine = pyoxigraph.Store()
            engine.extend(self.store.engine)
            for graph in self.store.engine.named_graphs():
                engine.add_graph(graph)
            carry_out(engine, write, merged=self.merged)
            name = _entry(write, self.store.version, 0)["version"]
            marked = marks.after(self.store.marks, self.store.version, write, name)
            self.store = EmbeddedStore(engine, name, marks=marked)
            return self.store


def _entry(write: Write, before: str, number: int) -> dict[str, Any]:
    """What is remembered of a write. Its name is new each time, also where the same write is made again."""
    digest = hashlib.sha256(b"\n".join([write.text.encode(), *(data for data, _ in write.data)])).hexdigest()
    now = time.time_ns()
    name = hashlib.sha256(f"{before} {digest} {now}".encode()).hexdigest()[:12]
    target = write.graph or ("all graphs" if write.whole else "")
    return {
        "n": number,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now / 1e9)),
        "version": name,
        "parent": before,
        "kind": write.kind,
        "graph": target,
        "digest": digest,
        "text": write.text,
    }


def _remember(path: Path, entry: dict[str, Any]) -> None:
    try:
        with path.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}).", "Check space and rights there.") from error
