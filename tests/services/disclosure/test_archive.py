"""What was once said stays at its address and never changes; and what changed from one version to the next."""

import pytest

from tests.services.disclosure.examples import TEXT

CHANGED = "均不收费，请举报。"


@pytest.fixture
def corrected(call, publish):
    """A publication of two versions."""
    where = f"/api/publications/{publish()['id']}"
    wanted = {"title": TEXT.title, "body": CHANGED, "reason": "补充举报办法。", "villages": ["yangshe", "hongmei"]}
    assert call("li", "POST", f"{where}/correct", wanted)[0] == 201
    for who, step in (("li", "submit"), ("wang", "approve"), ("wang", "publish")):
        assert call(who, "POST", f"{where}/{step}", {})[0] == 200
    return where.rsplit("/", 1)[-1]


@pytest.fixture
def see(app):
    client = app.test_client()

    def look(path, status=200, **headers):
        answer = client.get(path, headers={"Accept-Language": "en", **headers})
        assert answer.status_code == status, answer.text
        return answer

    return look


def test_an_old_version_stays_readable_at_its_address_and_says_what_holds_now(see, corrected):
    old = see(f"/publications/{corrected}/versions/1").text
    for named in (
        TEXT.body,
        "corrected on 2 Mar 2026 by version 2",
        "补充举报办法。",
        f'href="/publications/{corrected}"',
    ):
        assert named in old
    assert CHANGED not in old
    new = see(f"/publications/{corrected}/versions/2").text
    assert CHANGED in new
    assert "This version holds now." in new


def test_a_withdrawn_version_says_so_and_why(see, call, corrected):
    call("zhao", "POST", f"/api/publications/{corrected}/withdraw", {"reason": "依据已废止。"})
    for number in (1, 2):
        shown = see(f"/publications/{corrected}/versions/{number}").text
        assert "withdrawn on 2 Mar 2026" in shown
        assert "依据已废止。" in shown


def test_the_difference_is_marked_by_words_and_strokes(see, corrected):
    shown = see(f"/publications/{corrected}/changes/2").text
    assert "(added: </span>，请举报<span" in shown
    assert "<del>" in shown
    assert shown.count("<ins>") == 2  # the one in the legend, and the one that was added


def test_who_approves_a_correction_is_shown_what_it_changes(app, call, publish):
    where = publish()["id"]
    wanted = {"title": TEXT.title, "body": CHANGED, "reason": "补充。"}
    call("li", "POST", f"/api/publications/{where}/correct", wanted)
    call("li", "POST", f"/api/publications/{where}/submit", {})
    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    client.post("/sign-in", data={"csrf_token": token, "name": "wang", "password": "sunshine-wang"})
    for path in (f"/desk/{where}", f"/desk/{where}/approve"):
        shown = client.get(path, headers={"Accept-Language": "en"}).text
        assert "Compared with the published version 1" in shown
        assert "(added: </span>，请举报<span" in shown


@pytest.mark.parametrize("number", ["3", "0", "-1", "01", "1.5", "²", "one", "9" * 40])
def test_a_version_that_is_not_there_is_told_with_those_that_are(see, corrected, number):
    for path in (f"/publications/{corrected}/versions/{number}", f"/publications/{corrected}/changes/{number}"):
        assert "This publication has versions 1 to 2." in see(path, 404).text


def test_before_the_first_version_there_is_nothing_to_compare(see, corrected):
    assert "Read version 1 itself" in see(f"/publications/{corrected}/changes/1", 404).text


def test_a_draft_has_no_version_that_the_public_could_read(see, call):
    drafted = call("li", "POST", "/api/publications", {"item": "fees", "title": TEXT.title, "body": TEXT.body})[1]
    see(f"/publications/{drafted['id']}/versions/1", 404)
    see("/publications/none/versions/1", 404)
