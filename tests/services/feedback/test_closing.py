"""A version that the township closes is shown on this village's board no longer, nor is the photograph of its paper."""

from datetime import date
from pathlib import Path

import pytest

from services.feedback import hanging
from services.feedback.domain.posting import CloseVersion, Posting, PublicationNotified, VersionClosed, decide, evolve
from services.feedback.views import board
from tests.services.feedback.examples import AT, notified, published, version_closed, withdrawn

PLACE = (Path(__file__).parents[1] / "oversight" / "samples" / "place.jpg").read_bytes()
SECRET = "泄露的内容"


def rows(service):
    with service.application.database.read() as tx:
        return [tx.execute(f"SELECT * FROM {table}") for table in ("board", "board_versions", "readable")]


def test_an_old_version_is_closed_and_the_present_one_stays(service, client, hear):
    hear(published(title=f"{SECRET}一", body=f"{SECRET}二"), published(version=2, body="说到做到。"), version_closed())
    for path in ("/publications/p1", "/api/board/p1"):
        shown = client.get(path).text
        assert SECRET not in shown
        assert "含有个人信息" in shown
    assert "说到做到。" in client.get("/publications/p1").text
    assert client.get("/search?q=说到做到").text.count("big-link") == 1


def test_a_withdrawn_version_is_closed_with_its_photograph_and_found_no_more(service, client, clerk, hear):
    hear(published(title=f"{SECRET}一", body=f"{SECRET}二"))
    hanging.post(service, "p1", 1, PLACE, "clerk")
    assert client.get("/board/p1/photograph").status_code == 200
    hear(withdrawn(), version_closed())
    for path in ("/", "/publications/p1", "/api/board", "/?section=withdrawn", "/clerk"):
        assert SECRET not in client.get(path).text
    assert client.get("/board/p1/photograph").status_code == 404
    assert f"{SECRET}一" not in client.get(f"/search?q={SECRET}&withdrawn=1").text
    before = rows(service)
    service.application.rebuild()
    assert rows(service) == before
    with service.application.database.read() as tx:
        assert board.one(tx, "p1")["title"] == board.CLOSED


def test_what_is_closed_already_or_never_came_changes_nothing(hear, service):
    hear(published(), version_closed(villages=("hongmei",)))
    with service.application.database.read() as tx:
        assert board.one(tx, "p1")["title"] != board.CLOSED


@pytest.mark.parametrize(
    ("given", "version", "then"),
    [
        ([notified(2)], 1, [VersionClosed(1, "含有个人信息。", date(2026, 3, 11), AT)]),
        ([notified(2), VersionClosed(1, "含有个人信息。", date(2026, 3, 11), AT)], 1, []),
        ([notified(1)], 2, []),
        ([], 1, []),
    ],
)
def test_a_board_closes_a_version_that_it_knows_once(given: list[PublicationNotified], version, then):
    state = Posting()
    for event in given:
        state = evolve(state, event)
    assert decide(state, CloseVersion(version, "含有个人信息。", date(2026, 3, 11), AT)) == then
