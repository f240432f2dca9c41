"""Prefixes and terms: no IRI string stands anywhere else in the code.

`KG.recipient` is the IRI of a term as a plain string (`DCTERMS["title"]` where the name is also a method of strings);
tests check that every term so used is in the ontology.
"""

BASE = "https://w3id.org/unodc-kg/"


class Namespace(str):
    """A namespace IRI; attributes and items are the IRIs of its terms."""

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{self}{name}"

    def __getitem__(self, name: object) -> str:
        return f"{self}{name}"


ONTOLOGY = BASE + "ontology"
KG = Namespace(ONTOLOGY + "#")
ID = Namespace(BASE + "id/")
CONCEPT = Namespace(BASE + "id/concept/")
GRAPH = Namespace(BASE + "graph/")
SHAPES = Namespace(BASE + "shapes#")
SEARCH = Namespace(BASE + "search#")  # no terms of the graph: what these stand for is put into a query before it runs

DCTERMS = Namespace("http://purl.org/dc/terms/")
FILE_FORMAT = Namespace("http://www.w3.org/ns/formats/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SDG = Namespace("http://metadata.un.org/sdg/")
SDGO = Namespace("http://metadata.un.org/sdg/ontology#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
UNBIS = Namespace("http://metadata.un.org/thesaurus/")
UNDO = Namespace("https://w3id.org/un/ontology/undo/")
VOID = Namespace("http://rdfs.org/ns/void#")
WD = Namespace("http://www.wikidata.org/entity/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

KINDS = (
    "agent",
    "changeset",
    "decision",
    "document",
    "event",
    "place",
    "programme",
    "publication",
    "region",
    "resolution",
    "state",
    "statement",
    "treaty",
)

PREFIXES: dict[str, str] = {
    "": KG,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "graph": GRAPH,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": SD,
    "sdg": SDG,
    "sdgo": SDGO,
    "search": SEARCH,
    "sh": SH,
    "skos": SKOS,
    "undo": UNDO,
    "unbis": UNBIS,
    "void": VOID,
    "wd": WD,
    "xsd": XSD,
    "concept": CONCEPT,
} | {kind: f"{ID}{kind}/" for kind in KINDS}
