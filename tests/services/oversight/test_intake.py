"""Intake over the counter, in bulk, and of several people together."""

import base64
import csv
import io
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.oversight.casework import importing
from shared.errors import Refusal
from shared.web.roles import Account
from shared.web.spreadsheets import XLSX_TYPE, read_table, to_csv, to_xlsx
from tests.services.oversight.examples import PETITION, petition_filed

COUNTER = {**PETITION, "channel": "hotline", "people": "1", "received_at": "2026-03-02 08:30"}
HEADS = [heads[0] for heads in importing.COLUMNS.values()]
ROW = [
    "热线",
    "2026-03-01 10:20",
    "申诉求决",
    "计生办",
    "奖励未发放",
    "至今没有发放。",
    "张三丰",
    "13812345678",
    "洋畲村",
]
FIELDS_OF_THE_COUNTER = 12
"""How often Tab is pressed, at most, from the first field of the counter's form to its button."""


def sheet(*rows, heads=HEADS):
    return to_csv(heads, rows)


def stored(service, name="petition-registered"):
    with service.application.database.read() as tx:
        return [row[0] for row in tx.execute("SELECT data FROM events WHERE name = ?", (name,))]


@pytest.fixture
def send(app, call, tokens):
    """Import a file by the API as chen."""
    call("chen", "GET", "/api/petitions")

    def make(content, kind="text/csv"):
        signed = {"Authorization": f"Bearer {tokens['chen']}"}
        answer = app.test_client().post("/api/petitions/import", data=content, content_type=kind, headers=signed)
        return answer.status_code, answer.get_json()

    return make


def test_a_call_is_registered_with_the_moment_it_came_and_its_receipt_is_read_aloud(browse, service):
    browse.sign_in("chen")
    answer = browse.post("/counter", COUNTER, "/counter")
    groups = re.findall(r'<span class="group">(\d{4})</span>', answer.text)
    assert len(groups) == 4
    assert '"received_at":"2026-03-02T08:30:00+08:00"' in stored(service)[0]
    (petition,) = re.findall(r'href="/petitions/(\w+)"', answer.text)
    assert "2026年3月2日 08:30 / 2026年3月2日" in browse.get(f"/petitions/{petition}").text
    assert "登记下一件" in answer.text
    assert "channel=hotline" in answer.text
    browse.post("/follow", {"code": "".join(groups)}, "/follow")


def test_the_counter_needs_the_keyboard_alone_and_few_strokes_of_it(browse):
    browse.sign_in("chen")
    page = browse.get("/counter").text
    form = page[page.index('class="card counter"') : page.index("登记</button>")]
    stops = re.findall(r"<(?:input(?![^>]*hidden)|select|textarea|button|a|summary)\b[^>]*>", form)
    assert len(stops) == FIELDS_OF_THE_COUNTER
    assert "autofocus" in stops[0]
    assert "submit" in stops[-1]
    keys = re.findall(r'accesskey="(\w)"', form)
    assert len(keys) == len(set(keys))
    assert "tabindex" not in form
    assert re.findall(r'<option value="\w+">(\d)', form[: form.index("</select>")]) == list("12345678")


def test_a_mistake_at_the_counter_keeps_what_was_typed(browse, service):
    browse.sign_in("chen")
    for changed in ({"received_at": "gestern"}, {"received_at": "2026-03-02 23:00"}, {"people": "0"}, {"about": ""}):
        answer = browse.post("/counter", {**COUNTER, **changed}, "/counter")
        assert answer.status_code == 422
        assert PETITION["text"] in answer.text
    assert stored(service) == []


def test_a_private_matter_is_hinted_at_and_registered_all_the_same(browse, service):
    browse.sign_in("chen")
    answer = browse.post("/counter", {**COUNTER, "title": "邻居家", "text": "邻居家又生了二胎。"}, "/counter")
    assert "可能不在受理范围" in answer.text
    assert len(stored(service)) == 1
    assert "可能不在受理范围" not in browse.post("/counter", COUNTER, "/counter").text


