"""Names in a text: known ones by the longest match, titles and quotations by form, sessions by number."""

import pytest

from converting import known, names, organs, printed, read, short
from unodc_kg import iris
from unodc_kg.convert import titles
from unodc_kg.convert.model import Mention


def outer(text: str) -> list[tuple[str, str]]:
    found = [m for m in names().mentions(text) if m.form != "inside-name"]
    return [(text[m.span.start : m.span.end], short(m.things[0].iri)) for m in found]


def titled(text: str, unit: str = "1") -> list[Mention]:
    return titles.titles(text, unit, known(), titles.Minter("x-ports"), "zh")


def formed(text: str, unit: str = "1") -> list[tuple[str, str, str, bool]]:
    found = titled(text, unit)
    return [(text[m.span.start : m.span.end], m.category, m.things[0].code, m.things[0].new) for m in found]


def sessions(text: str, context: str = "") -> list[tuple[str, str]]:
    found = titles.sessions(text, organs(text), context, known())
    return [(text[m.span.start : m.span.end], short(m.things[0].iri)) for m in found]


# ---------------------------------------------------------------- known names
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("索马里和马里", [("索马里", "SOM"), ("马里", "MLI")]),
        ("印度洋与印度", [("印度洋", "indian-ocean"), ("印度", "IND")]),
        ("马来西亚、西亚", [("马来西亚", "MYS"), ("西亚", "m49-145")]),
        ("尼日利亚和尼日尔", [("尼日利亚", "NGA"), ("尼日尔", "NER")]),
        ("几内亚比绍和几内亚", [("几内亚比绍", "GNB"), ("几内亚", "GIN")]),
        ("巴布亚新几内亚", [("巴布亚新几内亚", "PNG")]),
        ("刚果民主共和国、刚果", [("刚果民主共和国", "COD"), ("刚果", "COG")]),
        ("南苏丹与苏丹", [("南苏丹", "SSD"), ("苏丹", "SDN")]),
        ("多米尼加共和国", [("多米尼加共和国", "DOM")]),
        ("罗马尼亚和罗马", [("罗马尼亚", "ROU"), ("罗马", "rome")]),
        ("拉丁美洲和加勒比", [("拉丁美洲和加勒比", "m49-419")]),
        ("拉丁美洲", [("拉丁美洲", "latin-america")]),
        ("港口与渔业", []),
    ],
)
def test_the_longest_name_wins(text: str, expected: list[tuple[str, str]]) -> None:
    assert outer(text) == expected


def test_blanks_within_a_name_mean_nothing() -> None:
    assert outer("联合国开 发计 划署") == [("联合国开 发计 划署", "undp")]


def test_a_name_does_not_run_over_lines() -> None:
    assert outer("联合国开发\n计划署") == [("联合国", "un")]


def test_a_name_of_another_script_ends_at_a_word_edge() -> None:
    assert outer("WHOLE WHO, WHO2") == [("WHO", "who")]
    assert outer("与WHO合作") == [("WHO", "who")]


def test_names_inside_names_are_kept_apart() -> None:
    inner = [m for m in names().mentions("非洲联盟在非洲") if m.form == "inside-name"]
    assert outer("非洲联盟在非洲") == [("非洲联盟", "au"), ("非洲", "m49-002")]
    assert [(m.span.start, short(m.things[0].iri)) for m in inner] == [(0, "m49-002")]


def test_signs_that_happen_to_stand_in_a_place_name_are_no_names() -> None:
    assert [m.form for m in names().mentions("索马里")] == ["name"]


@pytest.mark.parametrize("text", ["西班牙文版", "葡萄牙文", "日本海"])
def test_a_language_or_a_sea_is_no_state(text: str) -> None:
    assert outer(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联合国系统地保护渔民", [("联合国", "un")]),
        ("联合国系统地方办事处", [("联合国系统", "un-system")]),
        ("联合国发展系统", [("联合国发展系统", "un-development-system")]),
    ],
)
def test_an_adverb_names_no_system(text: str, expected: list[tuple[str, str]]) -> None:
    assert outer(text) == expected


# ---------------------------------------------------------------- short forms that a document defines
def test_a_short_form_in_brackets_is_learnt() -> None:
    first, second = read("办公室与世界海关组织（世关织）合作。", "世关织参加了会议。")
    assert ("世关织", "wco") in printed(first)
    assert printed(second)[0] == ("世关织", "wco")


