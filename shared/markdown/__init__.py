"""Texts that people write in Markdown: checked before they are kept, then shown as a page, on paper, or as plain words.

CommonMark with tables and strikethrough, less what surprises somebody who writes a plain Chinese text: a line break
is a line break, an indented line is no program, a line of dashes makes no heading, and what is written is what stands
there (no entities, no references kept elsewhere). No raw HTML, and no address but one on this site.
"""

from shared.markdown.checking import check
from shared.markdown.page import to_html
from shared.markdown.plain import shown, to_plain
from shared.markdown.tree import Block, Inline, to_tree

__all__ = ["Block", "Inline", "check", "shown", "to_html", "to_plain", "to_tree"]
