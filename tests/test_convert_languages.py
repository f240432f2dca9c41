"""A text in a language without rules converts too: its structure, its symbols and the names that the vocabulary has."""

import pytest

from converting import known
from unodc_kg.convert import convert_text
from unodc_kg.convert.lexicon import lexicon
from unodc_kg.convert.model import Manifest
from unodc_kg.errors import UnknownNameError

TEXTS = {
    "fr": "I. Ports\n1. L’UNODC a présenté le document X/PORTS/2 au Kenya.\n2. Les ports sont ouverts.\n",
    "es": "I. Puertos\n1. La UNODC presentó el documento X/PORTS/2 a Kenya.\n2. Los puertos están abiertos.\n",
    "ru": "I. Порты\n1. Документ X/PORTS/2 представила Кения.\n2. Порты открыты.\n",
    "ar": "I. موانئ\n1. الوثيقة X/PORTS/2 من كينيا.\n2. فتحت الموانئ.\n",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_structure_symbols_and_names_in_every_official_language(language: str) -> None:
    manifest = Manifest("x-ports", ("X/PORTS/1",), {language: "X"}, language, ("unodc",), reporting_year=2020)
    result = convert_text(TEXTS[language], manifest, known())
    first = next(reading for reading in result.readings if reading.unit.locator == "1")
    assert [unit.locator for unit in result.document.units if unit.kind == "paragraph"] == ["1", "2"]
    assert [section.locator for section in result.document.sections] == ["I"]
    assert [symbol for _, symbol in first.symbols] == ["X/PORTS/2"]
    assert any(mention.things[0].iri.endswith("/KEN") for mention in first.mentions)
    assert not first.records


def test_a_language_that_nobody_knows_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownNameError) as refused:
        lexicon("xx")
    assert "ar, en, es, fr, ru, zh" in str(refused.value)
