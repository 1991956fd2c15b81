from services.feedback.ballots.casting import cast
from services.feedback.views import board
from tests.services.feedback.examples import closed_told, published, registered_told, round_told, withdrawn

TABLES = ("board", "board_versions", "readable", "rounds", "petitions")


def rows(service):
    with service.application.database.read() as tx:
        return {table: tx.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in TABLES}


def test_views_rebuilt_from_the_log_are_the_same(service, client, clerk, hear):
    hear(published(), round_told(), published(version=2), published(version=3, timing="ad_hoc"))
    (code,) = client.post("/api/codes", json={"round": "r1", "count": 1}, headers=clerk).json["codes"]
    given = {"round": "r1", "code": code, "scores": {"attitude": 2}, "awareness": {"knows-board": False}}
    assert client.post("/api/responses", json=given).status_code == 201
    assert client.post("/api/postings/p1", headers=clerk).status_code == 200
    petition = {"kind": "report", "about": "service-station", "title": "收费", "text": "多收了钱。"}
    filed = client.post("/api/petitions", json=petition).json["petition"]
    hear(registered_told(filed), withdrawn(), closed_told())
    assert cast(service) == 2
    before = rows(service)
    assert all(before.values())
    service.application.rebuild()
    assert rows(service) == before


def test_the_board_is_paged_newest_first_and_by_section(service, hear):
    for number in range(1, 8):
        timing = "long_term" if number > 5 else "periodic"
        hear(published(publication=f"p{number}", version=number, timing=timing))
    hear(withdrawn(publication="p1"))
    with service.application.database.read() as tx:
        current, total = board.newest(tx, 2, 3, "current")
        everything = board.newest(tx, 1, 20)
    assert ([each["publication"] for each in current], total) == (["p2"], 4)
    assert [each["publication"] for each in everything[0]] == ["p7", "p6", "p5", "p4", "p3", "p2", "p1"]
    assert everything[1] == 7


def test_a_withdrawn_publication_that_is_published_again_is_shown_again(service, hear):
    hear(published(), withdrawn(), published(version=2))
    with service.application.database.read() as tx:
        shown = board.one(tx, "p1")
    assert (shown["state"], shown["withdrawn_on"], shown["taken_down_on"]) == ("to_post", None, None)
