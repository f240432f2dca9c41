"""References back follow from the unit, the chapter and the document; described things need a verb that makes them."""

import pytest

from converting import COVER, REPORT, known, printed, read
from unodc_kg.convert import convert_text

BOTH = "cnd,ccpcj"


def named(words: str, *paragraphs: str, heading: str = "业务活动") -> list[str]:
    """What these words name in the last paragraph."""
    return [key for text, key in printed(read(*paragraphs, heading=heading)[-1]) if text == words]


def test_both_commissions_are_two_things() -> None:
    assert named("两委员会", "两委员会审议了报告。") == [BOTH]
    assert named("两个委员会", "两个委员会审议了报告。") == [BOTH]


@pytest.mark.parametrize(("heading", "key"), [("打击毒品", "cnd"), ("打击犯罪", "ccpcj"), ("打击腐败", "ccpcj")])
def test_the_heading_shows_which_commission_is_meant(heading: str, key: str) -> None:
    assert named("委员会", "委员会讨论了港口。", heading=heading) == [key]
    assert named("该委员会", "该委员会讨论了港口。", heading=heading) == [key]


def test_the_commission_of_the_unit_goes_before_that_of_the_heading() -> None:
    text = "预防犯罪和刑事司法委员会举行了会议，委员会讨论了港口。"
    assert named("委员会", text, heading="打击毒品") == ["ccpcj"]


def test_the_only_commission_of_the_chapter_is_meant() -> None:
    assert named("委员会", "麻醉药品委员会开会。", "委员会讨论了港口。", heading="打击犯罪") == ["cnd"]


def test_a_new_chapter_forgets_the_last_one() -> None:
    text = f"{COVER}   一、 开头\n1. 启动“灯塔”倡议。\n2. 该倡议有效。\n二、 结尾\n3. 该倡议有效。\n"
    units = {r.unit.locator: printed(r) for r in convert_text(text, REPORT, known()).readings}
    assert ("该倡议", "x-ports-1.2") in units["2"]
    assert units["3"] == []


def test_a_work_is_resumed_by_its_kind() -> None:
    assert named("该倡议", "启动“灯塔”倡议，该倡议惠及渔民。") == ["x-ports-1.2"]
    assert named("该手册", "启动“灯塔”倡议。", "《港口手册》已出版，该手册有用。") == ["x-ports-2.0"]


def test_a_kind_that_was_not_named_is_not_resumed() -> None:
    assert named("该公约", "启动“灯塔”倡议，该公约有用。") == []


def test_an_office_must_be_called_one() -> None:
    assert named("该办公室", "毒品和犯罪问题办公室与儿基会合作，该办公室参加了会议。") == ["unodc"]
    assert named("该组织", "世卫组织与儿基会合作，该组织参加了会议。") == ["who"]
    assert named("该局", "世卫组织与儿基会合作，该局参加了会议。") == []


def test_the_convention_is_the_treaty_named_last() -> None:
    text = "《联合国反腐败公约》和《联合国打击跨国有组织犯罪公约》有效，缔约国执行《公约》。"
    assert named("《公约》", text) == ["untoc"]


def test_the_assembly_and_a_congress_share_a_name() -> None:
    text = "第十四届联合国预防犯罪和刑事司法大会将于京都举行，与会者期待大会。"
    assert named("大会", text) == ["crime-congress-14"]
    assert named("大会", "大会第七十五届会议之前，各国期待大会。") == ["ga", "ga"]
    assert named("联合国大会", text + "联合国大会通过了决议。") == ["ga"]


# ---------------------------------------------------------------- described, not named
@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("办公室举办了关于港口安全的讲习班。", "关于港口安全的讲习班"),
        ("办公室启动了一个沿海渔业项目。", "一个沿海渔业项目"),
        ("办公室编写了关于港口法律的手册。", "关于港口法律的手册"),
        ("办公室发布了港口数据研究简报。", "港口数据研究简报"),
        ("办公室启动了《内罗毕港口宣言》下首个渔业综合分析。", "《内罗毕港口宣言》下首个渔业综合分析"),
    ],
)
def test_what_was_made_or_held_is_a_thing(text: str, span: str) -> None:
    assert (span, f"x-ports-1.{text.index(span)}") in printed(read(text)[0])


def test_a_numbered_event_is_no_seminar() -> None:
    first, second = read("第六十三届会议期间，麻醉药品委员会举办了灯塔研讨会。", "该届会议的成果文件提到渔业。")
    assert ("第六十三届会议", "cnd-63") in printed(first)
    assert printed(second) == [("该届会议的成果文件", "x-ports-2.0"), ("该届会议", "cnd-63")]


# ---------------------------------------------------------------- called by an event
def test_an_outcome_document_is_called_by_its_event() -> None:
    text = "第十四届联合国预防犯罪和刑事司法大会闭幕，各国欢迎该届大会的成果文件。"
    assert ("该届大会的成果文件", "kyoto-declaration") in printed(read(text)[0])
    assert ("该届大会", "crime-congress-14") in printed(read(text)[0])


def test_an_event_in_the_name_of_a_known_outcome_document_is_named_too() -> None:
    assert printed(read("各国落实2016年举行的大会第三十届特别会议成果文件。")[0]) == [
        ("大会第三十届特别会议成果文件", "ungass-2016-outcome"),
        ("大会第三十届特别会议", "ga-s-30"),
    ]


def test_an_outcome_document_that_no_file_has_is_new() -> None:
    text = "2018年，办公室举办了关于港口安全的讲习班。麻醉药品委员会第五十八届会议成果文件提到灯塔。"
    assert ("麻醉药品委员会第五十八届会议成果文件", f"x-ports-1.{text.index('麻醉')}") in printed(read(text)[0])


def test_a_yearly_discussion_is_known_by_its_year() -> None:
    first, second = read("委员会2021年专题讨论的主题是港口。", "委员会2022年专题讨论的主题是渔业。")
    assert [words for words, key in printed(first) if key == "x-ports-1.8"] == ["专题讨论"]
    assert [words for words, key in printed(second) if key == "x-ports-2.8"] == ["专题讨论"]
    assert [when.value for when in first.dates] == ["2021"]


@pytest.mark.parametrize(
    "text",
    ["各国需要讲习班。", "办公室举办了活动。", "办公室编写了各种手册。", "办公室发布了该手册。", "渔民使用手册。"],
)
def test_what_is_too_general_is_no_thing(text: str) -> None:
    assert [key for _, key in printed(read(text)[0]) if key.startswith("x-ports-")] == []
