"""From files to a validated store: convert what changed, assemble, validate, write, switch.

A build that fails in any step leaves the version in force untouched.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from unodc_kg.build.assemble import read_graphs, rebased
from unodc_kg.build.conversions import refresh
from unodc_kg.build.inputs import digest_of_build, graph_files
from unodc_kg.config import Settings
from unodc_kg.errors import GraphInvalidError, SettingError, StoreError
from unodc_kg.rdf import NamedNode, Quad, canonical
from unodc_kg.search.door import door
from unodc_kg.stores import embedded, versions
from unodc_kg.validation import Memory, Report, validate


class Progress(Protocol):
    """Who is told how far a build is."""

    def step(self, text: str) -> None:
        """The next step begins."""

    def report(self, report: Report) -> None:
        """The validation found something."""


@dataclass(frozen=True)
class Built:
    """The version in force after a build, and whether this build made it."""

    version: str
    path: Path
    record: dict[str, Any]
    new: bool


def build(settings: Settings, progress: Progress, *, discard_updates: bool = False) -> Built:
    """Bring the store in step with the files of the project.

    Args:
        settings: where the project and the store are.
        progress: who is told how far it is.
        discard_updates: give up what was written over HTTP or imported since the build before.

    Raises:
        GraphInvalidError: the graph does not conform; the report went to `progress`.
        RdfError: a file does not parse.
        SourceError: a source is missing, changed or unreadable.
        StoreError: the data folder cannot be written, another build runs, or writes or imports would be lost.
    """
    _require_project(settings.root)
    with versions.locked(settings.data):
        updates = versions.updates(settings.data)
        found = None if updates and discard_updates else _in_force(settings)
        if found is None and updates and not discard_updates:
            raise would_discard(updates, "build")
        return found or _build(settings, progress)


def would_discard(updates: int, command: str) -> StoreError:
    """The refusal to lose what was written over HTTP or imported."""
    return StoreError(
        f"The graph in force has {updates} writes, over HTTP or by import, which this {command} would leave out.",
        f"Keep them with `unodc-kg export FILE`, or give them up with `unodc-kg {command} --discard-updates`.",
    )


def open_store(settings: Settings) -> embedded.EmbeddedStore:
    """The store of the version in force.

    Raises:
        StoreError: nothing was built yet, or the store is damaged.
    """
    return versions.open_current(settings.data)


def _build(settings: Settings, progress: Progress) -> Built:
    progress.step("Convert the documents that changed")
    refresh(settings.root, settings.data)
    inputs = digest_of_build(settings.root, settings.base_iri)
    progress.step("Read ontology, authority and converted files")
    quads = read_graphs(settings.root)
    progress.step(f"Validate {len(quads):,} statements")
    _require_conformance(settings, quads, progress)
    progress.step("Write the store")
    built = _write(settings, rebased(quads, settings.base_iri), inputs)
    index(settings, built.path, progress)
    return built


def index(settings: Settings, path: Path, progress: Progress) -> None:
    """Make the search index of a version, unless the settings leave that to its own command."""
    if settings.search_index == "auto":
        progress.step("Index names and texts")
        door(settings).of(embedded.open_readonly(path))


def _write(settings: Settings, quads: list[Quad], inputs: str) -> Built:
    name = hashlib.sha256(canonical(quads)).hexdigest()[:12]
    path = versions.folder(settings.data, name)
    if not _is_sound(settings.data, name):
        embedded.write(path, quads)
    record = _record(settings, quads, name) | {"inputs": inputs, "triples": embedded.open_readonly(path).count()}
    with versions.writing(settings.data):
        versions.write_record(settings.data, name, record)
        versions.switch(settings.data, name)
    return Built(name, path, record, new=True)


def _record(settings: Settings, quads: list[Quad], name: str) -> dict[str, Any]:
    graphs = Counter(str(quad.graph_name.value) for quad in set(quads) if isinstance(quad.graph_name, NamedNode))
    return {"version": name, "base_iri": settings.base_iri, "graphs": dict(graphs)}


def _in_force(settings: Settings) -> Built | None:
    """The version in force, if it was made from what the files say now and can be read."""
    name = versions.current(settings.data)
    record = versions.record(settings.data, name) if name else {}
    if not record or record.get("inputs") != digest_of_build(settings.root, settings.base_iri):
        return None
    sound = _is_sound(settings.data, name)
    return Built(name, versions.folder(settings.data, name), record, new=False) if sound else None


def _is_sound(data: Path, name: str) -> bool:
    """Is that version complete and readable?"""
    triples = versions.record(data, name).get("triples")
    try:
        return triples is not None and embedded.open_readonly(versions.folder(data, name)).count() == triples
    except StoreError:
        return False


def _require_conformance(settings: Settings, quads: list[Quad], progress: Progress) -> None:
    memory = Memory(versions.sound(settings.data))
    report = validate(quads, settings.root, memory=memory)
    with versions.writing(settings.data):
        versions.write_sound(settings.data, memory.sound)
    progress.report(report)
    if not report.conforms:
        raise GraphInvalidError(
            "The graph does not conform to its shapes, so the store was left as it was.",
            "Repair what the report names and build again.",
        )


def _require_project(root: Path) -> None:
    if not any(graph_files(root)):
        raise SettingError(
            f"{root}: there is no ontology and no graph in this folder.",
            "Start unodc-kg in the project folder, or name the folder with --root.",
        )
