"""Many documents at once: one canonical file a text, whatever happens to its neighbours.

Work goes out to processes, answers are taken in the order of the sources: so the same sources give the same folder
whoever does the work, and the second of two texts of one document in one language is always the same one.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from unodc_kg.batch.folder import Entry, Folder, real
from unodc_kg.batch.hands import Hands, Pending, open_hands
from unodc_kg.batch.work import Answer, Job, Refused
from unodc_kg.convert import twins
from unodc_kg.convert.decode import LARGEST

__all__ = ["Done", "Failed", "Order", "Result", "documents", "run"]

SUFFIXES = (".docx", ".pdf", ".txt", ".xml")
AHEAD = 4  # documents a worker that are given out before their turn: bounds memory and keeps workers busy


@dataclass(frozen=True)
class Order:
    """What is to be done: where the project is, where files go, by how many workers, and whether from scratch."""

    root: Path
    output: Path
    jobs: int = 0
    again: bool = False
    scheduler: str = ""
    largest: int = LARGEST

    @property
    def workers(self) -> int:
        """How many workers: as many as there are cores where nobody said."""
        return self.jobs or os.cpu_count() or 1


@dataclass(frozen=True)
class Done:
    """A document whose file is in the folder; `changed` says whether it was converted now."""

    source: Path
    target: Path
    changed: bool
    units: int = 0
    signs: int = 0


@dataclass(frozen=True)
class Failed:
    """A document that gave no file: why, and what to do."""

    source: Path
    message: str
    hint: str


Result = Done | Failed
Turn = tuple[Job, str, Pending | None]


def documents(paths: Iterable[Path]) -> list[Path]:
    """The documents that paths stand for, each once and sorted within its folder.

    A file stands for itself; a folder for all texts, XML, PDF and Word files in it and below, hidden ones left out.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for source in _below(path) if path.is_dir() else [path]:
            found.setdefault(real(source), source)
    return list(found.values())


def _below(folder: Path) -> list[Path]:
    hidden = (".", "#", "~")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(hidden) for part in path.relative_to(folder).parts)
    )


def run(sources: list[Path], order: Order) -> Iterator[Result]:
    """Convert the sources into the folder, one result each, in their order.

    Raises:
        StoreError: the folder cannot be written, or another run writes there.
        SettingError: the scheduler cannot be reached.
    """
    with Folder(order.output, order.root, sources) as folder, open_hands(order.workers, order.scheduler) as hands:
        for job, digest, pending in _turns(sources, order, folder, hands):
            if pending is None:
                yield _unchanged(job, folder)
            else:
                yield _settled(job, digest, hands.answer(job, pending), folder)


def _turns(sources: list[Path], order: Order, folder: Folder, hands: Hands) -> Iterator[Turn]:
    """Each source in its turn; work is given out some documents ahead."""
    waiting: deque[Turn] = deque()
    numbers = count(1)
    for source in sources:
        job = Job(real(source), order.root.resolve(), folder.part(next(numbers)), order.largest)
        digest = folder.digest(source)
        fresh = not order.again and folder.is_fresh(source, digest)
        waiting.append((job, digest, None if fresh else hands.submit(job)))
        if len(waiting) > AHEAD * order.workers:
            yield waiting.popleft()
    yield from waiting


def _unchanged(job: Job, folder: Folder) -> Result:
    entry = folder.known[job.source]
    return _claimed(entry, folder) or Done(job.source, folder.path / entry.target, False)


def _settled(job: Job, digest: str, answer: Answer, folder: Folder) -> Result:
    """Put the file of an answer in its place."""
    if isinstance(answer, Refused):
        return Failed(job.source, answer.message, answer.hint)
    entry = Entry(job.source, digest, answer.target, answer.sha256, answer.text)
    refused = _claimed(entry, folder)
    if refused:
        return refused
    try:
        folder.place(job.part, entry)
    except OSError as error:
        return Failed(
            job.source,
            f"{folder.path / entry.target}: cannot be put in its place ({error.strerror}).",
            "Free some space, or give another folder; then run the same command again.",
        )
    return Done(job.source, folder.path / entry.target, True, answer.units, answer.signs)


def _claimed(entry: Entry, folder: Folder) -> Failed | None:
    """A refusal where another source has that file, or the document in that language."""
    taken = folder.claim(entry)
    return Failed(entry.source, twins.message(entry.source, *taken), twins.HINT) if taken else None
