"""HTTP to a SPARQL service: credentials, time-outs, retries of reads, and the errors of that side told as ours.

A redirect is never followed: the credentials would go along. Only reads are asked again, and only where the service
was not reached or said that it is not ready; an update may have been carried out although no answer came.
"""

import base64
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError

from unodc_kg.errors import QuerySyntaxError, StoreAnswerError, StoreError, StoreTimeoutError, StoreUnreachableError
from unodc_kg.stores.service import Service, shown

ATTEMPTS = 3
PAUSE = 0.2  # seconds before the second attempt, doubled before each further one
NOT_READY = (502, 503, 504)
LONGEST = 300  # characters of what a service says that are passed on
TOO_LONG = re.compile(r"timed?[- ]?out|time limit|S1T00|estimated execution time|deadline", re.IGNORECASE)
WAIT = "Try again in a moment; if it goes on, tell the operator."


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None  # the redirect then counts as an error, which names the place


class Door:
    """The way to one service; learns once whether it wants the password as Basic or as Digest (Virtuoso)."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._digest = False

    def read(self, request: urllib.request.Request, *, setting: str = "store", seconds: float = 0.0) -> HTTPResponse:
        """The answer to a request that changes nothing; asked again where that helps.

        Raises:
            QuerySyntaxError, StoreTimeoutError, StoreError: see `_explained`.
        """
        end = time.monotonic() + (seconds or self.service.seconds)
        for attempt in range(ATTEMPTS):
            left = max(end - time.monotonic(), 0.001)
            try:
                return self._open(request, left)
            except (OSError, HTTPException) as error:
                pause = PAUSE * 2**attempt
                last = attempt == ATTEMPTS - 1 or time.monotonic() + pause > end
                problem = self._explained(error, request, setting, seconds or self.service.seconds)
                if last or isinstance(problem, StoreTimeoutError) or not _may_help(error):
                    raise problem from error
            time.sleep(pause)
        raise AssertionError("unreachable")  # pragma: no cover

    def write(self, request: urllib.request.Request, *, setting: str, seconds: float = 0.0) -> HTTPResponse:
        """The answer to a request that may change something; asked once, because it may have been carried out.

        Raises:
            QuerySyntaxError, StoreTimeoutError, StoreError: see `_explained`.
        """
        seconds = seconds or self.service.seconds
        try:
            return self._open(request, seconds)
        except (OSError, HTTPException) as error:
            raise self._explained(error, request, setting, seconds) from error

    def _open(self, request: urllib.request.Request, seconds: float) -> HTTPResponse:
        if not self._digest:
            self._authorize(request)
            try:
                return self._opener().open(request, timeout=seconds)  # type: ignore[no-any-return]
            except HTTPError as error:
                if error.code != 401 or not self.service.user or self.service.token:
                    raise
                error.close()
        request.remove_header("Authorization")  # refused before anything was done: asking again is safe
        response: HTTPResponse = self._opener(digest=True).open(request, timeout=seconds)
        self._digest = True
        return response

    def _authorize(self, request: urllib.request.Request) -> None:
        if self.service.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.service.token}")
        elif self.service.user:
            pair = f"{self.service.user}:{self.service.password}".encode()
            request.add_unredirected_header("Authorization", f"Basic {base64.b64encode(pair).decode()}")

    def _opener(self, *, digest: bool = False) -> urllib.request.OpenerDirector:
        if not digest:
            return urllib.request.build_opener(_NoRedirect)
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        for url in filter(None, self.service.addresses.values()):
            passwords.add_password(None, url, self.service.user, self.service.password)
        return urllib.request.build_opener(_NoRedirect, urllib.request.HTTPDigestAuthHandler(passwords))

    def _explained(
        self, error: Exception, request: urllib.request.Request, setting: str, seconds: float
    ) -> QuerySyntaxError | StoreTimeoutError | StoreError:
        """What went wrong, in our words, with no more than the beginning of theirs and never a credential."""
        where = shown(request.full_url)
        if isinstance(error, HTTPError):
            return _answered(error, where, setting, seconds)
        if isinstance(error, TimeoutError):
            return late(where, seconds)
        reason = error.reason if isinstance(error, URLError) else error
        return StoreUnreachableError(f"The store at {where} cannot be reached ({_words(reason)}).", WAIT)


def late(where: str, seconds: float) -> StoreTimeoutError:
    """The error of a query that the store did not answer in time."""
    return StoreTimeoutError(
        f"The query was not answered by the store at {where} within {seconds:g} seconds.",
        "Make the query narrower, or ask for less with LIMIT.",
        limit="deadline",
        retry_after=30,
    )


@contextmanager
def told(where: str, seconds: float) -> Iterator[None]:
    """Tell what goes wrong while an answer is read as errors of ours."""
    try:
        yield
    except TimeoutError as error:
        raise late(where, seconds) from error
    except (OSError, HTTPException, SyntaxError, ValueError) as error:
        raise StoreUnreachableError(
            f"The answer of the store at {where} broke off or is damaged ({_words(error)}).", WAIT
        ) from error


def partial(response: HTTPResponse) -> bool:
    """Does the service say that it stopped early and left rows out? (Virtuoso's own header.)"""
    return response.headers.get("X-SQL-State", "").startswith("S1TAT")


def _may_help(error: Exception) -> bool:
    return error.code in NOT_READY if isinstance(error, HTTPError) else not isinstance(error, TimeoutError)


def _answered(
    error: HTTPError, where: str, setting: str, seconds: float
) -> QuerySyntaxError | StoreTimeoutError | StoreError:
    said = _said(error)
    quoted = f" It says: {said}" if said else ""
    if error.code in (500, 503, 504) and TOO_LONG.search(said):
        return late(where, seconds)
    if error.code == 400:
        return QuerySyntaxError(f"The store does not understand the request.{quoted}", "Correct the query.")
    if error.code in (401, 403):
        hint = "Check the settings store_user and store_password, or store_token, and the rights of that user there."
        problem = f"The store at {where} (setting {setting!r}) refuses our credentials: {error.code}."
        return StoreAnswerError(problem, hint)
    if 300 <= error.code < 400:
        place = shown(error.headers.get("Location", ""))
        hint = f"Put the new address in setting {setting!r}."
        return StoreAnswerError(f"The store at {where} redirects to {place}.", hint)
    if error.code in NOT_READY:
        return StoreUnreachableError(f"The store at {where} is not ready ({error.code}).{quoted}", WAIT)
    hint = (
        f"Check the setting {setting!r}."
        if error.code in (404, 405, 415)
        else "Change the query, or tell the operator."
    )
    return StoreAnswerError(f"The store at {where} answers with the error {error.code}.{quoted}", hint)


def _said(error: HTTPError) -> str:
    """The beginning of the service's message on one line, without mark-up."""
    try:
        with error:
            text = error.read(4 * LONGEST).decode("utf-8", "replace")
    except (OSError, HTTPException, ValueError):
        return ""
    plain = " ".join(re.sub(r"<style.*?</style>|<[^<>]{1,200}>", " ", text, flags=re.DOTALL).split())
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + " ..."


def _words(reason: object) -> str:
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
