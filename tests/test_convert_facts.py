"""Sentences become records and statements: who did what for whom and with whom, and what came of it."""

import pytest

from converting import links, records, stated, values

UNODC = "毒品和犯罪问题办公室"


def activity(text: str, name: str) -> list[list[str]]:
    """The values of a property of each activity that has it."""
    return [found for record in records("Activity", text) if (found := links(record, name))]


# ---------------------------------------------------------------- for whom
@pytest.mark.parametrize(
    ("text", "states"),
    [
        (f"{UNODC}为肯尼亚和乌干达的海关官员举办了培训。", ["KEN", "UGA"]),
        (f"{UNODC}向秘鲁提供了技术援助。", ["PER"]),
        (f"{UNODC}协助越南、泰国和老挝人民民主共和国开展巡逻。", ["VNM", "THA", "LAO"]),
        (f"{UNODC}在塞内加尔开展了海上巡逻培训。", ["SEN"]),
        (f"在{UNODC}的支持下，乍得设立了海上警察。", ["TCD"]),
        (f"由于{UNODC}的援助，斐济加入了《联合国反腐败公约》。", ["FJI"]),
        (f"{UNODC}加强了加纳的港口执法能力。", ["GHA"]),
    ],
)
def test_who_was_supported(text: str, states: list[str]) -> None:
    assert activity(text, "recipient") == [states]
    assert activity(text, "carriedOutBy")[0] == ["unodc"]


def test_a_region_is_a_recipient_too() -> None:
    assert activity(f"{UNODC}在西非开展了港口培训。", "recipient") == [["m49-011"]]


def test_the_place_of_an_event_is_no_recipient() -> None:
    assert activity(f"{UNODC}的会议在肯尼亚举行。", "recipient") == []


def test_a_partner_is_no_recipient() -> None:
    text = f"{UNODC}与肯尼亚政府合作，在乌干达开展了培训。"
    assert (activity(text, "recipient"), activity(text, "partner")) == ([["UGA"]], [["KEN"]])


# ---------------------------------------------------------------- with whom
@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (f"{UNODC}与国际刑事警察组织合作，在塞内加尔开展了培训。", ["interpol"]),
        (f"{UNODC}与世卫组织和儿基会一道制定了标准。", ["who", "unicef"]),
        (f"{UNODC}/世卫组织开展了港口培训。", ["who"]),
        (f"{UNODC}提供了港口培训，合作方有世卫组织、儿基会和开发署。", ["who", "unicef", "undp"]),
    ],
)
def test_with_whom(text: str, partners: list[str]) -> None:
    assert activity(text, "partner")[0] == partners


def test_a_standing_relation_is_a_partnership() -> None:
    (record,) = records("Partnership", f"{UNODC}与世界海关组织密切合作。")
    assert links(record, "partner") == ["wco"]


def test_an_author_is_not_its_own_partner() -> None:
    assert activity(f"世卫组织与{UNODC}合作，在塞内加尔开展了培训。", "partner") in ([], [["who"]])


# ---------------------------------------------------------------- standing roles
@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"{UNODC}作为联合国可持续发展集团的成员开展工作。", "member"),
        (f"{UNODC}应邀参加了联合国可持续发展集团。", "invited-participant"),
        (f"{UNODC}作为联合国可持续发展集团的联合主席开展工作。", "co-chair"),
        (f"{UNODC}担任联合国可持续发展集团的协调员。", "coordinator"),
    ],
)
def test_memberships(text: str, role: str) -> None:
    found = records("Membership", text)
    assert [(links(r, "member"), links(r, "role")) for r in found] == [(["unodc"], [role])]


# ---------------------------------------------------------------- laws, treaties
def test_a_law_is_credited_to_the_support_for_its_state() -> None:
    text = f"在{UNODC}的支持下，乍得于2020年6月通过了打击海盗法令。"
    (law,) = [r for r in records("Outcome", text) if links(r, "outcomeType") == ["law-adopted"]]
    (support,) = [r for r in records("Activity", text) if links(r, "recipient") == ["TCD"]]
    assert links(law, "state") == ["TCD"]
    assert links(law, "creditedTo") == [support.iri.rpartition("/")[2]]
    assert (values(law)["startDate"], values(law)["endDate"]) == ("2020-06-01", "2020-06-30")


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("斐济于2020年3月加入了《联合国反腐败公约》。", [("FJI", "uncac", "accession")]),
        ("帕劳成为《联合国反腐败公约》缔约国。", [("PLW", "uncac", "party")]),
        (
            "帕劳和汤加批准了《联合国打击跨国有组织犯罪公约》。",
            [("PLW", "untoc", "ratification"), ("TON", "untoc", "ratification")],
        ),
    ],
)
def test_acts_on_treaties(text: str, actions: list[tuple[str, str, str]]) -> None:
    found = records("TreatyAction", text)
    assert [(*links(r, "state"), *links(r, "treaty"), *links(r, "outcomeType")) for r in found] == actions


def test_using_a_treaty_is_no_act_on_it() -> None:
    assert records("TreatyAction", "帕劳执行了《联合国反腐败公约》。") == []


# ---------------------------------------------------------------- seizures and figures
SEIZED = "在秘鲁的行动缉获了 3.2 吨可卡因和 150 公斤海洛因，12 人被捕。"


def test_each_substance_is_a_seizure_and_its_mass_is_about_it() -> None:
    seizures = [r for r in records("Outcome", SEIZED) if links(r, "outcomeType") == ["seizure"]]
    figures = records("Figure", SEIZED)
    assert [links(r, "substance") for r in seizures] == [["cocaine"], ["heroin"]]
    about = {values(r)["normalizedValue"]: links(r, "about") for r in figures}
    assert about["3200"] == [seizures[0].iri.rpartition("/")[2]]
    assert about["150"] == [seizures[1].iri.rpartition("/")[2]]


