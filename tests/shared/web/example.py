"""One small example service, as a person sees it and as a program sees it."""

from pathlib import Path

from flask import Blueprint, flash, redirect, render_template_string, request, url_for
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from shared.errors import Forbidden, Invalid, NotFound, TooMany, Unauthorised, WrongState
from shared.web.accounts import hash_password
from shared.web.api import ApiBlueprint
from shared.web.bodies import body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import Both
from shared.web.roles import LEADER, OFFICER, PEER, PUBLIC, allow, signed_in

PASSWORD = "sunshine-2026"
HASH = hash_password(PASSWORD)
KINDS = [("claim", "申诉求决"), ("enquiry", "咨询")]
FORM = Path(__file__).with_name("form.html").read_text()


class Note(Schema):
    """A note, as it is sent."""

    title = fields.String(required=True, validate=validate.Length(1, 20), metadata={"description": "标题 · the title"})
    count = fields.Integer(validate=validate.Range(0, 9))
    kind = fields.String(validate=validate.OneOf(["a", "b"]))
    on = fields.Date()
    tags = fields.List(fields.String(validate=validate.Length(max=3, error=Both("最多 {max} 字", "At most {max}"))))

    @validates_schema
    def not_forbidden(self, data, **_):
        if data.get("title") == "forbidden":
            raise ValidationError(Both("不行", "No"), "title")


class NoteForm(Schema):
    title = fields.String(required=True, validate=validate.Length(max=20))
    text = fields.String(load_default="")
    kind = fields.String(required=True, validate=validate.OneOf([kind for kind, _ in KINDS]))
    mark = fields.Integer()
    villages = fields.List(fields.String(), load_default=list)


REFUSALS = {
    "invalid": (422, Invalid("bad-thing", "这个不对", "This is wrong", errors={"x": ["y"]})),
    "unauthorised": (401, Unauthorised("who", "您是谁", "Who are you")),
    "forbidden": (403, Forbidden("no", "不可以", "You may not")),
    "missing": (404, NotFound("gone", "没有", "None")),
    "state": (409, WrongState("late", "已办结", "It is closed", state="closed")),
    "many": (429, TooMany("slow", "太快了", "Too fast", retry_after=7)),
}


def example_pages():
    pages = Blueprint("pages", __name__)
    form = {"kinds": KINDS, "errors": {}, "given": {}}

    @pages.get("/")
    @allow(PUBLIC)
    def home():
        return render_template_string(
            '{% extends "base.html" %}{% block main %}<p>{{ t("你好", "Hello") }}</p>{% endblock %}'
        )

    @pages.get("/write")
    @allow(PUBLIC)
    def write():
        return render_template_string(FORM, **form)

    @pages.post("/write")
    @allow(PUBLIC)
    def written():
        read = read_form(NoteForm())
        if read.errors:
            return render_template_string(FORM, **{**form, "errors": read.errors, "given": read.given}), 422
        flash(f"{read.data}", "good")
        return redirect(url_for("pages.home"), 303)

    @pages.get("/desk/<id>")
    @allow(OFFICER, LEADER)
    def desk(id):
        return f"desk {id} of {signed_in().display}"

    @pages.post("/desk/<id>")
    @allow(OFFICER)
    def work(id):
        return "done"

    @pages.get("/refuse/<which>", endpoint="refuse")
    @pages.get("/api/refuse/<which>", endpoint="api_refuse")
    @allow(PUBLIC)
    def refuse(which):
        if which == "crash":
            raise RuntimeError("secret inside")
        raise REFUSALS[which][1]

    @pages.post("/api/files")
    @body_limit(2_000_000, fields=200_000)
    @allow(PUBLIC)
    def files():
        kinds = [type(sent.stream).__name__ for sent in request.files.getlist("files")]
        return {"sizes": [len(content) for content in uploads("files")], "kinds": kinds}

    @pages.post("/inbox")
    @body_limit(600_000)
    @allow(PEER)
    def inbox():
        return {"read": len(request.get_data())}

    return pages


def example_api():
    api = ApiBlueprint("notes", __name__, url_prefix="/api/notes", description="便条 · Notes")

    @api.route("", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(Note)
    @api.response(201, Note)
    def create(given):
        """写一张便条 · Write a note

        谁都可以写 · Anybody may.
        """
        return given

    @api.route("/<string:id>")
    @api.response(200, Note)
    @allow(OFFICER)
    def read(id):
        """读一张便条 · Read a note"""
        return {"title": signed_in().name}

    return api
