"""What the tests of language versions share: one invented resolution in several languages."""

import hashlib
from pathlib import Path

from converting import known
from unodc_kg import rdf
from unodc_kg.build.assemble import agreed
from unodc_kg.convert import Conversion, convert_file
from unodc_kg.rdf import NamedNode, Quad

SYMBOL = "A/RES/90/900"
IRI = "https://w3id.org/unodc-kg/id/resolution/ga/90/900"
ZH = f"""
{SYMBOL}

港口的安全

大会，

回顾其 2019 年 12 月 27 日第 74/247 号决议，

欢迎《灯塔手册》，

1. 请毒品和犯罪问题办公室向肯尼亚提供技术援助；

2. 又请秘书长向大会第九十一届会议报告本决议的执行情况；

3. 决定继续处理此案。
"""
EN = f"""
{SYMBOL}

Safety of ports

The General Assembly,

Recalling its resolution 74/247 of 27 December 2019 and its resolution 75/10 of 30 November 2020,

Welcoming the Lighthouse Handbook,

1. Requests the United Nations Office on Drugs and Crime to provide technical assistance to Kenya;

2. Also requests the Secretary-General to report to the General Assembly at its ninety-first session;

3. Decides to remain seized of the matter;

4. Thanks the host of the ports.
"""
FR = f"""
{SYMBOL}

Sécurité des ports

L'Assemblée générale,

Rappelant sa résolution 74/247 du 27 décembre 2019,

Se félicitant du manuel des phares,

1. Prie l'Office des Nations Unies contre la drogue et le crime de fournir une assistance technique au Kenya ;

2. Prie également le Secrétaire général de lui faire rapport ;

3. Décide de rester saisie de la question.
"""
TEXTS = {"zh": ZH, "en": EN, "fr": FR}


def write(folder: Path, *languages: str) -> list[Path]:
    """The resolution in these languages, a file each."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"A-RES-90-900.{language}.txt" for language in languages]
    for path, language in zip(paths, languages, strict=True):
        path.write_text(TEXTS[language], encoding="utf-8")
    return paths


def declare(source: Path, language: str, **values: str) -> None:
    """Write the manifest that makes a source the reference text, or says which other one is."""
    known_values = {
        "key": "a-res-90-900",
        "language": language,
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "title": f"Title in {language}",
        **values,
    }
    lines = [f'{name} = "{value}"' for name, value in known_values.items()]
    lines += [f'symbols = ["{SYMBOL}"]', 'instrument = ["resolution", "ga", "90/900"]']
    source.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def converted(source: Path) -> Conversion:
    """The conversion of one file."""
    return convert_file(source, known())


def together(*conversions: Conversion) -> list[Quad]:
    """The graph of several conversions, as a build puts it together."""
    return agreed([quad for conversion in conversions for quad in conversion.quads])


def rows(quads: list[Quad], query: str) -> list[tuple[str, ...]]:
    """The sorted rows of a query over the merged graph; IRIs below the resolution are shortened."""
    store = rdf.store_of(rdf.merged(quads))
    found = (tuple(_short(term) for term in row.values()) for row in rdf.select(store, query))
    return sorted(found)


def _short(term: rdf.Term) -> str:
    value = str(term.value)  # type: ignore[union-attr]
    return value.removeprefix(IRI) if isinstance(term, NamedNode) else value
