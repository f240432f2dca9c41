"""What is asked of every server: the same words, no dialect."""

from unodc_kg.namespaces import KG

HEAD = f"PREFIX : <{KG.Record.removesuffix('Record')}>\n"
CONSTRUCT_FORMS = {"N-Triples": "application/n-triples", "Turtle": "text/turtle"}
SELECT_FORMS = {
    "JSON": "application/sparql-results+json",
    "XML": "application/sparql-results+xml",
    "CSV": "text/csv",
    "TSV": "text/tab-separated-values",
}
ROWS = 100_000

AGGREGATION = HEAD + (
    "SELECT ?thing (COUNT(*) AS ?n) WHERE { ?mention :mentions ?thing } "
    "GROUP BY ?thing ORDER BY DESC(?n) ?thing LIMIT 20"
)
JOIN = HEAD + (
    "SELECT ?topic (COUNT(*) AS ?n) WHERE { ?record :topic ?topic . ?record :inUnit ?unit . ?part :inUnit ?unit } "
    "GROUP BY ?topic ORDER BY DESC(?n) ?topic"
)
# No row comes twice (a thing that is in two units would), so that of any 100,000 rows the triples are as many.
EXPORT = HEAD + f"SELECT ?s ?p ?o WHERE {{ ?s a :Mention . ?s ?p ?o }} LIMIT {ROWS}"
EXPORT_GRAPH = HEAD + f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s a :Mention . ?s ?p ?o }} LIMIT {ROWS}"
# A product of four long lists: no server has an answer to it while the light questions are measured.
HEAVY = HEAD + (
    "SELECT (COUNT(?d) AS ?n) WHERE { ?a :inUnit ?u1 . ?b :inUnit ?u2 . ?c :inUnit ?u3 . ?d :inUnit ?u4 "
    "FILTER(?u1 != ?u2 && ?u2 != ?u3 && ?u3 != ?u4) } LIMIT "
)
