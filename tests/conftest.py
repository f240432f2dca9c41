"""What holds for all tests: other servers are started once, and tests that look at time run alone.

The tests run in several processes at once. A test that is marked `alone` compares times or watches memory that others
would disturb: it waits until the tests of the other processes are done, and they wait for it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

import triplestores
from triplestores import Engines
from unodc_kg.stores.service import Service


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Starts a server of that name, or gives the one that runs, without anything that earlier tests put there."""
    with ExitStack() as stack:
        running: dict[str, tuple[Service, frozenset[str]]] = {}

        def empty(name: str) -> Service:
            if name not in running:
                start = getattr(triplestores, name)
                service = stack.enter_context(start(tmp_path_factory.mktemp(name)))
                running[name] = service, triplestores.graphs(service)
            triplestores.clear(*running[name])
            return running[name][0]

        yield empty


def pytest_keyboard_interrupt() -> None:
    """End at once what the tests have started; in good order it would take longer than a person waits after Ctrl-C."""
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test in: beside those of other processes, or alone."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    folder = item.config._tmp_path_factory.getbasetemp().parent  # type: ignore[attr-defined]
    wanted = fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH
    with ExitStack() as stack:
        with _held(folder / "turn", fcntl.LOCK_EX):  # whoever waits for the room keeps others from going in before
            stack.enter_context(_held(folder / "room", wanted))
        return (yield)


@contextmanager
def _held(path: Path, kind: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, kind)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # also for a child that was forked meanwhile
