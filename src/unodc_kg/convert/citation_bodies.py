"""Which organ adopted a cited resolution: the one named at it, "its", the author, or what its number fits."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from unodc_kg import iris
from unodc_kg.convert.citation_numbers import REACH, Numbered
from unodc_kg.convert.citation_shapes import PRINCIPAL, SUPPLEMENTS, fits, meets, shaped_body
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span

OWN, UNKNOWN, IBID = "own", "unknown", "ibid"
BARE = ("commission", "conference")  # "the Commission", "the Conference": the one named last
NO_ORGAN = frozenset({OWN, UNKNOWN, IBID, *BARE})  # words that name none by themselves


@dataclass(frozen=True)
class Marker:
    """A place that says whose resolution is meant: keys of the organs that the word may name, or OWN or UNKNOWN."""

    span: Span
    keys: tuple[str, ...]


def markers(text: str, bodies: list[Mention], language: str) -> list[Marker]:
    """The organs named in a text and the words for "its", in order; names in titles of works do not count."""
    words = lexicon(language)["instruments"]
    found = [Marker(m.span, (iris.key(m.things[0].iri).partition("/")[2],)) for m in bodies]
    taken = bytearray(len(text))
    for marker in found:
        taken[marker.span.start : marker.span.end] = b"\1" * (marker.span.end - marker.span.start)
    for match in _words(language).finditer(text):
        start, end = match.span()
        if not any(taken[start:end]) or (match[UNKNOWN] and not all(taken[start:end])):
            keys = words["bodies"].get(match["word"]) or [_kind_of(match)]
            found.append(Marker(Span(start, end), tuple(keys)))
    for work in re.finditer(words["works"], text):
        taken[work.start() : work.end()] = b"\2" * (work.end() - work.start())
    kept = [m for m in found if taken[m.span.start] != 2 or taken[m.span.end - 1] != 2]
    return _without_inner([*kept, *recorded(text, language)])


def recorded(text: str, language: str) -> list[Marker]:
    """The organs whose reports a text cites among the official records of another: Supplement No. 8."""
    found = []
    for match in re.finditer(lexicon(language)["instruments"]["records"], text):
        organ = str(match.lastgroup)
        if key := SUPPLEMENTS.get((organ, match[organ])):
            found.append(Marker(Span(match.end() - 1, match.end()), (key,)))
    return found


def _kind_of(match: re.Match[str]) -> str:
    return next(kind for kind in (UNKNOWN, IBID, OWN) if match[kind] is not None)


def _without_inner(found: list[Marker]) -> list[Marker]:
    """In order, and of two that end together the longer one: the Assembly's name ends many."""
    ordered = sorted(found, key=lambda m: (m.span.end, m.span.start))
    return [m for i, m in enumerate(ordered) if i == 0 or ordered[i - 1].span.end != m.span.end]


@cache
def _words(language: str) -> re.Pattern[str]:
    words = lexicon(language)["instruments"]
    named = f"(?P<{UNKNOWN}>{words['foreign']})|(?P<word>{either(words['bodies'])})"
    return re.compile(rf"{named}|(?P<{IBID}>{words['ibid']})|(?P<{OWN}>{words['own']})")


@cache
def _listed(language: str) -> frozenset[str]:
    return frozenset(
        key for keys in lexicon(language)["instruments"]["bodies"].values() for key in keys if key not in BARE
    )


