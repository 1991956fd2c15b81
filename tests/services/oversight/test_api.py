"""The service through its API, on real files."""

from datetime import timedelta

import pytest

from shared.web.roles import undeclared_routes
from tests.services.oversight.examples import CODE, PETITION, petition_filed, posting_overdue, response_recorded

ANSWER = {"opinion": "已补发，请查收。", "founded": True}


def test_every_route_says_who_may_use_it(app):
    assert undeclared_routes(app) == []


def test_filing_answers_with_the_code_once_and_the_day_it_is_due(call):
    status, filed = call(None, "POST", "/api/petitions", PETITION)
    assert status == 201
    assert len(filed["receipt_code"]) == 19
    assert filed["deadline"]["limit"] == "acceptance"
    assert filed["deadline"]["due_on"] == "2026-03-17"


def test_a_double_tap_files_once(call):
    headers = {"Idempotency-Key": "tap-1"}
    assert call(None, "POST", "/api/petitions", PETITION, **headers)[0] == 201
    status, problem = call(None, "POST", "/api/petitions", PETITION, **headers)
    assert (status, problem["code"], problem["state"]) == (409, "already-filed", "registered")
    assert call("ding", "GET", "/api/petitions")[1]["total"] == 1


def test_a_claim_runs_from_the_form_to_the_opinion_and_the_code_shows_it(call, file, do, clock):
    petition, code = file()
    assert call(None, "POST", "/api/petitions/follow", {"code": code})[1]["status"] == "registered"
    clock.advance(timedelta(days=1))
    assert do("chen", petition, "accept")["limit"] == "resolution"
    do("chen", petition, "assign", handler="li")
    do("li", petition, "take")
    done = do("li", petition, "resolve", **ANSWER)
    assert [one["state"] for one in done["clocks"]] == ["stopped", "stopped"]
    status, followed = call(None, "POST", "/api/petitions/follow", {"code": code.replace(" ", ""), "explain": True})
    assert status == 200
    assert (followed["opinion"], followed["founded"], followed["due_on"]) == (ANSWER["opinion"], True, "2026-04-02")
    assert (followed["status"], followed["limit"], followed["may"]) == (
        *("delivered", "review_request"),
        ["supplement", "review", "rate", "withdraw"],
    )
    assert [one["what"] for one in followed["history"]] == [
        *("petition-registered", "petition-accepted", "petition-assigned", "opinion-issued", "opinion-delivered")
    ]
    assert followed["clocks"][0]["days"][0] == {
        **{"day": "2026-03-02", "counted": False, "nth": None, "rule": "starting-day"},
        "calendar": "2026-1",
        "zh": followed["clocks"][0]["days"][0]["zh"],
        "en": followed["clocks"][0]["days"][0]["en"],
    }
    assert "by" not in followed["history"][0]


def test_an_enquiry_is_answered_at_once(call, file, do):
    petition, _ = file(kind="enquiry")
    assert call("ding", "GET", f"/api/petitions/{petition}")[1]["due_on"] == "2026-03-05"
    assert do("chen", petition, "resolve", opinion="周一到周五", founded=True)["status"] == "resolved"


def test_the_clock_warns_falls_and_becomes_a_finding_and_a_circular(call, file, tick, clock):
    petition, _ = file()
    clock.advance(timedelta(days=16))
    tick()
    row = call("zhao", "GET", f"/api/petitions/{petition}")[1]
    assert row["missed"] is True
    assert row["clocks"][0]["state"] == "missed"
    assert [one["what"] for one in row["history"]][1:] == ["deadline-warned", "deadline-warned", "deadline-missed"]
    assert row["history"][-1]["at"] == "2026-03-17T16:00:00+00:00"
    [finding] = call("zhao", "GET", "/api/findings")[1]["items"]
    assert (finding["kind"], finding["origin"], finding["about"]) == (
        *("overdue", "missed_deadline"),
        "petition-office",
    )
    assert petition not in str(finding)
    where = f"/api/findings/{finding['id']}"
    assert call("chen", "POST", f"{where}/report", {"rectification": "已于3月18日受理，责任人已谈话。"})[0] == 200
    assert call("zhao", "POST", f"{where}/close", {"screened": True})[0] == 200
    status, problem = call("ding", "POST", f"{where}/close", {"screened": True})
    assert (status, problem["code"], problem["state"]) == (409, "finding-closed", "closed")
    [circular] = call(None, "GET", "/api/circulars")[1]["items"]
    assert circular["number"] == "阳光通报〔2026〕1号"
    assert "已于3月18日受理" in circular["body"]


