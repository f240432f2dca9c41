"""What the report cites, beside it in the six official languages: one resolution, its texts aligned, citing, cited."""

import os
import shutil
from pathlib import Path

import pytest

from converting import ROOT
from unodc_kg import config, iris
from unodc_kg.build import build, open_store

CORPUS = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared")) / "corpus" / "akn4un" / "ga"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
CITED = iris.instrument("resolution", "ga", "74/247")
REPORT = iris.document("e-cn.7-2021-2")


class Silent:
    """A build that tells nobody."""

    def step(self, text):
        """Ignored."""

    def report(self, report):
        self.last = report


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A project with the report, and a resolution that it cites in six languages."""
    texts = [next(iter(CORPUS.glob(f"{language}/74_247*.xml")), None) for language in LANGUAGES]
    if None in texts:
        pytest.skip(f"there is no {CORPUS} in six languages: set UNODC_KG_SHARED")
    root = tmp_path_factory.mktemp("project")
    for name in ("ontology", "shapes"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "graph", root / "graph")
    for text in texts:
        shutil.copy(text, root / "graph" / "sources")
    return config.load({"root": str(root)}, environ={})


@pytest.fixture(scope="module")
def store(settings):
    build(settings, Silent())
    return open_store(settings)


def rows(store, query):
    prefixes = "PREFIX : <https://w3id.org/unodc-kg/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    found = store.query(prefixes + query).rows()
    return [tuple(term.value for term in row.values()) for row in found]


def test_the_resolution_has_a_title_in_each_language(store):
    found = rows(store, f"SELECT (LANG(?title) AS ?tag) {{ <{CITED}> dcterms:title ?title }}")

    assert sorted(found) == [(language,) for language in LANGUAGES]


def test_paragraphs_meet_by_number_in_all_languages(store):
    """The Arabic file has the numbers of its operative paragraphs inside their words, so these stand apart."""
    query = f"SELECT ?unit (LANG(?text) AS ?tag) {{ ?unit dcterms:isPartOf+ <{CITED}> ; :text ?text }}"
    units = {language: set() for language in LANGUAGES}
    for unit, tag in rows(store, query):
        units[tag].add(unit)

    assert len(units["en"]) > 20
    assert all(units[language] == units["en"] for language in ("es", "fr", "ru", "zh"))
    assert len(units["ar"] & units["en"]) > 20


def test_the_report_cites_the_resolution_that_was_converted(store):
    query = f"SELECT ?unit {{ ?m :mentions <{CITED}> ; :inUnit ?unit . ?unit dcterms:isPartOf+ <{REPORT}> }}"

    assert rows(store, query)


def test_the_resolution_cites_others_whichever_language_is_read(store):
    query = f"""SELECT ?text (COUNT(DISTINCT ?cited) AS ?n) {{
      ?m :inUnit/dcterms:isPartOf+ <{CITED}> ; :mentions ?cited ; :sourceText ?text . ?cited a :Resolution
    }} GROUP BY ?text"""
    counts = rows(store, query)

    assert len(counts) == len(LANGUAGES)
    assert len({count for _, count in counts}) == 1


def test_what_is_only_cited_stays_a_stub_with_body_number_and_kind(store):
    query = f"""SELECT ?cited ?number {{
      ?m :inUnit/dcterms:isPartOf+ <{CITED}> ; :mentions ?cited .
      ?cited a :Resolution ; :adoptedBy ?body ; :number ?number ; :serialNumber ?serial .
      FILTER NOT EXISTS {{ ?text dcterms:isVersionOf ?cited }}
    }}"""

    assert rows(store, query)


def test_a_corrected_language_changes_one_file_and_no_other(settings, store):
    folder = settings.root / "graph" / "converted"
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.glob("*.nq")}
    source = next((settings.root / "graph" / "sources").glob("74_247_F.xml"))
    source.write_text(source.read_text(encoding="utf-8").replace("Réaffirmant", "Affirmant"), encoding="utf-8")
    built = build(settings, Silent())
    after = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.glob("*.nq")}

    assert built.new
    assert {name for name in after if after[name] != before.get(name)} == {"a-res-74-247.fr.nq"}
