"""What the tests of citations share: what a text cites, and how the keys of instruments are written."""

from converting import organs
from unodc_kg import iris
from unodc_kg.convert import citations


def cited(text: str, language: str, *, author: str = "", body: str = "") -> list[str]:
    """The keys of the instruments that a text cites, where this organ speaks and that one is spoken of."""
    found = citations.citations(text, language, organs(text, language), {"author": author, "body": body})
    return [iris.key(instrument.iri) for citation in found for instrument in citation.instruments]


def res(*keys: str) -> list[str]:
    """Keys of resolutions."""
    return [f"resolution/{key}" for key in keys]


def dec(*keys: str) -> list[str]:
    """Keys of decisions."""
    return [f"decision/{key}" for key in keys]
