"""A browser of the service's pages, without the pictures."""

import re
from types import SimpleNamespace


def browser(app):
    """``get``, ``post`` (with the form's CSRF token, from ``page``) and ``sign_in``."""
    client = app.test_client()

    def token(path):
        return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)

    def post(path, data, page=None):
        return client.post(path, data={**data, "csrf_token": token(page or "/sign-in")})

    def sign_in(name):
        assert post("/sign-in", {"name": name, "password": f"sunshine-{name}"}).status_code == 303

    return SimpleNamespace(get=client.get, post=post, sign_in=sign_in)
