"""Other SPARQL servers for the tests, each a process of its own on a free port with its data in a folder of its own.

Oxigraph comes with the other tools of the tests, Virtuoso with `make engines`. Where one is missing, its tests are
skipped and say so.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from live import free_port
from unodc_kg.namespaces import GRAPH
from unodc_kg.rdf import named
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.service import Service

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "dba"  # of every new Virtuoso
Engines = Callable[[str], Service]  # from the name of a server to one that runs and is empty: see conftest.py
INI = """\
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
ThreadsPerQuery = 1
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 7000
CaseMode = 2
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 1000000
"""


def found(name: str) -> str:
    """The path of a program, beside this Python or on the path; the test is skipped where it is missing."""
    path = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if path is None:
        pytest.skip(f"{name} is not installed: run `make engines`")
    return path


@contextmanager
def running(command: list[str], folder: Path, url: str) -> Iterator[None]:
    """Run a server until the block ends; it answers when the block begins."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(process, url, folder / "log")
        yield
    finally:
        process.kill()  # its data is thrown away, so there is nothing to finish
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not come up: {log.read_text()}")


@contextmanager
def oxigraph(folder: Path) -> Iterator[Service]:
    """An Oxigraph server, which needs no password."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [found("oxigraph"), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with running(command, folder, url):
        yield Service(f"{url}/query", f"{url}/update", f"{url}/store", merged_graph=f"{GRAPH}merged")


@contextmanager
def virtuoso(folder: Path) -> Iterator[Service]:
    """A Virtuoso, which wants Digest for writes and has no default graph that could be written."""
    program = found("virtuoso-t")
    port = free_port()
    (folder / "v.ini").write_text(INI.format(sql=free_port(), http=port), encoding="ascii")
    url = f"http://127.0.0.1:{port}"
    with running([program, "+foreground", "+configfile", "v.ini"], folder, f"{url}/sparql"):
        yield Service(
            f"{url}/sparql",
            f"{url}/sparql-auth",
            f"{url}/sparql-graph-crud-auth",
            user="dba",
            password=PASSWORD,
            merged_graph=f"{GRAPH}merged",
        )


def graphs(service: Service) -> frozenset[str]:
    """The named graphs of a server; a new Virtuoso has some."""
    return frozenset(RemoteStore(service).all_graphs())


def clear(service: Service, born: frozenset[str]) -> None:
    """Leave nothing but the graphs that the server was born with."""
    steps = [f"DROP SILENT GRAPH {named(graph)}" for graph in sorted(graphs(service) - born)]
    if not born:
        steps.append("CLEAR SILENT DEFAULT")  # Virtuoso has none that could be written
    if steps:
        RemoteStore(service).client.update(" ;\n".join(steps))


def settings(service: Service) -> dict[str, str]:
    """What to set so that the project uses the service."""
    return {
        "store": service.query_url,
        "store_update_url": service.update_url,
        "store_graph_url": service.graph_url,
        "store_user": service.user,
        "store_password": service.password,
        "store_merged_graph": service.merged_graph,
    }
