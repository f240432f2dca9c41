"""The commands that end by themselves: each reads its arguments, calls one function and prints."""

import argparse
import json
import sys

from unodc_kg import build as building
from unodc_kg import config, validation
from unodc_kg.build import imports
from unodc_kg.build import load as loading
from unodc_kg.build.assemble import read_graphs
from unodc_kg.build.conversions import convert_all, orphans, write
from unodc_kg.cli.console import Steps, print_answer, print_place, print_report
from unodc_kg.cli.many import convert_many, refuse_output
from unodc_kg.cli.reading import annotated, asked_text
from unodc_kg.config import Settings
from unodc_kg.describe.graph import Graph
from unodc_kg.describe.hints import hints
from unodc_kg.errors import QuerySyntaxError
from unodc_kg.formats import by_name
from unodc_kg.rdf import canonical
from unodc_kg.search.door import door
from unodc_kg.search.index import index_file
from unodc_kg.search.sparql import Rewritten, rewrite
from unodc_kg.stores import durable, guard, versions
from unodc_kg.stores.base import Result, Store
from unodc_kg.stores.opening import open_parts

Arguments = argparse.Namespace
QUERY_FORMATS = ("table", "json", "csv", "tsv", "xml", "ttl", "nt")


def build(arguments: Arguments) -> int:
    """Bring the store in step with the files."""
    discard = getattr(arguments, "discard_updates", False)  # `run` builds too, and has no such option
    built = building.build(config.load(arguments.overrides), Steps(), discard_updates=discard)
    state = "built" if built.new else "already up to date"
    print(f"{state}: version {built.version}, {built.record['triples']:,} triples")
    return 0


def put(arguments: Arguments) -> int:
    """Put in force what files say, as they are."""
    settings = config.load(arguments.overrides)
    built = imports.put(settings, arguments.files, Steps(), discard_updates=arguments.discard_updates)
    state = "imported" if built.new else "already there"
    print(f"{state}: version {built.version}, {built.record['triples']:,} triples")
    return 0


def load(arguments: Arguments) -> int:
    """Put the built graph on the server of the setting `store`."""
    loaded = loading.load(config.load(arguments.overrides))
    state = "loaded" if loaded.new else "already there"
    print(f"{state}: version {loaded.version}, {loaded.triples:,} triples, {loaded.graphs} graphs")
    return 0


def convert(arguments: Arguments) -> int:
    """Convert every source, or the documents that are named; with --check, only say what differs."""
    if arguments.paths:
        return convert_many(arguments)
    refuse_output(arguments)
    root = config.load(arguments.overrides).root
    outcomes = convert_all(root)
    for outcome in outcomes:
        state = "unchanged" if outcome.same else "differs" if arguments.check else "written"
        print(f"{state:<10} {outcome.target.relative_to(root)}  ({outcome.units} units)")
        if not arguments.check:
            write(outcome)
    lost = orphans(root, {outcome.target for outcome in outcomes})
    for path in lost:
        print(f"{'orphan':<10} {path.relative_to(root)}  (no source; delete it)")
    return int(arguments.check and (bool(lost) or not all(outcome.same for outcome in outcomes)))


def validate(arguments: Arguments) -> int:
    """Check the graph, or files beside it."""
    settings = config.load(arguments.overrides)
    root, graph = settings.root, read_graphs(settings.root)
    if arguments.files:
        report = validation.validate_files(arguments.files, graph, root)
    else:
        report = validation.validate(graph, root)
    print_report(report, form=arguments.format, language=settings.language)
    return 0 if report.conforms else 1


def query(arguments: Arguments) -> int:
    """Ask the built store."""
    settings = config.load(arguments.overrides)
    text = asked_text(arguments.query)
    try:
        return _answer(arguments, settings, text)
    except QuerySyntaxError as error:
        print_place(text, error)
        raise


def _answer(arguments: Arguments, settings: Settings, text: str) -> int:
    guard.check(text, max_length=settings.max_query_length, max_depth=settings.max_query_depth)
    store = building.open_store(settings)
    searched = rewrite(
        text, lambda: door(settings).of(store), base_iri=settings.base_iri, most=settings.max_search_hits
    )
    for cut in searched.cuts:
        print(f"note: {cut.words!r} finds {cut.total} things; the query has the first {cut.given}", file=sys.stderr)
    for hint in hints(Graph(store, settings.base_iri), text):
        print(f"hint: {hint}", file=sys.stderr)
    result = _placed(store, searched)
    if arguments.format == "table":
        print_answer(result)
    else:
        sys.stdout.buffer.write(result.serialize(by_name(arguments.format, result.formats)))
    return 0


def _placed(store: Store, searched: Rewritten) -> Result:
    """The answer; an error is told at its place in the query as it was typed."""
    try:
        return store.query(searched.text)
    except QuerySyntaxError as error:
        raise searched.placed(error) from error


def index(arguments: Arguments) -> int:
    """Make the search index of the store where it is missing."""
    settings = config.load(arguments.overrides)
    parts = open_parts(settings, users=False)
    try:
        place = index_file(settings.data, parts.store.version)
        if arguments.again:
            place.unlink(missing_ok=True)
        made = not place.exists()
        found = door(settings, make=True, anew=arguments.again).of(parts.store)
    finally:
        parts.endpoint.close()
    state = "made" if made else "already there"
    print(f"{state}: search index of version {found.version}, {found.entries:,} entries of {found.things:,} things")
    return 0


def export(arguments: Arguments) -> int:
    """Write the graph in force, its updates included, as canonical N-Quads."""
    data = canonical(building.open_store(config.load(arguments.overrides)).quads())
    if arguments.file is None:
        sys.stdout.buffer.write(data)
        return 0
    with versions.writing(arguments.file):
        durable.write_text(arguments.file, data.decode())
    return 0


def annotations(arguments: Arguments) -> int:
    """Print what was read from a document, a unit a line."""
    settings = config.load(arguments.overrides)
    for unit in annotated(settings.root, arguments.document, layer=arguments.layer):
        print(json.dumps(unit, ensure_ascii=False))
    return 0
