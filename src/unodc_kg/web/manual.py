"""The manual on the web, where answers point to: the files of docs/ as pages with an anchor for each heading.

The files are written to be read in the repository too. So their links are turned into those of the pages here, and
those that lead out of docs/ become plain text.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from flask import Blueprint, current_app, render_template
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from unodc_kg.config import Settings
from unodc_kg.errors import UnknownNameError

blueprint = Blueprint("manual", __name__)
ANCHOR = re.compile(r'^<a id="[\w-]+"></a>\n', re.MULTILINE)  # for readers of the file; pages have one for each heading
FIRST = ("tutorial", "sparql", "search", "clients", "errors", "settings", "operators")  # what most readers look for


@blueprint.get("/docs/")
@blueprint.get("/docs/<path:name>")
def page(name: str = "") -> str:
    """One page of the manual, or the list of them."""
    settings: Settings = current_app.config["SETTINGS"]
    docs = settings.root / "docs"
    known = pages(docs)
    if name and name not in known:
        raise UnknownNameError(f"The manual has no page {name[:100]!r}.", f"Its pages are {', '.join(known)}.")
    text = known[name].read_text(encoding="utf-8") if name else contents(known)
    here = known[name] if name else docs / "index.md"
    addresses = {path: f"/docs/{page}" for page, path in known.items()}
    return render_template("manual.html", name=name or "docs", text=Markup(rendered(text, here, addresses)))


@cache
def pages(docs: Path) -> dict[str, Path]:
    """The pages by name; the reference stands beside the guides, decisions below `decisions/`."""
    found = {path.stem: path for folder in (docs, docs / "reference") for path in sorted(folder.glob("*.md"))}
    return found | {f"decisions/{path.stem}": path for path in sorted((docs / "decisions").glob("*.md"))}


def contents(known: dict[str, Path]) -> str:
    """The list of pages in Markdown, by their titles."""
    names = [name for name in known if not name.startswith("decisions/") or name.endswith("README")]
    names.sort(key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    titles = {name: known[name].read_text(encoding="utf-8").partition("\n")[0].strip("# ") for name in names}
    return "# Manual\n\n" + "".join(f"- [{title}](/docs/{name})\n" for name, title in titles.items())


def rendered(text: str, here: Path = Path("page.md"), addresses: dict[Path, str] | None = None) -> str:
    """HTML of a page of Markdown; headings can be linked to, raw HTML is shown as text.

    Args:
        text: the page.
        here: the file that it stands in, from which its links go.
        addresses: where the files are that links may lead to.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(ANCHOR.sub("", text))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(inline.content))
    for token in tokens:
        if token.children:
            token.children = _linked(token.children, here, addresses or {})
    return str(parser.renderer.render(tokens, parser.options, {}))


def _linked(tokens: list[Token], here: Path, addresses: dict[Path, str]) -> list[Token]:
    """The parts of a line with links that lead somewhere here; of others only the words stay."""
    kept, dropping = [], False
    for token in tokens:
        if token.type == "link_open":
            target = _address(str(token.attrGet("href")), here, addresses)
            token.attrSet("href", target)
            dropping = not target
        if not (dropping and token.type in ("link_open", "link_close")):
            kept.append(token)
    return kept


def _address(href: str, here: Path, addresses: dict[Path, str]) -> str:
    path, _, fragment = href.partition("#")
    if path.startswith(("http:", "https:", "/")):
        return href
    target = (here.parent / path).resolve() if path else here
    ending = f"#{_ids(target).get(fragment, fragment)}" if fragment else ""
    return ending if not path else addresses[target] + ending if target in addresses else ""


@cache
def _ids(path: Path) -> dict[str, str]:
    """The anchors of a file as it is linked in the repository, with those that its page has here."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else []
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-"): anchor(heading) for heading in headings}


def anchor(heading: str) -> str:
    """The anchor of a heading: QuerySyntaxError -> query-syntax-error."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", heading.strip("`"))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
