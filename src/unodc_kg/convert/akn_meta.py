"""The metadata of an Akoma Ntoso document -> its manifest: what it is, who adopted it, when, how, on whose draft."""

import re
from pathlib import Path

from unodc_kg import iris
from unodc_kg.convert import akn_inline, citations, detect, xml_tree
from unodc_kg.convert.adoption import Adoption, Count, Draft
from unodc_kg.convert.model import Instrument, Manifest
from unodc_kg.convert.xml_tree import Element
from unodc_kg.errors import SourceError

LANGUAGES = {"ara": "ar", "eng": "en", "fra": "fr", "fre": "fr", "rus": "ru", "spa": "es", "zho": "zh", "chi": "zh"}
DRAFTS = {"draftResolution": "draft-resolution", "draftDecision": "draft-decision"}
CHOICES = ("inFavour", "against", "abstaining")
NO_COMMITTEE = frozenset({"noMainCommittee", "plenaryMeeting"})
TITLES = ("resolutionTitle", "decisionTitle", "resolutionNumber")
DAY = re.compile(r"(?!0001)\d{4}-\d{2}-\d{2}")
MEETING = re.compile(r"(\d+)\s*(?:st|nd|rd|th|次|-?e\b|-?a\b|-е)")
ITEM = re.compile(r"\d+(?:\s?\([a-z]{1,3}\))*")


def manifest(root: Element, source: Path) -> Manifest:
    """What the mark-up says of the document.

    Raises:
        SourceError: it has no language that is known here.
    """
    language = _language(root, source)
    symbol = _symbol(root)
    letter = next(iter(_printed(root, "docNumber", "letter")), "")
    instrument = citations.symbol_instrument(f"{symbol} {letter}".strip()) or citations.symbol_instrument(symbol)
    kind = instrument.kind if instrument else _kind(root)
    title = next((found for name in TITLES for found in _printed(root, "docTitle", name, language)), "")
    return Manifest(
        key=iris.symbol_key(f"{symbol} {letter}".strip().replace(" ", "-")) if symbol else detect.file_key(source),
        symbols=(symbol,) if symbol else (),
        titles={language: title or symbol or source.stem},
        language=language,
        authors=(instrument.body,) if instrument else ("un",),
        document_type=kind,
        instrument=(instrument.kind, instrument.body, instrument.number) if instrument else None,
        adoption=_adoption(root, instrument, language),
    )


def _language(root: Element, source: Path) -> str:
    codes = [found.get("language", "") for found in xml_tree.inside(root, "FRBRlanguage")]
    known = [LANGUAGES.get(code, code if code in LANGUAGES.values() else "") for code in codes]
    if not any(known):
        raise SourceError(
            f"{source}: FRBRlanguage is {', '.join(codes) or 'missing'}.",
            f"Expected one of {', '.join(sorted(set(LANGUAGES)))}.",
        )
    return str(next(filter(None, known)))


def _symbol(root: Element) -> str:
    printed = next(iter(_printed(root, "docNumber", "symbol")), "")
    return re.sub(r"(?<=\d)\((?=\d{4}\))", " (", printed)


def _printed(root: Element, name: str, role: str, language: str = "en") -> list[str]:
    """The text of the elements of that name and role in the head of the document."""
    heads = [part for head in ("coverPage", "preface") for part in xml_tree.inside(root, head)]
    found = [one for head in heads for one in xml_tree.inside(head, name)]
    texts = [akn_inline.read([one], language).text for one in found if one.get("refersTo", "").lstrip("#") == role]
    return [text for text in texts if text]


def _kind(root: Element) -> str:
    """The document type that the mark-up names, as a code; a report where it names none."""
    names = [found.get("name", "") for found in xml_tree.children(root)]
    return re.sub(r"[^a-z]+", "-", next(filter(None, names), "report").lower()).strip("-") or "report"


def _adoption(root: Element, instrument: Instrument | None, language: str) -> Adoption | None:
    works = [
        one.get("value", "") for one in xml_tree.inside(root, "FRBRuri") if xml_tree.name(one.getparent()) == "FRBRWork"
    ]
    steps = list(xml_tree.inside(root, "step"))
    adopted = [step for step in steps if step.get("outcome") == "adopted"]
    counts = _counts(root)
    records = [symbol for step in adopted for symbol in _symbols(step.get("as", "")) if "/PV." in symbol]
    keywords = list(xml_tree.inside(root, "keyword"))
    return Adoption(
        work=works[0] if works else "",
        date=_date(root, adopted),
        without_vote=_without_vote(root, adopted, bool(counts)),
        meeting=_meeting(root, adopted),
        meeting_record=next(iter(records), ""),
        agenda_items=_agenda(root),
        session=_session(root, instrument),
        session_name=next(filter(None, map(xml_tree.text, xml_tree.inside(root, "session"))), ""),
        committee=_committee(root, steps),
        reports=tuple(
            s for step in steps if step.get("outcome") == "recommendedForAdoption" for s in _symbols(step.get("as", ""))
        ),
        drafts=_drafts(steps),
        counts=counts,
        concepts=tuple(dict.fromkeys(found.get("href") for found in keywords if found.get("href"))),
        words=tuple(
            dict.fromkeys(
                akn_inline.plain(found.get("value", ""), language)
                for found in keywords
                if not found.get("href") and found.get("refersTo") != "agenda" and found.get("value", "").strip()
            )
        ),
    )


