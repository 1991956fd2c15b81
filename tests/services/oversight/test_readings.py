"""Who read whose words is seen by leading group and district, as far as they may know of the petition."""

import pytest

from services.oversight.casework import readings
from services.oversight.domain.petition.events import IdentityRead


@pytest.fixture
def read(call):
    def make(who, petition, reason):
        status, answer = call(who, "POST", f"/api/petitions/{petition}/text", {"reason": reason})
        assert status == 200, answer

    return make


def test_who_read_what_when_and_why_the_latest_first(call, file, read, clock):
    petition, _ = file()
    read("chen", petition, "准备答复")
    read("zhao", petition, "督办")
    for who in ("zhao", "ding"):
        status, found = call(who, "GET", "/api/readings")
        assert (status, found["older"]) == (200, None)
        assert [(one["read_by"], one["why"], one["petition"]) for one in found["items"]] == [
            ("zhao", "督办", petition),
            ("chen", "准备答复", petition),
        ]
        assert found["items"][0]["read_at"] == clock.now().isoformat()


@pytest.mark.parametrize("who", [None, "chen", "li", "zhou", "wang"])
def test_nobody_else_sees_the_list(call, who):
    assert call(who, "GET", "/api/readings")[0] in {401, 403}


def test_a_reading_of_a_report_is_not_shown_to_whom_it_is_about(app, service, call, file, clock):
    report, _ = file(kind="report", about="township-government")
    with service.application.unit(actor="ding") as unit:
        unit.append(f"petition-{report}", 1, [IdentityRead("核查", "ding", clock.now())])
    assert call("zhao", "GET", "/api/readings")[1]["items"] == []
    assert [one["petition"] for one in call("ding", "GET", "/api/readings")[1]["items"]] == [report]


def test_a_long_list_is_turned_page_by_page_and_misses_nothing(call, file, read, monkeypatch):
    monkeypatch.setattr(readings, "PAGE", 2)
    petition, _ = file()
    for number in range(5):
        read("chen", petition, f"第{number}次")
    found, older = [], None
    while True:
        answer = call("ding", "GET", f"/api/readings?before={older}" if older else "/api/readings")[1]
        found += [one["why"] for one in answer["items"]]
        older = answer["older"]
        if older is None:
            break
    assert found == [f"第{number}次" for number in reversed(range(5))]
    assert call("ding", "GET", "/api/readings?before=0")[0] == 422
