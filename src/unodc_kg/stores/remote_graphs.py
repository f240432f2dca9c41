"""Adds statements to a graph on another server, piece by piece: by the graph store protocol, or else by updates."""

import urllib.request
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlencode

from unodc_kg.errors import StoreError
from unodc_kg.formats import N_TRIPLES
from unodc_kg.rdf import BlankNode, Triple, named
from unodc_kg.stores.remote import AGENT, Client

POSTED = 20_000  # statements of one request to the graph store, about 4 MB
INSERTED = 500  # of one update: Virtuoso compiles each statement of INSERT DATA
LONG = 600.0  # seconds that the server may take for one piece


def add(client: Client, graph: str, triples: Iterable[Triple]) -> int:
    """Add the triples to the named graph and say how many there were.

    Raises:
        StoreError: the server does not take them, or there is no address for it.
    """
    size = POSTED if client.door.service.graph_url else INSERTED
    number = 0
    for piece in _pieces(triples, size):
        number += len(piece)
        _send(client, graph, piece)
    return number


def _pieces(triples: Iterable[Triple], size: int) -> Iterator[list[Triple]]:
    """At most `size` in each, but all with blank nodes in one: their names hold within one request only."""
    blank: list[Triple] = []
    plain = (triple for triple in triples if not (_is_blank(triple) and blank.append(triple) is None))  # type: ignore[func-returns-value]
    while piece := list(islice(plain, size)):
        yield piece
    if blank:
        yield blank


def _is_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _send(client: Client, graph: str, piece: list[Triple]) -> None:
    lines = "".join(f"{triple} .\n" for triple in piece)
    service = client.door.service
    if not service.graph_url:
        client.update(f"INSERT DATA {{ GRAPH {named(graph)} {{\n{lines}}} }}", seconds=LONG)
        return
    joint = "&" if "?" in service.graph_url else "?"
    address = f"{service.graph_url}{joint}{urlencode({'graph': graph})}"
    headers = {"Content-Type": N_TRIPLES.media_type, "User-Agent": AGENT}
    request = urllib.request.Request(address, lines.encode(), headers, method="POST")
    client.door.write(request, setting="store_graph_url", seconds=LONG).close()


def require_addresses(client: Client) -> None:
    """Return if the server can be written.

    Raises:
        StoreError: the settings give no address for updates.
    """
    if not client.door.service.update_url:
        raise StoreError(
            "The store has no address for updates.", "Set store_update_url, and store_graph_url for speed."
        )
