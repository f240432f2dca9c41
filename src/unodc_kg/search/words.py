"""Cuts a text into the words that the index holds, and a query into what it asks for.

Scripts with spaces have words: compatibility forms made plain, case folded, marks left out, Arabic letters that are
written in several ways made one. Chinese, Japanese and Korean have none, so every letter begins a token of itself and
the next letter: "ABC" is AB, BC, C. A run of two letters or more is then a phrase of tokens, one letter the beginning
of a token, and both find exactly the texts that contain them, wherever a dictionary would cut.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from unodc_kg.errors import SearchError

HAN = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U00016fe0-\U0001b16f\U00020000-\U0003ffff"
)
MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}](?:[^\W_{HAN}]|[{MARKS}])*)")
ONE_HAN = re.compile(rf"[{HAN}]")
ARABIC = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "", "ٱ": "ا", "ё": "е"})
TERM = re.compile(r'(?P<without>-?)(?:"(?P<phrase>[^"]*)"|(?P<plain>\S+))')
LONGEST = 200  # characters of a search
MOST = 30  # terms of a search


@dataclass(frozen=True)
class Word:
    """A run of letters of a text: as the index has it, and where it stands."""

    text: str
    start: int
    end: int
    han: bool


@dataclass(frozen=True)
class Term:
    """One thing that a search asks for: words in a row; `written` is how it was typed.

    `exact` is what a text must contain letter by letter (case apart), "" where words alone decide.
    """

    written: str
    words: tuple[Word, ...]
    exact: str = ""
    beginning: bool = False
    without: bool = False


def words(text: str) -> list[Word]:
    """The words of a text in order; a run of Han, Kana or Hangul is one."""
    found = []
    for match in RUN.finditer(text):
        han = match.lastgroup == "han"
        plain = match.group().casefold() if han else _plain(match.group())
        if plain:
            found.append(Word(plain, match.start(), match.end(), han))
    return found


def prepared(text: str) -> str:
    """The tokens of a text, as the index takes them."""
    return " ".join(token for word in words(text) for token in _tokens(word))


def key(text: str) -> str:
    """A name as names are compared: its words alone."""
    return " ".join(word.text for word in words(text))


def folded(text: str) -> str:
    """A text as it is compared letter by letter: without case, its blanks made one."""
    return " ".join(text.casefold().split())


def parse(query: str) -> tuple[Term, ...]:
    """What a search asks for.

    Words are all wanted; `word*` is the beginning of one; "in quotes" a phrase; `-` before one leaves out what has it.
    A quote without its partner is a mark like any other.

    Raises:
        SearchError: it is too long, has no letter or digit, a `*` that ends no word, or says only what to leave out.
    """
    query = " ".join(query.replace("\x00", " ").split())
    if len(query) > LONGEST:
        raise SearchError(f"The search has {len(query)} characters.", f"The most is {LONGEST}: shorten it.", "long")
    found = tuple(term for term in map(_term, TERM.finditer(query)) if term is not None)
    if not found:
        raise SearchError("There is no letter or digit to look for.", "Type a word, e.g. drugs or 毒品.", "nothing")
    if len(found) > MOST:
        raise SearchError(f"The search has {len(found)} words.", f"The most is {MOST}: leave some out.", "long")
    if all(term.without for term in found):
        raise SearchError(
            "The search says only what to leave out.", "Add a word that the texts must have.", "only_without"
        )
    return found


def pattern(term: Term) -> str:
    """The term in the language of the index."""
    phrases = _phrases(term)
    if len(phrases) == 1:
        return phrases[0]
    return "(" + " AND ".join(phrases) + ")"


def spans(term: Term, text: str) -> list[tuple[int, int]]:
    """Where a text has the term."""
    if term.exact:
        wanted = r"\s+".join(map(re.escape, term.exact.split(" ")))
        return [match.span() for match in re.finditer(wanted, text, re.IGNORECASE)]
    known, wanted_words = words(text), [word.text for word in term.words]
    found = []
    for place in range(len(known) - len(wanted_words) + 1):
        here = [word.text for word in known[place : place + len(wanted_words)]]
        if here == wanted_words or (term.beginning and _begins(here, wanted_words)):
            found.append((known[place].start, known[place + len(wanted_words) - 1].end))
    return found


def _begins(here: list[str], wanted: list[str]) -> bool:
    return here[:-1] == wanted[:-1] and here[-1].startswith(wanted[-1])


def _term(match: re.Match[str]) -> Term | None:
    """One term of a search; None where it has nothing to look for."""
    written = match["plain"] if match["phrase"] is None else match["phrase"]
    bare = written
    beginning = match["phrase"] is None and written.endswith("*")
    if beginning:
        bare = written.rstrip("*")
    found = tuple(words(bare))
    if beginning and (not found or found[-1].end != len(bare)):
        raise SearchError(
            f"The * in {written!r} follows no word.",
            "Write it at the end of the beginning of a word: traffick*",
            "star",
        )
    if not found:
        return None
    exact = bare.strip() if any(word.han for word in found) else ""
    return Term(written, found, exact, beginning and not exact, bool(match["without"]))


def _phrases(term: Term) -> list[str]:
    """The phrases that texts with the term must have; where letters decide, they decide on words at its edges."""
    if not term.exact:
        tokens = [f'"{word.text}"' for word in term.words]
        return [" + ".join(tokens) + (" *" if term.beginning else "")]
    return [_han(word.text) for word in term.words if word.han]


def _han(run: str) -> str:
    if len(run) == 1:
        return f'"{run}" *'
    return " + ".join(f'"{run[place : place + 2]}"' for place in range(len(run) - 1))


def _tokens(word: Word) -> list[str]:
    return [word.text[place : place + 2] for place in range(len(word.text))] if word.han else [word.text]


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    """A word without case, marks and the choices that writers of Arabic and Russian have."""
    apart = unicodedata.normalize("NFKD", word).casefold()
    kept = "".join(_kept(apart, place) for place in range(len(apart)))
    return unicodedata.normalize("NFC", kept.translate(ARABIC))


def _kept(apart: str, place: int) -> str:
    """A character of a word that is taken apart; й stays a letter of its own."""
    character = apart[place]
    if unicodedata.category(character) == "Mn":
        return character if character == "\u0306" and apart[place - 1 : place] == "и" else ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character if character.isalnum() else ""
