"""The SPARQL endpoint: read the request, check the query, ask the store, write the answer in the negotiated format."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request

from unodc_kg.config import Settings
from unodc_kg.errors import KgError, RequestError
from unodc_kg.formats import GRAPHS, HTML, Format
from unodc_kg.namespaces import ID, PREFIXES
from unodc_kg.rdf import Literal, NamedNode, Term, Triple, serialize_quads
from unodc_kg.stores.base import Result, rdf_format, read_results
from unodc_kg.stores.loads import without_silent_loads
from unodc_kg.stores.writes import Write
from unodc_kg.web import access, answers, asking, errors, hinting, language, live, protocol, service, told
from unodc_kg.web.inquiry import Inquiry
from unodc_kg.web.negotiation import answer, choose

blueprint = Blueprint("sparql", __name__)
MAX_ROWS = 500  # of a page; the files that it links have all rows
START = """\
SELECT ?type (COUNT(*) AS ?things)
WHERE { ?thing a ?type }
GROUP BY ?type
ORDER BY DESC(?things)"""


@dataclass(frozen=True)
class Cell:
    """A term as the result table shows it: its text, its language or datatype, and where it links."""

    text: str
    language: str = ""
    note: str = ""
    link: str = ""


@dataclass(frozen=True)
class Place:
    """The line of a query that is wrong, in three parts, and where in the whole text the wrong part stands."""

    before: str
    wrong: str
    after: str
    begin: int
    end: int


@dataclass(frozen=True)
class Example:
    """A query of the project, with the question of its header and the language of that."""

    title: str
    query: str
    language: str = "en"


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
@blueprint.route("/sparql/", methods=["GET", "POST", "QUERY"])
@blueprint.route("/sparql.<suffix>", methods=["GET", "POST", "QUERY"])
def endpoint(suffix: str | None = None) -> Response:
    """Answer a query, or describe the service where there is none; most queries never get here (see `shortcut`)."""
    failure = told.of(request.environ).failure
    if failure is not None:
        raise failure
    access.allow_large(request)
    asked = protocol.read(request)
    if asked.update is not None:
        return _update(asked)
    if asked.query is None:
        form = choose(suffix or asked.format, request.headers.get("Accept"), (*GRAPHS, HTML))
        return _page("", None) if form == HTML else _service(form)
    reply = answers.answer(_inquiry(asked), suffix)
    if reply is None:
        return _answer_page(asked)
    response = Response(reply.chunks, reply.status, reply.headers)
    response.call_on_close(reply.close)
    return response


def _inquiry(asked: protocol.Asked) -> Inquiry:
    return Inquiry(asked, request.environ, current_app.extensions["service"])


@blueprint.post("/update")
def update() -> Response:
    """Carry out an update."""
    access.allow_large(request)
    asked = protocol.read(request)
    if asked.update is None:
        raise RequestError(400, "The request has no update.", "Send the parameter 'update', or a query to /sparql.")
    return _update(asked)


def _update(asked: protocol.Asked) -> Response:
    access.require_token(request)
    settings: Settings = current_app.config["SETTINGS"]
    change = Write(
        "update",
        without_silent_loads(asked.update or ""),
        using=asked.default_graphs,
        using_named=asked.named_graphs,
        base_iri=settings.base_iri,
    )
    store, _ = access.write(request, change)
    return access.done(store, 204)


@blueprint.after_request
def _tell_cuts(response: Response) -> Response:
    response.headers.update(asking.cuts(told.of(request.environ)))
    return response


def _response(data: bytes | str, form: Format, status: int = 200) -> Response:
    response = Response(data, status, content_type=form.content_type)
    response.vary.update(("Accept", "Accept-Language") if form == HTML else ("Accept",))
    return response


def _service(form: Format) -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    merged, writable = settings.default_graph == "merged", bool(settings.token and live.live().writer)
    triples = service.describe(request.base_url.rstrip("/"), live.store(), merged=merged, writable=writable)
    return answer(serialize_quads(triples, rdf_format(form)), form, request)


def _answer_page(asked: protocol.Asked) -> Response:
    """The page with the answer; a wrong query comes back with what is wrong, ready to be corrected."""
    inquiry = _inquiry(asked)
    try:
        asking.check(inquiry.query, inquiry.settings)
        stream = asking.ask(inquiry, rows=MAX_ROWS + 1)
        data = b"".join(stream.chunks)
        if stream.kind == "graph":
            return _page(inquiry.query, None, graph=data.decode())
        return _page(inquiry.query, read_results(data), cut=bool(stream.truncated))
    except KgError as error:
        return _page(inquiry.query, None, error)


def _page(
    query: str, result: Result | None, error: KgError | None = None, graph: str | None = None, cut: bool = False
) -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    table = _table(result, cut) if result is not None and result.kind == "select" else None
    page = render_template(
        "sparql.html",
        query=query or START,
        error=error,
        message=errors.public(error.message) if error is not None else "",
        place=_place(query, error),
        hints=hinting.find(live.store(), query, settings) if query and error is None else (),
        kind=result.kind if result is not None else "graph" if graph is not None else "",
        table=table,
        answer=bool(result) if result is not None and result.kind == "ask" else None,
        graph=graph,
        files=result.formats if result is not None else GRAPHS if graph is not None else (),
        examples=examples(settings.root / "questions", language.choose(request, settings.language)),
    )
    response = _response(page, HTML, errors.status(error) if error is not None else 200)
    if error is not None and error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _place(query: str, error: KgError | None) -> Place | None:
    """Where a query is wrong, if that is known; a browser counts in units of UTF-16, and a line end as one."""
    number, column, token = (error.members.get(name) if error else None for name in ("line", "column", "token"))
    if not (isinstance(number, int) and isinstance(column, int) and number):
        return None
    lines = [line.rstrip("\r") for line in query.split("\n")]
    line = lines[number - 1]
    stop = column - 1 + max(1, len(str(token or "")))
    start = sum(_units(text) + 1 for text in lines[: number - 1])
    before, wrong, after = line[: column - 1], line[column - 1 : stop], line[stop:]
    return Place(before, wrong or " ", after, start + _units(before), start + _units(before + wrong))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _table(result: Result, cut: bool) -> dict[str, object]:
    names = result.variables
    rows = [[_cell(row.get(name)) for name in names] for row in islice(result.rows(), MAX_ROWS + 1)]
    return {"names": names, "rows": rows[:MAX_ROWS], "cut": cut or len(rows) > MAX_ROWS}


def _cell(term: Term | None) -> Cell:
    if term is None:
        return Cell("")
    if isinstance(term, Literal):
        datatype = "" if term.language else shorten(str(term.datatype.value))
        return Cell(str(term.value), str(term.language or ""), "" if datatype == "xsd:string" else datatype)
    if isinstance(term, NamedNode):
        iri = str(term.value)
        local = f"/id/{iri.removeprefix(ID)}" if iri.startswith(ID) else ""
        return Cell(shorten(iri), link=local or (iri if iri.startswith(("http://", "https://")) else ""))
    return Cell(str(term), note="triple" if isinstance(term, Triple) else "")


def shorten(iri: str) -> str:
    """The IRI with the longest of our prefixes that fits, or whole."""
    fitting = [(len(space), prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space)]
    if not fitting:
        return iri
    _, prefix, space = max(fitting)
    return f"{prefix}:{iri.removeprefix(space)}"


def examples(folder: Path, tag: str = "en") -> list[Example]:
    """The queries in `folder` that have a header, sorted by file name, titled with their question in that language."""
    found = []
    for path in sorted(folder.glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        first = query.partition("\n")[0]
        if first.startswith("#"):
            questions = dict(re.findall(r"^# question@(\w+):\s*(.+)$", query, re.MULTILINE))
            title = questions.get(tag) or questions.get("en") or first.strip("# ")
            found.append(Example(title, query, tag if tag in questions else "en"))
    return found
