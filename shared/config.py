"""Typed configuration from the environment. A bad value stops the start and is named; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from shared.clock import Clock, FileClock, SystemClock
from shared.eventlog.database import Database, open_database
from shared.ids import Ids, RandomIds

PREFIX = "SUNSHINE_"
_KEEPS_KEYS = {"oversight": "petitions", "disclosure": "requests for information"}
SHIPPED_DATA = Path(__file__).resolve().parent.parent / "data"


class ConfigError(Exception):
    """The environment does not hold; the text names each variable and what it should be."""


class _Environment(Schema):
    class Meta:
        unknown = EXCLUDE

    village = fields.String(load_default=None, validate=validate.Regexp(r"^[a-z][a-z0-9-]{1,30}$"))
    database = fields.String(required=True, validate=validate.Regexp(r"^(sqlite:///.+|postgres(ql)?://.+)$"))
    keys_database = fields.String(load_default=None, validate=validate.Regexp(r"^(sqlite:///.+|postgres(ql)?://.+)$"))
    bus = fields.String(required=True, validate=validate.Regexp(r"^((redis|rediss|amqp|amqps)://.+|none)$"))
    secrets = fields.String(required=True)
    peers = fields.String(required=True)
    accounts = fields.String(load_default=None)
    data = fields.String(load_default=str(SHIPPED_DATA))
    url = fields.String(required=True, validate=validate.URL(require_tld=False, schemes={"http", "https"}))
    oversight_url = fields.String(
        load_default=None, validate=validate.URL(require_tld=False, schemes={"http", "https"})
    )
    disclosure_url = fields.String(
        load_default=None, validate=validate.URL(require_tld=False, schemes={"http", "https"})
    )
    state = fields.String(required=True)
    sign_in = fields.String(load_default="password", validate=validate.OneOf(["password", "oidc"]))
    oidc_issuer = fields.String(load_default=None, validate=validate.URL(require_tld=False, schemes={"http", "https"}))
    oidc_client_id = fields.String(load_default=None)
    oidc_client_secret_file = fields.String(load_default=None)
    oidc_claim = fields.String(load_default="preferred_username")
    clock_file = fields.String(load_default=None)
    push = fields.Boolean(load_default=False)
    proxies = fields.Integer(load_default=0, validate=validate.Range(min=0, max=5))
    log_level = fields.String(load_default="info", validate=validate.OneOf(["debug", "info", "warning", "error"]))
    log_format = fields.String(load_default="json", validate=validate.OneOf(["json", "plain"]))


@dataclass(frozen=True)
class Oidc:
    """The sign-in service (an OpenID provider); ``claim`` is the one of its claims that names the account."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "preferred_username"


@dataclass(frozen=True)
class Config:
    """What one process of one service runs with. README.md has the table of variables."""

    service: str
    village: str | None
    database: str
    keys_database: str | None
    bus: str
    secrets: Path
    peers: Path
    accounts: Path | None
    data: Path
    url: str
    state: Path
    clock: Clock
    push: bool
    log_level: str
    log_format: str
    demo_clock: bool
    oversight_url: str | None = None
    disclosure_url: str | None = None
    """Where people reach oversight, if that is not the address at which this node does."""
    proxies: int = 0
    """How many proxies of our own stand in front, each of which says in X-Forwarded-For from where it was asked."""
    oidc: Oidc | None = None
    password_sign_in: bool = True
    """Whether one may sign in with a password of the accounts file."""
    ids: Ids = field(default_factory=RandomIds)
    open: Callable[[str], Database] = open_database
    """Opens the database that ``database`` names. Like the clock and the ids, it is another in the simulation."""

    @property
    def disk(self) -> Path | None:
        """A folder on the disk that holds the database, if it is one of this machine."""
        return Path(self.database.removeprefix("sqlite:///")).parent if self.database.startswith("sqlite:") else None

    @property
    def source(self) -> str:
        """The CloudEvents source of this node: ``/oversight``, ``/feedback/yangshe``."""
        return f"/{self.service}/{self.village}" if self.village else f"/{self.service}"