def _date(root: Element, adopted: list[Element]) -> str:
    marked = [one.get("date", "") for one in xml_tree.inside(root, "FRBRdate") if one.get("name") == "adoption"]
    printed = [one.get("date", "") for one in xml_tree.inside(root, "docDate") if "doption" in one.get("refersTo", "")]
    return next(
        (day for day in [*marked, *(step.get("date", "") for step in adopted), *printed] if DAY.fullmatch(day)), ""
    )


def _without_vote(root: Element, adopted: list[Element], counted: bool) -> bool | None:
    outcomes = [found.get("outcome", "") for found in xml_tree.inside(root, "voting")]
    words = " ".join(f"{step.get('as', '')} {step.get('by', '')}" for step in adopted).lower()
    if "adoptedWithoutVote" in outcomes or "without vote" in words or "without a vote" in words:
        return True
    return False if counted or any(outcomes) or "unanimous" in words else None


def _meeting(root: Element, adopted: list[Element]) -> int:
    names = [one for one in xml_tree.inside(root, "inline") if one.get("name") == "adoptionMeeting"]
    places = [one for one in xml_tree.inside(root, "location") if one.get("refersTo") == "#adoptionMeeting"]
    marked = [one.get("title", "") for one in names + places]
    said = [f"{step.get('by', '')} {step.get('as', '')}" for step in adopted]
    numbers = [int(found) for text in marked for found in re.findall(r"\d+", text)[:1]]
    return next(iter([*numbers, *(int(found) for text in said for found in MEETING.findall(text)[:1])]), 0)


def _agenda(root: Element) -> tuple[str, ...]:
    lines = [one for one in xml_tree.inside(root, "inline") if one.get("name") == "agenda item"]
    printed = [item for one in lines for item in ITEM.findall(xml_tree.text(one))]
    listed = [
        re.sub(r"^(\d+)([a-z]+)$", r"\1(\2)", one.get("value", ""))
        for one in xml_tree.inside(root, "keyword")
        if one.get("refersTo") == "agenda"
    ]
    return tuple(dict.fromkeys(re.sub(r"\s", "", item) for item in printed or filter(ITEM.fullmatch, listed)))


def _session(root: Element, instrument: Instrument | None) -> int:
    values = [one.get("value", "") for one in xml_tree.inside(root, "session")]
    return next((int(value) for value in values if value.isdigit()), 0) if instrument else 0


def _committee(root: Element, steps: list[Element]) -> str:
    """Who recommended the text: the role that the cover refers to, else the one that the workflow names."""
    roles = [one.get("refersTo", "").lstrip("#") for one in xml_tree.inside(root, "docProponent")]
    said = [step.get("by", "") for step in steps if step.get("outcome") == "recommendedForAdoption"]
    bare = [re.sub(r"^\W*UN\b\.?\s*|\s*\(.*\)$", "", name).strip("\u200b ") for name in said]
    return next((name for name in [*roles, *bare] if name and name not in NO_COMMITTEE), "")


def _drafts(steps: list[Element]) -> tuple[Draft, ...]:
    """The drafts in order; who joined later belongs to the draft before."""
    drafts: list[Draft] = []
    for step in steps:
        outcome, by = step.get("outcome", ""), " ".join(step.get("by", "").split())
        symbol = next(iter(_symbols(step.get("as", ""))), "")
        if outcome in DRAFTS:
            day = step.get("date", "")
            drafts.append(Draft(symbol, DRAFTS[outcome], day if DAY.fullmatch(day) else "", by))
        elif outcome == "draftResolutionAdditionalSponsors" and by:
            last = drafts.pop() if drafts else Draft("", "draft-resolution")
            drafts.append(Draft(last.symbol, last.kind, last.date, last.sponsors, by))
    return tuple(draft for draft in drafts if draft.symbol or draft.sponsors or draft.additional)


def _counts(root: Element) -> tuple[Count, ...]:
    found = []
    for count in xml_tree.inside(root, "count"):
        choice, value = count.get("refersTo", "").lstrip("#"), count.get("value", "").strip()
        voters = tuple(filter(None, (xml_tree.text(one) for one in xml_tree.inside(count, "organization"))))
        if choice in CHOICES:
            found.append(Count(choice, int(value) if value.isdigit() else len(voters), voters))
    return tuple(found)


def _symbols(text: str) -> list[str]:
    return [symbol for _, symbol in citations.symbols(text)]
