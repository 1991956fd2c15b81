"""The archive: every published version at an address of its own, for ever, and what changed from one to the next."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.difference import compared
from services.disclosure.pages.parts import Page
from services.disclosure.views.publication_shapes import Version, Whole
from shared.errors import NotFound
from shared.web.roles import PUBLIC, allow


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/publications/<string:id>/versions/<string:number>")
    @allow(PUBLIC)
    def version(id: str, number: str) -> Page:
        """The text as it was said, whatever came of it later."""
        whole = desk.found(service, id, staff=False)
        said = numbered(whole, number)
        return render_template("disclosure/version.html", whole=whole, said=said, later=_after(whole, said))

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
        found = compared(old.text, new.text)
        return render_template("disclosure/changes.html", whole=whole, old=old, new=new, comparison=found)


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
