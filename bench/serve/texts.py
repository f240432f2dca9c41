"""Invented texts in six languages, of any length: slices of one long random text a language.

A slice costs a fraction of a microsecond, which is what lets ten million triples be written in a minute.
"""

import random
from bisect import bisect_left
from dataclasses import dataclass

WORDS = {
    "zh": (
        "毒品 可卡因 海洛因 会员国 技术援助 培训 讲习班 区域 国际合作 预防 腐败 犯罪 司法 监狱 法官 能力建设 战略 "
        "支持 组织 开展 编写 提供 加强 促进 与 和 在 的 关于 以及 妇女 青年 证据 数据 分析 报告 会议 决议 公约 边境 "
        "港口 集装箱 洗钱 资产追回 人口贩运 偷运移民 网络 森林 野生动植物 替代发展 健康 治疗 艾滋病毒 ， ， 。"
    ),
    "en": (
        "the of and to in for with on a States Member Office training workshops regional cooperation prevention drugs "
        "crime justice officers judges prosecutors prison reform support assistance technical strategy report "
        "data analysis evidence women youth border ports containers laundering recovery trafficking persons migrants "
        "smuggling health treatment cocaine opium alternative development forest wildlife conference parties convention"
    ),
    "fr": "les des et dans pour formation atelier régional coopération prévention drogue justice appui État rapport",
    "es": "los de y en para con formación taller regional cooperación prevención droga justicia apoyo Estado informe",
    "ru": "и в для на обучение семинар регион сотрудничество предупреждение наркотики правосудие поддержка государство",
    "ar": "من في على تدريب حلقة إقليمي تعاون منع مخدرات عدالة دعم دولة تقرير برنامج مكتب",
}
LENGTH = 1 << 18  # characters of each long text


@dataclass(frozen=True)
class Texts:
    """The long texts, and where words begin in them."""

    tapes: dict[str, str]
    starts: dict[str, list[int]]

    def slice(self, language: str, length: int, chance: float) -> str:
        """A text of about `length` characters; `chance` (0 to 1) says which."""
        tape, starts = self.tapes[language], self.starts[language]
        begin = starts[int(chance * bisect_left(starts, LENGTH - length))]
        return tape[begin : begin + length].strip() or tape[begin : begin + length + 8].strip()


def invented(seed: int) -> Texts:
    """The same texts for the same seed."""
    tapes, starts = {}, {}
    for language, words in WORDS.items():
        tapes[language], starts[language] = _tape(random.Random(f"{seed} {language}"), words.split(), language == "zh")
    return Texts(tapes, starts)


def _tape(rng: random.Random, words: list[str], joined: bool) -> tuple[str, list[int]]:
    """Some words are common and most are rare, as in any language."""
    weights = [1 / (rank + 3) for rank in range(len(words))]
    rng.shuffle(words)
    parts, starts, length = [], [], 0
    while length < LENGTH + 4000:  # room for the longest slice
        for word in rng.choices(words, weights, k=1000):
            starts.append(length)
            parts.append(word if joined else word + " ")
            length += len(parts[-1])
    return "".join(parts), starts
