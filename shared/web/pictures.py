"""A picture as an answer: shown where a page has it, and nothing else than a picture."""

from __future__ import annotations

from flask import Response


def pictured(content: bytes, media_type: str, *, unchanging: bool = False) -> Response:
    """``unchanging``: at an address that names the content's hash, which therefore never shows another one."""
    headers = {
        "Content-Type": media_type,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable" if unchanging else "no-cache",
    }
    return Response(content, headers=headers)