def test_arrests_are_outcomes() -> None:
    (arrest,) = [r for r in records("Outcome", SEIZED) if links(r, "outcomeType") == ["arrest"]]
    assert links(arrest, "state") == ["PER"]
    assert links(records("Figure", SEIZED)[-1], "indicator") == ["arrests"]


@pytest.mark.parametrize("words", ["从 20 个增加到 35 个", "从 2019 年的 20 个增加到 2020 年的 35 个"])
def test_a_change_points_to_the_figure_before(words: str) -> None:
    before, after = records("Figure", f"捐助方数目{words}。")
    assert links(after, "changedFrom") == [before.iri.rpartition("/")[2]]


def test_each_figure_has_the_date_before_it() -> None:
    found = records("Figure", "捐助方数目从 2019 年的 20 个增加到 2020 年的 35 个。")
    assert [values(r)["startDate"] for r in found] == ["2019-01-01", "2020-01-01"]


def test_the_year_that_a_number_is_compared_with_is_not_its_own() -> None:
    found = records("Figure", f"2021年，{UNODC}培训了300名渔民，比2020年增加20%。")
    assert [values(r).get("startDate", "")[:4] for r in found] == ["2021", "2021"]


def test_a_share_in_brackets_is_a_share_of_the_amount_before() -> None:
    total, part, share = records("Figure", "捐款为 4000 万美元，其中 1200 万美元（30%）用于海上项目。")
    assert [values(r)["value"] for r in (total, part, share)] == ["40000000", "12000000", "30"]
    assert links(share, "percentOf") == [total.iri.rpartition("/")[2]]


def test_two_equal_numbers_are_two_figures() -> None:
    found = records("Figure", f"{UNODC}培训了 12 名渔民和 12 名教师。")
    assert len({r.iri for r in found}) == len(found) == 2


# ---------------------------------------------------------------- works and events
def test_what_was_published_and_mandated() -> None:
    text = f"{UNODC}根据大会第74/177号决议编写了《港口报告》。"
    work = f"x-ports-1.{text.index('《')}"
    assert {(work, "publisher", "unodc"), (work, "mandatedBy", "177")} <= stated(text)


def test_what_was_launched() -> None:
    text = f"{UNODC}启动了“灯塔”倡议。"
    launches = [r for r in records("Activity", text) if links(r, "activityType") == ["launch"]]
    assert [links(r, "programme") for r in launches] == [[f"x-ports-1.{text.index('“')}"]]


def test_a_study_that_is_begun_is_launched() -> None:
    text = f"{UNODC}启动了第一次渔港综合分析。"
    launches = [r for r in records("Activity", text) if links(r, "activityType") == ["launch"]]
    assert [links(r, "output") for r in launches] == [[f"x-ports-1.{text.index('第一')}"]]


def test_what_belongs_to_a_work_is_not_the_work() -> None:
    assert activity(f"{UNODC}启动了《港口报告》的传播工作。", "output") == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (f"{UNODC}参加了关于《联合国反腐败公约》下一项议定书的谈判。", "uncac"),
        (f"{UNODC}参与了正在进行的将人权尽职政策用于港口的讨论。", "human-rights-due-diligence-policy"),
    ],
)
def test_taking_part_in_talks_is_about_what_they_are_about(text: str, about: str) -> None:
    found = [r for r in records("Activity", text) if links(r, "activityType") == ["participation"]]
    assert [links(r, "about") for r in found] == [[about]]


def test_a_session_adopts_for_its_body() -> None:
    found = stated("麻醉药品委员会第六十三届会议通过了第63/2号决议。")
    assert {("2", "adoptedBy", "cnd"), ("2", "adoptedAt", "cnd-63"), ("2", "effect", "adopted")} <= found


def test_citing_is_not_adopting() -> None:
    assert stated("麻醉药品委员会第63/2号决议涉及港口。") == set()


def test_an_event_has_organizers_and_a_date() -> None:
    text = f"2020年5月，{UNODC}与世卫组织一道举办了关于港口卫生的讲习班。"
    event = f"x-ports-1.{text.index('关于')}"
    assert {
        (event, "carriedOutBy", "unodc"),
        (event, "coOrganizer", "who"),
        (event, "startDate", "2020-05-01"),
        (event, "endDate", "2020-05-31"),
        (event, "datePrecision", "month"),
    } <= stated(text)


def test_a_moved_event_keeps_its_planned_days() -> None:
    found = stated("第十四届联合国预防犯罪和刑事司法大会原定于2020年4月20日至27日在京都举行。")
    assert ("crime-congress-14", "plannedStartDate", "2020-04-20") in found
    assert ("crime-congress-14", "plannedEndDate", "2020-04-27") in found
    assert ("crime-congress-14", "place", "kyoto") in found


def test_a_moved_event_has_its_new_date() -> None:
    text = "第十四届联合国预防犯罪和刑事司法大会原定于2020年4月20日至27日举行，后将大会推迟至2021年3月。"
    assert ("crime-congress-14", "startDate", "2021-03-01") in stated(text)


def test_languages_of_a_work() -> None:
    found = {item[2] for item in stated("《港口手册》有英文、法文和西班牙文版本。") if item[1] == "language"}
    assert found == {"en", "fr", "es"}


def test_an_online_seminar_builds_no_network() -> None:
    assert ["network-building"] not in activity(f"{UNODC}与世卫组织合作举办了港口网络研讨会。", "activityType")
