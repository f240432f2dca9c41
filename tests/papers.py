"""Small PDF and Word files of invented reports, made from known text, in Chinese and English."""

from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONTS = {"zh": "STSong-Light", "en": "Times-Roman"}
PAGE = (595, 842)


@dataclass
class Pdf:
    """A PDF under construction: text at places, raised marks, strokes."""

    language: str
    password: str = ""
    data: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        encrypt = pdfencrypt.StandardEncryption(self.password) if self.password else None
        self.canvas = Canvas(self.data, pagesize=PAGE, encrypt=encrypt)

    def put(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Print at a place; what stands in {} is raised and small."""
        font = FONTS[self.language]
        for index, part in enumerate(text.replace("}", "{").split("{")):
            raised = index % 2 == 1
            height = size * 0.6 if raised else size
            self.canvas.setFont(font, height)
            self.canvas.drawString(x, y + (size * 0.4 if raised else 0), part)
            x += pdfmetrics.stringWidth(part, font, height)

    def column(self, x: float, y: float, lines: list[str], step: float = 13) -> None:
        """Print lines one below the other."""
        for index, line in enumerate(lines):
            self.put(x, y - index * step, line)

    def bytes(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self.data.getvalue()


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """A package with one part more or replaced."""
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for item in old.namelist():
            if item != name:
                new.writestr(item, old.read(item))
        new.writestr(name, data)
    return out.getvalue()
