"""Closing a version: what must not be public is shown to nobody any more, though the log keeps what was said."""

from __future__ import annotations

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.domain.publication_commands import CloseVersion
from services.disclosure.views.publication_shapes import Version, Whole
from shared.errors import Gone


def close(service: Service, who: str, id: str, version: int, reason: str) -> None:
    """Text, figures and attachments of a version that holds no longer; its attachments are deleted.

    Raises NotFound: unknown-publication, unknown-version; WrongState (``version-holds``); Invalid (screening-blocked).
    """
    desk.end(service, who, id, CloseVersion(version, reason, who, service.today(), service.now()))


def closable(whole: Whole, version: Version) -> bool:
    return version.closed_on is None and (whole.withdrawn_on is not None or version is not whole.present)


def refuse_closed(version: Version) -> None:
    """Raises Gone (``version-closed``)."""
    if version.closed_on:
        raise Gone(
            "version-closed",
            f"第 {version.version} 版已于 {version.closed_on} 封存，不再提供。理由：{version.closed_because}",
            f"Version {version.version} was closed on {version.closed_on} and is not to be had any more."
            f" Reason: {version.closed_because}",
            sha256=version.digest,
            closed_on=version.closed_on.isoformat(),
            reason=version.closed_because,
        )
