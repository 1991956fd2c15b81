import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Invalid
from shared.privacy.codes import fingerprint, grouped, new_receipt_code, normalise, survey_code

survey_codes = st.builds(survey_code, st.binary(min_size=16), st.text(max_size=9), st.integers(0, 499))
codes = st.builds(new_receipt_code) | survey_codes


@given(codes)
def test_a_new_code_is_accepted_as_it_is(code):
    assert normalise(code) == code


def test_receipt_codes_have_sixteen_digits_and_survey_codes_twelve():
    assert len(new_receipt_code()) == 16
    assert len(survey_code(b"key", "4821993017", 0)) == 12


@given(codes, st.data())
def test_the_check_digit_catches_every_single_wrong_digit(code, data):
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[at]]))
    with pytest.raises(Invalid) as refused:
        normalise(code[:at] + wrong + code[at + 1 :])
    assert refused.value.code == "code-malformed"


@given(codes, st.sampled_from([" ", "-", "－", "　", "—", "‑"]))
def test_spaces_dashes_and_full_width_digits_do_not_matter(code, separator):
    wide = "".join(chr(ord("０") + int(digit)) for digit in code)
    assert normalise(f"  {separator.join(grouped(code).split())} ") == code
    assert normalise(separator.join(wide)) == code


@pytest.mark.parametrize("typed", ["", " ", "123", "abcd efgh ijkl mnop", "1" * 17, "٠" * 16, "0x" + "0" * 14])
def test_what_is_no_code_is_refused_without_repeating_it(typed):
    with pytest.raises(Invalid) as refused:
        normalise(typed)
    assert not typed.strip() or typed not in str(refused.value)


@given(st.text())
def test_any_text_is_either_a_code_or_refused(typed):
    with contextlib.suppress(Invalid):
        assert normalise(typed).isdigit()


def test_a_fingerprint_depends_on_the_key_and_not_on_the_spelling():
    code = new_receipt_code()
    assert fingerprint(b"key", grouped(code)) == fingerprint(b"key", code)
    assert fingerprint(b"key", code) != fingerprint(b"other", code)
    assert code not in fingerprint(b"key", code)
    assert len(fingerprint(b"key", code)) == 64


def test_a_code_is_grouped_in_fours():
    assert grouped("1234567890123456") == "1234 5678 9012 3456"
