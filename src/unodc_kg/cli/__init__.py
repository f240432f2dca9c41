"""The command `unodc-kg`: parse, call one function, print.

Exit status: 0 done, 1 the graph or a file does not conform (or differs, with --check), 2 an error that is explained on
stderr, 70 a fault of ours, 130 interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence

from unodc_kg.cli.arguments import parse
from unodc_kg.errors import GraphInvalidError, KgError

DONE, DIFFERS, ERROR, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 70, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = parse(sys.argv[1:] if argv is None else argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KgError as error:
        return _explain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _close_quietly()
    except Exception as error:
        return _report(error, debug=arguments.debug)
    return status


def _explain(error: KgError) -> int:
    print(f"error: {error}", file=sys.stderr)
    return DIFFERS if isinstance(error, GraphInvalidError) else ERROR


def _close_quietly() -> int:
    """Whoever read our output has enough; without this, Python complains when it flushes on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _report(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    hint = "" if debug else " Run the same command with --debug and report what it prints."
    print(f"error: a fault in unodc-kg: {type(error).__name__}: {error}.{hint}", file=sys.stderr)
    return FAULT
