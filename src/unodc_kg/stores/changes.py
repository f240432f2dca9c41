"""What a write changed: the subjects of all that may have changed in the unnamed graph, kept beside the versions.

    data/changes/<version>    the version before, a subject a line, and a full stop at the end

Whoever derives something from the graph, as the search index does, need not read the rest again.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from unodc_kg.rdf import BlankNode, NamedNode, Triple
from unodc_kg.stores import durable

MOST = 50_000  # subjects; to look at more is no quicker than to look at everything
KEPT = 500  # files
END = "."


@dataclass
class Changed:
    """The subjects of a write as they become known; None is everything."""

    subjects: set[str] | None = field(default_factory=set)

    def add(self, found: Iterable[NamedNode | BlankNode | Triple]) -> None:
        """These too; blank nodes have no name by which they could be found again."""
        for subject in found:
            if self.subjects is not None and isinstance(subject, NamedNode):
                self.subjects.add(subject.value)
                if len(self.subjects) > MOST:
                    self.everything()

    def everything(self) -> None:
        """Anything may have changed."""
        self.subjects = None


def write(data: Path, version: str, before: str, changed: Changed) -> None:
    """Keep what the write changed that made `version` out of `before`."""
    folder = data / "changes"
    folder.mkdir(exist_ok=True)
    if changed.subjects is not None:
        durable.write_text(folder / version, "\n".join([before, *sorted(changed.subjects), END]))
    with suppress(OSError):
        for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            path.unlink()


def since(data: Path, version: str, known: Iterable[str]) -> tuple[str, set[str]] | None:
    """A version of those that are known, and all subjects that changed from it to `version`; None if nobody knows."""
    known, subjects = set(known), set[str]()
    for _ in range(KEPT):
        try:
            before, *found, end = (data / "changes" / version).read_text(encoding="utf-8").split("\n")
        except (OSError, ValueError):
            return None
        subjects.update(found)
        if end != END or len(subjects) > MOST:
            return None
        if before in known:
            return before, subjects
        version = before
    return None
