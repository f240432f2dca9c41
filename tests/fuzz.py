"""Valid queries and updates, changed at random: `make fuzz ARGS="--seconds 600 --seed 7"` sends them to a service.

Whatever comes of a change, the service has an answer below 500 or says which limit was met, and goes on.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from hostile import Reply, Service, serving, watched
from unodc_kg.errors import KgError

QUESTIONS = Path(__file__).parents[1] / "questions"
OWN = (
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && STRLEN(STR(?s)) > 3 || !BOUND(?x)) } ORDER BY DESC(?o) LIMIT 5 OFFSET 2",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) ?t { ?s a ?t . OPTIONAL { ?s :year ?y } } GROUP BY ?t HAVING (COUNT(?s) > 1)",
    'CONSTRUCT { ?s :p [ :q (1 2.5 \'x\'@en) ] } WHERE { ?s (:a|^:b)/:c*/!(:d|^a) ?o MINUS { ?s :e """f""" } }',
    "ASK FROM <http://x/g> FROM NAMED <http://x/h> { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s :p ?o } }",
    "DESCRIBE state:PER ?x { VALUES (?x ?y) { (state:PER UNDEF) (<http://x/y> 'a'^^xsd:string) } }",
    "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 1 } UNION { BIND(IF(true, 1, -1e3) AS ?z) } ?s ?q << :a :b :c >> }",
    "PREFIX é: <http://x/é#> BASE <http://y/> SELECT $v { <#z> é:毒品 $v ; a [] , _:b . # comment\n }",
)
UPDATES = (
    "INSERT DATA { GRAPH <http://fuzz/g> { <a:b> <a:c> 'd', 5 } }",
    "DELETE { GRAPH <http://fuzz/g> { ?s ?p ?o } } INSERT { GRAPH <http://fuzz/g> { ?s ?p 1 } } WHERE { ?s ?p ?o }",
    "CLEAR SILENT GRAPH <http://fuzz/g> ; CREATE GRAPH <http://fuzz/h>",
)
PIECES = (
    "{", "}", "(", ")", "[", "]", "<", ">", "<<", ">>", "{|", "|}", ".", ";", ",", "*", "+", "-", "!", "^", "^^", "|",
    "/", '"', "'", '"""', "\\", "\\u0000", "\\uD800", "#", "\n", "\r", "\t", "\x00", "\ufeff", "\u202e", "😀",
    "?x", "_:b", "@en", "SERVICE", "SERVICE <http://127.0.0.1:9/>", "LOAD", "FILTER", "SELECT *", "GRAPH", "UNION",
    "OPTIONAL", "a", "1", "1e", "<http://x#a>", "NOT EXISTS", "{" * 60, "(" * 60, "!" * 60, "UNDEF",
    "DISTINCT", "REGEX(?x, '(a+)+$')",
)  # fmt: skip
TOKEN = re.compile(r"\s+|\w+|.", re.DOTALL)
FINE = {200, 204, 400, 403, 404, 413, 431}


def seeds() -> list[str]:
    """Queries that are right."""
    return [*OWN, *(path.read_text(encoding="utf-8") for path in sorted(QUESTIONS.glob("*.rq")))]


def changed(chance: random.Random, text: str) -> str:
    """The text with up to six changes: pieces that go, come, are doubled, change places or are cut."""
    parts = TOKEN.findall(text)
    for _ in range(chance.randint(1, 6)):
        at, to = sorted((chance.randrange(len(parts) + 1), chance.randrange(len(parts) + 1)))
        to = min(to, at + 8)
        what = chance.randrange(5)
        if what == 0:
            del parts[at:to]
        elif what == 1:
            parts.insert(at, chance.choice(PIECES))
        elif what == 2:
            parts[at:at] = parts[at:to] * chance.choice((1, 1, 2, 40))
        elif what == 3:
            parts[at:to] = parts[at:to][::-1]
        elif chance.random() < 0.2:
            del parts[at:]
    return "".join(parts)


def stream(seed: int, of: list[str]) -> Iterator[str]:
    """Changed texts without end, always the same for one seed."""
    chance = random.Random(seed)
    while True:
        yield changed(chance, chance.choice(of))


def attack(service: Service, seconds: float, seed: int) -> Counter[int]:
    """Send changed queries, and now and then updates, for so long; how many answers of each status came.

    Raises:
        AssertionError: one was answered with a fault of ours, or not at all.
    """
    statuses: Counter[int] = Counter()
    queries, updates = stream(seed, seeds()), stream(seed + 1, list(UPDATES))
    end = time.monotonic() + seconds
    with watched(service, changes=True, flood=True):
        while time.monotonic() < end:
            update = statuses.total() % 20 == 19
            text = next(updates if update else queries)
            reply = _sent(service, text, update=update)
            assert reply is not None, f"no answer to {text!r}"
            limit = reply.status == 503 and "limit" in reply.problem
            assert reply.status in FINE or limit, f"{reply.status} {reply.text[:500]} for {text!r}"
            statuses[reply.status] += 1
    return statuses


def _sent(service: Service, text: str, *, update: bool) -> Reply | None:
    with suppress(OSError, HTTPException):
        data = text.encode("utf-8", "surrogatepass")
        kind = "application/sparql-update" if update else "application/sparql-query"
        return service.update(data) if update else service.send("POST", "/sparql", data, Content_Type=kind)
    return None


def main() -> int:
    """Attack a service of our own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with serving(Path(folder)) as service:
                statuses = attack(service, arguments.seconds, arguments.seed)
        except (AssertionError, KgError) as error:
            print(f"FAILED with seed {arguments.seed}: {error}", file=sys.stderr)
            return 1
    print(f"{statuses.total()} sent, none failed: {dict(sorted(statuses.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
