"""Accounts for the operator: a page that works without JavaScript, and the same as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from shared.contracts.fields import Text
from shared.errors import Refusal
from shared.web.account_file import Change, Entry
from shared.web.api import ApiBlueprint
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.people import People, draw_password
from shared.web.roles import (
    CLERK,
    DISTRICT,
    LEADER,
    OFFICER,
    OPERATOR,
    REVIEWER,
    SUPERVISOR,
    Account,
    allow,
    signed_in,
)
from shared.web.templating import NavigationItem

ACCOUNTS: NavigationItem = ("accounts.list_accounts", "账户", "Accounts", frozenset({OPERATOR}))
PAGE = 50
"""Accounts on one page."""
_SHOWN_CHANGES = 20
ROLES = {
    OFFICER: ("经办人", "officer"),
    REVIEWER: ("审核员", "reviewer"),
    LEADER: ("领导小组", "leading group"),
    CLERK: ("村文书", "village clerk"),
    SUPERVISOR: ("行风监督员", "supervisor"),
    DISTRICT: ("区级监督", "district monitor"),
    OPERATOR: ("系统运维", "operator"),
}
_DONE = {
    "added": ("添加", "added"),
    "password": ("换密码", "new password"),
    "identity": ("换统一认证名", "other sign-in identity"),
    "disabled": ("停用", "disabled"),
    "enabled": ("启用", "enabled"),
    "removed": ("删除", "removed"),
}

Answer = str | Response | tuple[str, int]


class _Which(Schema):
    name = fields.String(
        required=True, validate=validate.Length(min=1, max=60), metadata={"description": "用户名 · the account's name"}
    )


class _New(_Which):
    display = Text(required=True, longest=60, metadata={"description": "姓名或称呼 · how pages call this person"})
    role = fields.String(
        required=True, validate=validate.OneOf(list(ROLES)), metadata={"description": "岗位 · the role"}
    )
    office = fields.String(
        load_default=None, metadata={"description": "机构代码 · the office's id, if the role has one"}
    )
    village = fields.String(
        load_default=None, metadata={"description": "村（居）代码 · id of the village, if the role has one"}
    )
    oidc = fields.String(
        load_default=None,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "统一认证中的名字，与用户名不同时填写 · the name at the sign-in service, if another"},
    )


class _ListQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class ShownAccount(Schema):
    """Somebody who can sign in."""

    name = fields.String(metadata={"description": "用户名 · the account's name"})
    display = fields.String(metadata={"description": "姓名或称呼 · how pages call this person"})
    role = fields.String(metadata={"description": "岗位 · the role"})
    office = fields.String(allow_none=True, metadata={"description": "机构代码 · id of the office"})
    village = fields.String(allow_none=True, metadata={"description": "村（居）代码 · id of the village"})
    oidc = fields.String(allow_none=True, metadata={"description": "统一认证中的名字 · name at the sign-in service"})
    password = fields.Boolean(metadata={"description": "是否有密码 · whether there is a password"})
    disabled = fields.Boolean(metadata={"description": "是否停用 · whether it is disabled"})
    changed_at = fields.String(allow_none=True, metadata={"description": "最近一次改动（UTC） · last change, UTC"})
    changed_by = fields.String(allow_none=True, metadata={"description": "谁改的 · who made it"})


class ShownAccounts(Schema):
    """A page of the list, by name."""

    items = fields.List(fields.Nested(ShownAccount))
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class DrawnPassword(Schema):
    """A new password. It is told once, here, and nowhere kept."""

    name = fields.String(metadata={"description": "用户名 · the account's name"})
    password = fields.String(
        allow_none=True,
        metadata={
            "description": "新密码，只显示这一次；只用统一认证时没有 · the new password, told this once; none where "
            "one signs in with the sign-in service only"
        },
    )


def accounts_pages(people: People) -> Blueprint:
    pages = Blueprint("accounts", __name__, url_prefix="/accounts")

    @pages.get("")
    @allow(OPERATOR)
    def list_accounts() -> str:
        return shown()

    def shown(**changed: Any) -> str:
        given = request.args.get("page", "1")
        number = max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else 1
        district, changes = people.district, people.contents().changes
        part: dict[str, Any] = {
            "errors": {},
            "given": {},
            "roles": ROLES,
            "done": _done,
            "offices": {office.id: t(office) for office in district.offices},
            "villages": {village.id: t(village) for village in district.villages if people.serves(village.id)},
            "changes": changes[: -_SHOWN_CHANGES - 1 : -1],
        }
        return render_template("accounts.html", **{**_listed(people, number), **part, **changed})

    @pages.post("")
    @allow(OPERATOR)
    def add() -> Answer:
        form = read_form(_New())
        if form.errors:
            return shown(errors=form.errors, given=form.given), 422
        try:
            drawn = _add(people, form.data)
        except Refusal as refusal:
            return shown(errors={"_schema": [t(refusal)]}, given=form.given), 422
        return render_template("account_drawn.html", **drawn), 201

    @pages.post("/password")
    @allow(OPERATOR)
    def draw() -> Answer:
        return settled(lambda name: render_template("account_drawn.html", **_draw(people, name)))

    @pages.post("/disable")
    @allow(OPERATOR)
    def disable() -> Answer:
        def done(name: str) -> Response:
            people.disable(name, by=signed_in().name)
            flash(t("已停用，此人立即退出。", "Disabled; the person is signed out at once."), "good")
            return redirect(url_for("accounts.list_accounts"), 303)

        return settled(done)

    @pages.post("/enable")
    @allow(OPERATOR)
    def enable() -> Answer:
        def done(name: str) -> Response:
            people.enable(name, by=signed_in().name)
            flash(t("已启用。", "Enabled."), "good")
            return redirect(url_for("accounts.list_accounts"), 303)

        return settled(done)

    def settled(change: Callable[[str], Answer]) -> Answer:
        """What ``change`` answers for the account named in the form; the list with a sentence where it refuses."""
        form: FormRead = read_form(_Which())
        try:
            return change(form.data.get("name", ""))
        except Refusal as refusal:
            flash(t(refusal), "bad")
            return redirect(url_for("accounts.list_accounts"), 303)

    return pages


def accounts_api(people: People) -> ApiBlueprint:
    api = ApiBlueprint("accounts-api", __name__, url_prefix="/api/accounts", description="账户 · Accounts")

    @api.route("")
    @allow(OPERATOR)
    @api.arguments(_ListQuery, location="query")
    @api.response(200, ShownAccounts)
    def list_accounts(query: dict[str, Any]) -> dict[str, Any]:
        """谁可以登录 · Who can sign in at this node"""
        return _listed(people, query["page"])

    @api.route("", methods=("POST",))
    @allow(OPERATOR)
    @api.arguments(_New)
    @api.response(201, DrawnPassword)
    def add(given: dict[str, Any]) -> dict[str, str | None]:
        """添加账户，密码由系统抽取 · Add an account; its password is drawn here

        岗位与机构、村（居）要相配（422 office-missing、village-missing、office-unfit、village-unfit）。 ·
        Role, office and village have to fit (422 office-missing, village-missing, office-unfit, village-unfit).
        """
        return _add(people, given)

    @api.route("/password", methods=("POST",))
    @allow(OPERATOR)
    @api.arguments(_Which)
    @api.response(200, DrawnPassword)
    def draw(given: dict[str, str]) -> dict[str, str | None]:
        """抽取新密码 · Draw a new password; sessions and tokens of the old one end"""
        return _draw(people, given["name"])

    @api.route("/disable", methods=("POST",))
    @allow(OPERATOR)
    @api.arguments(_Which)
    @api.response(200, ShownAccount)
    def disable(given: dict[str, str]) -> dict[str, Any]:
        """停用 · Disable an account (409 last-operator: nobody could let people in again)"""
        people.disable(given["name"], by=signed_in().name)
        return _one(people, given["name"])

    @api.route("/enable", methods=("POST",))
    @allow(OPERATOR)
    @api.arguments(_Which)
    @api.response(200, ShownAccount)
    def enable(given: dict[str, str]) -> dict[str, Any]:
        """启用 · Enable an account again"""
        people.enable(given["name"], by=signed_in().name)
        return _one(people, given["name"])

    return api


def _one(people: People, name: str) -> dict[str, Any]:
    contents = people.contents()
    return _row(contents.entries[name], contents.last_change(name))


def _add(people: People, given: dict[str, Any]) -> dict[str, str | None]:
    oidc, password = given.pop("oidc"), draw_password() if people.by_password else None
    people.add(Account(**given), password, by=signed_in().name, oidc=oidc)
    return {"name": given["name"], "password": password}


def _draw(people: People, name: str) -> dict[str, str | None]:
    password = draw_password()
    people.set_password(name, password, by=signed_in().name)
    return {"name": name, "password": password}


def _listed(people: People, number: int) -> dict[str, Any]:
    contents = people.contents()
    entries = sorted(contents.entries.values(), key=lambda entry: entry.account.name)
    items = [_row(entry, contents.last_change(entry.account.name)) for entry in entries[(number - 1) * PAGE :][:PAGE]]
    return {"items": items, "page": number, "pages": max(1, -(-len(entries) // PAGE)), "total": len(entries)}


def _row(entry: Entry, change: Change | None) -> dict[str, Any]:
    return {
        **asdict(entry.account),
        "oidc": entry.oidc,
        "password": entry.password is not None,
        "disabled": entry.disabled,
        "changed_at": change and change.at,
        "changed_by": change and change.by,
    }


def _done(did: str) -> str:
    """What a change was, as people say it."""
    what, _, role = did.partition(":")
    if what == "role":
        zh, en = ROLES.get(role, (role, role))
        return t(f"岗位改为{zh}", f"role: {en}")
    return t(*_DONE.get(what, (did, did)))
