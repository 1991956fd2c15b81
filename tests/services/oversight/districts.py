"""Districts whose survey rounds live and pass in memory."""

from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import timedelta

from services.oversight.casework import results as casework
from services.oversight.domain.batch import Answered
from services.oversight.domain.quarter import quarter_named
from services.oversight.domain.survey_round import CloseRound, OpenRound, Plan, Question
from services.oversight.views import results as published
from tests.services.oversight.ballots import cast
from tests.simulation.database import Disk, MemoryDatabase

QUARTER = quarter_named("2060Q1")
VILLAGES = ("v1", "v2", "v3", "v4", "v5")
RATINGS, AWARENESS = ("q1", "q2"), ("k1", "k2")
OFFICES = ("family-planning-office", "service-station")


def ballots(random):
    """Up to nine, in which people leave out what they like."""
    for _ in range(random.randrange(10)):
        scores = {question: random.randint(1, 5) for question in RATINGS if random.random() < 0.8}
        yield Answered(scores, {each: random.random() < 0.5 for each in AWARENESS if random.random() < 0.8}, {})


class District:
    """Rounds of one quarter, and what is out of them at each moment."""

    def __init__(self, service):
        self.service, self.plans = service, {}
        service.application.database = MemoryDatabase(Disk())
        service.application.create_tables()
        self.given = defaultdict(list)
        """Round, village and handful -> the ballots in it, as everybody but the attacker knows them."""
        self.out = defaultdict(list)
        """Round -> what was out of it, moment after moment."""

    def do(self, aggregate, id, command):
        self.service.application.handle(aggregate, id, command, actor="test")

    def open(self, count, office):
        asked, now = self.service.application.ids.new(), self.service.clock.now()
        questions = [tuple(Question(each, each, each) for each in names) for names in (RATINGS, AWARENESS)]
        days = (now.date(), QUARTER.last)
        self.plans[asked] = Plan("评议", office, "residents", "residents", 1, *questions, VILLAGES[:count], *days)
        self.do("round", asked, OpenRound(self.plans[asked], "zhao", now))
        return asked

    def hear(self, asked, village, given, *, late=False, last=True):
        cast(self.service, asked, village, *given, last=last)
        # A handful of none has no row.
        handful = sum((asked, village, number) in self.given for number in range(9)) if late else 0
        if given or not late:
            self.given[asked, village, handful] += given

    def close(self, asked):
        self.do("round", asked, CloseRound("zhao", self.service.clock.now()))

    def look(self):
        while casework.publish_due(self.service):
            with self.service.application.database.read() as tx:
                out = [asked for asked in self.plans if published.published(tx, asked)]
            for asked in out:
                self.out[asked] += casework.read(self.service, asked)["rows"]

    def counts(self, asked, village, handful, question):
        said = [{**ballot.scores, **ballot.awareness} for ballot in self.given[asked, village, handful]]
        return Counter(int(each[question]) for each in said if question in each)

    def lived(self, rounds):
        """All close, some without the last ballots; those come late, after a week and handful by handful."""
        late = []
        for count, office, villages in rounds:
            asked = self.open(count, office)
            for village, handfuls in zip(VILLAGES[:count], villages, strict=False):
                first, *rest = [list(ballots(random)) for random in handfuls]
                self.hear(asked, village, first, last=not rest)
                late += [(asked, village, given) for given in rest]
            self.close(asked)
        self.look()
        self.service.clock.advance(timedelta(days=8))
        self.look()
        for asked, village, more in late:
            self.hear(asked, village, more, late=True)
            self.look()
        return self


@contextmanager
def remembering(service):
    """The service itself, whose log each District takes into memory; afterwards it has its own again."""
    disk = service.application.database
    yield service
    service.application.database = disk
