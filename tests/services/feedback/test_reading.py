"""What villagers find on their board: by words, by item, by date."""

import pytest

from shared.operations.rebuild import rebuild
from tests.services.feedback.examples import FIGURES, published, published_with_figures, withdrawn


@pytest.fixture
def board(hear):
    hear(
        published(publication="p1"),
        published_with_figures(FIGURES, publication="births", item="births", title="一季度出生", body="只有**数字**。"),
        published(publication="fees", item="fees", title="不收费", body="搭车收费请拨12345。"),
    )


@pytest.fixture
def find(client):
    """``find("收费")`` -> ids."""

    def ask(q, **asked):
        answer = client.get("/api/search", query_string={"q": q, **asked})
        assert answer.status_code == 200, answer.json
        return [hit["publication"] for hit in answer.json["hits"]]

    return ask


def test_the_board_is_searched_by_one_and_two_characters(board, find, hear, client):
    assert find("费") == find("收费") == find("收费 12345") == ["fees"]
    assert find("三胞胎") == find("2026-17") == find("数字") == ["births"]
    hear(published(publication="fees", version=2, item="fees", title="免费", body="一律免费。"))
    assert (find("12345"), find("免费")) == ([], ["fees"])
    hear(withdrawn(publication="fees"))
    assert (find("免费"), find("免费", withdrawn="true")) == ([], ["fees"])
    assert client.get("/api/search?q=").status_code == 422
    page = client.get("/search", query_string={"q": "免费", "withdrawn": "1"}).text
    assert "一律<mark>免费</mark>。" in page
    assert "已撤回" in page


def test_the_board_is_listed_by_item_and_date(board, client):
    def listed(**asked):
        page = client.get("/publications", query_string=asked).text
        return [each for each in ("births", "fees", "p1") if f'href="/publications/{each}"' in page]

    everything = client.get("/publications").text
    assert listed() == ["births", "fees", "p1"]
    assert "人口出生情况" in everything
    assert "2026年" in everything
    assert listed(item="births") == ["births"]
    assert listed(year="2026", month="3") == ["births", "fees", "p1"]
    assert listed(year="2025") == listed(item='"') == []


def test_what_is_found_is_the_same_after_a_rebuild(board, find, service):
    assert rebuild(service.application).differing == ()
    with service.application.database.write() as tx:
        tx.execute("DELETE FROM readable WHERE publication = 'fees'")
    assert find("收费") == []
    assert rebuild(service.application).differing == ("readable",)
    assert find("收费") == ["fees"]
