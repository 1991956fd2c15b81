"""Photographs and PDF of a draft, over the API."""

from __future__ import annotations

from typing import Any

from services.disclosure.api.publications import described
from services.disclosure.composition import Service
from services.disclosure.desk import attachments
from services.disclosure.schemas.attachments import AttachmentFile, AttachmentForm
from services.disclosure.schemas.publications import Nothing, PublicationOut
from shared.privacy.attachments import LARGEST
from shared.web.api import ApiBlueprint
from shared.web.bodies import DEFAULT_LIMIT, body_limit
from shared.web.roles import OFFICER, allow, signed_in

ONE_FILE = LARGEST + DEFAULT_LIMIT
"""Bytes of a form with one file."""


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/publications/<string:id>/attachments", methods=("POST",))
    @allow(OFFICER)
    @body_limit(ONE_FILE, fields=DEFAULT_LIMIT)
    @api.arguments(AttachmentForm, location="form")
    @api.arguments(AttachmentFile, location="files")
    @api.response(201, PublicationOut)
    def attach(given: dict[str, Any], files: dict[str, Any], id: str) -> dict[str, Any]:
        """给草稿加附件 · Put a photograph or PDF to a draft

        照片里相机写入的信息（地点、时间、机型）会去掉。图片不能筛查，提交须说明理由，审批人要逐个打开看。 · What a
        camera wrote is taken out. A picture cannot be screened: submitting needs a reason, and who approves opens each.
        """
        attachments.attach(service, signed_in().name, id, given["title"], files["file"].stream.read())
        return described(service, id, staff=True)

    @api.route("/publications/<string:id>/attachments/<string:attachment>/remove", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(Nothing)
    @api.response(200, PublicationOut)
    def detach(given: dict[str, Any], id: str, attachment: str) -> dict[str, Any]:
        """从草稿上去掉附件 · Take an attachment off a draft"""
        attachments.detach(service, signed_in().name, id, attachment)
        return described(service, id, staff=True)
