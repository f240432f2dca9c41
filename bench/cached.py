"""How many answers one core gives a second through the whole service, from the cache and to queries that are new.

Needs wrk and a built graph.

Run it with `make cached`. The rate depends on what else the machine does; what the service gives for a second of
processor time hardly does.
"""

import atexit
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

import psutil

ROOT = Path(__file__).resolve().parents[1]
QUERY = "SELECT ?p ?o { ?s a :State ; ?p ?o } LIMIT 10"
SECONDS = 5
NEW = """
local number = {start}
function request()
  number = number + 1
  return wrk.format("GET", "/sparql?query={query}%20%23" .. number)
end
"""  # for wrk: the same query with another comment each time, so that its text is new
CASES = (  # what, path, connections, headers
    ("answer from the cache", "sparql", 8, {}),
    ("answer from the cache", "sparql", 64, {}),
    ("the same, packed", "sparql", 8, {"Accept-Encoding": "gzip"}),
    ("304, the client has it", "sparql", 8, {"If-None-Match": "*"}),
    ("/healthz", "healthz", 8, {}),
    ("answer to a new query", "", 1, {}),
    ("answer to a new query", "", 8, {}),
    ("answer to a new query", "", 64, {}),
)


def main() -> int:
    """Start the service on one core, ask it from the others, print a table."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk is not installed (Debian: apt-get install wrk)", file=sys.stderr)
        return 2
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "unodc_kg.cli", "serve", "--port", str(port), "--client-seconds", "0"]
    with Path(os.devnull).open("wb") as nowhere:
        service = subprocess.Popen(command, stderr=nowhere, stdout=subprocess.PIPE)
        try:
            _measure(wrk, f"http://127.0.0.1:{port}", service)
        finally:
            service.terminate()
            service.wait()
    return 0


def _measure(wrk: str, address: str, service: subprocess.Popen[bytes]) -> None:
    assert service.stdout is not None
    service.stdout.readline()  # it says its address when it answers
    core, *others = sorted(os.sched_getaffinity(0))
    _pin(service.pid, {core})
    url = f"{address}/sparql?query={quote(QUERY)}"
    with urllib.request.urlopen(url) as answer:
        print(f"an answer of {len(answer.read())} bytes; the service has one core, load {os.getloadavg()[0]:.1f}\n")
    print("| what | connections | a second | for a second of processor time | p99 |\n|---|---|---|---|---|")
    for what, path, connections, headers in CASES:
        options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        target = url if path == "sparql" else f"{address}/{path}"
        if not path:
            options += ["-s", _script(connections)]
        with urllib.request.urlopen(
            urllib.request.Request(target, headers={k: v for k, v in headers.items() if v != "*"})
        ):
            pass  # it is in the cache now
        before = _processor(service.pid)
        said = subprocess.run(
            [wrk, "-t1", f"-c{connections}", f"-d{SECONDS}", "--latency", *options, target],
            capture_output=True, text=True, check=True,
            preexec_fn=lambda: os.sched_setaffinity(0, set(others) or {core}),
        ).stdout  # fmt: skip
        spent = _processor(service.pid) - before
        rate, tail, done = (
            re.search(what, said) for what in (r"/sec:\s+([\d.]+)", r"\n +99%\s+(\S+)", r"(\d+) requests in")
        )
        assert rate and tail and done
        print(f"| {what} | {connections} | {float(rate[1]):,.0f} | {int(done[1]) / spent:,.0f} | {tail[1]} |")


def _script(number: int) -> str:
    """A file for wrk; another number gives other queries."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write(NEW.format(start=number * 10_000_000, query=quote(QUERY)))
    atexit.register(os.unlink, script.name)
    return script.name


def _processor(pid: int) -> float:
    """Seconds of processor time that a process and its children have used."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _pin(pid: int, cores: set[int]) -> None:
    """Hold a process, its threads and its children to these cores."""
    time.sleep(1)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(re.findall(r"^PPid:\s+(\d+)", (folder / "status").read_text(), re.MULTILINE)[0])
            if pid in (int(folder.name), parent):
                for task in (folder / "task").iterdir():
                    os.sched_setaffinity(int(task.name), cores)
        except (OSError, IndexError):
            continue


if __name__ == "__main__":
    sys.exit(main())