@pytest.mark.parametrize("bracket", ["渔业", "2020年", "附件一"])
def test_what_is_not_made_of_the_name_is_no_short_form(bracket: str) -> None:
    _, second = read(f"办公室与世界海关组织（{bracket}）合作。", f"关于{bracket}的会议。")
    assert (bracket, "wco") not in printed(second)


# ---------------------------------------------------------------- titles
def test_a_known_title_is_linked() -> None:
    assert [(short(m.things[0].iri), m.things[0].new) for m in titled("《联合国 反腐败公约》")] == [("uncac", False)]


@pytest.mark.parametrize(
    ("title", "category", "code"),
    [
        ("《海上港口合作手册》", "Publication", "handbook"),
        ("《边境港口指南》", "Publication", "guidelines"),
        ("《关于边境港口的宣言》", "Instrument", "declaration"),
        ("《港口合作战略》", "Programme", "strategy"),
        ("《湖区渔业协定》", "Treaty", ""),
        ("《第二项港口议定书》", "Treaty", ""),
        ("《边境港口数据》", "Publication", "report"),
        ("《论《港口手册》的用途》", "Publication", "report"),
    ],
)
def test_the_form_of_an_unknown_title_shows_its_kind(title: str, category: str, code: str) -> None:
    assert formed(title) == [(title, category, code, True)]


@pytest.mark.parametrize(
    ("text", "span", "category"),
    [
        ("“安全港口”倡议惠及渔民", "“安全港口”倡议", "Programme"),
        ("“安全港口”全球方案", "“安全港口”全球方案", "Programme"),
        ("“灯塔”平台", "“灯塔”平台", "Programme"),
        ("题为“港口现状”的研究", "“港口现状”", "Publication"),
        ("名为“蓝色海岸”", "“蓝色海岸”", "Programme"),
    ],
)
def test_a_quoted_name_needs_a_word_that_says_what_it_is(text: str, span: str, category: str) -> None:
    assert [item[:2] for item in formed(text)] == [(span, category)]


@pytest.mark.parametrize(
    ("text", "span", "category"),
    [
        ("办公室推出了题为“灯塔入门”的网上学习课程。", "“灯塔入门”的网上学习课程", "Programme"),
        ("办公室通过了《渔港战略（2022-2026年）》。", "《渔港战略（2022-2026年）》", "Programme"),
        ("联合国渔民救助自愿信托基金提供赠款。", "联合国渔民救助自愿信托基金", "Programme"),
        ("联合国海洋问题机构间网络开会。", "联合国海洋问题机构间网络", "Partner"),
    ],
)
def test_what_stands_round_a_name_shows_its_kind(text: str, span: str, category: str) -> None:
    (mention,) = [m for m in read(text)[0].mentions if m.form == "name" and m.things[0].new]
    assert (text[mention.span.start : mention.span.end], mention.category) == (span, category)


def test_a_name_that_is_known_is_not_made_again_by_its_form() -> None:
    assert printed(read("办公室支持联合国青年发展问题机构间网络。")[0]) == [("联合国青年发展问题机构间网络", "ianyd")]


@pytest.mark.parametrize("text", ["“安全港口”", "《未结束", "未开始》", "“”倡议", "“港”"])
def test_other_quotations_are_no_names(text: str) -> None:
    assert formed(text) == []


def test_a_quotation_in_a_note_is_a_title() -> None:
    assert formed("“港口贸易的新趋势和前景”，2020年", unit="fn3")[0][1] == "Publication"


def test_one_new_name_is_one_thing_keyed_by_its_first_place() -> None:
    first, second = read("启动“灯塔”平台。", "渔民使用“灯塔”平台。")
    assert printed(first) == printed(second) == [("“灯塔”平台", "x-ports-1.2")]


@pytest.mark.parametrize("text", ["《》", "《 》"])
def test_brackets_without_a_title_are_no_name(text: str) -> None:
    assert formed(text) == []


def test_a_word_may_stand_between_quotation_and_kind() -> None:
    assert [item[1] for item in formed("“港口卫士”培训课程")] == ["Programme"]


def test_goals_are_named_by_their_numbers() -> None:
    found = titles.goals("可持续发展目标 3、5 和 16", known())
    assert [[short(t.iri) for t in m.things] for m in found] == [["3", "5", "16"]]
    assert titles.goals("可持续发展目标 18 和可持续发展目标", known()) == []


