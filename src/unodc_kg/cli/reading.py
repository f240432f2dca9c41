"""What arguments stand for: the text of a query, the document of a name."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from unodc_kg import annotations as annotating
from unodc_kg import iris, vocabulary
from unodc_kg.build.assemble import read_graphs
from unodc_kg.convert import convert_file
from unodc_kg.errors import QueryError, UnknownNameError
from unodc_kg.namespaces import ID, KG
from unodc_kg.rdf import DefaultGraph, NamedNode, Quad, Term, text


def asked_text(argument: str) -> str:
    """The query that an argument stands for: itself, the content of @FILE, or for "-" what comes in.

    Raises:
        QueryError: the file cannot be read, or is not UTF-8.
    """
    try:
        if argument == "-":
            return sys.stdin.buffer.read().decode()
        return Path(argument[1:]).read_text(encoding="utf-8") if argument.startswith("@") else argument
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{argument}: the query cannot be read ({error}).", "Name a UTF-8 text file.") from error


def annotated(root: Path, name: str, *, layer: str) -> Iterator[dict[str, Any]]:
    """The annotations of a document, a unit each, in reading order.

    Args:
        root: the project folder.
        name: a symbol, a key or the path of a source file, which is then converted first.
        layer: "extracted", "curated" or "all".

    Raises:
        UnknownNameError: there is no such document.
    """
    known = vocabulary.load(root)
    if Path(name).is_file():
        conversion = convert_file(Path(name), known)
        quads, document = list(conversion.quads), conversion.document.manifest.iri
    else:
        quads = read_graphs(root)
        document = _document(quads, name)
    return annotating.annotations(quads, known, document, layer=layer)


def _document(quads: list[Quad], name: str) -> str:
    """The IRI of the document of that symbol, key or IRI."""
    symbol = text(name)
    printed = {_iri(quad.subject) for quad in quads if quad.predicate.value == KG.symbol and quad.object == symbol}
    wanted = printed | {name, f"{ID}{name}", iris.document(iris.symbol_key(name))}
    documents = _documents(quads)
    found = [document for document in documents if document in wanted]
    if not found:
        known = ", ".join(iris.key(document).partition("/")[2] for document in documents) or "none yet"
        raise UnknownNameError(f"{name!r} is not a document that was converted.", f"There are: {known}.")
    return found[0]


def _documents(quads: list[Quad]) -> list[str]:
    """The documents that have a text graph."""
    layers = map(iris.layer_of, {_iri(quad.graph_name) for quad in quads})
    return sorted({document for document, layer, _ in layers if layer == "text"})


def _iri(term: Term | DefaultGraph) -> str:
    return str(term.value) if isinstance(term, NamedNode) else ""
