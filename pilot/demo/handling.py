"""Who handles it, and how long it may take: transfers, hand-overs, an extension; each with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pilot.demo.district import People
from pilot.demo.petitions import Filed, act, file, follow, petition_about, refused, with_code
from pilot.demo.story import Story

OFFICE = "family-planning-office"


def pass_on(story: Story, people: People) -> tuple[Filed, Filed]:
    """A claim whose time is extended, and one that Li's office has taken over and answered."""
    story.chapter("Whose matter is it? 转送、异议、交办。")
    sent_back = _claim(people, "独生子女证迟迟未补办", "证件遗失后申请补办，窗口三次让我改天再来。")
    taken = _claim(people, "手术费用没有报销", "节育手术的费用按公布的规定应当报销，至今没有结果。")
    _object_to_transfer(story, people, sent_back)
    _take_over(story, people, taken)
    _hand_over(story, people, sent_back)
    _extend(story, people, sent_back)
    return sent_back, taken


def answer_extended(story: Story, people: People, claim: Filed) -> None:
    """When the other claim is late, this one is not."""
    clock = _running(follow(people, claim))
    story.check("The claim whose time was extended is not late", clock["state"] == "running", clock)
    act(people.chen, claim, "resolve", opinion="档案已经调到，证件补办完毕，请来领取。", founded=True)
    told = follow(people, claim)
    story.check("and is answered in its time", told["status"] == "delivered", told)


def _object_to_transfer(story: Story, people: People, claim: Filed) -> None:
    due_on = follow(people, claim)["due_on"]
    act(people.chen, claim, "transfer", office=OFFICE, reason="证件补办由计生办负责")
    asked = follow(people, claim)
    story.check("A transfer may be objected to within 5 working days", asked["limit"] == "transfer_objection", asked)
    act(people.li_at_oversight, claim, "object", reason="补办窗口设在信访接待大厅，由信访办协调")
    back = follow(people, claim)
    story.check(
        "Li objects: it is the petition office's again, and its first clock runs on as if it had never stood still",
        (back["status"], back["limit"], back["due_on"]) == ("registered", "acceptance", due_on),
        back,
    )
    told = {one["what"]: one["why"] for one in back["history"]}
    story.check(
        "The petitioner reads both reasons",
        bool(told.get("petition-transferred") and told.get("transfer-objected")),
        back["history"],
    )


def _take_over(story: Story, people: People, claim: Filed) -> None:
    act(people.chen, claim, "transfer", office=OFFICE, reason="报销由计生办办理")
    act(people.li_at_oversight, claim, "take-over")
    lost = people.chen.ask("GET", f"/api/petitions/{claim.petition}")
    story.check("Another transfer is taken over; Chen does not see that petition any more", lost.status == 404, lost)
    act(people.li_at_oversight, claim, "accept")
    act(people.li_at_oversight, claim, "resolve", opinion="经核查，发票不全，不予报销。", founded=False)
    story.check("Li's office answers it", follow(people, claim)["status"] == "delivered")


def _hand_over(story: Story, people: People, claim: Filed) -> None:
    act(people.chen, claim, "accept")
    act(people.zhao, claim, "assign", handler="li")
    act(people.li_at_oversight, claim, "refuse", reason="本周下村，无法按时办理")
    still = people.chen.get(f"/api/petitions/{claim.petition}")
    story.check("A hand-over refused changes nothing", still["office"] == "petition-office", still)
    act(people.zhao, claim, "assign", handler="chen")
    before = people.chen.get(f"/api/petitions/{claim.petition}")["handler"]
    act(people.chen, claim, "take")
    after = people.chen.get(f"/api/petitions/{claim.petition}")["handler"]
    story.check("One accepted is whose it is from then on", (before, after) == (None, "chen"), (before, after))


def _extend(story: Story, people: People, claim: Filed) -> None:
    due_on = date.fromisoformat(follow(people, claim)["due_on"])
    too_long = refused(people.chen, claim, "request-extension", days=31, reason="需要时间")
    story.check("More than 30 days cannot be asked for", too_long == (422, "extension-too-long"), too_long)
    act(people.chen, claim, "request-extension", days=20, reason="需要到县档案馆调取原始登记材料")
    own = refused(people.chen, claim, "decide-extension", granted=True)
    story.check("Chen asks for 20 days more, and may not grant them", own[0] == 403, own)
    act(people.zhao, claim, "decide-extension", granted=True)
    told = follow(people, claim, explain=True)
    clock = _running(told)
    story.check(
        "Zhao grants them: 80 days are counted",
        sum(day["counted"] for day in clock["days"]) == 80 and told["due_on"] >= str(due_on + timedelta(days=19)),
        told["due_on"],
    )
    why = [one["why"] for one in told["history"] if one["what"] == "deadline-extended"]
    story.check("The petitioner reads why", why == ["需要到县档案馆调取原始登记材料"], told["history"])
    asked = act(people.chen, claim, "ask", question="请问遗失的证件大约是哪一年领的？")
    story.check("She is asked for more", asked["status"] == "accepted", asked)
    added = with_code(people, claim, "supplement", text="大约是二〇〇九年春天领的。")
    story.check("and adds it with her receipt code", len(added.body["supplements"]) == 2, added)


def _claim(people: People, title: str, text: str) -> Filed:
    return file(people.public("oversight"), petition_about("claim", OFFICE, title, text))


def _running(told: Any) -> Any:
    return told["clocks"][-1]
