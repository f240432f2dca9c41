"""The versions of the built store below the data folder, one at a time in force.

    data/current            the name of the version in force: written last, in one step
    data/store/<version>/   a store and its version.json; never changed once it is complete
    data/build.lock         held while a build runs
    data/sound.txt          digests of what the shapes found sound, so that a build looks at what changed

A build that fails or dies leaves `current` as it was; what else it leaves has no version.json and is removed.
"""

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from unodc_kg.errors import StoreBusyError, StoreError, StoreFullError
from unodc_kg.stores.durable import sync, write_json, write_text
from unodc_kg.stores.embedded import EmbeddedStore, open_readonly

RECORD = "version.json"
MARKS = "changed_in"  # in the record: which version changed each graph last
HINTS = {
    errno.ENOSPC: "The disk is full: free some space, or choose another folder with --data.",
    errno.EDQUOT: "Your disk quota is used up: free some space, or choose another folder with --data.",
    errno.EFBIG: "The system limits the size of files: raise that limit (ulimit -f) and build again.",
    errno.EROFS: "The file system is read-only: choose another folder with --data.",
}

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def current(data: Path) -> str:
    """The name of the version in force; "" if nothing was built yet."""
    try:
        return (data / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{data / 'current'}: cannot be read ({error}).", "Delete it and build again.") from error


def folder(data: Path, name: str) -> Path:
    """Where that version stands."""
    return data / "store" / name


def record(data: Path, name: str) -> dict[str, Any]:
    """What version.json says about that version; empty if it is not there or not complete."""
    try:
        content = json.loads((folder(data, name) / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def updates(data: Path) -> int:
    """How many writes were made over HTTP to the version in force since it was built."""
    name = current(data)
    return int(record(data, name).get("updates", 0)) if name else 0


def write_record(data: Path, name: str, content: dict[str, Any]) -> None:
    """Say in version.json what that version holds."""
    write_json(folder(data, name) / RECORD, content)


def sound(data: Path) -> set[str]:
    """The digests of things that the last validation found sound."""
    try:
        return set((data / "sound.txt").read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return set()


def write_sound(data: Path, digests: set[str]) -> None:
    """Remember them."""
    write_text(data / "sound.txt", "".join(f"{digest}\n" for digest in sorted(digests)))


def switch(data: Path, name: str) -> None:
    """Put a version in force and remove all others but the one before it, which a running service may still read."""
    before = current(data)
    if before != name:
        sync(data / "store")  # the version itself comes before what names it
        sync(data)
        write_text(data / "current", name + "\n")
        prune(data, keep={name, before})


def prune(data: Path, *, keep: set[str]) -> None:
    """Remove the versions that are not named, and what dead builds left."""
    with suppress(OSError):  # the switch is made: what stays lying is removed by the next one
        for path in (data / "store").glob("*"):
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)


def open_current(data: Path) -> EmbeddedStore:
    """The store of the version in force.

    Raises:
        StoreError: nothing was built yet, or the store is damaged.
    """
    name = current(data)
    if not name:
        raise StoreError(f"{data}: nothing was built here yet.", "Run `unodc-kg build` first.")
    return open_version(data, name)


def open_version(data: Path, name: str) -> EmbeddedStore:
    """The store of a version, with what its record says about its graphs."""
    said = record(data, name)
    marks, size = said.get(MARKS), said.get("triples")
    return replace(
        open_readonly(folder(data, name)),
        marks=marks if isinstance(marks, dict) else {},
        size=size if isinstance(size, int) else None,
    )


@contextmanager
def locked(data: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the data folder for one build or write.

    Raises:
        StoreError: another one holds it for longer than `wait` seconds, or it cannot be made.
    """
    with writing(data):
        data.mkdir(parents=True, exist_ok=True)
        handle = (data / "build.lock").open("a")
    with handle:
        _lock(handle, data, time.monotonic() + wait)
        _sweep(data)
        try:
            yield
        finally:
            _sweep(data)


def _lock(handle: TextIO, data: Path, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise StoreBusyError(
                    f"{data}: another build or write is running there.",
                    "Wait until it ends, or choose another folder with --data.",
                ) from error
        time.sleep(0.02)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the system says about a failed write into a message for people."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        kind = StoreFullError if _is(error, *FULL) else StoreError
        raise kind(f"{place}: cannot be written ({reason}).", _hint(error)) from error


def _hint(error: OSError) -> str:
    """The engine reports some faults of the disk in words only (pyoxigraph 0.5), so the words are looked at too."""
    for number, hint in HINTS.items():
        if _is(error, number):
            return hint
    return "Check that the folder exists and that you may write there, or choose another with --data."


def _is(error: OSError, *numbers: int) -> bool:
    return any(error.errno == number or os.strerror(number) in str(error) for number in numbers)


def _sweep(data: Path) -> None:
    """Remove what builds left that failed or died: a complete version has its record."""
    with suppress(OSError):  # no reason to call a write failed that is in force
        for path in (data / "store").glob("*"):
            if not (path / RECORD).exists():
                shutil.rmtree(path, ignore_errors=True)
