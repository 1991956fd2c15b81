"""A text as plain data, for those who set it themselves: no markup is left in it that anybody could run."""

from __future__ import annotations

from typing import Any

from markdown_it.tree import SyntaxTreeNode

from shared.markdown.parsing import parsed

Inline = str | dict[str, Any]
"""Words, ``{"is": "break"}``, or ``{"is": "strong" | "em" | "s" | "code" | "link" | "image", "of": [Inline, …]}``."""
Block = dict[str, Any]
"""``{"is": "paragraph" | "heading" | "list" | "quote" | "code" | "table" | "rule", …}``: see `_block`."""

_SAME = {"strong": "strong", "em": "em", "s": "s", "link": "link"}


def to_tree(text: str) -> list[Block]:
    return _blocks(SyntaxTreeNode(parsed(text)))


def _blocks(node: SyntaxTreeNode) -> list[Block]:
    return [_block(child) for child in node.children]


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "paragraph":
            return {"is": "paragraph", "of": _inlines(node.children[0])}
        case "heading":
            return {"is": "heading", "level": int(node.tag[1]), "of": _inlines(node.children[0])}
        case "bullet_list":
            return {"is": "list", "start": None, "items": [_blocks(item) for item in node.children]}
        case "ordered_list":
            start = int(node.attrs.get("start", 1))
            return {"is": "list", "start": start, "items": [_blocks(item) for item in node.children]}
        case "blockquote":
            return {"is": "quote", "of": _blocks(node)}
        case "fence":
            return {"is": "code", "of": node.content.rstrip("\n")}
        case "hr":
            return {"is": "rule"}
        case "table":
            return _table([row for part in node.children for row in part.children])
    raise AssertionError(node.type)  # the grammar makes no other


def _table(rows: list[SyntaxTreeNode]) -> Block:
    """The first row is the head. ``align``: ``left``, ``center`` or ``right`` of each column."""
    cells = [[_inlines(cell.children[0]) for cell in row.children] for row in rows]
    align = [str(cell.attrs.get("style", "left")).removeprefix("text-align:") for cell in rows[0].children]
    return {"is": "table", "align": align, "rows": cells}


def _inlines(node: SyntaxTreeNode) -> list[Inline]:
    return [_inline(child) for child in node.children if child.type != "text" or child.content]


def _inline(node: SyntaxTreeNode) -> Inline:
    if node.type == "text":
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return {"is": "break"}
    if node.type in ("code_inline", "image"):
        return {"is": node.type.removesuffix("_inline"), "of": [_words(node)]}
    return {"is": _SAME[node.type], "of": _inlines(node)}


def _words(node: SyntaxTreeNode) -> str:
    """What stands in code, or instead of a picture."""
    return "".join(map(_words, node.children)) if node.children else node.content
