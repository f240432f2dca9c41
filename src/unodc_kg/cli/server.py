"""The commands that serve until they are stopped.

Granian serves: its main process, here, starts the processes that work and starts them again when they die. Each makes
the application itself (`unodc_kg.web.wsgi`), from the environment.
"""

import argparse
import errno
import multiprocessing
import os
import signal
import socket
import threading
import time

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from unodc_kg import config
from unodc_kg.cli.commands import build
from unodc_kg.cli.welcome import welcome
from unodc_kg.config import SETTINGS, Settings
from unodc_kg.errors import SettingError
from unodc_kg.stores.opening import open_parts
from unodc_kg.stores.reader import main_hidden

APPLICATION = "unodc_kg.web.wsgi:create"
SPARE_THREADS = 8  # for requests beside queries: pages, health, refusals
GRACE = 10  # seconds beyond the deadlines for the last answers to be sent


def run(arguments: argparse.Namespace) -> int:
    """Build, then serve."""
    return build(arguments) or serve(arguments)


def serve(arguments: argparse.Namespace) -> int:
    """Serve the built store until SIGINT or SIGTERM."""
    settings = config.load(arguments.overrides)
    parts = open_parts(settings, users=False)
    text = welcome(settings, parts.store)
    address = _free_address(settings)
    _hand_on(arguments.overrides)
    server = _server(settings, address)
    server.on_startup(lambda: _when_up(settings, address, text))
    multiprocessing.set_start_method("spawn", force=True)  # the engine hangs in a process forked from one that used it
    with main_hidden():
        server.serve()  # returns when it is told to stop, after the answers under way
    print("stopped", flush=True)
    return 0


class _Server(MPServer):
    """Granian, but SIGHUP lets the processes look for a new version instead of starting them anew."""

    def signal_handler_reload(self, *_: object) -> None:
        for worker in self.wrks:
            os.kill(worker.inner.pid, signal.SIGHUP)


def _server(settings: Settings, address: str) -> _Server:
    return _Server(
        APPLICATION,
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=settings.workers,
        blocking_threads=threads(settings) + 2 * settings.threads,  # for those who wait for slow clients, see `frame`
        workers_kill_timeout=int(max(settings.deadline, settings.write_deadline)) + GRACE,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    )


def threads(settings: Settings) -> int:
    """Enough that queries which run, wait for a reader or for another's answer never keep other requests waiting."""
    return max(settings.threads, settings.readers + 2 * settings.max_slow + 2 * settings.max_queue + SPARE_THREADS)


def _hand_on(overrides: dict[str, str | None]) -> None:
    """Options become variables, because the processes that serve read their settings from the environment."""
    for setting in SETTINGS:
        value = overrides.get(setting.name)
        if value is not None:
            os.environ[setting.variable] = value


def _when_up(settings: Settings, address: str, text: str) -> None:
    def wait() -> None:
        while True:
            try:
                socket.create_connection((_reachable(address), settings.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return print(text, flush=True)

    threading.Thread(target=wait, daemon=True).start()


def _reachable(address: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)


def _free_address(settings: Settings) -> str:
    """The address in numbers, after a test that we may listen there: the server itself shares a port with another."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
            trial.listen()
    except OSError as error:
        raise _refusal(settings, error) from error
    return str(place[0])


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
