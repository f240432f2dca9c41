"""A graph that is small to write and heavy to ask, and queries of both kinds."""

from collections.abc import Iterator

from unodc_kg.rdf import Quad, integer, named

G = named("https://example.org/g")
P = named("https://example.org/p")
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?c) ?f ?i"
PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def quads(number: int = 1000, first: int = 0) -> Iterator[Quad]:
    """So many things with a number each, from `first` on."""
    for value in range(first, first + number):
        yield Quad(named(f"https://example.org/thing/{value}"), P, integer(value), G)


def light(number: int) -> str:
    """A lookup: the number of one thing."""
    return f"SELECT ?n {{ <https://example.org/thing/{number}> <https://example.org/p> ?n }}"
