"""What people and programs are told while the database is full or away."""

import apsw
import pytest
from flask import Blueprint

from shared.web.roles import PUBLIC, allow
from tests.shared.web.test_errors import ENGLISH, assert_problem

TROUBLES = {"full": (apsw.FullError, "disk-full", "磁盘已满"), "away": (apsw.BusyError, "database-away", "数据库暂时")}


@pytest.fixture(params=TROUBLES)
def trouble(request):
    return request.param


@pytest.fixture
def troubled(make, trouble):
    error = TROUBLES[trouble][0]
    pages = Blueprint("troubled", "troubled")

    def fail():
        raise error("database or disk is unusable")

    for path in ("/write-it", "/api/write-it"):
        pages.get(path, endpoint=path.strip("/").replace("/", "_"))(allow(PUBLIC)(fail))
    return make(blueprints=[pages], api_blueprints=[], navigation=[], health=fail, gauges=fail).test_client()


@pytest.mark.parametrize("chinese", [True, False])
def test_a_program_is_told_to_send_it_again(troubled, trouble, chinese):
    response = troubled.get("/api/write-it", headers={} if chinese else ENGLISH)
    assert_problem(response, 503, TROUBLES[trouble][1], chinese)
    assert int(response.headers["Retry-After"]) > 0


def test_a_person_is_told_on_a_page(troubled, trouble):
    response = troubled.get("/write-it")
    assert (response.status_code, response.mimetype) == (503, "text/html")
    assert TROUBLES[trouble][2] in response.text
    assert "unusable" not in response.text


def test_health_answers_all_the_same_and_says_what_is_wrong(troubled, trouble):
    response = troubled.get("/healthz")
    assert response.status_code == 200
    assert response.json == {"service": "/feedback/yangshe", "status": "attention", "database": trouble}


def test_metrics_answer_all_the_same(troubled):
    assert "sunshine_database_up 0.0" in troubled.get("/metrics").text
