"""A write that dies or meets a limit leaves the version before or the version after, whole; the next one goes on."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

import heavy
from live import ROOT, make_version
from serving import QUADS
from unodc_kg.errors import KgError, WriteMemoryError, WriterLostError, WriteTimeoutError
from unodc_kg.stores import versions
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write

MANY = " . ".join(f"<http://e/{number}> <http://e/p> {number}" for number in range(500))
UPDATE = f"INSERT DATA {{ GRAPH <http://e/g> {{ {MANY} }} }}"
BEFORE, AFTER = 2, 502
ENDLESS = "INSERT { GRAPH <http://e/g> { ?a ?p ?z } } WHERE { ?a ?p ?b . ?c ?q ?d . ?x ?y ?z . ?u ?v ?w }"
HOOK = """
import os, signal, sys
from pathlib import Path
from unodc_kg.stores import versions, write_process
from unodc_kg.stores.write_process import Job, Place
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write

count = 0
data, point = Path(sys.argv[1]), int(sys.argv[2])

def hook(event, arguments):
    global count
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") and str(data) in str(arguments[0]):
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
"""
SERVICE = f"{HOOK}FolderWriter(data).apply(Write('update', {UPDATE!r}), lambda store: None); print(count)"
CHILD = f"""{HOOK}
place = Place(versions.folder(data, versions.current(data)), versions.folder(data, "half"), {{}})
write_process.make(Job(Write('update', {UPDATE!r}), True, 100), place); print(count)"""


def run(program: str, data: Path, point: int) -> subprocess.CompletedProcess[str]:
    """Run it so that it kills itself where it touches the files for the `point`-th time; 0 is never."""
    command = [sys.executable, "-c", program, str(data), str(point)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def write(data: Path, text: str = UPDATE, **limits: float) -> EmbeddedStore:
    return FolderWriter(data, **limits).apply(Write("update", text), lambda store: None)  # type: ignore[arg-type]


def check(store: EmbeddedStore) -> int:
    """How many triples the store has, after a look whether it is whole."""
    named = {quad.triple for quad in store.quads()}
    assert store.count() == len(named)
    assert len(named) in (BEFORE, AFTER)
    return len(named)


@pytest.mark.parametrize(("program", "outcomes"), [(SERVICE, {BEFORE, AFTER}), (CHILD, {BEFORE})])
def test_a_write_that_is_killed_anywhere_leaves_a_whole_version(
    program: str, outcomes: set[int], tmp_path: Path
) -> None:
    """The service and the process of the write touch the files, each in its own moments."""
    make_version(tmp_path / "count", QUADS)
    done = run(program, tmp_path / "count", 0)
    assert done.returncode == 0, done.stderr
    points = int(done.stdout)
    found = set()
    assert points > 1
    for point in sorted({*range(1, points, max(1, points // 4)), points}):
        data = tmp_path / str(point)
        make_version(data, QUADS)
        assert run(program, data, point).returncode == -9
        found.add(check(versions.open_current(data)))
        assert check(write(data)) == AFTER
        left = {path.name for path in (data / "store").iterdir()}
        assert versions.current(data) in left and len(left) == 2
        assert all(versions.record(data, name) for name in left)
    assert found == outcomes


@pytest.mark.parametrize(
    ("limits", "kind", "limit"),
    [({"seconds": 1.0}, WriteTimeoutError, "write_deadline"), ({"memory": 1}, WriteMemoryError, "max_memory")],
)
def test_a_write_without_end_is_stopped_and_the_next_one_works(
    tmp_path: Path, limits: dict[str, float], kind: type[KgError], limit: str
) -> None:
    make_version(tmp_path, heavy.quads(1000))
    started = time.monotonic()
    with pytest.raises(kind) as caught:
        write(tmp_path, ENDLESS, **limits)
    assert caught.value.members["limit"] == limit
    assert caught.value.retry_after > 0
    assert limit == "max_memory" or time.monotonic() - started < 10
    assert [path.name for path in (tmp_path / "store").iterdir()] == [versions.current(tmp_path)]
    assert write(tmp_path, "DELETE WHERE { GRAPH ?g { ?s ?p 7 } }", seconds=60.0, memory=1).count() == 999


def test_a_write_whose_process_is_killed_says_so(tmp_path: Path) -> None:
    make_version(tmp_path, heavy.quads(1000))
    caught: list[KgError] = []

    def begin() -> None:
        with pytest.raises(WriterLostError) as error:
            write(tmp_path, ENDLESS)
        caught.append(error.value)

    thread = threading.Thread(target=begin)
    thread.start()
    while len(list((tmp_path / "store").iterdir())) < 2:
        time.sleep(0.01)
    for process in psutil.Process().children(recursive=True):
        if any(str(tmp_path) in opened.path for opened in process.open_files()):
            process.kill()
    thread.join(30)
    assert caught[0].retry_after == 1
    assert write(tmp_path, "CLEAR ALL").count() == 0


def test_a_write_that_is_not_wanted_leaves_nothing(tmp_path: Path) -> None:
    make_version(tmp_path, QUADS)

    def refuse(store: object) -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        FolderWriter(tmp_path).apply(Write("update", UPDATE), refuse)
    assert check(versions.open_current(tmp_path)) == BEFORE
    assert len(list((tmp_path / "store").iterdir())) == 1
