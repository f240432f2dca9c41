"""The short way of a query: from its request to its answer without Flask, which costs more than most queries do.

The rules are those of the view in `sparql`, for both call the same functions. Whatever is no plain query goes to Flask,
and so does every error, as Flask has the one way to answer errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Request

from unodc_kg.web import answers, protocol, told
from unodc_kg.web.cache import Headers
from unodc_kg.web.inquiry import Inquiry, Reply, Service

PATH = "/sparql"
ALLOWED = "Accept, Authorization, Content-Type, If-Match"  # "*" would leave out Authorization


@dataclass(frozen=True)
class Shortcut:
    """A WSGI application before another, which gets what this one does not answer."""

    inner: WSGIApplication
    service: Service
    headers: Headers
    most_bytes: int

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        reply = self._reply(environ) if _is_ours(environ) else None
        if reply is None:
            if isinstance(environ.get("wsgi.input"), BytesIO):
                environ["wsgi.input"].seek(0)
            return self.inner(environ, start_response)
        start_response(
            reply.status, [*reply.headers, *self.headers, ("Access-Control-Allow-Headers", allowed(environ))]
        )
        return reply

    def _reply(self, environ: WSGIEnvironment) -> Reply | None:
        try:
            return self._answer(environ)
        except Exception as error:  # whatever it is: the handlers of Flask know what to say
            told.of(environ).failure = error
            return None

    def _answer(self, environ: WSGIEnvironment) -> Reply | None:
        request = Request(environ)
        request.max_content_length = self.most_bytes
        asked = protocol.read(request)
        if asked.query is None:
            return None
        return answers.answer(Inquiry(asked, environ, self.service), environ["PATH_INFO"][len(PATH) + 1 :] or None)


def allowed(environ: WSGIEnvironment) -> str:
    """Which headers a page elsewhere may send: those that it asks for."""
    return str(environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", ALLOWED))


def _is_ours(environ: WSGIEnvironment) -> bool:
    """May it be a plain query? A body must be in memory, so that it can be read once more."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    if "HTTP_AUTHORIZATION" in environ or not path.startswith(PATH):
        return False
    if path != PATH and not (path[len(PATH)] == "." and path[len(PATH) + 1 :].isalnum() and path.isascii()):
        return False
    return method == "GET" or (method in ("POST", "QUERY") and isinstance(environ.get("wsgi.input"), BytesIO))
