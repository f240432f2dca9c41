"""Every error that unodc-kg raises on purpose, as one tree.

    KgError                     anything we can explain to the person at the keyboard
    |- SettingError             a setting has a value that cannot be used
    |- SourceError              an input document or its manifest is missing, changed or unreadable
    |- RdfError                 an RDF file does not parse or may not be read
    |- UnknownNameError         a symbol, key, class, format or language that we do not have
    |- StoreError               the store cannot be opened, read or written
    |- QueryError               a query that is wrong or may not run here
    |  |- QuerySyntaxError      it does not parse
    |  `- QueryRefusedError     it parses, but may not run (update, SERVICE, LOAD, too deep, too long)
    |- RequestError             a web request that breaks the rules of its protocol
    |- ShapeError               the shapes themselves are wrong
    `- GraphInvalidError        the graph does not conform to the shapes

A message says what was found, where, what was expected and what to do. `hint` is the last of these; the command line
and the web service print both.
"""


class KgError(Exception):
    """Base of all errors with a message for people; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingError(KgError):
    """A setting has a value that cannot be used."""


class SourceError(KgError):
    """An input document or its manifest is missing, changed or unreadable."""


class RdfError(KgError):
    """An RDF file does not parse, or may not be read."""


class UnknownNameError(KgError):
    """A symbol, key, class, format or language that we do not have."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class QueryError(KgError):
    """A query that is wrong or may not run here."""


class QuerySyntaxError(QueryError):
    """The query does not parse; `line` and `column` count from 1 and are 0 where the place is not known."""

    def __init__(self, message: str, hint: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column


class QueryRefusedError(QueryError):
    """The query parses, but may not run here."""


class RequestError(KgError):
    """The request breaks the rules of its protocol; `status` is the HTTP status that says so."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.status = status


class ShapeError(KgError):
    """The shapes themselves are wrong."""


class GraphInvalidError(KgError):
    """The graph does not conform to the shapes."""
