"""How long a query has taken, and for how long its client has taken nothing."""

import time
from typing import cast

from unodc_kg.stores.reader import Reader
from unodc_kg.stores.runs import Run


def begun() -> Run:
    return Run(cast(Reader, None), 5.0)


def test_a_query_that_has_only_begun_works_and_its_client_is_not_idle() -> None:
    """A look at it between its start and its first wait must not take it for an answer that nobody reads."""
    run, later = begun(), time.monotonic() + 100
    assert run.idle(later) == 0
    assert run.work(later) >= 100


def test_the_time_of_a_client_that_reads_is_its_own() -> None:
    run = begun()
    run.handed()
    later = time.monotonic() + 100
    assert run.work(later) < 1
    assert run.idle(later) >= 100
    run.waiting()
    assert run.idle(later) == 0
