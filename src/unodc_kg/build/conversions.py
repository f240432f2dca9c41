"""Keep graph/converted in step with graph/sources: canonical bytes, written only where they differ.

The data folder remembers from what each file was made, so that a build converts only what changed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from unodc_kg.build.inputs import digest_of_converter, digest_of_source, files, sha256, source_files
from unodc_kg.convert import convert_file, twins
from unodc_kg.errors import SourceError
from unodc_kg.rdf import canonical
from unodc_kg.stores.durable import write_json, write_text
from unodc_kg.stores.versions import writing
from unodc_kg.vocabulary import Vocabulary, load

MEMORY = "conversions.json"


@dataclass(frozen=True)
class Outcome:
    """What the conversion of one source gave, and whether the file in graph/converted already said so."""

    source: Path
    target: Path
    content: bytes
    text: str
    units: int
    same: bool

    @property
    def claims(self) -> tuple[str, str]:
        """What no other source may have: the file, and the document in that language."""
        return self.target.name, self.text


def converted_folder(root: Path) -> Path:
    """Where converted files stand."""
    return root / "graph" / "converted"


def convert_all(root: Path) -> list[Outcome]:
    """Convert every source; write nothing.

    Raises:
        SourceError: a source or its manifest is missing, changed or unreadable, or two are the same text of a document.
    """
    outcomes = _convert(root, source_files(root))
    _refuse_twins((claim, outcome.source.name) for outcome in outcomes for claim in outcome.claims)
    return outcomes


def convert_one(root: Path, source: Path, *, vocabulary: Vocabulary) -> Outcome:
    """Convert one source and compare it with what stands in graph/converted."""
    conversion = convert_file(source, vocabulary)
    target = converted_folder(root) / f"{conversion.name}.nq"
    content = canonical(conversion.quads)
    same = target.exists() and target.read_bytes() == content
    return Outcome(source, target, content, conversion.text, conversion.units, same)


def write(outcome: Outcome) -> None:
    """Put a converted file in its place, in one step."""
    if not outcome.same:
        with writing(outcome.target):
            outcome.target.parent.mkdir(parents=True, exist_ok=True)
            write_text(outcome.target, outcome.content.decode())


def orphans(root: Path, targets: set[Path]) -> list[Path]:
    """Converted files that belong to no source."""
    return [path for path in files(converted_folder(root), "*.nq") if path not in targets]


def refresh(root: Path, data: Path) -> list[Outcome]:
    """Convert the sources whose input changed since the last time, and write what differs.

    Raises:
        SourceError: as `convert_all`; or a converted file belongs to no source.
    """
    sources, converter = source_files(root), digest_of_converter(root)
    known = _remembered(data, converter)
    fresh = {source.name: known[source.name] for source in sources if _is_fresh(root, source, known.get(source.name))}
    outcomes = _convert(root, [source for source in sources if source.name not in fresh])
    memory = fresh | {outcome.source.name: _memory_of(outcome) for outcome in outcomes}
    _refuse_twins((entry[claim], name) for name, entry in memory.items() for claim in ("target", "text"))
    _refuse_orphans(root, {converted_folder(root) / entry["target"] for entry in memory.values()})
    for outcome in outcomes:
        write(outcome)
    with writing(data / MEMORY):
        write_json(data / MEMORY, {"converter": converter, "sources": memory})
    return outcomes


def _convert(root: Path, sources: list[Path]) -> list[Outcome]:
    if not sources:
        return []
    vocabulary = load(root)
    return [convert_one(root, source, vocabulary=vocabulary) for source in sources]


def _remembered(data: Path, converter: str) -> dict[str, dict[str, str]]:
    """What is known of each source, if the same converter made it."""
    try:
        memory = json.loads((data / MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return memory["sources"] if memory.get("converter") == converter else {}


def _memory_of(outcome: Outcome) -> dict[str, str]:
    digest = hashlib.sha256(outcome.content).hexdigest()
    source = digest_of_source(outcome.source)
    return {"source": source, "target": outcome.target.name, "text": outcome.text, "sha256": digest}


def _is_fresh(root: Path, source: Path, memory: dict[str, str] | None) -> bool:
    if memory is None:
        return False
    target = converted_folder(root) / memory["target"]
    return digest_of_source(source) == memory["source"] and target.exists() and sha256(target) == memory["sha256"]


def _refuse_twins(pairs: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for claim, source in pairs:
        if seen.setdefault(claim, source) != source:
            raise SourceError(twins.message(source, seen[claim], claim), twins.HINT)


def _refuse_orphans(root: Path, targets: set[Path]) -> None:
    lost = orphans(root, targets)
    if lost:
        raise SourceError(
            f"{lost[0]}: it belongs to no document in {root / 'graph' / 'sources'}.",
            "Delete the file, or put its source back.",
        )
