"""Supervisors, draws, inspections and hearings of opinion."""

from __future__ import annotations

from typing import Any

from flask import Response

from services.oversight.api.intake import FILES_LIMIT, downloaded
from services.oversight.api.parts import Query, idempotency_key, listed
from services.oversight.casework import draws as drawing
from services.oversight.casework import inspections as casework
from services.oversight.casework import supervisors as appointing
from services.oversight.composition import Service
from services.oversight.schemas import inspections as schemas
from services.oversight.schemas import parts
from services.oversight.views import inspections, supervisors
from shared.web.api import ApiBlueprint
from shared.web.bodies import body_limit
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, SUPERVISOR, allow, signed_in

_PAGE = parts.ListQuery(only=["page"])


def register(api: ApiBlueprint, service: Service) -> None:
    _supervisors(api, service)
    _draws(api, service)
    _inspections(api, service)
    _hearings(api, service)


def _supervisors(api: ApiBlueprint, service: Service) -> None:
    @api.route("/supervisors")
    @allow(PUBLIC)
    @api.arguments(_PAGE, location="query")
    @api.response(200, parts.list_of(schemas.Term, "Supervisors"))
    def list_supervisors(query: Query) -> dict[str, Any]:
        """行风监督员及任期 · Supervisors and their terms, the latest appointment first"""
        return listed(service, query, lambda tx, limit, offset: supervisors.page(tx, limit=limit, offset=offset))

    @api.route("/supervisors", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.AppointSupervisor())
    @api.response(201, schemas.Term)
    def appoint_supervisor(given: dict[str, Any]) -> dict[str, Any]:
        """聘任 · Appoint a supervisor for a term, for the first time or again"""
        return appointing.appoint(service, signed_in(), given)

    @api.route("/supervisors/<string:name>/end", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.PublicReason())
    @api.response(200, schemas.Term)
    def end_appointment(given: dict[str, Any], name: str) -> dict[str, Any]:
        """提前解聘 · End an appointment before its time"""
        return appointing.end(service, signed_in(), name, given["reason"])


def _draws(api: ApiBlueprint, service: Service) -> None:
    @api.route("/draws/<int(min=2018, max=2100):year>")
    @allow(PUBLIC)
    @api.response(200, schemas.Draws)
    def read_draws(year: int) -> dict[str, Any]:
        """暗访抽签 · The year's draws: commitment, contribution, and once revealed what they gave"""
        return drawing.published(service, year)

    @api.route("/draws", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.CommitDraw())
    @api.response(201, schemas.Draws)
    def commit_draw(given: dict[str, Any]) -> dict[str, Any]:
        """承诺抽签 · Commit to the year's draw; it cannot be made again"""
        return drawing.commit(service, signed_in(), given["year"])

    @api.route("/draws/<int(min=2018, max=2100):year>/contribution", methods=("POST",))
    @allow(DISTRICT)
    @api.arguments(schemas.ContributeToDraw())
    @api.response(200, schemas.Draws)
    def contribute_to_draw(given: dict[str, Any], year: int) -> dict[str, Any]:
        """提供补充数 · Contribute to a committed draw; from then on it is decided"""
        return drawing.contribute(service, signed_in(), year, given["contribution"])

    @api.route("/draws/<int(min=2018, max=2100):year>/lost", methods=("POST",))
    @allow(DISTRICT)
    @api.arguments(schemas.PublicReason())
    @api.response(200, schemas.Draws)
    def declare_draw_lost(given: dict[str, Any], year: int) -> dict[str, Any]:
        """密数遗失 · Declare a draw lost whose secret cannot be read any more"""
        return drawing.declare_lost(service, signed_in(), year, given["reason"])


