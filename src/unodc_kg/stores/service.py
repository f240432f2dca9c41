"""The address of a SPARQL service and what opens it: user and password, or a token, which nothing ever prints."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from unodc_kg.config import Settings
from unodc_kg.errors import SettingError


@dataclass(frozen=True)
class Service:
    """A SPARQL 1.1 service; an empty address means that it has none, or that we may not use it."""

    query_url: str
    update_url: str = ""
    graph_url: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    merged_graph: str = ""  # the named graph that holds the merged graph there; "": the default graph of the service
    seconds: float = 30.0

    def __post_init__(self) -> None:
        for setting, url in self.addresses.items():
            if urlsplit(url).username is not None or urlsplit(url).password is not None:
                raise SettingError(
                    f"Setting {setting!r} has a user name or password in its address.",
                    "Take it out of the address; use store_user and store_password, or store_token.",
                )

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses by the setting that gives each."""
        return {"store": self.query_url, "store_update_url": self.update_url, "store_graph_url": self.graph_url}


def shown(url: str) -> str:
    """An address as messages and logs may show it: a key may stand in its query part."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def is_service(store: str) -> bool:
    """Does the setting `store` name a service, rather than a folder or memory?"""
    return store.startswith(("http://", "https://"))


def from_settings(settings: Settings) -> Service:
    """The service that the settings name.

    Raises:
        SettingError: an address has credentials in it.
    """
    return Service(
        settings.store,
        settings.store_update_url,
        settings.store_graph_url,
        settings.store_user,
        settings.store_password,
        settings.store_token,
        settings.store_merged_graph,
        settings.deadline,
    )
