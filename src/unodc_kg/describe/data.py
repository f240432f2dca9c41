"""A thing as data: what a program gets when it asks for the address of a thing.

The file holds what a linked-data client expects, a concise bounded description, and the proof of it:

- every triple whose subject is the thing, and those of blank nodes below it,
- the labels of the things that it links to, so that they can be shown without asking again,
- the statements about it with their evidence, or its own evidence if it is a record,
- which file this is and under which licence it stands.

What links *to* the thing is not in it: for the Office itself that would be most of the graph. The page of the thing
lists and counts it, and SPARQL gives it.
"""

from unodc_kg.describe.graph import Graph
from unodc_kg.namespaces import BASE, DCTERMS, FOAF, GRAPH, ID
from unodc_kg.rdf import NamedNode, Triple, named

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def triples(graph: Graph, iri: NamedNode) -> list[Triple]:
    """What the data file of a thing says; its IRIs are as the store has them."""
    found = graph.triples("data", thing=iri)
    file = named(graph.local(iri.value.replace(ID, BASE + "data/", 1)))
    head = [
        Triple(file, named(FOAF.primaryTopic), named(graph.local(iri.value))),
        Triple(file, named(DCTERMS.license), named(LICENCE)),
    ]
    return [*head, *found]


def ontology(graph: Graph) -> list[Triple]:
    """The whole ontology."""
    return graph.triples("ontology", graph=named(GRAPH.ontology))
