"""Virtuoso's configuration file and bulk loader."""

import os
import re
import subprocess
import time
from pathlib import Path

BUFFER = 8192  # bytes of a page
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


def load(client: str, port: int, file: Path, *, minutes: int = 10) -> float:
    """Load N-Quads with the bulk loader and say how many seconds that took."""
    begin = time.monotonic()
    commands = (
        f"ld_dir('{file.parent}', '{file.name}', 'http://localhost/none');\n"
        "rdf_loader_run();\ncheckpoint;\nselect ll_file, ll_state, ll_error from DB.DBA.load_list;\n"
    )
    said = subprocess.run(
        [client, f"127.0.0.1:{port}", "dba", "dba", "ERRORS=STDOUT"],
        input=commands, capture_output=True, text=True, timeout=60 * minutes, check=False,
    )  # fmt: skip
    if not re.search(rf"{re.escape(file.name)}\s+2\s+NULL", said.stdout):
        raise LoadError(f"the bulk loader failed: {said.stdout[-500:]} {said.stderr[-300:]}")
    return time.monotonic() - begin
