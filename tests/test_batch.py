"""Many documents at once: one file each, the same bytes whoever does the work, and no bad file stops the others."""

import fcntl
import importlib.util
import os
from pathlib import Path

import pytest

from batches import BAD, LEFT_OUT, TEXTS, contents, failures, run, write
from converting import ROOT, report
from unodc_kg import batch
from unodc_kg.batch import Done, Failed, Order
from unodc_kg.batch.folder import JOURNAL, LOCK, PARTS
from unodc_kg.batch.hands import Processes
from unodc_kg.batch.work import Job, work
from unodc_kg.errors import SettingError, StoreError


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return write(tmp_path_factory.mktemp("sources"), TEXTS | BAD | LEFT_OUT)


@pytest.fixture(scope="module")
def plain(sources, tmp_path_factory):
    """The folder that one process makes, and what it said."""
    output = tmp_path_factory.mktemp("plain")
    return output, run([sources], output)


def test_folders_are_searched_and_manifests_are_no_documents(sources):
    found = [path.relative_to(sources).as_posix() for path in batch.documents([sources])]

    assert found == sorted([*TEXTS, *(name for name in BAD if name.endswith(".txt"))])


def test_a_file_that_is_named_twice_is_one_document(sources):
    assert batch.documents([sources / "one.txt", sources / "below" / ".." / "one.txt"]) == [sources / "one.txt"]


def test_every_good_document_has_one_file_and_nothing_else_is_left(plain):
    output, results = plain
    done = [result for result in results if isinstance(result, Done)]

    assert set(contents(output)) == {"one.zh.nq", "two.zh.nq", "three.zh.nq", "four.zh.nq"}
    assert {path.name for path in output.iterdir()} == {*contents(output), JOURNAL, LOCK}
    assert [result.target.name for result in done] == ["four.zh.nq", "three.zh.nq", "one.zh.nq", "two.zh.nq"]
    assert all(result.changed and result.units > 2 and result.signs > 20 for result in done)


def test_the_bytes_are_those_of_a_conversion_by_itself(sources, plain, tmp_path):
    for name in TEXTS:
        part = tmp_path / "part.nq"
        work(Job(sources / name, ROOT, part))

        assert part.read_bytes() == contents(plain[0])[f"{Path(name).stem}.zh.nq"]


def test_every_bad_document_is_named_with_its_reason_and_a_remedy(plain):
    found = failures(plain[1])

    assert set(found) == {name for name in BAD if name.endswith(".txt")}
    for name, failed in found.items():
        assert Path(name).stem in failed.message
        assert failed.hint
    assert "manifest" in found["bad-manifest.txt"].message


def test_two_processes_write_the_same_bytes(sources, plain, tmp_path):
    results = run([sources], tmp_path, jobs=2)

    assert contents(tmp_path) == contents(plain[0])
    assert failures(results) == failures(plain[1])


def test_what_did_not_change_is_left_alone(sources, plain):
    output = plain[0]
    before = {path.name: path.stat().st_mtime_ns for path in output.glob("*.nq")}
    results = run([sources], output)

    assert [result.changed for result in results if isinstance(result, Done)] == [False] * len(TEXTS)
    assert {path.name: path.stat().st_mtime_ns for path in output.glob("*.nq")} == before
    assert set(failures(results)) == set(failures(plain[1]))


def test_what_changed_is_done_again_and_only_that(tmp_path):
    sources, output = write(tmp_path / "in", TEXTS), tmp_path / "out"
    run([sources], output)
    before = contents(output)
    write(sources, {"one.txt": report("毒品和犯罪问题办公室在秘鲁推出了《灯塔手册》。")})
    (output / "two.zh.nq").write_bytes(b"cut")
    (output / "three.zh.nq").unlink()
    results = run([sources], output)
    after = contents(output)

    assert {r.target.name for r in results if r.changed} == {"one.zh.nq", "two.zh.nq", "three.zh.nq"}
    assert {name for name in before if before[name] != after[name]} == {"one.zh.nq"}
    assert all(result.changed for result in run([sources], output, again=True))


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path):
    sources, output = write(tmp_path / "in", TEXTS), tmp_path / "out"
    results = batch.run(batch.documents([sources]), Order(ROOT, output, 1))
    first = next(results)
    results.close()
    journal = output / JOURNAL
    journal.write_text(journal.read_text(encoding="utf-8") + '{"digest": "ab', encoding="utf-8")
    again = run([sources], output)

    assert not (output / PARTS).exists()
    assert [result.target for result in again if not result.changed] == [first.target]
    assert len(contents(output)) == len(TEXTS)


