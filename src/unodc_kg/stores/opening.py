"""From the settings to what the service works with: a store to read, an endpoint for users, a writer."""

from dataclasses import dataclass
from pathlib import Path

from unodc_kg.config import Settings
from unodc_kg.stores import embedded, passing, versions
from unodc_kg.stores.base import Endpoint, Store
from unodc_kg.stores.direct import Direct
from unodc_kg.stores.readers import Readers
from unodc_kg.stores.remote_store import open_remote
from unodc_kg.stores.remote_writer import RemoteWriter
from unodc_kg.stores.service import is_service
from unodc_kg.stores.writer import FolderWriter
from unodc_kg.stores.writes import Writer

MEMORY = "memory:"
COPY = "memory"  # the name of its first version


@dataclass(frozen=True)
class Opened:
    """The three parts, on the same version of the graph."""

    store: Store
    endpoint: Endpoint
    writer: Writer | None


def open_parts(settings: Settings, *, users: bool = True) -> Opened:
    """What the setting `store` names; where no users are to be served, no process is started for them.

    Raises:
        SettingError: its address has credentials in it.
        StoreError: it cannot be opened.
    """
    merged = settings.default_graph == "merged"
    if settings.store == MEMORY:
        return _in_memory(settings, merged, users)
    if is_service(settings.store):
        return _elsewhere(settings, merged)
    return _in_folder(settings.data, settings, merged, users)


def _in_memory(settings: Settings, merged: bool, users: bool) -> Opened:
    """A copy of what was built, or nothing where nothing was; it ends with the process.

    Users are served from a temporary folder, since readers are processes and have to open it too: so the same limits
    hold as for a store that stays.
    """
    if not users:
        store = versions.open_current(settings.data) if versions.current(settings.data) else embedded.memory([])
        return Opened(store, Direct(store), None)
    built = versions.open_current(settings.data).quads() if versions.current(settings.data) else []
    data = passing.folder()
    embedded.write(versions.folder(data, COPY), built)
    versions.write_record(data, COPY, {"version": COPY})
    versions.switch(data, COPY)
    return _in_folder(data, settings, merged, users)


def _in_folder(data: Path, settings: Settings, merged: bool, users: bool) -> Opened:
    store = versions.open_current(data)
    endpoint = Readers(store, settings) if users else Direct(store)
    writer = FolderWriter(
        data, merged, settings.max_query_depth, seconds=settings.write_deadline, memory=settings.max_memory
    )
    return Opened(store, endpoint, writer)


def _elsewhere(settings: Settings, merged: bool) -> Opened:
    """A graph on another server, which is asked for every answer."""
    store = open_remote(settings)
    writer = RemoteWriter(store, merged, settings.max_query_depth) if settings.store_update_url else None
    return Opened(store, store, writer)
