"""The read models: rebuilt they are the same, on either database; and the clocks that still run."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.disclosure.composition import compose
from services.disclosure.desk import catalogue as desk_catalogue
from services.disclosure.desk import publications as desk
from services.disclosure.views import postings, publications
from shared.contracts.feedback import RECEIPT_GIVEN
from shared.messaging.keys import load_secrets
from shared.receipts import receipt_text
from tests.services.disclosure.examples import BETTER, CIRCULAR_HEARD, IDENTITY, RECEIPT, TEXT
from tests.services.disclosure.ledger import BIRTHS, settle

TABLES = (
    *("publications", "versions", "public_record", "readable", "audiences", "postings", "deadlines"),
    *("catalogue_versions", "catalogue_items", "law_changes", "obligations", "clocks"),
    *("receipts", "carriers"),
)
GIVEN = {"item": "fees", "title": TEXT.title, "body": TEXT.body}
CORRECTION = {"title": BETTER.title, "body": BETTER.body, "reason": "补充举报办法。"}


@pytest.fixture(params=["sqlite", "postgres"])
def either(request, config):
    if request.param == "postgres":
        config = replace(config, database=request.getfixturevalue("postgres_url"))
    composed = compose(config)
    settle(composed)
    yield composed
    composed.application.database.close()


def published(service, **changed):
    publication = desk.draft(service, "li", {**GIVEN, **changed}, None)
    approved(service, publication)
    return publication


def approved(service, publication):
    desk.submit(service, "li", publication, {})
    desk.approve(service, "wang", publication, {})
    desk.publish(service, "li", publication, {})


def hear(service, heard):
    data = service.application.blueprint.hears[heard.type].dump(heard.data)
    message = {"type": heard.type, "source": heard.source, "subject": heard.subject, "data": data}
    with service.application.database.write() as tx:
        service.application.apply_messages(tx, [{**message, "time": heard.time.isoformat()}])


def posted(service, publication, version, village="yangshe"):
    data = {**RECEIPT.data, "publication": publication, "version": version, "village": village}
    hear(service, replace(RECEIPT, source=f"/feedback/{village}", data=data))


def signed(service, publication, version, medium="paper", village="yangshe", on=date(2026, 3, 3), photograph=""):
    """The village's endpoint gives a receipt, by its own key."""
    said = {"publication": publication, "version": version, "medium": medium, "given_on": on, "village": village}
    said |= {"digest": "d", "photograph": photograph}
    folder = service.node.config.secrets.parent.parent
    key = load_secrets(folder / village / "secrets.json").signing_key
    data = said | {"signature": key.sign(receipt_text(said).encode())}
    hear(service, replace(RECEIPT, type=RECEIPT_GIVEN, source=f"/feedback/{village}", data=data))


def rows(service):
    with service.application.database.read() as tx:
        return {table: sorted(tx.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def test_rebuilt_from_the_log_the_views_are_the_same(either, clock):
    one = published(either)
    desk.correct(either, "li", one, CORRECTION, None)
    desk.submit(either, "li", one, {})
    desk.send_back(either, "wang", one, {"reason": "请核对。"})
    desk.rewrite(either, "li", one, {**CORRECTION, "title": "新的标题"})
    approved(either, one)
    posted(either, one, 2)
    signed(either, one, 2)
    two = published(either, villages=["yangshe"])
    desk.correct(either, "li", two, CORRECTION, None)
    clock.advance(timedelta(days=5))
    settle(either)
    desk_catalogue.note_law_change(either, "li", ("fees",), "省价格目录", date(2026, 3, 6))
    settle(either)
    desk.withdraw(either, "zhao", two, {"reason": "依据已废止。"})
    hear(either, CIRCULAR_HEARD)
    blocked = {**CIRCULAR_HEARD.data, "circular": "c2", "body": IDENTITY}
    hear(either, replace(CIRCULAR_HEARD, data=blocked))
    before = rows(either)
    assert all(before.values())
    either.application.rebuild()
    assert rows(either) == before


def test_a_missed_receipt_is_recorded_at_its_legal_moment_and_once(service, clock):
    settle(service)
    publication = published(service)
    clock.advance(timedelta(days=10))
    assert settle(service) == 3
    with service.application.database.read() as tx:
        missed = service.application.history(tx, "posting", f"{publication}.yangshe")[-1]
        told = tx.execute("SELECT line FROM outbox ORDER BY sequence")
    assert missed.name == "posting-missed"
    # 24:00 on Wednesday 4 March in China; noticed a week later.
    assert missed.occurred_at == datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
    assert missed.recorded_at == clock.now()
    assert [("posting-overdue" in line) for (line,) in told] == [False, False, True, True, True]


def test_it_is_not_overdue_before_midnight_in_china(service, clock):
    settle(service)
    published(service)
    clock.move_to(datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC))
    assert settle(service) == 0
    clock.move_to(datetime(2026, 3, 4, 16, 0, tzinfo=UTC))
    assert settle(service) == 3


def test_a_receipt_for_a_later_version_settles_the_earlier_one_too(service, clock):
    publication = published(service, villages=["yangshe"])
    desk.correct(service, "li", publication, CORRECTION, None)
    approved(service, publication)
    posted(service, publication, 2)
    with service.application.database.read() as tx:
        found, _ = postings.of_publication(tx, publication, now=clock.now(), today=date(2026, 3, 2))
    of_village = [(one.version, one.state, one.shown) for one in found if one.village == "yangshe"]
    assert of_village == [(2, "posted", True), (1, "posted", False)]
    settle(service)
    clock.advance(timedelta(days=10))
    assert settle(service) == 2, "the township's own board has posted neither"


def test_lists_are_paged_and_sorted_by_what_moved_last(service):
    ids = [published(service) for _ in range(3)]
    with service.application.database.read() as tx:
        found = publications.listed(tx, states=("published",), limit=2, offset=0)
        rest = publications.listed(tx, states=("published",), limit=2, offset=2)
    assert found.total == rest.total == 3
    assert [row.id for row in (*found.rows, *rest.rows)] == ids[::-1]


def test_a_correction_does_not_count_as_the_figures_of_a_new_quarter(service, clock):
    publication = published(service, item="births", figures=BIRTHS)
    clock.advance(timedelta(days=40))
    desk.correct(service, "li", publication, CORRECTION, None)
    approved(service, publication)
    with service.application.database.read() as tx:
        newest = publications.newest_of_item(tx, "births")
    assert newest.published_on == date(2026, 3, 2)
