"""What search engines may read of a village, and where it is."""

from xml.etree import ElementTree as ET

from tests.services.feedback.examples import published

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def test_the_site_map_leads_to_the_board_and_what_is_on_it_and_not_to_codes(client, hear):
    hear(published())
    found = [one.text for one in ET.fromstring(client.get("/sitemap.xml").data).iter(LOC)]
    assert {"http://yangshe.test/", "http://yangshe.test/petition", "http://yangshe.test/publications/p1"} <= set(found)
    assert not [address for address in found if "clerk" in address or "survey" in address]


def test_robots_are_told_what_to_leave_alone(client):
    told = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /clerk", "Disallow: /survey", "Sitemap: http://yangshe.test/sitemap.xml"} <= set(told)
