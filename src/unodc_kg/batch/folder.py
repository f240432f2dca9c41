"""The folder that documents are converted into, and its journal: what each file was made from.

The journal is a line a document, written when its file is in place; whatever was interrupted is simply done again.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from unodc_kg.build.inputs import digest_of_converter
from unodc_kg.convert.manifest import beside
from unodc_kg.errors import StoreError

JOURNAL = "journal.jsonl"
LOCK, PARTS = ".lock", ".part"


@dataclass(frozen=True)
class Entry:
    """A source, the digest of what decided its conversion, its file and the digest of that, its key and language."""

    source: Path
    digest: str
    target: str
    sha256: str
    text: str

    @property
    def claims(self) -> tuple[str, str]:
        """What no other source may have: the file, and the language of the document."""
        return self.target, self.text


class Folder:
    """The folder during one run; nobody else may write there."""

    def __init__(self, path: Path, root: Path, sources: Iterable[Path]) -> None:
        self.path = path.resolve()
        self.converter = digest_of_converter(root)
        self.known: dict[Path, Entry] = {}
        self.claims: dict[str, Path] = {}
        self.sources = {real(source) for source in sources}

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.lock = (self.path / LOCK).open("a")
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(self.path / PARTS, ignore_errors=True)
            (self.path / PARTS).mkdir()
            self._read()
            self.journal = (self.path / JOURNAL).open("ab", buffering=0)  # nothing waits to be written
        except BlockingIOError as error:
            self.lock.close()
            raise StoreError(
                f"{self.path}: another run writes there.", "Wait until it ends, or give another folder."
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self.path}: cannot be written ({error.strerror}).", "Give a folder that you may write to."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.journal.close()
        shutil.rmtree(self.path / PARTS, ignore_errors=True)
        self.lock.close()

    def part(self, number: int) -> Path:
        """Where the graph of the document of that number is written for now."""
        return self.path / PARTS / f"{number}.nq"

    def digest(self, source: Path) -> str:
        """One digest of all that decides a conversion; "" where the document cannot be read."""
        manifest = beside(source)
        try:
            if not source.is_file():
                return ""  # a pipe would be waited for
            parts = [_sha256(path) for path in (source, manifest) if path == source or path.exists()]
        except OSError:
            return ""
        return hashlib.sha256("\n".join([self.converter, os.fsencode(source.name).hex(), *parts]).encode()).hexdigest()

    def is_fresh(self, source: Path, digest: str) -> bool:
        """Does the folder hold what a conversion would give?"""
        entry = self.known.get(real(source))
        if entry is None or not digest or entry.digest != digest:
            return False
        target = self.path / entry.target
        return target.is_file() and _sha256(target) == entry.sha256

    def claim(self, entry: Entry) -> tuple[Path, str] | None:
        """Take what a source claims; gives the other source, and what it has already, if it is taken."""
        for claim in entry.claims:
            other = self.claims.get(claim, entry.source)
            if other != entry.source:
                return other, claim
        self.claims |= dict.fromkeys(entry.claims, entry.source)
        return None

    def place(self, part: Path, entry: Entry) -> None:
        """Put a finished file in its place in one step, and write that down."""
        before = self.known.get(entry.source)
        part.replace(self.path / entry.target)
        if before and before.target != entry.target and before.target not in self.claims:
            (self.path / before.target).unlink(missing_ok=True)  # its document has another key now
        self.known[entry.source] = entry
        self.journal.write(self._line(entry))

    def _read(self) -> None:
        """Read the journal and write it again with the last line of each source that is still there."""
        path = self.path / JOURNAL
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines() if path.exists() else []
        entries = [entry for line in lines if (entry := self._entry(line))]
        self.known = {entry.source: entry for entry in entries if entry.source.exists()}
        others = [entry for entry in self.known.values() if entry.source not in self.sources]
        self.claims = {claim: entry.source for entry in others for claim in entry.claims}
        part = self.path / PARTS / JOURNAL
        part.write_bytes(b"".join(map(self._line, self.known.values())))
        part.replace(path)

    def _line(self, entry: Entry) -> bytes:
        """Sources are written from the folder's point of view, so that both can move together."""
        source = Path(os.path.relpath(entry.source, self.path)).as_posix()
        values = {"digest": entry.digest, "file": entry.target, "sha256": entry.sha256, "source": source}
        values["text"] = entry.text
        return (json.dumps(values, ensure_ascii=False) + "\n").encode(errors="surrogateescape")  # names of no encoding

    def _entry(self, line: str) -> Entry | None:
        """What a line says; None for one that was cut."""
        try:
            values = json.loads(line)
            source = real(self.path / values["source"])
            return Entry(source, values["digest"], values["file"], values["sha256"], values["text"])
        except (ValueError, KeyError, TypeError):
            return None


def real(path: Path) -> Path:
    """The path without links; unlike Path.resolve it bears links that lead back to themselves."""
    return Path(os.path.realpath(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
