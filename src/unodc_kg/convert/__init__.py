"""A document becomes a graph: read -> structure -> names, citations, numbers -> facts -> quads.

Every step is a function on plain values (model.py); `convert` is the whole journey on one screen.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from unodc_kg.convert import decode, detect, emit, emit_adoption, manifest, read_text, reading, sources, structure
from unodc_kg.convert.facts import facts
from unodc_kg.convert.model import Document, Manifest, Reading
from unodc_kg.convert.printed import Printed
from unodc_kg.errors import SourceError
from unodc_kg.rdf import Quad
from unodc_kg.vocabulary import Vocabulary

__all__ = ["Conversion", "convert", "convert_file", "convert_text", "read_source"]


@dataclass(frozen=True)
class Conversion:
    """A converted document: its quads, and the readings that they were made from."""

    document: Document
    readings: tuple[Reading, ...]
    quads: list[Quad]

    @property
    def key(self) -> str:
        """The document's key."""
        return self.document.manifest.key

    @property
    def name(self) -> str:
        """The name of its file, without .nq."""
        return self.document.manifest.name

    @property
    def text(self) -> str:
        """Key and language: no two sources have the same."""
        return f"{self.key}.{self.document.manifest.language}"

    @property
    def title(self) -> str:
        """The document's title in its own language."""
        titles = self.document.manifest.titles
        return titles.get(self.document.manifest.language) or next(iter(titles.values()))

    @property
    def units(self) -> int:
        """How many text units it has."""
        return len(self.document.units)

    @property
    def unlinked(self) -> list[str]:
        """Printed names that are in no authority file, each once: of the text, then of voters, sponsors, committees."""
        new = {t.label: None for r in self.readings for m in r.mentions for t in m.things if t.new and t.label}
        return list(new | dict.fromkeys(emit_adoption.unlinked(self.quads)))


def read_source(
    source: Path, manifest_path: Path | None = None, largest: int = decode.LARGEST
) -> tuple[Printed, Manifest]:
    """A source as read and its manifest.

    Raises:
        SourceError: either is missing or unreadable, or the source is not the one that the manifest speaks of.
    """
    known, digest = manifest.load(manifest_path or manifest.beside(source))
    data = decode.load(source, largest)
    manifest.check_digest(data, digest, source)
    printed = sources.read(data, source)
    return printed, manifest.completed(known, printed.document.manifest) if printed.document else known


def convert_file(source: Path, vocabulary: Vocabulary, largest: int = decode.LARGEST) -> Conversion:
    """Convert any text, PDF, Word or XML file; where no manifest stands beside it, its head tells what it is.

    Without a manifest nobody has said that this is the reference text, so it is one language version among others.

    Raises:
        SourceError: the file cannot be used; the message says why.
    """
    if manifest.beside(source).exists():
        printed, known = read_source(source, largest=largest)
        return _converted(printed, known, vocabulary)
    printed = sources.read(decode.load(source, largest), source)
    found = printed.document.manifest if printed.document else detect.detect(printed.text, source, printed.issue)
    return _converted(printed, replace(found, reference_language=""), vocabulary)


def convert(source: Path, vocabulary: Vocabulary, *, manifest: Path | None = None) -> Conversion:
    """Convert the file `source`, whose manifest stands beside it.

    Raises:
        SourceError: the source cannot be used; the message says why.
    """
    printed, known = read_source(source, manifest)
    return _converted(printed, known, vocabulary)


def convert_text(text: str, known: Manifest, vocabulary: Vocabulary) -> Conversion:
    """Convert a text of which the manifest is known.

    Raises:
        SourceError: the text has neither paragraphs nor a cover.
    """
    if not text.strip():
        raise SourceError(f"The text of {known.key} is empty.", "Give a text with numbered paragraphs.")
    return _converted(Printed(read_text.pages(text), text), known, vocabulary)


def _converted(printed: Printed, known: Manifest, vocabulary: Vocabulary) -> Conversion:
    marked = printed.document
    document = replace(marked, manifest=known) if marked else structure.read(printed.pages, known)
    if not any(unit.text for unit in document.units):
        raise SourceError(
            f"No unit of text was found in {known.key}.", "Expected a cover, a summary or numbered paragraphs."
        )
    readings = facts(document, reading.read(document, vocabulary), vocabulary)
    return Conversion(document, tuple(readings), list(emit.quads(document, readings, vocabulary)))
