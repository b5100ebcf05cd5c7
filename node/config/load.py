"""Reads the settings: file, then environment, then the rules. The first mistake found is refused in one sentence."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from node.config import rules
from node.config.connectors import Connector, join
from node.config.organizations import Organization, complete
from node.config.settings import Config, MailSettings
from node.config.warning_sources import WarningSource, joined
from node.errors import Misconfigured

PREFIX = "ALLMENDE_"
_CONFIG_PATH = f"{PREFIX}CONFIG"
_DEFAULT_FILE = Path("config.toml")

# A Kubernetes service called "allmende" puts these into the environment of every container beside it.
_SERVICE_LINKS = (f"{PREFIX}PORT", f"{PREFIX}SERVICE_")

# `[[name]]`: as many of them as one likes, each with these keys; what becomes of them all. Only from the file.
LISTS: Mapping[str, tuple[type, Callable[[Any], object]]] = MappingProxyType(
    {
        "organizations": (Organization, complete),
        "connectors": (Connector, join),
        "warning_sources": (WarningSource, joined),
    }
)
_SECTIONS: dict[str, type] = {name: kind for name, kind in get_type_hints(Config).items() if name not in LISTS}
_FROM_TEXT: dict[Any, Callable[[str], object]] = {
    Path: rules.path,
    ZoneInfo: rules.zone,
    rules.Network: rules.network,
    rules.Listen: rules.listen,
}
_PLAIN: dict[Any, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True)
class _Given:
    """A value as it was written, and the words that lead a reader to it."""

    value: object
    where: str
    is_text: bool = False
    """From the environment: numbers, truth values and lists are written as text."""


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The settings from `path`, else `$ALLMENDE_CONFIG`, else `./config.toml` if there is one; then the environment.

    Raises `Misconfigured`. A relative `node.data_dir` starts from the folder of the file, without one from here.
    """
    file = _find(path, environ)
    given = _from_file(file) if file else {}
    given |= _from_environment(environ)
    return _build(given, (file.parent if file else Path()).absolute())


def build(document: Mapping[str, object], folder: Path) -> Config:
    """The settings from a parsed document, for nodes that are put together by a program. Raises `Misconfigured`."""
    return _build(_from_document(document, "the settings given"), folder.absolute())


def _find(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = path or (Path(environ[_CONFIG_PATH]) if environ.get(_CONFIG_PATH) else None)
    if named is None:
        return _DEFAULT_FILE if _DEFAULT_FILE.is_file() else None
    if not named.is_file():
        raise Misconfigured(f"The configuration file {named} does not exist; `allmende init` writes one.")
    return named


def _from_file(file: Path) -> dict[str, _Given]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"The configuration file {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The configuration file {file} is not TOML: {error}.") from error
    return _from_document(document, str(file))


def _from_document(document: Mapping[str, object], source: str) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    for section, keys in document.items():
        if section in LISTS:
            given[section] = _Given(keys, f"[[{section}]] in {source}")
            continue
        if section not in _SECTIONS:
            raise Misconfigured(f"{source} has an unknown section [{section}]{_suggest(section, _SECTIONS)}.")
        if not isinstance(keys, Mapping):
            raise Misconfigured(f"{section} in {source} must be a section [{section}], not {_kind(keys)}.")
        known = _keys(section)
        for key, value in keys.items():
            if key not in known:
                raise Misconfigured(f"{source} has an unknown key {section}.{key}{_suggest(key, known)}.")
            given[f"{section}.{key}"] = _Given(value, f"{section}.{key} in {source}")
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, _Given]:
    names = {f"{PREFIX}{section}_{key}".upper(): f"{section}.{key}" for section in _SECTIONS for key in _keys(section)}
    given: dict[str, _Given] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name == _CONFIG_PATH or name.startswith(_SERVICE_LINKS):
            continue
        if name not in names:
            raise Misconfigured(f"The environment variable {name} names no setting{_suggest(name, names)}.")
        given[names[name]] = _Given(value, f"{names[name]} from the environment ({name})", is_text=True)
    return given


def _build(given: Mapping[str, _Given], folder: Path) -> Config:
    sections = {section: _section(section, kind, given) for section, kind in _SECTIONS.items()}
    lists = {name: _list(name, given[name]) for name in LISTS if name in given}
    config = _complete(Config(**sections, **lists), folder)
    _check_sheet(config)
    _check_together(config)
    return config


def _list(name: str, given: _Given) -> Any:
    """All tables `[[name]]`, joined."""
    kind, join = LISTS[name]
    tables = given.value
    if not isinstance(tables, list | tuple) or not all(isinstance(table, Mapping) for table in tables):
        raise Misconfigured(f"{given.where} must be tables [[{name}]].")
    known = {spec.name: spec for spec in fields(kind)}
    entries = []
    for number, table in enumerate(tables, 1):
        where = f"{given.where}, number {number}"
        for key in table:
            if key not in known:
                raise Misconfigured(f"{where}, has an unknown key {key}{_suggest(key, known)}.")
        values = {key: _Given(value, f"{key} of {where},") for key, value in table.items()}
        entries.append(_made(kind, known, values, partial("{0}, has no {1}.".format, where)))
    try:
        return join(tuple(entries))
    except ValueError as error:
        raise Misconfigured(f"{given.where} {error}.") from error


