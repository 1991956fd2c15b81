"""A text's words alone."""

from __future__ import annotations

from collections.abc import Iterator

from shared.markdown.tree import Block, Inline, to_tree


def to_plain(text: str) -> str:
    """What a reader sees, without markup: a line for each paragraph, item and row, cells parted by tabs."""
    return "\n".join(line for block in to_tree(text) for line in _lines(block))


def shown(text: str) -> tuple[str, tuple[int, ...]]:
    """What a reader sees, and for each of its characters where in the source it stands.

    Screening needs it: ``12**34**`` shows as 1234. The place is the first that fits in order, which may be a mark
    that looks the same.
    """
    plain, places, at = to_plain(text), [], 0
    for character in plain:
        if not character.isspace() and (found := text.find(character, at)) >= 0:
            at = found + 1
        places.append(max(at - 1, 0))
    return plain, tuple(places)


def _lines(block: Block) -> Iterator[str]:
    match block["is"]:
        case "paragraph" | "heading":
            yield _words(block["of"])
        case "list":
            for item in block["items"]:
                for one in item:
                    yield from _lines(one)
        case "quote":
            for one in block["of"]:
                yield from _lines(one)
        case "code":
            yield block["of"]
        case "table":
            for row in block["rows"]:
                yield "\t".join(map(_words, row))


def _words(inlines: list[Inline]) -> str:
    return "".join(
        one if isinstance(one, str) else "\n" if one["is"] == "break" else _words(one["of"]) for one in inlines
    )
