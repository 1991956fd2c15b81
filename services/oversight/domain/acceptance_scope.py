"""A hint for a person: does a text read like a private matter, outside the acceptance scope (受理范围)?

What is taken up here is about an office, its staff, its services, its fees or its decisions, never about a private
person's family, births or health. Words alone cannot tell; so this refuses nothing, and only Chinese is looked at.
"""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:邻居|隔壁|[他她]家|[他她](?=[^们])|某某?|村民|儿媳|媳妇|老婆|丈夫|老公|女儿|儿子|亲戚|同事|一户人家|那家|这家)"
)
_PRIVATE = (
    r"(?:怀孕|怀了|有喜|生了|生孩子|生二胎|生三胎|生男孩|生女孩|超生|偷生|流产|引产|堕胎|结扎|上环|不孕|私生|抱养|领养|"
    r"离婚|结婚|同居|婚外|小三|出轨|赌博|吵架|分家|赡养|彩礼|家务事|家庭矛盾|得了|患了|生病|有病|艾滋|性病|精神病|传染病)"
)
_MATTER = re.compile(rf"{_SOMEBODY}[^。；！？\n]{{0,30}}?{_PRIVATE}|{_PRIVATE}[^。；！？\n]{{0,15}}?{_SOMEBODY}")
_OFFICE = re.compile(
    r"干部|工作人员|办事员|经办|医生|领导|书记|主任|所长|站长|镇长|计生办|服务所|服务站|信访办|党政办|政府|单位|机关|村委|居委|"
    r"窗口|办证|办理|申请|审批|证明|收费|乱收|罚款|抚养费|押金|补贴|奖励|补助|扶助|公开栏|公示|公开|态度|推诿|不给办|不作为"
)


def reads_private(text: str) -> bool:
    """Whether somebody's family, births or health is told of, and nothing that an office does."""
    return bool(_MATTER.search(text)) and not _OFFICE.search(text)
