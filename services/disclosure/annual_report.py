"""The annual report on open government information (政府信息公开工作年度报告): its tables, and its text made of them.

Open Government Information Regulations 2019 (政府信息公开条例), Art. 49 and 50; sections and tables are those of the
form that the General Office of the State Council prescribes (政府信息公开工作年度报告格式, 国办公开办函〔2021〕30号).
The report is a publication like any other; its tables stand in its text as Markdown, so that boards, paper, archive and
digest hold them, and what was published does not move when the records do. Whoever needs its numbers reads that text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from services.disclosure.domain.catalogue import TIMINGS
from services.disclosure.domain.figures import Figure
from services.disclosure.domain.outcomes import APPLICANTS, CASE_OUTCOMES, CASES, GROUPS, LINES
from services.disclosure.domain.text import ScreeningHit
from services.disclosure.views.annual_counts import YearCounts
from services.disclosure.views.request_years import RequestYear

ITEM = "annual-report"
"""The catalogue item; the obligation of a year is ``annual-report.<year>``."""
TO_WRITE = "【待写】"
"""Stands in a draft where the office has to say something."""
NOT_SAID = "—"
"""Stands in a table for what nobody has typed."""
YUAN_IN_WAN = 10_000

Said = tuple[str, str]
"""In Chinese and in English."""


@dataclass(frozen=True)
class Table:
    """``heads``: of all columns, the rows' labels first. ``rows``: a label and a cell for each further column."""

    id: str
    heads: tuple[Said, ...]
    rows: tuple[tuple[Said, tuple[str, ...]], ...]

    @property
    def captioned(self) -> bool:
        """Whether a line above it says which article it is about."""
        return self.id in _TABLES["disclosed"]

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """Head and rows as they stand in the text, in Chinese."""
        return [tuple(zh for zh, _ in self.heads), *((label[0], *cells) for label, cells in self.rows)]


_HEADINGS: tuple[tuple[str, Said], ...] = (
    ("overview", ("一、总体情况", "1. Overview")),
    ("disclosed", ("二、主动公开政府信息情况", "2. Disclosed on the office's own initiative")),
    ("requests", ("三、收到和处理政府信息公开申请情况", "3. Requests for information received and handled")),
    ("cases", ("四、政府信息公开行政复议、行政诉讼情况", "4. Administrative reviews and lawsuits")),
    ("problems", ("五、存在的主要问题及改进情况", "5. Main problems and what is done about them")),
    ("other", ("六、其他需要报告的事项", "6. Other matters")),
)
_TITLES: Mapping[str, Said] = MappingProxyType(
    {
        "overview": ("总体情况", "Overview"),
        "rules": ("第二十条第（一）项", "Art. 20 (1)"),
        "decisions": ("第二十条第（五）项、第（六）项", "Art. 20 (5) and (6)"),
        "fees": ("第二十条第（八）项", "Art. 20 (8)"),
        "requests": ("申请", "Requests"),
        "cases": ("复议诉讼", "Reviews and lawsuits"),
    }
)
_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overview": ("overview",),
        "disclosed": ("rules", "decisions", "fees"),
        "requests": ("requests",),
        "cases": ("cases",),
    }
)
TO_SAY: Mapping[str, Said] = MappingProxyType(
    {
        "overview": (
            "主动公开、依申请公开、政府信息管理、平台建设、监督保障",
            "disclosure, requests, keeping of information, website and boards, supervision",
        ),
        "problems": ("存在的主要问题，改进情况", "the main problems, and what is done about them"),
        "other": (
            "收取信息处理费的情况；没有其他事项的，写“无”",
            "fees taken for handling requests; where there is nothing else, say so",
        ),
    }
)
"""The sections in which the office has to say something, and what of."""
_TOTAL: Said = ("总计", "Total")
_COLUMNS: Mapping[str, Said] = MappingProxyType({**APPLICANTS, "organisation": ("其他", "Other")})
_CHINESE = "一二三四五六七八九"


def tables(counts: YearCounts, figures: Mapping[str, int | None]) -> tuple[Table, ...]:
    """All tables of a year, in the order of the form. ``figures``: what was typed, of the catalogue item's template."""

    def typed(name: str) -> str:
        value = figures.get(name)
        return NOT_SAID if value is None else str(value)

    content: Said = ("信息内容", "What")
    made, ended, force = ("made", "abolished", "in_force")
    return (
        Table("overview", (("总体情况", "Overview"), ("数量", "Number")), _overview(counts)),
        Table(
            "rules",
            (
                content,
                ("本年制发件数", "Made in the year"),
                ("本年废止件数", "Abolished in the year"),
                ("现行有效件数", "In force"),
            ),
            tuple(
                (said, tuple(typed(f"{name}_{what}") for what in (made, ended, force)))
                for name, said in (
                    ("rules", ("规章", "Government rules")),
                    ("documents", ("行政规范性文件", "Administrative normative documents")),
                )
            ),
        ),
        Table(
            "decisions",
            (content, ("本年处理决定数量", "Decisions in the year")),
            tuple(
                (said, (typed(name),))
                for name, said in (
                    ("licences", ("行政许可", "Administrative licences")),
                    ("penalties", ("行政处罚", "Administrative penalties")),
                    ("coercions", ("行政强制", "Administrative coercive measures")),
                )
            ),
        ),
        Table(
            "fees",
            (content, ("本年收费金额（单位：万元）", "Collected in the year (10,000 yuan)")),
            ((("行政事业性收费", "Administrative fees"), (_wan(figures.get("fees")),)),),
        ),
        Table("requests", (("申请情况", "Requests"), *_COLUMNS.values(), _TOTAL), tuple(_requests(counts.requests))),
        Table("cases", (("复议诉讼情况", "Cases"), *CASE_OUTCOMES.values(), _TOTAL), tuple(_cases(counts.requests))),
    )


