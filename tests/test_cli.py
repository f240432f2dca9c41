"""The command as people run it: what it prints where, and its exit status."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

import tiny
from unodc_kg import __version__, cli
from unodc_kg.cli.arguments import COMMANDS
from unodc_kg.config import SETTINGS

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("UNODC_KG_")} | {
    "PYTHONPATH": str(ROOT / "src")
}


def command(*arguments, **options):
    """The command in a process of its own."""
    full = [sys.executable, "-m", "unodc_kg.cli", *map(str, arguments)]
    return subprocess.run(full, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=120, **options)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A project that is built."""
    settings = tiny.make_project(tmp_path_factory.mktemp("project"))
    assert cli.main(["build", "--root", str(settings.root)]) == 0
    return settings.root


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_version_is_that_of_the_package():
    assert command("--version").stdout == f"unodc-kg {__version__}\n"
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_has_help_with_an_example_and_all_settings(name, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([name, "--help"])
    text = capsys.readouterr().out

    assert caught.value.code == 0
    assert f"examples:\n  unodc-kg {name}" in text
    for setting in SETTINGS:
        assert f"--{setting.name.replace('_', '-')}" in text


def test_without_a_command_the_usage_is_shown(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([])

    assert caught.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_build_says_what_is_in_force(root, capsys):
    assert cli.main(["build", "--root", str(root)]) == 0
    assert re.fullmatch(r"already up to date: version [0-9a-f]{12}, 10 triples\n", capsys.readouterr().out)


def test_a_setting_may_stand_before_the_command(root, capsys):
    assert cli.main(["--root", str(root), "build"]) == 0
    assert "10 triples" in capsys.readouterr().out


def test_an_error_is_one_line_on_stderr_that_says_what_to_do(tmp_path, capsys):
    assert cli.main(["build", "--root", str(tmp_path)]) == 2
    printed = capsys.readouterr()

    assert printed.out == ""
    assert re.fullmatch(r"error: .+ --root\.\n", printed.err)


def test_a_setting_that_cannot_be_used_is_an_error(capsys):
    assert cli.main(["serve", "--port", "many"]) == 2
    assert "'many'" in capsys.readouterr().err


def test_a_graph_that_does_not_conform_stops_the_build_with_a_report(tmp_path, capsys):
    tiny.write(tiny.make_project(tmp_path).root, "graph/curated/chad.ttl", tiny.NAMELESS)

    assert cli.main(["build", "--root", str(tmp_path)]) == 1
    printed = capsys.readouterr().err
    assert "TCD" in printed
    assert "This State has no name." in printed
    assert not (tmp_path / "data" / "current").exists()


def test_validate_says_that_the_graph_conforms(root, capsys):
    assert cli.main(["validate", "--root", str(root)]) == 0
    assert "conforms" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["table", "json", "ttl"])
def test_validate_names_what_is_wrong_in_a_file(root, tmp_path, capsys, form):
    path = tiny.write(tmp_path, "chad.ttl", tiny.NAMELESS)

    assert cli.main(["validate", str(path), "--root", str(root), "--format", form]) == 1
    printed = capsys.readouterr().out
    assert "TCD" in printed
    if form == "json":
        assert json.loads(printed)


def test_validate_of_a_file_that_does_not_parse_is_an_error(root, tmp_path, capsys):
    path = tiny.write(tmp_path, "chad.ttl", "state:TCD a\n")

    assert cli.main(["validate", str(path), "--root", str(root)]) == 2
    assert "chad.ttl, line" in capsys.readouterr().err


NAMES = "SELECT ?name WHERE { ?state a :State ; skos:prefLabel ?name } ORDER BY ?name"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "name\r\nAfghanistan\r\nKenya\r\nPeru\r\n"),
        ("tsv", '?name\n"Afghanistan"@en\n"Kenya"@en\n"Peru"@en\n'),
    ],
)
def test_query_writes_rows(root, form, expected):
    assert command("query", NAMES, "--root", root, "--format", form).stdout.splitlines() == expected.splitlines()


def test_query_writes_a_table_for_people(root):
    assert [line.strip() for line in command("query", NAMES, "--root", root).stdout.splitlines()] == [
        "name",
        "Afghanistan",
        "Kenya",
        "Peru",
        "3 rows",
    ]


def test_query_reads_a_file_and_standard_input(root, tmp_path):
    (tmp_path / "names.rq").write_text(NAMES)
    from_file = command("query", f"@{tmp_path / 'names.rq'}", "--root", root, "--format", "json")
    from_input = command("query", "-", "--root", root, "--format", "json", input=NAMES)

    assert json.loads(from_file.stdout)["head"]["vars"] == ["name"]
    assert from_input.stdout == from_file.stdout


