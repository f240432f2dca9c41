"""What may have been meant by an address that leads nowhere: the things whose names are most like it."""

import re
from functools import lru_cache

from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import Graph, value
from unodc_kg.describe.units import split
from unodc_kg.namespaces import ID
from unodc_kg.rdf import integer

LONGEST = 100  # characters of an address that count
NEAREST = 8
MOST = 50_000  # names: more of them would take seconds to read and stay in memory


def nearest(graph: Graph, address: str) -> list[Card]:
    """The things whose names or addresses are most like an address that leads nowhere."""
    wanted = _pairs(re.sub(r"[^\w]+", " ", address.rpartition("/")[2][:LONGEST]))
    if not wanted:
        return []
    scores: dict[str, float] = {}
    for iri, known in _names(Graph(graph.store, graph.base_iri)):
        score = 2 * len(wanted & known) / (len(wanted) + len(known))
        scores[iri] = max(score, scores.get(iri, 0.0))
    best = sorted((iri for iri in scores if scores[iri] > 0.3), key=lambda iri: (-scores[iri], iri))[:NEAREST]
    short = cards(graph, best)
    return [short[iri] for iri in best]


@lru_cache(maxsize=2)
def _names(graph: Graph) -> list[tuple[str, frozenset[str]]]:
    """All names and addresses of shared things, as sets of pairs of letters; none where they are too many."""
    rows, found = graph.rows("names", most=integer(MOST + 1)), []
    if len(rows) > MOST:
        return []
    for row in rows:
        iri = value(row, "thing")
        if iri.startswith(ID) and not split(iri)[1]:
            found.append((iri, _pairs(value(row, "name"))))
            found.append((iri, _pairs(re.sub(r"[^\w]+", " ", iri.rpartition("/")[2]))))
    return list(dict.fromkeys(found))


def _pairs(name: str) -> frozenset[str]:
    low = f" {name.casefold().strip()} "
    return frozenset(low[i : i + 2] for i in range(len(low) - 1) if low.strip())
