"""The people one signs in as to try Sunshine out. Their passwords are known to everybody: never use them for real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from argon2 import PasswordHasher

FAMILY_PLANNING = "family-planning-office"
PETITIONS = "petition-office"
TOWNSHIP = "township-government"


@dataclass(frozen=True)
class DemoPerson:
    """``zh`` and ``en`` say what the person is there for."""

    name: str
    display: str
    role: str
    zh: str
    en: str
    office: str | None = None
    village: str | None = None

    @property
    def password(self) -> str:
        return f"sunshine-{self.name}"


TOWNSHIP_PEOPLE = (
    DemoPerson(
        "li", "李干事", "officer", "计生办经办人，起草公开内容", "officer, drafts publications", FAMILY_PLANNING
    ),
    DemoPerson(
        "wang", "王审核员", "reviewer", "审核、批准公开内容", "reviewer, approves publications", FAMILY_PLANNING
    ),
    DemoPerson("chen", "陈信访员", "officer", "信访办经办人，办理信访事项", "officer, handles petitions", PETITIONS),
    DemoPerson("zhao", "赵镇长", "leader", "领导小组", "leading group", TOWNSHIP),
    DemoPerson(
        "qian", "钱书记", "leader", "领导小组，复核时换人", "leading group, where another has to decide", TOWNSHIP
    ),
    DemoPerson("zhou", "周监督员", "supervisor", "行风监督员", "supervisor, files inspections"),
    DemoPerson("zhu", "朱监督员", "supervisor", "行风监督员", "supervisor, files inspections"),
    DemoPerson("ding", "丁督察", "district", "区级监督", "district monitor"),
)
OPERATOR = DemoPerson("ops", "运维员", "operator", "系统运维", "operator, runs the system")


def clerk_of(village: str, zh: str, en: str) -> DemoPerson:
    """The clerk who runs a village's endpoint; named after the village."""
    return DemoPerson(
        village, f"{zh}文书", "clerk", f"{zh}文书，管村公开栏", f"clerk of {en}, runs the board", village=village
    )


def account_rows(people: Iterable[DemoPerson], existing: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows of an accounts file: what exists, and those people that are missing, with their passwords hashed."""
    known = {row["name"] for row in existing}
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    return existing + [
        {
            "name": person.name,
            "display": person.display,
            "role": person.role,
            "office": person.office,
            "village": person.village,
            "password": hasher.hash(person.password),
        }
        for person in people
        if person.name not in known
    ]
