"""Settings: one table, read once at the edge, handed on as a frozen value.

An option of the command line overrides the environment variable UNODC_KG_<NAME>, which overrides the default.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from unodc_kg import setting_values as read
from unodc_kg.errors import SettingError
from unodc_kg.namespaces import BASE
from unodc_kg.setting_values import Networks

SOURCE_TREE = Path(__file__).resolve().parents[2]
VARIABLE = "UNODC_KG_"  # begins the name of every variable of ours
TOKEN = "letters, digits and -._~+/="
NETWORKS = "addresses or networks with commas between them, or none"
MEBIBYTE = 1 << 20  # bytes: the unit of the settings of memory
SECRET = ("store_password", "store_token", "token")  # never shown, neither in messages nor in logs
LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")


@dataclass(frozen=True)
class Settings:
    """What the program was told; see SETTINGS for each meaning."""

    root: Path
    data: Path
    shared: Path
    host: str
    port: int
    base_iri: str
    language: str
    max_query_length: int
    max_query_depth: int
    max_document_size: int
    max_upload: int
    store: str
    store_update_url: str
    store_graph_url: str
    store_user: str
    store_password: str = field(repr=False)
    store_token: str = field(repr=False)
    store_merged_graph: str
    store_version: str
    readers: int
    max_slow: int
    max_queue: int
    slow_after: float
    deadline: float
    write_deadline: float
    max_memory: int
    max_rows: int
    max_search_hits: int
    search_index: str
    client_seconds: float
    client_errors: int
    trusted_proxies: Networks
    metrics_allow: Networks
    token: str = field(repr=False)
    default_graph: str
    cache_mb: int
    cache_seconds: int
    slow_query_log: float
    log_format: str
    threads: int
    workers: int


@dataclass(frozen=True)
class Setting:
    """One row of the table; `{source}`, `{root}` and `{data}` in a default stand for the source tree and settings."""

    name: str
    default: str
    help: str
    expected: str
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"{VARIABLE}{self.name.upper()}"


SETTINGS = (
    Setting("root", "{source}", "project folder with ontology, graph, shapes and questions", "a folder", read.path),
    Setting("data", "{root}/data", "folder for what is built, the store above all", "a folder", read.path),
    Setting("shared", "{root}/../shared", "folder with sources that are not in the repository", "a folder", read.path),
    Setting("host", "127.0.0.1", "address of the web service", "an address without spaces", read.word),
    Setting("port", "8000", "port of the web service", "a whole number from 1 to 65535", read.whole(1, 65535)),
    Setting(
        "base_iri", BASE, "public address of this service", "an http or https address that ends in /", read.web_iri
    ),
    Setting(
        "language", "en", "language of labels by default", f"one of {', '.join(LANGUAGES)}", read.one_of(*LANGUAGES)
    ),
    Setting(
        "max_query_length",
        "100000",
        "longest query that is answered, in characters",
        "a whole number from 100 to 10000000",
        read.whole(100, 10_000_000),
    ),
    Setting(
        "max_query_depth",
        "100",
        "deepest nesting of brackets in a query",
        "a whole number from 5 to 200",
        read.whole(5, 200),
    ),
    Setting(
        "max_document_size",
        "50000000",
        "largest document that many conversions take, in bytes",
        "a whole number from 1000 to 2000000000",
        read.whole(1_000, 2_000_000_000),
    ),
    Setting(
        "max_upload",
        "50000000",
        "largest body of a write over HTTP, in bytes",
        "a whole number from 1000 to 2000000000",
        read.whole(1_000, 2_000_000_000),
    ),
    Setting(
        "store",
        "{data}/store",
        "where the graph is asked: the folder of built versions, memory:, or the address of a SPARQL service",
        "{data}/store, memory:, or an http or https address",
        read.store,
    ),
    Setting("store_update_url", "", "address for updates of that service", "an http or https address", read.maybe_url),
    Setting(
        "store_graph_url", "", "address for whole graphs of that service", "an http or https address", read.maybe_url
    ),
    Setting("store_user", "", "user name at that service", "a name without spaces", read.maybe),
    Setting("store_password", "", "password at that service", "a password without spaces", read.maybe),
    Setting("store_token", "", "bearer token for that service", TOKEN, read.token),
    Setting(
        "store_merged_graph",
        "",
        "named graph that holds the merged graph there; empty: the default graph of that service",
        "an absolute IRI",
        read.maybe_iri,
    ),
    Setting("store_version", "", "version of the graph there; empty: it is asked for", "a short text", read.maybe),
    Setting(
        "readers", "4", "processes that stand ready for queries", "a whole number from 1 to 256", read.whole(1, 256)
    ),
    Setting("max_slow", "8", "slow queries that may run at once", "a whole number from 0 to 256", read.whole(0, 256)),
    Setting(
        "max_queue",
        "32",
        "queries that may wait for a reader",
        "a whole number from 0 to 10000",
        read.whole(0, 10_000),
    ),
    Setting(
        "slow_after",
        "0.5",
        "seconds after which a query counts as slow",
        "seconds, 0.01 to 3600",
        read.seconds(0.01, 3600),
    ),
    Setting("deadline", "30", "seconds that a query may take", "seconds from 0.1 to 86400", read.seconds(0.1, 86_400)),
    Setting(
        "write_deadline", "60", "seconds that a write may take", "seconds from 0.1 to 86400", read.seconds(0.1, 86_400)
    ),
    Setting(
        "max_memory",
        "2048",
        "memory of one reader or write in MiB",
        "a whole number from 128 to 1048576",
        read.whole(128, 1_048_576),
    ),
    Setting(
        "max_rows", "0", "most rows of an answer; 0: all", "a whole number from 0 to 1000000000", read.whole(0, 10**9)
    ),
    Setting(
        "max_search_hits", "10000", "most hits of a search in a query", "from 10 to 1000000", read.whole(10, 10**6)
    ),
    Setting(
        "search_index",
        "auto",
        "who makes the search index: build, import and service, or only the command index",
        "auto or command",
        read.one_of("auto", "command"),
    ),
    Setting(
        "client_seconds",
        "600",
        "query seconds a minute for one client; 0: no limit",
        "seconds from 0 to 86400",
        read.seconds(0, 86_400),
    ),
    Setting(
        "client_errors",
        "0",
        "failing queries a minute for one client; 0: no limit",
        "a whole number from 0 to 1000000",
        read.whole(0, 1_000_000),
    ),
    Setting("trusted_proxies", "none", "proxies whose word on a client's address counts", NETWORKS, read.networks),
    Setting("metrics_allow", "127.0.0.0/8,::1", "who may read /metrics", NETWORKS, read.networks),
    Setting("token", "", "bearer token for writing over HTTP; empty: nobody writes", TOKEN, read.token),
    Setting("default_graph", "merged", "what the default graph is", "merged or plain", read.one_of("merged", "plain")),
    Setting(
        "cache_mb",
        "64",
        "memory for answers kept, in MiB; 0: none",
        "a whole number from 0 to 65536",
        read.whole(0, 65_536),
    ),
    Setting(
        "cache_seconds",
        "0",
        "seconds that caches elsewhere may reuse an answer without asking",
        "a whole number from 0 to 31536000",
        read.whole(0, 31_536_000),
    ),
    Setting(
        "slow_query_log",
        "5",
        "seconds from which a query is logged with its text; 0: never",
        "seconds from 0 to 86400",
        read.seconds(0, 86_400),
    ),
    Setting("log_format", "text", "form of the log", "text or json", read.one_of("text", "json")),
    Setting(
        "threads", "64", "requests that are worked on at once", "a whole number from 1 to 1024", read.whole(1, 1024)
    ),
    Setting("workers", "1", "processes of the web server", "a whole number from 1 to 64", read.whole(1, 64)),
)


def load(overrides: Mapping[str, str | None] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run.

    Args:
        overrides: what options said, by the name of the setting; None means that the option was not given.
        environ: the environment, by default that of the process.

    Raises:
        SettingError: a value cannot be used, or there is no such setting.
    """
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    environment = os.environ if environ is None else environ
    _refuse_unknown(given, environment)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        values[setting.name] = _value(setting, given, environment, values)
    _refuse_other_folder(values["store"], values["data"] / "store")
    return Settings(**values)


