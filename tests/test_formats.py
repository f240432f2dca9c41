import pytest

from unodc_kg.errors import UnknownNameError
from unodc_kg.formats import (
    CSV,
    DATASETS,
    GRAPHS,
    HTML,
    JSON,
    JSON_LD,
    RDF_XML,
    RESULTS,
    TSV,
    TURTLE,
    XML,
    by_name,
    negotiate,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("accept", [None, "", "*/*", "application/*"])
def test_no_wish_or_a_wildcard_gives_the_first(accept: str | None) -> None:
    assert negotiate(accept, RESULTS) == JSON


def test_an_exact_type_is_given() -> None:
    assert negotiate("text/csv", RESULTS) == CSV


def test_the_case_of_a_type_and_space_do_not_matter() -> None:
    assert negotiate(" Text/CSV ; Q=0.5 ,", RESULTS) == CSV


def test_the_higher_quality_wins_over_the_order() -> None:
    assert negotiate("text/csv;q=0.5, application/sparql-results+xml;q=0.9", RESULTS) == XML


def test_a_missing_quality_counts_as_one() -> None:
    assert negotiate("application/sparql-results+json;q=0.9, text/csv", RESULTS) == CSV


def test_a_subtype_wildcard_gives_the_first_of_its_type() -> None:
    assert negotiate("text/*", RESULTS) == CSV


def test_the_specific_part_decides_over_the_wildcard_also_when_it_is_lower() -> None:
    assert negotiate("application/sparql-results+json;q=0.1, */*;q=0.5", (JSON, CSV)) == CSV


def test_a_named_format_wins_over_a_wildcard_of_the_same_quality() -> None:
    assert negotiate("*/*, text/csv", RESULTS) == CSV


def test_quality_zero_excludes_a_format() -> None:
    assert negotiate("application/sparql-results+json;q=0, */*", RESULTS) == XML


def test_quality_zero_for_all_leaves_nothing() -> None:
    assert negotiate("*/*;q=0", RESULTS) is None


def test_a_wildcard_may_be_excluded_beside_a_format() -> None:
    assert negotiate("text/turtle;q=0.2, */*;q=0", GRAPHS) == TURTLE
    assert negotiate("*/*;q=0, text/tab-separated-values", RESULTS) == TSV


def test_an_unknown_type_leaves_nothing() -> None:
    assert negotiate("image/png", RESULTS) is None


@pytest.mark.parametrize(
    "accept", ["nonsense", "text/", "/csv", "text/csv/x", "text/csv;q=2", "text/csv;q=x", "*/csv", ",;,"]
)
def test_a_malformed_part_is_ignored(accept: str) -> None:
    assert negotiate(accept, RESULTS) == JSON
    assert negotiate(f"{accept}, text/csv;q=0.1", RESULTS) == CSV


def test_a_comma_within_quotes_does_not_end_a_part() -> None:
    assert negotiate('text/csv;note="a, image/png;q=1";q=0.2, application/sparql-results+xml;q=0.1', RESULTS) == CSV


def test_a_bare_type_is_more_specific_than_one_with_parameters_that_we_do_not_have() -> None:
    assert negotiate("text/html;level=1;q=0.9, text/html;q=0.1, text/turtle;q=0.5", (HTML, TURTLE)) == TURTLE


def test_character_set_and_profile_do_not_keep_a_type_from_matching() -> None:
    assert negotiate("text/turtle;charset=utf-8", (JSON_LD, TURTLE)) == TURTLE
    assert negotiate('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', GRAPHS) == JSON_LD


def test_an_alias_is_accepted_and_the_true_name_preferred() -> None:
    assert negotiate("application/json", RESULTS) == JSON
    assert negotiate("application/json", GRAPHS) == JSON_LD
    assert negotiate("application/xml", GRAPHS) == RDF_XML


def test_a_browser_gets_a_page_and_not_xml() -> None:
    assert negotiate(BROWSER, (*RESULTS, HTML)) == HTML
    assert negotiate(BROWSER, (*GRAPHS, HTML)) == HTML


def test_a_client_that_prefers_data_gets_data() -> None:
    assert negotiate("text/turtle, text/html;q=0.5", (HTML, *GRAPHS)) == TURTLE


@pytest.mark.parametrize("offered", [RESULTS, GRAPHS, DATASETS])
def test_every_format_is_found_by_name_type_and_accept(offered: tuple) -> None:  # type: ignore[type-arg]
    for form in offered:
        assert by_name(form.name, offered) == by_name(form.media_type.upper(), offered) == form
        assert negotiate(form.media_type, offered) == form


def test_a_name_means_what_is_offered() -> None:
    assert (by_name("json", RESULTS), by_name("json", GRAPHS), by_name("xml", GRAPHS)) == (JSON, JSON_LD, RDF_XML)


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"'xlsx'.*json, xml, csv, tsv"):
        by_name("xlsx", RESULTS)


def test_only_text_types_say_their_character_set() -> None:
    assert (CSV.content_type, JSON.content_type) == ("text/csv; charset=utf-8", "application/sparql-results+json")
