"""A bad rating from the village's box to its answer: by the office, the leading group, the clock and the person."""

from datetime import timedelta

import pytest

from services.oversight.casework.bad_ratings import KEPT
from tests.services.oversight.examples import CODE, visit_rated

PUT_RIGHT = {"outcome": "put_right", "text": "窗口已加派人手，实行叫号。"}
NO_CONTACT = {"contact": "", "receipt_code": "1234567890123460"}


@pytest.fixture
def rated(hear, clock, seal_key, call):
    """Hear of a rated visit; returns the id of its follow-up as the district sees it."""

    def make(**changed):
        before = {one["id"] for one in call("ding", "GET", "/api/bad-ratings")[1]["items"]}
        hear(visit_rated(clock.now(), seal_key, **changed))
        new = [one["id"] for one in call("ding", "GET", "/api/bad-ratings")[1]["items"] if one["id"] not in before]
        return new[0] if new else None

    return make


@pytest.fixture
def act(call):
    def make(who, rating, action, **given):
        status, answer = call(who, "POST", f"/api/bad-ratings/{rating}/{action}", given)
        assert status == 200, answer
        return answer

    return make


@pytest.fixture
def answered(rated, act):
    def make(**changed):
        rating = rated(**changed)
        act("li", rating, "contact", reached=True, tries=1)
        act("li", rating, "report", **PUT_RIGHT)
        act("zhao", rating, "confirm", screened=True)
        return rating

    return make


def follow(call, code=CODE, step="", **given):
    return call(None, "POST", f"/api/bad-ratings/follow{step}", {"code": code, **given})


def test_it_is_contacted_put_right_confirmed_and_everybody_is_told(call, rated, act, service):
    rating = rated()
    seen = call("li", "GET", f"/api/bad-ratings/{rating}")[1]
    assert (seen["status"], seen["level"], seen["reasons"]) == ("open", 2, ["slow", "nobody-there"])
    assert (seen["contact_due_on"], seen["due_on"], seen["next"]) == ("2026-03-03", "2026-03-23", ["contact", "text"])
    assert act("li", rating, "contact", reached=True, tries=2)["next"] == ["report", "text"]
    assert act("li", rating, "report", **PUT_RIGHT)["next"] == ["text"]
    assert call("zhao", "GET", f"/api/bad-ratings/{rating}")[1]["next"] == ["confirm", "send-back", "text"]
    whole = act("zhao", rating, "confirm", screened=True)
    assert (whole["status"], whole["answer"], whole["outcome"]) == ("answered", PUT_RIGHT["text"], "put_right")
    with service.application.database.read() as tx:
        lines = [line for (line,) in tx.execute("SELECT line FROM outbox") if "bad-rating-answered" in line]
    [line] = lines
    assert PUT_RIGHT["text"] in line
    assert rating not in line
    assert "yangshe" in line
    assert '"v1"' not in line
    [finding] = call("ding", "GET", "/api/findings")[1]["items"]
    assert (finding["kind"], finding["origin"]) == ("dissatisfaction", "bad_rating")
    assert finding["facts"] == "2026年第一季度，计生办的一次窗口服务，群众评价不满意，经核实评价属实。"
    assert call("li", "GET", f"/api/findings/{finding['id']}")[1]["bad_rating"] == rating


def test_where_nothing_had_to_be_put_right_there_is_no_finding(call, rated, act, clock):
    rating = rated(**NO_CONTACT)
    clock.advance(timedelta(days=1))
    act("zhao", rating, "report", outcome="nothing_to_do", text="当天系统停电，已张贴通知。")
    status, problem = call("zhao", "POST", f"/api/bad-ratings/{rating}/confirm", {"screened": True})
    assert (status, problem["code"]) == (403, "verified-by-the-same")
    status, problem = call("qian", "POST", f"/api/bad-ratings/{rating}/confirm", {"screened": False})
    assert (status, problem["code"]) == (422, "not-screened")
    assert act("qian", rating, "confirm", screened=True)["outcome"] == "nothing_to_do"
    assert call("ding", "GET", "/api/findings")[1]["total"] == 0


