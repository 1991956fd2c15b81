"""Notices for paper: one as A3, and a board of a hundred as one print run, beside typst's time for a sheet with a word.

Every notice is another, so that nothing set before helps; the print run starts its process each time, as it does for a
clerk. Set from data to bytes, without the page around it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

import typst

from bench.figures import Figure, at_most
from shared.notices import FigureRow, Notice, notice_pdf, print_run, setting

NOTICES = 100
_DAY = date(2026, 11, 24)
_BODY = """根据《中华人民共和国政府信息公开条例》和本镇公开目录，现将第 {number} 期生育服务证办理情况公布如下：

一、办理情况。本季度共受理生育登记服务 {number} 件，全部办结，平均用时 1.5 个工作日，没有超过承诺时限的。
二、收费情况。生育登记服务**不收取任何费用**；如有人收费，请拨打 12345 投诉举报。

## 各村情况

| 村（居） | 受理 | 办结 |
|:--|--:|--:|
| 洋畲村 | {number} | 55 |
| 红梅社区 | 72 | {number} |

对本次公布内容有疑问的，可以向镇计生办或者政务服务便民热线 12345 查询。
"""


def _notice(number: int) -> Notice:
    return Notice(
        office="阳光镇计生办",
        township="阳光镇",
        village="洋畲村",
        number=f"阳光公开〔2026〕{number} 号",
        version=1,
        published_on=_DAY,
        title=f"第 {number} 期生育服务证办理情况",
        body=_BODY.format(number=number),
        page_address=f"https://sunshine.example/publications/{number:026}",
        survey_address="https://yangshe.example/survey",
        digest=f"{number:064x}",
        posting_due_on=date(2026, 11, 26),
        figures=(FigureRow("受理", "件", number), FigureRow("多孩", "人", None)),
    )


def _milliseconds(do: Callable[[int], object], times: int) -> list[float]:
    taken = []
    for number in range(times):
        began = time.perf_counter()
        do(number)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def measure(times: int = 50) -> list[Figure]:
    # The first one reads the fonts and the template, and a villager may be the one who asks for it.
    (first,) = _milliseconds(lambda _: notice_pdf(_notice(0), "A3"), 1)
    floor = statistics.median(_milliseconds(_word, times))
    one = sorted(_milliseconds(lambda number: notice_pdf(_notice(number + 1), "A3"), times))
    board = [_notice(number) for number in range(NOTICES)]
    (run,) = _milliseconds(lambda _: print_run(board, "A3", board="洋畲村", township="阳光镇", on=_DAY), 1)
    return [
        at_most("an A3 notice, the first of a process", first, "ms", 200, floor=floor),
        at_most("an A3 notice, p95", one[times * 95 // 100], "ms", 200, floor=floor),
        at_most(f"a print run of {NOTICES} A3 notices", run / 1000, "s", 10, floor=floor * NOTICES / 1000),
    ]


def _word(number: int) -> bytes | list[bytes] | None:
    compiler = typst.Compiler(font_paths=setting.fonts(), ignore_system_fonts=True)
    return compiler.compile(input=f'#set text(font: "Noto Sans CJK SC")\n公开 {number}'.encode(), format="pdf")
