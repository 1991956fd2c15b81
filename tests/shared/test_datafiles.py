from pathlib import Path

import pytest
from marshmallow import Schema, fields, validate

from shared.datafiles import DataFileError, load_headed, load_rows


class Inner(Schema):
    days = fields.Integer(strict=True, required=True)


class Row(Schema):
    id = fields.String(required=True)
    since = fields.Date()
    level = fields.Integer(strict=True, validate=validate.Range(min=1))
    words = fields.List(fields.String())
    inner = fields.Nested(Inner)


class Heading(Schema):
    version = fields.Integer(strict=True, required=True)


ROW = Row()


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "things.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path, **options: object) -> list[str]:
    with pytest.raises(DataFileError) as caught:
        load_rows(path, ROW, **options)  # type: ignore[arg-type]
    return str(caught.value).splitlines()


def test_rows_come_back_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[[row]]\nid = "b"\nsince = 2026-01-02\n[[row]]\nid = "a"\n')
    rows = load_rows(path, ROW)
    assert [row["id"] for row in rows] == ["b", "a"]
    assert rows[0]["since"].isoformat() == "2026-01-02"


def test_a_heading_stands_above_the_rows(tmp_path: Path) -> None:
    path = written(tmp_path, 'version = 3\n[[row]]\nid = "a"\n')
    head, rows = load_headed(path, Heading(), ROW)
    assert head == {"version": 3}
    assert rows == [{"id": "a"}]


def test_a_wrong_heading_is_named_by_its_field(tmp_path: Path) -> None:
    path = written(tmp_path, 'verson = 3\n[[row]]\nid = "a"\n')
    with pytest.raises(DataFileError) as caught:
        load_headed(path, Heading(), ROW)
    assert sorted(str(caught.value).splitlines()) == [
        f"{path}, field version: Missing data for required field.",
        f"{path}, field verson: Unknown field.",
    ]


def test_every_problem_is_told_at_once_with_file_row_and_field(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[[row]]\nid = "a"\nlevel = 0\nwords = ["x", 7]\n[[row]]\nlevel = 1\n'
        '[[row]]\nid = "c"\nlevle = 1\n[row.inner]\ndays = "two"\nhours = 3\n',
    )
    assert sorted(refusal(path)) == sorted(
        [
            f"{path}, row 1 (a), field level: Must be greater than or equal to 1.",
            f"{path}, row 1 (a), field words[2]: Not a valid string.",
            f"{path}, row 2, field id: Missing data for required field.",
            f"{path}, row 3 (c), field levle: Unknown field.",
            f"{path}, row 3 (c), field inner.days: Not a valid integer.",
            f"{path}, row 3 (c), field inner.hours: Unknown field.",
        ]
    )


def test_the_same_id_twice_is_an_error_that_names_both_rows(tmp_path: Path) -> None:
    path = written(tmp_path, '[[row]]\nid = "a"\n[[row]]\nid = "b"\n[[row]]\nid = "a"\n')
    assert refusal(path) == [f"{path}, row 3 (a), field id: the same as in row 1"]


def test_rows_may_be_told_apart_by_several_fields(tmp_path: Path) -> None:
    text = '[[row]]\nid = "a"\nlevel = 1\n[[row]]\nid = "a"\nlevel = 2\n'
    assert len(load_rows(written(tmp_path, text), ROW, unique=("id", "level"))) == 2
    again = written(tmp_path, text + '[[row]]\nid = "a"\nlevel = 2\n')
    assert refusal(again, unique=("id", "level")) == [f"{again}, row 3 (a), field id + level: the same as in row 2"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.toml"
    assert refusal(path) == [f"{path}: cannot be read (No such file or directory)"]


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path) == [f"{tmp_path}: cannot be read (Is a directory)"]


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, '[[row]]\nid = "a\n')
    [said] = refusal(path)
    assert said.startswith(f"{path}: not valid TOML: ")
    assert "line 2" in said


def test_a_file_saved_as_gbk_is_told_to_be_saved_as_utf8(tmp_path: Path) -> None:
    path = written(tmp_path, '[[row]]\nid = "洋畲村"\n'.encode("gbk"))
    assert refusal(path) == [f"{path}, line 2: not UTF-8; save the file with UTF-8 encoding"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + b'[[row]]\nid = "a"\n')
    assert load_rows(path, ROW) == [{"id": "a"}]


@pytest.mark.parametrize("text", ['row = "a"', "row = [1, 2]", '[row]\nid = "a"'])
def test_rows_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert refusal(path) == [f"{path}: every row starts with a line that says [[row]]"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    assert refusal(path) == [f"{path}: there is no [[row]] in it"]
