"""Refuse shapes that an engine would run without finding anything, or whose findings nobody could understand."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from unodc_kg.errors import ShapeError
from unodc_kg.namespaces import (
    DCTERMS,
    FOAF,
    KG,
    OA,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SDGO,
    SH,
    SHAPES,
    SKOS,
    XSD,
)
from unodc_kg.rdf import BlankNode, Literal, NamedNode, Quad, Term
from unodc_kg.validation.report import SEVERITIES

OUTSIDE = (DCTERMS, FOAF, OA, ORG, OWL, PROV, RDF, RDFS, SCHEMA, SDGO, SKOS)
LANGUAGES = ("en", "zh")
CONSTRAINTS = frozenset(
    SH[name]
    for name in (
        "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
        "maxInclusive", "minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "equals", "disjoint",
        "lessThan", "lessThanOrEquals", "not", "and", "or", "xone", "node", "qualifiedValueShape", "closed", "hasValue",
        "in",
    )
)  # fmt: skip
PREDICATES = CONSTRAINTS | {
    SH[name]
    for name in (
        "path", "name", "description", "severity", "message", "property", "targetClass", "targetSubjectsOf",
        "targetObjectsOf", "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "inversePath",
    )
}  # fmt: skip
OBJECTS = frozenset(
    SH[name] for name in ("NodeShape", "PropertyShape", "IRI", "Literal", "BlankNode", "BlankNodeOrIRI", *SEVERITIES)
)
NODE_NAME = re.compile(r"[A-Z][A-Za-z]*Shape")
PROPERTY_NAME = re.compile(r"[A-Z][A-Za-z]*Shape-[a-z][A-Za-z0-9]*")


def terms_of(quads: Iterable[Quad]) -> frozenset[str]:
    """The terms that an ontology declares."""
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    return frozenset(_value(q.subject) for q in quads if q.predicate.value == RDF.type and _value(q.object) in kinds)


def require_sound(files: Mapping[Path, list[Quad]], terms: frozenset[str]) -> None:
    """Look at every shape of every file.

    Raises:
        ShapeError: with file, shape and term of the first fault.
    """
    paths = {quad.subject for quads in files.values() for quad in quads if quad.predicate.value == SH.path}
    used = {quad.object for quads in files.values() for quad in quads if quad.predicate.value == SH.property}
    for path, quads in files.items():
        for quad in quads:
            _require_known(path, quad, terms)
        for node, values in _by_subject(quads).items():
            _require_complete(path, node, values)
        for quad in quads:
            if quad.predicate.value == SH.property and quad.object not in paths:
                raise _wrong(path, quad.subject, f"its property shape {_label(quad.object)} has no sh:path")
            if quad.predicate.value == SH.path and isinstance(quad.subject, NamedNode) and quad.subject not in used:
                raise _wrong(path, quad.subject, "no node shape has it as sh:property")


def _require_known(path: Path, quad: Quad, terms: frozenset[str]) -> None:
    predicate, value = quad.predicate.value, _value(quad.object)
    if predicate.startswith(SH) and predicate not in PREDICATES:
        raise _wrong(path, quad.subject, f"sh:{predicate.removeprefix(SH)} is no term of SHACL that is run here")
    if value.startswith(SH) and value not in OBJECTS:
        raise _wrong(path, quad.subject, f"sh:{value.removeprefix(SH)} is no term of SHACL that is run here")
    names_term = predicate.startswith(SH) and predicate != SH.hasValue and isinstance(quad.object, NamedNode)
    if names_term and not _is_known(value, terms):
        raise _wrong(path, quad.subject, f"{_label(quad.object)} is not in the ontology or a vocabulary used here")


def _is_known(iri: str, terms: frozenset[str]) -> bool:
    if iri.startswith(KG):
        return iri in terms
    return iri.startswith((SH, SHAPES, XSD, *OUTSIDE))


def _require_complete(path: Path, node: Term, values: list[Quad]) -> None:
    predicates = {quad.predicate.value for quad in values}
    is_property = SH.path in predicates
    if isinstance(node, BlankNode):
        if is_property:
            raise _wrong(path, node, "a property shape without an IRI")
        return
    name = _value(node).removeprefix(SHAPES)
    if not (PROPERTY_NAME if is_property else NODE_NAME).fullmatch(name):
        raise _wrong(path, node, "its name is not ClassShape, or ClassShape-property for a property shape")
    if is_property and not predicates & CONSTRAINTS:
        raise _wrong(path, node, "it constrains nothing")
    if not is_property and not any(predicate.startswith(SH.target) for predicate in predicates):
        raise _wrong(path, node, "it has no target")
    if predicates & CONSTRAINTS:
        _require_words(path, node, values)


def _require_words(path: Path, node: Term, values: list[Quad]) -> None:
    """A shape that can be broken has a severity, and a name and a message in both languages."""
    if [_value(q.object) for q in values if q.predicate.value == SH.severity] == []:
        raise _wrong(path, node, "it has no sh:severity")
    for term in ("name", "message"):
        tags = {q.object.language for q in values if q.predicate.value == SH[term] and isinstance(q.object, Literal)}
        missing = [language for language in LANGUAGES if language not in tags]
        if missing:
            raise _wrong(path, node, f"it has no sh:{term} in {' and '.join(missing)}")


def _by_subject(quads: list[Quad]) -> dict[Term, list[Quad]]:
    """The statements of each shape; parts of lists and the members of sh:or are left out where they have no path."""
    found: dict[Term, list[Quad]] = {}
    for quad in quads:
        found.setdefault(quad.subject, []).append(quad)
    return found


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _label(term: Term) -> str:
    value = _value(term)
    return value.removeprefix(SHAPES) if value else "a blank node"


def _wrong(path: Path, node: Term, what: str) -> ShapeError:
    return ShapeError(f"shapes/{path.name}, {_label(node)}: {what}.", "See shapes/README.md.")
