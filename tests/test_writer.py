"""A process that dies while it writes leaves the version before or the version after, whole; the next one goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from live import ROOT, make_version
from serving import QUADS
from unodc_kg.stores import versions
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write

MANY = " . ".join(f"<http://e/{number}> <http://e/p> {number}" for number in range(500))
UPDATE = f"INSERT DATA {{ GRAPH <http://e/g> {{ {MANY} }} }}"
BEFORE, AFTER = 2, 502
CHILD = f"""
import os, signal, sys
from pathlib import Path
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Write

count = 0

def hook(event, arguments):
    global count
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"):
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
FolderWriter(Path(sys.argv[1])).apply(Write("update", {UPDATE!r}), lambda store: None)
print(count)
"""


def write(data: Path, point: int) -> subprocess.CompletedProcess[str]:
    """Make the write in a process that kills itself where it touches the files for the `point`-th time; 0 is never."""
    command = [sys.executable, "-c", CHILD, str(data), str(point)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def check(store: EmbeddedStore) -> int:
    """How many triples the store has, after a look whether it is whole."""
    named = {quad.triple for quad in store.quads()}
    assert store.count() == len(named)
    assert len(named) in (BEFORE, AFTER)
    return len(named)


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How often a write touches the files."""
    data = tmp_path_factory.mktemp("count")
    make_version(data, QUADS)
    done = write(data, 0)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_write_that_is_killed_anywhere_leaves_a_whole_version(points: int, tmp_path: Path) -> None:
    found = set()
    assert points > 8
    for point in range(1, points + 1, max(1, points // 12)):
        data = tmp_path / str(point)
        make_version(data, QUADS)
        assert write(data, point).returncode == -9
        found.add(check(versions.open_current(data)))
        FolderWriter(data).apply(Write("update", UPDATE), lambda store: None)
        assert check(versions.open_current(data)) == AFTER
        left = {path.name for path in (data / "store").iterdir()}
        assert versions.current(data) in left and len(left) == 2
        assert all(versions.record(data, name) for name in left)
    assert found == {BEFORE, AFTER}


def test_a_write_that_is_not_wanted_leaves_nothing(tmp_path: Path) -> None:
    make_version(tmp_path, QUADS)

    def refuse(store: object) -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        FolderWriter(tmp_path).apply(Write("update", UPDATE), refuse)
    assert check(versions.open_current(tmp_path)) == BEFORE
    assert len(list((tmp_path / "store").iterdir())) == 1
