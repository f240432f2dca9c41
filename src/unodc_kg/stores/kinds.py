"""What a query asks for, told by its first word after the BASE and PREFIX lines; the rest of it is not looked at."""

from unodc_kg.errors import QuerySyntaxError
from unodc_kg.stores.base import Kind
from unodc_kg.stores.diagnose import misspelt
from unodc_kg.stores.tokens import failure, tokens

KINDS: dict[str, Kind] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
PROLOGUE = ("BASE", "PREFIX", "VERSION")


def kind(query: str) -> Kind:
    """The kind of answer that the query has.

    Raises:
        QuerySyntaxError: it begins with none of the words that a query can begin with.
    """
    for token in tokens(query):
        if token.kind == "word" and token.text.upper() not in PROLOGUE:
            if token.text.upper() in KINDS:
                return KINDS[token.text.upper()]
            problem = f"a query does not begin with {token.text!r}."
            raise misspelt(query) or failure(query, token.start, problem, HINT, token.text)
    raise QuerySyntaxError("The query is empty.", HINT)


HINT = "Write SELECT, ASK, CONSTRUCT or DESCRIBE."
