"""`/verwaltung/ersuchen/ID`: a request, what would be given, whose turn it is, and every step so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.model.account import Actor
from node.model.disclosure import Datum, Disclosure, Item, Outcome, Silence, Stage, Step, StepKind, Wish
from node.outbox.disclosures.register import CHARACTERS, Entry, entry_for
from node.outbox.disclosures.who import holds
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.page import answer, look, number, rendering_of
from node.web.pages.disclosing.words import ALL, deadline, path_of
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into one of the forms of the page."""

    reason: str = ""
    outcome: str = ""
    given: str = ""
    silence: str = ""
    until: str = ""
    ground: str = ""


async def show_request(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, and Forbidden for whoever does not administer."""
    return await page(request, await require_viewer(request))


async def page(
    request: web.Request,
    viewer: Actor,
    wrong: Mapping[str, str] | None = None,
    *,
    typed: Typed | None = None,
    status: int = 422,
) -> web.Response:
    frame, entry = await look(request, load, viewer, number(request.match_info["id"]))
    found, words = entry.disclosure, frame.words
    today = frame.now.astimezone(words.zone).date()
    body = rendering_of(request).page(
        "disclosing/one.html",
        frame,
        heading=found.authority,
        trail=[(ALL, words.t("disclosure.title")), ("", found.authority)],
        path=path_of(found.id),
        facts=_facts(entry, frame),
        deadline=deadline(found, frame),
        late=found.is_overdue(frame.now),
        stage=found.stage.value,
        outcome=words.t(f"disclosure.outcome.{found.outcome.value}"),
        proposal=found.round,
        whole=found.is_whole,
        items=[_item(each, frame) for each in entry.items],
        stands=bool(entry.items) and (found.stage is not Stage.OPEN),
        proposable=found.wish is not Wish.REMOVAL and entry.account is not None,
        own=viewer.login_id == found.proposed_by,
        too_young=_is_too_young(entry, frame),
        alone=entry.administrators < 2,
        holds=holds(viewer, found),
        extract=entry.has_extract,
        digest=found.digest,
        given=found.given if found.wish is Wish.REMOVAL else "",
        ends=[(each.value, words.t(f"disclosure.outcome.{each.value}")) for each in _ends(found)],
        telling=_telling(entry, frame),
        by_hand=found.may_tell(today),
        silences=[(each.value, words.t(f"disclosure.silence.{each.value}")) for each in Silence],
        changeable=found.told_at is None and found.account_id is not None and found.account_id > 0,
        steps=[_step(each, entry, frame) for each in entry.steps],
        most=CHARACTERS,
        form=typed or _typed(found),
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=status if wrong else 200)


async def load(tx: Tx, _viewer_id: int, by: Actor, asked: int) -> Entry:
    return await entry_for(tx, by, asked)


def datum_words(datum: Datum, frame: Frame) -> str:
    return frame.words.t(f"disclosure.datum.{datum.value}")


def _typed(found: Disclosure) -> Typed:
    muzzle = found.muzzle
    return Typed(
        silence=muzzle.silence.value,
        until="" if muzzle.until is None else muzzle.until.isoformat(),
        ground=muzzle.ground,
    )


def _ends(found: Disclosure) -> Sequence[Outcome]:
    without = (Outcome.REFUSED, Outcome.NOTHING)
    return (Outcome.ALL, Outcome.PARTLY, *without) if found.wish is Wish.REMOVAL else without


def _is_too_young(entry: Entry, frame: Frame) -> bool:
    """The log-in of who looks, younger than the request: it cannot be the second person."""
    recorded, person = entry.disclosure.recorded_at, entry.viewer
    return frame.person is not None and person is not None and recorded is not None and person.created_at > recorded


def _facts(entry: Entry, frame: Frame) -> Sequence[tuple[str, str]]:
    found, words = entry.disclosure, frame.words
    t = words.t
    if entry.account is not None:
        account = f"@{entry.account.name}@{frame.site.account_domain}"
    else:
        account = t("disclosure.forgotten" if found.account_id is not None else "disclosure.nobody")
    return [
        (t("disclosure.reference"), found.reference or "–"),
        (t("disclosure.wish"), t(f"legal.wish.{found.wish.value}")),
        (t("disclosure.law"), t(f"legal.law.{found.law.value}")),
        (t("disclosure.basis"), found.basis),
        (t("disclosure.account"), account),
        (t("disclosure.received"), words.date(found.received_on)),
        (t("disclosure.stage_title"), t(f"disclosure.stage.{found.stage.value}")),
    ]


def _item(each: Item, frame: Frame) -> Mapping[str, str]:
    words = frame.words
    span = ""
    if each.first is not None and each.last is not None:
        span = words.t("disclosure.span", first=words.date(each.first), last=words.date(each.last))
    return {
        "name": datum_words(each.datum, frame),
        "law": words.t(f"legal.law.{each.law.value}"),
        "basis": each.basis,
        "span": span,
    }


def _telling(entry: Entry, frame: Frame) -> str:
    """Whether the person concerned has been, will be, or may not be told; empty where there is nobody to tell."""
    found, words = entry.disclosure, frame.words
    if found.account_id is None or found.account_id < 0:
        return ""
    if found.told_at is not None:
        return words.t("disclosure.told_at", when=words.moment(found.told_at, frame.now))
    muzzle = found.muzzle
    if muzzle.silence is Silence.UNTIL and muzzle.until is not None:
        return words.t("disclosure.silent_until", day=words.date(muzzle.until), ground=muzzle.ground)
    if muzzle.silence is Silence.ALWAYS:
        return words.t("disclosure.silent_always", ground=muzzle.ground)
    return words.t("disclosure.will_tell")


def _step(each: Step, entry: Entry, frame: Frame) -> Mapping[str, str]:
    words = frame.words
    login = entry.logins.get(each.login_id or 0)
    nobody = "disclosure.by_gone"
    if each.login_id is None:
        nobody = "disclosure.by_itself" if each.kind is StepKind.TOLD else "tending.by_nobody"
    return {
        "said": words.t(f"disclosure.step.{each.kind.value}"),
        "when": words.moment(each.at, frame.now),
        "who": words.t(nobody) if login is None else login.email,
        "reason": _reason(each, frame),
    }


def _reason(each: Step, frame: Frame) -> str:
    if each.kind is not StepKind.SILENCED:
        return each.reason
    silence, _, rest = each.reason.partition(" ")
    return f"{frame.words.t(f'disclosure.silence.{silence}')} {rest}".strip()
