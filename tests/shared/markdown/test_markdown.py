"""Texts in Markdown: what is refused and where, what a page shows, and that old plain texts look as they did."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.markdown import check, shown, to_html, to_plain, to_tree

OWN = "ab" * 32


def found(text: str, **given: object) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in check(text, **given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("看<b>这里</b>", ["<b>", "</b>"]),
        ("一\n\n<script>alert(1)</script>\n\n二", ["<script>alert(1)</script>"]),
        ("> 引用\n> 中 <img src=x onerror=alert(1)>", ["<img src=x onerror=alert(1)>"]),
        ("<!-- 藏着 -->", ["<!-- 藏着 -->"]),
        ("1. 条\n   <a href='/x'>甲</a>", ["<a href='/x'>", "</a>"]),
    ],
)
def test_html_is_refused_where_it_stands(text, marked):
    assert found(text) == [("markdown-html", words) for words in marked]


@pytest.mark.parametrize(
    "link",
    [
        "[甲](https://evil.example/a)",
        "[甲](//evil.example)",
        "[甲](/\\evil.example)",
        "[甲](/%5Cevil.example)",
        "[甲](javascript:alert(1))",
        "[甲](JaVaScRiPt:alert(1))",
        "[甲](data:text/html;base64,x)",
        "[甲](mailto:a@b.cn)",
        "[甲](tel:javascript)",
        "[甲](page.html)",
        "<https://evil.example>",
        "<a@b.cn>",
        '[甲](http://evil.example "题")',
        "[**甲**](http://evil.example)",
    ],
)
def test_a_link_to_another_place_is_refused_where_it_stands_and_is_never_a_link(link):
    for text in (f"见 {link} 。", f"- 一\n- > 见 {link}", f"| 甲 | 乙 |\n|---|---|\n| 1 | {link} |", f"# 题 {link}"):
        assert found(text) == [("foreign-address", link)]
        assert "<a" not in to_html(text)


@pytest.mark.parametrize("link", ["[甲](/items/fees)", "[甲](#a)", "[甲](tel:12345)", f"[甲](attachment:{OWN})"])
def test_a_link_within_the_site_may_stand(link):
    assert check(link) == ()


def test_an_address_in_plain_words_may_stand_and_leads_nowhere():
    text = "详见 https://www.gov.cn 和 www.gov.cn"
    assert check(text) == ()
    assert to_html(text) == f"<p>{text}</p>\n"


def test_pictures_are_the_publications_own_attachments():
    own = f"![图](attachment:{OWN})"
    assert found(own, attachments={OWN}) == []
    assert found(own, attachments=()) == [("not-attached", own)]
    assert found("![图](/static/x.png)") == [("not-attached", "![图](/static/x.png)")]
    assert found("![图](http://evil.example/x.png)") == [("not-attached", "![图](http://evil.example/x.png)")]
    assert to_html(own, {OWN: "/attachments/1"}) == '<p><img src="/attachments/1" alt="图"></p>\n'
    assert to_html(own) == "<p>图</p>\n"
    assert to_html(f"[表](attachment:{OWN})") == "<p>表</p>\n"


def test_a_plain_old_text_looks_as_it_did():
    text = "　　一季度出生 12 人。\n　　二季度 <5 人 & 其他。\n联系电话：\n    12345\n-----\n[注]: 无"
    assert to_html(text).split("\n") == [
        "<p>一季度出生 12 人。</p>",
        "<p>二季度 &lt;5 人 &amp; 其他。<br>",
        "联系电话：<br>",
        "12345</p>",
        "<hr>",
        "<p>[注]: 无</p>",
        "",
    ]


def test_headings_begin_below_the_pages_own_and_skip_no_level():
    assert to_html("### 小\n\n# 大") == "<h3>小</h3>\n<h2>大</h2>\n"


def test_a_table_can_be_moved_sideways_and_its_figures_stand_right():
    html = to_html("| 项 | 数 |\n|:-|-:|\n| 甲 | 1 |")
    assert html.startswith('<div class="table-box" tabindex="0">')
    assert '<td class="numeric">1</td>' in html
    assert "style" not in html


def test_words_alone_are_what_search_and_feeds_get():
    text = "# 题\n\n- 一**二**三\n- [甲](/x)\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |"
    assert to_plain(text) == "题\n一二三\n甲\na\tb\n1\t2"


def test_marks_between_digits_hide_no_number_from_screening():
    plain, places = shown("号码 1101**05**1949 止")
    assert plain == "号码 1101051949 止"
    assert [places[plain.index("05")], places[plain.index("止")]] == [9, 18]


def test_entities_are_no_way_round():
    assert to_plain("&#49;&nbsp;&lt;") == "&#49;&nbsp;&lt;"


def test_the_tree_holds_words_and_structure_alone():
    assert to_tree("**重** `#x`\n1. 甲\n") == [
        {"is": "paragraph", "of": [{"is": "strong", "of": ["重"]}, " ", {"is": "code", "of": ["#x"]}]},
        {"is": "list", "start": 1, "items": [[{"is": "paragraph", "of": ["甲"]}]]},
    ]


PIECES = [
    *(
        "[",
        "](",
        ")",
        "![",
        "<b>",
        "<!--",
        "`",
        "*",
        "_",
        "~~",
        "> ",
        "- ",
        "1. ",
        "|",
        "|-|",
        "\n",
        "\n\n",
        "# ",
        "\\",
    ),
    *("　", "/x", "http://e.cn", "javascript:", '"', "'", "=", "甲", "1", "&#x3c;", "```\n"),
    "<a href='javascript:x' onclick=y>",
]


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_is_written_a_page_gets_no_script_and_no_foreign_address(text):
    seen = Seen(to_html(text))
    assert seen.tags.isdisjoint({"script", "b", "img", "iframe", "style"})
    for tag, name, value in seen.attributes:
        assert (tag, name) in {("a", "href"), ("ol", "start"), ("div", "class"), ("div", "tabindex"), ("td", "class")}
        assert name != "href" or (value or "").startswith(("/x", "#"))
    for hit in check(text):
        assert 0 <= hit.start < hit.end <= len(text)
    assert len(shown(text)[0]) == len(shown(text)[1])


HOSTILE = [
    *("[", "![", "<", "`a``", "*a_b **c ", "> ", "\n- a\n", "a\n　b", "[a](http://b)\n", "<b>\n", "~~a", "[](", "a\\"),
    "|a" * 16 + "|\n" + "|-" * 16 + "|\n" + "x\n" * 9000,
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_twenty_thousand_hostile_characters_take_no_longer_than_others(piece):
    text = (piece * 20_000)[:20_000]
    began = time.process_time()
    check(text)
    to_html(text)
    assert time.process_time() - began < 2
