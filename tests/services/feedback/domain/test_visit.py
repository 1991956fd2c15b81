from datetime import date

from services.feedback.domain import visit, window
from services.feedback.domain.visit import RateVisit, VisitRated
from services.feedback.domain.window import HandOutSlips, SlipsHandedOut, SlipsVoided, VoidSlips
from shared.decider import Decider
from tests.services.feedback.examples import AT, ON

RATED = VisitRated("c2VhbGVk", ON, AT)


def test_a_visit_is_rated_once():
    decider = Decider(False, visit.decide, visit.evolve)
    assert visit.decide(decider.fold([]), RateVisit("c2VhbGVk", ON, AT)) == [RATED]
    assert visit.decide(decider.fold([RATED]), RateVisit("b3RoZXI", ON, AT)) == []


def test_slips_are_handed_out_as_often_as_somebody_prints_them():
    decider = Decider(None, window.decide, window.evolve)
    out = SlipsHandedOut(24, date(2026, 4, 1), AT)
    assert window.decide(decider.fold([out]), HandOutSlips(24, date(2026, 4, 1), AT)) == [out]
    assert window.decide(decider.fold([out]), VoidSlips(8, AT)) == [SlipsVoided(8, AT)]
