"""A version of the graph from files of N-Quads, as they are: for graphs too large to be built, and for exported ones.

Nothing is converted, validated or made to agree; time and memory are those of the engine's bulk loader.
"""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from unodc_kg.build import Built, Progress, index, would_discard
from unodc_kg.config import Settings
from unodc_kg.errors import RdfError
from unodc_kg.stores import bulk, embedded, versions

STEP = 0.1  # of the whole: how often is told how far a load is


def put(settings: Settings, files: Sequence[Path], progress: Progress, *, discard_updates: bool = False) -> Built:
    """Put in force what the files say, and nothing else.

    Args:
        settings: where the store is.
        files: N-Quads, also packed with gzip; a blank node belongs to its file.
        progress: who is told how far it is.
        discard_updates: give up what was written over HTTP or imported before.

    Raises:
        RdfError: a file cannot be read, does not parse, or has statements outside any named graph.
        StoreError: the data folder cannot be written, another build runs, or the graph has what no file of ours has.
    """
    with versions.locked(settings.data):
        progress.step("Look at the files")
        name = _name(files, settings.default_graph)
        before, updates = versions.current(settings.data), versions.updates(settings.data)
        if name != before and updates and not discard_updates:
            raise would_discard(updates, "import")
        path = versions.folder(settings.data, name)
        record = versions.record(settings.data, name) or _load(settings, files, name, progress)
        with versions.writing(settings.data):
            versions.write_record(settings.data, name, record)
            versions.switch(settings.data, name)
        index(settings, path, progress)
    return Built(name, path, record, new=name != before)


def _load(settings: Settings, files: Sequence[Path], name: str, progress: Progress) -> dict[str, Any]:
    path = versions.folder(settings.data, name)
    progress.step("Load")
    bulk.write(path, name, files, merged=settings.default_graph == "merged", told=_Telling(progress))
    progress.step("Count")
    return {
        "version": name,
        "base_iri": settings.base_iri,
        "imported": [str(file) for file in files],
        "triples": embedded.open_readonly(path).count(),
        "updates": 1,  # a build would leave it out, as it would what was written over HTTP
    }


def _name(files: Sequence[Path], default_graph: str) -> str:
    """The same for the same content."""
    digest = hashlib.sha256(default_graph.encode())
    for file in files:
        try:
            with file.open("rb") as handle:
                digest.update(hashlib.file_digest(handle, "sha256").digest())
        except OSError as error:
            raise RdfError(f"{file}: cannot be read ({error.strerror}).", "Check the path.") from error
    return digest.hexdigest()[:12]


class _Telling:
    """Says now and then how much is read and when it will all be."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._begin, self._next = progress, time.monotonic(), STEP

    def __call__(self, share: float) -> None:
        if share < self._next:
            return
        spent = time.monotonic() - self._begin
        self._progress.step(f"{share:.0%} read in {spent:.0f} s, about {spent / share - spent:.0f} s left")
        while self._next <= share:
            self._next += STEP
