"""Of whoever asks for information no word lies about, and what is erased is gone with every key that is left."""

import json
import shutil

import pytest

from pilot.people import TOWNSHIP_PEOPLE
from pilot.provision import provision
from services.disclosure.composition import compose
from services.disclosure.desk import request_filing, request_following
from services.disclosure.desk import requests as desk
from services.disclosure.schemas.requests import NewRequest
from shared.config import SHIPPED_DATA
from shared.district import load_district
from shared.operations.backup import backup_to
from shared.web.roles import OFFICER, REVIEWER, Account
from tests.privacy.conftest import _config
from tests.privacy.needles import search
from tests.privacy.places import databases, files, readable
from tests.privacy.recovering import Keys, read_with, tokens

LI = Account("li", "李干事", OFFICER, None, None)
WANG = Account("wang", "王审核员", REVIEWER, None, None)
ASKED = {
    "applicant": "person",
    "name": "欧阳建国",
    "contact": "洋畲村水口巷三号",
    "wanted": "前年冬天水口巷道路修缮的招标结果和验收记录",
    "form": "electronic",
}
QUESTION = "请写明是哪一段道路，或者写明验收的年份。"
MORE = "从祠堂门口到渡口的那一段，两千零二十四年验收。"
OPINION = "施工队认为报价属于商业秘密，不同意公开。"
ANSWERS = ("施工合同没有保存，按规定告知。", "验收记录随信附上，请查收。")
WORDS = [ASKED["name"], ASKED["contact"], ASKED["wanted"], QUESTION, MORE, OPINION, *ANSWERS]


@pytest.fixture
def office(tmp_path, clock):
    """Disclosure on real files, all of them below one folder."""
    folder = tmp_path / "district"
    place, *_ = provision(folder, load_district(SHIPPED_DATA), lambda name: f"http://{name}.test", ["yangshe"])
    rows = [
        {"name": one.name, "display": one.display, "role": one.role, "office": one.office} for one in TOWNSHIP_PEOPLE
    ]
    place.accounts.write_text(json.dumps({"accounts": rows}))
    service = compose(_config(place, clock))
    yield service, folder
    service.application.database.close()
    service.keys.close()
    shutil.rmtree(folder)


def lived(service):
    """A request with everything that can be written on one; its id and its code."""
    receipt = request_filing.file_request(service, NewRequest().load(ASKED), None, None)
    request, code = receipt["request"], receipt["receipt_code"]
    today = service.today()

    def act(who, name, **given):
        desk.act(service, who, request, name, given)

    act(LI, "take")
    act(LI, "ask-correction", question=QUESTION)
    request_following.act(service, "correct", {"code": code, "text": MORE}, "203.0.113.7")
    act(LI, "consult", whom="third_party", text=OPINION, sent_on=today, received_on=today)
    act(LI, "end-consultation", opinion="objects", text=OPINION, answered_on=today)
    act(LI, "answer", outcome="not_held", text=ANSWERS[0])
    act(WANG, "return", reason="请再找找。")
    act(LI, "answer", outcome="granted", text=ANSWERS[1])
    act(WANG, "approve", draft=2)
    desk.read_text(service, LI, request, "邮寄答复")
    return request, code


def test_nothing_of_an_applicant_lies_about_before_or_after_erasure(office):
    service, folder = office
    request, code = lived(service)
    for moment in ("before", "after"):
        backup_to(service.application, folder / f"disclosure-{moment}.gz")
        places = [*files(folder), *databases(folder)]
        assert search([*WORDS, code, code.replace(" ", "")], places) == []
        readable_now = read_with(Keys().take(folder), tokens(readable(folder)))
        found = [word for word in WORDS if word in readable_now]
        if moment == "before":
            assert found == WORDS, "with the keys, while they are there, all of it is read"
            request_following.act(service, "erase", {"code": code}, "203.0.113.7")
            assert service.keys.erased(request)
        else:
            assert found == []
