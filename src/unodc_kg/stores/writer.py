"""Carries out writes on the store of this machine: each makes a new version, and the version in force is never touched.

On disk: hard-linked copy of the version in force, write, flush, version.json, switch. Whoever dies on the way leaves a
folder without version.json, which the next write or build removes.
"""

import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unodc_kg.errors import StoreError
from unodc_kg.stores import embedded, versions
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.write_process import Job, Place
from unodc_kg.stores.writes import Accept, Write
from unodc_kg.stores.writing import Writing

LOG = "updates.jsonl"
WAIT = 10.0  # seconds that a write waits for the one before, or for a build


@dataclass(frozen=True)
class FolderWriter:
    """Writes to the versions below a data folder; processes take turns by its lock.

    A write is worked on in a process of its own, which is killed after `seconds` of work or where it needs more than
    `memory` MiB. What it says is put in force here.
    """

    data: Path
    merged: bool = True
    max_depth: int = 100
    seconds: float = 60.0
    memory: int = 2048
    wait: float = WAIT

    def apply(self, write: Write, accept: Accept) -> EmbeddedStore:
        """See `Writer.apply`."""
        with Writing(self.seconds, self.memory) as process:
            process.check(Job(write, self.merged, self.max_depth))
            with versions.locked(self.data, wait=self.wait), versions.writing(self.data):
                before = versions.current(self.data)
                store = versions.open_current(self.data)
                accept(store)
                return self._apply(process, write, store, before)

    def _apply(self, process: Writing, write: Write, store: EmbeddedStore, before: str) -> EmbeddedStore:
        record = versions.record(self.data, before)
        entry = _entry(write, before, int(record.get("updates", 0)) + 1)
        name = entry["version"]
        path = versions.folder(self.data, name)
        made = process.make(Place(versions.folder(self.data, before), path, store.marks))
        after = embedded.open_readonly(path)
        _remember(self.data / LOG, entry)
        changed = {"version": name, "parent": before, "updates": entry["n"], **made}
        versions.write_record(self.data, name, record | changed)
        versions.switch(self.data, name)
        return replace(after, marks=changed[versions.MARKS], size=changed["triples"])


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
    before = path.stat().st_size if path.exists() else 0
    try:
        with path.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError as error:
        with suppress(OSError):
            os.truncate(path, before)  # half a line would spoil the next one
        raise StoreError(f"{path}: cannot be written ({error.strerror}).", "Check space and rights there.") from error
