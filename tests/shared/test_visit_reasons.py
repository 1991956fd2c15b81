"""What may be ticked when a visit is rated."""

import pytest

from shared.config import SHIPPED_DATA
from shared.datafiles import DataFileError
from shared.visit_reasons import load_visit_reasons, offered

ROW = '[[row]]\nid = "{id}"\nkind = "{kind}"\nzh = "字"\nen = "Words"\n'


@pytest.mark.parametrize(("level", "kind"), [(1, "bad"), (2, "bad"), (3, "good"), (5, "good")])
def test_a_bad_rating_is_offered_what_was_bad_and_a_good_one_what_was_good(level, kind):
    reasons = load_visit_reasons(SHIPPED_DATA)
    shown = offered(reasons, level)
    assert {reason.kind for reason in shown} == {kind}
    assert len(shown) == sum(reason.kind == kind for reason in reasons) >= 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW.format(id="a-b", kind="good"), "there is no row of kind 'bad'"),
        (ROW.format(id="a-b", kind="fair"), "row 1 (a-b), field kind"),
        (ROW.format(id="A", kind="good"), "field id"),
        (ROW.format(id="a-b", kind="good") + ROW.format(id="a-b", kind="bad"), "the same as in row 1"),
    ],
)
def test_a_file_that_does_not_hold_is_named_with_row_and_field(tmp_path, text, said):
    (tmp_path / "visit_reasons.toml").write_text(text)
    with pytest.raises(DataFileError) as wrong:
        load_visit_reasons(tmp_path)
    assert said in str(wrong.value)
