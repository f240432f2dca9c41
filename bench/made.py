"""Invented documents in UN style for measurements: reports and resolutions, Chinese and English, the same for a seed.

The shapes are those of real documents (masthead, clauses, numbered paragraphs, notes, tables of figures); the sentences
are our own.
"""

import random
from pathlib import Path

STATES = {"zh": ["肯尼亚", "秘鲁", "越南", "加纳", "智利"], "en": ["Kenya", "Peru", "Viet Nam", "Ghana", "Chile"]}
BODIES = {
    "zh": ["世卫组织", "难民署", "国际刑警组织", "非洲联盟"],
    "en": ["the World Health Organization", "INTERPOL", "the African Union"],
}
FACTS = {
    "zh": [
        "毒品和犯罪问题办公室在{state}为 {n} 名官员举办了关于港口安全的讲习班。",
        "{year}年，办公室与{body}一道出版了《港口{word}手册》。",
        "办公室在{state}缉获了 {n} 公斤可卡因，比上一年增加百分之{p}。",
        "大会第{s}/{r}号决议欢迎各国加入“蓝色{word}”方案。",
        "建议{state}考虑批准《联合国打击跨国有组织犯罪公约》（见 E/CN.15/{year}/{p}）。",
    ],
    "en": [
        "The United Nations Office on Drugs and Crime trained {n} officers in {state} on the safety of ports.",
        "In {year}, the Office and {body} published the Manual on {word} Ports.",
        "In {state}, authorities seized {n} kg of cocaine, an increase of {p} per cent.",
        "In its resolution {s}/{r}, the General Assembly welcomed the “Blue {word}” programme.",
        "{state} may wish to consider ratifying the Convention (see E/CN.15/{year}/{p}).",
    ],
}
WORDS = {"zh": ["灯塔", "海岸", "船闸", "渔业"], "en": ["Lighthouse", "Coastal", "Harbour", "Fishery"]}
CLAUSES = {
    "zh": ["回顾其第{s}/{r}号决议，", "强调{state}和{body}在港口安全方面的合作，"],
    "en": ["Recalling its resolution {s}/{r},", "Stressing the cooperation of {state} and {body} on ports,"],
}
WISHES = {
    "zh": "请毒品和犯罪问题办公室向{state}提供关于{word}的技术援助；",
    "en": "Requests the United Nations Office on Drugs and Crime to assist {state} with its {word} ports;",
}
NOTE = "_______________\n 1 A/RES/{s}/{r}。\nhttp://example.org/{r}\n"


def write(folder: Path, count: int, seed: int = 1, paragraphs: int = 40) -> list[Path]:
    """So many documents: every second one English, every third one a resolution."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)  # nothing secret
    found = []
    for number in range(count):
        language = "zh" if number % 2 else "en"
        make = _resolution if number % 3 == 2 else _report
        found.append(folder / f"made-{number:05}.txt")
        found[-1].write_text(make(chance, language, number, paragraphs), encoding="utf-8")
    return found


def _report(chance: random.Random, language: str, number: int, paragraphs: int) -> str:
    head = {"zh": "港口的工作\n摘要\n本文件介绍港口。\n", "en": "Work of the ports\nSummary\nThis is about ports.\n"}[
        language
    ]
    top = f"X/PORTS/{number}\n{head}__________________\n * Note.\nhttp://example.org/a\n   I. Work\n"
    lines = []
    for index in range(1, paragraphs + 1):
        facts = [_filled(chance, chance.choice(FACTS[language]), language) for _ in range(chance.randint(2, 5))]
        lines.append(f"{index}. {('' if language == 'zh' else ' ').join(facts)}\n")
        if index % 10 == 0:
            lines.append(_filled(chance, NOTE, language).replace(" 1 ", f" {index // 10} "))
    return top + "".join(lines)


def _resolution(chance: random.Random, language: str, number: int, paragraphs: int) -> str:
    organ, title = {"zh": ("大会，", "港口安全"), "en": ("The General Assembly,", "Safety of ports")}[language]
    clauses = [_filled(chance, chance.choice(CLAUSES[language]), language) for _ in range(8)]
    wishes = [_filled(chance, WISHES[language], language) for _ in range(paragraphs)]
    numbered = [f"{index}. {wish}" for index, wish in enumerate(wishes, 1)]
    symbol = f"A/RES/{60 + number // 300}/{number % 300 + 1}"
    return "\n\n".join([symbol, f"{symbol.removeprefix('A/RES/')}. {title}", organ, *clauses, *numbered]) + "\n"


def _filled(chance: random.Random, pattern: str, language: str) -> str:
    return pattern.format(
        state=chance.choice(STATES[language]),
        body=chance.choice(BODIES[language]),
        word=chance.choice(WORDS[language]),
        year=chance.randint(2015, 2024),
        n=chance.randint(3, 900),
        p=chance.randint(2, 90),
        s=chance.randint(60, 79),
        r=chance.randint(1, 299),
    )
