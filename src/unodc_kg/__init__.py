"""unodc-kg: UN reports as a validated knowledge graph that answers SPARQL."""

__version__ = "0.1.0"
