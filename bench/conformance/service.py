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


@contextmanager
def running() -> Iterator[Addresses]:
    """The addresses of a fresh service; its default graph is SPARQL's own, as the tests demand."""
    with tempfile.TemporaryDirectory() as folder:
        port, token, log = _free_port(), secrets.token_urlsafe(), Path(folder) / "log"
        process = _start(Path(folder), port, token, log)
        base = f"http://127.0.0.1:{port}"
        try:
            _wait(process, f"{base}/sparql", log)
            yield Addresses(f"{base}/sparql", f"{base}/sparql", f"{base}/store", token)
        finally:
            _stop(process)


def _start(folder: Path, port: int, token: str, log: Path) -> subprocess.Popen[bytes]:
    settings = {"STORE": "memory:", "DATA": str(folder), "PORT": str(port), "TOKEN": token, "DEFAULT_GRAPH": "plain"}
    environment = os.environ | {f"UNODC_KG_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "unodc_kg.cli", "serve"]
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)


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
