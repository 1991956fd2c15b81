"""Names beside births or health, small cells, and what the others tell of a withheld one."""

import time

import pytest

from shared.privacy.screening import screen


def found(text):
    return [(hit.kind, hit.severity, text[hit.start : hit.end]) for hit in screen(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓名：王小明，怀孕五个月。", "王小明"),
        ("姓名 郭小燕 年龄 27 怀孕 4 月", "郭小燕"),
        ("孕妇：欧阳芳，孕28周", "欧阳芳"),
        ("村民黄金凤（女，28岁）怀孕", "黄金凤"),
        ("王芳，女，1990年生。已生育二孩。", "王芳"),
        ("姓名|性别|情况\n王小明|女|怀孕", "王小明"),
    ],
)
def test_a_name_that_says_itself_that_it_is_one_is_blocked_beside_health(text, name):
    assert found(text) == [("name-beside-health", "block", name)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王小明怀孕", ["王小明"]),
        ("李丽于3月5日产下一名男婴", ["李丽"]),
        ("王小明之妻生育三孩", ["王小明"]),
        ("对张三征收社会抚养费", ["张三"]),
        ("张三、李四、王五生育二孩", ["张三", "李四", "王五"]),
        ("欧阳修文患病", ["欧阳修文"]),
    ],
)
def test_a_name_that_is_a_guess_is_a_warning(text, names):
    assert found(text) == [("name-beside-health", "warn", name) for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "张某（女，28岁）怀孕，李某某流产，王女士患病。",
        "王小明，镇长，负责出生登记。",
        "陈志强，男，1985年3月出生，任计生办主任。",
        "黄田、白沙、高岭等村怀孕妇女可就近产检。",
        "江苏、浙江、安徽生育津贴标准。",
        "高龄孕妇应当产检，患者应在窗口登记。",
        "关心妇女儿童健康，预防疾病。",
        "王小明在村里种田。",
    ],
)
def test_a_masked_name_a_place_or_an_official_is_no_hit(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("村|出生人数\n洋畲|12\n红梅|—\n合计|15", "—"),
        ("村|出生人数\n洋畲|12\n红梅|\n合计|15", "15"),
        ("村|出生人数\n合计|31\n洋畲|20\n红梅|不公布\n水口|9", "不公布"),
        ("| 出生 | 合计 | 男 | 女 |\n|---|---|---|---|\n| 洋畲 | 12 | 9 | ＊ |", "＊"),
        ("出生情况\n村,人数\n甲,12\n乙,×\n丙,×\n合计,15", "×"),
        ("引产例数\n村\t例\n甲\t<5\n乙\t<5\n丙\t9\n合计\t17", "<5"),
        ("出生人数\n村|人\n甲|12\n乙|小于五\n小计|15\n丙|20\n丁|30\n小计|50\n总计|65", "小于五"),
        ("项目\t人数\n甲\t1,012\n乙\t少于5人\n合计\t1,015", "少于5人"),
    ],
)
def test_a_withheld_cell_that_a_total_gives_away_is_blocked(text, where):
    assert found(text) == [("cell-subtractable", "block", where)]


@pytest.mark.parametrize(
    "text",
    [
        "村|出生人数\n甲|*\n乙|*\n丙|9\n合计|31",
        "村|出生人数\n甲|合并\n乙|合并\n合计|12",
        "村|出生人数\n甲|12\n乙|-\n合计|12",
        "村|出生人数|其中女\n甲|12|\n乙|20|9",
        "项目\t金额（元）\n甲\t1200\n乙\t—\n合计\t3200",
        "村|出生率\n甲|8.2\n乙|—\n合计|8",
    ],
)
def test_cells_with_company_zeros_and_money_are_no_hit(text):
    assert found(text) == []


def test_a_small_cell_is_blocked_where_the_table_says_that_it_counts_people_and_else_warned_of():
    assert found("村|出生人数\n甲|12\n乙|3") == [("small-figure", "block", "3")]
    assert found("村|出生\n甲|12\n乙|3") == [("small-figure", "warn", "3")]
    assert found("序号|事项|生育登记办理时限（工作日）\n1|甲|3") == []
    assert found("村|出生人数\n甲|12\n乙|0") == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("共 20 人，其中男 18 人", ["20 人"]),
        ("出生 86 人，其中男 44 人、女 42 人，一孩 50 人、二孩 33 人", ["86 人"]),
        ("出生 86 人，其中男 44 人、女 42 人", []),
        ("共有工作人员 9 人，其中女 6 人", []),
        ("共受理 33 件，其中窗口 30 件", []),
    ],
)
def test_parts_that_leave_few_of_a_total_are_a_warning(text, where):
    assert found(text) == [("cell-subtractable", "warn", total) for total in where]


HOSTILE = [
    *("张", "1", "1 ", "1-", "1.", "|", "|1", "合计|", "合计|1|—\n", "甲,", "1\t", "1  ", "出生", " ", "\n", "其中"),
    *("张三、", "、张", "王明之妻怀孕", "王小明（女，28岁）怀孕", "（女", "姓名:", "账号", "身份证"),
    *("共 20 人，其中男 18 人", "(0597)", "6222 ", "13800138000 "),
]


def test_twenty_thousand_characters_are_screened_in_a_blink_whatever_they_are():
    screen("13800138000")
    slow = {}
    for piece in HOSTILE:
        text = "怀孕" + piece * (20000 // len(piece))
        started = time.perf_counter()
        screen(text)
        slow[piece] = time.perf_counter() - started
    assert max(slow.values()) < 3, slow