def test_query_writes_triples(root):
    text = "CONSTRUCT { ?s a :State } WHERE { ?s skos:prefLabel 'Peru'@en }"
    printed = command("query", text, "--root", root, "--format", "nt").stdout

    assert printed.split() == [
        "<https://w3id.org/unodc-kg/id/state/PER>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<https://w3id.org/unodc-kg/ontology#State>",
        ".",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { ?s ?p",
        "INSERT DATA { <http://e/s> <http://e/p> 1 }",
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE " + "{" * 300 + "}" * 300,
    ],
)
def test_query_refuses_what_the_endpoint_refuses(root, text, capsys):
    assert cli.main(["query", text, "--root", str(root)]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("error: ")


def test_query_shows_where_it_is_wrong_and_what_was_meant(root, capsys):
    assert cli.main(["query", "SELECT * {\n\t?毒品 skso:prefLabel ?o }", "--root", str(root)]) == 2
    line, mark, error, _ = capsys.readouterr().err.split("\n")
    assert (line, mark) == ("\t?毒品 skso:prefLabel ?o }", "\t      ^^^^^^^^^^^^^^")
    assert error.endswith("Did you mean skos: ? Otherwise add PREFIX skso: <IRI>.")


def test_query_hints_at_what_cannot_be_there(root, capsys):
    assert cli.main(["query", "SELECT * { ?s skos:preflabel ?o }", "--root", str(root)]) == 0
    assert "hint: Line 1, column 15" in capsys.readouterr().err


def test_query_before_the_first_build_says_what_to_do(tmp_path, capsys):
    tiny.make_project(tmp_path)

    assert cli.main(["query", NAMES, "--root", str(tmp_path)]) == 2
    assert "unodc-kg build" in capsys.readouterr().err


def test_query_of_a_file_that_is_missing_names_it(root, capsys):
    assert cli.main(["query", "@missing.rq", "--root", str(root)]) == 2
    assert "missing.rq" in capsys.readouterr().err


def test_a_reader_that_stops_reading_is_no_error(root):
    many = "SELECT ?a ?b ?c ?d ?e WHERE { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z . ?d ?s ?v . ?e ?t ?w }"
    line = f'"{sys.executable}" -m unodc_kg.cli query "{many}" --root "{root}" --format csv | head -n 1'
    result = subprocess.run(line, shell=True, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=120)

    assert result.stdout.strip() == "a,b,c,d,e"
    assert result.stderr == ""


def test_annotations_of_an_unknown_document_name_those_there_are(root, capsys):
    assert cli.main(["annotations", "A/1", "--root", str(root)]) == 2
    assert "There are: none yet." in capsys.readouterr().err


def test_serve_answers_and_stops_on_sigterm(root, free_port):
    with serve(root, free_port) as process:
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}sparql?query=ASK%7B%7D", timeout=20) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        printed, complaints = process.communicate(timeout=20)

    assert address == f"http://127.0.0.1:{free_port}/"
    assert printed.endswith("stopped\n")
    assert process.returncode == 0
    lines = [line for line in complaints.splitlines() if "worker-1" not in line]
    assert len(lines) == 1
    assert re.fullmatch(r"\S+ info access request_id=\S+ client=127.0.0.1 method=GET path=/sparql .+", lines[0])


def test_serve_on_a_port_in_use_says_which(root):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = command("serve", "--root", root, "--port", port)

    assert result.returncode == 2
    assert result.stdout == ""
    assert f"Port {port} on 127.0.0.1 is in use" in result.stderr
    assert "--port or UNODC_KG_PORT" in result.stderr


def test_an_interrupted_command_ends_with_130(root):
    process = subprocess.Popen(
        ["env", "--default-signal=INT", sys.executable, "-m", "unodc_kg.cli", "query", "-", "--root", str(root)],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # the signal means nothing to the children of what a shell runs in the background
    _wait_until_it_reads(process)
    process.send_signal(signal.SIGINT)
    complaints = process.communicate(timeout=20)[1]

    assert (process.returncode, complaints) == (130, "")


def test_a_fault_of_ours_asks_for_a_report(root, capsys, monkeypatch):
    """A process that was started without standard input has None in its place, which nobody expects."""
    monkeypatch.setattr(sys, "stdin", None)

    assert cli.main(["query", "-", "--root", str(root)]) == 70
    assert "--debug" in capsys.readouterr().err
    assert cli.main(["query", "-", "--root", str(root), "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


def _wait_until_it_reads(process, longest=60):
    """Until the process sleeps in a read of its input: it has started, and an interrupt finds its handler."""
    until = time.monotonic() + longest
    while time.monotonic() < until:
        used = [psutil.Process(process.pid).cpu_times().user for _ in range(2) if not time.sleep(0.5)]
        if used[0] == used[1] > 0.2 and psutil.Process(process.pid).status() == psutil.STATUS_SLEEPING:
            return
    raise AssertionError("The command never came to its input.")


@contextmanager
def serve(root, port):
    full = [sys.executable, "-m", "unodc_kg.cli", "serve", "--root", str(root), "--port", str(port)]
    with subprocess.Popen(full, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
