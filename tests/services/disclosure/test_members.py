"""Disclosure follows oversight: whoever it lets in is spoken with, without a restart."""

from datetime import UTC, datetime

import pytest

from services.disclosure.domain.member import AdmitMember, MemberAdmitted, MemberShutOut, ShutOutMember, decide
from services.disclosure.policies.members import react
from shared.contracts import Heard
from shared.contracts.oversight import VILLAGE_JOINED, VILLAGE_SHUT_OUT
from shared.errors import Forbidden
from shared.messaging.keys import SigningKey

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = SigningKey("0a" * 32).public_hex


def told(type, source="/oversight", **more):
    return Heard(type, source, "shuikou", AT, {"village": "shuikou", **more})


def test_a_village_is_admitted_and_shut_out_once():
    assert decide("", AdmitMember(KEY, AT)) == [MemberAdmitted(KEY, AT)]
    assert decide(KEY, AdmitMember(KEY, AT)) == []
    assert decide(KEY, ShutOutMember(AT)) == [MemberShutOut(AT)]
    assert decide("", ShutOutMember(AT)) == []


def test_only_oversight_lets_a_village_in():
    with pytest.raises(Forbidden):
        list(react(told(VILLAGE_JOINED, "/feedback/yangshe", verify_key=KEY)))


def test_what_is_published_is_meant_for_it_too_and_no_more_once_it_is_shut_out(service):
    def hear(*messages):
        with service.application.unit(actor="/oversight") as unit:
            for message in messages:
                for do in react(message):
                    unit.do(do)
        service.node.peers.look_again(service.application.database, at_once=True)

    assert service.villages == ("yangshe", "hongmei")
    hear(told(VILLAGE_JOINED, verify_key=KEY))
    assert service.villages == ("yangshe", "hongmei", "shuikou")
    assert service.node.peers.get("/feedback/shuikou").verify_key.public_hex == KEY
    hear(told(VILLAGE_SHUT_OUT))
    assert service.villages == ("yangshe", "hongmei")