# ---------------------------------------------------------------- sessions
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("麻醉药品委员会第六十三届会议", "cnd-63"),
        ("麻醉药品委员会第六十三届会议续会", "cnd-63-reconvened"),
        ("麻醉药品委员会第六十四届常会", "cnd-64-regular"),
        ("麻醉药品委员会第 64 届会议", "cnd-64"),
        ("麻醉药品委员会第一百二十届会议", "cnd-120"),
        ("大会第七十五届会议", "ga-75"),
        ("大会第三十二届特别会议", "ga-s-32"),
        ("大会第十一届紧急特别会议", "ga-es-11"),
    ],
)
def test_a_session_is_known_by_body_and_number(text: str, expected: str) -> None:
    assert sessions(text) == [(text, expected)]


def test_a_second_session_belongs_to_the_body_named_before() -> None:
    found = sessions("麻醉药品委员会第六十四届常会和第六十五届会议")
    assert [key for _, key in found] == ["cnd-64-regular", "cnd-65"]


def test_a_session_without_a_body_is_that_of_the_context() -> None:
    assert sessions("第五届会议", iris.thing("agent", "cnd")) == [("第五届会议", "cnd-5")]
    assert sessions("第五届会议") == []


@pytest.mark.parametrize("number", ["十十", "百", "1" * 5000])
def test_a_numeral_that_is_none_is_no_session(number: str) -> None:
    assert sessions(f"麻醉药品委员会第{number}届会议") == []


# ---------------------------------------------------------------- works named in a frame
def test_a_frame_around_a_bare_title_is_the_name() -> None:
    text = "教员使用了关于人口贩运与婚姻之间的相互联系的出版物。"
    assert printed(read(text)[0]) == [
        ("关于人口贩运与婚姻之间的相互联系的出版物", "interlinkages-trafficking-marriage")
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("教员散发了关于缅甸鸦片调查的简报。", "缅甸鸦片调查"),
        ("教员散发了关于《红色清单》的说明。", "《红色清单》"),
        ("教员谈到人口贩运与婚姻之间的相互联系的出版物。", "人口贩运与婚姻之间的相互联系"),
    ],
)
def test_a_paper_about_a_work_is_another_work(text: str, name: str) -> None:
    assert name in [words for words, _ in printed(read(text)[0])]


def test_a_paper_with_its_symbol_is_the_document_of_that_symbol() -> None:
    text = "详见关于《联合国反腐败公约》与港口的会议室文件（E/CN.15/2019/CRP.91）。"
    assert printed(read(text)[0]) == [
        ("关于《联合国反腐败公约》与港口的会议室文件", "e-cn.15-2019-crp.91"),
        ("《联合国反腐败公约》", "uncac"),
    ]


@pytest.mark.parametrize("text", ["详见关于港口的会议室文件。", "详见关于港口的报告（A/RES/74/177）。"])
def test_a_paper_without_a_symbol_of_its_own_is_no_name(text: str) -> None:
    assert [words for words, _ in printed(read(text)[0]) if "关于" in words] == []


def test_a_work_without_a_title_leaves_what_it_is_about_named() -> None:
    text = "实验室遵循关于识别和分析缉获材料中合成大麻素和卡西酮的方法的建议。"
    assert [key for _, key in printed(read(text)[0])] == [
        "recommended-methods-cannabinoids-cathinones",
        "synthetic-cannabinoids",
        "cathinones",
    ]


def test_two_works_are_not_described_as_one() -> None:
    found = printed(read("办事处编写了《港口手册》以及《海关手册》的补编。")[0])
    assert [words for words, _ in found] == ["《港口手册》", "《海关手册》"]


def test_an_item_on_an_agenda_is_no_project() -> None:
    assert titled("决定将题为“港口的安全”的分项目列入临时议程。") == []
    assert [m.category for m in titled("办事处启动了题为“港口的安全”的项目。")] == ["Programme"]


def test_the_united_nations_itself_is_a_body() -> None:
    (reading,) = read("港口援助由联合国和美洲国家组织提供，见联合国出版物。")
    named = [(m.category, m.form) for m in reading.mentions if m.form != "inside-name"]
    assert named == [("Body", "name"), ("Partner", "name"), ("Body", "adjective")]