@pytest.mark.parametrize("jobs", [1, 2])
def test_of_two_texts_of_one_document_in_one_language_the_second_fails_and_both_are_named(tmp_path, jobs):
    sources = write(tmp_path / "in", {"a/same.txt": TEXTS["one.txt"], "b/same.txt": TEXTS["two.TXT"]})
    results = run([sources], tmp_path / "out", jobs=jobs)
    alone = run([sources / "b"], tmp_path / "out")

    for failed in (results[1], alone[0]):
        assert isinstance(failed, Failed)
        assert str(sources / "a" / "same.txt") in failed.message
        assert str(sources / "b" / "same.txt") in failed.message
    assert results[0].source == sources / "a" / "same.txt"
    assert len(contents(tmp_path / "out")) == 1


def test_a_document_that_moved_takes_its_file_with_it(tmp_path):
    sources, output = write(tmp_path / "in", {"a/same.txt": TEXTS["one.txt"]}), tmp_path / "out"
    run([sources], output)
    (sources / "a").rename(sources / "b")

    assert isinstance(run([sources], output)[0], Done)


def test_a_document_with_another_key_leaves_no_file_under_the_old_one(tmp_path):
    sources, output = write(tmp_path / "in", {"one.txt": TEXTS["one.txt"]}), tmp_path / "out"
    old = run([sources], output)[0].target.name
    digest = batch.folder._sha256(sources / "one.txt")
    manifest = f'key = "ports-2"\nlanguage = "zh"\nsha256 = "{digest}"\ntitle = "港口"\n'
    write(sources, {"one.toml": manifest})
    run([sources], output)

    assert old == "one.zh.nq"
    assert set(contents(output)) == {"ports-2.nq"}


def test_a_key_never_leads_out_of_the_folder(tmp_path):
    sources = write(tmp_path / "in", {"one.txt": TEXTS["one.txt"]})
    digest = batch.folder._sha256(sources / "one.txt")
    write(sources, {"one.toml": f'key = "../out"\nlanguage = "zh"\nsha256 = "{digest}"\ntitle = "港口"\n'})
    result = run([sources], tmp_path / "out")[0]

    assert isinstance(result, Failed)
    assert "'../out'" in result.message
    assert not (tmp_path / "out.nq").exists()


def test_two_runs_never_write_to_one_folder(tmp_path):
    sources, output = write(tmp_path / "in", TEXTS), tmp_path / "out"
    output.mkdir()
    with (output / LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another run"):
            run([sources], output)


def test_a_folder_that_is_a_file_is_explained(tmp_path):
    sources = write(tmp_path, TEXTS)
    with pytest.raises(StoreError, match=r"one\.txt: cannot be written"):
        run([sources], sources / "one.txt")


def die(job: Job) -> None:
    """A conversion that brings its process down."""
    os._exit(9)


def stumble(job: Job) -> None:
    """A conversion with a fault of ours."""
    raise ValueError("nobody thought of that")


@pytest.mark.parametrize(("fault", "words"), [(die, "ended by the system"), (stumble, "ValueError: nobody thought")])
def test_a_document_that_breaks_the_converter_is_an_answer_too(tmp_path, monkeypatch, fault, words):
    monkeypatch.setattr("unodc_kg.batch.hands.work", fault)
    hands = Processes(1)
    job = Job(tmp_path / "one.txt", ROOT, tmp_path / "part.nq")
    answer = hands.answer(job, hands.submit(job))
    monkeypatch.undo()
    good = Job(write(tmp_path, TEXTS) / "two.TXT", ROOT, tmp_path / "part.nq")
    after = hands.answer(good, hands.submit(good))
    hands.close()

    assert words in answer.message
    assert str(job.source) in answer.message
    assert after.text == "two.zh"


# ---------------------------------------------------------------- a cluster
NO_DASK = importlib.util.find_spec("distributed") is None


@pytest.mark.skipif(not NO_DASK, reason="distributed is installed")
def test_without_its_library_a_scheduler_is_explained(tmp_path):
    with pytest.raises(SettingError, match=r"unodc-kg\[distributed\]"):
        run([write(tmp_path / "in", TEXTS)], tmp_path / "out", scheduler="tcp://127.0.0.1:1")


@pytest.mark.skipif(NO_DASK, reason="distributed is not installed: pip install 'unodc-kg[distributed]'")
def test_a_cluster_of_two_workers_writes_the_same_bytes(sources, plain, tmp_path):
    from distributed import LocalCluster  # noqa: PLC0415  # an optional library

    options = {
        "n_workers": 2,
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": None,
        "silence_logs": 50,
    }
    with LocalCluster(**options) as cluster:
        results = run([sources], tmp_path, scheduler=cluster.scheduler_address)

    assert contents(tmp_path) == contents(plain[0])
    assert failures(results) == failures(plain[1])
