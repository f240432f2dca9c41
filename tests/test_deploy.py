"""The files of deploy/ with the tools that read them; what is not installed is named and left out.

A Docker engine would be needed to build the image: that is not done here. nginx is looked for in PATH, or at NGINX.
"""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from unodc_kg.config import SETTINGS

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "unodc-kg.service").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def tool(name: str, given: str = "") -> str:
    """Where a program is; without it the test is left out."""
    found = given or shutil.which(name, path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    return found or pytest.skip(f"{name} is not installed")


def run(*arguments: object) -> str:
    result = subprocess.run([*map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_hadolint_finds_nothing_in_the_dockerfile():
    assert run(tool("hadolint"), "--no-color", DEPLOY / "Dockerfile") == ""


def test_the_image_has_the_files_that_a_build_reads():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in line.split():
            assert (ROOT / source).exists()
            assert f"!{source.split('/')[0]}" in ignored


def test_the_image_does_not_run_as_root():
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1] == "10001:10001"


def test_the_compose_file_fits_its_schema():
    assert "ok" in run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


def test_only_the_proxy_can_be_reached_and_the_service_has_no_way_out():
    app, nginx = COMPOSE["services"]["app"], COMPOSE["services"]["nginx"]
    assert "ports" not in app
    assert nginx["ports"]
    assert app["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def _variables() -> set[str]:
    compose = set(COMPOSE["services"]["app"]["environment"])
    return compose | set(re.findall(r"\b(UNODC_KG_[A-Z_]+)[=:]", UNIT + DOCKERFILE))


def test_every_variable_is_a_setting():
    assert _variables() <= {setting.variable for setting in SETTINGS}


def test_every_value_is_one_that_the_setting_takes():
    given = dict(re.findall(r"\b(UNODC_KG_[A-Z_]+)=(\S+)", UNIT + DOCKERFILE))
    given |= {name: value for name, value in COMPOSE["services"]["app"]["environment"].items() if "$" not in value}
    for setting in SETTINGS:
        if setting.variable in given:
            setting.read(given[setting.variable])


def test_systemd_accepts_the_unit(tmp_path):
    analyze = tool("systemd-analyze")
    (tmp_path / "unodc-kg.service").write_text(UNIT.replace("/opt/unodc-kg/venv/bin/unodc-kg", sys.executable))
    said = run(analyze, "verify", "--man=no", tmp_path / "unodc-kg.service")
    assert "unodc-kg.service" not in said, said


def test_systemd_rates_the_unit_as_safe(tmp_path):
    analyze = tool("systemd-analyze")
    path = tmp_path / "unodc-kg.service"
    path.write_text(UNIT)
    said = run(analyze, "security", "--offline=yes", "--no-pager", "--threshold=20", path)
    assert "OK" in said.splitlines()[-1], said


class Service(BaseHTTPRequestHandler):
    """What the service says of its answers, without the service: a version, an ETag, a time to keep."""

    protocol_version = "HTTP/1.1"
    version = "1"
    seen: list[tuple[str, str]] = []  # noqa: RUF012  (one server for the test)

    def do_GET(self) -> None:
        if self.path == "/broken":
            return self._break_off()
        if self.path == "/problem":
            return self._problem()
        etag = f'"{self.version}{self.headers.get("Accept", "")}"'
        Service.seen.append((self.path, self.headers.get("If-None-Match", "")))
        known = self.headers.get("If-None-Match") == etag
        body = b"" if known else f"{self.version} {self.headers.get('Accept')}".encode()
        self.send_response(304 if known else 200)
        self.send_header("ETag", etag)
        self.send_header("Vary", "Accept, Accept-Encoding")
        self.send_header("Cache-Control", "public, max-age=1, stale-while-revalidate=1")
        if not known:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def _problem(self) -> None:
        """What the service says of a store elsewhere that is away."""
        self.send_response(502)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", "2")
        self.send_header("Connection", "close")  # or nginx would go on asking here when the service is away
        self.end_headers()
        self.wfile.write(b"{}")

    def _break_off(self) -> None:
        """A chunked answer without its end."""
        Service.seen.append((self.path, ""))
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=60")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\n1,2,3\r\n")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def nginx(folder: Path, upstream: int, port: int):
    """nginx with the configuration of deploy/, but for its addresses and its folder."""
    program = tool("nginx", os.environ.get("NGINX", ""))
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("# HERE") == 2
    text = text.replace("server app:8000;", f"server 127.0.0.1:{upstream};")
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace("/tmp/", f"{folder}/")
    text = text.replace("/dev/stdout", f"{folder}/access.log")
    user = "user root;\n" if os.geteuid() == 0 else ""  # else it takes a user that may not write here
    (folder / "nginx.conf").write_text(f"daemon off;\n{user}{text}")
    arguments = [program, "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    run(*arguments, "-t")
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(port: int, path: str, **headers: str) -> tuple[str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["X-Cache"], answer.read().decode()


def test_an_answer_that_breaks_off_does_not_look_complete_behind_nginx_and_is_not_kept(tmp_path):
    service = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    port = _free_port()
    Service.seen.clear()
    with nginx(tmp_path, service.server_port, port):
        for _ in range(2):
            with pytest.raises(http.client.IncompleteRead):
                _get(port, "/broken")
    service.shutdown()
    service.server_close()
    assert len(Service.seen) == 2


def _refused(port: int, path: str, **headers: str) -> urllib.error.HTTPError:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=10)
    return error.value


def test_what_never_reaches_the_service_is_a_problem_document_behind_nginx(tmp_path):
    service = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    port = _free_port()
    with nginx(tmp_path, service.server_port, port):
        refusals = {
            414: _refused(port, f"/sparql?query={'x' * 68_000}"),
            431: _refused(port, "/sparql", Accept="x" * 80_000),
        }
        with _refused(port, "/problem") as told:
            assert (told.code, told.read()) == (502, b"{}")  # the service's own words
        service.shutdown()
        service.server_close()
        refusals[503] = _refused(port, "/sparql?query=away")
    for status, answer in refusals.items():
        with answer:
            assert (answer.code, answer.headers["Content-Type"]) == (status, "application/problem+json")
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            found = json.loads(answer.read())
            assert found["status"] == status and found["detail"] and found["hint"]
    assert answer.headers["Retry-After"]


def test_nginx_keeps_answers_asks_with_the_etag_and_shows_a_new_version_soon(tmp_path):
    service = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    port = _free_port()
    with nginx(tmp_path, service.server_port, port):
        assert _get(port, "/sparql?query=a", Accept="text/csv") == ("MISS", "1 text/csv")
        assert _get(port, "/sparql?query=a", Accept="text/csv") == ("HIT", "1 text/csv")
        assert _get(port, "/sparql?query=a", Accept="text/turtle")[1] == "1 text/turtle"
        assert _get(port, "/sparql?query=a", Accept="text/csv", Authorization="Bearer x")[0] == "BYPASS"
        time.sleep(2.1)
        Service.seen.clear()
        assert _get(port, "/sparql?query=a", Accept="text/csv") == ("STALE", "1 text/csv")  # asks meanwhile
        time.sleep(0.3)
        assert Service.seen == [("/sparql?query=a", '"1text/csv"')]
        Service.version = "2"
        time.sleep(2.1)
        _get(port, "/sparql?query=a", Accept="text/csv")
        time.sleep(0.3)
        assert _get(port, "/sparql?query=a", Accept="text/csv")[1] == "2 text/csv"
        with pytest.raises(urllib.error.HTTPError) as caught:
            _get(port, "/metrics")
        assert caught.value.code == 403
        caught.value.close()
    service.shutdown()
    service.server_close()
