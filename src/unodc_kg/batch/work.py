"""What one worker does with one document. Everything here crosses borders of processes: plain values only."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from unodc_kg.convert import convert_file
from unodc_kg.errors import KgError
from unodc_kg.rdf import canonical
from unodc_kg.vocabulary import Vocabulary, load


@dataclass(frozen=True)
class Job:
    """A document, the project whose names are known, and the file that its graph is written to for now."""

    source: Path
    root: Path
    part: Path


@dataclass(frozen=True)
class Converted:
    """The part is written: name of its file, key and language, digest of its bytes, text units and signs of text."""

    target: str
    text: str
    sha256: str
    units: int
    signs: int


@dataclass(frozen=True)
class Refused:
    """Nothing is written: why, and what to do."""

    message: str
    hint: str


Answer = Converted | Refused


def work(job: Job) -> Answer:
    """Convert one document into its part."""
    try:
        conversion = convert_file(job.source, _vocabulary(job.root))
    except KgError as error:
        return Refused(_named(error.message, job.source), error.hint)
    content = canonical(conversion.quads)
    if Path(conversion.key).name != conversion.key or conversion.key.startswith("."):
        return Refused(f"{job.source}: its key {conversion.key!r} cannot be the name of a file.", "Change the key.")
    try:
        job.part.write_bytes(content)
    except OSError as error:
        return Refused(f"{job.part}: cannot be written ({error.strerror}).", "Free some space, or give another folder.")
    signs = sum(len(unit.text) for unit in conversion.document.units)
    digest = hashlib.sha256(content).hexdigest()
    return Converted(f"{conversion.name}.nq", conversion.text, digest, conversion.units, signs)


def _named(message: str, source: Path) -> str:
    """A message that names its file."""
    return message if source.name in message else f"{source}: {message}"


@lru_cache(maxsize=1)
def _vocabulary(root: Path) -> Vocabulary:
    """Read once a worker."""
    return load(root)
