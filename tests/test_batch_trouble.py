"""Many documents, and what goes wrong in life: killed runs and workers, full disks, pipes, odd names and huge files."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from batches import TEXTS, contents, failures, run, write
from converting import ROOT, report
from unodc_kg import batch, rdf
from unodc_kg.batch import Done, Failed, Order

GOOD = {"good.txt": TEXTS["one.txt"]}
LONG = report(*(f"毒品和犯罪问题办公室在肯尼亚举办了第{n}次讲习班，培训了 {n + 3} 名官员。" for n in range(1, 60)))


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "unodc_kg.cli", "convert", *map(str, arguments), "--root", str(ROOT)]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src")}


def wait_for(condition, seconds: float = 60.0):
    """What the condition gives once it holds."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return write(tmp_path_factory.mktemp("many"), {f"d{n:02}.txt": LONG for n in range(10)})


@pytest.fixture(scope="module")
def clean(many, tmp_path_factory):
    output = tmp_path_factory.mktemp("clean")
    run([many], output, jobs=2)
    return contents(output)


# ---------------------------------------------------------------- killed
def test_a_run_that_is_killed_leaves_whole_files_and_no_process_and_goes_on(many, clean, tmp_path):
    running = subprocess.Popen(
        command(many, "--output", tmp_path, "--jobs", "2"), env=environment(), stderr=subprocess.DEVNULL
    )
    wait_for(lambda: len(list(tmp_path.glob("*.nq"))) >= 2)
    workers = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(signal.SIGKILL)
    running.wait()
    left = contents(tmp_path)

    assert 2 <= len(left) < len(clean)
    assert left == {name: clean[name] for name in left}
    assert psutil.wait_procs(workers, timeout=20)[1] == []
    again = run([many], tmp_path, jobs=2)
    assert sum(not result.changed for result in again) >= len(left) - 1  # the last line may not have been written
    assert contents(tmp_path) == clean


def test_a_run_goes_on_when_a_worker_is_killed(many, clean, tmp_path):
    results = batch.run(batch.documents([many]), Order(ROOT, tmp_path, 2))
    found = [next(results)]
    me = psutil.Process()
    worker = next(p for p in me.children(recursive=True) if "spawn_main" in " ".join(p.cmdline()))
    worker.kill()
    found += results

    assert failures(found) == {}
    assert contents(tmp_path) == clean


# ---------------------------------------------------------------- disks
def test_a_full_disk_is_named_for_each_document_and_nothing_half_written_is_left(many, tmp_path):
    few = [many / "d00.txt", many / "d01.txt"]
    limited = ["bash", "-c", 'ulimit -f 64; exec "$@"', "-", *command(*few, "--output", tmp_path / "out")]
    ended = subprocess.run(limited, env=environment(), capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 1
    assert ended.stderr.count("cannot be written (File too large)") == 2
    assert ended.stderr.count("Free some space") == 2
    assert contents(tmp_path / "out") == {}


def test_a_document_that_vanishes_is_named_and_the_others_are_converted(tmp_path):
    sources = write(tmp_path / "in", {f"d{n:02}.txt": TEXTS["one.txt"] for n in range(9)})
    results = batch.run(batch.documents([sources]), Order(ROOT, tmp_path / "out", 1))
    found = [next(results)]
    (sources / "d08.txt").unlink()
    found += results

    assert set(failures(found)) == {"d08.txt"}
    assert "cannot be read (No such file or directory)" in found[-1].message
    assert len(contents(tmp_path / "out")) == 8


# ---------------------------------------------------------------- what is no document
def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))  # an address may be no longer than 107 bytes


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def unreadable(path: Path) -> None:
    path.symlink_to("/proc/self/mem")  # a file whose first byte cannot be read, whoever asks


def forbidden(path: Path) -> None:
    path.write_text(TEXTS["one.txt"], encoding="utf-8")
    path.chmod(0)


def huge(path: Path) -> None:
    with path.open("wb") as handle:
        handle.truncate(200_000_000)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(4):
            parts.writestr(f"word/{number}.xml", bytes(100_000_000))


