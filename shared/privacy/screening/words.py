"""What a text about births or health is told by, and which of its words speak of an office's work only."""

from __future__ import annotations

import re

SENSITIVE = re.compile(
    r"出生|生育|怀孕|孕妇|孕产|流产|引产|早产|节育|结扎|上环|避孕|不孕|残疾|伤残|患病|疾病|病例|确诊|死亡|新生儿|婴儿|畸形|"
    r"艾滋|精神障碍|births?\b|newborn|pregnan|abortion|miscarriage|steril|disab|disease|diagnos|deaths?\b|infant",
    re.IGNORECASE,
)
PERSONAL = re.compile(
    r"出生|生育|生下|产下|生了|已生|再生|怀孕|怀有|孕|分娩|顺产|难产|剖宫产|剖腹产|产妇|产后|流产|引产|人流|早产|坐月子|月子|胎|"
    r"节育|结扎|上环|取环|放环|避孕|绝育|不孕|不育|残疾|致残|伤残|智障|聋哑|患|病|癌|肿瘤|确诊|死亡|去世|身亡|夭折|畸形|"
    r"艾滋|梅毒|乙肝|肝炎|结核|精神障碍|抑郁|自闭|住院|手术|新生儿|婴儿|女婴|男婴|二孩|三孩|二胎|三胎|超生|收养|社会抚养费|"
    r"births?\b|born\b|newborn|pregnan|abortion|miscarriage|steril|disab|disease|diagnos|\bdied\b|\bdeaths?\b|infant",
    re.IGNORECASE,
)
_OF_OFFICE = re.compile(
    r"计划生育|优生优育|优生|优育|一对夫妻可以生育|妇女生育|"
    r"再?生育(?:的?(?:服务|登记|保险|政策|津贴|支持|补贴|补助|假|友好|文化|率|状况|情况|水平|意愿|证|审批|咨询|指导|权|关怀|成本|全程"
    r"|数|人数|信息|技术|手术|申请|家庭|奖励|法规|管理|事务|办事))|"
    r"(?:\d{1,2}|[一二三四五六七八九十])\s?[月日年]\s?出?生(?!育)|出生(?:登记|情况|人口|率|证|医学|缺陷|日期|年月|地|总?数|人数|性别|统计"
    r"|月报|季报|监测|信息|于\s?\d)|"
    r"(?:免费)?孕(?:前|产期?|期)(?:优生|健康|检查|保健|服务|妇女保健)|孕产妇(?:保健|健康|管理|死亡率|系统|救治)|孕妇学校|"
    r"(?:重大|常见|地方|职业|传染|慢性)?疾?病(?:预防|防控|控制|防治|筛查|监测|救助|宣传)|病(?:假|历室|案室)|医疗|疾控|"
    r"残疾人?(?:联合会|证|事业|工作|补贴|保障|服务|专干|联络员|权益|就业)|残联|死亡(?:登记|率|证|人数|总?数|统计)|病例(?:数|报告)|"
    r"新生儿(?:疾病)?(?:筛查|访视|总?数|人数)|避孕药具|节育技术|流产后关爱|艾滋病?(?:防治|宣传|日)|精神障碍患者(?:管理|救治)|"
    r"(?:取消|停止|不再|废止)[^。；，,\n]{0,6}社会抚养费|社会抚养费(?:征收)?(?:管理|标准|已|程序|办法|制度|的)|母婴|"
    r"住院(?:部|楼|处)|手术(?:室|部)|病(?:区|房|床)"
)
STAFF = re.compile(r"工作人员|干部|职工|党员|代表|委员|监督员|评议员|参会|与会|到会|专干|医护|编制|志愿者|应到|网格员")
"""Counts of these are no counts of the people served."""


def personal(text: str) -> str:
    """The text with the names of an office's work blotted out, character by character: what is left may be personal."""
    return _OF_OFFICE.sub(lambda match: "\0" * len(match.group()), text)