def test_a_report_that_does_not_hold_goes_back(call, rated, act):
    rating = rated()
    act("li", rating, "contact", reached=False, tries=3)
    act("li", rating, "report", **PUT_RIGHT)
    assert call("li", "POST", f"/api/bad-ratings/{rating}/send-back", {"reason": "x"})[0] == 403
    back = act("zhao", rating, "send-back", reason="窗口仍没有人")
    assert (back["status"], back["report"], back["due_on"]) == ("open", None, "2026-03-23")


def test_what_has_changed_since_it_was_read_is_looked_at_again(call, rated, act):
    rating = rated()
    seen = call("li", "GET", f"/api/bad-ratings/{rating}")[1]["version"]
    act("zhao", rating, "contact", reached=True, tries=1)
    status, problem = call(
        "li", "POST", f"/api/bad-ratings/{rating}/contact", {"reached": True, "tries": 1, "version": seen}
    )
    assert (status, problem["code"]) == (409, "stale-version")


def test_its_own_office_the_leading_group_and_the_district_see_it_and_only_they(call, rated):
    rating = rated()
    where = f"/api/bad-ratings/{rating}"
    may = {who: call(who, "GET", where)[0] for who in ("li", "zhao", "ding", "chen", "wang", "zhou", "ops", None)}
    assert may == {"li": 200, "zhao": 200, "ding": 200, "chen": 404, "wang": 403, "zhou": 403, "ops": 403, None: 401}
    assert call("chen", "GET", "/api/bad-ratings")[1]["total"] == 0
    assert call("ding", "POST", f"{where}/text", {"reason": "督察"})[0] == 403
    assert call("chen", "POST", f"{where}/contact", {"reached": True, "tries": 1})[0] == 404


def test_whom_the_words_name_keeps_away_from_it(call, rated):
    rating = rated(text="李干事让我跑了三趟。")
    assert call("li", "GET", f"/api/bad-ratings/{rating}")[0] == 404
    assert call("zhao", "GET", f"/api/bad-ratings/{rating}")[0] == 200


def test_one_without_a_contact_is_shown_from_the_day_after_and_never_by_the_minute(call, rated, clock):
    rating = rated(**NO_CONTACT)
    assert call("li", "GET", f"/api/bad-ratings/{rating}")[0] == 404
    clock.advance(timedelta(days=1))
    seen = call("li", "GET", f"/api/bad-ratings/{rating}")[1]
    assert seen["history"][0]["at"] == seen["history"][0]["recorded_at"] == "2026-03-02"


def test_who_reads_words_and_contact_is_recorded_and_the_contact_is_in_no_event(call, rated, service):
    rating = rated()
    status, read = call("li", "POST", f"/api/bad-ratings/{rating}/text", {"reason": "回访"})
    assert (status, read) == (200, {"text": "等了两个小时，窗口没有人。", "contact": "13812345678"})
    [reading] = call("ding", "GET", "/api/readings")[1]["items"]
    assert (reading["bad_rating"], reading["read_by"], reading["why"]) == (rating, "li", "回访")
    with service.application.database.read() as tx:
        stored = str(tx.execute("SELECT data FROM events"))
    assert "13812345678" not in stored
    assert "两个小时" not in stored
    assert CODE not in stored


def test_words_that_name_somebody_are_dropped_and_the_rating_counts(call, rated):
    rating = rated(text="我叫王五，身份证 11010519491231002X")
    seen = call("li", "GET", f"/api/bad-ratings/{rating}")[1]
    assert (seen["words"], seen["words_withheld"], seen["contact"]) == (False, True, True)
    assert call("li", "POST", f"/api/bad-ratings/{rating}/text", {"reason": "回访"})[1]["text"] == ""


