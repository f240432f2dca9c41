"""The pages of the manual that answers point to: docs/reference/errors.md as a page with an anchor for each error."""

import re
from itertools import pairwise

from flask import Blueprint, current_app, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from unodc_kg.config import Settings
from unodc_kg.errors import UnknownNameError

blueprint = Blueprint("manual", __name__)
PAGES = ("annotations", "commands", "errors", "settings", "sparql")


@blueprint.get("/docs/<name>")
def page(name: str) -> str:
    """One page of the reference."""
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.root / "docs" / "reference" / f"{name}.md"
    if name not in PAGES or not path.is_file():
        raise UnknownNameError(f"The manual has no page {name!r}.", f"Its pages are {', '.join(PAGES)}.")
    return render_template("manual.html", name=name, text=Markup(rendered(path.read_text(encoding="utf-8"))))


def rendered(text: str) -> str:
    """HTML of a page of Markdown; headings can be linked to, raw HTML is shown as text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(inline.content))
    return str(parser.renderer.render(tokens, parser.options, {}))


def anchor(heading: str) -> str:
    """The anchor of a heading: QuerySyntaxError -> query-syntax-error."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", heading.strip("`"))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
