"""Publications on paper: one as a notice, and everything that should hang on a board as one print run."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.disclosure.composition import INFORMATION_OFFICE, Service
from services.disclosure.desk import boards as desk
from services.disclosure.desk import publications as published
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.pages.parts import page_asked
from services.disclosure.views import boards, publications
from services.disclosure.views.publication_shapes import Version, Whole
from shared.errors import NotFound, WrongState
from shared.notices import MOST_IN_A_RUN, FigureRow, Notice, signature
from shared.web.press import Press, size_asked
from shared.web.roles import PUBLIC, allow


def register(pages: Blueprint, service: Service) -> None:
    press, database, township = Press(), service.application.database, service.district.township_zh

    @pages.get("/publications/<string:id>/notice.pdf")
    @allow(PUBLIC)
    def notice(id: str) -> Response:
        """For one village's board, or the township's; of the present version where none is asked for."""
        place = request.args.get("village") or TOWNSHIP
        desk.check_place(service, place)
        whole, size = published.found(service, id, staff=False), size_asked()
        version = _version(whole, request.args.get("version"))
        if whole.withdrawn_on:
            raise WrongState(
                "publication-withdrawn",
                "这项公开已撤回，不能再张贴。",
                "It was withdrawn and is not to be posted any more.",
                state="withdrawn",
            )
        if version.closed_on:
            raise NotFound("version-closed", "这一版已封存。", "This version is closed.")
        return press.notice(_notice(service, whole, version, place), size)

    @pages.get("/boards/<string:place>/print-run.pdf")
    @allow(PUBLIC)
    def print_run(place: str) -> Response:
        """What has to hang on the board today; what is missing comes first."""
        desk.check_place(service, place)
        size, page, today = size_asked(), page_asked(), service.today()
        found = []
        with database.read() as tx:
            for line in boards.lines(tx, place, today, limit=MOST_IN_A_RUN, offset=(page - 1) * MOST_IN_A_RUN):
                whole = publications.one(tx, line.publication)
                for version in whole.versions if whole else ():
                    if whole and version.version == line.version and not version.closed_on:
                        found.append((whole, version))
        notices = [_notice(service, whole, version, place) for whole, version in found]
        board = township if place == TOWNSHIP else service.district.village(place).zh
        return press.run(notices, size, board=board, township=township, on=today)


def _version(whole: Whole, asked: str | None) -> Version:
    for version in whole.versions:
        if asked is None or asked == str(version.version):
            return version
    raise NotFound("unknown-version", "这项公开没有这一版。", "This publication has no such version.")


def _notice(service: Service, whole: Whole, version: Version, place: str) -> Notice:
    """A village's own addresses where they are known, else the township's page."""
    assert version.published_on is not None, "only published versions are printed"
    peer = service.node.peers.get(f"/feedback/{place}")
    its_own = peer.url.rstrip("/") if peer and peer.url else None
    newest = whole.present.version
    return Notice(
        office=_office(service, whole.item),
        township=service.district.township_zh,
        village=None if place == TOWNSHIP else service.district.village(place).zh,
        number=whole.number,
        version=version.version,
        published_on=version.published_on,
        title=version.title,
        body=version.body,
        page_address=f"{its_own or service.node.config.url}/publications/{whole.id}",
        survey_address=f"{its_own}/survey" if its_own else None,
        digest=version.digest or "",
        posting_due_on=version.posting_due_on,
        reason_of_correction=version.reason,
        figures=tuple(FigureRow(one.zh, one.unit, one.value) for one in version.figures),
        replaced_by=newest if newest != version.version else None,
    )


def _office(service: Service, item: str) -> str:
    found = service.catalogue.items.get(item)
    owner = found.owner if found else INFORMATION_OFFICE
    names = {office.id: office.zh for office in service.district.offices}
    return signature(service.district.township_zh, names.get(owner, ""))
