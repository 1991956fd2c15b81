"""What comes with a petition or in bulk: attachments, imports, and whether the matter was raised before."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from services.oversight.api.parts import CASEWORKERS
from services.oversight.casework import attachments, following, importing, same_matter
from services.oversight.composition import Service
from services.oversight.schemas import intake as schemas
from services.oversight.schemas.petitions import WithCode
from shared.web import spreadsheets
from shared.web.api import ApiBlueprint
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.errors import UnsupportedMedia
from shared.web.roles import PUBLIC, allow, signed_in

FILES_LIMIT = 20 * 2**20 + DEFAULT_LIMIT
"""Bytes of a form with attachments: all that a petition may have, and its text."""
_BINARY = {"type": "string", "format": "binary"}
_SPREADSHEETS = ("text/csv", spreadsheets.XLSX_TYPE)


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/petitions/follow/attachments", methods=("POST",))
    @allow(PUBLIC)
    @body_limit(FILES_LIMIT, fields=DEFAULT_LIMIT)
    @api.arguments(WithCode(), location="form")
    @api.arguments(schemas.Files(), location="files")
    @api.response(201, schemas.Attached)
    def attach_by_code(given: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
        """凭查询码补交附件 · Attach files with the receipt code

        照片（JPEG、PNG、WebP）、PDF、录音（MP3、M4A、AMR），每个最多 5 MB，一件最多 6 个、20 MB。 · Photographs, PDF
        and recordings of at most 5 MB; six for a petition, of 20 MB together.
        """
        address = request.remote_addr or ""
        return {"attached": following.attach(service, given["code"], address, uploads("files"))}

    @api.route("/petitions/<string:id>/attachments", methods=("POST",))
    @allow(*CASEWORKERS)
    @body_limit(FILES_LIMIT, fields=DEFAULT_LIMIT)
    @api.arguments(schemas.Files(), location="files")
    @api.response(201, schemas.Attached)
    def attach(_: dict[str, Any], id: str) -> dict[str, Any]:
        """补充附件 · Attach what came by letter or over the counter"""
        return {"attached": attachments.attach_as_staff(service, signed_in(), id, uploads("files"))}

    @api.route("/petitions/<string:id>/attachment", methods=("POST",))
    @allow(*CASEWORKERS)
    @api.arguments(schemas.ReadAttachment())
    @api.response(200, _BINARY, content_type="application/octet-stream")
    def read_attachment(given: dict[str, Any], id: str) -> Response:
        """下载附件，谁看、为何看都记下 · Download an attachment; who reads and why is recorded"""
        return downloaded(attachments.read(service, signed_in(), id, given["attachment"], given["reason"]))

    @api.route("/petitions/<string:id>/same-matter", methods=("POST",))
    @allow(*CASEWORKERS)
    @api.response(200, schemas.ReadsAlike(many=True))
    def find_same_matter(id: str) -> list[same_matter.Suggestion]:
        """查找同一事项 · Running petitions that read like this one; that they were compared is recorded"""
        return same_matter.suggest(service, signed_in(), id)

    @api.route("/petitions/import", methods=("POST",))
    @allow(*CASEWORKERS)
    @body_limit(spreadsheets.SIZE)
    @api.doc(requestBody={"required": True, "content": {kind: {"schema": _BINARY} for kind in _SPREADSHEETS}})
    @api.response(201, schemas.Imported)
    def import_petitions() -> dict[str, Any]:
        """从表格导入 · Import petitions: the body is a CSV or .xlsx file, all rows or none

        有错时 rows 逐行说明。查询码只给这一次。 · Where rows are wrong, the problem's ``rows`` say which and why. The
        receipt codes are told this once.
        """
        if request.mimetype not in _SPREADSHEETS:
            raise UnsupportedMedia(
                "body-not-spreadsheet",
                f"内容须为 CSV 或 .xlsx，请设 Content-Type: text/csv 或 {spreadsheets.XLSX_TYPE}。",
                f"The body must be CSV or .xlsx. Set Content-Type: text/csv or {spreadsheets.XLSX_TYPE}.",
            )
        receipts = importing.import_petitions(service, signed_in(), request.get_data())
        return {"imported": len(receipts), "receipts": receipts}


def downloaded(read: attachments.Read) -> Response:
    """A file that a browser saves and never shows, whatever it holds."""
    headers = {
        "Content-Type": read.media_type,
        "Content-Disposition": f'attachment; filename="{read.name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(read.content, headers=headers)
