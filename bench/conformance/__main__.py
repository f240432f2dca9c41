"""Runs the W3C suites through HTTP, against a service that it starts itself or one that runs already.

    python -m bench.conformance [--short] [--only SUITE[/TEST]] [--write] [--endpoint URL --paths /query,/update,/store]

Exit status 1 when a test fails that should not, or passes and is known to fail. The last line is `N passed, N failed`.
"""

import argparse
import logging
import os
import signal
import sys
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from . import described, evaluation, exchanges, report, service
from .client import Addresses, Client
from .evaluation import Bench, FailedError
from .manifest import APART, Case, cases, suites
from .report import Outcome

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "conformance.md"
SHORT = 1  # tests of each kind in each suite in the short form: each write makes a version of the graph
WHOLE = ("graph-store-protocol", "protocol", "service-description", "csv-tsv-res", "json-res")  # also in the short form
RUNNERS = {
    "QueryEvaluationTest": evaluation.query_evaluation,
    "CSVResultFormatTest": evaluation.query_evaluation,
    "UpdateEvaluationTest": evaluation.update_evaluation,
    "PositiveSyntaxTest11": evaluation.syntax,
    "NegativeSyntaxTest11": evaluation.syntax,
    "PositiveUpdateSyntaxTest11": evaluation.syntax,
    "NegativeUpdateSyntaxTest11": evaluation.syntax,
    "ProtocolTest": exchanges.run,
    "GraphStoreProtocolTest": exchanges.run,
    "ServiceDescriptionTest": described.run,
}


def main() -> int:
    """Run what the arguments ask."""
    arguments = _arguments()
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it warns of the odd literals that the tests are made of
    folder = arguments.shared / "w3c" / "rdf-tests" / "sparql" / "sparql11"
    if not (folder / "manifest-all.ttl").is_file():
        print(f"There are no suites at {folder}: name the folder that holds w3c/rdf-tests with --shared.")
        return 2
    every = cases(folder)
    chosen = _chosen(every, arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that the service ends as well
    start = time.monotonic()
    outcomes, sent = _run(chosen, arguments)
    return _judge(outcomes, every, folder, arguments, f"{sent} requests in {time.monotonic() - start:.0f} seconds")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.conformance", description=__doc__.partition("\n")[0])
    shared = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=shared, help="folder that holds w3c/rdf-tests")
    parser.add_argument("--short", action="store_true", help=f"{SHORT} test of a kind in each suite; protocols whole")
    parser.add_argument("--only", action="append", default=[], metavar="SUITE[/TEST]", help="only these")
    parser.add_argument("--write", action="store_true", help=f"write the counts into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--memory", action="store_true", help="with the setting store=memory:")
    parser.add_argument("--endpoint", help="address of a server that runs; its store is cleared")
    parser.add_argument("--paths", default="/sparql,/sparql,/store", help="its query, update and store (%(default)s)")
    parser.add_argument("--token", default="", help="its token for writing")
    return parser.parse_args()


def _chosen(every: list[Case], arguments: argparse.Namespace) -> list[Case]:
    """The cases to run, those with the same data next to each other within a suite."""
    found = [case for case in every if case.suite not in APART]
    if arguments.only:
        found = [case for case in found if {case.suite, case.key} & set(arguments.only)]
    if arguments.short:
        seen: Counter[tuple[str, str]] = Counter()
        found = [case for case in found if case.suite in WHOLE or _counted(seen, case) <= SHORT]
    if not found:
        raise SystemExit(f"No test is called {', '.join(arguments.only)}.")
    return found


def _counted(seen: Counter[tuple[str, str]], case: Case) -> int:
    seen[case.suite, case.kind] += 1
    return seen[case.suite, case.kind]


def _run(chosen: list[Case], arguments: argparse.Namespace) -> tuple[list[Outcome], int]:
    place = nullcontext(_given(arguments)) if arguments.endpoint else service.running(in_memory=arguments.memory)
    with place as addresses:
        bench = Bench(Client(addresses))
        try:
            return [Outcome(case, _problem(bench, case)) for case in chosen], bench.client.sent
        finally:
            bench.client.close()


def _given(arguments: argparse.Namespace) -> Addresses:
    query, update, store = (arguments.endpoint.rstrip("/") + path for path in arguments.paths.split(","))
    return Addresses(query, update, store, arguments.token)


def _problem(bench: Bench, case: Case) -> str:
    """What is wrong, in words. An answer that cannot be read is a failure as well, whatever its reader raised."""
    try:
        RUNNERS[case.kind](bench, case)
    except FailedError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _judge(outcomes: list[Outcome], every: list[Case], folder: Path, arguments: argparse.Namespace, effort: str) -> int:
    failed = [outcome for outcome in outcomes if outcome.problem]
    known = [] if arguments.endpoint else report.causes()
    apart = {suite: sum(case.suite == suite for case in every) for suite in suites(folder) if suite in APART}
    surprises = [] if arguments.endpoint else report.surprises(outcomes, known) + report.unknown_names(every, known)
    for outcome in failed:
        print(f"failed: {outcome.case.key}: {outcome.problem}")
    print(report.counts(outcomes, apart))
    if arguments.write:
        report.write(PAGE, report.page(outcomes, apart, known))
    print(effort)
    for surprise in surprises:
        print(surprise)
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if surprises or (arguments.endpoint and failed) else 0


if __name__ == "__main__":
    sys.exit(main())
