"""How a resolution or decision came about, as quads: date, meeting, drafts and sponsors, committee, vote, keywords.

It comes from the mark-up of an official file, not from a sentence, so it is written plainly, without evidence. A name
that no authority has is never dropped: it is kept as printed.
"""

from collections.abc import Iterable, Iterator

from unodc_kg import iris
from unodc_kg.convert.adoption import Adoption, Draft
from unodc_kg.convert.authority_names import Names
from unodc_kg.convert.emit_things import Graph, Things
from unodc_kg.convert.model import Instrument, Manifest, Thing
from unodc_kg.namespaces import DCTERMS, KG, RDF
from unodc_kg.rdf import Literal, Quad, boolean, date, integer, text

GOAL = "http://metadata.un.org/sdg/"
PRINTED = (  # names that no authority has
    KG.abstainingPrinted,
    KG.againstPrinted,
    KG.inFavourPrinted,
    KG.recommendedByPrinted,
    KG.sponsorPrinted,
)


def write(manifest: Manifest, graph: Graph, things: Things) -> None:
    """All that is known besides the text; nothing where the source has no mark-up."""
    if manifest.instrument:
        things.instruments.setdefault(manifest.iri, Instrument(*manifest.instrument, manifest.iri))
    if manifest.adoption:
        _Writer(manifest.iri, graph, things).write(manifest, manifest.adoption)


def unlinked(quads: Iterable[Quad]) -> Iterator[str]:
    """The names that no authority has, as printed."""
    for quad in quads:
        if quad.predicate.value in PRINTED and isinstance(quad.object, Literal):
            yield quad.object.value


class _Writer:
    """Writes about one document."""

    def __init__(self, iri: str, graph: Graph, things: Things) -> None:
        self.iri = iri
        self.graph = graph
        self.things = things
        self.names = Names(things.vocabulary)

    def write(self, manifest: Manifest, adoption: Adoption) -> None:
        self._adopted(adoption)
        self._session(manifest, adoption)
        self._recommended(adoption)
        for draft in adoption.drafts:
            self._draft(draft)
        if adoption.counts:
            self._vote(adoption)
        self._keywords(adoption)

    def _adopted(self, adoption: Adoption) -> None:
        graph, iri = self.graph, self.iri
        if adoption.work:
            graph.add(iri, KG.aknWork, text(adoption.work))
        if adoption.date:
            graph.add(iri, KG.startDate, date(adoption.date))
            graph.add(iri, KG.endDate, date(adoption.date))
            graph.link(iri, KG.datePrecision, iris.concept("date-precision", "day"))
        if adoption.without_vote is not None:
            graph.add(iri, KG.adoptedWithoutVote, boolean(adoption.without_vote))
        if adoption.meeting:
            graph.add(iri, KG.meetingNumber, integer(adoption.meeting))
        if adoption.meeting_record:
            record = self.things.named(adoption.meeting_record)
            graph.link(iri, KG.meetingRecord, record)
            graph.link(record, KG.documentType, iris.concept("document-type", "meeting-record"))
        for item in adoption.agenda_items:
            graph.add(iri, KG.agendaItem, text(item))

    def _session(self, manifest: Manifest, adoption: Adoption) -> None:
        """The session; described here where no authority file has it."""
        if not (adoption.session and manifest.instrument):
            return
        _, body, number = manifest.instrument
        leading = iris.number_parts(number)[0]
        session = iris.thing("event", f"{body}-{leading or adoption.session}")
        self.graph.link(self.iri, KG.adoptedAt, session)
        if session not in self.things.vocabulary.entries:
            ordinal = (leading or str(adoption.session)).rpartition("-")[2]
            owner = {"sessionOf": iris.thing("agent", body), "sessionNumber": ordinal}
            label = self._session_label(body, adoption.session_name or ordinal, manifest.language)
            classes = ("Activity", "Event", "Session")
            self.things.new.setdefault(session, Thing(session, "Event", classes, "session", label, True, owner))

    def _session_label(self, body: str, printed: str, language: str) -> str:
        name = self.things.vocabulary.label(iris.thing("agent", body), language)
        if language == "zh":
            return f"{name}{printed}"
        return f"{printed} of the {name}" if language == "en" else f"{name}, {printed}"

    def _recommended(self, adoption: Adoption) -> None:
        agent = self.names.agent(adoption.committee) if adoption.committee else ""
        if agent:
            self.graph.link(self.iri, KG.recommendedBy, agent)
        elif adoption.committee:
            self.graph.add(self.iri, KG.recommendedByPrinted, text(adoption.committee))
        for symbol in adoption.reports:
            self.graph.link(self.iri, KG.recommendedIn, self.things.named(symbol))

    def _draft(self, draft: Draft) -> None:
        """A draft is a document of its own; without a symbol its sponsors are those of the resolution."""
        iri = self.things.named(draft.symbol) if draft.symbol else self.iri
        if draft.symbol:
            self.graph.link(self.iri, KG.draft, iri)
            self.graph.link(iri, KG.documentType, iris.concept("document-type", draft.kind))
        if draft.symbol and draft.date:
            self.graph.add(iri, DCTERMS.issued, date(draft.date))
        for name, words in ((KG.sponsor, draft.sponsors), (KG.additionalSponsor, draft.additional)):
            linked, rest = self.names.listed(words)
            for agent in linked:
                self.graph.link(iri, name, agent)
            for printed in rest:
                self.graph.add(iri, KG.sponsorPrinted, text(printed))

    def _vote(self, adoption: Adoption) -> None:
        vote = f"{self.iri}/vote"
        self.graph.link(self.iri, KG.recordedVote, vote)
        self.graph.link(vote, RDF.type, KG.Vote)
        for count in adoption.counts:
            self.graph.add(vote, KG[f"{count.choice}Total"], integer(count.total))
            for voter in count.voters:
                state = self.names.state(voter)
                if state:
                    self.graph.link(vote, KG[count.choice], state)
                else:
                    self.graph.add(vote, KG[f"{count.choice}Printed"], text(voter))

    def _keywords(self, adoption: Adoption) -> None:
        for concept in adoption.concepts:
            self.graph.link(self.iri, KG.servesGoal if concept.startswith(GOAL) else DCTERMS.subject, concept)
        for word in adoption.words:
            self.graph.add(self.iri, KG.keyword, text(word))
