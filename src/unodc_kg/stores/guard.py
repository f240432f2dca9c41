"""Reads a query before the engine does."""

import re

from unodc_kg.errors import QuerySyntaxError


def syntax_error(query: str, message: str) -> QuerySyntaxError:
    """The engine's complaint about a query, with the place and the line that it means."""
    return QuerySyntaxError(f"The query does not parse: {re.sub(chr(10), ' ', message)}.", "Correct the query.")
