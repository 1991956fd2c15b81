"""What was erased is gone for everybody, and its receipt code is a code like any that never was."""

import re
import statistics
import time

import pytest

from shared.privacy import guesses
from tests.services.oversight.examples import CODE


@pytest.fixture
def ended(file, do):
    """A petition that has ended, and its receipt code."""

    def make(**changed):
        petition, code = file(kind="enquiry", **changed)
        do("chen", petition, "resolve", opinion="周六上午受理。", founded=True)
        return petition, code.replace(" ", "")

    return make


@pytest.fixture
def follow(call):
    return lambda code: call(None, "POST", "/api/petitions/follow", {"code": code})


def told(answer):
    status, problem = answer
    return status, {name: value for name, value in problem.items() if name != "instance"}


def test_the_leading_group_orders_erasure_with_a_reason_once_it_has_ended(call, file, do, ended):
    running, _ = file()
    status, problem = call("zhao", "POST", f"/api/petitions/{running}/erase", {"reason": "保管期满"})
    assert (status, problem["code"]) == (409, "still-running")
    petition, _ = ended()
    assert call("chen", "POST", f"/api/petitions/{petition}/erase", {"reason": "保管期满"})[0] == 403
    erased = do("zhao", petition, "erase", reason="保管期满")
    assert [one["what"] for one in erased["history"]][-2:] == ["erasure-ordered", "identity-erased"]
    assert call("zhao", "POST", f"/api/petitions/{petition}/text", {"reason": "核查"})[1]["code"] == "identity-erased"


def test_the_petitioner_has_it_erased_with_the_code_which_then_is_none_any_more(call, ended, follow, service):
    petition, code = ended()
    assert "erase" in follow(code)[1]["may"]
    assert call(None, "POST", "/api/petitions/follow/erase", {"code": code})[0] == 200
    assert service.keys.erased(petition)
    assert told(follow(code)) == told(follow(CODE))
    assert told(call(None, "POST", "/api/petitions/follow/erase", {"code": code})) == told(follow(CODE))


def test_on_the_page_too_and_without_javascript(app, ended, service):
    petition, code = ended()
    browser = app.test_client()

    def send(page, **given):
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/follow").text)[1]
        return browser.post(page, data={**given, "csrf_token": token})

    assert 'action="/follow/erase"' in send("/follow", code=code).text
    assert send("/follow/erase", code="1").status_code == 422
    answer = send("/follow/erase", code=code)
    assert answer.status_code == 200
    assert "内容和姓名已经删除" in answer.text
    assert service.keys.erased(petition)
    assert send("/follow", code=code).status_code == 422


def test_a_private_matters_code_still_tells_where_to_go(file, do, follow):
    petition, code = file()
    do("chen", petition, "decline", reason="private_matter", where_to_go="请找村人民调解委员会。")
    status, shown = follow(code)
    assert (status, shown["where_to_go"], shown["erased"]) == (200, "请找村人民调解委员会。", True)


def test_a_code_that_was_erased_takes_no_other_time_than_one_that_never_was(app, service, ended, call, monkeypatch):
    """In the processor's time, which others on the machine do not lengthen."""
    monkeypatch.setattr(guesses, "ALLOWED", 10_000)
    monkeypatch.setattr(guesses, "ALLOWED_IN_ALL", 10_000)
    _, code = ended()
    call(None, "POST", "/api/petitions/follow/erase", {"code": code})
    taken = {code: [], CODE: []}
    client = app.test_client()
    for turn in range(240):
        for each in sorted(taken, reverse=turn % 2 == 0):
            began = time.thread_time()
            client.post("/api/petitions/follow", json={"code": each})
            taken[each].append(time.thread_time() - began)
    erased, unknown = (statistics.median(times) for times in taken.values())
    assert abs(erased - unknown) < 0.2 * unknown, (erased, unknown)
