"""What runs in the process of a write: one write is read, carried out on a copy of the version in force, and told of.

It is a process because the engine has no deadline and no limit of memory: a pattern that joins everything with
everything would hold the service for ever, or end it. Killed at any moment, it leaves a folder that is not in force.
"""

import contextlib
import json
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph

from unodc_kg.errors import KgError, StoreError
from unodc_kg.stores import changes, durable, embedded, marks, versions, writes
from unodc_kg.stores.changes import Changed
from unodc_kg.stores.reader_process import confine, send_error
from unodc_kg.stores.tokens import remember
from unodc_kg.stores.writes import Write


@dataclass(frozen=True)
class Job:
    """A write, and what holds for the store that it is made on."""

    write: Write
    merged: bool
    max_depth: int


@dataclass(frozen=True)
class Place:
    """The folder of the version in force with its marks (see `marks`), and the folder of the one to be made."""

    before: Path
    after: Path
    marks: Mapping[str, str]


def main(pipe: Connection, memory: int) -> None:
    """Check the write that comes through the pipe, then wait for the place, and carry it out there."""
    confine(memory)
    with contextlib.suppress(EOFError, OSError):  # the service has gone, or does not want the write any more
        job: Job = pipe.recv()
        remember(len(job.write.text))  # it is read several times, and then this process ends
        if _tell(pipe, lambda: check(job)):
            place: Place = pipe.recv()
            _tell(pipe, lambda: make(job, place))


def check(job: Job) -> dict[str, Any]:
    """Return if the write may be carried out."""
    writes.check(job.write, merged=job.merged, max_depth=job.max_depth)
    return {}


def make(job: Job, place: Place) -> dict[str, Any]:
    """Make the folder of the new version, but for its record, and say what the record has to know."""
    with versions.writing(place.after):
        place.after.mkdir(parents=True)
        before, name = embedded.open_readonly(place.before), place.after.name
        before.engine.backup(str(place.after / "quads"))
        changed = _change(place.after, job)
        durable.write_text(place.after / "version", name + "\n")
        changes.write(place.after.parent.parent, name, before.version, changed)
        marked = marks.after(place.marks, before.version, job.write, name)
        return {"triples": embedded.open_readonly(place.after).count(), versions.MARKS: marked}


def _change(folder: Path, job: Job) -> Changed:
    engine = pyoxigraph.Store(str(folder / "quads"))
    changed = writes.carry_out(engine, job.write, merged=job.merged)
    engine.flush()
    return changed


def _tell(pipe: Connection, work: Callable[[], dict[str, Any]]) -> bool:
    """Do the work and say what came of it; was it done?"""
    try:
        done = work()
    except KgError as error:
        send_error(pipe, error)
    except MemoryError:
        os.kill(os.getpid(), signal.SIGABRT)  # as the engine does when it has no memory
    except Exception as error:
        send_error(pipe, StoreError(f"The write failed: {error}.", "Nothing was changed; try again."))
    else:
        pipe.send_bytes(json.dumps(done).encode())
        return True
    return False
