"""What came of the survey rounds, once it is out: of a round, a village, a question; over time; in words; as files."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request

from services.oversight.api.parts import ONLOOKERS, page_of
from services.oversight.casework import comparison, results, survey_texts
from services.oversight.composition import Service
from services.oversight.domain.results import EVERYWHERE, FEWEST
from services.oversight.pages import result_files
from services.oversight.pages.lists import page_number
from services.oversight.questionnaires import SCALE
from services.oversight.views.answers import RATING
from shared.errors import NotFound
from shared.web import spreadsheets
from shared.web.roles import PUBLIC, allow, current_account, signed_in

Json = dict[str, Any]


def register(pages: Blueprint, service: Service) -> None:
    @pages.context_processor
    def of_results() -> Json:
        return {"scale": SCALE, "fewest": FEWEST}

    @pages.get("/rounds/<id>/villages/<village>")
    @allow(PUBLIC)
    def results_of_village(id: str, village: str) -> str:
        found = results.read(service, id, village)
        return render_template("oversight/results_village.html", village=village, **found, parts=_parts(found))

    @pages.get("/rounds/<id>/questions/<question>")
    @allow(PUBLIC)
    def results_of_question(id: str, question: str) -> str:
        """One question in all villages."""
        found = results.read(service, id, questions=(question,))
        asked = next(
            (one for kind in ("questions", "awareness") for one in found["round"][kind] if one["id"] == question), None
        )
        if asked is None:
            raise NotFound("unknown-question", "这轮评议没有问这一题。", "This round did not ask that question.")
        together = next(row for row in found["rows"] if row["village"] == EVERYWHERE)
        shown = _paged([row for row in found["rows"] if row["village"] != EVERYWHERE])
        return render_template(
            "oversight/results_question.html", **{**found, **shown}, question=asked, together=together
        )

    @pages.get("/rounds/<id>/texts/<question>")
    @allow(*ONLOOKERS)
    def read_texts(id: str, question: str) -> str:
        found = survey_texts.heading(service, signed_in(), id, question)
        shown = page_of(page_number(), partial(survey_texts.page, service, id, question))
        return render_template("oversight/results_texts.html", **found, **shown)

    @pages.get("/rounds/<id>/results.<any(csv, xlsx):suffix>")
    @allow(PUBLIC)
    def download_results(id: str, suffix: str) -> Response:
        found = results.read(service, id)
        if suffix == "csv":
            content, media_type = result_files.as_csv(service, found), spreadsheets.CSV_TYPE
        else:
            content, media_type = result_files.as_book(service, found), spreadsheets.XLSX_TYPE
        answer = Response(content, content_type=media_type)
        name = f"ratings-{found['round']['closes_on']}-{id[:8]}.{suffix}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    @pages.get("/ratings/<office>")
    @allow(PUBLIC)
    def compare_rounds(office: str) -> str:
        village = request.args.get("village", EVERYWHERE)
        if village != EVERYWHERE:
            service.district.village(village)
        found = comparison.over_rounds(service, office, request.args.get("audience"), village)
        return render_template("oversight/results_over_time.html", **found)


def shown_results(service: Service, id: str) -> str:
    """A round that is out: all together, and its villages with what is known in each."""
    found = results.read(service, id, EVERYWHERE)
    of_villages = results.read(service, id, questions=())
    rates = {(one["village"], one["version"]): one for one in of_villages["awareness"]}
    villages = [
        {**one, "awareness": rates[one["village"], one["version"]]}
        for one in of_villages["turnout"]
        if one["village"] != EVERYWHERE
    ]
    shown = _paged(villages)
    reads_texts = bool(found["round"]["texts"]) and survey_texts.may_read(service, current_account(), found["round"])
    return render_template(
        "oversight/results.html",
        **{**found, "missing": of_villages["missing"], **shown},
        parts=_parts(found),
        together=found["turnout"][-1],
        reads_texts=reads_texts,
    )


def _paged(rows: list[Json]) -> Json:
    return page_of(page_number(), lambda limit, offset: (rows[offset : offset + limit], len(rows)))


def _parts(found: Json) -> list[Json]:
    """What was published at each time, of the one village or all together, by question."""
    asked = {
        (kind, one["id"]): one
        for kind, part in ((RATING, "questions"), ("awareness", "awareness"))
        for one in found["round"][part]
    }
    village = found["turnout"][0]["village"]
    return [
        {
            **turnout,
            "rows": [
                {**row, "words": asked[row["kind"], row["question"]]}
                for row in found["rows"]
                if (row["village"], row["version"]) == (village, turnout["version"])
            ],
            "awareness": next(
                one for one in found["awareness"] if (one["village"], one["version"]) == (village, turnout["version"])
            ),
        }
        for turnout in found["turnout"]
        if turnout["village"] == village
    ]
