"""What follows: a reward for a report that proved true, a bad rating found right, findings put right."""

from __future__ import annotations

from pilot.demo.district import People
from pilot.demo.petitions import Filed, act, file, petition_about, refused, with_code
from pilot.demo.publishing import check_circular_on_boards
from pilot.demo.story import Story


def reward_report(story: Story, people: People) -> None:
    story.chapter("A report proves true. 举报查实有奖。")
    report = petition_about(
        "report", "service-station", "办证另收一笔押金", "上周办证，窗口另收了五十元押金，没有票据。"
    )
    filed = file(people.chen, {**report, "channel": "letter", "received_on": story.now.date().isoformat()})
    act(people.chen, filed, "accept")
    act(people.chen, filed, "investigate")
    opinion = {"opinion": "押金查证属实，已责令退还。", "founded": True, "finding_kind": "unlawful_fee"}
    act(people.chen, filed, "resolve", **opinion)
    act(people.qian, filed, "reward", amount="500.00")
    own = refused(people.qian, filed, "pay", code=filed.code)
    story.check("Qian decides the reward, and cannot pay it", own == (403, "own-reward"), own)
    wrong = refused(people.chen, filed, "pay", code="1234567890123452")
    story.check("A wrong receipt code is paid nothing", wrong[0] in {404, 422}, wrong)
    paid = act(people.chen, filed, "pay", code=filed.code)
    story.check(
        "Chen pays 500 yuan to whoever shows the receipt code",
        (paid["reward_fen"], paid["reward_paid"]) == (50_000, True),
        paid,
    )


def rate_badly(story: Story, people: People, claim: Filed) -> None:
    rated = with_code(people, claim, "rate", score=1)
    story.check("The petitioner whom Li's office answered rates the outcome 1 of 5", rated.body["score"] == 1, rated)
    upheld = act(people.zhao, claim, "uphold")
    story.check("Zhao looks into it, and finds her right", upheld["rating_upheld"] is True, upheld)


def put_right(story: Story, people: People, origins: tuple[str, ...]) -> None:
    """The open findings of these origins: reported, the first one sent back, verified, published on every board."""
    story.chapter("All of it becomes findings, put right and published. 查处、退回、核实、通报。")
    found = story.wait(
        f"Open findings: {'、'.join(origins)}",
        lambda: people.ding.get("/api/findings?status=open")["items"],
        lambda items: sorted(one["origin"] for one in items) == sorted(origins),
    )
    for nth, finding in enumerate(found):
        where = f"/api/findings/{finding['id']}"
        people.zhao.post(f"{where}/report", {"rectification": "已经整改。"})
        if nth == 0:
            people.ding.post(f"{where}/send-back", {"reason": "没有说明怎样整改，请补充。"})
            back = people.zhao.get(where)
            story.check("What is put right in words alone is sent back", back["state"] == "open", back)
            people.zhao.post(f"{where}/report", {"rectification": "已清退多收的费用，责任人作了检查，收费表重新张贴。"})
        closed = people.ding.post(f"{where}/close", {"screened": True})
        check_circular_on_boards(story, people, closed["circulars"][-1]["number"])
