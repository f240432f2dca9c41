"""Every error that unodc-kg raises on purpose, as one tree.

    KgError                     anything we can explain to the person at the keyboard
    |- SettingError             a setting has a value that cannot be used
    |- SourceError              an input document or its manifest is missing, changed or unreadable
    |- RdfError                 an RDF file does not parse or may not be read
    |  `- RdfSyntaxError        RDF that somebody sent does not parse
    |- UnknownNameError         a symbol, key, class, format or language that we do not have
    |- StoreError               the store cannot be opened, read or written
    |  |- ReaderLostError       the process that answered a query ended before its time
    |  |- WriterLostError       the process that carried out a write ended before its time
    |  |- StoreBusyError        another build or write holds it
    |  |- StoreFullError        there is no room for what should be written
    |  |- StoreAnswerError      a store elsewhere gave an answer that cannot be used
    |  `- StoreUnreachableError a store elsewhere was not reached, or is not ready
    |- QueryError               a query that is wrong or may not run here
    |  |- QuerySyntaxError      it does not parse
    |  |- SearchError           a search that asks for nothing, or in a way that cannot be meant
    |  |- UnknownTermError      it names a term that its vocabulary does not have, and was to be read strictly
    |  |- QueryFailedError      its text is right, and yet it cannot be carried out
    |  `- QueryRefusedError     it may not run here
    |     |- UpdateRefusedError         it would change the graph
    |     |- FederationDisabledError    SERVICE or LOAD would call another server
    |     |- QueryTooLongError          too many characters
    |     |- QueryTooDeepError          too many brackets or signs in one another
    |     `- QueryTooComplexError       too many parts
    |- LimitError               the query or write was allowed, but needs more than this service gives
    |  |- QueryTimeoutError     it was not done at the deadline
    |  |  `- StoreTimeoutError  by a store elsewhere
    |  |- QueryMemoryError      it needed too much memory
    |  |- WriteTimeoutError     a write was not done at its deadline
    |  |- WriteMemoryError      a write needed too much memory
    |  |- ServiceBusyError      too much else is at work
    |  `- BudgetSpentError      this client has used its query time, or has sent too many wrong requests
    |- ClientGoneError          the client waits no more
    |- RequestError             a web request that breaks the rules of its protocol
    |- ShapeError               the shapes themselves are wrong
    `- GraphInvalidError        the graph does not conform to the shapes

A message says what was found, where, what was expected and what to do. `hint` is the last of these; the command line
and the web service print both. `members` are facts for programs, which the web service adds to its problem document:
line, column and token of a place, the limit that was met, its value.
"""


class KgError(Exception):
    """Base of all errors with a message for people; `hint` says what to do."""

    retry_after = 0  # seconds after which the same may work; 0 where time changes nothing

    def __init__(self, message: str, hint: str = "", **members: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.members = members

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingError(KgError):
    """A setting has a value that cannot be used."""


class SourceError(KgError):
    """An input document or its manifest is missing, changed or unreadable."""


class RdfError(KgError):
    """An RDF file does not parse, or may not be read."""


class RdfSyntaxError(RdfError):
    """RDF that somebody sent does not parse; `line` and `column` count from 1, 0 is an unknown place."""

    def __init__(self, message: str, hint: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message, hint, **({"line": line, "column": column} if line else {}))
        self.line = line
        self.column = column


class UnknownNameError(KgError):
    """The name is not known; no symbol, key, class, format or language of ours has it."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class ReaderLostError(StoreError):
    """The process that answered the query ended before its time."""

    retry_after = 1


class WriterLostError(StoreError):
    """The process that carried out the write ended before its time."""

    retry_after = 1


class StoreBusyError(StoreError):
    """Another build or write holds the store."""

    retry_after = 5


class StoreAnswerError(StoreError):
    """The store elsewhere gave an answer that cannot be used."""


class StoreUnreachableError(StoreError):
    """The store elsewhere was not reached, or is not ready."""

    retry_after = 5


class StoreFullError(StoreError):
    """There is no room for what should be written."""


class QueryError(KgError):
    """A query that is wrong or may not run here."""


class QuerySyntaxError(QueryError):
    """The query does not parse; `line` and `column` count from 1 and are 0 where the place is not known."""

    def __init__(self, message: str, hint: str = "", line: int = 0, column: int = 0, token: str = "") -> None:
        super().__init__(message, hint, **({"line": line, "column": column, "token": token} if line else {}))
        self.line = line
        self.column = column
        self.token = token


class SearchError(QueryError):
    """The search asks for nothing, or in a way that cannot be meant; `reason` is a key of the interface's messages."""

    def __init__(self, message: str, hint: str = "", reason: str = "") -> None:
        super().__init__(message, hint, reason=reason)
        self.reason = reason


class UnknownTermError(QueryError):
    """The query names a term that its vocabulary does not have."""


class QueryFailedError(QueryError):
    """The query or update cannot be carried out; as a text it is right."""


class QueryRefusedError(QueryError):
    """The query may not run here."""


class UpdateRefusedError(QueryRefusedError):
    """The request would change the graph, which is not allowed here."""


class FederationDisabledError(QueryRefusedError):
    """The query would call another server, which is not allowed here."""


class QueryTooLongError(QueryRefusedError):
    """The query is too long; `limit` names the setting."""


class QueryTooDeepError(QueryRefusedError):
    """The query is nested too deeply; `limit` names the setting."""


class QueryTooComplexError(QueryRefusedError):
    """The query has too many parts; `limit` says of what."""


class LimitError(KgError):
    """More is asked than this service gives; `limit` names the setting, `retry_after` says when to try again."""

    def __init__(self, message: str, hint: str = "", *, limit: str, retry_after: int = 1, **members: object) -> None:
        super().__init__(message, hint, limit=limit, **members)
        self.limit = limit
        self.retry_after = retry_after


class QueryTimeoutError(LimitError):
    """The query was not done at the deadline."""


class StoreTimeoutError(QueryTimeoutError):
    """The store elsewhere did not answer before the deadline."""


class QueryMemoryError(LimitError):
    """The query needed too much memory."""


class WriteTimeoutError(LimitError):
    """The write was not done at its deadline."""


class WriteMemoryError(LimitError):
    """The write needed too much memory."""


class ServiceBusyError(LimitError):
    """The service is busy; it takes no more at this moment."""


class BudgetSpentError(LimitError):
    """This client has used what it may ask for in a minute."""


class ClientGoneError(KgError):
    """The client has closed its connection and waits no more."""


class RequestError(KgError):
    """The request breaks the rules of its protocol; `status` is the HTTP status that says so."""

    def __init__(self, status: int, message: str, hint: str = "", **members: object) -> None:
        super().__init__(message, hint, **members)
        self.status = status


class ShapeError(KgError):
    """The shapes themselves are wrong."""


class GraphInvalidError(KgError):
    """The graph does not conform to the shapes."""
