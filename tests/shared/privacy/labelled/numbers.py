"""Sentences with numbers: of persons, and those that look alike. Made by chance that is the same every time."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from stdnum import luhn
from stdnum.cn import ric, uscc

from tests.shared.privacy.labelled.sentence import Sentence, harmless, holding

AREAS = ["350881", "350802", "110101", "440106", "620102", "513436", "659001", "810000", "371482", "232723"]
HOTLINES = ["12345", "12356", "12320", "95598", "400-810-1234", "4008101234", "800-820-8820", "12393", "110", "96966"]
OFFICE_NUMBERS = frozenset({"0597-5336789", "5331234", "13950800001"})


def identity_number(chance: Random) -> str:
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(34000))
    base = f"{chance.choice(AREAS)}{born:%Y%m%d}{chance.randrange(1000):03}"
    return base + str(ric.calc_check_digit(base + "0"))


def card_number(chance: Random) -> str:
    length = chance.choice([16, 16, 17, 18, 19, 19])
    start = chance.choice(["622202", "621700", "623052", "603708", "436742", "518718", "955880", "356868", "628888"])
    base = start + "".join(str(chance.randrange(10)) for _ in range(length - len(start) - 1))
    return base + luhn.calc_check_digit(base)


IN_WORDS = str.maketrans("0123456789", "〇一二三四五六七八九")


def wide(number: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in number)


def every(number: str, size: int, between: str) -> str:
    return between.join(number[at : at + size] for at in range(0, len(number), size))


def identity_spellings(number: str) -> list[str]:
    """One number as people write it, copy it from a scan, or hide it."""
    parts = (number[:6], number[6:14], number[14:])
    return [
        number,
        number.lower(),
        wide(number),
        " ".join(parts),
        "-".join(parts),
        "—".join(parts),
        "·".join(parts),
        " - ".join(parts),
        f"{number[:6]} {number[6:10]} {number[10:12]} {number[12:14]} {number[14:]}",
        every(number, 4, " "),
        every(number, 3, "-"),
        every(number, 1, " "),
        f"{number[:17]} {number[17]}",
        f"{number[:9]}\n{number[9:]}",
        f"{number[:6]}\u200b{number[6:]}",
        f"{number[:6]}.{number[6:14]}.{number[14:]}",
        "".join(chr(0x1D7CE + int(one)) if one.isdigit() else one for one in number),
        number.translate(IN_WORDS),
    ]


AROUND_IDENTITY = [
    "申请人身份证号：⟦{}⟧，已办理。",
    "⟦{}⟧",
    "张三的证件号码为⟦{}⟧。",
    "公示名单第3号⟦{}⟧",
    "姓名李四，年龄 35 ⟦{}⟧，住洋畲村。",
    "ID⟦{}⟧",
    "（⟦{}⟧）经审核符合条件，发放 1200 元。",
    "村|身份证号|金额\n洋畲|⟦{}⟧|1200",
    "2026年1月5日登记：⟦{}⟧",
    "No.⟦{}⟧；电话12345",
    "项目编号⟦{}⟧",
]

AROUND_CARD = [
    "卡号⟦{}⟧，已打款。",
    "补贴发到 ⟦{}⟧ 账户。",
    "开户行：农业银行，账号：⟦{}⟧",
    "⟦{}⟧",
    "李四，⟦{}⟧，1200 元",
    "信用社卡⟦{}⟧ 2026年1月发放",
    "户名|卡号|金额\n张三|⟦{}⟧|960",
    "于3月5日转入⟦{}⟧。",
]

AROUND_MOBILE = [
    "联系人手机⟦{}⟧。",
    "⟦{}⟧",
    "请致电⟦{}⟧（微信同号）",
    "Tel⟦{}⟧",
    "张三：⟦{}⟧、李四",
    "姓名|电话\n张三|⟦{}⟧",
    "咨询请打12345或⟦{}⟧",
    "2026年1月5日 ⟦{}⟧ 来电",
    "微信号abc⟦{}⟧",
]


def mobile_spellings(number: str) -> list[str]:
    return [
        number,
        wide(number),
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"+86 {number}",
        f"0086{number}",
        f"86-{number}",
        f"（+86）{number}",
        f"{number[:3]}.{number[3:7]}.{number[7:]}",
        every(number, 2, " "),
        f"{number[:7]}\u2009{number[7:]}",
        number.translate(IN_WORDS),
    ]


def personal_numbers(chance: Random) -> Iterator[Sentence]:
    for turn in range(140):
        number = chance.choice(identity_spellings(identity_number(chance)))
        around = AROUND_IDENTITY[turn % len(AROUND_IDENTITY)]
        if around.startswith("村|") and "\n" in number:
            around = AROUND_IDENTITY[0]
        yield holding("identity number", "identity-number", around.format(number))
    for turn in range(40):
        number = identity_number(chance)
        wrong = number[:-1] + chance.choice([one for one in "0123456789X" if one != number[-1]])
        around = AROUND_IDENTITY[turn % len(AROUND_IDENTITY)]
        yield holding("identity number mistyped", "identity-number-mistyped bank-card", around.format(wrong))
    for turn in range(20):
        number = identity_number(chance)
        unborn = number[:10] + chance.choice(["1332", "0230", "0431", "0000"]) + number[14:]
        yield holding(
            "identity number of no day",
            "identity-number-mistyped bank-card",
            f"身份证号码{'：为 '[turn % 3]}⟦{unborn}⟧。",
        )
    for turn in range(20):
        number = identity_number(chance)
        old = number[:6] + number[8:17]
        around = AROUND_IDENTITY[turn % len(AROUND_IDENTITY)]
        yield holding("old identity number", "identity-number-old bank-account", around.format(old))
    for turn in range(70):
        number = card_number(chance)
        spelt = chance.choice([number, number, every(number, 4, " "), every(number, 4, "-"), wide(number)])
        yield holding(
            "bank card", "bank-card identity-number-mistyped", AROUND_CARD[turn % len(AROUND_CARD)].format(spelt)
        )
    for turn in range(20):
        account = "".join(str(chance.randrange(10)) for _ in range(chance.choice([12, 15, 17, 21])))
        around = ["账号：⟦{}⟧", "收款账户 ⟦{}⟧", "存折号⟦{}⟧。", "转至银行卡（⟦{}⟧）", "他的农行账号是⟦{}⟧"][turn % 5]
        yield holding(
            "bank account",
            "bank-account bank-card identity-number-old identity-number-mistyped",
            around.format(account),
        )
    for turn in range(70):
        number = chance.choice(["139", "158", "177", "186", "199", "130"]) + f"{chance.randrange(10**8):08}"
        spelt = chance.choice(mobile_spellings(number))
        yield holding("mobile phone", "mobile-phone", AROUND_MOBILE[turn % len(AROUND_MOBILE)].format(spelt))
    for turn in range(30):
        local = f"{chance.choice('23568')}{chance.randrange(10**6):06}"
        around = [
            "电话：⟦0597-{}⟧", "⟦(0597){}⟧", "座机⟦{}⟧", "联系电话 ⟦0597 {}⟧", "家里电话是⟦{}⟧", "打⟦0597{}⟧找他"
        ][turn % 6]  # fmt: skip
        yield holding("landline", "landline-phone", around.format(local))
    for turn in range(20):
        seven = f"{chance.randrange(10**7):07}"
        around = [
            "护照号码：⟦E1{}⟧", "持港澳通行证⟦C0{}⟧", "台胞证 ⟦0{}⟧", "其出生医学证明编号为⟦Q35{}⟧", "回乡证⟦H0{}⟧",
            "（护照⟦G5{}⟧）", "passport No. ⟦EA{}⟧",
        ][turn % 7]  # fmt: skip
        yield holding("personal document", "identity-document", around.format(seven))


def numbers_that_look_alike(chance: Random) -> Iterator[Sentence]:
    def digits(length: int) -> str:
        return "".join(str(chance.randrange(10)) for _ in range(length))

    for _ in range(12):
        day = date(2024, 1, 1) + timedelta(days=chance.randrange(900))
        place, first = chance.choice(AREAS), chance.choice("ABCDEFGH")
        yield harmless("a day", f"自{day:%Y-%m-%d}起至{day + timedelta(days=90):%Y%m%d}止，{day:%Y年%m月%d日}公布。")
        yield harmless("a day", f"打印时间：{day:%Y/%m/%d} {chance.randrange(24):02}:{chance.randrange(60):02}:08")
        yield harmless(
            "an amount", f"本年度下达资金 {chance.choice('1356')}{digits(10)} 元，已拨付 {digits(8)}.{digits(2)} 元。"
        )
        yield harmless(
            "an amount", f"合计 {chance.randrange(1, 999)},{digits(3)},{digits(3)}.00 元，每户 {digits(4)} 元。"
        )
        yield harmless(
            "a document's number", f"见阳光通报〔2026〕{chance.randrange(1, 99)}号、岩卫健〔2025〕{digits(3)}号。"
        )
        yield harmless("a place and day code", f"项目编号：{place}{day:%Y%m%d}{digits(4)}，已验收。")
        yield harmless("a place and day code", f"受理号 {place}{day:%Y%m%d}{digits(2)}，当场办结。")
        yield harmless("a running number", f"流水号{day:%Y%m%d}{digits(12)}，请妥善保存。")
        yield harmless("a receipt", f"财政票据代码 35{digits(6)}，号码 {digits(10)}，金额 {digits(3)} 元。")
        yield harmless("a company's code", f"统一社会信用代码 {company_code(chance)}，法定代表人见附件。")
        yield harmless(
            "a project", f"立项批复 {day:%Y}-{place}-{digits(2)}-{digits(2)}-{digits(6)}，投资 {digits(5)} 万元。"
        )
        yield harmless(
            "a book or good",
            f"ISBN 978-7-5130-{digits(4)}-1，条码 69{digits(11)}，国药准字{first}2005{digits(4)}",
        )
        yield harmless(
            "a position", f"位于东经117.{digits(6)}，北纬25.{digits(6)}，海拔 {digits(3)} 米，邮编364{digits(3)}。"
        )
        yield harmless(
            "a share", f"满意率 9{digits(1)}.{digits(2)}%，比上年提高 {digits(1)}.{digits(1)} 个百分点，知晓率 85%。"
        )
        yield harmless("a hotline", f"举报电话：{chance.choice(HOTLINES)}，或 {chance.choice(HOTLINES)}，全天接听。")
        yield harmless("an office's number", chance.choice([
            "咨询电话 0597-5336789", "办公电话：5336789，传真 5331234", "值班手机 139 5080 0001",
            "（0597）5336789 转 8001",
        ]))  # fmt: skip
        yield harmless(
            "a row of figures", f"{digits(2)} {digits(3)} {digits(2)} {digits(4)} {digits(2)} {digits(3)} {digits(2)}"
        )
        yield harmless(
            "years", f"{day:%Y}、{day.year - 1}、{day.year - 2} 年分别为 1{digits(3)}、1{digits(3)}、1{digits(3)} 人。"
        )
        yield harmless("a unit's card without check digit", f"卡面编号 {unchecked(chance, 16)} 的公交卡已作废。")
        yield harmless("a long serial number", f"设备序列号 SN{digits(15)}，资产编号 {digits(13)}。")


def company_code(chance: Random) -> str:
    start = chance.choice(["11350881", "12350881", "91350881", "52350881", "54350881"])
    middle = chance.choice(["MA3", "MB0", "003", "751", "489"]) + f"{chance.randrange(10**6):06}"
    return start + middle + uscc.calc_check_digit(start + middle)


def unchecked(chance: Random, length: int) -> str:
    while True:
        number = "".join(str(chance.randrange(10)) for _ in range(length))
        if not luhn.is_valid(number):
            return number
