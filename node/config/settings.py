"""Every setting with its type, its default and its rule. What each is for is told in `config.example.toml`.

A field's annotation is all the loader needs: `Literal` lists the values allowed, `Annotated` adds rules of `rules.py`,
and a field without default must be given.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from node.config import rules
from node.config.connectors import Connectors
from node.config.organizations import Organizations
from node.config.rules import Listen, Network, Tcp
from node.config.warning_sources import WarningSources

Positive: TypeAlias = Annotated[int, rules.at_least(1)]
Host: TypeAlias = Annotated[str, rules.host]
Line: TypeAlias = Annotated[str, rules.line]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """`account_domain` is never empty after loading, `data_dir` always absolute."""

    base_url: Annotated[str, rules.origin]
    account_domain: Annotated[str, rules.host_or_nothing] = ""
    listen: Listen = field(default_factory=lambda: Tcp("127.0.0.1", 8000))
    data_dir: Path = Path("var")
    trusted_proxies: tuple[Network, ...] = ()
    timezone: ZoneInfo = field(default_factory=lambda: rules.zone("Europe/Berlin"))
    language: Literal["de", "en"] = "de"
    title: Line = "Allmende"
    description: str = ""
    contact_email: Annotated[str, rules.email] = ""
    contact_account: Annotated[str, rules.account_or_nothing] = ""
    source_url: Annotated[str, rules.address_or_nothing] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """`url` may hold a password: it is left out of `repr`; log `shown` instead."""

    url: Annotated[str, rules.database_url] = field(default="sqlite:///allmende.sqlite3", repr=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite:")

    @property
    def sqlite_path(self) -> Path:
        """The file. Only where `is_sqlite`."""
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def shown(self) -> str:
        """The URL without user, password and options (T-148)."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationSettings:
    rsa_bits: Literal[2048, 3072, 4096] = 2048
    require_signed_fetch: bool = False
    first_signature: Literal["cavage", "rfc9421"] = "cavage"
    allowed_hosts: tuple[Host, ...] = ()
    development_hosts: tuple[Annotated[str, rules.pattern], ...] = ()
    request_seconds: Annotated[float, rules.between(1.0, 60.0)] = 10.0
    delivery_hours: Annotated[int, rules.between(1, 720)] = 168
    link_previews: bool = True

    def is_development_host(self, name: str) -> bool:
        """May `name` (a host name or IPv4 literal, without port) be reached over http and on 127.0.0.0/8?"""
        return any(fnmatchcase(name.lower(), pattern) for pattern in self.development_hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """Without `enabled` nobody is counted; what bounds a single request (bytes, characters) always holds."""

    enabled: bool = True
    inbox_per_host_per_minute: Positive = 3000
    inbox_per_address_per_minute: Positive = 6000
    requests_per_address_per_minute: Positive = 600
    login_attempts: Positive = 10
    login_minutes: Positive = 15
    writes_per_login_per_minute: Positive = 60
    lookups_per_login_per_minute: Positive = 30
    lookups_per_visitor_per_minute: Positive = 10
    subscriptions_per_visitor_per_hour: Positive = 10
    streams: Positive = 5000
    streams_per_account: Positive = 30
    body_bytes: Annotated[int, rules.at_least(65_536)] = 1_048_576
    document_bytes: Annotated[int, rules.at_least(65_536)] = 1_048_576
    post_characters: Annotated[int, rules.between(1, 100_000)] = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSettings:
    """Sizes in bytes where nothing else is said. With `storage` "s3", `s3_bucket` is never empty after loading."""

    alt_required: Literal["nobody", "official", "everybody"] = "official"
    image_bytes: Annotated[int, rules.at_least(65_536)] = 16_777_216
    file_bytes: Annotated[int, rules.at_least(65_536)] = 104_857_600
    image_pixels: Annotated[int, rules.at_least(1_000_000)] = 50_000_000
    kept_pixels: Annotated[int, rules.at_least(1_000_000)] = 8_294_400
    worker_megabytes: Annotated[int, rules.at_least(512)] = 1024
    worker_seconds: Annotated[int, rules.between(5, 500)] = 60
    ffmpeg: bool = True
    storage: Literal["disk", "s3"] = "disk"
    s3_bucket: str = ""
    s3_endpoint: Annotated[str, rules.endpoint] = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = field(default="", repr=False)
    cache_bytes: Annotated[int, rules.at_least(0)] = 5_368_709_120
    cache_file_bytes: Annotated[int, rules.at_least(65_536)] = 104_857_600


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationSettings:
    """`keep_acts_months`: how long it is known who did what; 0 is for good."""

    trends_need_review: bool = False
    keep_acts_months: Annotated[int, rules.between(0, 1_200)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Letters to people of ours, and to those who have posts of channels by mail (`subscriptions`: of which). `security` is
    how the connection is encrypted; certificates are always checked, against `ca_file` where one is named (T-096)."""

    backend: Literal["none", "console", "smtp"] = "none"
    host: Host = "localhost"
    port: Annotated[int, rules.between(1, 65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Line = ""
    user: Line = ""
    password: str = field(default="", repr=False)
    sender: Annotated[str, rules.email] = ""
    reply_to: Annotated[str, rules.email] = ""
    subscriptions: Literal["off", "organizations", "all"] = "organizations"

    @property
    def is_on(self) -> bool:
        return self.backend != "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSettings:
    """How pages look beside what all nodes have. Files are in `node.data_dir` or named by their whole path."""

    color: Annotated[str, rules.color] = ""
    color_dark: Annotated[str, rules.color] = ""
    theme: Line = ""
    coat_of_arms: Line = ""
    fonts: Literal["fira", "system"] = "fira"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestSettings:
    """Answers of people without an account. `replies` "organizations" is on for the channels of organisations, where mail is
    configured; `channels` (names of accounts) narrows it further."""

    replies: Literal["off", "organizations", "all"] = "organizations"
    channels: tuple[str, ...] = ()
    characters: Annotated[int, rules.between(100, 5_000)] = 1000
    confirm_hours: Annotated[int, rules.between(1, 168)] = 48
    keep_mail_days: Annotated[int, rules.between(1, 365)] = 30
    replies_per_address_per_hour: Positive = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSettings:
    """The open interfaces. `license` is that of posts whose organisation names none. `contributor_id` is how the data portal
    of DCAT-AP.de calls who delivers the catalogue."""

    license: Annotated[str, rules.address] = "https://www.govdata.de/dl-de/by-2-0"
    contributor_id: Annotated[str, rules.address_or_nothing] = ""
    dump_days: Annotated[int, rules.between(1, 366)] = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedSettings:
    """Posts of ours within pages of others. `frame_ancestors`: the sites that may frame them, beside this node."""

    frame_ancestors: tuple[Annotated[str, rules.framing_site], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticCopySettings:
    """Pages as files, for the web server in front while this one is down: of the last `days`, at most so many `posts`, with
    small pictures of at most `picture_bytes` in all."""

    enabled: bool = False
    days: Annotated[int, rules.between(1, 366)] = 30
    posts: Annotated[int, rules.between(1, 5_000)] = 500
    picture_bytes: Annotated[int, rules.between(0, 1 << 40)] = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSettings:
    second_factor: Literal["off", "moderators", "all"] = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """`sheet`: a file with the questions of the Steckbrief, in `node.data_dir` or named by its whole path; empty: ours."""

    sheet: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeSettings:
    """The cooperative that runs the node. Without `board`, the name of the account that speaks for it, there is none. `name`
    is its own. `proxies`: its statute lets members vote by proxy here (§ 43 Abs. 5 GenG). `quorum` is in percent of the
    members, `voting_days` how long votes are taken, both where a motion says nothing else."""

    board: Annotated[str, rules.account_or_nothing] = ""
    name: Line = ""
    proxies: bool = False
    quorum: Annotated[int, rules.between(0, 100)] = 0
    voting_days: Annotated[int, rules.between(1, 366)] = 14

    @property
    def is_on(self) -> bool:
        return bool(self.board)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSettings:
    """Further nodes of this installation. `dir`: a folder with one of each, absolute after loading; `idle_minutes`: after so
    long without a visit a tenant lets go of everything until the next one."""

    dir: Path = Path("tenants")
    idle_minutes: Annotated[int, rules.between(1, 1_440)] = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    node: NodeSettings
    database: DatabaseSettings
    federation: FederationSettings
    limits: LimitSettings
    media: MediaSettings
    brand: BrandSettings
    guests: GuestSettings
    open: OpenSettings
    embed: EmbedSettings
    static_copy: StaticCopySettings
    login: LoginSettings
    channels: ChannelSettings
    cooperative: CooperativeSettings
    mail: MailSettings
    moderation: ModerationSettings
    log: LogSettings
    tenants: TenantSettings
    organizations: Organizations = field(default_factory=Organizations)
    connectors: Connectors = field(default_factory=Connectors)
    warning_sources: WarningSources = field(default_factory=WarningSources)

    @property
    def origin(self) -> str:
        """`https://social.musterhausen.example`, without a slash at the end: every address of ours begins with it."""
        return self.node.base_url

    @property
    def host(self) -> str:
        """What stands in a request's Host header: with a port only where it is not the scheme's own."""
        return urlsplit(self.node.base_url).netloc

    @property
    def hostname(self) -> str:
        """The host without port, an IPv6 literal without brackets."""
        return rules.without_port(self.host)

    @property
    def account_domain(self) -> str:
        """What stands after the @ of our handles."""
        return self.node.account_domain

    def license_of(self, channel: str) -> str:
        """Under which licence the account `channel` of this node publishes: an address."""
        organization = self.organizations.of_channel(channel)
        return (organization.license if organization is not None else "") or self.open.license

    @property
    def is_development(self) -> bool:
        """Only then may this machine's own addresses be reached, never on a public node."""
        return bool(self.federation.development_hosts)

    @property
    def is_https(self) -> bool:
        return self.node.base_url.startswith("https:")
