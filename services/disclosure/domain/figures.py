"""The figures of an item: typed or withheld, adding up, and telling of nobody.

A figure of people (persons, cases, households) from 1 to 4 points at somebody, so it is withheld: the reader sees that
it was merged (小于五，合并). Zero points at nobody and is shown. A withheld figure must stay withheld when somebody
subtracts, so what a reader can work out is worked out here. The reader knows the template, all that is shown, and that
a withheld figure of people is not 0. Only where all parts of a total are withheld is nothing known of any of them: then
the total stands alone, and its zeros are withheld too. (The same rules as where the program itself does the
withholding, in shared/privacy/suppression.py; there the counts are known, here only what somebody typed.)

A template is a forest: a figure is a part of one total at most. So the least and the greatest number that a withheld
figure can be are found exactly by adding ranges up from the parts and then down from the totals.

Not looked at: two publications subtracted from one another, and two figures under different names that count the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from shared.errors import Invalid

FEWEST = 5
"""The least number of people that is shown, zero apart."""
MOST = 10**12
"""Beyond this something was typed wrong: in yuan, a hundred times what a township has."""


@dataclass(frozen=True)
class FigureTemplate:
    """A figure that an item asks for. ``parts``: ids of the figures of which it is the total.

    ``people``: counts persons, cases or households, so that 1 to 4 is too small to show (money: False).
    """

    id: str
    zh: str
    en: str
    unit: str
    parts: tuple[str, ...] = ()
    people: bool = True


@dataclass(frozen=True)
class Figure:
    """A figure as published. ``value`` None: withheld (小于五，合并)."""

    id: str
    zh: str
    en: str
    unit: str
    value: int | None


@dataclass(frozen=True)
class FigureWarning:
    """What is to be looked at again; publishing it all the same needs a reason. ``figure``: its id."""

    figure: str
    zh: str
    en: str


def admit_template(template: Sequence[FigureTemplate]) -> None:
    """Raises Invalid (``figure-template-unsound``, ``figures`` names the ids) for what figures_from could not check."""
    by_id = {figure.id: figure for figure in template}
    owned = Counter(part for figure in template for part in figure.parts)
    unsound = [
        *(name for name, times in Counter(figure.id for figure in template).items() if times > 1),
        *(part for part, times in owned.items() if times > 1 or part not in by_id),
        *(figure.id for figure in template if len(figure.parts) == 1 or not _alike(figure, by_id)),
    ]
    if not unsound:
        try:
            TopologicalSorter({figure.id: figure.parts for figure in template}).prepare()
        except CycleError as circle:
            unsound = circle.args[1]
    if unsound:
        raise Invalid(
            "figure-template-unsound",
            "指标模板不成立：编号不得重复；合计由两项以上组成，各项都在模板里、单位相同、只属于一个合计，且不能绕回自己。",
            "These figures do not make a template: each id once; a total has two or more parts, which are in the "
            "template, of the same unit, in one total only, and never in a circle.",
            figures=list(dict.fromkeys(unsound)),
        )


def _alike(total: FigureTemplate, by_id: Mapping[str, FigureTemplate]) -> bool:
    parts = [by_id[part] for part in total.parts if part in by_id]
    return all((part.unit, part.people) == (total.unit, total.people) for part in parts)


def figures_from(template: Sequence[FigureTemplate], typed: Mapping[str, int | None]) -> tuple[Figure, ...]:
    """What is to be published, in the order of the template (one that admit_template admits). None: withheld.

    Raises Invalid; ``figures`` names the ids to look at: unknown-figure, figure-missing, figure-absurd,
    totals-do-not-add-up, figure-too-small, figure-subtractable.
    """
    by_id = {figure.id: figure for figure in template}
    if unknown := [name for name in typed if name not in by_id]:
        raise Invalid(
            "unknown-figure",
            "有的指标不在这个事项的模板里，请重新打开表格填写。",
            "There is a figure that this item does not ask for. Open its form again.",
            figures=unknown,
        )
    _refuse(
        "figure-missing",
        [figure for figure in template if figure.id not in typed],
        "{}还没有填：请填数字（没有就填 0），或者选“合并不公布”。",
        "{} is missing: give a number (0 if there was none) or withhold it.",
    )
    known = {name: value for name, value in typed.items() if value is not None}
    _refuse(
        "figure-absurd",
        [figure for figure in template if not 0 <= known.get(figure.id, 0) <= MOST],
        "{}不像真实的数字：请填 0 到一万亿之间的整数。",
        "{} cannot be right: give a whole number from 0 to 10^12.",
    )
    _refuse(
        "totals-do-not-add-up",
        _these(template, _not_adding_up(by_id, known)),
        "{}与各分项之和不符，请核对合计和分项。",
        "{} is not the sum of its parts. Check the total and the parts.",
    )
    _refuse(
        "figure-too-small",
        [figure for figure in template if figure.people and 0 < known.get(figure.id, 0) < FEWEST],
        "{}小于五，可能认得出是谁：请选“合并不公布”。",
        "{} is below five, so people could be recognised: withhold it.",
    )
    _refuse(
        "figure-subtractable",
        _these(template, _worked_out(by_id, known)),
        "{}虽未公布，却能由其他数字推算出来：请再合并一项（五以上的也可以），或者合计也不公布；没有的填 0。",
        "{} is withheld but can be worked out from the others: withhold one more (a larger one will do) or the total "
        "too; where there was none, give 0.",
    )
    return tuple(Figure(asked.id, asked.zh, asked.en, asked.unit, typed[asked.id]) for asked in template)


def against_last(figures: Sequence[Figure], last: Sequence[Figure]) -> tuple[FigureWarning, ...]:
    """What changed since the last period by more than half of what it was and by more than 20."""
    before = {figure.id: figure for figure in last}
    return tuple(_warning(now, before[now.id]) for now in figures if now.id in before and _leaps(now, before[now.id]))


def _leaps(now: Figure, then: Figure) -> bool:
    if now.value is None or then.value is None or now.unit != then.unit:
        return False
    return abs(now.value - then.value) > max(20, then.value / 2)


def _warning(now: Figure, then: Figure) -> FigureWarning:
    return FigureWarning(
        now.id,
        f"“{now.zh}”上期是 {then.value} {then.unit}，本期是 {now.value} {now.unit}，相差很大：请核对；"
        "确实如此的，说明原因。",
        f'"{now.en}" was {then.value} in the last period and is {now.value} now. Check it; if it is right, say why.',
    )


def _refuse(code: str, wrong: Sequence[FigureTemplate], zh: str, en: str) -> None:
    if wrong:
        raise Invalid(
            code,
            zh.format("、".join(f"“{figure.zh}”" for figure in wrong)),
            en.format(", ".join(f'"{figure.en}"' for figure in wrong)),
            figures=[figure.id for figure in wrong],
        )


def _these(template: Sequence[FigureTemplate], ids: Set[str]) -> list[FigureTemplate]:
    return [figure for figure in template if figure.id in ids]


_Range = tuple[int, int]
"""The least and the greatest number that something can be."""
_ENDLESS = 1 << 60


def _parts_first(by_id: Mapping[str, FigureTemplate]) -> list[FigureTemplate]:
    parts = TopologicalSorter({name: figure.parts for name, figure in by_id.items()})
    return [by_id[name] for name in parts.static_order()]


def _sum(ranges: Iterable[_Range]) -> _Range:
    least, greatest = zip(*ranges, strict=True)
    return sum(least), sum(greatest)


def _both(one: _Range, other: _Range) -> _Range:
    return max(one[0], other[0]), min(one[1], other[1])


def _not_adding_up(by_id: Mapping[str, FigureTemplate], known: Mapping[str, int]) -> set[str]:
    """The totals that no numbers in the withheld places could make right."""
    wrong: set[str] = set()
    could_be: dict[str, _Range] = {}
    for figure in _parts_first(by_id):
        sum_of_parts = _sum(could_be[part] for part in figure.parts) if figure.parts else (0, _ENDLESS)
        value = known.get(figure.id)
        if value is None:
            could_be[figure.id] = sum_of_parts
            continue
        could_be[figure.id] = (value, value)
        if not sum_of_parts[0] <= value <= sum_of_parts[1]:
            wrong.add(figure.id)
    return wrong


def _worked_out(by_id: Mapping[str, FigureTemplate], known: Mapping[str, int]) -> set[str]:
    """The withheld figures that a reader knows: the number itself, or of people that it is below five."""
    could_be = _ranges(by_id, known)
    told = {
        figure.id
        for figure in by_id.values()
        if figure.id not in known
        and (could_be[figure.id][0] >= could_be[figure.id][1] or (figure.people and could_be[figure.id][1] < FEWEST))
    }
    for total in by_id.values():
        told.update(_known_to_be_all_fours(total, by_id, known))
    return told


def _ranges(by_id: Mapping[str, FigureTemplate], known: Mapping[str, int]) -> dict[str, _Range]:
    """What each figure can be, for a reader of all that is shown. Exact, as no figure is a part of two totals."""
    merged = {part for figure in by_id.values() if not known.keys() & set(figure.parts) for part in figure.parts}
    order = _parts_first(by_id)
    could_be: dict[str, _Range] = {}
    for figure in order:
        if figure.id in known:
            itself = (known[figure.id], known[figure.id])
        else:
            itself = (int(figure.people and figure.id not in merged), _ENDLESS)
        parts = [could_be[part] for part in figure.parts]
        could_be[figure.id] = _both(itself, _sum(parts)) if parts else itself
    for figure in reversed(order):
        if not figure.parts:
            continue
        least, greatest = _sum(could_be[part] for part in figure.parts)
        total = could_be[figure.id]
        for part in figure.parts:
            low, high = could_be[part]
            could_be[part] = _both((low, high), (total[0] - (greatest - high), total[1] - (least - low)))
    return could_be


def _known_to_be_all_fours(
    total: FigureTemplate, by_id: Mapping[str, FigureTemplate], known: Mapping[str, int]
) -> list[str]:
    """Whoever takes each withheld figure for one below five reads 4 and 4 from a remainder of 8."""
    withheld = [part for part in total.parts if part not in known]
    shown = sum(known.get(part, 0) for part in total.parts)
    if not total.people or len(withheld) == len(total.parts) or any(by_id[part].parts for part in withheld):
        return []
    return withheld if known.get(total.id, 0) - shown == len(withheld) * (FEWEST - 1) else []
