"""Names in lists of mark-up - voters, sponsors, committees - and the authority record of each, if one has that name.

Lists print names in capitals, without accents, with "the" behind or in front: words are compared, not their order.
"""

import re
import unicodedata
from collections.abc import Iterable

from unodc_kg.vocabulary import Vocabulary

SMALL = frozenset({"the", "of", "and"})
BEHALF = re.compile(r"\s*[(（]on behalf [^()（）]*[)）]$", re.IGNORECASE)
COMMA = re.compile(r",\s*(?![^()]*\))")
AND = re.compile(r"\s+and\s+(?![^()]*\))")


class Names:
    """States by the words of their names; other agents by their names as they stand."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.states: dict[str, str] = {}
        for entry in vocabulary.of_class("State"):
            for name in entry.names:
                self.states.setdefault(fold(name.text), entry.iri)

    def state(self, name: str) -> str:
        """The IRI of the State of that name; "" if none has it."""
        return self.states.get(fold(name), "")

    def agent(self, name: str) -> str:
        """The IRI of the State or other agent of that name; "" if none has it."""
        found = [iri for iri in self.vocabulary.find(name) if "Agent" in self.vocabulary.entries[iri].classes]
        return self.state(name) or next(iter(found), "")

    def listed(self, text: str) -> tuple[list[str], list[str]]:
        """The agents that a list names, and what of the list is no name of one, as printed.

        Whoever speaks "on behalf of" others is linked; for whom, is kept as printed.
        """
        linked: list[str] = []
        rest: list[str] = []
        for piece in self._pieces(text):
            iri = self.agent(BEHALF.sub("", piece))
            linked += [iri] if iri else []
            rest += [piece] if not iri or BEHALF.search(piece) else []
        return (linked, rest) if linked else ([], [text] if text else [])

    def _pieces(self, text: str) -> Iterable[str]:
        for piece in filter(None, COMMA.split(text)):
            ends = [match for match in AND.finditer(piece) if not self.agent(BEHALF.sub("", piece))]
            cut = next((m for m in ends if self.agent(BEHALF.sub("", piece[: m.start()]))), ends[-1] if ends else None)
            yield from (piece[: cut.start()].strip(), piece[cut.end() :].strip()) if cut else (piece.strip(),)


def fold(name: str) -> str:
    """What is compared: small letters without accents; words in alphabetic order, or Han characters as they stand."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = [word for word in re.findall(r"[^\W_]+", letters.replace("'", "")) if word not in SMALL]
    return "".join(words) if re.search("[\u4e00-\u9fff]", letters) else " ".join(sorted(words))
