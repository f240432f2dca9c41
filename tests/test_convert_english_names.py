"""An English report: its structure, its names, and what "the Office", "the Commissions", "the Programme" take up."""

from functools import cache

import pytest

from converting import known
from unodc_kg.convert import Conversion, convert_text
from unodc_kg.convert.model import Manifest, Mention

MANIFEST = Manifest(
    key="x-harbours",
    symbols=("X/PORTS/7",),
    titles={"en": "Work in harbours"},
    language="en",
    authors=("unodc",),
    reporting_year=2019,
    submitted_to=("cnd", "ccpcj"),
)
HEAD = "Work in harbours\nSummary\nThe present report is about harbours.\n"


@cache
def converted(*paragraphs: str, heading: str = "Operational work") -> Conversion:
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(paragraphs, 1))
    return convert_text(f"{HEAD}   I. {heading}\n{numbered}\n", MANIFEST, known())


def named(text: str, heading: str = "Operational work") -> dict[str, tuple[str, ...]]:
    """What the outer names of one paragraph mean, by printed words."""
    (unit,) = [r for r in converted(text, heading=heading).readings if r.unit.locator == "1"]
    outer = [m for m in unit.mentions if m.form != "inside-name"]
    return {text[m.span.start : m.span.end]: _keys(m) for m in outer}


def _keys(mention: Mention) -> tuple[str, ...]:
    return tuple("/".join(thing.iri.split("/")[-2:]) for thing in mention.things)


def test_headings_of_three_levels_hold_the_paragraphs() -> None:
    text = (
        f"{HEAD}   I. Introduction\n1. Harbours are open.\n   II. Work\n   A. Ships\n   1. Large ships and\n"
        "      small ones\n2. Ships were seen.\n   B. Boats\n3. Boats were seen.\n"
    )
    document = convert_text(text, MANIFEST, known()).document
    assert [(s.locator, s.heading) for s in document.sections] == [
        ("I", "Introduction"),
        ("II", "Work"),
        ("II.A", "Ships"),
        ("II.A.1", "Large ships and small ones"),
        ("II.B", "Boats"),
    ]
    assert [(u.locator, u.section) for u in document.units if u.kind == "paragraph"] == [
        ("1", "I"),
        ("2", "II.A.1"),
        ("3", "II.B"),
    ]


@pytest.mark.parametrize(
    ("text", "printed", "key"),
    [
        ("Officers of UNODC met.", "UNODC", "agent/unodc"),
        ("The World Customs Organization met.", "World Customs Organization", "agent/wco"),
        ("It was read in Nigeria.", "Nigeria", "state/NGA"),
        ("Then the Office opened it.", "Office", "agent/unodc"),
        ("CND met and the Commission closed.", "Commission", "agent/cnd"),
        ("Through the Container Control Programme it grew; the Programme is new.", "the Programme", "programme/ccp"),
        ("The sixty-second session of the Commission on Narcotic Drugs met.", "", "event/cnd-62"),
        (
            "The Commission on Narcotic Drugs met; its reconvened sixty-second session ended.",
            "",
            "event/cnd-62-reconvened",
        ),
    ],
)
def test_a_name_and_what_it_means(text: str, printed: str, key: str) -> None:
    found = named(text)
    assert (key,) in found.values()
    assert not printed or found[printed] == (key,)


def test_the_commissions_are_both() -> None:
    assert named("The Commissions met.")["The Commissions"] == ("agent/cnd", "agent/ccpcj")


@pytest.mark.parametrize(
    "text", ["The Office of the harbour opened.", "The Commission for harbours met.", "A WHOLE day."]
)
def test_words_that_only_look_like_names_are_none(text: str) -> None:
    assert named(text) == {}


def test_a_chapter_shows_which_commission_is_meant() -> None:
    assert named("The Commission met.", heading="Crime at sea")["Commission"] == ("agent/ccpcj",)


def test_the_report_names_itself() -> None:
    assert named("The present report is new.")["The present report"] == ("document/x-harbours",)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("The Ministry of Harbours of Ghana opened it.", "Ministry of Harbours of Ghana"),
        ("It read the Practical Guide for Clean Harbours.", "Practical Guide for Clean Harbours"),
        ("UNODC published a handbook on safe harbours in May.", "handbook on safe harbours"),
        ("A workshop on trafficking in persons was held.", "workshop on trafficking in persons"),
    ],
)
def test_a_new_name_is_found_by_its_head_word_or_its_verb(text: str, printed: str) -> None:
    assert printed in named(text)


def test_adjectives_of_states_name_them_and_languages_do_not() -> None:
    found = named("Chadian and Malian judges met French officials; the French version is long.")
    assert found == {"Chadian": ("state/TCD",), "Malian": ("state/MLI",), "French": ("state/FRA",)}


def test_two_regions_share_their_last_word() -> None:
    found = named("It grew in West and Central Africa.")
    assert found["West and Central Africa"] == ("region/m49-011", "region/central-africa")


def test_a_session_is_that_of_the_commission_that_the_chapter_is_about() -> None:
    found = named("The thirtieth session of the Commission ended.", heading="Crime at sea")
    assert found["thirtieth session of the Commission"] == ("event/ccpcj-30",)