def test_clocks_that_are_missed_become_findings_that_point_at_nobody(call, rated, tick, clock):
    rating = rated()
    clock.advance(timedelta(days=40))
    tick()
    found = call("ding", "GET", "/api/findings")[1]["items"]
    assert {one["facts"] for one in found} == {
        "2026年第一季度，计生办有一件窗口服务差评没有在规定期限内回访。",
        "2026年第一季度，计生办有一件窗口服务差评没有在规定期限内整改答复。",
    }
    whole = call("ding", "GET", f"/api/bad-ratings/{rating}")[1]
    assert whole["missed"]
    assert [one["what"] for one in whole["history"]][:4] == [
        "bad-rating-opened",
        *["bad-rating-clock-warned"] * 2,
        "bad-rating-clock-missed",
    ]
    missed = whole["history"][3]
    assert (missed["at"], missed["recorded_at"][:10]) == ("2026-03-03T16:00:00+00:00", "2026-04-11")
    assert [clock["escalated_to"] for clock in whole["clocks"]] == ["district", "district"]
    explained = call("li", "GET", f"/api/deadlines/{rating}.1/explanation")[1]
    assert (explained["of"], explained["zh"]) == ("bad_rating", "差评回访")


def test_the_person_follows_it_and_reads_the_answer_when_it_is_confirmed(call, rated, act):
    rating = rated()
    status, seen = follow(call, explain=True)
    assert (status, seen["status"], seen["answer"], seen["may"]) == (200, "open", None, ["erase"])
    assert [clock["zh"] for clock in seen["clocks"]] == ["差评回访", "差评整改"]
    act("li", rating, "contact", reached=True, tries=1)
    act("li", rating, "report", **PUT_RIGHT)
    assert follow(call)[1]["answer"] is None
    act("zhao", rating, "confirm", screened=True)
    seen = follow(call)[1]
    assert (seen["answer"], seen["may"]) == (PUT_RIGHT["text"], ["judge", "erase"])
    assert not {"id", "by", "report"} & set(seen)
    assert not {"li", "zhao"} & set(str(seen).split("'"))
    assert follow(call, "1234567890123460")[1]["code"] == "unknown-code"
    assert call(None, "POST", "/api/petitions/follow", {"code": CODE})[1]["code"] == "unknown-code"


def test_the_person_says_that_it_is_not_put_right_and_the_office_goes_on_once_more(call, answered, act, clock):
    rating = answered()
    clock.advance(timedelta(days=2))
    again = follow(call, step="/judge", put_right=False)[1]
    assert (again["status"], again["judged"], again["due_on"]) == ("open", "not_put_right", "2026-03-25")
    act("li", rating, "report", outcome="put_right", text="又加派了一人。")
    act("zhao", rating, "confirm", screened=True)
    assert follow(call)[1]["answer"] == "又加派了一人。"
    assert follow(call, step="/judge", put_right=False)[1]["status"] == "answered"
    assert call("ding", "GET", "/api/findings")[1]["total"] == 1


def test_the_person_has_words_and_contact_erased_at_once(call, rated, service):
    rating = rated()
    seen = follow(call, step="/erase")[1]
    assert (seen["erased"], seen["contact_due_on"], seen["may"]) == (True, None, [])
    assert call("li", "POST", f"/api/bad-ratings/{rating}/text", {"reason": "回访"})[1]["code"] == "nothing-to-read"
    assert service.keys.erased(rating)
    assert call("li", "GET", f"/api/bad-ratings/{rating}")[1]["next"] == ["report"]


def test_words_and_contact_are_erased_when_it_has_been_answered_for_long(answered, service, clock, tick):
    rating = answered()
    clock.advance(KEPT - timedelta(days=1))
    tick()
    assert not service.keys.erased(rating)
    clock.advance(timedelta(days=1))
    tick()
    assert service.keys.erased(rating)


def test_heard_again_after_it_was_erased_nothing_comes_back(call, rated, hear, clock, seal_key, service):
    rating = rated()
    follow(call, step="/erase")
    hear(visit_rated(clock.now(), seal_key))
    assert call("ding", "GET", f"/api/bad-ratings/{rating}")[1]["erased"]
    assert service.keys.erased(rating)
