"""The register of what this node does with data about people (Art. 30 GDPR): one table, from which both the privacy notice
and `allmende check --vvt` are made. The figures are those the code works with. Whoever makes the node do something new with
data about people adds a line here and its words under `register.<key>.*`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from node.config import Config, Organization
from node.i18n.translate import Translator
from node.model import retention
from node.moderation.guests import hospitality
from node.web.lands import land_of

Ground: TypeAlias = Literal["task", "law", "staff"]
"""`task`: what the body is there for. `law`: a law demands it. `staff`: for people who work with the node."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long: a time, or a word for what ends it (`register.until.<word>`)."""

    lasts: timedelta | None = None
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """Its words are in the catalogues: `purpose`, `people`, `data` and `recipients`, each as `register.<key>.<word>`."""

    key: str
    ground: Ground
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the register in words."""

    key: str
    purpose: str
    people: str
    data: str
    recipients: str
    basis: str
    retention: str


def processings(config: Config) -> Sequence[Processing]:
    """What this node does, as it is configured."""
    acts = config.moderation.keep_acts_months
    kept = Span(until="unlimited") if acts == 0 else Span(acts * retention.MONTH)
    found = [
        Processing(key="reading", ground="task", span=Span(until="answer")),
        Processing(key="posts", ground="task", span=Span(until="deleted")),
        Processing(key="dialogue", ground="task", span=Span(until="author")),
        Processing(key="visitors", ground="task", span=Span(until="answer")),
        Processing(key="followers", ground="task", span=Span(until="unfollow")),
        Processing(key="turnover", ground="task", span=Span(retention.FOLLOWER_DAYS)),
        Processing(key="exchange", ground="task", span=Span(max(retention.RECEIVED, retention.DELIVERIES))),
        Processing(key="copies", ground="task", span=Span(until="displaced")),
        Processing(key="opendata", ground="task", span=Span(timedelta(days=config.open.dump_days))),
        Processing(key="reports", ground="law", span=Span(until="register")),
        Processing(key="disclosures", ground="law", span=Span(until="disclosures")),
        Processing(key="hindrances", ground="law", span=Span(retention.HINDRANCES)),
        Processing(key="logins", ground="staff", span=Span(until="account")),
        Processing(key="channels", ground="staff", span=Span(until="channel")),
        Processing(key="sessions", ground="staff", span=Span(retention.SESSIONS)),
        Processing(key="apps", ground="staff", span=Span(retention.APPS)),
        Processing(key="takeout", ground="law", span=Span(retention.ARCHIVES)),
        Processing(key="acts", ground="law", span=kept),
    ]
    if config.cooperative.is_on:
        found.append(Processing(key="members", ground="law", span=Span(until="members")))
    if config.mail.is_on:
        found.append(Processing(key="letters", ground="staff", span=Span(until="sent")))
    if any(each.kind != "feed" for each in config.connectors):
        found.append(Processing(key="connectors", ground="task", span=Span(until="deleted")))
    if config.mail.is_on and config.mail.subscriptions != "off":
        found.append(Processing(key="subscriptions", ground="task", span=Span(until="unsubscribed")))
    if hospitality(config).is_on:
        days = timedelta(days=config.guests.keep_mail_days)
        found.append(Processing(key="guests", ground="task", span=Span(days)))
    return found


def register(config: Config, organization: Organization | None, words: Translator) -> Sequence[Entry]:
    """Each line in the reader's language, for the organisation that answers."""
    return [
        Entry(
            key=each.key,
            **{part: words.t(f"register.{each.key}.{part}") for part in ("purpose", "people", "data", "recipients")},
            basis=basis_of(each.ground, organization, words),
            retention=span_in_words(each.span, words),
        )
        for each in processings(config)
    ]


def basis_of(ground: Ground, organization: Organization | None, words: Translator) -> str:
    """A public body may not weigh interests (Art. 6(1) sentence 2 GDPR): it names its task and the law of its Land."""
    if organization is None or not organization.is_public_body:
        return words.t(f"register.basis.private.{ground}")
    land = land_of(organization.state)
    law = organization.legal_basis or (land.basis if land.sourced else "")
    return words.t(f"register.basis.public.{ground}", law=law or words.t("register.basis.no_law"))


def span_in_words(span: Span, words: Translator) -> str:
    if span.lasts is None:
        return words.t(f"register.until.{span.until}")
    days = span.lasts.days
    if days == 0:
        return words.t("register.span.hours", count=int(span.lasts.total_seconds() // 3_600))
    return words.t("register.span.days", count=days)
