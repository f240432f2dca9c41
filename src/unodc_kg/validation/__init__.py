"""Does the graph keep its rules? SHACL shapes node by node, whole-graph checks, and the frozen texts.

    report   what was found, as JSON, RDF or rows for people
    shapes   the shapes and checks of a project, refused where they are wrong themselves
    checks   queries that run once over the whole graph
    texts    what no query can say: digests of frozen texts, names without a mention
    memory   what was found sound before, so that a build looks at what changed
    full     all of it, over a graph or over files beside it

With `full`, the only door to rdflib and pyshacl.
"""

from unodc_kg.validation.full import validate, validate_files
from unodc_kg.validation.memory import Memory
from unodc_kg.validation.report import Finding, Report

__all__ = ["Finding", "Memory", "Report", "validate", "validate_files"]
