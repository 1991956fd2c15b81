"""For every page of the three services, by its route: who looks at it, and at which example.

A new page needs a line here, or the tests name it. What stands in braces is found in the district: see ``content``.
"""

from __future__ import annotations

from tests.accessibility.visits import KIOSK, Visit

PIECES: dict[str, frozenset[str]] = {
    "disclosure": frozenset({"/publications/<id>/attachments/<attachment>", "/photographs/<id>"}),
    "feedback": frozenset({"/survey/worker.js"}),
    # The second is the part of /district that is asked for again every few seconds.
    "oversight": frozenset({"/inspections/done/<id>/photographs/<photograph>", "/district/live"}),
}
"""What a browser is given that is no page of its own."""


def _seen(path: str, *who: str) -> tuple[Visit, ...]:
    return tuple(Visit(path, each) for each in who or ("",))


def _sent(path: str, press: str, status: int = 200, who: str = "", **given: str) -> Visit:
    return Visit(path, who, press, given, status)


_SIGN_IN = (*_seen("/sign-in"), _sent("/sign-in", "登录", 401, name="li", password="wrong"))

DISCLOSURE: dict[str, tuple[Visit, ...]] = {
    "/": (*_seen("/", "", "li"), Visit("/nothing-here", status=404)),
    "/accounts": _seen("/accounts", "ops"),
    "/annual-report": _seen("/annual-report", "", "li"),
    "/annual-report/<year>": (*_seen("/annual-report/2026", "", "li"), *_seen("/annual-report/2027", "li")),
    "/boards": _seen("/boards"),
    "/boards/<place>": (
        *_seen("/boards/yangshe"),
        *_seen("/boards/hongmei?on=2026-03-31"),
        *_seen("/boards/township", "", "li"),
    ),
    "/carriers": _seen("/carriers", "", "li"),
    "/carriers/<id>": _seen("/carriers/township.township_board", "li"),
    "/carriers/new": (*_seen("/carriers/new", "li"), _sent("/carriers/new", "登记", 422, "li")),
    "/catalogue": _seen("/catalogue", "", "zhao"),
    "/catalogue/versions/<number>": _seen("/catalogue/versions/1"),
    "/desk": _seen("/desk", "li", "ding"),
    "/desk/<id>": (
        *(
            visit
            for name in ("drafted", "warned", "with_attachment", "returned", "correcting")
            for visit in _seen(f"/desk/{{{name}}}", "li")
        ),
        *(
            visit
            for name in ("submitted", "approved", "scheduled", "correcting")
            for visit in _seen(f"/desk/{{{name}}}", "wang")
        ),
        *_seen("/desk/{published}", "zhao"),
    ),
    "/desk/<id>/<name>": (
        *_seen("/desk/{drafted}/submit", "li"),
        *_seen("/desk/{warned}/submit", "li"),
        _sent("/desk/{warned}/submit", "确认提交审批", 422, "li"),
        *_seen("/desk/{submitted}/approve", "wang"),
        *_seen("/desk/{correcting}/approve", "wang"),
        *_seen("/desk/{submitted}/return", "wang"),
        _sent("/desk/{submitted}/return", "确认退回修改", 422, "wang"),
        *_seen("/desk/{approved}/publish", "wang"),
        *_seen("/desk/{approved}/schedule", "wang"),
        *_seen("/desk/{published}/withdraw", "zhao"),
    ),
    "/desk/<id>/attachments": (
        *_seen("/desk/{with_attachment}/attachments", "li"),
        *_seen("/desk/{drafted}/attachments", "li"),
    ),
    "/desk/<id>/text": (
        *_seen("/desk/{drafted}/text", "li"),
        *_seen("/desk/{warned}/text", "li"),
        *_seen("/desk/{returned}/text", "li"),
        *_seen("/desk/{published}/text", "li"),
    ),
    "/desk/<id>/versions/<number>/close": (
        *_seen("/desk/{published}/versions/1/close", "zhao"),
        _sent("/desk/{published}/versions/1/close", "确认封存", 422, "zhao"),
    ),
    "/desk/catalogue/<item>": _seen("/desk/catalogue/births", "zhao"),
    "/desk/catalogue/new": (
        *_seen("/desk/catalogue/new", "zhao"),
        _sent("/desk/catalogue/new", "保存为新的一版", 422, "zhao"),
    ),
    "/desk/facts/new": (*_seen("/desk/facts/new", "li"), _sent("/desk/facts/new", "登记", 422, "li")),
    "/desk/law-changes/new": (
        *_seen("/desk/law-changes/new", "li"),
        _sent("/desk/law-changes/new", "登记", 422, "li"),
    ),
    "/desk/new": (
        *_seen("/desk/new", "li"),
        *_seen("/desk/new?item=births", "li"),
        *_seen("/desk/new?item=service-promises", "li"),
        _sent("/desk/new?item=hotlines", "保存草稿", 422, "li", title="", body=""),
        _sent(
            "/desk/new?item=hotlines", "保存草稿", 422, "li", title="联系方式", body="联系人身份证 11010519491231002X"
        ),
    ),
    "/desk/requests": (
        *_seen("/desk/requests", "li", "zhao"),
        *_seen("/desk/requests?show=drafted", "wang"),
        *_seen("/desk/requests?show=closed", "ding"),
    ),
    "/desk/requests/<id>": (
        *(
            visit
            for stage in ("registered", "correcting", "consulting", "answer_returned", "answered")
            for visit in _seen(f"/desk/requests/{{request_{stage}}}", "li")
        ),
        *_seen("/desk/requests/{request_extension}", "zhao"),
        *_seen("/desk/requests/{request_answer_drafted}", "wang", "ding"),
        _sent("/desk/requests/{request_answer_drafted}", "打开内容", 200, "wang", reason="审核答复"),
        _sent("/desk/requests/{request_registered}", "打开内容", 422, "li"),
    ),
    "/desk/requests/<id>/publication": _seen("/desk/requests/{request_answered}/publication", "li"),
    "/desk/requests/counter": (
        *_seen("/desk/requests/counter", "li"),
        _sent("/desk/requests/counter", "登记", 422, "li"),
    ),
    "/desk/requests/readings": _seen("/desk/requests/readings", "zhao"),
    "/items/<id>": (*_seen("/items/procedures"), *_seen("/items/births"), *_seen("/items/circular")),
    "/ledger": (*_seen("/ledger"), *_seen("/ledger?year=2026"), *_seen("/ledger?state=overdue")),
    "/ledger/<id>": (
        *_seen("/ledger/{obligation}"),
        *_seen("/ledger/{obligation_due}", "", "wang"),
        *_seen("/ledger/births.2026-q1"),
    ),
    "/open-data": _seen("/open-data"),
    "/parked": _seen("/parked", "ops", "ding"),
    "/plan": _seen("/plan"),
    "/publications": (
        *_seen("/publications"),
        *_seen("/publications?year=2026&month=1"),
        *_seen("/publications?year=1999"),
    ),
    "/publications/<id>": (
        *_seen("/publications/{published}", "", "li", "zhao"),
        *_seen("/publications/{withdrawn}"),
        *_seen("/publications/{births}"),
    ),
    "/publications/<id>/changes/<number>": _seen("/publications/{published}/changes/2"),
    "/publications/<id>/versions/<number>": _seen("/publications/{published}/versions/1"),
    "/publications/<id>/boards/<place>": _seen("/publications/{births}/boards/yangshe"),
    "/requests": _seen("/requests"),
    "/requests/follow": (
        *_seen("/requests/follow"),
        _sent("/requests/follow", "查询", 422, code="1234"),
        _sent("/requests/follow", "查询", code="{request_code_correcting}"),
        _sent("/requests/follow", "查询", code="{request_code_answered}"),
    ),
    "/requests/new": (
        *_seen("/requests/new"),
        _sent("/requests/new", "提交", 422),
        _sent(
            "/requests/new",
            "提交",
            200,
            wanted="2025年补贴发放明细",
            form="electronic",
            applicant="person",
            name="林秀兰",
            contact="18659700123",
        ),
    ),
    "/search": (*_seen("/search"), *_seen("/search?q=收费"), *_seen("/search?q=没有这样的词")),
    "/sign-in": _SIGN_IN,
    "/villages": _seen("/villages"),
    "/villages/<id>": _seen("/villages/yangshe"),
}

