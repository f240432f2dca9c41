"""What an English report says: partners, recipients, works, events, requests, and what its figures are about."""

from functools import cache

import pytest

from converting import known
from unodc_kg.convert import Conversion, convert_text
from unodc_kg.convert.model import Manifest, Record
from unodc_kg.namespaces import DCTERMS, KG

MANIFEST = Manifest(
    key="x-harbours",
    symbols=("X/PORTS/7",),
    titles={"en": "Work in harbours"},
    language="en",
    authors=("unodc",),
    reporting_year=2019,
    submitted_to=("cnd", "ccpcj"),
)


@cache
def converted(text: str, heading: str = "Operational work") -> Conversion:
    return convert_text(f"Work\nSummary\nHarbours.\n   I. {heading}\n1. {text}\n", MANIFEST, known())


def records(text: str, class_name: str, heading: str = "Operational work") -> list[Record]:
    return [r for reading in converted(text, heading).readings for r in reading.records if class_name in r.classes]


def linked(record: Record, name: str) -> set[str]:
    return {value.rpartition("/")[2] for link, value in record.links if link == KG[name]}


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (
            "In cooperation with the World Customs Organization, UNICEF and Ghana, UNODC mapped harbours.",
            {"wco", "unicef", "GHA"},
        ),
        ("UNODC mapped harbours together with the European Union.", {"eu"}),
        ("UNODC, jointly with UNICEF, mapped harbours.", {"unicef"}),
        ("The Office and UNICEF mapped harbours.", {"unicef"}),
        ("In partnership with the Government of Ghana, UNODC mapped harbours.", {"GHA"}),
    ],
)
def test_who_worked_with_the_author(text: str, partners: set[str]) -> None:
    (activity,) = records(text, "Activity")
    assert linked(activity, "partner") == partners
    assert linked(activity, "carriedOutBy") == {"unodc"}


@pytest.mark.parametrize(
    ("text", "recipients", "kind"),
    [
        ("UNODC provided equipment to Kenya, Ghana and the Niger.", {"KEN", "GHA", "NER"}, "equipment"),
        ("The Office supported Kenya in drafting legislation on harbours.", {"KEN"}, "legislative-assistance"),
        ("UNODC trained harbour guards in Ghana and Togo.", {"GHA", "TGO"}, "training"),
        ("UNODC assisted the authorities of Peru.", {"PER"}, "technical-assistance"),
    ],
)
def test_who_was_helped_and_how(text: str, recipients: set[str], kind: str) -> None:
    (activity,) = records(text, "Activity")
    assert linked(activity, "recipient") == recipients
    assert linked(activity, "activityType") == {kind}


def test_a_place_in_a_sentence_of_others_is_no_recipient() -> None:
    assert records("UNICEF met in Ghana.", "Activity") == []


def test_the_date_and_the_programme_of_an_activity() -> None:
    text = "In May 2019, UNODC trained guards in Ghana through the Container Control Programme."
    (activity,) = records(text, "Activity")
    assert (KG.startDate, "2019-05-01") in {value[:2] for value in activity.values}
    assert linked(activity, "programme") == {"ccp"}


def test_a_work_is_published_by_all_who_published_it() -> None:
    statements = [
        (item.subject.rpartition("/")[2], item.value.rpartition("/")[2])
        for reading in converted("UNODC and UNICEF published the World Drug Report 2020.").readings
        for item in reading.assertions
        if item.predicate == DCTERMS.publisher
    ]
    assert set(statements) == {("world-drug-report-2020", "unodc"), ("world-drug-report-2020", "unicef")}


def test_a_launch_names_the_programme() -> None:
    launches = records("UNODC launched the Container Control Programme.", "Activity")
    assert any(linked(r, "activityType") == {"launch"} and linked(r, "programme") == {"ccp"} for r in launches)


def test_taking_part_in_a_session() -> None:
    (activity,) = records(
        "UNODC participated in the sixty-second session of the Commission on Narcotic Drugs.", "Activity"
    )
    assert (linked(activity, "activityType"), linked(activity, "about")) == ({"participation"}, {"cnd-62"})


@pytest.mark.parametrize(
    ("text", "addressees", "force", "action"),
    [
        ("The Commission on Narcotic Drugs may wish to encourage harbours.", {"cnd"}, "may-wish", "encourage"),
        ("UNODC is invited to continue its work.", {"unodc"}, "invites", "continue"),
        ("Member States should strengthen harbours.", set(), "recommends", "strengthen"),
        ("UNICEF is\u00a0encouraged to review it.", {"unicef"}, "encourages", "review"),
    ],
)
def test_what_is_asked_of_whom(text: str, addressees: set[str], force: str, action: str) -> None:
    (request,) = records(text, "Recommendation", heading="Recommendations")
    assert (linked(request, "addressee"), linked(request, "force")) == (addressees, {force})
    assert linked(request, "action") == {action}


def test_should_is_no_request_outside_a_chapter_of_recommendations() -> None:
    assert records("UNICEF should review it.", "Recommendation") == []


@pytest.mark.parametrize(
    ("text", "indicator", "about"),
    [
        ("UNODC trained some 350 guards in Ghana; 350 officers in all.", "people-trained", "activity"),
        ("The budget of UNODC amounted to $12.5 million.", "budget", "unodc"),
        ("Through the Container Control Programme, 12 tons of cocaine were seized.", "seized-quantity", "ccp"),
    ],
)
def test_a_figure_says_what_it_measures_and_is_about(text: str, indicator: str, about: str) -> None:
    figure = records(text, "Figure")[-1]
    assert linked(figure, "indicator") == {indicator}
    (subject,) = (value for link, value in figure.links if link == KG.about)
    assert about in subject


def test_labels_are_english_only() -> None:
    (activity,) = records("UNODC assisted Peru.", "Activity")
    assert activity.labels == {"en": "Technical assistance: Peru"}
