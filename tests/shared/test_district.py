import shutil
from pathlib import Path

import pytest

from shared.datafiles import DataFileError
from shared.district import load_district
from shared.errors import NotFound

DATA = Path(__file__).parents[2] / "data"
DISTRICT = load_district(DATA)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("district.toml", "villages.toml", "offices.toml"):
        shutil.copy(DATA / name, tmp_path)
    return tmp_path


def refusal(data: Path, name: str, old: str, new: str) -> str:
    text = (data / name).read_text()
    assert old in text
    (data / name).write_text(text.replace(old, new, 1))
    with pytest.raises(DataFileError) as caught:
        load_district(data)
    return str(caught.value).removeprefix(f"{data}/")


def test_the_two_pilot_villages_of_the_plan_are_shipped() -> None:
    pilots = [(village.id, village.zh, village.reach) for village in DISTRICT.villages if village.pilot]
    assert pilots == [("yangshe", "洋畲村", "pull"), ("hongmei", "红梅社区", "push")]


def test_names_and_hotlines_come_from_the_file() -> None:
    assert (DISTRICT.township_zh, DISTRICT.district_zh) == ("阳光镇", "示范区")
    assert [hotline.number for hotline in DISTRICT.hotlines] == ["12345", "12356"]


def test_a_village_and_an_office_are_found_by_id() -> None:
    assert DISTRICT.village("hongmei").en == "Hongmei Community"
    assert DISTRICT.office("service-station").kind == "service_station"


def test_an_unknown_village_or_office_is_a_refusal_with_a_stable_code() -> None:
    with pytest.raises(NotFound, match="unknown-village"):
        DISTRICT.village("atlantis")
    with pytest.raises(NotFound, match="unknown-office"):
        DISTRICT.office("atlantis")


def test_a_village_has_joined_when_its_endpoint_is_among_those_spoken_with() -> None:
    joined = DISTRICT.joined({"/feedback/hongmei", "/oversight", "/feedback/elsewhere"})
    assert [village.id for village in joined.villages] == ["hongmei"]
    with pytest.raises(NotFound, match="unknown-village"):
        joined.village("shuikou")


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("service-station", "service-station", True),
        ("service-station", "family-planning-office", True),
        ("service-station", "township-government", True),
        ("petition-office", "township-government", True),
        ("petition-office", "family-planning-office", False),
        ("petition-office", "service-station", False),
    ],
)
def test_an_office_keeps_away_from_itself_and_from_whoever_is_above_or_below(
    one: str, other: str, related: bool
) -> None:
    assert DISTRICT.above_or_below(one, other) is related
    assert DISTRICT.above_or_below(other, one) is related


def test_above_names_the_nearest_first() -> None:
    assert [office.id for office in DISTRICT.above("service-station")] == [
        "family-planning-office",
        "township-government",
    ]


def test_an_unknown_office_is_not_silently_a_stranger() -> None:
    with pytest.raises(NotFound):
        DISTRICT.above_or_below("petition-office", "atlantis")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("villages.toml", '"pull"', '"shout"', "row 1 (yangshe), field reach: Must be one of: pull, push."),
        ("villages.toml", '"hongmei"', '"yangshe"', "row 2 (yangshe), field id: the same as in row 1"),
        ("villages.toml", '"yangshe"', '"Yang She"', "row 1 (Yang She), field id: String does not match"),
        ("district.toml", 'district_zh = "示范区"', "", "field district_zh: Missing data"),
        ("district.toml", '"12345"', '"call us"', "row 1 (government-hotline), field number: String does not"),
        (
            "offices.toml",
            'parent = "family-planning-office"',
            'parent = "nobody"',
            "row 3 (service-station), field parent: there is no office 'nobody'",
        ),
        (
            "offices.toml",
            'parent = "township-government"',
            'parent = "service-station"',
            "row 2 (family-planning-office), field parent: it stands above itself, by way of others",
        ),
        (
            "offices.toml",
            'parent = "township-government"',
            'parent = "family-planning-office"',
            "row 2 (family-planning-office), field parent: An office does not stand above itself.",
        ),
    ],
)
def test_a_wrong_map_is_named_by_file_row_and_field(data: Path, name: str, old: str, new: str, said: str) -> None:
    refused = refusal(data, name, old, new)
    assert refused.startswith(name)
    assert said in refused
