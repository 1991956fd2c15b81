"""Publications on paper: what everybody may print, what nobody may any more, and a whole board."""

import io

import pypdf


def sheets(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]


def test_everybody_prints_a_publication_for_a_board(app, publish):
    published, client = publish(title="收费标准公布", body="生育登记**不收费**。")["id"], app.test_client()
    (sheet,) = sheets(client.get(f"/publications/{published}/notice.pdf?village=yangshe"))
    for said in ("收费标准公布", "生育登记不收费。", "阳光镇计生办", "洋畲村公开栏", "第1版", "扫码评议"):
        assert said in sheet
    own = client.get(f"/publications/{published}/notice.pdf?size=A3")
    assert "阳光镇公开栏" in sheets(own)[0]
    assert "扫码评议" not in sheets(own)[0]
    again = client.get(f"/publications/{published}/notice.pdf?size=A3", headers={"If-None-Match": own.headers["ETag"]})
    assert again.status_code == 304
    assert f"/publications/{published}/notice.pdf?size=A4" in client.get(f"/publications/{published}").text


def test_an_older_version_says_that_it_does_not_hang_any_more(app, call, publish):
    published = publish()["id"]
    corrected = {"title": "收费标准", "body": "更正后的文字。", "reason": "前一版有误。"}
    assert call("li", "POST", f"/api/publications/{published}/correct", corrected)[0] == 201
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        call(who, "POST", f"/api/publications/{published}/{step}", {})
    client = app.test_client()
    assert "第2版，更正：前一版有误。" in sheets(client.get(f"/publications/{published}/notice.pdf"))[0]
    assert "本版已由第2版代替" in sheets(client.get(f"/publications/{published}/notice.pdf?version=1"))[0]
    assert client.get(f"/publications/{published}/notice.pdf?version=3").status_code == 404


def test_what_is_not_published_or_is_withdrawn_is_not_printed(app, call, publish):
    client = app.test_client()
    draft = call("li", "POST", "/api/publications", {"item": "fees", "title": "草稿", "body": "还没有公开。"})[1]["id"]
    assert client.get(f"/publications/{draft}/notice.pdf").status_code == 404
    published = publish()["id"]
    assert client.get(f"/publications/{published}/notice.pdf?size=A5").status_code == 422
    assert client.get(f"/publications/{published}/notice.pdf?village=nowhere").status_code in (404, 422)
    call("zhao", "POST", f"/api/publications/{published}/withdraw", {"reason": "有误。"})
    assert client.get(f"/publications/{published}/notice.pdf").status_code == 409


def test_a_whole_board_is_printed_as_one_file_with_a_list(app, publish):
    publish(title="收费标准公布")
    publish(title="办事程序公布", item="procedures")
    run = sheets(app.test_client().get("/boards/yangshe/print-run.pdf"))
    assert "洋畲村公开栏张榜清单" in run[0]
    assert "共2份" in run[0]
    assert len(run) == 3
    assert "共0份" in sheets(app.test_client().get("/boards/yangshe/print-run.pdf?page=2"))[0]
