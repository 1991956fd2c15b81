import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from services.disclosure.catalogue_file import load_catalogue, load_founding_publications
from services.disclosure.domain.catalogue import ASPECTS, CARRIERS
from services.disclosure.domain.figures import figures_from
from shared.datafiles import DataFileError
from shared.privacy.screening import screen

DATA = Path(__file__).parents[3] / "data"
CATALOGUE = load_catalogue(DATA)
PUBLICATIONS = load_founding_publications(DATA)


def test_the_founding_catalogue_has_every_item_of_the_plan() -> None:
    assert Counter(item.timing for item in CATALOGUE.items.values()) == {
        "long_term": 8,
        "periodic": 6,
        "ad_hoc": 2,
    }
    assert [item.zh for item in CATALOGUE.of_timing("periodic")] == [
        "人口出生情况",
        "生育服务证办理情况",
        "征收情况",
        "奖励落实情况",
        "处理情况",
        "政府信息公开工作年度报告",
    ]


def test_every_item_is_disclosed_under_six_aspects() -> None:
    for item in CATALOGUE.items.values():
        assert [aspect.id for aspect in item.aspects] == list(ASPECTS), item.id


def test_each_timing_has_the_clock_of_the_plan() -> None:
    clocks = {(item.timing, item.cadence, item.time_limit) for item in CATALOGUE.items.values()}
    assert clocks == {
        ("long_term", None, "disclosure"),
        ("periodic", "quarterly", "periodic_disclosure"),
        ("periodic", "yearly", "annual_report"),
        ("ad_hoc", None, "disclosure"),
    }


def test_a_standing_text_is_on_every_carrier() -> None:
    for item in CATALOGUE.of_timing("long_term"):
        assert item.carriers == tuple(CARRIERS)
        assert not item.figures_only


def test_only_the_abolished_fee_is_history() -> None:
    assert [item.id for item in CATALOGUE.items.values() if item.history] == ["social-maintenance-fee"]


def test_every_founding_publication_gives_the_figures_that_its_item_asks_for() -> None:
    for publication in PUBLICATIONS:
        figures = figures_from(CATALOGUE.items[publication.item].figures, publication.figures)
        assert bool(figures) == CATALOGUE.items[publication.item].figures_only


def test_every_item_of_the_plan_has_a_founding_publication_and_the_report_of_a_year_has_none() -> None:
    assert [*(publication.item for publication in PUBLICATIONS), "annual-report"] == list(CATALOGUE.items)


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.item)
def test_a_founding_publication_passes_the_screening(publication) -> None:
    for text in (publication.title_zh, publication.title_en, publication.body_zh):
        assert screen(text) == ()


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda publication: publication.item)
def test_no_figure_in_a_founding_publication_is_below_5_nor_is_a_difference(publication) -> None:
    counts = [int(number) for number in re.findall(r"(\d+) (?:人|件|户|项)", publication.body_zh)]
    assert bool(counts) == (CATALOGUE.items[publication.item].figures_only and publication.item != "fees-collected")
    gaps = [abs(one - other) for one in counts for other in counts]
    assert all(count >= 5 for count in counts)
    assert all(gap == 0 or gap >= 5 for gap in gaps)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('time_limit = "disclosure"', 'time_limit = "soon"', "field time_limit: there is no 'soon' in time_limits"),
        ('cadence = "quarterly"\n', "", "row 9 (births), field cadence-unsound: An item that is"),
        ('timing = "ad_hoc"', 'timing = "never"', "row 14 (birth-certificate-applications), field timing: Must be"),
        ('"township_board"', '"town_crier"', "row 1 (laws-and-policies), field carriers[1]: Must be one of"),
        ("[row.discipline]", "[row.disciplin]", "row 1 (laws-and-policies), field disciplin: Unknown field."),
        ('id = "births"', 'id = "circular"', "row 9 (circular), field id: Invalid input."),
        ("version = 1", "", "field version: Missing data for required field."),
    ],
)  # fmt: skip
def test_a_wrong_catalogue_is_named_by_row_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    file = tmp_path / "data" / "catalogue.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(DataFileError) as caught:
        load_catalogue(tmp_path / "data")
    assert str(caught.value).startswith(str(file))
    assert said in str(caught.value)
