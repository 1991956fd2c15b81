"""Survey codes on slips of paper, to cut apart and hand out; codes with which a visit is rated likewise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import segno

from shared.notices import setting
from shared.notices.notice import day
from shared.privacy.codes import grouped

SLIPS_ON_A_SHEET = 8
_MASK = 0
"""Of the eight patterns of a QR code; telephones read all. To look for the best one takes six times as long."""


@dataclass(frozen=True)
class Slips:
    """``address``: of the round's page, where the code is typed; the picture leads there with the code behind a ``#``,
    which no browser sends anywhere. ``bundle``: printed in the foot of each sheet, by which it can be made void.
    ``visit``: to rate a visit with, instead of a survey; then ``address`` is that of the window's page.
    """

    village: str
    village_en: str
    title: str
    last_day: date
    address: str
    bundle: str
    codes: tuple[str, ...]
    visit: bool = False


def slips_pdf(slips: Slips, on: date) -> bytes:
    """Eight a sheet, A4. ``on``: the day on which it is printed. Raises subprocess.TimeoutExpired."""
    return setting.apart("slips", for_template(slips), str(on))


def for_template(slips: Slips) -> str:
    shown = slips.address.split("://")[-1]
    told = {
        "village": slips.village,
        "village_en": slips.village_en,
        "title": " ".join(slips.title.split()),
        "last_day": day(slips.last_day),
        "last_day_en": str(slips.last_day),
        "address": shown if slips.visit else shown.rpartition("/")[0],
        "visit": slips.visit,
        "bundle": slips.bundle,
        "slips": [[grouped(code), _picture(f"{slips.address}#{code}")] for code in slips.codes],
    }
    return json.dumps(told, ensure_ascii=False)


def _picture(address: str) -> str:
    drawn: str = segno.make_qr(address, error="m", mask=_MASK).svg_inline(border=0, omitsize=True)
    return drawn
