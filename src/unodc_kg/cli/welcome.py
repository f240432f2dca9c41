"""What a service prints when it is up: its address and three things to try."""

import re
from importlib.resources import files

from unodc_kg import iris
from unodc_kg.config import Settings
from unodc_kg.errors import KgError
from unodc_kg.rdf import NamedNode
from unodc_kg.stores.base import Store
from unodc_kg.stores.service import is_service

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
COUNT = "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"


def welcome(settings: Settings, store: Store) -> str:
    """The address, and what to try there."""
    address = _address(settings)
    try:
        tries = [
            *(("a report", f"{address}page/{key}") for key in _documents(store)[:1]),
            *(("a country", f"{address}page/{key}") for key in _states(store)),
            ("a query", f"curl -H 'Accept: text/csv' {address}sparql --data-urlencode 'query={COUNT}'"),
        ]
    except KgError as error:
        if not is_service(settings.store):
            raise
        return f"{address}\n\nNot ready: {error.message}\nThe store is asked again for each request. Stop with Ctrl-C."
    lines = [f"  {what:<10} {how}" for what, how in tries]
    return "\n".join([address, "", "Three things to try:", *lines, "", "Stop with Ctrl-C."])


def _address(settings: Settings) -> str:
    host = WILDCARDS.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{settings.port}/"


def _documents(store: Store) -> list[str]:
    """The keys of the documents that have a text."""
    names = (re.fullmatch(r".*/graph/(.+)/text(?:\.[a-z]{2})?", name) for name in store.graphs())
    return list(dict.fromkeys(match[1] for match in names if match))


def _states(store: Store) -> list[str]:
    """The key of the State about which most is said; none where nothing is said about any."""
    text = files("unodc_kg").joinpath("queries/welcome.rq").read_text(encoding="utf-8")
    states = [row["state"] for row in store.query(text).rows()]
    return [iris.key(state.value) for state in states if isinstance(state, NamedNode)]
