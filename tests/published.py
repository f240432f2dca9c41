"""Writes which terms published vocabularies have, as rdflib knows them: `python tests/published.py`."""

import json
import re
from pathlib import Path

from rdflib import namespace
from rdflib.namespace import DefinedNamespace

PATH = Path(__file__).parents[1] / "src" / "unodc_kg" / "describe" / "published.json"
KNOWN = ("DCTERMS", "FOAF", "ORG", "OWL", "PROV", "RDFS", "SH", "SKOS", "VOID")  # those that grow no more


def published() -> dict[str, list[str]]:
    """Namespace to the names of its terms."""
    return {str(getattr(namespace, name)._NS): _names(getattr(namespace, name)) for name in KNOWN}


def _names(vocabulary: type[DefinedNamespace]) -> list[str]:
    return sorted(name for name in vocabulary.__annotations__ if re.fullmatch(r"[A-Za-z]\w*", name))


def text() -> str:
    """What the file holds."""
    return json.dumps(published(), indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