FEEDBACK: dict[str, tuple[Visit, ...]] = {
    "/": (*_seen("/"), *_seen("/?section=long_term"), *_seen("/?page=2"), Visit("/nothing-here", status=404)),
    "/accounts": _seen("/accounts", "ops"),
    "/clerk": _seen("/clerk", "yangshe"),
    "/clerk/codes": (
        *_seen("/clerk/codes", "yangshe"),
        _sent("/clerk/codes", "生成凭条", 422, "yangshe", count="many"),
        _sent("/clerk/codes", "作废", 422, "yangshe", bundle="12345-67890"),
    ),
    "/clerk/paper": (*_seen("/clerk/paper", "yangshe"), _sent("/clerk/paper", "录入", 422, "yangshe")),
    "/clerk/paper/<round>": _seen("/clerk/paper/{round}", "yangshe"),
    "/clerk/kiosk": (*_seen("/clerk/kiosk", "yangshe"), _sent("/clerk/kiosk", "把这台设备变成评价机", 422, "yangshe")),
    "/clerk/visit-slips": (
        *_seen("/clerk/visit-slips", "yangshe"),
        _sent("/clerk/visit-slips", "生成凭条", 422, "yangshe", count="many"),
    ),
    "/kiosk": (
        *_seen("/kiosk", KIOSK),
        _sent("/kiosk", "提交", 422, KIOSK, level="2", text="身份证号11010519491231002X"),
        _sent("/kiosk", "提交", 200, KIOSK, level="1", text="等了一上午"),
    ),
    "/kiosk/code": (*_seen("/kiosk/code", KIOSK), _sent("/kiosk/code", "下一步", 422, KIOSK, code="1234")),
    "/kiosk/thanks": _seen("/kiosk/thanks", KIOSK),
    "/parked": _seen("/parked", "ops"),
    "/petition": (
        *_seen("/petition"),
        _sent("/petition", "提交", 422),
        _sent(
            "/petition",
            "提交",
            201,
            kind="suggestion",
            about="service-station",
            title="增设座椅",
            text="建议服务大厅增设座椅。",
        ),
    ),
    "/publications": (*_seen("/publications"), *_seen("/publications?item=fees")),
    "/publications/<publication>": (*_seen("/publications/{published}"), *_seen("/publications/{births}")),
    "/ratings": _seen("/ratings"),
    "/ratings/<round>": (Visit("/ratings/none", status=404),),
    "/ratings/done": _seen("/ratings/done"),
    "/search": (*_seen("/search"), *_seen("/search?q=收费"), *_seen("/search?q=没有这样的词")),
    "/sign-in": _SIGN_IN,
    "/survey": (
        *_seen("/survey"),
        _sent("/survey", "下一步", 422, code="1234"),
        _sent("/survey", "下一步", code="{survey_code}"),
    ),
    "/survey/<round>": (
        *_seen("/survey/{round}"),
        *_seen("/survey/{round_closed}"),
    ),
    "/survey/<round>/thanks": _seen("/survey/{round}/thanks"),
    "/window": (
        *_seen("/window"),
        _sent("/window", "下一步", 422, code="1234"),
        _sent("/window", "下一步", code="{visit_code}"),
    ),
}

