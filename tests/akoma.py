"""Small Akoma Ntoso files of invented resolutions and decisions, in the form of those of the United Nations."""

from functools import cache
from pathlib import Path

from converting import known
from unodc_kg.convert import Conversion, convert_file, read_akn
from unodc_kg.convert.model import Document

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
CODES = {"en": "eng", "zh": "zho", "fr": "fra"}
WORKFLOW = """
<step date="2031-11-02" outcome="draftResolution" as="A/C.3/90/L.7"
 by="Bosnia and Herzegovina, Chad (on behalf of the group of ports) and the Netherlands (Kingdom of the)"/>
<step date="0001-01-01" outcome="draftResolutionAdditionalSponsors" by="Portland, Trinidad and Tobago and Chile"/>
<step date="0001-01-01" outcome="recommendedForAdoption" as="A/90/777" by=""/>
<step date="2031-12-18" outcome="adopted" as="A/90/PV.61" by=""/>
"""
VOTING = """
<voting outcome="adoptedRecordedVote">
<count value="003" refersTo="inFavour"><akn4un:voters>
<organization refersTo="memberState">COTE D'IVOIRE</organization>
<organization refersTo="memberState">BOLIVIA (PLURINATIONAL STATE OF)</organization>
<organization refersTo="memberState">PORTLAND</organization></akn4un:voters></count>
<count value="1" refersTo="against"><akn4un:voters>
<organization refersTo="memberState">CHAD</organization></akn4un:voters></count>
<count value="0" refersTo="abstaining"></count>
</voting>
"""
KEYWORDS = """
<keyword value="16" href="http://metadata.un.org/sdg/16" dictionary="SDGO"/>
<keyword value="ports" href="http://metadata.un.org/thesaurus/1009999" dictionary="UNBIS"/>
<keyword value="PORT SAFETY" dictionary="UNBIS Thesaurus"/>
<keyword value="9" dictionary="A/90/251" refersTo="agenda"/>
"""
COVER = """
<p><docNumber refersTo="#symbol">{symbol}</docNumber></p>
<p><session refersTo="#generalAssembly" value="90">Ninetieth session</session></p>
<p><inline name="agenda item">Agenda item 106 (b)</inline></p>
<p><docProponent refersTo="#thirdCommittee">[on the report of the Third Committee (A/90/777)]</docProponent></p>
"""
BODY = """
<preamble>
<formula name="enactingFormula"><p><span class="italic">The General Assembly</span>,</p></formula>
<container name="Recalling"><p>
  <span class="italic">Recalling</span> its resolution <a href="https://example.org/other">90/11</a> of 3 May
  2031,<authorialNote marker="1"><p> See A/90/12.</p></authorialNote> and the safety of ports,</p></container>
<container name="Mindful"><p><span class="italic">Mindful</span>
<span class="italic">also</span> of boats,</p></container>
</preamble>
<mainBody>
<paragraph class="H23"><subheading>I</subheading></paragraph>
<paragraph class="H23"><subheading>Safety</subheading></paragraph>
<paragraph><num>	1.</num><list><intro><p><span class="italic">Requests</span> the Secretary-General:</p></intro>
<point><num>(a)</num><content><p>To count ports;</p></content></point>
<sublist><point><num>(i)</num><content><p>By sea;</p></content></point></sublist>
<point><num>(b)</num><content><p>To report;</p></content></point>
<wrapUp><p>in time for its next session;</p></wrapUp></list></paragraph>
<paragraph><content><p>A paragraph without a number follows here.</p></content></paragraph>
<paragraph><num>2.</num><content><p>
<span class="italic">Decides</span> to return to the matter.</p></content></paragraph>
</mainBody>
"""
ENDING = """
<conclusions><p><inline name="adoptionMeeting" title="61st">61st plenary meeting</inline><eol/>
<docDate date="2031-12-18" refersTo="#adoptionDate">18 December 2031</docDate></p></conclusions>
<attachments><attachment><doc name="annex"><meta/><mainBody>
<paragraph class="H1"><content><p>Annex</p></content></paragraph>
<paragraph class="H1"><content><p>Code of the ports</p></content></paragraph>
<paragraph><content><p>Ports are open to all.</p></content></paragraph>
<paragraph><num>1.</num><content><p>Boats are counted.</p></content></paragraph>
<container><table><tr><td><p>Boats</p></td><td><p>12</p></td></tr></table></container>
</mainBody></doc></attachment></attachments>
"""


def akn(  # noqa: PLR0913 - a file has that many places where tests differ
    body: str = BODY + ENDING,
    *,
    symbol: str = "A/RES/90/300",
    language: str = "en",
    title: str = "Safety of ports",
    letter: str = "",
    kind: str = "resolution",
    about: str = "",
    cover: str = COVER,
) -> bytes:
    """The file of an invented resolution or decision."""
    number = symbol.rpartition("RES/")[2].rpartition("DEC/")[2]
    about = about or f"<classification>{KEYWORDS}</classification><workflow>{WORKFLOW}</workflow>{VOTING}"
    below = f'<p><docNumber refersTo="#letter">{letter}</docNumber></p>' if letter else ""
    return f"""<akomaNtoso xmlns="{NAMESPACE}" xmlns:akn4un="http://un.org/akn4un"><statement name="{kind}">
<meta><identification><FRBRWork><FRBRuri value="/akn/un/statement/deliberation/unga/2031-12-18/{number}/"/>
<FRBRdate date="2031-12-18" name="adoption"/></FRBRWork>
<FRBRExpression><FRBRlanguage language="{CODES[language]}"/></FRBRExpression></identification>{about}</meta>
<coverPage>{cover.format(symbol=symbol)}</coverPage>
<preface><p><docNumber>{number}.</docNumber> <docTitle refersTo="#{kind}Title">{title}</docTitle></p>{below}</preface>
{body}</statement></akomaNtoso>""".encode()


@cache
def document(data: bytes) -> Document:
    """The document that such a file holds."""
    found = read_akn.read(data, Path("file.xml")).document
    assert found is not None
    return found


def texts(data: bytes) -> dict[str, str]:
    """Locator -> text."""
    return {unit.locator: unit.text for unit in document(data).units}


def converted(data: bytes, folder: Path, name: str = "file.xml") -> Conversion:
    """That file, converted."""
    source = folder / name
    source.write_bytes(data)
    return convert_file(source, known())