def test_a_petition_that_names_a_handler_bars_that_person(file, call, service):
    petition, _ = file(text="陈信访员对我说：不给办。")
    assert '"named":["chen"]' in stored(service)[0]
    assert call("chen", "GET", f"/api/petitions/{petition}")[0] == 404
    assert call("zhao", "GET", f"/api/petitions/{petition}")[0] == 200


def test_what_a_village_sends_bars_whom_it_names_too(service, hear, clock, seal_key, call):
    hear(petition_filed(clock.now(), seal_key, text="赵镇长让人来说，别再问了。"))
    assert '"named":["zhao"]' in stored(service)[0]
    assert call("zhao", "GET", "/api/petitions")[1]["total"] == 0


def test_a_joint_petition_has_at_most_five_representatives(call, service):
    for people, representatives, status in (
        (30, ["甲", "乙", "丙", "丁", "戊"], 201),
        (30, ["甲、乙、丙", "丁，戊"], 201),
        (30, list("甲乙丙丁戊己"), 422),
        (30, ["甲、乙、丙、丁、戊、己"], 422),
        (1, ["甲", "乙"], 422),
        (0, [], 422),
    ):
        body = {**PETITION, "people": people, "representatives": representatives}
        assert call(None, "POST", "/api/petitions", body)[0] == status
    assert len(stored(service)) == 2


def test_the_names_of_representatives_are_read_like_the_text_and_nowhere_else(call, file, do, service):
    petition, _ = file(people=3, representatives=["欧阳甲乙", "司马丙丁"])
    text = call("chen", "POST", f"/api/petitions/{petition}/text", {"reason": "办理"})[1]
    assert text["representatives"] == ["欧阳甲乙", "司马丙丁"]
    with service.application.database.read() as tx:
        assert "欧阳" not in str(tx.execute("SELECT data FROM events"))


def test_moment_and_day_of_receipt_are_the_staffs_to_say(call):
    for said in ({"received_at": "2026-03-01T10:00:00+08:00"}, {"received_on": "2026-03-01"}):
        for who, status in ((None, 401), ("ding", 403), ("chen", 201)):
            assert call(who, "POST", "/api/petitions", {**PETITION, **said})[0] == status


def test_a_moment_before_the_calendar_or_in_the_future_is_refused(call, service):
    for moment in ("2017-12-31T23:59:00+08:00", "2026-03-02T09:01:00+08:00", "2026-13-01T00:00", "now"):
        assert call("chen", "POST", "/api/petitions", {**PETITION, "received_at": moment})[0] == 422
    assert stored(service) == []


@pytest.mark.parametrize("write", [to_csv, to_xlsx])
def test_an_import_registers_every_row_and_tells_each_code_once(send, call, write):
    rows = [
        ROW,
        ["letter", "2026/2/27", "report", "Family planning service station", "收费", "多收了五十元。"],
        [*ROW[:9], 20, "甲、乙"],
    ]
    status, answer = send(write(HEADS, rows), "text/csv" if write is to_csv else XLSX_TYPE)
    assert (status, answer["imported"]) == (201, 3)
    assert [one["row"] for one in answer["receipts"]] == [2, 3, 4]
    followed = [
        call(None, "POST", "/api/petitions/follow", {"code": one["receipt_code"]}) for one in answer["receipts"]
    ]
    assert [(status, found["kind"], found["received_on"], found["people"]) for status, found in followed] == [
        (200, "claim", "2026-03-01", 1),
        (200, "report", "2026-02-27", 1),
        (200, "claim", "2026-03-01", 20),
    ]


def test_the_same_file_is_imported_once_by_the_same_person(send, service):
    content = sheet(ROW)
    assert send(content)[0] == 201
    status, problem = send(content)
    assert (status, problem["code"]) == (409, "already-imported")
    assert len(stored(service)) == 1