def load_config(service: str, environ: Mapping[str, str]) -> Config:
    """Read and check every variable; raise ConfigError naming each one that does not hold."""
    given = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environ.items()
        if key.startswith(PREFIX) and value != ""
    }
    try:
        loaded: dict[str, Any] = _Environment().load(given)
    except ValidationError as error:
        raise ConfigError(_explain(service, error.messages_dict)) from error
    problems = _missing_files(loaded)
    if service == "feedback" and not loaded["village"]:
        problems.append(f"{PREFIX}VILLAGE: a feedback endpoint serves one village; set its id")
    if service in _KEEPS_KEYS and not loaded["keys_database"]:
        problems.append(
            f"{PREFIX}KEYS_DATABASE: {service} keeps the keys of {_KEEPS_KEYS[service]} in a database apart"
        )
    if loaded["bus"] == "none" and not loaded["push"]:
        problems.append(f"{PREFIX}PUSH: without a bus nobody hears this node unless it pushes; set it to 1")
    oidc = _oidc(loaded, problems)
    if problems:
        raise ConfigError(f"{service} cannot start:\n  " + "\n  ".join(problems))
    clock_file = loaded["clock_file"]
    return Config(
        service=service,
        village=loaded["village"],
        database=loaded["database"],
        keys_database=loaded["keys_database"],
        bus=loaded["bus"],
        secrets=Path(loaded["secrets"]),
        peers=Path(loaded["peers"]),
        accounts=Path(loaded["accounts"]) if loaded["accounts"] else None,
        data=Path(loaded["data"]),
        url=loaded["url"].rstrip("/"),
        oversight_url=loaded["oversight_url"],
        disclosure_url=loaded["disclosure_url"],
        state=Path(loaded["state"]),
        clock=FileClock(Path(clock_file)) if clock_file else SystemClock(),
        push=loaded["push"],
        proxies=loaded["proxies"],
        log_level=loaded["log_level"],
        log_format=loaded["log_format"],
        demo_clock=bool(clock_file),
        oidc=oidc,
        password_sign_in=loaded["sign_in"] == "password",
    )


def _oidc(loaded: Mapping[str, Any], problems: list[str]) -> Oidc | None:
    """The sign-in service, where one is named; what does not hold is added to ``problems``."""
    issuer = loaded["oidc_issuer"]
    if issuer is None:
        if loaded["sign_in"] == "oidc":
            problems.append(f"{PREFIX}SIGN_IN: oidc needs {PREFIX}OIDC_ISSUER")
        return None
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in ("localhost", "127.0.0.1", "::1"):
        problems.append(f"{PREFIX}OIDC_ISSUER: who signs in is taken from there, so it has to be https")
    if not loaded["oidc_client_id"]:
        problems.append(f"{PREFIX}OIDC_CLIENT_ID: the name under which {issuer} knows this node")
    secret = ""
    try:
        secret = Path(loaded["oidc_client_secret_file"] or "").read_text().strip()
    except OSError as error:
        problems.append(f"{PREFIX}OIDC_CLIENT_SECRET_FILE: give a file with the client's secret ({error.strerror})")
    return Oidc(issuer, loaded["oidc_client_id"] or "", secret, loaded["oidc_claim"])


def _missing_files(loaded: Mapping[str, Any]) -> list[str]:
    return [
        f"{PREFIX}{name.upper()}: there is no {loaded[name]!r}"
        for name in ("secrets", "peers", "accounts", "data")
        if loaded[name] and not Path(loaded[name]).exists()
    ]


def _explain(service: str, messages: Mapping[str, Any]) -> str:
    lines = [f"{PREFIX}{name.upper()}: {' '.join(map(str, said))}" for name, said in sorted(messages.items())]
    return f"{service} cannot start:\n  " + "\n  ".join(re.sub(r"\s+", " ", line) for line in lines)
