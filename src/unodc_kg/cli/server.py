"""The commands that serve until they are stopped."""

import argparse
import errno
import signal
from wsgiref.types import WSGIApplication

from waitress.server import create_server

from unodc_kg import config
from unodc_kg.cli.commands import build
from unodc_kg.cli.welcome import welcome
from unodc_kg.config import Settings
from unodc_kg.errors import SettingError
from unodc_kg.stores.opening import open_parts
from unodc_kg.web import create_app

THREADS = 8  # a query holds its thread until it is answered


def run(arguments: argparse.Namespace) -> int:
    """Build, then serve."""
    return build(arguments) or serve(arguments)


def serve(arguments: argparse.Namespace) -> int:
    """Serve the built store until SIGINT or SIGTERM."""
    settings = config.load(arguments.overrides)
    parts = open_parts(settings)
    server = _listen(settings, create_app(settings, parts.store, parts.endpoint, parts.writer))
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    print(welcome(settings, parts.store), flush=True)
    server.run()  # returns when it is interrupted, after the answers under way
    server.close()
    parts.endpoint.close()
    print("stopped", flush=True)
    return 0


def _listen(settings: Settings, app: WSGIApplication):  # type: ignore[no-untyped-def]  # waitress has no type hints
    try:
        return create_server(app, host=settings.host, port=settings.port, threads=THREADS)
    except OSError as error:
        raise _refusal(settings, error) from error


def _refusal(settings: Settings, error: OSError) -> SettingError:
    if error.errno == errno.EADDRINUSE:
        return SettingError(
            f"Port {settings.port} on {settings.host} is in use by another program.",
            "Stop that program, or choose another port with --port or UNODC_KG_PORT.",
        )
    if error.errno == errno.EACCES:
        return SettingError(
            f"Port {settings.port} on {settings.host} may not be used by you.",
            "Choose a port from 1024 up with --port or UNODC_KG_PORT.",
        )
    return SettingError(
        f"The address {settings.host!r} cannot be used ({error.strerror or error}).",
        "Choose an address of this machine with --host or UNODC_KG_HOST, e.g. 127.0.0.1.",
    )
