"""Over the counter and on the telephone: a form for the keyboard alone, and petitions imported from a spreadsheet."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from flask import Blueprint, Response, render_template, request

from services.oversight.api.parts import CASEWORKERS
from services.oversight.casework import filing, importing, same_matter
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer
from services.oversight.schemas import petitions as schemas
from shared.clock import CHINA
from shared.errors import Refusal
from shared.web import spreadsheets
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import allow, signed_in

IMPORT_LIMIT = spreadsheets.SIZE + 64 * 1024


def register(pages: Blueprint, service: Service) -> None:
    def now() -> str:
        return service.clock.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M")

    @pages.get("/counter")
    @allow(*CASEWORKERS)
    def counter() -> str:
        given = {"received_at": now(), "people": "1", "channel": request.args.get("channel", "")}
        return render_template("oversight/counter.html", errors={}, given=given, key=secrets.token_hex(8))

    @pages.post("/counter")
    @allow(*CASEWORKERS)
    def register_at_counter() -> Answer:
        """The receipt is the answer itself, to be read aloud: the code may stand in no address."""
        account, form = signed_in(), read_form(schemas.NewPetition())
        errors, key = form.errors, form.given.get("key", "")[:100]
        if not errors:
            try:
                filed = filing.file_petition(service, form.data, account, key or None)
            except Refusal as refused:
                errors = {"_schema": [t(refused)]}
        if errors:
            return render_template("oversight/counter.html", errors=errors, given=form.given, key=key), 422
        return render_template(
            "oversight/counter_receipt.html",
            filed=filed,
            channel=form.data["channel"],
            text=f"{form.data['title']}\n{form.data['text']}",
            suggestions=same_matter.suggest_if_seen(service, account, filed["petition"]),
        )

    @pages.get("/import")
    @allow(*CASEWORKERS)
    def import_form() -> str:
        return shown_import()

    def shown_import(**changed: Any) -> str:
        page = {"errors": {}, "wrong": [], "receipts": None, "file": "", **changed}
        words = {"kinds": importing.KINDS, "channels": importing.CHANNELS, "most": spreadsheets.ROWS}
        return render_template("oversight/import.html", **words, **page)

    @pages.post("/import")
    @allow(*CASEWORKERS)
    @body_limit(IMPORT_LIMIT, fields=DEFAULT_LIMIT)
    def import_petitions() -> Answer:
        files = uploads("file")
        if len(files) != 1:
            return shown_import(errors={"file": [t("请选择一个文件。", "Choose one file.")]}), 422
        try:
            receipts = importing.import_petitions(service, signed_in(), files[0])
        except Refusal as refused:
            return shown_import(errors={"file": [t(refused)]}, wrong=refused.details.get("rows", [])), 422
        return shown_import(receipts=receipts, file=_receipts_file(receipts))

    @pages.get("/import/template.<any(csv, xlsx):suffix>")
    @allow(*CASEWORKERS)
    def import_template(suffix: str) -> Response:
        heads = [t(*heads) for heads in importing.COLUMNS.values()]
        content, kind = (
            (spreadsheets.to_csv(heads, []), spreadsheets.CSV_TYPE)
            if suffix == "csv"
            else (spreadsheets.to_xlsx(heads, []), spreadsheets.XLSX_TYPE)
        )
        disposition = f'attachment; filename="petitions.{suffix}"'
        return Response(content, headers={"Content-Type": kind, "Content-Disposition": disposition})


def _receipts_file(receipts: list[dict[str, Any]]) -> str:
    """The receipts as a file within the page: they are kept nowhere, so nowhere could they be fetched again."""
    heads = [t("行", "Row"), t("查询码", "Receipt code"), t("编号", "Petition"), t("登记日期", "Registered on")]
    rows = [[one[name] for name in ("row", "receipt_code", "petition", "registered_on")] for one in receipts]
    return f"data:text/csv;base64,{base64.b64encode(spreadsheets.to_csv(heads, rows)).decode()}"
