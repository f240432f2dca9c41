"""The command `unlinked`: names that no authority file has, for a curator."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from unodc_kg import config, iris, vocabulary
from unodc_kg.build.conversions import converted_folder
from unodc_kg.build.inputs import files
from unodc_kg.cli.console import print_table
from unodc_kg.convert import convert_file
from unodc_kg.errors import SourceError, UnknownNameError
from unodc_kg.rdf import Quad, read_file, text
from unodc_kg.unlinked import COLUMNS, Unlinked, queue, to_tsv, to_turtle
from unodc_kg.vocabulary import Vocabulary

Arguments = argparse.Namespace
FORMATS = ("table", "tsv", "ttl")


def unlinked(arguments: Arguments) -> int:
    """List the names that no authority file has."""
    root = config.load(arguments.overrides).root
    known = vocabulary.load(root)
    folder = arguments.output or converted_folder(root)
    if not folder.is_dir():
        raise SourceError(f"{folder}: there is no such folder.", "Name the folder that `unodc-kg convert` wrote.")
    items = queue(_graphs(arguments.documents, folder, known), known)
    if arguments.format == "table":
        _print(items)
    else:
        print(to_tsv(items) if arguments.format == "tsv" else to_turtle(items), end="")
    return 0


def _print(items: list[Unlinked]) -> None:
    if items:
        print_table(COLUMNS, ([" ".join(value.split()) for value in item.row] for item in items))
    print(f"{len(items)} name{'s' * (len(items) != 1)} that no authority file has")


def _graphs(names: list[str], folder: Path, known: Vocabulary) -> Iterator[list[Quad]]:
    """The graphs of the documents that are named, or of all in the folder."""
    if not names:
        yield from map(read_file, files(folder, "*.nq"))
    for name in names:
        path = Path(name)
        if path.is_file():
            yield read_file(path) if path.suffix == ".nq" else convert_file(path, known).quads
        else:
            yield from map(read_file, _converted(name, folder))


def _converted(name: str, folder: Path) -> list[Path]:
    """The files of the document of that symbol or key: one a language version."""
    key = re.compile(rf"{re.escape(iris.symbol_key(name))}(?:\.[a-z]{{2}})?")
    by_key = [path for path in files(folder, "*.nq") if key.fullmatch(path.stem)]
    if by_key:
        return by_key
    own = re.compile(rf"#symbol> {re.escape(str(text(name)))} <\S+/text(?:\.[a-z]{{2}})?> \.$".encode(), re.MULTILINE)
    found = [path for path in files(folder, "*.nq") if own.search(path.read_bytes())]
    if not found:
        known = ", ".join(path.stem for path in files(folder, "*.nq")[:20]) or "none yet"
        raise UnknownNameError(f"{name!r} is neither a file nor a document in {folder}.", f"There are: {known}.")
    return found
