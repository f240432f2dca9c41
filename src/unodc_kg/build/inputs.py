"""Which files a build reads, and one digest of them all: equal digests mean that there is nothing to do."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from unodc_kg import vocabulary
from unodc_kg.namespaces import GRAPH

PACKAGE = Path(__file__).parent.parent
NOT_DATA = ("cli", "web")  # parts of the package that cannot change what a build writes
ENGINES = ("pyoxigraph", "pyshacl", "rdflib", "pyahocorasick", "cn2an")


@dataclass(frozen=True)
class GraphFile:
    """An RDF file and the named graph that its triples go to; "" where the file itself names its graphs."""

    path: Path
    graph: str


def graph_files(root: Path) -> Iterator[GraphFile]:
    """Every RDF file of a project, in a fixed order."""
    for path in files(root / "ontology", "*.ttl"):
        yield GraphFile(path, GRAPH.ontology)
    for path in files(root / "ontology" / "concepts", "*.ttl"):
        yield GraphFile(path, GRAPH["authority/concepts"])
    for path in files(root / "graph" / "authority", "*.ttl"):
        yield GraphFile(path, GRAPH[f"authority/{path.stem}"])
    for path in files(root / "graph" / "curated", "*.ttl"):
        yield GraphFile(path, GRAPH.curated)
    for path in files(root / "graph" / "converted", "*.nq"):
        yield GraphFile(path, "")


def source_files(root: Path) -> list[Path]:
    """The input documents; each may have a manifest with the suffix .toml beside it."""
    return [path for path in files(root / "graph" / "sources", "*") if path.suffix not in (".toml", ".md")]


def code_files() -> list[Path]:
    """The part of this package that decides what a build writes."""
    found = (path for suffix in ("py", "toml", "rq") for path in PACKAGE.rglob(f"*.{suffix}"))
    return sorted(path for path in found if path.relative_to(PACKAGE).parts[0] not in NOT_DATA)


def digest_of_build(root: Path, base_iri: str) -> str:
    """One digest of all that decides what a build writes."""
    shapes = [path for path in sorted((root / "shapes").rglob("*")) if path.suffix in (".ttl", ".rq")]
    sources = files(root / "graph" / "sources", "*")
    data = [*(file.path for file in graph_files(root)), *sources, *shapes]
    return _digest([base_iri, *engines(), *lines(data, root), *lines(code_files(), PACKAGE)])


def digest_of_converter(root: Path) -> str:
    """One digest of what all conversions share: the code, its libraries and the vocabulary."""
    return _digest([*engines(), *lines(vocabulary.files(root), root), *lines(code_files(), PACKAGE)])


def digest_of_source(source: Path) -> str:
    """One digest of a document and its manifest."""
    manifest = source.with_suffix(".toml")
    return _digest(lines([source, *([manifest] if manifest.exists() else [])], source.parent))


def files(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder that fit, sorted; hidden files and those of editors are left out."""
    found = (path for path in folder.glob(pattern) if path.is_file())
    return sorted(path for path in found if not path.name.startswith((".", "#")) and not path.name.endswith("~"))


def sha256(path: Path) -> str:
    """The digest of one file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines(paths: Iterable[Path], root: Path) -> list[str]:
    """One line a file: its path below `root` and its digest."""
    return [f"{path.relative_to(root).as_posix()} {sha256(path)}" for path in paths]


def engines() -> list[str]:
    """The libraries that take part, with their versions."""
    return [f"{name} {version(name)}" for name in ENGINES]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