def test_what_is_known_of_an_imported_file_goes_in_a_week_and_with_any_erasure(send, service, clock, do):
    """A hash of it is enough to try telephone numbers against, for whoever knows the rest of a petition."""

    def known():
        with service.application.database.read() as tx:
            return tx.execute("SELECT count(*) FROM imports")[0][0]

    send(sheet(ROW))
    assert (known(), "imports" in "".join(service.application.kept_scripts)) == (1, False)
    clock.advance(timedelta(days=7))
    _, receipts = send(sheet(ROW))
    assert known() == 1
    petition = receipts["receipts"][0]["petition"]
    do("chen", petition, "decline", reason="private_matter", where_to_go="请找村人民调解委员会。")
    assert known() == 0


def test_one_bad_row_keeps_all_from_being_registered_and_is_named(send, service):
    wrong = {
        0: ["carrier pigeon", "village"],
        1: ["2017-12-31", "2026-03-03", "2026-03-02 09:01", "yesterday", "2026-02-30"],
        **{2: ["wish"], 3: ["月球办"], 4: ["长" * 101], 5: [""], 8: ["亚特兰蒂斯"]},
    }
    for at, values in wrong.items():
        for value in values:
            status, problem = send(sheet(ROW, [*ROW[:at], value, *ROW[at + 1 :]], ROW))
            assert (status, problem["code"]) == (422, "import-invalid")
            assert {one["row"] for one in problem["rows"]} == {3}
    assert stored(service) == []


def test_what_is_no_table_of_petitions_is_refused(send, service):
    for content, code in (
        (sheet(), "import-empty"),
        (sheet(["=1+1", *ROW[1:]]).replace(b"'=", b"="), "spreadsheet-formula"),
        (sheet(ROW[1:], heads=HEADS[1:]), "spreadsheet-head-missing"),
        (b"%PDF-1.4", "spreadsheet-head-unknown"),
    ):
        status, problem = send(content)
        assert (status, problem["code"]) == (422, code)
    assert send(sheet(ROW), "text/html")[0] == 415
    assert stored(service) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 6), st.integers(0, 5), st.sampled_from(["", "x", "2099-01-01", "-", "九"]))
def test_a_bad_cell_anywhere_stores_nothing(service, where, at, value):
    rows = [ROW] * 7
    rows[where] = [*ROW[:at], value if at not in (4, 5) else "", *ROW[at + 1 :]]
    account = Account("chen", "陈信访员", "officer", "petition-office", None)
    with pytest.raises(Refusal):
        importing.import_petitions(service, account, sheet(*rows))
    assert stored(service) == []


def test_the_import_page_gives_a_template_a_report_and_the_codes_as_a_file(browse):
    browse.sign_in("chen")
    for suffix in ("csv", "xlsx"):
        template = browse.get(f"/import/template.{suffix}")
        assert template.headers["Content-Disposition"] == f'attachment; filename="petitions.{suffix}"'
        assert read_table(template.data, importing.COLUMNS, required=importing.REQUIRED) == []
    page = browse.post("/import", {"file": (io.BytesIO(sheet(ROW, ["?"])), "a.csv")}, "/import")
    assert page.status_code == 422
    assert "一件也没有登记" in page.text
    page = browse.post("/import", {"file": (io.BytesIO(sheet(ROW, ROW)), "a.csv")}, "/import")
    file = re.search(r'download="receipts.csv" href="data:text/csv;base64,([^"]+)"', page.text).group(1)
    rows = list(csv.reader(io.StringIO(base64.b64decode(file).decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [4, 4, 4]
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", rows[1][1])
    assert browse.post("/import", {}, "/import").status_code == 422


@pytest.mark.parametrize("who", ["ding", "wang"])
def test_only_those_who_handle_petitions_register_and_import(browse, who):
    browse.sign_in(who)
    for path in ("/counter", "/import", "/import/template.csv"):
        assert browse.get(path).status_code == 403


def test_the_pages_speak_english_too(browse):
    browse.sign_in("chen")
    for path in ("/counter", "/import"):
        text = browse.get(f"{path}?lang=en").text
        text = re.sub(r'<a class="language".*?</a>|<span class="who">.*?</span>|<option.*?</option>', "", text)
        assert re.findall(r"[\u4e00-\u9fff]+", text) == []