def _overview(counts: YearCounts) -> tuple[tuple[Said, tuple[str, ...]], ...]:
    owed = counts.in_time + counts.late + counts.open
    rows: list[tuple[Said, int]] = [
        (("主动公开政府信息（条）", "Published"), sum(counts.published.values())),
        *(
            ((f"其中：{zh}（条）", f"of these: {en.lower()}"), counts.published.get(timing, 0))
            for timing, (zh, en) in TIMINGS.items()
        ),
        (("更正（次）", "Corrections"), counts.corrected),
        (("撤回（条）", "Withdrawn"), counts.withdrawn),
        (("年内到期的公开任务（项）", "Obligations that fell due in the year"), owed),
        (("其中：按期完成（项）", "of these: in time"), counts.in_time),
        (("其中：逾期完成（项）", "of these: late"), counts.late),
        (("其中：尚未完成（项）", "of these: not done"), counts.open),
        (("年内应张榜公开栏（栏次）", "Postings that boards owed in the year"), counts.boards),
        (("其中：逾期（栏次）", "of these: missed their day"), counts.boards_missed),
    ]
    return tuple((said, (str(number),)) for said, number in rows)


def _requests(year: RequestYear) -> Iterator[tuple[Said, tuple[str, ...]]]:
    yield ("一、本年新收", "1. Received in the year"), _across(year.received)
    yield ("二、上年结转", "2. Carried over from the year before"), _across(year.carried_over)
    for group, (number, (zh, en)) in zip(GROUPS, enumerate(GROUPS.values(), 1), strict=True):
        lines = [line for line in LINES if line.group == group]
        for at, line in enumerate(lines, 1):
            counted = {kind: year.decided.get((line.id, kind), 0) for kind in _COLUMNS}
            alone = len(lines) == 1
            yield (
                (
                    f"三、（{_CHINESE[number - 1]}）{zh}" + ("" if alone else f"：{at}.{line.zh}"),
                    f"3. ({number}) {en}" + ("" if alone else f": {at}. {line.en}"),
                ),
                _across(counted),
            )
    ended = {kind: sum(count for (_, its), count in year.decided.items() if its == kind) for kind in _COLUMNS}
    yield ("三、（七）总计", "3. (7) All that ended"), _across(ended)
    yield ("四、结转下年度继续办理", "4. Carried on to the next year"), _across(year.carried_on)


def _cases(year: RequestYear) -> Iterator[tuple[Said, tuple[str, ...]]]:
    for case, said in CASES.items():
        counted = [year.cases.get((case, outcome), 0) for outcome in CASE_OUTCOMES]
        yield said, tuple(str(number) for number in [*counted, sum(counted)])


def _across(counted: Mapping[str, int]) -> tuple[str, ...]:
    numbers = [counted.get(kind, 0) for kind in _COLUMNS]
    return tuple(str(number) for number in [*numbers, sum(numbers)])


def _wan(yuan: int | None) -> str:
    if yuan is None:
        return NOT_SAID
    whole, rest = divmod(yuan, YUAN_IN_WAN)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".")


# The text


def body(made: Iterable[Table], said_in: Mapping[str, str]) -> str:
    """The six sections with their tables. ``said_in``: what each says, in Markdown; a mark stands for what is due."""
    by_id = {table.id: table for table in made}
    said: list[str] = []
    for section, (zh, _) in _HEADINGS:
        said.append(f"## {zh}")
        due = f"{TO_WRITE}{TO_SAY[section][0]}" if section in TO_SAY else ""
        said += filter(None, [said_in.get(section) or due])
        for name in _TABLES.get(section, ()):
            if by_id[name].captioned:
                said.append(_TITLES[name][0])
            said.append(_markdown(by_id[name]))
    return "\n\n".join(said)