def _refuse_unknown(given: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """A setting that is misspelt must not leave its default in force without a word."""
    known = {setting.name: setting.variable for setting in SETTINGS}
    for name in given:
        if name not in known:
            raise SettingError(f"There is no setting {name!r}.", f"The settings are {', '.join(known)}.")
    for variable in sorted(name for name in environ if name.startswith(VARIABLE)):
        if variable not in known.values():
            near = get_close_matches(variable, known.values(), n=1)
            hint = f"Did you mean {near[0]}?" if near else "docs/reference/settings.md lists the variables."
            raise SettingError(f"The environment has {variable}, but there is no such setting.", f"{hint} Or unset it.")


def _refuse_other_folder(store: str, built: Path) -> None:
    if store != "memory:" and "://" not in store and Path(store) != built:
        raise SettingError(
            f"Setting 'store' names the folder {store}, but what is built stands in {built}.",
            "Choose another folder for both with the setting 'data', and leave 'store' out.",
        )


def _value(setting: Setting, given: Mapping[str, str], environ: Mapping[str, str], known: Mapping[str, Any]) -> Any:
    """The first of option, environment variable and default, read; `known` has the rows above."""
    default = setting.default.format(source=SOURCE_TREE, root=known.get("root"), data=known.get("data"))
    candidates = (
        (f"the option --{setting.name.replace('_', '-')}", given.get(setting.name)),
        (setting.variable, environ.get(setting.variable) or None),
        ("the default", default),
    )
    where, text = next((where, text) for where, text in candidates if text is not None)
    try:
        return setting.read(text)
    except (ValueError, OSError, RuntimeError) as error:  # RuntimeError: "~" of a user that does not exist
        value = "a value that is not shown" if setting.name in SECRET else f"the value {text!r}"
        raise SettingError(
            f"Setting {setting.name!r} has {value} (from {where}). Expected {setting.expected}.",
            f"Correct {where}, or remove it to get {default!r}.",
        ) from error
