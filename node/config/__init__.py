"""The settings of a node: a file in TOML, single keys from the environment, checked once at the start.

Every key stands in `settings.py` with its type, default and rule, and in `config.example.toml` with its explanation;
a test keeps the two together.
"""

from node.config.load import PREFIX, build, load
from node.config.rules import Listen, Network, Tcp, Unix
from node.config.settings import (
    Config,
    DatabaseSettings,
    FederationSettings,
    LimitSettings,
    LoginSettings,
    LogSettings,
    MailSettings,
    MediaSettings,
    ModerationSettings,
    NodeSettings,
)

__all__ = [
    "PREFIX",
    "Config",
    "DatabaseSettings",
    "FederationSettings",
    "LimitSettings",
    "Listen",
    "LogSettings",
    "LoginSettings",
    "MailSettings",
    "MediaSettings",
    "ModerationSettings",
    "Network",
    "NodeSettings",
    "Tcp",
    "Unix",
    "build",
    "load",
]
