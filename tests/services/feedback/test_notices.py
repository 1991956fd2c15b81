"""A village's board on paper."""

import io

import pypdf

from tests.services.feedback.examples import FIGURES, published, published_with_figures, withdrawn


def sheets(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]


def test_a_villager_prints_a_notice_with_the_villages_own_addresses(client, hear):
    hear(published_with_figures(FIGURES, publication="births", item="births", title="一季度出生", body="数字如下："))
    (sheet,) = sheets(client.get("/board/births/notice.pdf?size=A3"))
    for said in ("一季度出生", "洋畲村公开栏", "阳光镇计生办", "—（小于五，合并）", "扫码看网页扫码评议"):
        assert said in sheet
    hear(withdrawn(publication="births"))
    assert client.get("/board/births/notice.pdf").status_code == 409
    assert client.get("/board/nothing/notice.pdf").status_code == 404


def test_the_clerk_prints_what_has_to_hang(browser, hear):
    hear(published(publication="p1", title="第一份"), published(publication="p2", title="第二份"))
    hear(published(publication="p3", title="撤回的"), withdrawn(publication="p3"))
    assert browser.get("/board/print-run.pdf").status_code in (302, 303, 401)
    browser.sign_in()
    browser.post("/clerk", {"version": "1"}, to="/clerk/publications/p1/posted")
    assert "only=to_post" in browser.get("/clerk").text
    run = sheets(browser.get("/board/print-run.pdf"))
    assert "共2份" in run[0]
    assert "撤回的" not in "".join(run)
    assert len(sheets(browser.get("/board/print-run.pdf?only=to_post&size=A3"))) in (2, 3)
