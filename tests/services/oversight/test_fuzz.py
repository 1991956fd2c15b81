"""Whatever the OpenAPI document allows, and what it does not: the answer is as described, and a refusal stores nothing.

SUNSHINE_FUZZ is how many requests of each operation are tried, 2 if it is not set.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import FailureGroup, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.web.openapi import openapi_document
from tests.services.oversight.examples import CODE, posting_overdue, visit_rated
from tests.services.oversight.inspecting import announce, decide_draw

EXAMPLES = int(os.environ.get("SUNSHINE_FUZZ", "2"))
ASKERS = (None, "chen", "li", "zhao", "ding", "zhou", "ops")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _told(wrong):
    return "; ".join(str(one)[:300] for one in getattr(wrong, "exceptions", (wrong,)))


@pytest.fixture
def world(call, file, hear, clock, open_round, seal_key):
    """One of everything; returns what stands in addresses."""
    petitions, codes = zip(*(file() for _ in range(4)), strict=True)
    for petition, action, body in (
        (petitions[1], "accept", {}),
        (petitions[2], "accept", {}),
        (petitions[2], "investigate", {}),
        (petitions[2], "resolve", {"opinion": "经核实", "founded": False}),
        (petitions[3], "decline", {"reason": "before_court", "where_to_go": "法院"}),
    ):
        call("chen", "POST", f"/api/petitions/{petition}/{action}", body)
    hear(posting_overdue(clock.now()))
    finding = call("ding", "GET", "/api/findings")[1]["items"][0]["id"]
    hear(visit_rated(clock.now(), seal_key))
    rating = call("ding", "GET", "/api/bad-ratings")[1]["items"][0]["id"]
    decide_draw(call)
    announce(call, day="2026-03-02")
    return {
        "code": (*codes, CODE),
        "petition": petitions,
        "id": (*petitions, finding, rating, open_round()["id"], f"{petitions[0]}.1"),
    }


def test_every_answer_is_as_described_and_a_refusal_stores_nothing(app, service, call, world):
    tokens = {}

    def signed(who):
        if who is not None and who not in tokens:
            body = {"name": who, "password": f"sunshine-{who}"}
            tokens[who] = app.test_client().post("/api/tokens", json=body).get_json()["token"]
        return {"Authorization": f"Bearer {tokens[who]}"} if who else {}

    def position():
        with service.application.database.read() as tx:
            return tx.execute("SELECT max(position) FROM events")

    troubles = {}

    def fuzz(operation):
        @seed(1)
        @settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            asked=st.sampled_from(list(GenerationMode)).flatmap(operation.as_strategy),
            who=st.sampled_from(ASKERS),
            known=st.booleans(),
            pick=st.integers(0, 1000),
        )
        def ask(asked, who, known, pick):
            if known:
                for name in asked.path_parameters or {}:
                    if name in world:
                        asked.path_parameters[name] = world[name][pick % len(world[name])]
                if isinstance(asked.body, dict):
                    for name in set(asked.body) & {"code", "petition"}:
                        asked.body[name] = world[name][pick % len(world[name])]
            before = position()
            try:
                answer = asked.call(headers={**(asked.headers or {}), **signed(who)})
                asked.validate_response(answer, checks=CHECKS)
            except (Exception, FailureGroup) as wrong:
                troubles.setdefault((operation.label, type(wrong).__name__, _told(wrong)), (who, asked.body))
                return
            if answer.status_code >= 400:
                told = answer.json()
                if (
                    position() != before
                    or "code" not in told
                    or answer.headers["content-type"] != ["application/problem+json"]
                ):
                    troubles.setdefault((operation.label, "refusal", str(told)[:300]), (who, asked.body))

        ask()

    schema = schemathesis.openapi.from_dict(openapi_document(app))
    schema.app = app
    for result in schema.get_all_operations():
        fuzz(result.ok())
    assert not troubles, "\n".join(f"===== {where} {asked!r}"[:900] for where, asked in troubles.items())
