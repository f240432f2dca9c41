"""What else sentences say that was done: pilots, grants, sessions served and held, works spread."""

import pytest

from converting import links, records, stated

UNODC = "毒品和犯罪问题办公室"


def activity(text: str, name: str) -> list[list[str]]:
    """The values of a property of each activity that has it."""
    return [found for record in records("Activity", text) if (found := links(record, name))]


def test_a_pilot_is_done_for_its_place_as_well() -> None:
    text = "肯尼亚的试点研究查明了港口的走私路线。"
    assert activity(text, "researchSubject") == activity(text, "recipient") == [["KEN"]]
    assert activity("肯尼亚的研究查明了港口的走私路线。", "recipient") == []


def test_a_new_grants_programme_gives_grants() -> None:
    assert ["grant-making"] in activity(f"{UNODC}启动了一项赠款方案，以加强港口社区。", "activityType")
    assert ["grant-making"] not in activity(f"{UNODC}启动了一个项目，以加强港口社区。", "activityType")


def test_who_serves_a_session_serves_its_body() -> None:
    text = f"{UNODC}为麻醉药品委员会第六十二届会议提供了服务。"
    assert (activity(text, "about"), activity(text, "recipient")) == ([["cnd-62"]], [["cnd"]])


def test_preparing_a_session_is_not_holding_it() -> None:
    text = f"{UNODC}为召开麻醉药品委员会第六十二届会议的筹备工作提供了支持。"
    assert ("cnd-62", "carriedOutBy", "unodc") not in stated(text)
    assert ("cnd-62", "carriedOutBy", "unodc") in stated(f"{UNODC}召开了麻醉药品委员会第六十二届会议。")


@pytest.mark.parametrize(
    "text",
    [
        f"{UNODC}编写并散发了《港口海关手册》。",
        f"{UNODC}提供了《港口海关手册》的法文和俄文版本。",
        f"{UNODC}提供了3个模块和《港口海关手册》的阿拉伯文版。",
    ],
)
def test_spreading_a_work_or_its_translation_is_publishing_it(text: str) -> None:
    assert [(p, o) for _, p, o in stated(text) if p == "publisher"] == [("publisher", "unodc")]


def test_using_a_work_is_not_publishing_it() -> None:
    assert [p for _, p, _ in stated(f"{UNODC}提供了《港口海关手册》的培训。") if p == "publisher"] == []


def test_developing_a_work_launches_it() -> None:
    assert ["launch"] in activity(f"{UNODC}开发了《港口海关工具包》。", "activityType")


def test_a_session_that_is_held_is_held_by_its_body() -> None:
    assert ("cnd-65", "sessionOf", "cnd") in stated(f"{UNODC}筹备将于2022年3月举行的麻醉药品委员会第六十五届会议。")
    assert ("cnd-65", "sessionOf", "cnd") not in stated(f"{UNODC}提到麻醉药品委员会第六十五届会议。")
