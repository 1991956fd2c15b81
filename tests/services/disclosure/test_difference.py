"""The difference between two texts: it always adds up, reads well, and never takes long."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.disclosure.difference import Part, compared, difference
from services.disclosure.domain.figures import Figure
from services.disclosure.domain.text import Attached
from tests.services.disclosure.examples import TEXT

SAID = st.lists(
    st.sampled_from(["收费", "共 12 笔", "共 13 笔", "，", "。", "！", "\n", "请监督", "fee", "3,400.50 元", "”", "a"]),
    max_size=30,
).map("".join)


def shown(parts):
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[part.kind].format(part.text) for part in parts)


@given(SAID | st.text(max_size=60), SAID | st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_what_is_kept_and_added_is_the_new_text_and_what_is_kept_and_removed_the_old(old, new):
    parts = difference(old, new)
    assert "".join(part.text for part in parts if part.kind != "removed") == new
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("均不收费。", "均不收费。", "均不收费。"),
        ("", "均不收费。", "[+均不收费。+]"),
        ("均不收费。", "均不收费。请拒绝并举报。", "均不收费。[+请拒绝并举报。+]"),
        # A figure is one word: 3400 has not become 3650 by two of its digits.
        ("收费 12 笔，合计 3400 元。", "收费 12 笔，合计 3650 元。", "收费 12 笔，合计 [-3400-][+3650+] 元。"),
        ("甲。乙二。丙。", "甲。乙三。丙。", "甲。乙[-二-][+三+]。丙。"),
        # With so little in common they are two sentences.
        ("本季度没有收费。", "办证请到服务窗口。", "[-本季度没有收费。-][+办证请到服务窗口。+]"),
        # A character that happens to agree between two changes is not left to stand alone.
        ("每季度公开的一次收费", "每季度收费结果", "每季度[-公开的一次-]收费[+结果+]"),
    ],
)
def test_it_reads_as_a_person_would_mark_it(old, new, read):
    assert shown(difference(old, new)) == read


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("啊" * 20_000, "哦" + "啊" * 19_998 + "哦"),
        ("12" * 10_000, "21" * 10_000),
        ("。甲" * 10_000, "。乙" * 10_000),
        ("".join(f"{n}。" for n in range(3600)), "".join(f"{n}。" if n % 2 else f"{n}x。" for n in range(3300))),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 20_000))), "".join(map(chr, range(0x4E00 + 20_000, 0x4E00, -1)))),
    ],
)
def test_long_texts_that_share_little_or_everything_take_no_time(old, new):
    began = time.process_time()
    assert "".join(part.text for part in difference(old, new) if part.kind != "removed") == new
    assert time.process_time() - began < 2


def test_what_places_it_is_meant_for_is_compared_too():
    other = replace(TEXT, carriers=("web", "service_window"), villages=("yangshe", "xinhe"))
    found = compared(TEXT, other)
    assert (found.removed_carriers, found.added_carriers) == (("township_board", "village_board"), ("service_window",))
    assert (found.removed_villages, found.added_villages) == (("hongmei",), ("xinhe",))
    assert found.title == (Part("same", TEXT.title),)
    assert not found.nothing
    assert compared(TEXT, TEXT).nothing


def test_figures_and_attachments_are_compared_one_by_one():
    born, twins, left = (Figure(name, name, name, "人", value) for name, value in (("b", 1), ("t", 5), ("l", 7)))
    photograph = Attached("0" * 64, "照片", "image/jpeg", 10)
    more = replace(born, value=None)
    found = compared(
        replace(TEXT, figures=(born, left)), replace(TEXT, figures=(more, twins, left), attachments=(photograph,))
    )
    assert found.figures == ((born, more), (None, twins))
    assert (found.removed_attachments, found.added_attachments) == ((), (photograph,))
    assert not found.nothing
