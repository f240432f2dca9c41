"""How a resolution or decision came about, as the mark-up of its official file says: plain values, names as printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """A draft: its symbol, kind ("draft-resolution"), date, who submitted it, and who joined later."""

    symbol: str
    kind: str
    date: str = ""
    sponsors: str = ""
    additional: str = ""


@dataclass(frozen=True)
class Count:
    """One side of a recorded vote: "inFavour", "against" or "abstaining", its total, and who voted so."""

    choice: str
    total: int
    voters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adoption:
    """What the mark-up says besides the text.

    Args:
        work: the identifier of the work, e.g. /akn/un/statement/...
        date: of adoption, as an ISO date; "" if not known.
        without_vote: whether it was adopted without a vote; None if the mark-up does not say.
        meeting: number of the meeting; 0 if not known.
        meeting_record: symbol of the record of that meeting.
        agenda_items: their printed numbers, e.g. "116 (d)".
        session: number of the session that the cover names; 0 if none.
        session_name: the session as the cover prints it.
        committee: who recommended it, as the mark-up names it.
        reports: symbols of the reports in which it was recommended.
        concepts: IRIs of its keywords; keywords without an IRI are in `words`.
    """

    work: str
    date: str = ""
    without_vote: bool | None = None
    meeting: int = 0
    meeting_record: str = ""
    agenda_items: tuple[str, ...] = ()
    session: int = 0
    session_name: str = ""
    committee: str = ""
    reports: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    counts: tuple[Count, ...] = ()
    concepts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
