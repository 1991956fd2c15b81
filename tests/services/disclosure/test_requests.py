"""A request for information from its filing to its answer, over the API."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.disclosure.composition import compose
from services.disclosure.desk.clock import tick
from tests.services.disclosure.requesting import NUMBER
from tests.shared.timelimits.notice import data_with_the_notice

ASKED = {
    "applicant": "person",
    "name": "欧阳建国",
    "contact": "阳光镇洋畲村 3 号",
    "wanted": "2025 年计划生育家庭奖励的发放依据文件",
    "form": "electronic",
}
ANSWER = {"outcome": "granted", "text": "您申请的文件为《阳光镇奖励扶助办法》，全文如下。"}


@pytest.fixture
def file(call):
    """File one as the public do; returns its filed and its receipt code."""

    def make(who=None, **changed):
        status, receipt = call(who, "POST", "/api/requests", {**ASKED, **changed})
        assert status == 201, receipt
        return receipt["request"], receipt["receipt_code"]

    return make


@pytest.fixture
def does(call):
    """``does("li", filed, "take")`` must succeed; returns what the request has become."""

    def act(who, filed, name, **given):
        status, answer = call(who, "POST", f"/api/requests/{filed}/{name}", given)
        assert status == 200, answer
        return answer

    return act


@pytest.fixture
def answered(does):
    def make(filed, **changed):
        does("li", filed, "take")
        does("li", filed, "answer", **{**ANSWER, **changed})
        return does("wang", filed, "approve", draft=1)

    return make


def follow(call, code, **given):
    status, answer = call(None, "POST", "/api/requests/follow", {"code": code, **given})
    assert status == 200, answer
    return answer


def tick_all(service):
    while tick(service):
        pass


def refused(call, who, filed, name, **given):
    return call(who, "POST", f"/api/requests/{filed}/{name}", given)[1]["code"]


def test_from_filing_to_the_answer_and_its_delivery(call, file, answered, clock):
    filed, code = file()
    waiting = follow(call, code, explain=True)
    assert (waiting["status"], waiting["due_on"], waiting["answer"]) == ("registered", "2026-03-30", None)
    assert waiting["clocks"][0]["state"] == "running"
    assert waiting["clocks"][0]["days"][-1]["day"] == "2026-03-30"
    clock.advance(timedelta(days=3))
    assert answered(filed)["status"] == "answered"
    told = follow(call, code)
    assert told["answer"]["text"] == ANSWER["text"]
    assert told["answer"]["ground"] == "《政府信息公开条例》第三十六条第（二）项"
    assert told["may"] == ["erase"]
    assert [one["what"] for one in told["history"]] == ["request-registered", "request-answered", "answer-delivered"]
    assert call("ding", "GET", f"/api/requests/{filed}")[1]["means"] == "read_online"


def test_reading_online_what_was_wanted_on_paper_delivers_nothing(call, file, answered, does):
    filed, code = file(form="paper")
    answered(filed)
    assert follow(call, code)["answer"]["text"] == ANSWER["text"]
    assert does("li", filed, "deliver", means="post", delivered_on="2026-03-02")["means"] == "post"


def test_a_petition_in_the_form_of_a_request_is_told_where_to_go(call, file, answered):
    filed, code = file()
    answered(filed, outcome="petition", text="您反映的是投诉，不作为政府信息公开申请处理。")
    assert "http://oversight.test/petition" in follow(call, code)["answer"]["where"]


def test_a_request_by_letter_is_registered_by_the_officer_who_received_it(call):
    by_letter = {**ASKED, "channel": "letter", "received_on": "2026-02-27", "identity_checked": True}
    assert call(None, "POST", "/api/requests", by_letter)[0] == 401
    assert call("wang", "POST", "/api/requests", by_letter)[1]["code"] == "not-allowed"
    status, receipt = call("li", "POST", "/api/requests", by_letter)
    assert (status, receipt["received_on"], receipt["due_on"]) == (201, "2026-02-27", "2026-03-26")
    row = call("li", "GET", f"/api/requests/{receipt['request']}")[1]
    assert (row["owner"], row["identity_checked"], row["channel"]) == ("li", True, "letter")


def test_a_correction_is_asked_for_and_given_with_the_code(call, file, does, clock):
    filed, code = file()
    does("li", filed, "take")
    does("li", filed, "ask-correction", question="请写明是哪一年的文件。")
    told = follow(call, code)
    assert (told["status"], told["correction"], told["may"]) == (
        "correcting",
        "请写明是哪一年的文件。",
        ["correct", "withdraw"],
    )
    assert refused(call, "li", filed, "ask-correction", question="还有呢？") == "correction-asked"
    clock.advance(timedelta(days=2))
    status, corrected = call(None, "POST", "/api/requests/follow/correct", {"code": code, "text": "2025 年的。"})
    assert (status, corrected["status"], corrected["due_on"]) == (200, "registered", "2026-04-01")
    text = call("li", "POST", f"/api/requests/{filed}/text", {"reason": "办理"})[1]
    assert [one.get("question") or one.get("text") for one in text["said"]] == ["请写明是哪一年的文件。", "2025 年的。"]


def test_what_is_not_corrected_in_time_is_given_up_by_the_clock(service, call, file, does, clock):
    filed, code = file()
    does("li", filed, "take")
    does("li", filed, "ask-correction", question="请写明是哪一年的文件。")
    clock.advance(timedelta(days=40))
    tick_all(service)
    told = follow(call, code)
    assert (told["status"], told["outcome"], told["may"]) == ("given_up", "not_corrected", ["erase"])


def test_others_are_consulted_and_the_time_stands_still(call, file, does, clock):
    filed, _ = file()
    does("li", filed, "take")
    clock.advance(timedelta(days=2))
    days = {"sent_on": "2026-03-03", "received_on": "2026-03-04"}
    consulting = does("li", filed, "consult", whom="third_party", text="欧阳家的养殖场", **days)
    assert [clock["state"] for clock in consulting["clocks"]] == ["suspended", "running"]
    clock.advance(timedelta(days=6))
    back = does("li", filed, "end-consultation", opinion="objects", text="涉及商业秘密", answered_on="2026-03-10")
    assert (back["status"], back["due_on"]) == ("registered", "2026-04-07")
    protected = {"outcome": "third_party", "text": "公开会损害第三方合法权益，第三方不同意公开。"}
    assert does("li", filed, "answer", **protected)["status"] == "drafted"


def test_an_extension_is_approved_by_the_leader_and_told(call, file, does):
    filed, code = file()
    does("li", filed, "take")
    does("li", filed, "request-extension", days=10, reason="资料分散在多年档案中。")
    assert call("li", "POST", f"/api/requests/{filed}/decide-extension", {"granted": True})[0] == 403
    assert call("zhao", "GET", "/api/requests?show=extension")[1]["total"] == 1
    assert does("zhao", filed, "decide-extension", granted=True)["due_on"] == "2026-04-14"
    told = follow(call, code)["history"][-1]
    assert (told["what"], told["why"]) == ("request-deadline-extended", "资料分散在多年档案中。")


def test_a_missed_answer_is_recorded_at_the_legal_moment_and_told_to_oversight_without_a_trace(
    service, call, file, clock
):
    filed, _ = file()
    clock.advance(timedelta(days=60))
    tick_all(service)
    row = call("li", "GET", f"/api/requests/{filed}")[1]
    assert (row["late"], row["clocks"][0]["state"]) == (True, "missed")
    assert row["history"][-1]["at"] == "2026-03-30T16:00:00+00:00"
    with service.application.database.read() as tx:
        lines = service.application.outbox.page(tx, 0).lines
    (line,) = [line for line in lines if "information-request-overdue.v1" in line]
    assert filed not in line
    assert '"due_on":"2026-03-30"' in line.replace(" ", "")


def test_the_list_begins_with_what_falls_due_next(call, file, clock):
    first, _ = file()
    clock.advance(timedelta(days=1))
    second, _ = file()
    rows = call("wang", "GET", "/api/requests")[1]["requests"]
    assert [row["id"] for row in rows] == [first, second]
    assert not {"name", "contact", "wanted"} & set(rows[0])


def test_reading_a_name_is_recorded_with_its_reason(call, file):
    filed, _ = file()
    status, text = call("li", "POST", f"/api/requests/{filed}/text", {"reason": "核对联系方式"})
    assert (status, text["name"]) == (200, ASKED["name"])
    assert call("ding", "POST", f"/api/requests/{filed}/text", {"reason": "看看"})[0] == 403
    (reading,) = call("ding", "GET", "/api/requests/readings")[1]["readings"]
    assert (reading["read_by"], reading["why"], reading["request"]) == ("li", "核对联系方式", filed)


def test_an_answer_of_general_interest_becomes_a_publication(call, file, answered):
    filed, code = file()
    general = {"item": "fees", "title": "奖励扶助办法", "body": "奖励扶助的依据是本镇的办法。"}
    assert call("li", "POST", f"/api/requests/{filed}/publication", general)[1]["code"] == "nothing-to-publish"
    answered(filed)
    named = {**general, "body": "答复欧阳建国的申请。"}
    assert call("li", "POST", f"/api/requests/{filed}/publication", named)[1]["code"] == "applicant-named"
    status, drafted = call("li", "POST", f"/api/requests/{filed}/publication", general)
    assert status == 201
    assert call("li", "POST", f"/api/requests/{filed}/publication", general)[1] == drafted, "a double tap"
    publication = drafted["publication"]
    assert follow(call, code)["publication"] is None, "it is not public yet"
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        assert call(who, "POST", f"/api/publications/{publication}/{step}", {})[0] == 200
    assert follow(call, code)["publication"] == publication


def test_the_applicant_withdraws_and_has_everything_erased(service, call, file):
    filed, code = file()
    assert call(None, "POST", "/api/requests/follow/erase", {"code": code})[1]["code"] == "still-running"
    assert call(None, "POST", "/api/requests/follow/withdraw", {"code": code})[1]["status"] == "withdrawn"
    assert call(None, "POST", "/api/requests/follow/erase", {"code": code})[0] == 200
    assert call(None, "POST", "/api/requests/follow", {"code": code})[1]["code"] == "unknown-code"
    assert call("li", "POST", f"/api/requests/{filed}/text", {"reason": "办理"})[1]["code"] == "identity-erased"
    row = call("li", "GET", f"/api/requests/{filed}")[1]
    assert (row["erased"], row["outcome"]) == (True, "withdrawn")
    assert [one["what"] for one in row["history"]][-1] == "applicant-identity-erased"
    assert service.keys.erased(filed)


def test_a_calendar_that_came_out_moves_the_open_clocks_by_an_event(config, service, call, file, clock, tmp_path):
    clock.advance(datetime(2026, 12, 21, 1, tzinfo=UTC) - clock.now())
    filed, _ = file()
    before = call("li", "GET", f"/api/requests/{filed}")[1]["clocks"][0]
    assert (before["due_on"], before["provisional"]) == ("2027-01-19", True)
    later = compose(replace(config, data=data_with_the_notice(tmp_path / "data")))
    tick_all(later)
    later.application.database.close()
    row = call("li", "GET", f"/api/requests/{filed}")[1]
    assert row["history"][-1]["what"] == "request-deadline-recomputed"
    assert (row["clocks"][0]["provisional"], row["clocks"][0]["days"]) == (False, []), "of files not read here yet"


BAD = [
    ({"wanted": "x" * 2001}, "wanted"),
    ({"applicant": "everybody"}, "applicant"),
    ({"name": "甲\u202e乙"}, "name"),
    ({"form": "telepathy"}, "form"),
    ({"channel": "web", "received_on": "1999-01-01"}, "received_on"),
]


def test_what_cannot_be_a_request_is_refused_by_its_field(call):
    for changed, field in BAD:
        status, problem = call(None, "POST", "/api/requests", {**ASKED, **changed})
        assert (status, list(problem["errors"])) == (422, [field])


def test_an_identity_number_is_asked_for_and_kept_nowhere(call, file, does):
    for field in ("name", "contact", "wanted"):
        status, problem = call(None, "POST", "/api/requests", {**ASKED, field: f"我的号码 {NUMBER}"})
        assert (status, problem["code"]) == (422, "identity-number-not-needed")


def test_a_double_tap_files_once(call):
    status, _ = call(None, "POST", "/api/requests", ASKED, **{"Idempotency-Key": "k1"})
    again = call(None, "POST", "/api/requests", ASKED, **{"Idempotency-Key": "k1"})
    assert (status, again[0], again[1]["code"]) == (201, 409, "already-filed")
    assert call("li", "GET", "/api/requests")[1]["total"] == 1


def test_codes_are_not_to_be_guessed(call):
    wrong = {"code": "0000 0000 0000 0000"}
    answers = [call(None, "POST", "/api/requests/follow", wrong)[0] for _ in range(21)]
    assert answers == [404] * 20 + [429]
    for step, given in {"correct": {"text": "补正"}, "withdraw": {}, "erase": {}}.items():
        assert call(None, "POST", f"/api/requests/follow/{step}", {**wrong, **given})[0] == 429


def test_an_answer_says_what_its_kind_needs_and_names_nobody_else(call, file, does):
    filed, _ = file()
    does("li", filed, "take")
    assert refused(call, "li", filed, "answer", **{**ANSWER, "outcome": "partly"}) == "answer-incomplete"
    assert refused(call, "li", filed, "answer", **{**ANSWER, "outcome": "administrative_query"}) == "answer-incomplete"
    assert refused(call, "li", filed, "answer", **{**ANSWER, "text": f"见 {NUMBER} 的档案。"}) == "screening-blocked"
    warned = {**ANSWER, "text": "本季度出生 3 人。"}
    assert refused(call, "li", filed, "answer", **warned) == "screening-warned"
    assert does("li", filed, "answer", **warned, may_stand_because="全镇合计，不指向个人。")["status"] == "drafted"


def test_only_who_has_it_works_on_it_and_only_another_approves(call, file, does):
    filed, _ = file()
    assert refused(call, "li", filed, "answer", **ANSWER) == "not-yours"
    does("li", filed, "take")
    assert refused(call, "wang", filed, "approve") == "no-answer-drafted"
    assert call("wang", "POST", f"/api/requests/{filed}/answer", ANSWER)[0] == 403
    assert refused(call, "li", filed, "offer", to="wang") == "unknown-handler"
    assert refused(call, "li", filed, "answer", **{**ANSWER, "outcome": "postponed"}) == "content-invalid"
    assert call("li", "POST", "/api/requests/nowhere/take", {})[1]["code"] == "unknown-request"
