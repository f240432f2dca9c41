"""What the grammars of printed numbers share: masses in kilograms, plain decimal digits, stretches that are taken."""

from decimal import Decimal

from unodc_kg.convert.model import Span

MASS = {"gram": Decimal("0.001"), "kilogram": Decimal(1), "tonne": Decimal(1000)}


def plain(value: Decimal) -> str:
    """Decimal digits without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def normalized(value: Decimal, unit: str) -> tuple[str, str]:
    """The value in the base unit of its kind, and that unit: masses in kilograms, all else as printed."""
    return plain(value * MASS.get(unit, Decimal(1))), "kilogram" if unit in MASS else unit


def taken(text: str, blocked: list[Span]) -> bytearray:
    """A byte for each sign of the text: 1 where a number is no figure."""
    marks = bytearray(len(text))
    for span in blocked:
        marks[span.start : span.end] = b"\1" * (span.end - span.start)
    return marks
