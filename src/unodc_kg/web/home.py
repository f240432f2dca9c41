"""The front page and the inventory: what is in the graph, in numbers that lead to it."""

from importlib.resources import files

from unodc_kg import iris
from unodc_kg.describe import lists
from unodc_kg.describe.graph import checked
from unodc_kg.errors import UnknownNameError
from unodc_kg.namespaces import ID, KG, SKOS
from unodc_kg.web.view import View

THINGS = (
    "Organization", "Agent", "State", "Region", "Place", "Programme", "Publication", "Resolution", "Decision",
    "Treaty", "Document", "Event", "Session",
)  # fmt: skip
RECORDS = (
    "Activity", "Figure", "Outcome", "TreatyAction", "Recommendation", "Partnership", "Membership", "Offer",
    "Statement",
)  # fmt: skip
TEXT = ("Section", "Paragraph", "Footnote", "Summary", "FrontMatter", "SourceText", "Mention", "Evidence", "Changeset")
GROUPS = (("things", THINGS), ("records", RECORDS), ("text", TEXT))
FRONT = (
    "Organization", "State", "Programme", "Publication", "Resolution", "Decision", "Treaty", "Event", "Activity",
    "Figure", "Outcome", "Recommendation",
)  # fmt: skip
EXAMPLES = ("example-states", "example-figures", "example-recommendations")


def overview(here: View) -> dict[str, object]:
    """What the front page shows."""
    counts = {iris.code(count.iri): count for count in lists.classes(here.graph) if count.iri.startswith(KG)}
    return {
        "counts": [counts[name] for name in FRONT if name in counts],
        "documents": lists.documents(here.graph),
        "examples": [(name.replace("-", "_"), _query(here, name)) for name in EXAMPLES],
        "triples": here.graph.store.count(),
    }


def inventory(here: View) -> dict[str, object]:
    """What the inventory shows: classes in three groups, then the schemes."""
    counts = {iris.code(count.iri): count for count in lists.classes(here.graph) if count.iri.startswith(KG)}
    groups = [(key, [counts[name] for name in names if name in counts]) for key, names in GROUPS]
    return {"groups": groups, "schemes": lists.schemes(here.graph)}


def listed(here: View, name: str) -> str:
    """The class or scheme that a list is asked for by name; "" if there is none."""
    if name.startswith("concept/"):
        try:
            scheme = checked(ID + name)
        except UnknownNameError:
            return ""
        return scheme.value if here.graph.holds("is-scheme", scheme=scheme) else ""
    iri = {"Concept": SKOS.Concept, "ConceptScheme": SKOS.ConceptScheme}.get(name, KG[name])
    return iri if iri in here.terms.entries or not iri.startswith(KG) else ""


def _query(here: View, name: str) -> str:
    """An example query as it is, prefixes included, so that it can be read and changed."""
    text = files("unodc_kg").joinpath(f"queries/{name}.rq").read_text(encoding="utf-8")
    return text if here.graph.local(KG) == KG else here.graph.text(name, {})
