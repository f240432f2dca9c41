"""Starts the service under test, as an operator would, on an empty store of its own; stops it at the end."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .client import Addresses, answers

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
COMMAND = (sys.executable, "-m", "unodc_kg.cli")


@contextmanager
def running(*, in_memory: bool = False) -> Iterator[Addresses]:
    """The addresses of a fresh service; its default graph is SPARQL's own, as the tests demand."""
    with tempfile.TemporaryDirectory() as folder:
        port, token, log = _free_port(), secrets.token_urlsafe(), Path(folder) / "log"
        environment = _environment(Path(folder), port, token, in_memory)
        if not in_memory:
            _build(environment)
        process = _start(environment, log)
        base = f"http://127.0.0.1:{port}"
        try:
            _wait(process, f"{base}/sparql", log)
            yield Addresses(f"{base}/sparql", f"{base}/sparql", f"{base}/store", token)
        finally:
            _stop(process)


def _environment(folder: Path, port: int, token: str, in_memory: bool) -> dict[str, str]:
    for name in ("ontology", "shapes"):  # a build wants something; the first test clears it
        (folder / name).symlink_to(ROOT / name)
    settings = {
        "ROOT": str(folder),
        "PORT": str(port),
        "TOKEN": token,
        "DEFAULT_GRAPH": "plain",
        "READERS": "1",  # every write replaces them, and one question is asked at a time
        "DATA": f"{folder}/data",
    }
    if in_memory:
        settings["STORE"] = "memory:"
    given = {name: value for name, value in os.environ.items() if not name.startswith("UNODC_KG_")}
    return given | {f"UNODC_KG_{name}": value for name, value in settings.items()}


def _build(environment: dict[str, str]) -> None:
    done = subprocess.run([*COMMAND, "build"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The build failed:\n{done.stdout}{done.stderr}")


def _start(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=out, stderr=out, start_new_session=True)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the service answers; say what it wrote when it does not."""
    end = time.monotonic() + SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"The service did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
