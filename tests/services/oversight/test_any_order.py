"""In whatever order the villages' handfuls come, and however often: the counts and the results are the same."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.oversight.casework import results
from services.oversight.views import rated
from tests.services.oversight.ballots import cast
from tests.services.oversight.districts import OFFICES, QUARTER, VILLAGES, District, ballots, remembering

ASKED = 3


def told(random):
    """Each village's handfuls in its order, the last of which says so; also of a village that was not asked."""
    for village in VILLAGES[: ASKED + 1]:
        handfuls = [list(ballots(random)) for _ in range(random.randint(1, 4))]
        yield [(village, number, said, number == len(handfuls) - 1) for number, said in enumerate(handfuls)]


def shuffled(feeds, random):
    """Now this one's, now that one's, each in its order; and what was told before again and again."""
    waiting, seen = [list(feed) for feed in feeds], []
    while waiting := [feed for feed in waiting if feed]:
        seen.append(random.choice(waiting).pop(0))
        yield seen[-1]
        if random.random() < 0.5:
            yield random.choice(seen)


def lived_through(service, handfuls, closed_before):
    """What was counted of a round, what is out of it, and what the evaluation takes of it."""
    district = District(service)
    asked = district.open(ASKED, OFFICES[0])
    for number, (village, batch, said, last) in enumerate(handfuls):
        if number == closed_before:
            district.close(asked)
            district.look()
        cast(service, asked, village, *said, batch=f"{village}.{batch}", last=last)
    district.close(asked)
    district.look()
    with service.application.database.read() as tx:
        sql = "SELECT village, handful, kind, question, answer, count FROM survey_answers"
        counted = sorted(tx.execute(sql))
        evaluated = rated.counted(tx, str(QUARTER))
    found = results.read(service, asked)
    out = {name: found[name] for name in ("version", "missing", "turnout", "rows", "awareness")}
    return counted, out, evaluated


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 99_999), closed_before=st.integers(0, 12))
def test_the_counts_the_results_and_the_evaluation_are_the_same(service, seed, closed_before):
    feeds = list(told(Random(seed)))
    with remembering(service):
        in_order = lived_through(service, [handful for feed in feeds for handful in feed], 99)
        assert lived_through(service, list(shuffled(feeds, Random(seed + 1))), closed_before) == in_order
