from services.feedback.receipts import occasion
from shared.privacy.codes import normalise

KEY = b"k" * 32
CONTENT = {"title": "补助", "text": "没有发"}


def test_the_same_form_with_the_same_content_has_the_same_code():
    assert occasion(KEY, "form", CONTENT) == occasion(KEY, "form", dict(reversed(CONTENT.items())))


def test_another_form_another_content_and_another_node_have_other_codes():
    others = [
        occasion(KEY, "form", CONTENT),
        occasion(KEY, "other form", CONTENT),
        occasion(KEY, "form", {**CONTENT, "text": "还没有发"}),
        occasion(b"x" * 32, "form", CONTENT),
    ]
    assert len({each.receipt_code for each in others}) == len({each.key for each in others}) == 4


def test_the_code_is_one_that_can_be_checked_when_it_is_typed_in():
    for number in range(200):
        code = occasion(KEY, str(number), CONTENT).receipt_code
        assert normalise(code) == code
        assert len(code) == 16
