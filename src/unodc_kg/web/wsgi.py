"""The application as a process of the web server makes it: `create` takes the settings from the environment.

Whatever puts another version in force, a build or another process of the server, writes `data/current`. Each process
follows it: a look a second, and at once on SIGHUP.
"""

import gc
import os
import signal
import threading
from dataclasses import dataclass, field
from multiprocessing import util

from flask import Flask

from unodc_kg import config
from unodc_kg.stores import versions
from unodc_kg.stores.embedded import EmbeddedStore
from unodc_kg.stores.opening import open_parts
from unodc_kg.web import create_app, log
from unodc_kg.web.live import Live, unserved

LOOK = 1.0  # seconds
COLLECT = 10_000  # objects that are made between two looks for garbage: a hundred answers, not seven


def create() -> Flask:
    """The service that the environment describes.

    Raises:
        KgError: a setting or the store cannot be used.
    """
    settings = config.load()
    log.configure(settings.log_format, in_batches=True)
    parts = open_parts(settings)
    util.Finalize(None, parts.endpoint.close, exitpriority=100)  # before multiprocessing ends its processes itself
    app = create_app(settings, parts.store, parts.endpoint, parts.writer)
    Follower(app.extensions["live"]).start()
    gc.collect()
    gc.freeze()  # what is there now stays: there is nothing to collect in it
    gc.set_threshold(COLLECT)
    return app


@dataclass(eq=False)
class Follower:
    """Puts in force what `data/current` names, and stops this process when the server that started it has gone."""

    live: Live
    hurry: threading.Event = field(default_factory=threading.Event)
    parent: int = field(default_factory=os.getppid)

    def start(self) -> None:
        """Begin to follow."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGHUP, lambda *_: self.hurry.set())
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        while True:
            self.hurry.wait(LOOK)
            self.hurry.clear()
            if os.getppid() != self.parent:
                os.kill(os.getpid(), signal.SIGTERM)
            try:
                self.look()
            except Exception as error:  # the next look may find it better
                unserved(error)

    def look(self) -> None:
        """Put the version in force that is named now, if it is another; a store without versions stays."""
        with self.live.turn:  # a write of this process puts its version in force itself
            served = self.live.store
            if not isinstance(served, EmbeddedStore) or served.folder is None:
                return
            data = served.folder.parent.parent
            name = versions.current(data)
            if name and name != served.folder.name:
                self.live.put_in_force(versions.open_current(data))
