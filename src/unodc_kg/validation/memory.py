"""What was found sound before need not be looked at again: by a digest of all that the shapes read of a thing.

A shape looks at the triples of one thing and at the classes of their values. So the same triples, classes and shapes
give the same answer, whatever else changed; shapes that look further make the memory useless, and it is not used.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

from unodc_kg.namespaces import RDF, RDFS, SH
from unodc_kg.rdf import BlankNode, Quad, Term, canonical

ENGINES = ("pyshacl", "rdflib")
FURTHER = frozenset(SH[name] for name in ("inversePath", "node", "qualifiedValueShape", "sparql", "targetObjectsOf"))


@dataclass
class Memory:
    """The digests of things that no shape found anything about."""

    sound: set[str] = field(default_factory=set)


def marks(selected: list[Quad], shapes: Iterable[Quad]) -> Mapping[Term, str]:
    """The digest of each thing of the selection; empty where things cannot be told apart by one."""
    rules = canonical(shapes).decode()
    looks_further = any(f"<{name}>" in rules for name in FURTHER)
    if looks_further or any(isinstance(quad.subject, BlankNode) for quad in selected):
        return {}
    above = sorted(str(quad) for quad in selected if quad.predicate.value == RDFS.subClassOf)
    context = _digest([*(f"{name} {version(name)}" for name in ENGINES), rules, *above])
    classes: dict[Term, set[str]] = {}
    for quad in selected:
        if quad.predicate.value == RDF.type:
            classes.setdefault(quad.subject, set()).add(str(quad.object))
    lines: dict[Term, set[str]] = {}
    for quad in selected:
        kinds = " ".join(sorted(classes.get(quad.object, ())))
        lines.setdefault(quad.subject, set()).add(f"{quad.predicate} {quad.object} {kinds}")
    return {thing: _digest([context, str(thing), *sorted(found)]) for thing, found in lines.items()}


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()
