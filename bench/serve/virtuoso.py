"""Virtuoso's configuration file and bulk loader."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from progress import left, say

BUFFER = 8192  # bytes of a page
FROM = "from DB.DBA.load_list"
TELL = 20  # seconds between two lines of progress
LONGEST = 3600  # seconds that a load may take
Loader = subprocess.Popen[bytes]
CONFIGURATION = """[Database]
DatabaseFile = {place}/virtuoso.db
ErrorLogFile = {place}/virtuoso.log
LockFile = {place}/virtuoso.lck
TransactionFile = {place}/virtuoso.trx
xa_persistent_file = {place}/virtuoso.pxa
MaxCheckpointRemap = 20000
[TempDatabase]
DatabaseFile = {place}/temp.db
TransactionFile = {place}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 100
DirsAllowed = {source}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CheckpointInterval = 0
ThreadsPerQuery = {cores}
AsyncQueueMaxThreads = {cores}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 80
MaxClientConnections = 80
KeepAliveTimeout = 60
MaxKeepAlives = 80
[SPARQL]
ResultSetMaxRows = 100000000
MaxConstructTriples = 100000000
"""


class LoadError(Exception):
    """The triples did not get in."""


def configure(place: Path, *, sql: int, http: int, triples: int, source: Path) -> None:
    """Write virtuoso.ini: memory for about 100 bytes a triple, and no cap on rows."""
    buffers = max(20_000, triples * 220 // BUFFER)
    text = CONFIGURATION.format(
        place=place,
        sql=sql,
        http=http,
        source=source,
        buffers=buffers,
        dirty=buffers * 3 // 4,
        cores=os.cpu_count() or 1,
    )
    (place / "virtuoso.ini").write_text(text)


def version(server: str) -> str:
    """What the program calls itself."""
    said = subprocess.run([server, "-?"], capture_output=True, text=True, check=False)
    found = re.search(r"Version ([\d.]+)", said.stdout + said.stderr)
    return found[1] if found else ""


def load(client: str, port: int, files: Sequence[Path]) -> float:
    """Load N-Quads with as many bulk loaders as there are cores, and say how many seconds that took."""
    begin = time.monotonic()
    folder = files[0].parent
    _ask(client, port, f"ld_dir('{folder}', 'named-*.nq', 'http://localhost/none');")
    loaders = [subprocess.Popen([*_command(client, port), "EXEC=rdf_loader_run();"], stdout=subprocess.DEVNULL)
               for _ in range(min(os.cpu_count() or 1, len(files)))]  # fmt: skip
    try:
        _wait(client, port, loaders, len(files), begin)
    finally:
        for loader in loaders:
            loader.kill()
            loader.wait()
    said = _ask(client, port, f"checkpoint;\nselect ll_file, ll_state, ll_error {FROM};")
    if len(re.findall(r"named-\d+\.nq\s+2\s+NULL", said)) != len(files):
        raise LoadError(f"the bulk loader failed: {said[-500:]}")
    return time.monotonic() - begin


def _wait(client: str, port: int, loaders: list[Loader], files: int, begin: float) -> None:
    """Until all loaders have ended; says how far they are."""
    told = begin
    while any(loader.poll() is None for loader in loaders):
        time.sleep(0.5)
        now = time.monotonic()
        if now - begin > LONGEST:
            raise LoadError(f"the bulk loader did not end within {LONGEST // 60} minutes")
        if now - told > TELL:
            told = now
            done = len(re.findall(r"named-\d+", _ask(client, port, f"select ll_file {FROM} where ll_state = 2;")))
            say(f"load into Virtuoso: {done} of {files} files{left(begin, done / files)}")


def _command(client: str, port: int) -> list[str]:
    return [client, f"127.0.0.1:{port}", "dba", "dba", "ERRORS=STDOUT"]


def _ask(client: str, port: int, statements: str) -> str:
    return subprocess.run(
        _command(client, port), input=statements + "\n", capture_output=True, text=True, timeout=LONGEST, check=False
    ).stdout
