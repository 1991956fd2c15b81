"""What else comes over the counter: photographs, letters in bulk, the same matter twice, second thoughts."""

from __future__ import annotations

from base64 import b64decode

from pilot.demo.district import People
from pilot.demo.petitions import Filed, act, file, follow, petition_about, refused, with_code
from pilot.demo.story import Story

PHOTOGRAPH = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_LETTERS = """渠道,收到时间,类别,反映单位,标题,内容,姓名
来信,{day},意见建议,服务所,建议延长夏季服务时间,夏天收工晚，窗口能否开到晚上七点。,郭桂香
来信,{day},意见建议,服务所,建议把公开栏装上遮雨棚,雨天公开栏的纸都淋湿了，看不清楚。,何永福
来信,{day},意见建议,计生办,建议宣传册用大字,老人家看不清宣传册上的小字。,罗玉珍
"""


def file_the_first(story: Story, people: People) -> Filed:
    """The petition into which another one is merged two days later."""
    text = "村卫生室的叶酸已经断货两个月，多次询问都说没有到货，请尽快补上。"
    return file(
        people.public("oversight"), petition_about("suggestion", "service-station", "村卫生室叶酸断货两个月", text)
    )


def work(story: Story, people: People, first: Filed, claim: Filed) -> None:
    story.chapter("Over the counter. 附件、批量登记、并案、撤回。")
    _attach(story, people, claim)
    _import(story, people)
    _merge(story, people, first)
    _withdraw(story, people)


def _attach(story: Story, people: People, claim: Filed) -> None:
    people.public("oversight").attach("/api/petitions/follow/attachments", "receipt.png", PHOTOGRAPH, code=claim.code)
    kept = people.chen.get(f"/api/petitions/{claim.petition}")["attachments"]
    story.check(
        "She adds a photograph with her receipt code",
        [(one["media_type"], one["by"]) for one in kept] == [("image/png", "petitioner")],
        kept,
    )


def _import(story: Story, people: People) -> None:
    letters = _LETTERS.format(day=story.now.date().isoformat())
    taken = people.chen.post("/api/petitions/import", csv=letters)
    story.check("Three letters are registered from one file", taken["imported"] == 3, taken)
    again = people.chen.ask("POST", "/api/petitions/import", csv=letters)
    story.check("The same file is not taken twice", (again.status, again.code) == (409, "already-imported"), again)
    for receipt in taken["receipts"]:
        letter = Filed(receipt["petition"], receipt["receipt_code"].replace(" ", ""))
        act(people.chen, letter, "accept")
        act(people.chen, letter, "resolve", opinion="建议很好，已经采纳，谢谢。", founded=True)


def _merge(story: Story, people: People, first: Filed) -> None:
    text = "我也想问叶酸的事：村卫生室的叶酸断货两个月了，多次询问都说没有到货。"
    second = file(people.public("oversight"), petition_about("suggestion", "service-station", "村卫生室没有叶酸", text))
    alike = people.chen.post(f"/api/petitions/{second.petition}/same-matter")
    story.check("Another one reads like one that runs", first.petition in [one["petition"] for one in alike], alike)
    act(people.chen, second, "merge", petition=first.petition)
    due = [follow(people, each)["due_on"] for each in (first, second)]
    story.check("They are merged; each receipt shows its own clock", due[0] < due[1], due)
    act(people.chen, first, "accept")
    act(people.chen, first, "resolve", opinion="叶酸已经补货，村卫生室凭身份证领取。", founded=True)
    told = [follow(people, each) for each in (first, second)]
    story.check(
        "What is answered to one is answered to both", all("补货" in (each["opinion"] or "") for each in told), told
    )


def _withdraw(story: Story, people: People) -> None:
    regretted = file(
        people.public("oversight"),
        petition_about("suggestion", "service-station", "想了想还是算了的一件事", "说出来怕得罪人，还是不说了。"),
    )
    early = with_code(people, regretted, "erase")
    story.check("While it runs its words are needed", (early.status, early.code) == (409, "still-running"), early)
    with_code(people, regretted, "withdraw")
    erased = with_code(people, regretted, "erase").body
    story.check(
        "Who withdraws it can have it erased, with the receipt code alone",
        (erased["status"], erased["erased"]) == ("withdrawn", True),
        erased,
    )
    gone = refused(people.zhao, regretted, "text", reason="核查")
    story.check("Nobody reads it then", gone == (409, "identity-erased"), gone)
