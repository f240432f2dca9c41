"""Puts the built graph on another server: aside first, piece by piece; counted there; then in force by one request.

Until that request the server answers from what it had. Whether the request itself is done whole or not at all is up to
the server. What a load left aside that died is removed by the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from unodc_kg.config import Settings
from unodc_kg.errors import SettingError, StoreError
from unodc_kg.namespaces import GRAPH
from unodc_kg.rdf import named
from unodc_kg.stores import remote_graphs, versions
from unodc_kg.stores.catalogue import CATALOGUE, Catalogue
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.remote_graphs import LONG
from unodc_kg.stores.remote_store import RemoteStore, open_remote
from unodc_kg.stores.service import is_service

ASIDE = f"{GRAPH}load/"
MERGED = ""  # how the merged graph is called here


@dataclass(frozen=True)
class Loaded:
    """What is in force on the server after a load, and whether this load put it there."""

    version: str
    triples: int
    graphs: int
    new: bool


def load(settings: Settings) -> Loaded:
    """Put the version in force on the server that the settings name.

    Raises:
        SettingError: they name no server.
        StoreError: nothing was built, or the server does not take it.
    """
    if not is_service(settings.store):
        hint = "Set it to the query address of the service, and store_update_url and store_graph_url beside it."
        raise SettingError(f"Setting 'store' is {settings.store}, not the address of a SPARQL service.", hint)
    built, version = versions.open_current(settings.data), versions.current(settings.data)
    remote = open_remote(settings)
    remote_graphs.require_addresses(remote.client)
    wanted = _sizes(built, merged=settings.default_graph == "merged")
    catalogue = Catalogue(version, {graph: size for graph, size in wanted.items() if graph}, written=True)
    if remote.catalogue(fresh=True) == catalogue and _is_there(remote, wanted):
        return _loaded(catalogue, wanted, new=False)
    _put_aside(remote, built, wanted)
    _switch(remote, catalogue, wanted)
    return _loaded(catalogue, wanted, new=True)


def _loaded(catalogue: Catalogue, wanted: dict[str, int], *, new: bool) -> Loaded:
    return Loaded(catalogue.version, wanted.get(MERGED, sum(wanted.values())), len(catalogue.graphs), new)


def _sizes(built: EmbeddedStore, *, merged: bool) -> dict[str, int]:
    """How many triples each graph has, the merged one too where it is wanted."""
    sizes = {graph: sum(1 for _ in built.triples(graph)) for graph in built.graphs()}
    return sizes | ({MERGED: built.count()} if merged else {})


def _aside(graph: str, wanted: dict[str, int]) -> str:
    return f"{ASIDE}{list(wanted).index(graph)}"


def _put_aside(remote: RemoteStore, built: EmbeddedStore, wanted: dict[str, int]) -> None:
    _remove_aside(remote)
    for graph in wanted:
        remote_graphs.add(remote.client, _aside(graph, wanted), built.triples(graph))
    found = remote.counts([_aside(graph, wanted) for graph in wanted])
    wrong = [graph for graph, size in wanted.items() if found[_aside(graph, wanted)] != size]
    if wrong:
        _remove_aside(remote)
        told = ", ".join(f"{graph or 'the merged graph'} has {wanted[graph]:,} triples" for graph in wrong[:3])
        raise StoreError(
            f"The server did not take the graph whole: {told} here, and another number there.",
            "Nothing there was changed. See what the server does with data types and blank nodes.",
        )


def _remove_aside(remote: RemoteStore) -> None:
    found = [graph for graph in remote.all_graphs() if graph.startswith(ASIDE)]
    if found:
        remote.client.update(" ;\n".join(f"DROP SILENT GRAPH {named(graph)}" for graph in found), seconds=LONG)


def _switch(remote: RemoteStore, catalogue: Catalogue, wanted: dict[str, int]) -> None:
    remote.client.update(" ;\n".join(_switching(remote, catalogue, wanted)), seconds=LONG)
    remote.catalogue(fresh=True)
    if not _is_there(remote, wanted):
        hint = "Load again. With a server without a default graph of its own, set store_merged_graph."
        raise StoreError("After the load the server does not have the number of triples that it should.", hint)


def _switching(remote: RemoteStore, catalogue: Catalogue, wanted: dict[str, int]) -> Iterator[str]:
    old = remote.catalogue()
    for graph in sorted(old.graphs if old.written else ()):
        if graph not in wanted:
            yield f"DROP SILENT GRAPH {named(graph)}"
    for graph, size in wanted.items():
        target = graph or remote.service.merged_graph
        place = f"GRAPH {named(target)}" if target else "DEFAULT"
        emptied = f"DROP SILENT {place}" if target else "CLEAR DEFAULT"  # a graph without triples is not there to move
        yield f"MOVE GRAPH {named(_aside(graph, wanted))} TO {place}" if size else emptied
    yield f"DROP SILENT GRAPH {named(CATALOGUE)}"
    lines = "\n".join(f"{triple} ." for triple in catalogue.triples())
    yield f"INSERT DATA {{ GRAPH {named(CATALOGUE)} {{\n{lines}\n}} }}"


def _is_there(remote: RemoteStore, wanted: dict[str, int]) -> bool:
    graphs = {graph: size for graph, size in wanted.items() if graph}
    merged = MERGED not in wanted or remote.count() == wanted[MERGED]
    return merged and remote.counts(list(graphs)) == graphs
