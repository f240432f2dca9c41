"""What can be typed: a table of commands, and the settings as options of each."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from unodc_kg import __version__, config
from unodc_kg.annotations import LAYERS
from unodc_kg.cli import commands
from unodc_kg.cli import queue as queueing
from unodc_kg.cli.server import run, serve

Arguments = argparse.Namespace
LOAD = "unodc-kg load --store http://db:7878/query --store-update-url http://db:7878/update"


@dataclass(frozen=True)
class Command:
    """A command: its function, one line of help, examples, and what adds its own arguments."""

    name: str
    run: Callable[[Arguments], int]
    help: str
    examples: str
    extend: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--discard-updates", action="store_true", help="give up what was written over HTTP or imported")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="N-Quads, also packed with gzip")
    parser.add_argument("--discard-updates", action="store_true", help="give up what was written or imported before")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="where to; without it standard output")


def _convert(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="documents, or folders of documents")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where the files of these documents go")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="how many processes; without it one a core")
    parser.add_argument("--again", action="store_true", help="convert also what did not change")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="let the Dask cluster there do the work")
    parser.add_argument("--check", action="store_true", help="write nothing; say which files differ (exit 1)")


def _validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="RDF files to check beside the graph")
    parser.add_argument("--format", choices=("table", "json", "ttl"), default="table", help="form of the report")


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", help="SPARQL text, @FILE, or - for standard input")
    parser.add_argument("--format", choices=commands.QUERY_FORMATS, default="table", help="form of the answer")


def _index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="make it from the whole graph, also where it is there")


def _annotations(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("document", metavar="DOCUMENT", help="a symbol, a key, or a file to convert")
    parser.add_argument("--layer", choices=LAYERS, default="all", help="whose statements")


def _unlinked(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("documents", nargs="*", metavar="DOCUMENT", help="symbols, keys, files to convert, .nq files")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="the folder of converted documents to look in")
    parser.add_argument("--format", choices=queueing.FORMATS, default="table", help="form of the list")


COMMANDS = (
    Command(
        "build",
        commands.build,
        "convert what changed, validate, write the store",
        "unodc-kg build\nunodc-kg build --discard-updates",
        _build,
    ),
    Command(
        "import",
        commands.put,
        "put files of N-Quads in force as they are, however large",
        "unodc-kg import graph.nq\nunodc-kg import a.nq.gz b.nq.gz --discard-updates",
        _import,
    ),
    Command("load", commands.load, "put the built graph on the server of the setting `store`", LOAD),
    Command("serve", serve, "serve the built store", "unodc-kg serve --port 9000"),
    Command("run", run, "build, then serve", "unodc-kg run"),
    Command(
        "convert",
        commands.convert,
        "convert graph/sources into graph/converted, or documents into a folder",
        "unodc-kg convert\nunodc-kg convert --check\nunodc-kg convert reports/ letter.txt --output graphs",
        _convert,
    ),
    Command(
        "validate",
        commands.validate,
        "check the graph, or files beside it, against the shapes",
        "unodc-kg validate\nunodc-kg validate new.ttl --format json",
        _validate,
    ),
    Command(
        "query",
        commands.query,
        "ask the built store",
        "unodc-kg query 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'\nunodc-kg query @question.rq --format csv",
        _query,
    ),
    Command(
        "index",
        commands.index,
        "make the search index of the store where it is missing",
        "unodc-kg index\nunodc-kg index --store https://example.org/sparql",
        _index,
    ),
    Command(
        "export",
        commands.export,
        "write the graph in force as canonical N-Quads",
        "unodc-kg export graph.nq\nunodc-kg export > graph.nq",
        _export,
    ),
    Command(
        "annotations",
        commands.annotations,
        "print what was read from a document, a unit a line (JSON)",
        "unodc-kg annotations E/CN.7/2021/2\nunodc-kg annotations report.txt --layer extracted",
        _annotations,
    ),
    Command(
        "unlinked",
        queueing.unlinked,
        "list the names that no authority file has, with what comes near",
        "unodc-kg unlinked\nunodc-kg unlinked report.txt --format ttl\nunodc-kg unlinked --output graphs --format tsv",
        _unlinked,
    ),
)


def parse(argv: Sequence[str]) -> Arguments:
    """The arguments of one run; `run` is the function to call and `overrides` what options say of the settings."""
    arguments = parser().parse_args(argv)
    names = [setting.name for setting in config.SETTINGS]
    arguments.overrides = {name: getattr(arguments, name, None) for name in names}
    arguments.debug = getattr(arguments, "debug", False)
    return arguments


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    shared = _settings()
    about = "UN reports as a validated knowledge graph that answers SPARQL."
    top = argparse.ArgumentParser("unodc-kg", description=about, parents=[shared])
    top.add_argument("--version", action="version", version=f"unodc-kg {__version__}")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for command in COMMANDS:
        sub = subparsers.add_parser(
            command.name,
            help=command.help,
            description=command.help,
            parents=[shared],
            epilog=f"examples:\n{_indented(command.examples)}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.extend(sub)
        sub.set_defaults(run=command.run)
    return top


def _settings() -> argparse.ArgumentParser:
    """The options that each command has; also before the command."""
    options = argparse.ArgumentParser(add_help=False)
    group = options.add_argument_group("settings")
    for setting in config.SETTINGS:
        group.add_argument(
            f"--{setting.name.replace('_', '-')}",
            metavar=setting.name.upper(),
            default=argparse.SUPPRESS,
            help=f"{setting.help} (or {setting.variable})".replace("%", "%%"),
        )
    group.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks of our faults")
    return options


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