OVERSIGHT: dict[str, tuple[Visit, ...]] = {
    "/": (*_seen("/", "", "chen"), Visit("/nothing-here", status=404)),
    "/accounts": _seen("/accounts", "ops"),
    "/bad-ratings": (*_seen("/bad-ratings", "li", "zhao", "ding"), *_seen("/bad-ratings?status=answered", "ding")),
    "/bad-ratings/<id>": (
        *_seen("/bad-ratings/{rating_open}", "li", "zhao", "ding"),
        *_seen("/bad-ratings/{rating_answered}", "li"),
        _sent("/bad-ratings/{rating_open}", "打开", 200, "li", reason="回访"),
        _sent("/bad-ratings/{rating_open}", "登记", 422, "li", tries="many"),
    ),
    "/circulars": _seen("/circulars"),
    "/counter": (
        *_seen("/counter", "chen"),
        _sent("/counter", "登记", 422, "chen"),
        _sent(
            "/counter",
            "登记",
            200,
            "chen",
            channel="visit",
            kind="enquiry",
            about="service-station",
            title="办事时间",
            text="请问服务窗口周六是否受理？",
        ),
    ),
    "/deadlines/<id>": _seen("/deadlines/{clock}", "chen"),
    "/desk": (*_seen("/desk", "chen", "zhao", "ding"), *_seen("/desk?status=closed", "chen")),
    "/district": _seen("/district", "ding", "zhao"),
    "/draws/<year>": (*_seen("/draws/2026"), *_seen("/draws/2027", "", "ding", "zhao"), *_seen("/draws/2028", "zhao")),
    "/evaluation": (*_seen("/evaluation", "", "zhao"), *_seen("/evaluation?quarter=2026Q1")),
    "/evaluation/<quarter>/<body>": _seen("/evaluation/2026Q1/petition-office", "zhao"),
    "/findings": (
        *_seen("/findings", "zhao", "ding", "li"),
        *_seen("/findings?status=reported", "ding"),
        *_seen("/findings?status=closed", "zhao"),
    ),
    "/findings/<id>": (
        *_seen("/findings/{finding_open}", "zhao", "ding"),
        *_seen("/findings/{finding_reported}", "ding"),
        *_seen("/findings/{finding_closed}", "ding"),
    ),
    "/follow": (
        *_seen("/follow"),
        _sent("/follow", "查询", 422, code="1234"),
        _sent("/follow", "查询", code="{code_accepted}"),
        _sent("/follow", "查询", code="{code_answered}"),
        _sent("/follow", "查询", code="{rating_code_open}"),
        _sent("/follow", "查询", code="{rating_code_answered}"),
    ),
    "/hearings-of-opinion": _seen("/hearings-of-opinion", "zhao", "zhou", "ding"),
    "/import": (*_seen("/import", "chen"), _sent("/import", "导入", 422, "chen")),
    "/inspections": (*_seen("/inspections?year=2026"), *_seen("/inspections")),
    "/inspections/announced": _seen("/inspections/announced", "", "zhao"),
    "/inspections/done": _seen("/inspections/done", "", "zhao"),
    "/inspections/done/<id>": _seen("/inspections/done/{inspection}", "zhao", "ding"),
    "/leading": _seen("/leading", "zhao"),
    "/parked": _seen("/parked", "ops", "ding"),
    "/petition": (
        *_seen("/petition"),
        _sent("/petition", "提交", 422),
        _sent(
            "/petition",
            "提交",
            200,
            kind="suggestion",
            about="service-station",
            title="增设座椅",
            text="建议服务大厅增设座椅。",
        ),
    ),
    "/petitions/<id>": (
        *_seen("/petitions/{petition_registered}", "chen", "zhao", "ding"),
        *_seen("/petitions/{petition_accepted}", "chen", "zhao"),
        *_seen("/petitions/{petition_answered}", "chen"),
        _sent("/petitions/{petition_accepted}", "打开内容", 200, "chen", reason="核对申请年份"),
    ),
    "/readings": _seen("/readings", "zhao", "ding"),
    "/rounds": _seen("/rounds", "", "zhao"),
    "/rounds/<id>/close": _seen("/rounds/{round}/close", "zhao"),
    "/rounds/<id>": (*_seen("/rounds/{round}", "", "zhao", "ding"), *_seen("/rounds/{round_closed}")),
    "/rounds/<id>/villages/<village>": _seen("/rounds/{round_closed}/villages/yangshe"),
    "/rounds/<id>/questions/<question>": (
        *_seen("/rounds/{round_closed}/questions/{question_rated}"),
        *_seen("/rounds/{round_closed}/questions/knows-board"),
    ),
    "/rounds/<id>/texts/<question>": _seen("/rounds/{round_closed}/texts/what-to-improve", "zhao"),
    "/ratings/<office>": (
        *_seen("/ratings/family-planning-office"),
        *_seen("/ratings/family-planning-office?village=yangshe"),
        *_seen("/ratings/petition-office"),
    ),
    "/sign-in": _SIGN_IN,
    "/standard": _seen("/standard"),
    "/statistics": _seen("/statistics", "", "zhao"),
    "/statistics/<period>": _seen("/statistics/2026Q1", "", "zhao"),
    "/statistics/<year>/report": _seen("/statistics/2026/report"),
    "/statistics/next": _seen("/statistics/next", "zhao", "ding"),
    "/supervision": _seen("/supervision", "zhou"),
    "/supervision/report": _seen("/supervision/report", "zhou"),
    "/supervisors": _seen("/supervisors", "", "zhao"),
    "/window-ratings": (*_seen("/window-ratings"), *_seen("/window-ratings?quarter=2026Q1")),
}

PAGES = {"disclosure": DISCLOSURE, "feedback": FEEDBACK, "oversight": OVERSIGHT}
