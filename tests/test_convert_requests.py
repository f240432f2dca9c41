"""Requests of a chapter of recommendations: who is addressed, where one request ends, what is no request."""

import pytest

from converting import links, records

HEADING = "结论和建议"
UNODC = "毒品和犯罪问题办公室"


def asked(*paragraphs: str) -> list[tuple[list[str], list[str], str]]:
    """Addressees, action and printed words of each request."""
    found = records("Recommendation", *paragraphs, heading=HEADING)
    return [(links(r, "addressee"), links(r, "action"), r.labels["zh"]) for r in found]


def test_a_request_names_addressee_force_and_action() -> None:
    text = "麻醉药品委员会似宜审议港口安全问题，并鼓励会员国加强合作。"
    found = records("Recommendation", text, heading="结论和建议")
    assert [(links(r, "addressee"), links(r, "force"), links(r, "action")) for r in found] == [
        (["cnd"], ["may-wish"], ["consider"]),
        (["cnd"], ["may-wish"], ["encourage"]),
    ]


def test_a_request_to_both_commissions_has_two_addressees() -> None:
    (request,) = records("Recommendation", "两委员会似宜支持港口工作。", heading="建议")
    assert links(request, "addressee") == ["cnd", "ccpcj"]


def test_a_direct_request() -> None:
    (request,) = records("Recommendation", "请预防犯罪和刑事司法委员会讨论海上犯罪。", heading="建议")
    assert (links(request, "addressee"), links(request, "action")) == (["ccpcj"], ["discuss"])


def test_recommendations_report_no_activity() -> None:
    assert records("Activity", "麻醉药品委员会似宜支持在肯尼亚开展培训。", heading="建议") == []


def test_readiness_is_an_offer() -> None:
    (offer,) = records("Offer", f"{UNODC}随时准备协助会员国加强边境管理。")
    assert (links(offer, "carriedOutBy"), links(offer, "action")) == (["unodc"], ["assist"])


def test_an_offer_is_no_activity() -> None:
    assert records("Activity", f"{UNODC}随时准备协助会员国加强边境管理。") == []


def test_a_second_wish_in_the_sentence_is_a_request_of_its_own() -> None:
    text = "麻醉药品委员会似宜请经济及社会理事会加强港口数据，并似宜讨论如何公布这些数据。"
    assert [(who, action) for who, action, _ in asked(text)] == [(["cnd"], ["request"]), (["cnd"], ["discuss"])]


def test_both_commissions_are_addressed_again() -> None:
    text = "两委员会似宜审议灯塔经费，还似宜讨论渔港安全。"
    assert [who for who, _, _ in asked(text)] == [["cnd", "ccpcj"], ["cnd", "ccpcj"]]


def test_a_request_ends_before_the_word_that_joins_the_next() -> None:
    first, second = asked("麻醉药品委员会似宜讨论渔港安全，并鼓励会员国报告事故。")
    assert (first[2], second[2]) == ("麻醉药品委员会似宜讨论渔港安全", "鼓励会员国报告事故")


def test_a_measure_may_include_what_an_organ_considers() -> None:
    text = "这些措施可包括麻醉药品委员会审议如何检查货船，以及如何培训船员。"
    assert [(who, action) for who, action, _ in asked(text)] == [(["cnd"], ["consider"])]


def test_what_an_organ_may_do_is_a_weak_request() -> None:
    (request,) = records("Recommendation", "麻醉药品委员会可考虑请各国登记渔船。", heading=HEADING)
    assert (links(request, "addressee"), links(request, "force")) == (["cnd"], ["may"])


def test_a_request_holds_its_lettered_items() -> None:
    ((_, _, words),) = asked("麻醉药品委员会似宜讨论：(a) 灯塔的经费；(b) 渔港的安全；并结束辩论。")
    assert words == "麻醉药品委员会似宜讨论：(a)灯塔的经费；(b)渔港的安全"


def test_other_matters_are_for_those_who_were_addressed_before() -> None:
    found = asked("预防犯罪和刑事司法委员会似宜讨论海盗行为。", "需要考虑的其他问题包括渔船登记。")
    assert [who for who, _, _ in found] == [["ccpcj"], ["ccpcj"]]


def test_what_is_needed_without_an_addressee_has_none() -> None:
    assert [who for who, _, _ in asked("应尽一切努力保护渔民。")] == [[]]


@pytest.mark.parametrize("text", ["这场风暴表明，港口需要共同的预警。", "调查显示，渔民需要更多培训。"])
def test_what_something_shows_is_no_request(text: str) -> None:
    assert asked(text) == []