@dataclass(frozen=True)
class Bodies:
    """What a text and its document say about whose resolutions are cited."""

    text: str
    language: str
    markers: list[Marker]
    context: Mapping[str, str]

    def of(self, item: Numbered, before: tuple[Numbered, str] | None, following: Numbered | None) -> str:
        """The organ of a number, given the number in front of it and its organ, and the one behind. "" if unknown."""
        found = self.named(item, before)
        if found == UNKNOWN:
            return ""
        if item.number.isdigit():
            return "sc" if found == "sc" or self._of_council(item, before) else ""
        if found:
            return found
        return self._from_afar(item, before, following)

    def _of_council(self, item: Numbered, before: tuple[Numbered, str] | None) -> bool:
        """Is a number without session or year the Security Council's: by its mark, its list, its document?"""
        words = lexicon(self.language)["instruments"]
        if words["head"] == "behind" or "SC" in self.text[item.lead : item.span.start]:
            return True
        return self.context.get("author") == "sc" or bool(before and before[1] == "sc" and before[0].lead == item.lead)

    def named(self, item: Numbered, before: tuple[Numbered, str] | None) -> str:
        """The organ that the text names for that number: right at its list, or as the one whose topic follows."""
        beside = self._behind(item) or self._beside(item) or self._within(item) or self._over_topic(item, before)
        return self._key(beside, item, explicit=True) if beside is not None else ""

    def _key(self, marker: Marker, item: Numbered, explicit: bool = False) -> str:
        """The organ that a marker means for that number; "" where none fits."""
        if marker.keys[0] in BARE:
            return self._bare(marker, item) if explicit else ""
        if marker.keys == (IBID,):
            return self.context.get("ibid") or UNKNOWN
        if marker.keys == (OWN,):
            return self._own(marker, item)
        found = next((key for key in marker.keys if key == UNKNOWN or fits(key, item.number, item.kind)), "")
        if found or not explicit:
            return found
        if len(marker.keys) > 1 or (shaped_body(item.number) and marker.keys[0] not in PRINCIPAL):
            return UNKNOWN
        return "" if shaped_body(item.number) else marker.keys[0]

    def _own(self, marker: Marker, item: Numbered) -> str:
        """ "Its" is of the organ named right before, even where we cannot tell which that is, else of the author."""
        subject = self._adjacent(marker.span.start, "subject") or self._inverted(marker, item)
        keys = subject.keys if subject else ()
        if subject and keys[0] in BARE:
            keys = tuple(key for key in [self._bare(subject, item)] if key != UNKNOWN)
        keys = (*keys, self.context.get("author") or self.context.get("body", ""))
        known = [key for key in keys if key == UNKNOWN or (key and key not in NO_ORGAN)]
        return next((key for key in known if key == UNKNOWN or fits(key, item.number, item.kind)), "")

    def _bare(self, marker: Marker, item: Numbered) -> str:
        """The one that a bare "Commission" or "Conference" is: the last named of its kind; no principal organ is."""
        before = [m.keys[0] for m in self._until(marker.span.start - REACH, marker.span.start) if len(m.keys) == 1]
        conference = marker.keys == ("conference",)
        named = [
            key
            for key in (*before, self.context.get("author", ""), self.context.get("body", ""))
            if key and key not in NO_ORGAN and key not in PRINCIPAL and meets(key) == conference
        ]
        return named[0] if named and fits(named[0], item.number, item.kind) else UNKNOWN

    def _adjacent(self, end: int, joint: str) -> Marker | None:
        """The marker with nothing between it and a place but what may stand there."""
        pattern = lexicon(self.language)["instruments"][joint]
        last = bisect_right(self.markers, end, key=lambda m: m.span.end) - 1
        if last < 0:
            return None
        marker = self.markers[last]
        return marker if re.fullmatch(rf"(?:{pattern})", self.text[marker.span.end : end]) else None

    def _beside(self, item: Numbered) -> Marker | None:
        return self._adjacent(item.lead, "beside")

    def _within(self, item: Numbered) -> Marker | None:
        """the most recent resolution of the Assembly, 77/191: the organ named between the noun and the number."""
        named = [m for m in self._until(item.lead, item.span.start) if m.keys not in ((OWN,), (IBID,))]
        return named[-1] if named and not re.search(r"\d", self.text[item.lead : named[-1].span.start]) else None

    def _over_topic(self, item: Numbered, before: tuple[Numbered, str] | None) -> Marker | None:
        """The organ whose resolution's topic stands between its name and the number, whatever the topic names."""
        words = lexicon(self.language)["instruments"]
        start = max(self._sentence(item.lead), before[0].span.end if before else 0)
        opening = re.compile(rf"(?:{words['over_topic']})")
        named = [m for m in self._until(start, item.lead) if opening.match(self.text, m.span.end)]
        last = named[-1] if named else None
        return last if last and not re.search("[，。；,;]", self.text[last.span.end : item.lead]) else None

    def _behind(self, item: Numbered) -> Marker | None:
        """of the Commission: the organ named right behind the list."""
        pattern = lexicon(self.language)["instruments"]["behind"]
        marker = self._next(item.after)
        if marker is None or marker.keys in ((OWN,), (IBID,)):
            return None
        return marker if re.fullmatch(rf"(?:{pattern})", self.text[item.after : marker.span.start]) else None

    def _next(self, place: int) -> Marker | None:
        """The first marker that ends behind a place and begins there or later."""
        index = bisect_right(self.markers, place, key=lambda m: m.span.end)
        return next((m for m in self.markers[index : index + 3] if m.span.start >= place), None)

    def _until(self, start: int, end: int) -> Iterator[Marker]:
        """The markers between two places, the last one first."""
        index = bisect_right(self.markers, end, key=lambda m: m.span.end)
        while index > 0 and self.markers[index - 1].span.start >= start:
            index -= 1
            yield self.markers[index]

    def _inverted(self, own: Marker, item: Numbered) -> Marker | None:
        """In its resolution 54/18, the Council …; the Council, in its resolution 54/18: "its" is the Council's."""
        words = lexicon(self.language)["instruments"]
        if not re.search(rf"(?:{words['inverted']})$", self.text[max(0, own.span.start - 40) : own.span.start]):
            return None
        marker = self._next(item.after)
        if marker and re.fullmatch(words["subject_follows"], self.text[item.after : marker.span.start]):
            return marker
        named = self._until(self._sentence(item.lead), own.span.start)
        return next((m for m in named if m.keys != (OWN,) and self._listed(m)), None)

    def _from_afar(self, item: Numbered, before: tuple[Numbered, str] | None, following: Numbered | None) -> str:
        found = next((key for key in self._candidates(item, before, following) if key), "")
        return "" if found == UNKNOWN else found

    def _of_next(self, item: Numbered, following: Numbered | None) -> str:
        """decision 15/4 as well as decision 15/29 of the Conference: the organ behind the number that comes next."""
        if following is None or self._sentence(following.lead) > item.span.end:
            return ""
        marker = self._behind(following)
        return self._key(marker, item) if marker else ""

    def _candidates(
        self, item: Numbered, before: tuple[Numbered, str] | None, following: Numbered | None
    ) -> Iterator[str]:
        """Organs that the number fits, the likeliest first."""
        start = self._sentence(item.lead)
        listed = before if before and before[0].span.start >= start else None
        for marker in self._until(listed[0].span.end if listed else start, item.lead):
            if self._listed(marker) and not self._topic(marker, item):
                yield self._key(marker, item)
        author, body = self.context.get("author", ""), self.context.get("body", "")
        yield from (key for key in (listed[1] if listed else "", author) if key and fits(key, item.number, item.kind))
        yield self._of_next(item, following)
        for marker in self._until(start, item.lead):
            yield self._key(marker, item) if marker.keys != (IBID,) else ""
        yield from (key for key in (body, shaped_body(item.number)) if key and fits(key, item.number, item.kind))
        yield from (key for key in (author, "ga") if key and fits(key, item.number))

    def _listed(self, marker: Marker) -> bool:
        """Is it one of the organs whose resolutions are cited by number alone, or "its"?"""
        return marker.keys == (OWN,) or not _listed(self.language).isdisjoint(marker.keys)

    def _sentence(self, start: int) -> int:
        stops = re.compile(lexicon(self.language)["instruments"]["stops"])
        begin = max(0, start - REACH)
        return max((m.end() for m in stops.finditer(self.text, begin, start)), default=begin)

    def _topic(self, marker: Marker, item: Numbered) -> bool:
        """Does the organ stand in what the resolution is about: 关于人权理事会的报告的第…号?"""
        pattern = lexicon(self.language)["instruments"]["about"]
        begin = self._sentence(marker.span.start)
        opened = [m.start() for m in re.compile(pattern).finditer(self.text, begin, marker.span.start)]
        return bool(opened) and not re.search("[，。；,;]", self.text[opened[-1] : item.lead])
