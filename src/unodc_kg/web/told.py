"""What the views tell the frame around them about the answer that they give.

The record travels in the WSGI environment: headers would show it to the world, and Flask's own context is over before
the last chunk of a stream is sent.
"""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from unodc_kg.search.sparql import Cut

KEY = "unodc_kg.told"
REQUEST_ID = "unodc_kg.request_id"


@dataclass
class Told:
    """One request, as the frame and the views see it."""

    request_id: str = ""
    client: str = ""
    """The client's address, for its budget."""
    query: str = ""
    """The text of the query, for the log of slow ones."""
    version: str = ""
    """The version of the graph that the answer was made from; "" if the answer may not be kept for others."""
    outcome: str = ""
    """How it ended: "" for an answer, else the name of the error."""
    cuts: tuple[Cut, ...] = ()
    """Searches in the query that found more than it could hold."""
    failure: Exception | None = None
    """What went wrong before Flask was entered; it answers all errors."""
    waiting: object = None
    """What looks whether the client leaves; see `leaving`."""
    spent: Callable[[], float] | None = None
    """Seconds that the query has taken so far; the client's budget pays for them."""


def begin(environ: MutableMapping[str, Any], request_id: str, client: str) -> Told:
    """A new record for this request."""
    environ[REQUEST_ID] = request_id
    environ[KEY] = told = Told(request_id, client)
    return told


def of(environ: Mapping[str, Any]) -> Told:
    """The record of this request; one that nobody reads where there is no frame."""
    found = environ.get(KEY)
    return found if isinstance(found, Told) else Told()
