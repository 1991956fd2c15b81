"""Something heard in, commands out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256

import pytest

from services.oversight import policies
from services.oversight.composition import zh_name
from services.oversight.domain.bad_rating.clocks import CONTACT, RECTIFICATION, ClockMissed
from services.oversight.domain.bad_rating.commands import OpenBadRating
from services.oversight.domain.bad_rating.events import BadRatingAnswered, Given
from services.oversight.domain.circular import IssueCircular
from services.oversight.domain.dismissal import DismissFinding
from services.oversight.domain.finding import Facts, FindingClosed, OpenFinding
from services.oversight.domain.petition.commands import RegisterPetition
from services.oversight.domain.petition.events import DeadlineMissed, PetitionDeclined, ProvedTrue, RatingUpheld
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.response import CountResponse
from services.oversight.domain.visit import CountVisit, Visit
from services.oversight.policies.visits import Rated
from shared.district import load_district
from shared.errors import Forbidden
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.examples import (
    DATA,
    petition_filed,
    posting_miss_disproved,
    posting_overdue,
    request_overdue,
    response_recorded,
    township_posting_overdue,
    visit_rated,
)

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LIMITS = load_time_limits(DATA)
DISTRICT = load_district(DATA)
WORDS = policies.Words(
    partial(zh_name, DISTRICT), LIMITS, lambda told: sha256(told.encode()).hexdigest()[:20], "township-government"
)
KNOWN = Particulars("village", "claim", "service-station", "petition-office", "yangshe", T0.date(), "c", "h", "/x")

VISIT = Visit("service-station", "yangshe", 4, ("quick",), T0.date())
BAD = Given(replace(VISIT, level=1), None, False, False, False, (), "h")
OPENERS = policies.Openers(
    petition=lambda petition, village, sealed, on: KNOWN,
    ballot=lambda sealed: None,
    visit=lambda followed_as, village, sealed, on: Rated(BAD.visit, BAD) if sealed == "bad" else Rated(VISIT, None),
)


def react(heard):
    return list(policies.react(WORDS, OPENERS, heard))


def own(event, id="p1"):
    return list(policies.react_to_own(WORDS, id, event))


def missed(limit="acceptance"):
    deadline = LIMITS.deadline(limit, T0)
    return DeadlineMissed(deadline, "report", "family-planning-office", deadline.due_at, ())


def test_a_petition_filed_at_a_village_is_registered_as_of_its_filing():
    [do] = react(petition_filed(T0, sealed="box"))
    assert (do.aggregate, do.id, do.command) == ("petition", "p-village", RegisterPetition(KNOWN, T0))


def test_a_response_is_counted():
    [do] = react(response_recorded(T0))
    assert (do.aggregate, do.id) == ("response", "a1")
    assert isinstance(do.command, CountResponse)
    assert do.command.answers.scores == {"attitude": 4, "satisfied": 4}


@pytest.mark.parametrize("heard", [petition_filed(T0, sealed="box"), response_recorded(T0)])
def test_a_village_may_not_speak_for_another(heard):
    with pytest.raises(Forbidden, match="not-its-village"):
        react(replace(heard, source="/feedback/hongmei"))


def test_a_rated_visit_is_counted_and_a_bad_one_followed_under_a_name_that_does_not_tell_which():
    [do] = react(visit_rated(T0, sealed="good"))
    assert (do.aggregate, do.id, do.command) == ("visit", "yangshe.v1", CountVisit(VISIT))
    counting, following = react(visit_rated(T0, sealed="bad"))
    assert counting.command == CountVisit(BAD.visit)
    assert (following.aggregate, following.command) == ("bad_rating", OpenBadRating(BAD))
    assert "v1" not in following.id
    assert following.id == react(visit_rated(T0, sealed="bad"))[1].id


@pytest.mark.parametrize(("limit", "undone"), [(CONTACT, "回访"), (RECTIFICATION, "整改答复")])
def test_a_bad_rating_that_is_left_lying_opens_a_finding_that_names_office_and_quarter_alone(limit, undone):
    deadline = LIMITS.deadline(limit, T0)
    missed = ClockMissed(deadline, "service-station", deadline.due_at, ())
    [first], [again] = own(missed, "b1"), own(missed, "b1")
    assert first == again
    facts = first.command.facts
    assert (facts.kind, facts.origin, facts.about) == ("overdue", "missed_deadline", "service-station")
    assert facts.text == f"2026年第一季度，服务所有一件窗口服务差评没有在规定期限内{undone}。"


def test_a_bad_rating_that_was_right_becomes_a_finding_once():
    answered = BadRatingAnswered("a1", "service-station", "yangshe", "put_right", "已改。", "zhao", T0)
    [do] = own(answered, "b1")
    assert (do.command.facts.kind, do.command.facts.origin) == ("dissatisfaction", "bad_rating")
    assert own(replace(answered, answer="a2", at=T0 + timedelta(days=9)), "b1")[0].id == do.id
    assert own(replace(answered, outcome="nothing_to_do"), "b1") == []


def test_an_overdue_board_opens_a_finding_about_the_village():
    [do] = react(posting_overdue(T0))
    assert isinstance(do.command, OpenFinding)
    assert do.command.facts.about == "yangshe"
    assert do.command.facts.text == "《收费依据标准》（第1版）应于2026年3月4日前在洋畲村公开栏张榜，到期没有张榜回执。"


def test_a_miss_that_was_none_dismisses_the_finding_that_it_had_opened():
    [opened], [do] = react(posting_overdue(T0)), react(posting_miss_disproved(T0))
    assert (do.aggregate, do.id) == (opened.aggregate, opened.id)
    assert isinstance(do.command, DismissFinding)
    assert "2026年3月4日已经张榜" in do.command.reason


def test_the_townships_own_overdue_board_opens_a_finding_about_the_office_at_its_head():
    [do] = react(township_posting_overdue(T0))
    assert do.command.facts.about == "township-government"
    assert do.command.facts.text == "《收费依据标准》（第1版）应于2026年3月4日前在镇公开栏张榜，到期没有张榜。"


@pytest.mark.parametrize("told", [posting_miss_disproved(T0), township_posting_overdue(T0)])
def test_only_disclosure_says_what_its_boards_have_missed(told):
    with pytest.raises(Forbidden, match="not-disclosure"):
        react(replace(told, source="/feedback/yangshe"))


def test_an_unanswered_request_for_information_opens_a_finding_about_the_office_in_its_quarter():
    [do] = react(request_overdue(T0))
    assert do.command.facts.origin == "overdue_request"
    assert do.command.facts.text == "2026年第一季度，镇政府党政办有一件政府信息公开申请没有在规定期限内答复。"
    assert "第三十三条" in do.command.facts.basis
    assert react(request_overdue(T0))[0].id == do.id


def test_only_disclosure_tells_of_requests_for_information():
    with pytest.raises(Forbidden, match="not-disclosure"):
        react(replace(request_overdue(T0), source="/feedback/yangshe"))


def test_a_missed_clock_opens_a_finding_that_names_no_petition():
    [do] = own(missed())
    assert isinstance(do.command, OpenFinding)
    assert do.command.facts.text == "2026年第一季度，计生办有一件信访事项没有在规定期限内告知是否受理。"
    assert do.command.facts.basis == "《信访工作条例》第二十二条、第二十三条"
    assert "p1" not in do.id


def test_the_same_evidence_always_opens_the_same_finding():
    assert own(missed()) == own(missed())
    assert own(missed())[0].id != own(missed(), "p2")[0].id
    assert own(missed())[0].id != own(missed("resolution"))[0].id


@pytest.mark.parametrize("limit", ["enquiry", "resolution", "promise_60"])
def test_a_missed_clock_does_not_tell_a_report_from_a_claim_nor_when_it_was_filed(limit):
    [do] = own(missed(limit))
    due = missed(limit).deadline.due_on
    quarter = "一二"[(due.month - 1) // 3]
    assert do.command.facts.text == f"2026年第{quarter}季度，计生办有一件信访事项没有在规定期限内办理完毕。"
    assert do.command.facts.basis == "《信访工作条例》和服务承诺关于办理期限的规定"


def test_an_upheld_rating_is_a_finding_about_the_office_that_handled_it():
    [do] = own(RatingUpheld("petition-office", 2, "zhao", T0))
    facts = do.command.facts
    assert (facts.kind, facts.origin, facts.about) == ("dissatisfaction", "bad_rating", "petition-office")
    assert facts.text == "2026年第一季度，信访办办理的一件信访事项，群众评价不满意，经核实评价属实。"


@pytest.mark.parametrize("kind", ["claim", "report", "suggestion"])
def test_what_proved_true_is_a_finding_that_does_not_tell_how_it_was_known(kind):
    [do] = own(ProvedTrue(kind, "family-planning-office", "unlawful_fee", T0))
    facts = do.command.facts
    assert (facts.kind, facts.origin, facts.evidence) == ("unlawful_fee", "petition_proved", "p1/proved")
    assert facts.text == "群众反映计生办存在“违规收费”问题，经调查属实。"


def test_petitions_merged_into_one_are_one_finding_when_they_prove_true():
    proved = ProvedTrue("claim", "family-planning-office", "unlawful_fee", T0)
    assert own(proved)[0].id == own(proved, "p2")[0].id
    assert own(proved)[0].id != own(replace(proved, at=T0 + timedelta(hours=1)))[0].id


def test_the_same_time_limit_missed_twice_in_one_petition_is_two_findings():
    again = replace(missed(), deadline=LIMITS.deadline("acceptance", T0 + timedelta(days=20)))
    assert own(missed())[0].id != own(again)[0].id


def test_a_finding_closed_again_gives_a_circular_that_says_so():
    facts = Facts("overdue", "missed_deadline", "family-planning-office", "到期未完成。", "条例", "p1/acceptance")
    [do] = own(FindingClosed(facts, "已受理。", "zhao", T0, 2, "并未受理"), "f1")
    assert do.command.round == 2
    assert do.command.content.title == "关于计生办“超期未办”问题重新查处整改情况的通报"
    assert "三、重新查处的原因\n此前已通报整改，后查明不实：并未受理\n四、整改\n已受理。" in do.command.content.body


def test_a_closed_finding_goes_into_the_years_register():
    facts = Facts("overdue", "missed_deadline", "family-planning-office", "到期未完成。", "条例", "p1/acceptance")
    [do] = own(FindingClosed(facts, "已受理。", "zhao", datetime(2026, 12, 31, 17, 0, tzinfo=UTC)), "f1")
    assert (do.aggregate, do.id) == ("circulars", "2027")
    assert isinstance(do.command, IssueCircular)
    assert do.command.content.title == "关于计生办“超期未办”问题查处整改情况的通报"
    assert do.command.content.body == "一、问题\n到期未完成。\n二、依据\n条例\n三、整改\n已受理。"
    assert do.command.round == 1
    assert "p1" not in do.command.content.body


def test_other_events_cause_nothing():
    assert own(PetitionDeclined("before_court", "法院", "chen", T0)) == []
