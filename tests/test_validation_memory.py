"""A build looks again at what changed, and finds in it all that a first look would find."""

import pytest

import tiny
from converting import ROOT
from unodc_kg.build import build
from unodc_kg.build.assemble import read_graphs
from unodc_kg.errors import GraphInvalidError
from unodc_kg.namespaces import ID, RDF
from unodc_kg.rdf import named
from unodc_kg.validation import Memory, memory, shapes, validate

PARTNER = """
shapes:StateShape sh:property shapes:StateShape-partner .
shapes:StateShape-partner a sh:PropertyShape ; sh:path :partner ; sh:class :State ; sh:severity sh:Violation ;
    sh:name "partner"@en , "伙伴"@zh ; sh:message "A partner is a State."@en , "伙伴应为国家。"@zh .
"""


class Silent:
    """A build that tells nobody, but keeps the last report."""

    def step(self, text):
        """Ignored."""

    def report(self, report):
        self.last = report


@pytest.fixture
def settings(tmp_path):
    made = tiny.make_project(tmp_path / "project")
    term = ':partner a owl:ObjectProperty ; rdfs:label "partner"@en .\n'
    tiny.write(made.root, "ontology/unodc.ttl", tiny.FILES["ontology/unodc.ttl"] + term)
    tiny.write(made.root, "shapes/state.ttl", tiny.FILES["shapes/state.ttl"] + PARTNER)
    tiny.write(made.root, "graph/curated/peru.ttl", "state:PER a :State ; :partner state:KEN .\n")
    return made


def findings(root, memory=None):
    report = validate(read_graphs(root), root, memory=memory)
    return {(finding.shape, str(finding.focus)) for finding in report.findings}


def test_what_was_sound_is_not_looked_at_again(settings):
    known = Memory()
    first = findings(settings.root, known)
    sound = set(known.sound)

    assert first == findings(settings.root) == set()
    assert sound
    assert findings(settings.root, known) == set()
    assert known.sound == sound


def test_shapes_that_are_read_again_are_the_same_shapes():
    """Some have nodes without a name, which get another label each time."""
    graph = read_graphs(ROOT)[:2000]
    first, second = (memory.marks(graph, shapes.load(ROOT).quads) for _ in range(2))

    assert first
    assert first == second


def test_a_thing_that_changed_is_looked_at(settings):
    known = Memory()
    findings(settings.root, known)
    tiny.write(settings.root, "graph/authority/more.ttl", tiny.NAMELESS)

    assert findings(settings.root, known) == findings(settings.root)
    assert [shape for shape, _ in findings(settings.root, known)] == ["StateShape-prefLabel"]


def test_a_thing_is_looked_at_when_what_it_links_to_changes_its_class(settings):
    known = Memory()
    findings(settings.root, known)
    typed = (named(ID + "state/KEN"), named(RDF.type))
    quads = [quad for quad in read_graphs(settings.root) if (quad.subject, quad.predicate) != typed]
    found = {finding.shape for finding in validate(quads, settings.root, memory=known).findings}

    assert found == {finding.shape for finding in validate(quads, settings.root).findings}
    assert "StateShape-partner" in found


def test_everything_is_looked_at_when_a_shape_changes(settings):
    known = Memory()
    findings(settings.root, known)
    stricter = (tiny.FILES["shapes/state.ttl"] + PARTNER).replace("sh:minCount 1", "sh:minCount 2")
    tiny.write(settings.root, "shapes/state.ttl", stricter)

    assert findings(settings.root, known) == findings(settings.root)
    assert len(findings(settings.root, known)) == 3


def test_a_broken_graph_stays_broken_in_the_next_build(settings):
    build(settings, Silent())
    tiny.write(settings.root, "graph/authority/more.ttl", tiny.NAMELESS)

    for _ in range(2):
        with pytest.raises(GraphInvalidError):
            build(settings, Silent())


def test_a_memory_that_cannot_be_read_is_no_memory(settings):
    build(settings, Silent())
    (settings.data / "sound.txt").write_bytes(b"\xff\xfe")
    tiny.write(settings.root, "graph/curated/more.ttl", 'state:PER skos:altLabel "P."@en .\n')

    assert build(settings, Silent()).new
