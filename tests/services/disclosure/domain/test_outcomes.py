"""The classes of outcomes are those of the national form, each with its ground."""

from collections import Counter

from services.disclosure.domain.outcomes import ANSWERS, GROUPS, LINES, OUTCOMES


def test_the_form_has_twenty_one_lines_in_six_groups():
    assert Counter(line.group for line in LINES) == {
        "granted": 1,
        "partly": 1,
        "refused": 8,
        "not_available": 3,
        "not_processed": 5,
        "other": 3,
    }


def test_every_outcome_belongs_to_a_line_of_its_own_group():
    lines = {line.id: line for line in LINES}
    assert all(lines[outcome.line].group == outcome.group for outcome in OUTCOMES.values())
    assert {outcome.group for outcome in OUTCOMES.values()} == set(GROUPS)


def test_every_outcome_names_its_ground():
    assert all("条" in outcome.article or outcome.article.startswith("《") for outcome in OUTCOMES.values())


def test_nobody_answers_with_what_only_time_or_the_applicant_brings_about():
    assert set(OUTCOMES) - set(ANSWERS) == {"not_corrected", "withdrawn"}
