"""The settings of a node: a file in TOML, single keys from the environment, checked once at the start.

Every key stands in `settings.py` with its type, default and rule, and in `config.example.toml` with its explanation;
a test keeps the two together.
"""

from node.config.load import LISTS, PREFIX, build, load
from node.config.organizations import Organization, Organizations
from node.config.rules import Listen, Network, Tcp, Unix
from node.config.settings import (
    Config,
    DatabaseSettings,
    FederationSettings,
    GuestSettings,
    LimitSettings,
    LoginSettings,
    LogSettings,
    MailSettings,
    MediaSettings,
    ModerationSettings,
    NodeSettings,
    TenantSettings,
)

__all__ = [
    "LISTS",
    "PREFIX",
    "Config",
    "DatabaseSettings",
    "FederationSettings",
    "GuestSettings",
    "LimitSettings",
    "Listen",
    "LogSettings",
    "LoginSettings",
    "MailSettings",
    "MediaSettings",
    "ModerationSettings",
    "Network",
    "NodeSettings",
    "Organization",
    "Organizations",
    "Tcp",
    "TenantSettings",
    "Unix",
    "build",
    "load",
]
