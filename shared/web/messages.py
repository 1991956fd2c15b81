"""The standard messages of marshmallow as sentences in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.web.language import Both, lang

_LOCATIONS = {"json", "form", "query", "querystring", "path", "headers", "files", "view_args"}

_TRANSLATED: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), zh, en)
    for pattern, zh, en in (
        (r"Missing data for required field\.", "此项必填。", "This is required."),
        (r"Field may not be null\.", "此项不能为空。", "This must not be empty."),
        (r"Unknown field\.", "没有这一项，请删除。", "There is no such field; take it out."),
        (r"Invalid input type\.|Invalid type\.|Not a valid mapping type\.", "应为一个对象。", "Must be an object."),
        (r"Not a valid (?:utf-8 )?string\.", "应为文字。", "Must be text."),
        (
            r"Contains characters that cannot be printed\.",
            "有不能打印的字符，请删去。",
            "Contains characters that cannot be printed.",
        ),
        (r"Must not be empty\.", "此项不能为空。", "This must not be empty."),
        (r"Longer than (\d+) characters\.", r"最多 \1 个字。", r"At most \1 characters."),
        (r"Not a valid integer\.", "应为整数。", "Must be a whole number."),
        (r"Not a valid number\.|Special numeric values.*", "应为数字。", "Must be a number."),
        (r"Number too large\.", "数字太大。", "The number is too large."),
        (r"Not a valid boolean\.", "应为“是”或“否”。", "Must be true or false."),
        (r"Not a valid date\.", "日期不对，请按 2026-03-31 的样子填写。", "Not a date; write it like 2026-03-31."),
        (
            r"Not a valid (?:aware |naive )?datetime\.",
            "时间不对，请按 2026-03-31T09:30:00+08:00 的样子填写。",
            "Not a moment; write it like 2026-03-31T09:30:00+08:00.",
        ),
        (r"Not base64\.", "不是 base64。", "Not base64."),
        (r"Not a valid time\.", "时间不对，请按 09:30 的样子填写。", "Not a time; write it like 09:30."),
        (r"Not a valid list\.|Not a valid tuple\.", "应为一个列表。", "Must be a list."),
        (r"Not a valid UUID\.", "应为 UUID。", "Must be a UUID."),
        (r"Not a valid URL\.", "网址不对。", "Not an address (URL)."),
        (r"Not a valid email address\.", "电子邮箱不对。", "Not an email address."),
        (r"Shorter than minimum length (\d+)\.", r"至少 \1 个（字）。", r"At least \1 (characters or items)."),
        (r"Longer than maximum length (\d+)\.", r"最多 \1 个（字）。", r"At most \1 (characters or items)."),
        (
            r"Length must be between (\d+) and (\d+)\.",
            r"应有 \1 到 \2 个（字）。",
            r"Between \1 and \2 (characters or items).",
        ),
        (r"Length must be (\d+)\.", r"应有 \1 个（字）。", r"Exactly \1 (characters or items)."),
        (
            r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
            r"应在 \1 到 \2 之间。",
            r"Must be from \1 to \2.",
        ),
        (r"Must be greater than or equal to (\S+)\.", r"不能小于 \1。", r"Must be \1 or more."),
        (r"Must be less than or equal to (\S+)\.", r"不能大于 \1。", r"Must be \1 or less."),
        (r"Must be greater than (\S+)\.", r"应大于 \1。", r"Must be more than \1."),
        (r"Must be less than (\S+)\.", r"应小于 \1。", r"Must be less than \1."),
        (r"Must be equal to (.+)\.", r"应等于 \1。", r"Must be \1."),
        (r"Must be one of: (.*)\.", r"应为其中之一：\1。", r"Must be one of: \1."),
        (
            r"One or more of the choices you made was not in: (.*)\.",
            r"只能从这些中选择：\1。",
            r"Choose only from: \1.",
        ),
        (r"String does not match expected pattern\.", "格式不对。", "This has the wrong form."),
        (r"Invalid (?:input|value)\.", "内容不对。", "This is not right."),
    )
)


def both(message: object) -> tuple[str, str]:
    """One validation message as ``(zh, en)``. What nobody translated is quoted in English in a Chinese sentence."""
    if isinstance(message, Both):
        return message.zh, message.en
    text = str(message)
    for pattern, zh, en in _TRANSLATED:
        found = pattern.fullmatch(text)
        if found:
            return found.expand(zh), found.expand(en)
    return f"这一项填写有误：{text}", text


def field_errors(messages: Any) -> dict[str, list[str]]:
    """marshmallow's nested messages flat, in the asker's language: ``{"items.0.name": ["此项必填。"]}``."""
    errors: dict[str, list[str]] = {}
    nested = messages
    if isinstance(messages, Mapping) and len(messages) == 1 and next(iter(messages)) in _LOCATIONS:
        nested = next(iter(messages.values()))
    for path, message in _leaves(nested, ()):
        zh, en = both(message)
        errors.setdefault(".".join(path) or "_schema", []).append(zh if lang() == "zh" else en)
    return errors


def _leaves(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(node, Mapping):
        for key, below in node.items():
            yield from _leaves(below, path if key == "_schema" else (*path, str(key)))
    elif isinstance(node, list | tuple):
        for below in node:
            yield from _leaves(below, path)
    else:
        yield path, node
