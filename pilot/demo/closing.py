"""The quarter is closed: evaluation, statistics, and who has read whose words."""

from __future__ import annotations

import io
from datetime import datetime

from openpyxl import load_workbook

from pilot.demo.district import People
from pilot.demo.petitions import Filed, act
from pilot.demo.story import Story
from shared.clock import CHINA

QUARTER = "2026Q1"
CLOSED = datetime(2026, 4, 13, 9, 0, tzinfo=CHINA)
WHY = "办理需要，核对申请年份"


def read_the_claim(story: Story, people: People, claim: Filed) -> None:
    """Chen needs to know who it is; that he looked stays known."""
    read = act(people.chen, claim, "text", reason=WHY)
    story.check("Chen reads who she is, for a reason that is recorded", bool(read["name"]), read)


def close_quarter(story: Story, people: People, claim: Filed) -> None:
    """``claim``: the one whose answer was late."""
    story.chapter("The quarter is closed by the clock. 季度考评。")
    everybody = people.public("oversight")
    closed = story.wait(
        "Ten days after its end the quarter is evaluated, for everybody to read",
        lambda: everybody.ask("GET", f"/api/evaluation?quarter={QUARTER}"),
        lambda answer: answer.status == 200,
    ).body
    unranked = [one for one in closed["items"] if one["rank"] is None]
    story.check(
        "A body with too few cases has neither score nor rank",
        bool(unranked) and all(one["score"] is None for one in unranked),
        unranked[:2],
    )
    lost = people.zhao.get(f"/api/evaluation/{QUARTER}/petition-office/losses?criterion=in_time")["items"]
    story.check(
        "What the late answer cost the petition office is traced to it",
        [one["subject"] for one in lost] == [claim.petition],
        lost,
    )


def release_statistics(story: Story, people: People) -> None:
    story.chapter("Statistics are released. 统计公开。")
    released = people.zhao.post("/api/statistics", {"period": QUARTER, "advice": "奖励金发放要按期。"})
    tables = [table for figure in released["figures"] for table in figure["tables"].values()]
    small = [count for table in tables for count in table.values() if count is not None and 0 < count < 5]
    withheld = sum(count is None for table in tables for count in table.values())
    story.check(f"No count below 5 is shown: {withheld} are withheld", withheld > 0 and not small, small)
    again = people.zhao.ask("POST", "/api/statistics", {"period": QUARTER})
    story.check("What is released does not change", again.status == 409, again)
    file = people.public("oversight").download(f"/statistics/{QUARTER}/figures.xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True) for cell in row]
    story.check("Everybody can download it as .xlsx, what is withheld marked so", "不公布" in cells, cells[:40])


def who_read(story: Story, people: People, claim: Filed) -> None:
    story.chapter("Who has read whose name and words? 谁看过。")
    read = people.zhao.get("/api/readings")["items"]
    story.check(
        "The leading group sees who read her words, and why",
        [(one["read_by"], one["why"]) for one in read if one["petition"] == claim.petition] == [("chen", WHY)],
        read,
    )
    officer = people.chen.ask("GET", "/api/readings")
    story.check("An officer does not see that list", officer.status == 403, officer)
