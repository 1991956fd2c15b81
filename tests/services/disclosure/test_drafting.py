"""The drafting form made from an item's template: figures, preview, refusals in place; and how the desk begins."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from services.disclosure.desk.catalogue import note_law_change
from tests.services.disclosure.browser import Browser
from tests.services.disclosure.examples import IDENTITY, TEXT
from tests.services.disclosure.ledger import BIRTHS, settle

APRIL, JULY = datetime(2026, 4, 2, 1, tzinfo=UTC), datetime(2026, 7, 3, 1, tzinfo=UTC)
EVERYWHERE = ["township_board", "village_board", "publicity_column", "service_window", "web"]
TYPED = {f"figure-{name}": str(value) for name, value in BIRTHS.items()}
FORM = {
    "item": "births",
    "title": "一季度人口出生情况",
    "body": "一季度合计 86 人。",
    "carriers": EVERYWHERE,
    "villages": ["yangshe", "hongmei"],
    **TYPED,
}
PAGE = "/desk/new?item=births&obligation=births.2026-q1"


@pytest.fixture
def li(app, service, clock):
    """An officer in April, when the first quarter is due."""
    settle(service)
    clock.move_to(APRIL)
    return Browser(app, "li")


def drafts(browser):
    return int(re.search(r"Under way \((\d+)\)", browser.see("/desk"))[1])


def field(shown, name):
    return re.search(rf'<(?:input|textarea|select)[^>]*name="{name}"[^>]*>', shown)[0]


def test_the_desk_says_what_is_due_and_leads_to_a_form_that_is_filled_in(li):
    assert PAGE.replace("&", "&amp;") in li.see("/desk")
    assert PAGE.replace("&", "&amp;") in li.see("/desk/new")
    shown = li.see(PAGE)
    assert 'value="人口出生情况（2026年第一季度）"' in shown
    assert "现将人口出生情况（2026年第一季度）公布如下。" in shown
    assert '<option value="births.2026-q1" selected>' in shown
    assert shown.index('name="figure-births"') < shown.index('name="figure-first_child"')
    assert re.search(r'depth-1">\s*<label for="f-figure-first_child">', shown)


def test_figures_are_typed_and_the_draft_answers_what_is_due(li, service):
    answer = li.send(PAGE, {**FORM, "obligation": "births.2026-q1", "figure-births": "８６"})
    assert answer.status_code == 303, answer.text
    shown = li.see(answer.headers["Location"])
    assert "/ledger/births.2026-q1" in shown
    assert "Births registered" in shown
    again = li.see(answer.headers["Location"] + "/text")
    assert 'value="86"' in field(again, "figure-births")
    rewritten = li.send(
        answer.headers["Location"] + "/text", {**FORM, "figure-third_child": "", "withhold-third_child": "1"}
    )
    assert (rewritten.status_code, "can be worked out" in rewritten.text) == (422, True)


def test_the_last_periods_figures_stand_beside(li, publish, clock):
    publish(**{name: FORM[name] for name in ("item", "title", "body")}, figures=BIRTHS)
    clock.move_to(JULY)
    assert "Last period: 86 人" in li.see("/desk/new?item=births")


WRONG = [
    ({"figure-births": "87"}, "figure-births", "not the sum of its parts"),
    ({"figure-births": "79", "figure-third_child": "4"}, "figure-third_child", "below five"),
    ({"figure-second_child": ""}, "figure-second_child", "is missing"),
    ({"figure-second_child": "三十六"}, "figure-second_child", "whole number"),
]


def test_a_figure_that_does_not_hold_is_refused_at_its_field_and_nothing_typed_is_lost(li):
    for change, where, said in WRONG:
        answer = li.send(PAGE, {**FORM, **change})
        assert (answer.status_code, said in answer.text) == (422, True)
        assert 'aria-invalid="true"' in field(answer.text, where)
        assert f'href="#f-{where}"' in answer.text
        for name, value in {**TYPED, **change}.items():
            assert f'value="{value}"' in field(answer.text, name)
        assert FORM["body"] in answer.text
    assert drafts(li) == 0


def test_a_preview_shows_the_text_as_it_will_be_read_and_keeps_nothing(li):
    body = f"# 合计\r\n\r\n一季度出生 3 人。\r\n\r\n{IDENTITY}"
    answer = li.send(PAGE, {**FORM, "body": body, "preview": "1"})
    assert answer.status_code == 200
    assert "<h2>合计</h2>" in answer.text
    assert "Nothing is kept yet" in answer.text
    assert re.search(r"<mark[^>]*>11010519491231002X</mark>", answer.text)
    assert re.search(r"<mark[^>]*>3 人</mark>", answer.text)
    assert "must change" in answer.text
    assert "not the sum" in li.send(PAGE, {**FORM, "figure-births": "87", "preview": "1"}).text
    assert drafts(li) == 0


def test_figures_far_from_the_last_ones_are_marked_for_author_and_approver(app, li, publish, clock):
    publish(**{name: FORM[name] for name in ("item", "title", "body")}, figures=BIRTHS)
    clock.move_to(JULY)
    more = {"figure-births": "286", "figure-first_child": "239"}
    answer = li.send("/desk/new?item=births", {**FORM, **more, "title": "二季度人口出生情况"})
    where = answer.headers["Location"]
    assert "was 86 in the last period" in li.see(where)
    assert li.send(f"{where}/submit").status_code == 422
    assert li.send(f"{where}/submit", {"reason": "并村后合计。"}).status_code == 303
    shown = Browser(app, "wang").see(f"{where}/approve")
    for named in ("was 86 in the last period", "并村后合计。", "warning"):
        assert named in shown


def test_a_period_that_is_taken_leads_to_the_first_one_and_keeps_what_was_typed(li):
    first = li.send(PAGE, {**FORM, "obligation": "births.2026-q1"}).headers["Location"]
    answer = li.send(PAGE, {**FORM, "obligation": "births.2026-q1", "title": "又一份"})
    assert answer.status_code == 409
    assert f'<a href="{first}">Open it</a>' in answer.text
    assert 'value="又一份"' in field(answer.text, "title")
    assert 'value="86"' in field(answer.text, "figure-births")


def test_a_period_that_is_not_over_and_boards_left_out_are_said_where_they_can_be_put_right(li):
    answer = li.send(PAGE, {**FORM, "obligation": "births.2026-q2"})
    assert (answer.status_code, '<a href="/ledger/births.2026-q2">' in answer.text) == (409, True)
    answer = li.send(PAGE, {**FORM, "obligation": "births.2026-q1", "villages": ["yangshe"]})
    assert (answer.status_code, 'href="#f-villages"' in answer.text) == (422, True)
    answer = li.send(PAGE, {**FORM, "villages": ["yangshe", "atlantis"]})
    assert (answer.status_code, 'href="#f-villages"' in answer.text) == (422, True)
    assert drafts(li) == 0


def test_ones_own_draft_and_a_text_that_has_changed_are_refused_on_the_page(app, call, li, monkeypatch):
    where = li.send(PAGE, FORM).headers["Location"]
    li.send(f"{where}/submit")
    wang = Browser(app, "wang")
    stale = wang.send(f"{where}/approve", {"revision": "7"})
    assert (stale.status_code, "Read it again" in stale.text) == (409, True)
    monkeypatch.setattr("services.disclosure.pages.deciding.signed_in", lambda: type("Who", (), {"name": "li"}))
    own = wang.send(f"{where}/approve")
    assert (own.status_code, "Ask another reviewer" in own.text) == (403, True)


def test_a_changed_law_is_answered_by_a_correction(li, service, publish):
    fees = publish()["id"]
    note_law_change(service, "li", ("fees",), "省收费目录修订", date(2026, 4, 1))
    law = "fees.law-2026-04-01"
    assert f"/desk/{fees}/text?obligation={law}" in li.see(f"/ledger/{law}")
    shown = li.see(f"/desk/{fees}/text?obligation={law}")
    assert f'<option value="{law}" selected>' in shown
    written = {"title": TEXT.title, "body": "按新目录。", "reason": "目录修订。", "carriers": list(TEXT.carriers)}
    answer = li.send(f"/desk/{fees}/text", {**written, "villages": list(TEXT.villages), "obligation": law})
    assert answer.status_code == 303, answer.text
    assert f"/ledger/{law}" in li.see(f"/desk/{fees}")


def test_drafts_that_nobody_touches_are_not_forgotten(li, clock):
    li.send(PAGE, FORM)
    assert "left lying" not in li.see("/desk")
    clock.advance(timedelta(days=14))
    assert "not touched since 2 Apr 2026" in li.see("/desk")


def test_scheduling_begins_with_tomorrow_at_nine_and_says_which_days_are_worked(app, li):
    where = li.send(PAGE, FORM).headers["Location"]
    li.send(f"{where}/submit")
    wang = Browser(app, "wang")
    wang.send(f"{where}/approve")
    shown = wang.see(f"{where}/schedule")
    assert 'value="2026-04-03"' in field(shown, "on")
    assert 'value="09:00"' in field(shown, "hour")
    assert re.search(r"Sat 4 Apr.*?no", shown, re.DOTALL)
    assert wang.send(f"{where}/schedule", {"on": "2025-01-01", "hour": "09:00"}).status_code == 422
    assert wang.send(f"{where}/schedule", {"on": "2026-04-07", "hour": "08:30"}).status_code == 303
    assert "7 Apr 2026 08:30" in li.see(where)


def test_a_publication_shows_its_number_and_the_proof_of_what_it_says(app, publish):
    published = publish()
    shown = Browser(app).see(f"/publications/{published['id']}")
    assert f"<strong>{published['number']}</strong>" in shown
    assert published["versions"][0]["digest"] in shown
