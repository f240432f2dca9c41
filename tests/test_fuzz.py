"""Queries changed at random never surprise the gate, the diagnosis or the service; `make fuzz` goes on for longer."""

from itertools import islice
from pathlib import Path

import pytest

import fuzz
from hostile import serving
from unodc_kg.describe.graph import Graph
from unodc_kg.describe.hints import hints
from unodc_kg.errors import KgError, QuerySyntaxError
from unodc_kg.stores import embedded, guard, updates
from unodc_kg.stores.diagnose import syntax_error

SECONDS = 6


@pytest.mark.parametrize("seed", range(8))
def test_the_gate_and_the_diagnosis_answer_whatever_comes(seed: int) -> None:
    graph = Graph(embedded.memory([]))
    passed = 0
    for text in islice(fuzz.stream(seed, fuzz.seeds()), 100):
        try:
            guard.check(text)
        except KgError as error:
            assert error.message and error.hint
        else:
            passed += 1
            assert isinstance(hints(graph, text), list)
        assert isinstance(syntax_error(text, "error at 1:1: expected"), QuerySyntaxError)
    assert 5 < passed < 95


def test_the_gate_of_updates_answers_whatever_comes() -> None:
    for text in islice(fuzz.stream(3, list(fuzz.UPDATES)), 300):
        try:
            updates.check(text)
            updates.require_named_graphs(text)
        except KgError as error:
            assert error.message and error.hint


def test_the_service_answers_whatever_comes(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        statuses = fuzz.attack(service, SECONDS, seed=1)
    assert statuses.total() > 20
    assert {200, 400} <= set(statuses)
