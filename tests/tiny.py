"""The smallest project that can be built: a class, three States, one shape, one curated statement."""

from pathlib import Path

from unodc_kg import config
from unodc_kg.config import Settings

PREFIXES = """\
@prefix : <https://w3id.org/unodc-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/unodc-kg/shapes#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix state: <https://w3id.org/unodc-kg/id/state/> .

"""
FILES = {
    "ontology/unodc.ttl": """\
<https://w3id.org/unodc-kg/ontology> a owl:Ontology .
:State a owl:Class ; rdfs:label "State"@en .
""",
    "graph/authority/states.ttl": """\
state:AFG a :State ; skos:prefLabel "Afghanistan"@en .
state:KEN a :State ; skos:prefLabel "Kenya"@en .
state:PER a :State ; skos:prefLabel "Peru"@en .
""",
    "graph/curated/peru.ttl": """\
state:PER a :State ; skos:altLabel "Republic of Peru"@en .
""",
    "shapes/state.ttl": """\
shapes:StateShape a sh:NodeShape ; sh:targetClass :State ; sh:property shapes:StateShape-prefLabel .
shapes:StateShape-prefLabel a sh:PropertyShape ; sh:path skos:prefLabel ; sh:minCount 1 ; sh:severity sh:Violation ;
    sh:name "name"@en , "名称"@zh ;
    sh:message "This State has no name. Give it one."@en , "该国没有名称。请补上。"@zh .
""",
}
NAMELESS = "state:TCD a :State .\n"


def make_project(root: Path) -> Settings:
    """Write the project below `root` and give its settings."""
    for name, text in FILES.items():
        write(root, name, text)
    return config.load({"root": str(root)}, environ={})


def write(root: Path, name: str, text: str) -> Path:
    """Write one Turtle file of a project, with the prefixes that it needs."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path
