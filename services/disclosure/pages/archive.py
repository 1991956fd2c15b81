"""The archive: every published version at an address of its own, for ever, and what changed from one to the next."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.desk.closing import closable, close, refuse_closed
from services.disclosure.difference import compared
from services.disclosure.pages.parts import Page, tried
from services.disclosure.schemas.publications import Reason
from services.disclosure.views.publication_shapes import Version, Whole
from shared.errors import NotFound
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import LEADER, PUBLIC, allow, may, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/publications/<string:id>/versions/<string:number>")
    @allow(PUBLIC)
    def version(id: str, number: str) -> Page:
        """The text as it was said, whatever came of it later."""
        whole = desk.found(service, id, staff=False)
        said = numbered(whole, number)
        able = may(LEADER) and closable(whole, said)
        return render_template("disclosure/version.html", whole=whole, said=said, later=_after(whole, said), able=able)

    @pages.get("/publications/<string:id>/changes/<string:number>")
    @allow(PUBLIC)
    def changes(id: str, number: str) -> Page:
        whole = desk.found(service, id, staff=False)
        new = numbered(whole, number)
        old = next((one for one in whole.versions if one.version < new.version), None)
        if old is None:
            raise NotFound(
                "no-earlier-version",
                "第 1 版之前没有更早的版本，没有可比较的。请看第 1 版全文。",
                "There is nothing before version 1 to compare it with. Read version 1 itself.",
            )
        for version in (new, old):
            refuse_closed(version)
        found = compared(old.text, new.text)
        return render_template("disclosure/changes.html", whole=whole, old=old, new=new, comparison=found)

    @pages.get("/desk/<string:id>/versions/<string:number>/close")
    @allow(LEADER)
    def confirm_closing(id: str, number: str) -> Page:
        whole = desk.found(service, id)
        return render_template("disclosure/close.html", whole=whole, said=numbered(whole, number), given={}, errors={})

    @pages.post("/desk/<string:id>/versions/<string:number>/close")
    @allow(LEADER)
    def close_version(id: str, number: str) -> Page:
        whole, form = desk.found(service, id), read_form(Reason())
        said = numbered(whole, number)

        def do() -> None:
            close(service, signed_in().name, id, said.version, form.data["reason"])

        if refused := tried(form, do):
            shown = render_template(
                "disclosure/close.html", whole=whole, said=said, given=form.given, errors=refused[0]
            )
            return shown, 422
        flash(t("已封存，各村也会收到。", "Closed. The villages are told too."), "good")
        return redirect(url_for("pages.version", id=id, number=number), 303)


def numbered(whole: Whole, number: str) -> Version:
    """The published version of that number. Raises NotFound (``unknown-version``)."""
    for version in whole.versions:
        if str(version.version) == number:
            return version
    last = whole.present.version
    raise NotFound(
        "unknown-version",
        f"没有这一版。这项公开有第 1 到第 {last} 版，请改用其中的编号。",
        f"There is no such version. This publication has versions 1 to {last}.",
        versions=last,
    )


def _after(whole: Whole, said: Version) -> Version | None:
    """The version that corrected it."""
    return next((one for one in reversed(whole.versions) if one.version > said.version), None)