def _inspections(api: ApiBlueprint, service: Service) -> None:
    @api.route("/inspections")
    @allow(PUBLIC)
    @api.arguments(_PAGE, location="query")
    @api.response(200, parts.list_of(schemas.Inspection, "Inspections"))
    def list_inspections(query: Query) -> dict[str, Any]:
        """已完成的明察暗访 · Inspections carried out, the latest day first"""
        return listed(service, query, lambda tx, limit, offset: inspections.page(tx, limit=limit, offset=offset))

    @api.route("/inspections", methods=("POST",))
    @allow(SUPERVISOR)
    @body_limit(FILES_LIMIT)
    @api.arguments(schemas.FileInspection())
    @api.response(201, schemas.InspectionReport)
    def file_inspection(given: dict[str, Any]) -> dict[str, Any]:
        """提交督察报告 · File the report of an inspection; what was wrong becomes findings"""
        return casework.file_report(service, signed_in(), given, given["photographs"])

    @api.route("/inspections/<string:id>")
    @allow(LEADER, DISTRICT, OFFICER, SUPERVISOR)
    @api.response(200, schemas.InspectionReport)
    def read_inspection(id: str) -> dict[str, Any]:
        """督察报告 · A report: for the leading group, the district, the office inspected, and who filed it"""
        return casework.read(service, signed_in(), id)

    @api.route("/inspections/<string:id>/photographs/<string:photograph>")
    @allow(LEADER, DISTRICT, OFFICER, SUPERVISOR)
    @api.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
    def read_photograph(id: str, photograph: str) -> Response:
        """督察照片 · A photograph of a report, as a download"""
        return downloaded(casework.photograph(service, signed_in(), id, photograph))

    @api.route("/inspections/to-do")
    @allow(SUPERVISOR)
    @api.response(200, schemas.ToDoList)
    def list_to_do() -> dict[str, Any]:
        """我的督察 · What the supervisor who asks is to inspect"""
        return {"items": casework.to_do(service, signed_in())}

    @api.route("/inspections/years/<int(min=2018, max=2100):year>")
    @allow(PUBLIC)
    @api.response(200, schemas.InspectionYear)
    def read_year(year: int) -> dict[str, Any]:
        """年度督察与欠账 · What each office and village is owed in a year, has had, and lacks"""
        return casework.year(service, year)

    @api.route("/inspections/announced")
    @allow(PUBLIC)
    @api.arguments(_PAGE, location="query")
    @api.response(200, parts.list_of(schemas.Announcement, "Announcements"))
    def list_announced(query: Query) -> dict[str, Any]:
        """明察预告 · Open inspections that are announced and not carried out yet"""
        return listed(service, query, lambda tx, limit, offset: inspections.announced(tx, limit=limit, offset=offset))

    @api.route("/inspections/announced", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.AnnounceInspection())
    @api.response(201, schemas.Announcement)
    def announce_inspection(given: dict[str, Any]) -> dict[str, Any]:
        """预告明察 · Announce an open inspection"""
        return casework.announce(service, signed_in(), given)

    @api.route("/inspections/announced/<string:id>/withdraw", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.PublicReason())
    @api.response(200, schemas.Announcement)
    def withdraw_announcement(given: dict[str, Any], id: str) -> dict[str, Any]:
        """撤回预告 · Withdraw an announcement"""
        return casework.withdraw(service, signed_in(), id, given["reason"])


def _hearings(api: ApiBlueprint, service: Service) -> None:
    @api.route("/hearings-of-opinion")
    @allow(LEADER, DISTRICT, SUPERVISOR)
    @api.arguments(_PAGE, location="query")
    @api.response(200, parts.list_of(schemas.OpinionHearing, "OpinionHearings"))
    def list_hearings(query: Query) -> dict[str, Any]:
        """听取意见 · Hearings of opinion, the latest day first"""
        return listed(service, query, lambda tx, limit, offset: inspections.hearings(tx, limit=limit, offset=offset))

    @api.route("/hearings-of-opinion", methods=("POST",))
    @allow(LEADER, SUPERVISOR)
    @api.arguments(schemas.RecordHearing())
    @api.response(201, schemas.Recorded)
    def record_hearing(given: dict[str, Any]) -> dict[str, Any]:
        """登记一次听取意见 · Record a hearing of opinion"""
        return {"id": casework.record_hearing(service, signed_in(), given, idempotency_key())}
