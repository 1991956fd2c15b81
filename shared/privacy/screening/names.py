"""A person's name in the same sentence as births or health.

It blocks where the text says itself that this is a name (姓名：王小明; 王小明（女，28岁）; a table's column 姓名) and
warns where a name is a guess by surname and place (王小明怀孕; 王小明之妻; 张三、李四生育). Words of an office's work
(出生登记, 残疾人联合会) do not count as health; a masked name (张某, 李某某) is no name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from shared.privacy.screening.hits import Hit, hit
from shared.privacy.screening.surnames import NAME, is_likely_name, is_name, name_at_the_end
from shared.privacy.screening.words import PERSONAL, personal


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_SENTENCE = re.compile(r"[^\n。；;！!？?]+")
_LABEL = _any(
    r"姓\s{0,4}名 患者 病人 产妇 孕妇 当事人 死者 母亲 父亲 女方 男方 妻子 丈夫 配偶 育龄妇女 新生儿 婴儿 被征收人 本人"
)
_LABELLED = re.compile(
    rf"(?:{_LABEL}(?:姓名)?\s?[：:]\s{{0,3}}|姓名\s{{1,3}})({NAME})"
    r"(?=[\s，,、。；;（(|/)）]|$|性别|年龄|女|男|身份证|电话|于|因|在|已)"
)
_SEX = r"(?:男|女)(?:性)?"
_AGE = r"(?:现年|年仅|今年|年龄)?\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?(?:周)?岁"
_NATION = r"(?:[一-龥]{1,3}族[，,、\s]{1,2})?"
_AGE_OR_BORN = rf"(?:{_AGE}|(?:19|20)\d{{2}}\s?年|\d{{1,3}}\s?[|）)，,])"
_WITH_SEX_AND_AGE = re.compile(
    r"([一-龥]{2,4})\s?(?:[（(]\s?|[，,、|\s]{1,3})"
    rf"(?:{_SEX}\s?[，,、|/\s]{{0,3}}{_NATION}{_AGE_OR_BORN}|{_AGE})"
)
_KIN = _any(
    "之妻 之女 之子 之母 之夫 之媳 的妻子 的爱人 的女儿 的儿子 的媳妇 的丈夫 的母亲 的孩子 的老婆 的儿媳 "
    "女士 小姐 先生 同志 夫妇 夫妻"
)
_WITH_KIN = re.compile(rf"([一-龥]{{2,4}}?){_KIN}")

_NO_MARK = r"[^\s。；;！!？?，,、：:（(）)“”\"'|\d村组社号对为给叫将由是的及与和]"
_TITLE = _any(
    "村民 居民 妇女 孕妇 产妇 患者 病人 儿童 青年 群众 职工 学生 教师 农民 妻子 丈夫 (?<!妇)女儿 儿子 儿媳 媳妇 "
    "女方 男方 户主 申请人 当事人 经查 查实 查明 核实 据悉 得知 反映 举报 发现 名叫 另有 还有"
)
_AFTER = (
    r"(?=\s{0,2}(?:[，,、。；;！!？?（(）)：:|\n\0]|$|"
    + _any(
        "怀 孕 生育 生下 生了 产下 分娩 顺产 难产 剖 流产 引产 人流 早产 坐月子 节育 结扎 上环 取环 放环 "
        "避孕 绝育 不孕 不育 残疾 致残 患 确诊 死亡 病故 去世 身亡 住院 手术 因 于 在 已 现 今 昨 去年 上月 本月 "
        "日前 近日 被 之 的 等 征收 收取 实施 进行 补缴 和 与 及 夫妇 夫妻 一家 家 育有 无 未 再 为 是 同 办理 "
        "领取 接受 做 诊断 感染 收养 二孩 二胎 三孩 三胎 第 一例 这 刚 正 又 经 住 艾滋 乙肝 梅毒 检测 检查"
    )
    + "))"
)
_TITLED = re.compile(rf"{_TITLE}({NAME}){_AFTER}")
_BETWEEN_MARKS = re.compile(rf"(?<!{_NO_MARK})({NAME}){_AFTER}")
_LISTED = re.compile(rf"(?<![一-龥])({NAME})(?=、)")
_PLACES = re.compile(
    r"(?:、[一-龥]{2,4}?){0,30}[等\s、]{0,2}(?:[一二两三四五六七八九十\d]{0,2}个?)"
    + _any("村 社区 镇 乡 街道 居委 县 市 区 小组 路 桥 山 河 法 条例 医院 卫生院 公司 学校 小学 中学 省 地")
)
"""What makes a name, and those listed with it, a place or an institution."""


def found(text: str) -> Iterator[Hit]:
    blotted = personal(text)
    health = [match.start() for match in PERSONAL.finditer(blotted)]
    if not health:
        return
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    starts = [start for start, _ in sentences]

    def beside_health(match: re.Match[str], *, following: int) -> bool:
        """In the sentence of the match, or so many sentences on."""
        number = bisect_left(starts, match.start() + 1) - 1
        if number < 0:
            return False
        start, end = sentences[number][0], sentences[min(number + following, len(sentences) - 1)][1]
        at = bisect_left(health, start)
        return at < len(health) and health[at] < end

    for match in _LABELLED.finditer(text):
        if is_name(match.group(1)) and beside_health(match, following=1):
            yield hit("name-beside-health", "block", *match.span(1))
    for match in _WITH_SEX_AND_AGE.finditer(text):
        name = name_at_the_end(match.group(1))
        if name and beside_health(match, following=1):
            yield hit("name-beside-health", "block", match.end(1) - len(name), match.end(1))
    for match in _WITH_KIN.finditer(text):
        name = name_at_the_end(match.group(1))
        if name and beside_health(match, following=0):
            yield hit("name-beside-health", "warn", match.end(1) - len(name), match.end(1))
    for pattern, is_so in ((_TITLED, is_name), (_BETWEEN_MARKS, is_likely_name), (_LISTED, is_likely_name)):
        for match in pattern.finditer(blotted):
            likely = is_so(match.group(1)) and not _PLACES.match(text, match.end())
            if likely and beside_health(match, following=0):
                yield hit("name-beside-health", "warn", *match.span(1))
