"""Whoever takes all that is out of many rounds, at every moment, and calculates, finds no sum of one to four answers.

Exactly, in fractions: every number that is out is a sum of some handfuls of answers to one question, which a recount
shows; a group is found out when it is a sum of multiples of these. The evaluation tells nothing more, for each of its
figures is the sum of numbers that are out.
"""

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.oversight.domain.results import EVERYWHERE
from services.oversight.views import rated
from tests.services.oversight.districts import AWARENESS, OFFICES, QUARTER, RATINGS, VILLAGES, District, remembering

HANDFULS = st.lists(st.builds(Random, st.integers(0, 9999)), min_size=1, max_size=3)
ROUNDS = st.lists(
    st.tuples(
        st.integers(1, len(VILLAGES)),
        st.sampled_from(OFFICES),
        st.lists(HANDFULS, min_size=len(VILLAGES), max_size=len(VILLAGES)),
    ),
    min_size=1,
    max_size=3,
)


def versions(rows):
    """Village and version -> which of its handfuls that is."""
    seen = defaultdict(set)
    for row in rows:
        seen[row["village"]].add(row["version"])
    return {(village, one): sorted(all_of).index(one) for village, all_of in seen.items() for one in all_of}


def equations(district, asked, question):
    """Every number that was ever out about a question: which handfuls are in it. A recount proves that they are."""
    villages, handful_of = district.plans[asked].villages, versions(district.out[asked])
    found = []
    for row in district.out[asked]:
        if row["question"] == question and row["count"] is not None:
            parts = [(village, 0) for village in villages]
            if row["village"] != EVERYWHERE:
                parts = [(row["village"], handful_of[row["village"], row["version"]])]
            counted = sum((district.counts(asked, *part, question) for part in parts), Counter())
            least = 1 if row["kind"] == "rating" else 0
            assert dict(enumerate(row["counts"], start=least)) == {
                answer: counted[answer] for answer in range(least, least + len(row["counts"]))
            }
            found.append(parts)
    return found


def spans(rows, wanted):
    """Whether ``wanted`` is a sum of multiples of the rows: by elimination, in fractions."""
    rest, lines = list(map(Fraction, wanted)), [list(map(Fraction, row)) for row in rows]
    for column in range(len(rest)):
        pivot = next((line for line in lines if line[column]), None)
        if pivot is None:
            continue
        lines.remove(pivot)
        for line in (*lines, rest):
            factor = line[column] / pivot[column]
            line[:] = [here - factor * there for here, there in zip(line, pivot, strict=True)]
    return not any(rest)


def found_out(district, asked, question):
    """Groups of one to four answers whose sum can be worked out, told how many answered where."""
    atoms = [(village, handful) for of, village, handful in district.given if of == asked]
    sizes = {atom: district.counts(asked, *atom, question).total() for atom in atoms}
    known = [*equations(district, asked, question), *([atom] for atom, size in sizes.items() if size == 0)]
    rows = {tuple(int(atom in parts) for atom in atoms) for parts in known}
    small = [atom for atom in atoms if 0 < sizes[atom] < 5]
    groups = [group for number in range(1, 5) for group in combinations(small, number)]
    return [
        group
        for group in groups
        if sum(sizes[atom] for atom in group) < 5 and spans(rows, [int(atom in group) for atom in atoms])
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=ROUNDS)
def test_no_sum_of_one_to_four_answers_can_be_worked_out_and_all_together_is_a_recount(service, rounds):
    with remembering(service):
        district = District(service).lived(rounds)
        for asked in district.plans:
            for question in (*RATINGS, *AWARENESS):
                assert found_out(district, asked, question) == []
        is_a_recount(district)


def test_the_attack_finds_what_can_be_found():
    assert spans([[1, 1], [1, 0]], [0, 1])
    assert spans([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [1, 0, 0])
    assert not spans([[1, 1, 0], [0, 1, 1]], [1, 0, 0])
    before, after_four_more = [1, 0], [1, 1]
    assert spans([before, after_four_more], [0, 1]), "so a row must not take in what came late"


def is_a_recount(district):
    """All together, of the answers; the evaluation, of what is out."""
    expected = defaultdict(Counter)
    for asked, plan in district.plans.items():
        last = {(row["village"], row["version"], row["question"]): row for row in district.out[asked]}
        for question in (*RATINGS, *AWARENESS):
            recount = sum((district.counts(asked, village, 0, question) for village in plan.villages), Counter())
            shown = last.get((EVERYWHERE, 1, question), {}).get("count")
            alone = [row for key, row in last.items() if key[1:] == (1, question) and row["count"] and key[0]]
            assert shown in (recount.total(), None)
            assert shown or recount.total() < 5 or len(alone) == 1
            for (village, version, _), row in last.items():
                if row["question"] != question or row["count"] is None:
                    continue
                bodies = [village] if village else []
                if not village or version > 1 or shown is None:
                    bodies.append(plan.office)
                for body in bodies:
                    kind = ("marks", "marks_sum") if row["kind"] == "rating" else ("asked", "aware")
                    least = 1 if row["kind"] == "rating" else 0
                    sums = sum(answer * count for answer, count in enumerate(row["counts"], start=least))
                    expected[body].update(dict(zip(kind, (row["count"], sums), strict=True)))
    with district.service.application.database.read() as tx:
        counted = rated.counted(tx, str(QUARTER))
    names = ("marks", "marks_sum", "asked", "aware")
    assert {body: [of[name] for name in names] for body, of in counted.items()} == {
        body: [of[name] for name in names] for body, of in expected.items()
    }
