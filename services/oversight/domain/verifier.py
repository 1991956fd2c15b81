"""Who verifies that a finding is put right: never who reported it, and if it can be, somebody of another office."""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import Forbidden


@dataclass(frozen=True)
class Verifier:
    """Who verifies, of which office, and who of other offices than the one it is about could."""

    name: str
    office: str | None
    others: tuple[str, ...] = ()

    def check(self, *, about: str, reported_by: str) -> None:
        """Raises Forbidden: ``verified-by-the-same``, ``verified-by-its-own-office``."""
        if self.name == reported_by:
            raise Forbidden(
                "verified-by-the-same",
                "报告整改的人不能核实，请由另一人核实。",
                "Whoever reported the rectification cannot verify it: somebody else has to.",
            )
        if self.office == about and set(self.others) - {reported_by}:
            raise Forbidden(
                "verified-by-its-own-office",
                "责任单位的人不能核实本单位的整改，请由其他单位的人核实。",
                "Nobody of the office itself verifies its rectification while there is somebody of another office.",
            )
