"""For programs that follow the site: what the Atom feeds and the site map say, by their structure."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from services.disclosure.pages import feeds
from tests.services.disclosure.examples import CIRCULAR_HEARD, TEXT
from tests.services.disclosure.ledger import BIRTHS

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def see(app):
    client = app.test_client()

    def look(path, status=200, **headers):
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        return answer

    return look


def entries(answer):
    return ET.fromstring(answer.data).findall(f"{ATOM}entry")


def said(element, name):
    return element.findtext(f"{ATOM}{name}")


def linked(feed, rel):
    return {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}.get(rel)


def test_a_feed_without_entries_is_a_whole_feed(see):
    answer = see("/atom.xml")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert said(feed, "id") == "http://disclosure.test/atom.xml"
    assert said(feed, "title") == "阳光镇公开"
    assert said(feed, "updated").startswith("1970-01-01T00:00:00")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "阳光镇"
    assert linked(feed, "self") == "http://disclosure.test/atom.xml"
    assert entries(answer) == []


def test_an_entry_has_the_address_of_its_page_for_ever_and_moves_up_when_corrected_or_withdrawn(
    see, call, publish, clock
):
    first = publish(body="一\n1 < 2 & 二")["id"]
    clock.advance(timedelta(hours=1))
    second = publish(title="另一项")["id"]
    assert [said(entry, "title") for entry in entries(see("/atom.xml"))] == ["另一项", TEXT.title]
    clock.advance(timedelta(hours=1))
    wanted = {"title": TEXT.title, "body": "均不收费，请举报。", "reason": "补充。"}
    call("li", "POST", f"/api/publications/{first}/correct", wanted)
    # A correction in the making is nothing that anybody was told.
    assert said(entries(see("/atom.xml"))[0], "title") == "另一项"
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        call(who, "POST", f"/api/publications/{first}/{step}", {})
    entry = entries(see("/atom.xml"))[0]
    assert said(entry, "id") == linked(entry, "alternate") == f"http://disclosure.test/publications/{first}"
    assert (said(entry, "published"), said(entry, "updated")) == (
        "2026-03-02T01:00:00+00:00",
        "2026-03-02T03:00:00+00:00",
    )
    assert said(entry, "summary") == "第 2 版，更正说明：补充。"
    assert entry.find(f"{ATOM}category").attrib["term"] == "fees"
    call("zhao", "POST", f"/api/publications/{second}/withdraw", {"reason": "依据已废止。"})
    entry = entries(see("/atom.xml"))[0]
    assert said(entry, "id").endswith(second)
    assert said(entry, "title") == "【已撤回】另一项"
    assert said(entry, "content") == "本公开已于 2026-03-02 撤回。理由：依据已废止。"
    assert TEXT.body not in see("/atom.xml").text


def test_what_somebody_wrote_stays_text_in_the_feed(see, publish):
    publish(title="甲 & 乙 < 丙", body="一 & 二\n**粗**")
    (entry,) = entries(see("/atom.xml"))
    assert said(entry, "title") == "甲 & 乙 < 丙"
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "一 &amp; 二" in content.text


def test_a_village_and_an_item_have_feeds_of_their_own(see, publish, hear):
    publish(title="洋畲的", villages=["yangshe"], item="births", figures=BIRTHS)
    hear(CIRCULAR_HEARD)
    titles = {
        path: [said(entry, "title") for entry in entries(see(path))]
        for path in (
            "/villages/yangshe/atom.xml",
            "/villages/hongmei/atom.xml",
            "/items/births/atom.xml",
            "/items/circular/atom.xml",
            "/items/fees/atom.xml",
        )
    }
    circular = "关于逾期答复的通报"
    assert list(titles.values()) == [[circular, "洋畲的"], [circular], ["洋畲的"], [circular], []]


def test_a_feed_is_not_sent_again_to_whoever_has_it(see, publish):
    publish()
    answer = see("/atom.xml")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert see("/atom.xml", 304, **{"If-None-Match": answer.headers["ETag"]}).data == b""
    publish()
    see("/atom.xml", 200, **{"If-None-Match": answer.headers["ETag"]})


def test_a_long_feed_goes_on_page_by_page(see, publish, monkeypatch):
    monkeypatch.setattr(feeds, "ENTRIES", 2)
    ids = [publish()["id"] for _ in range(3)]
    first = ET.fromstring(see("/atom.xml").data)
    rest = ET.fromstring(see(linked(first, "next").removeprefix("http://disclosure.test")).data)
    read = [said(entry, "id").rsplit("/", 1)[-1] for page in (first, rest) for entry in page.findall(f"{ATOM}entry")]
    assert read == ids[::-1]
    assert linked(rest, "next") is None
    assert linked(rest, "self") == linked(first, "next")
    assert said(rest, "id") == said(first, "id")


def test_a_feed_of_what_is_not_there_is_a_problem_for_programs_and_a_page_for_people(see):
    for path in ("/items/none/atom.xml", "/villages/none/atom.xml", "/sitemaps/7.xml", "/sitemaps/²7.xml"):
        assert see(path, 404).content_type == "application/problem+json"
        assert see(path, 404, Accept="text/html,*/*;q=0.8").content_type == "text/html; charset=utf-8"
    assert entries(see("/atom.xml?before=xx")) == []


def test_pages_tell_a_reader_where_their_feed_is(see):
    where = 'type="application/atom+xml"'
    assert where in see("/").text
    assert 'href="/items/births/atom.xml"' in see("/items/births").text


def test_the_site_map_leads_to_every_page_and_publication(see, publish, monkeypatch):
    monkeypatch.setattr(feeds, "LARGEST", 2)
    ids = [publish()["id"] for _ in range(3)]
    index = ET.fromstring(see("/sitemap.xml").data)
    files = [loc.text for loc in index.iter(f"{MAP}loc")]
    assert [name.rsplit("/", 1)[-1] for name in files] == ["pages.xml", "1.xml", "2.xml"]
    found = [
        loc.text
        for name in files
        for loc in ET.fromstring(see(name.removeprefix("http://disclosure.test")).data).iter(f"{MAP}loc")
    ]
    for path in ("/", "/boards", "/items/births", "/items/circular", *(f"/publications/{one}" for one in ids)):
        assert f"http://disclosure.test{path}" in found
    assert not [address for address in found if "/desk" in address or "/follow" in address]
    last = ET.fromstring(see("/sitemaps/2.xml").data)
    assert last.findtext(f"{MAP}url/{MAP}lastmod") == "2026-03-02T09:00:00+08:00"


def test_robots_are_told_what_is_open_and_what_is_not(see):
    told = see("/robots.txt").text.splitlines()
    assert told[0] == "User-agent: *"
    assert {"Disallow: /desk", "Disallow: /requests/follow", "Disallow: /sign-in", "Allow: /"} <= set(told)
    assert "Sitemap: http://disclosure.test/sitemap.xml" in told
