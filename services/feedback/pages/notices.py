"""The board on paper: one publication as a notice for everybody, and for the clerk all that has to hang there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.feedback.composition import Service
from services.feedback.items import ItemName
from services.feedback.views import board
from shared.errors import NotFound, WrongState
from shared.eventlog import Transaction
from shared.notices import MOST_IN_A_RUN, FigureRow, Notice, signature
from shared.web.press import Press, size_asked
from shared.web.roles import CLERK, PUBLIC, allow


def register(pages: Blueprint, service: Service, names: Mapping[str, ItemName]) -> None:
    press, database = Press(), service.application.database

    @pages.get("/board/<publication>/notice.pdf")
    @allow(PUBLIC)
    def notice(publication: str) -> Response:
        size = size_asked()
        with database.read() as tx:
            posting = board.one(tx, publication)
            if posting["withdrawn_on"]:
                raise WrongState(
                    "publication-withdrawn",
                    "这条内容已撤回，不能再张贴。",
                    "It was withdrawn and is not to be posted any more.",
                    state="withdrawn",
                )
            if posting["title"] == board.CLOSED:
                raise NotFound("version-closed", "这条内容已封存。", "It is closed.")
            found = _notice(service, names, tx, posting)
        return press.notice(found, size)

    @pages.get("/board/print-run.pdf")
    @allow(CLERK)
    def print_run() -> Response:
        """What has to hang, what is not up yet first; that alone with ``?only=to_post``."""
        size, page = size_asked(), request.args.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        with database.read() as tx:
            to_hang = board.to_hang(
                tx, max(number, 1), MOST_IN_A_RUN, only_to_post=request.args.get("only") == board.TO_POST
            )
            notices = [_notice(service, names, tx, posting) for posting in to_hang]
        township = service.district.township_zh
        return press.run(notices, size, board=service.village.zh, township=township, on=service.today())


def _notice(service: Service, names: Mapping[str, ItemName], tx: Transaction, posting: board.Posting) -> Notice:
    url, township, publication = service.node.config.url, service.district.township_zh, posting["publication"]
    offices = {office.id: office.zh for office in service.district.offices}
    item = names.get(posting["item"])
    return Notice(
        office=signature(township, offices.get(item.owner if item else "", "镇政府")),
        township=township,
        village=service.village.zh,
        number=posting["number"] or None,
        version=posting["version"],
        published_on=date.fromisoformat(posting["published_on"]),
        title=posting["title"],
        body=posting["body"],
        page_address=f"{url}/publications/{publication}",
        survey_address=f"{url}/survey",
        digest=service.application.state(tx, "posting", publication).digest,
        posting_due_on=date.fromisoformat(posting["posting_due_on"]),
        reason_of_correction=posting["reason"] or None,
        figures=tuple(FigureRow(one["zh"], one["unit"], one["value"]) for one in posting["figures"]),
    )