def _markdown(table: Table) -> str:
    head, *rows = table.lines
    rule = "|".join(["---", *["---:"] * (len(head) - 1)])
    return "\n".join([_line(head), f"|{rule}|", *(_line(row) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Part:
    """Of a report's text: the ``heading`` of a section, a ``table`` of the form, or ``text`` in Markdown."""

    section: str
    heading: Said | None = None
    table: Table | None = None
    text: str = ""


_SHAPES = {
    table.lines[0]: table
    for table in tables(YearCounts({}, 0, 0, 0, 0, 0, 0, 0, None, RequestYear(0, {}, {}, {}, {}, {}, 0, 0)), {})
}
"""The tables of the form by their heads, for their words."""
_SECTIONS = {f"## {said[0]}": (section, said) for section, said in _HEADINGS}
_CAPTIONS = {_TITLES[name][0] for name in _TABLES["disclosed"]}


def parts(text: str) -> list[Part]:
    """A report's text in pieces, headings and tables of the form with their English."""
    found: list[Part] = []
    section = _HEADINGS[0][0]
    for lines in _pieces(text):
        first = lines[0].strip()
        if first in _SECTIONS:
            section, said = _SECTIONS[first]
            found.append(Part(section, heading=said))
        elif shape := _SHAPES.get(_cells(first)):
            found.append(Part(section, table=_read(lines, shape)))
        elif first not in _CAPTIONS and (words := "\n".join(lines).strip()):
            found.append(Part(section, text=words))
    return found


def texts(text: str) -> dict[str, str]:
    """What a report's text says in each of its sections beside the tables of the form."""
    said: dict[str, list[str]] = {}
    for part in parts(text):
        if part.text and not part.text.startswith(TO_WRITE):
            said.setdefault(part.section, []).append(part.text)
    return {section: "\n\n".join(words) for section, words in said.items()}


def read_tables(text: str) -> tuple[Table, ...]:
    """The tables of the form that a text has, with the numbers that it gives."""
    return tuple(part.table for part in parts(text) if part.table)


def year_of(obligation: str) -> int | None:
    """Of which year an obligation asks the report; None for one of something else."""
    item, _, key = obligation.partition(".")
    return int(key) if item == ITEM and key.isascii() and key.isdigit() else None


def heading(section: str) -> Said:
    return dict(_HEADINGS)[section]


def title(table: Table) -> Said:
    return _TITLES[table.id]


def differences(text: str, made: Sequence[Table]) -> tuple[ScreeningHit, ...]:
    """Where a text does not say what the records say, and where it says nothing yet: to be mended or explained."""
    written = {table.id: table for table in read_tables(text)}
    hits = [_differs(table, written.get(table.id)) for table in made]
    if TO_WRITE in text:
        zh = f"还有“{TO_WRITE}”没有写，请写明或者删去。"
        en = f"“{TO_WRITE}” still stands where something has to be written."
        hits.append(_report_hit("unwritten", zh, en))
    return tuple(hit for hit in hits if hit)


def fees_differ(figures: Iterable[Figure], published: int | None) -> tuple[ScreeningHit, ...]:
    """Where the year's fees are not what its periods' publications add up to, if all of those are out."""
    typed = next((figure.value for figure in figures if figure.id == "fees"), None)
    if published is None or typed == published:
        return ()
    zh = f"行政事业性收费填的是 {typed} 元，各期公开的“征收情况”合计是 {published} 元，请核对；确实如此的，说明原因。"
    en = f"Fees: {typed} yuan here, {published} in what was published of the year's periods. Check it, or say why."
    return (ScreeningHit("figures.fees", "figure-differs", "warn", 0, 0, zh, en),)


def _differs(made: Table, written: Table | None) -> ScreeningHit | None:
    zh, en = title(made)
    if written is None:
        return _report_hit(
            made.id, f"没有“{zh}”这张表，请按格式补上。", f"The table “{en}” is missing. Put it in as the form has it."
        )
    then, now = dict(_by_cell(written)), dict(_by_cell(made))
    for place, number in now.items():
        if (was := then.get(place, "")) != number:
            row, column = place
            return _report_hit(
                made.id,
                f"“{zh}”的“{row}/{column}”写的是“{was}”，现在的记录是“{number}”：请更新，或者说明原因。",
                f"“{en}”, “{row}/{column}”: “{was}” here, “{number}” by the records. Renew it, or say why.",
            )
    return None


def _by_cell(table: Table) -> Iterator[tuple[tuple[str, str], str]]:
    for (row, _), cells in table.rows:
        for (column, _), cell in zip(table.heads[1:], cells, strict=False):
            yield (row, column), cell


def _report_hit(where: str, zh: str, en: str) -> ScreeningHit:
    """A warning that stands until the draft is rewritten, as those about figures do."""
    return ScreeningHit(f"figures.{where}", "report-differs", "warn", 0, 0, zh, en)


def _pieces(text: str) -> Iterator[list[str]]:
    """Lines that belong together: a table, a heading, or what stands between."""

    def kind(line: str) -> str:
        if line.startswith("|"):
            return "table"
        return line.strip() if line.startswith("## ") or line.strip() in _CAPTIONS else "text"

    for _, lines in groupby(text.splitlines(), key=kind):
        yield list(lines)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _read(lines: Sequence[str], shape: Table) -> Table:
    """What stands there; a row that is in English too keeps its English."""
    english = {label[0]: label for label, _ in shape.rows}
    rows = [_cells(line) for line in lines[2:]]
    return Table(shape.id, shape.heads, tuple((english.get(row[0], (row[0], row[0])), row[1:]) for row in rows))
