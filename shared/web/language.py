"""Two languages, Chinese first. Both texts stand side by side in the code; there is no catalogue to fall behind."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, has_request_context, request

LANGUAGES = ("zh", "en")
COOKIE = "sunshine_lang"
_YEAR = 365 * 24 * 3600


class Both(str):
    """One message in two languages where a library wants one string (marshmallow's ``error=``). Reads as English."""

    zh: str
    en: str

    def __new__(cls, zh: str, en: str) -> Both:
        pair = super().__new__(cls, en)
        pair.zh, pair.en = zh, en
        return pair

    def format(self, *args: object, **values: object) -> Both:
        """Fill the placeholders of both, so that a validator's ``{max}`` works."""
        return Both(self.zh.format(*args, **values), self.en.format(*args, **values))


def lang() -> str:
    """The asker's language, ``zh`` or ``en``: ``?lang=``, then the cookie, then the browser's wish, then Chinese."""
    if not has_request_context():
        return "zh"
    if "lang" not in g:
        wishes = (request.args.get("lang"), request.cookies.get(COOKIE))
        chosen = next((wish for wish in wishes if wish in LANGUAGES), None)
        g.lang = chosen or request.accept_languages.best_match(LANGUAGES, "zh")
    return str(g.lang)


def t(zh: Any, en: str | None = None) -> str:
    """The text in the asker's language: two texts, or one thing with ``zh`` and ``en`` (as attributes or keys)."""
    if en is not None:
        return str(zh) if lang() == "zh" else en
    if isinstance(zh, dict):
        return str(zh[lang()])
    return str(getattr(zh, lang()))


def register_language(app: Flask) -> None:
    @app.after_request
    def keep_the_choice(response: Response) -> Response:
        response.headers.setdefault("Content-Language", "zh-CN" if lang() == "zh" else "en")
        response.vary.update(["Accept-Language", "Cookie"])
        if request.args.get("lang") in LANGUAGES:
            secure = bool(app.config["SESSION_COOKIE_SECURE"])
            response.set_cookie(COOKIE, lang(), max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
        return response
