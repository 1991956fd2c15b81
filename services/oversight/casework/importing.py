"""Petitions from a spreadsheet, for those that were noted down elsewhere: all or none, each as if it were filed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from services.oversight import imports
from services.oversight.casework.filing import Prepared, prepare
from services.oversight.composition import Service
from services.oversight.schemas.petitions import NewPetition
from shared.district import Office, Village
from shared.errors import Invalid, Refusal, WrongState
from shared.web.language import t
from shared.web.messages import field_errors
from shared.web.roles import Account
from shared.web.spreadsheets import Row, read_table

COLUMNS = {
    "channel": ("渠道", "Channel"),
    "received": ("收到时间", "Received"),
    "kind": ("类别", "Kind"),
    "about": ("反映单位", "About"),
    "title": ("标题", "Title"),
    "text": ("内容", "Text"),
    "name": ("姓名", "Name"),
    "contact": ("联系方式", "Contact"),
    "village": ("村（居）", "Village"),
    "people": ("人数", "People"),
    "representatives": ("代表", "Representatives"),
}
REQUIRED = ("channel", "received", "kind", "about", "title", "text")
KINDS = {"咨询": "enquiry", "申诉求决": "claim", "检举控告": "report", "意见建议": "suggestion"}
CHANNELS = {
    **{"网上": "web", "热线": "hotline", "电话": "telephone", "来信": "letter", "来访": "visit"},
    **{"媒体": "media", "行风监督员": "supervisor", "转来": "transfer"},
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
_NEW = NewPetition()


def import_petitions(service: Service, account: Account, content: bytes) -> list[dict[str, Any]]:
    """Register every row of a CSV or .xlsx file; the receipts, each with its ``row``, whose codes are told this once.

    One transaction: nothing is stored if one row is wrong. Raises Invalid (``spreadsheet-…``, or ``import-invalid``
    with ``rows``, each with what is wrong) and WrongState (``already-imported``) for a file that this account has
    imported within a week.
    """
    rows = read_table(content, COLUMNS, required=REQUIRED)
    if not rows:
        raise Invalid("import-empty", "表格里没有一行内容。", "There is not one row below the heads.")
    places = _places(service)
    problems: list[dict[str, Any]] = []
    prepared: list[tuple[int, Prepared]] = []
    for row in rows:
        try:
            prepared.append((row.number, prepare(service, _NEW.load(_given(row, places)), account)))
        except ValidationError as wrong:
            problems += _problems(row, field_errors(wrong.messages))
        except Refusal as refused:
            problems.append({"row": row.number, "problem": t(refused)})
    if problems:
        raise _invalid(problems)
    receipts: list[dict[str, Any]] = []
    with service.application.unit(actor=account.name) as unit:
        if imports.taken_before(unit.tx, service.node.secrets.code_key, account.name, content, unit.now):
            raise WrongState(
                "already-imported",
                "这个文件已经导入过了，不会导入第二次。",
                "This file has been imported already. It is not taken twice.",
                state="imported",
            )
        for number, one in prepared:
            try:
                registered = unit.do(one.do)
            except Refusal as refused:
                problems.append({"row": number, "problem": t(refused)})
                continue
            receipts.append({"row": number, **one.receipt(registered[0].event)})
        if problems:
            raise _invalid(problems)  # and with that the transaction is undone
    return receipts


def _given(row: Row, places: Mapping[str, str]) -> dict[str, Any]:
    """The row as the form would send it: words of the programme as codes, days and moments told apart."""
    given: dict[str, Any] = dict(row.values)
    received = given.pop("received", "")
    if found := _DAY.fullmatch(received):
        year, month, day, hour, minute = found.groups()
        given["received_on"] = f"{year}-{month:0>2}-{day:0>2}"
        if hour:
            given["received_at"] = f"{given.pop('received_on')}T{hour:0>2}:{minute}"
    else:
        given["received_on"] = received  # the schema says what is wrong with it
    given["kind"] = KINDS.get(given.get("kind", ""), given.get("kind", ""))
    given["channel"] = CHANNELS.get(given.get("channel", ""), given.get("channel", ""))
    for name in ("about", "village"):
        if name in given:
            given[name] = places.get(given[name], given[name])
    if "representatives" in given:
        given["representatives"] = [given["representatives"]]
    return given


def _places(service: Service) -> dict[str, str]:
    """Offices and villages by how people call them."""
    everywhere: tuple[Office | Village, ...] = (*service.district.offices, *service.district.villages)
    return {name: place.id for place in everywhere for name in (place.zh, place.en)}


def _problems(row: Row, errors: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    def column(field: str) -> str:
        name = field.split(".", maxsplit=1)[0]
        return t(*COLUMNS["received" if name.startswith("received") else name]) if name != "_schema" else ""

    def wrong(field: str, said: list[str]) -> str:
        words = {"kind": KINDS, "channel": CHANNELS}.get(field)
        if words is None or field not in row.values:
            return " ".join(said)
        return t(f"应为其中之一：{'、'.join(words)}。", f"Must be one of: {', '.join(words.values())}.")

    return [
        {"row": row.number, "problem": t("：", ": ").join(filter(None, (column(field), wrong(field, said))))}
        for field, said in errors.items()
    ]


def _invalid(problems: list[dict[str, Any]]) -> Invalid:
    count = len({one["row"] for one in problems})
    return Invalid(
        "import-invalid",
        f"有 {count} 行不对，一件也没有登记。请照提示改好后再导入整个文件。",
        f"{count} rows are not right, so nothing was registered. Correct them and import the file again.",
        rows=problems,
    )