def test_deadlines_that_fell_in_the_same_downtime_are_recorded_in_their_order(service, file, tick, clock):
    petitions = []
    for _ in range(3):
        petitions.append(file()[0])
        clock.advance(timedelta(days=1))
    clock.advance(timedelta(days=30))
    tick()
    with service.application.database.read() as tx:
        said = [one for one in service.application.log.after(tx, 0, 500) if one.name.startswith("deadline-")]
    assert len(said) == 3 * (2 + 1 + 3)  # two warnings, the deadline itself, three levels
    assert [one.occurred_at for one in said] == sorted(one.occurred_at for one in said)
    assert all(one.recorded_at == clock.now() for one in said)


def test_a_private_matter_is_declined_and_its_text_forgotten(call, service, file, do):
    petition, code = file()
    do("chen", petition, "decline", reason="private_matter", where_to_go="家庭纠纷请找村调解委员会。")
    status, problem = call("chen", "POST", f"/api/petitions/{petition}/text", {"reason": "要看"})
    assert (status, problem["code"]) == (409, "identity-erased")
    history = call("ding", "GET", f"/api/petitions/{petition}")[1]["history"]
    assert [one["what"] for one in history][-2:] == ["petition-declined", "identity-erased"]
    followed = call(None, "POST", "/api/petitions/follow", {"code": code})[1]
    assert (followed["reason"], followed["where_to_go"]) == ("private_matter", "家庭纠纷请找村调解委员会。")
    with service.application.database.read() as tx:
        text = service.application.history(tx, "petition", petition)[0].event.particulars.text
    assert service.keys.decrypt(petition, text) is None


def test_an_erasure_that_a_crash_left_over_is_finished_by_the_tick(call, file, do, tick, monkeypatch):
    petition, _ = file()
    monkeypatch.setattr("services.oversight.casework.clock.erase_keys", lambda service: 0)
    do("chen", petition, "decline", reason="private_matter", where_to_go="村调解委员会")
    monkeypatch.undo()
    tick()
    assert call("ding", "GET", f"/api/petitions/{petition}")[1]["history"][-1]["what"] == "identity-erased"


def test_reading_the_text_is_recorded_with_the_reader(call, file, do):
    petition, _ = file()
    answer = do("chen", petition, "text", reason="要联系本人")
    written = {name: PETITION[name] for name in ("title", "text", "name", "contact")}
    assert answer == {**written, "representatives": None}
    read = call("ding", "GET", f"/api/petitions/{petition}")[1]["history"][-1]
    assert (read["what"], read["by"]) == ("identity-read", "chen")


def test_staff_register_what_comes_by_telephone_with_the_day_it_came(call, file):
    petition, _ = file("li", channel="telephone", received_on="2026-02-27")
    row = call("li", "GET", f"/api/petitions/{petition}")[1]
    assert (row["channel"], row["received_on"], row["office"]) == ("telephone", "2026-02-27", "family-planning-office")


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("ding", 403)])
def test_other_channels_than_the_web_are_for_staff(call, who, status):
    assert call(who, "POST", "/api/petitions", {**PETITION, "channel": "hotline"})[0] == status


def test_a_report_is_never_visible_to_the_office_it_is_about(call, file):
    petition, _ = file("li", kind="report", channel="telephone")
    assert call("li", "GET", f"/api/petitions/{petition}")[0] == 404
    assert call("chen", "GET", f"/api/petitions/{petition}")[0] == 200
    status, problem = call("chen", "POST", f"/api/petitions/{petition}/assign", {"handler": "li"})
    assert (status, problem["code"]) == (403, "recused")


