"""The command `convert` with paths: many documents into a folder, with progress, and what failed at the end."""

import argparse
import sys
import time
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from unodc_kg import batch, config
from unodc_kg.batch import Done, Failed, Order, Result
from unodc_kg.errors import SettingError, SourceError

Arguments = argparse.Namespace
EVERY = 10.0  # seconds between two lines of progress


def convert_many(arguments: Arguments) -> int:
    """Convert files and folders into a folder; exit 1 if any failed."""
    order = _order(arguments)
    sources = batch.documents(arguments.paths)
    if not sources:
        names = ", ".join(map(str, arguments.paths))
        kinds = ", ".join(batch.SUFFIXES)
        raise SourceError(f"{names}: no documents there.", f"Expected files that end in {kinds}.")
    changed, unchanged, failed = 0, 0, []
    for result in _shown(batch.run(sources, order), len(sources)):
        if isinstance(result, Failed):
            failed.append(result)
        elif result.changed:
            changed += 1
        else:
            unchanged += 1
    for result in failed:
        print(f"failed: {result.message} {result.hint}", file=sys.stderr)
    print(f"{changed} converted, {unchanged} unchanged, {len(failed)} failed: {order.output}")
    return int(bool(failed))


def refuse_output(arguments: Arguments) -> None:
    """Options that mean nothing without paths are mistakes.

    Raises:
        SettingError: one of them is given.
    """
    for name in ("output", "jobs", "again", "scheduler"):
        if getattr(arguments, name):
            raise SettingError(
                f"--{name} needs documents.", "Name files or folders: unodc-kg convert PATH --output FOLDER."
            )


def _order(arguments: Arguments) -> Order:
    if arguments.output is None:
        raise SettingError("Documents are named, but no folder for them.", "Add --output FOLDER.")
    if arguments.check:
        raise SettingError("--check looks at graph/converted only.", "Leave it out, or leave out the documents.")
    if arguments.jobs < 0:
        raise SettingError(f"--jobs is {arguments.jobs}.", "Expected 1 or more; 0 for one a core.")
    settings = config.load(arguments.overrides)
    largest = settings.max_document_size
    return Order(settings.root, arguments.output, arguments.jobs, arguments.again, arguments.scheduler, largest)


def _shown(results: Iterator[Result], total: int) -> Iterator[Result]:
    """The results, counted: by a bar where somebody looks, else by a line now and then."""
    console = Console(stderr=True)
    yield from _barred(results, total, console) if console.is_terminal else _lined(results, total)


def _lined(results: Iterator[Result], total: int) -> Iterator[Result]:
    last = time.monotonic()
    for number, result in enumerate(results, 1):
        if number == total or time.monotonic() - last >= EVERY:
            last = time.monotonic()
            print(f"{number} of {total} documents", file=sys.stderr, flush=True)
        yield result


def _barred(results: Iterator[Result], total: int, console: Console) -> Iterator[Result]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("documents", total=total)
        for result in results:
            name = result.target.stem if isinstance(result, Done) else result.source.name
            progress.update(task, advance=1, description=name[:30])
            yield result
