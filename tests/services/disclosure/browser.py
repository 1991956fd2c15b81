"""One person's browser: keeps the session, sends the hidden fields of the form that was shown."""

import re


class Browser:
    def __init__(self, app, name=None):
        self.client = app.test_client()
        if name:
            self.send("/sign-in", {"name": name, "password": f"sunshine-{name}"})

    def see(self, path, language="en", status=200):
        answer = self.client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path, data=None, form=None):
        """``form``: the page that the form stands on, where it is not the address that it is sent to."""
        shown = self.client.get(form or path).text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
        return self.client.post(path, data={**hidden, **(data or {})}, headers={"Accept-Language": "en"})
