"""What we know of the graph on another server: its version, its named graphs and how many triples they have.

A load writes it as a graph of its own beside the others (`CATALOGUE`), in the same request that puts the others in
force. Where there is none, the graphs are counted instead: a change that leaves every count as it was is then not seen.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unodc_kg.namespaces import DCTERMS, GRAPH, OWL, VOID
from unodc_kg.rdf import Triple, integer, named, text

CATALOGUE = f"{GRAPH}catalogue"
READ = f"""\
SELECT ?version ?graph ?triples WHERE {{
  GRAPH <{CATALOGUE}> {{
    <{CATALOGUE}> <{OWL.versionInfo}> ?version .
    OPTIONAL {{ <{CATALOGUE}> <{DCTERMS.hasPart}> ?graph . ?graph <{VOID.triples}> ?triples }}
  }}
}}"""
COUNTS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


@dataclass(frozen=True)
class Catalogue:
    """The version of the graph on a server, and the number of triples of each of its named graphs."""

    version: str
    graphs: Mapping[str, int]
    written: bool  # by a load, rather than counted

    def triples(self) -> Iterator[Triple]:
        """As a graph."""
        whole = named(CATALOGUE)
        yield Triple(whole, named(OWL.versionInfo), text(self.version))
        for graph, number in sorted(self.graphs.items()):
            yield Triple(whole, named(DCTERMS.hasPart), named(graph))
            yield Triple(named(graph), named(VOID.triples), integer(number))


def counted(graphs: Mapping[str, int]) -> Catalogue:
    """The catalogue of a server on which none was written."""
    said = "\n".join(f"{graph} {number}" for graph, number in sorted(graphs.items()))
    return Catalogue(hashlib.sha256(said.encode()).hexdigest()[:16], graphs, written=False)