def test_a_report_about_the_top_is_kept_from_the_whole_township(call, file):
    petition, _ = file(kind="report", about="township-government")
    assert [call(who, "GET", f"/api/petitions/{petition}")[0] for who in ("li", "chen", "zhao")] == [404, 404, 404]
    assert call("ding", "GET", f"/api/petitions/{petition}")[0] == 200


def test_an_officer_sees_what_is_assigned_to_him_and_no_more(call, file, do):
    petition, _ = file()
    assert call("li", "GET", "/api/petitions")[1]["total"] == 0
    do("chen", petition, "assign", handler="li")
    assert [call(who, "GET", "/api/petitions")[1]["total"] for who in ("li", "chen")] == [1, 1]
    status, problem = call("li", "POST", f"/api/petitions/{petition}/accept", {})
    assert (status, problem["code"]) == (403, "not-yours")  # it is chen's until li has taken it
    do("li", petition, "take")
    assert [call(who, "GET", "/api/petitions")[1]["total"] for who in ("li", "chen")] == [1, 0]
    assert call("zhao", "GET", "/api/petitions")[1]["total"] == 1


@pytest.mark.parametrize("who", [None, "wang", "zhou", "ops", "ding"])
def test_only_those_who_handle_petitions_act_on_them(call, file, who):
    petition, _ = file()
    for action in ("accept", "text"):
        status, _ = call(who, "POST", f"/api/petitions/{petition}/{action}", {"reason": "x"})
        assert status == (403 if who else 401)


def test_the_district_sees_everything_but_identities(call, file, do):
    petition, _ = file()
    seen = str(call("ding", "GET", f"/api/petitions/{petition}")) + str(call("ding", "GET", "/api/petitions"))
    assert not any(PETITION[name] in seen for name in ("title", "text", "name", "contact"))


def test_a_village_petition_is_opened_here_only_and_followed_by_its_own_code(call, hear, clock, seal_key, do):
    hear(petition_filed(clock.now(), seal_key))
    hear(petition_filed(clock.now(), seal_key))
    followed = call(None, "POST", "/api/petitions/follow", {"code": CODE})[1]
    assert (followed["status"], followed["due_on"]) == ("registered", "2026-03-17")
    assert do("chen", "p-village", "text", reason="核对")["name"] == PETITION["name"]


def test_no_word_of_a_petitioner_is_in_the_clear_in_the_database(config, hear, file, clock, seal_key, do):
    hear(petition_filed(clock.now(), seal_key))
    petition, code = file()
    do("chen", petition, "accept")
    do("chen", petition, "resolve", opinion="请到窗口领取补发的奖励", founded=True)
    stored = b"".join(path.read_bytes() for path in config.state.glob("*.db*"))
    for word in (*(PETITION[name] for name in ("title", "text", "name", "contact")), "补发的奖励", CODE, code):
        assert word.encode() not in stored


def test_explanations_are_for_those_who_may_see_the_petition(call, file):
    petition, _ = file()
    status, clock = call("ding", "GET", f"/api/deadlines/{petition}.1/explanation")
    assert (status, clock["limit"], len(clock["days"])) == (200, "acceptance", 16)
    assert call("li", "GET", f"/api/deadlines/{petition}.1/explanation")[0] == 404
    status, problem = call("ding", "GET", f"/api/deadlines/{petition}.2/explanation")
    assert (status, problem["code"]) == (404, "unknown-deadline")
    for nonsense in (petition, "1", ".", f"{petition}.", f"{petition}.1.1", f"{petition}.-1"):
        assert call("ding", "GET", f"/api/deadlines/{nonsense}/explanation")[0] == 404


def test_guessing_codes_is_slowed_down(call):
    answers = [call(None, "POST", "/api/petitions/follow", {"code": CODE})[0] for _ in range(21)]
    assert answers == [404] * 20 + [429]


