"""What one worker does with one document. Everything here crosses borders of processes: plain values only."""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread

from unodc_kg.convert import convert_file
from unodc_kg.convert.decode import LARGEST
from unodc_kg.errors import KgError
from unodc_kg.rdf import canonical
from unodc_kg.vocabulary import Vocabulary, load


@dataclass(frozen=True)
class Job:
    """A document, the project whose names are known, and the file that its graph is written to for now."""

    source: Path
    root: Path
    part: Path
    largest: int = LARGEST


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
        conversion = convert_file(job.source, _vocabulary(job.root), job.largest)
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


def follow_parent() -> None:
    """End with the process that gives out the work: one that was killed cannot say so."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@lru_cache(maxsize=1)
def _vocabulary(root: Path) -> Vocabulary:
    """Read once a worker."""
    return load(root)