def _section(section: str, kind: type, given: Mapping[str, _Given]) -> Any:
    keys = _keys(section)
    values = {key: given[f"{section}.{key}"] for key in keys if f"{section}.{key}" in given}
    missing = (
        f"{section}.{{0}} is missing: set it in the configuration file (`allmende init` writes one) "
        f"or as {PREFIX}{section.upper()}_{{1}}."
    )
    try:
        return _made(kind, keys, values, lambda key: missing.format(key, key.upper()))
    except ValueError as error:  # a default needs what this system lacks: time zones
        raise Misconfigured(f"A default of [{section}] {error}.") from error


def _made(
    kind: type, keys: Mapping[str, Field[Any]], given: Mapping[str, _Given], missing: Callable[[str], str]
) -> Any:
    """`missing` says what is wrong when a key without default is not given."""
    types = get_type_hints(kind, include_extras=True)
    for key, spec in keys.items():
        if key not in given and spec.default is MISSING and spec.default_factory is MISSING:
            raise Misconfigured(missing(key))
    return kind(**{key: _read(types[key], value) for key, value in given.items()})


def _read(kind: Any, given: _Given) -> object:
    try:
        return _convert(
            kind, _from_words(kind, given.value) if isinstance(given.value, str) and given.is_text else given.value
        )
    except ValueError as error:
        raise Misconfigured(f"{given.where} {error}.") from error


def _from_words(kind: Any, text: str) -> object:
    """Text from the environment in the shape it would have in the file. What does not fit stays text, to be refused."""
    kind, _ = _bare(kind)
    if get_origin(kind) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    wanted = type(choices[0]) if choices else kind
    if wanted is bool:
        return _TRUTH.get(text.strip().lower(), text)
    if wanted in {int, float}:
        try:
            return wanted(text)
        except ValueError:
            return text
    return text


def _convert(kind: Any, value: object) -> object:
    kind, checks = _bare(kind)
    if get_origin(kind) is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"must be a list, not {_kind(value)}")
        result: object = tuple(_convert(get_args(kind)[0], part) for part in value)
    elif get_origin(kind) is Literal:
        result = _chosen(get_args(kind), value)
    elif kind in _PLAIN:
        result = _plain(kind, value)
    else:
        result = _FROM_TEXT[kind](_plain(str, value))
    for check in checks:
        result = check(result)
    return result


def _bare(kind: Any) -> tuple[Any, tuple[Callable[[Any], object], ...]]:
    """A type without its rules, and the rules."""
    if get_origin(kind) is Annotated:
        inner, *checks = get_args(kind)
        return inner, tuple(checks)
    return kind, ()


def _plain(kind: Any, value: object) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:  # a bool is an int to isinstance, and would pass as a number
        raise ValueError(f"must be {_PLAIN[kind]}, not {_kind(value)}")
    return value


def _chosen(choices: tuple[object, ...], value: object) -> object:
    if type(value) is not type(choices[0]) or value not in choices:
        allowed = ", ".join(str(choice) for choice in choices)
        raise ValueError(f"must be one of {allowed}, not {value!r}{_suggest(str(value), map(str, choices))}")
    return value


def _complete(config: Config, folder: Path) -> Config:
    """Fills in what follows from other settings."""
    data_dir = folder / config.node.data_dir.expanduser()
    node = replace(config.node, data_dir=data_dir, account_domain=config.node.account_domain or config.host)
    database = config.database
    if database.is_sqlite:
        database = replace(database, url=f"sqlite:///{data_dir / database.sqlite_path.expanduser()}")
    tenants = replace(config.tenants, dir=data_dir / config.tenants.dir.expanduser())
    return replace(config, node=node, database=database, tenants=tenants)


def _check_together(config: Config) -> None:
    if config.media.storage == "s3" and not config.media.s3_bucket:
        raise Misconfigured('media.s3_bucket is missing: media.storage = "s3" needs the name of a bucket.')
    local = rules.is_local(config.hostname)
    if config.is_https and config.federation.development_hosts and not local:
        raise Misconfigured(
            f"federation.development_hosts opens this machine's own addresses and must be empty on a public node: "
            f"node.base_url is {config.origin}."
        )  # T-099
    if not config.is_https and not local and not config.federation.is_development_host(config.hostname):
        raise Misconfigured(
            f"node.base_url must begin with https://: plain http is for localhost, *.localhost, *.test and "
            f"federation.development_hosts only, not for {config.hostname}."
        )
    if config.mail.backend == "smtp":
        _check_mail(config.mail)
    if config.guests.replies == "all" and not config.mail.is_on:
        raise Misconfigured(
            'guests.replies is "all", but no letters are sent: guests confirm by mail, so set mail.backend.'
        )


def _check_sheet(config: Config) -> None:
    if config.channels.sheet:
        from node.config.sheet_form import load_form  # noqa: PLC0415  # only for those who ask other questions

        load_form(config.node.data_dir / Path(config.channels.sheet).expanduser())


def _check_mail(mail: MailSettings) -> None:
    if not mail.sender:
        raise Misconfigured("mail.sender is missing: mail.backend is smtp, and every letter names who sends it.")
    if mail.password and mail.security == "none" and not rules.is_local(rules.without_port(mail.host)):
        raise Misconfigured(f"mail.password would go to {mail.host} unencrypted: set mail.security to starttls or tls.")
    if mail.ca_file and not Path(mail.ca_file).is_file():
        raise Misconfigured(f"mail.ca_file does not exist: {mail.ca_file}.")


def _keys(section: str) -> dict[str, Field[Any]]:
    return {spec.name: spec for spec in fields(_SECTIONS[section])}


def _suggest(name: str, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415  # only for whoever mistypes

    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _kind(value: object) -> str:
    names = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "a section",
    }
    return names.get(type(value), type(value).__name__)
