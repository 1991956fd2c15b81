"""Who acts in the story, and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pilot.demo.client import Client


class People:
    """The people of the demo, each signed in at the service that is theirs."""

    villages = ("yangshe", "hongmei")

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._clerks: dict[str, Client] = {}

    def public(self, place: str) -> Client:
        """Anybody, without an account, at a service or a village."""
        return Client(self._urls[place])

    def clerk(self, village: str) -> Client:
        if village not in self._clerks:
            self._clerks[village] = self.public(village).signed_in(village)
        return self._clerks[village]

    @cached_property
    def li(self) -> Client:
        """The officer who drafts publications."""
        return self.public("disclosure").signed_in("li")

    @cached_property
    def wang(self) -> Client:
        """The reviewer who approves them."""
        return self.public("disclosure").signed_in("wang")

    @cached_property
    def li_at_oversight(self) -> Client:
        """The same officer, of the family planning office, looking at petitions."""
        return self.public("oversight").signed_in("li")

    @cached_property
    def chen(self) -> Client:
        """The officer of the petition office."""
        return self.public("oversight").signed_in("chen")

    @cached_property
    def zhao(self) -> Client:
        """The head of the township, of the leading group."""
        return self.public("oversight").signed_in("zhao")

    @cached_property
    def qian(self) -> Client:
        """Another of the leading group, for what takes a second one."""
        return self.public("oversight").signed_in("qian")

    @cached_property
    def supervisors(self) -> dict[str, Client]:
        """The supervisors (行风监督员), by their accounts."""
        return {name: self.public("oversight").signed_in(name) for name in ("zhou", "zhu")}

    @cached_property
    def ding(self) -> Client:
        """The district's monitor."""
        return self.public("oversight").signed_in("ding")
