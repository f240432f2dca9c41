"""Runs the tests that are written down as HTTP exchanges: the protocol and the graph store protocol."""

from urllib.parse import quote

from rdflib.namespace import Namespace
from rdflib.term import Node

from . import answers
from .client import Answer
from .evaluation import Bench, FailedError
from .manifest import MF, UT, Case, datasets

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
NAMED = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
FORMATS = {
    "boolean": ("application/sparql-results+xml", "application/sparql-results+json"),
    "tabular": answers.RESULTS,
    "RDF": tuple(answers.GRAPHS),
}


def run(bench: Bench, case: Case) -> None:
    """Send the requests of the case in their order; every answer must be as the manifest says."""
    bench.load(datasets(case, case.node, UT), case.base)
    bench.loaded = None
    variables: dict[str, str] = {}
    requests = case.items(case.one(case.action, HT.requests))
    if not requests:
        raise FailedError("the manifest has no request")
    for number, request in enumerate(requests, 1):
        answer = _send(bench, case, request, variables)
        wrong = _wrong(case, request, answer, variables)
        if wrong:
            raise FailedError(f"request {number} ({case.one(request, HT.methodName)}): {wrong}")


def _send(bench: Bench, case: Case, request: Node, variables: dict[str, str]) -> Answer:
    headers = _headers(case, request)
    body = case.one(request, HT.body)
    data = _text(case, body, variables).encode(str(case.one(body, CNT.characterEncoding))) if body is not None else None
    path = str(case.one(request, HT.absolutePath))
    url = _address(bench, path, is_update=_is_update(case, path, headers, data or b""))
    for name, value in variables.items():
        url = url.replace(name, quote(value, safe=":/?=") if "?" in url.partition(name)[0] else value)
    return bench.client.send(str(case.one(request, HT.methodName)), url, headers, data)


def _headers(case: Case, node: Node) -> dict[str, str]:
    fields = case.items(case.one(node, HT.headers))
    return {str(case.one(field, HT.fieldName)): str(case.one(field, HT.fieldValue)) for field in fields}


def _text(case: Case, body: Node, variables: dict[str, str]) -> str:
    text = str(case.one(body, CNT.chars))
    for name, value in variables.items():
        text = text.replace(name, value)
    return text


def _is_update(case: Case, path: str, headers: dict[str, str], data: bytes) -> bool:
    """Does the request belong to the address of updates, where a server has two?"""
    if "sparql-update" in headers.get("content-type", "") or "update=" in path or data.startswith(b"update="):
        return True
    return case.name.startswith("bad_update")


def _address(bench: Bench, path: str, *, is_update: bool) -> str:
    """The address in place of the /sparql/ or /gsp of the manifest."""
    addresses = bench.client.addresses
    if path.startswith("/gsp"):
        return addresses.store + path.removeprefix("/gsp")
    return (addresses.update if is_update else addresses.query) + path.removeprefix("/sparql/")


def _wrong(case: Case, request: Node, answer: Answer, variables: dict[str, str]) -> str:
    """What is wrong with an answer, in words."""
    response = case.one(request, HT.resp)
    statuses = [str(status).rpartition("#")[2] for status in case.all(response, MF.expectedStatus)]
    if not any(_has_status(answer, status) for status in statuses):
        return f"expected {' or '.join(statuses)}, found {answer.summary()}"
    location = case.one(response, MF.expectedLocation)
    if location is not None:
        if "location" not in answer.headers:
            return "the answer has no Location"
        variables[str(location)] = answer.headers["location"]
    return _wrong_format(case, response, answer) or _wrong_graph(case, response, answer, variables)


def _has_status(answer: Answer, expected: str) -> bool:
    if expected.startswith("StatusCode"):
        return str(answer.status)[0] == expected.removeprefix("StatusCode")[0]
    return answer.status == NAMED[expected]


def _wrong_format(case: Case, response: Node, answer: Answer) -> str:
    wanted = case.one(response, MF.expectedFormat)
    if wanted is None:
        return ""
    if answer.media_type not in FORMATS[str(wanted)]:
        return f"expected a media type of {wanted}, found {answer.media_type!r}"
    found = answers.read(answer.body, answer.media_type, case.base)
    expected = case.one(response, MF.expectedBoolean)
    if expected is not None:
        return answers.difference(str(expected) == "true", found)
    return ""


def _wrong_graph(case: Case, response: Node, answer: Answer, variables: dict[str, str]) -> str:
    """The media type of the manifest must come, whatever its parameters, and the same graph."""
    wanted = _headers(case, response).get("content-type", "").partition(";")[0].strip()
    if wanted and answer.media_type != wanted:
        return f"expected the media type {wanted}, found {answer.media_type!r}"
    body = case.one(response, HT.body)
    if body is None:
        return ""
    right = answers.graph(_text(case, body, variables).encode(), wanted, case.base)
    return answers.difference(right, answers.graph(answer.body, answer.media_type, case.base))