def no_word(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 no archive at all" * 50)


def cut_xml(path: Path) -> None:
    path.write_text('<?xml version="1.0"?><akomaNtoso><statement><preface><p>Cut', encoding="utf-8")


def entities(path: Path) -> None:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(f'<!DOCTYPE a [<!ENTITY e0 "x">{steps}]><akomaNtoso>&e9;</akomaNtoso>', encoding="utf-8")


def deep(path: Path) -> None:
    path.write_text("<akomaNtoso>" + "<p>" * 100_000 + "</p>" * 100_000 + "</akomaNtoso>", encoding="utf-8")


ROOTED = pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
BAD = [
    ("a.txt", pipe, "this is no file", "Name a file"),
    ("a.txt", listening, "this is no file", "Name a file"),
    ("a.txt", loop, "cannot be read (Too many levels", "Check the path"),
    ("a.txt", unreadable, "cannot be read (Input/output error)", "Check the path"),
    pytest.param("a.txt", forbidden, "cannot be read (Permission denied)", "Check the path", marks=ROOTED),
    ("a.txt", huge, "200000000 bytes, expected at most 50000000", "--max-document-size"),
    ("a.docx", bomb, "400000000 bytes when unpacked", "take its pictures out"),
    ("a.docx", no_word, "no Word file", "Save it again"),
    ("a.xml", cut_xml, "a.xml", ""),
    ("a.xml", entities, "a.xml", ""),
    ("a.xml", deep, "a.xml", ""),
]


@pytest.mark.parametrize(("name", "make", "words", "remedy"), BAD)
def test_a_bad_document_is_named_with_a_remedy_and_the_others_are_converted(tmp_path, name, make, words, remedy):
    sources = write(tmp_path / "in", GOOD)
    make(sources / name)
    start = time.monotonic()
    found = run([sources / name, sources], tmp_path / "out")
    failed = [result for result in found if isinstance(result, Failed)]

    assert [Path(result.source).parent for result in failed] == [sources] or make in (loop, unreadable)
    assert len(failed) == 1
    assert str(sources / name) in failed[0].message or make is unreadable
    assert words in failed[0].message and remedy in failed[0].hint and failed[0].hint
    assert set(contents(tmp_path / "out")) == {"good.nq"} or set(contents(tmp_path / "out")) == {"good.zh.nq"}
    assert time.monotonic() - start < 60


def test_a_limit_of_size_can_be_set(tmp_path, capsys):
    sources = write(tmp_path / "in", GOOD | {"big.txt": LONG})
    found = list(batch.run(batch.documents([sources]), Order(ROOT, tmp_path / "out", 1, largest=2_000)))

    assert set(failures(found)) == {"big.txt"}
    assert "expected at most 2000" in failures(found)["big.txt"].message


# ---------------------------------------------------------------- odd names, odd encodings
def test_a_folder_that_links_back_to_itself_is_searched_once(tmp_path):
    sources = write(tmp_path / "in", GOOD)
    (sources / "again").symlink_to(sources, target_is_directory=True)

    assert batch.documents([sources]) == [sources / "good.txt"]


def test_names_in_no_encoding_and_very_long_names_are_names(tmp_path):
    sources = write(tmp_path / "in", GOOD)
    odd = Path(os.fsdecode(os.fsencode(sources) + b"/\xff\xfe\xe9t\xe9.txt"))
    long = [sources / f"{'n' * 245}{n}.txt" for n in (1, 2)]
    for path in [odd, *long]:
        shutil.copyfile(sources / "good.txt", path)
    found = run([sources], tmp_path / "out", jobs=2)
    again = run([sources], tmp_path / "out")

    assert failures(found) == {} and len(contents(tmp_path / "out")) == 4
    assert [result.changed for result in again if isinstance(result, Done)] == [False] * 4
    for content in contents(tmp_path / "out").values():
        assert rdf.parse_bytes(content, rdf.RdfFormat.N_QUADS, "here")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_old_encodings_give_the_same_graph(tmp_path, encoding):
    run([write(tmp_path / "utf-8", GOOD)], tmp_path / "a")
    run([write(tmp_path / encoding, {"good.txt": TEXTS["one.txt"].encode(encoding)})], tmp_path / "b")

    assert contents(tmp_path / "a") == contents(tmp_path / "b") != {}