def test_a_round_opens_is_answered_closes_and_its_results_become_public(call, hear, clock, open_round, tick):
    opened = open_round()
    assert len(opened["questions"]) == 8
    for number in range(6):
        hear(response_recorded(clock.now(), f"y{number}", opened["id"], "yangshe", score=4))
        hear(response_recorded(clock.now(), f"y{number}", opened["id"], "yangshe", score=4))
    for number in range(3):
        hear(response_recorded(clock.now(), f"h{number}", opened["id"], "hongmei", score=1, knows=False))
    address = f"/api/rounds/{opened['id']}/results"
    assert call(None, "GET", address)[0] == 409
    assert call("zhao", "POST", f"/api/rounds/{opened['id']}/close", {})[1]["closed_on"] == "2026-03-02"
    assert call("zhao", "POST", f"/api/rounds/{opened['id']}/close", {})[0] == 200
    clock.advance(timedelta(days=8))
    tick()
    rows = {(row["village"], row["question"]): row for row in call(None, "GET", address)[1]["rows"]}
    assert (rows["yangshe", "attitude"]["count"], rows["yangshe", "attitude"]["mean"]) == (6, 4.0)
    assert (rows["yangshe", "knows-board"]["kind"], rows["yangshe", "knows-board"]["mean"]) == ("awareness", 1.0)
    assert (rows["hongmei", "attitude"]["count"], rows["hongmei", "attitude"]["mean"]) == (None, None)
    assert rows["", "attitude"]["count"] is None, "with it one could subtract what is withheld"


def test_opening_a_round_twice_with_one_key_opens_one(call, open_round):
    first = call("zhao", "POST", "/api/rounds", {**open_round(), "questionnaire": "residents"})
    assert first[0] == 422, "an answer is not a request"
    body = {"questionnaire": "migrants", "office": "service-station", "villages": ["yangshe"], "title": "t"}
    body |= {"opens_on": "2026-03-02", "closes_on": "2026-03-09"}
    answers = [call("zhao", "POST", "/api/rounds", body, **{"Idempotency-Key": "k"})[1]["id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert call(None, "GET", "/api/rounds")[1]["total"] == 2


def test_an_overdue_board_becomes_a_finding_once(call, hear, clock):
    for version in (1, 1, 2):
        hear(posting_overdue(clock.now(), version))
    items = call("ding", "GET", "/api/findings")[1]["items"]
    assert [(one["origin"], one["about"]) for one in items] == [("overdue_posting", "yangshe")] * 2


def test_the_district_sees_clocks_findings_and_links(call, file, tick, clock):
    file()
    clock.advance(timedelta(days=9))
    tick()
    status, seen = call("ding", "GET", "/api/district")
    assert status == 200
    assert seen["clocks"] == {"running": 0, "warned": 1, "missed": 0, "district": 0}
    assert [(one["village"], one["connected"], one["parked"]) for one in seen["villages"]] == [
        ("yangshe", True, 0),
        ("hongmei", True, 0),
        ("shuikou", False, 0),
    ]
    assert call("chen", "GET", "/api/district")[0] == 403


def test_the_questionnaires_can_be_read_by_everybody(call):
    assert [one["id"] for one in call(None, "GET", "/api/questionnaires")[1]["items"]] == [
        *("residents", "migrants", "subordinates")
    ]


def test_what_went_to_another_body_leaves_the_desk_and_comes_back_with_its_old_clock(call, file, do):
    petition, _ = file()
    due = call("chen", "GET", f"/api/petitions/{petition}")[1]["due_on"]
    do("chen", petition, "transfer", body="县人社局", reason="属其职权")
    assert [call("chen", "GET", f"/api/petitions?status={status}")[1]["total"] for status in ("open", "closed")] == [
        0,
        1,
    ]
    back = do("chen", petition, "object", reason="对方称不属其职权")
    assert (back["status"], back["due_on"], back["ended_at"]) == ("registered", due, None)
    assert call("chen", "GET", "/api/petitions")[1]["total"] == 1
