"""Change one's own profile."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Invalid
from node.model.account import Account
from node.outbox.profile import ProfileChange, change
from node.text.html import to_text
from node.web.auth import require_viewer
from node.web.cards import profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look_around, rendering_of, see_other
from node.web.rendering import Frame, Rendering

_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileForm:
    """As typed. `fields` always has as many rows as the form shows; `choices` are switches by their field's name."""

    display_name: str
    about: str
    fields: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, bool], ...]


async def show_profile_form(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    frame = await look_around(request)
    return answer(request, frame, render_profile_form(rendering_of(request), frame, form_of(viewer.account)))


async def save_profile(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    typed = _read(form)
    choices = dict(typed.choices)
    try:
        await change(
            request[NODE],
            viewer,
            ProfileChange(
                display_name=typed.display_name.strip(),
                source=typed.about.strip(),
                fields=tuple((name, value) for name, value in typed.fields if name and value),
                approves_followers=choices["approves_followers"],
                discoverable=choices["discoverable"],
                indexable=choices["indexable"],
                hides_follows=choices["hides_follows"],
            ),
        )
    except Invalid as problem:
        frame = await look_around(request)
        wrong = {"": frame.words.t("error.detail", detail=problem.reason)}
        return answer(request, frame, render_profile_form(rendering_of(request), frame, typed, wrong=wrong), status=422)
    return see_other(request, profile_path(viewer.account), done="gespeichert")


def form_of(account: Account) -> ProfileForm:
    rows = [(field.name, to_text(field.value)) for field in account.fields]
    return ProfileForm(
        display_name=account.display_name,
        about=account.source,
        fields=_rows(rows),
        choices=(
            ("approves_followers", account.approves_followers),
            ("discoverable", account.discoverable),
            ("indexable", account.indexable),
            ("hides_follows", account.hides_follows),
        ),
    )


def render_profile_form(
    rendering: Rendering, frame: Frame, form: ProfileForm, *, wrong: Mapping[str, str] | None = None
) -> bytes:
    heading = frame.words.t("profile.title")
    return rendering.page("profile_edit.html", frame, heading=heading, form=form, wrong=wrong or {})


def _read(form: MultiDictProxy[str]) -> ProfileForm:
    names, values = form.getall("angabe", []), form.getall("wert", [])
    rows = [(name.strip(), value.strip()) for name, value in zip(names, values, strict=False)]
    return ProfileForm(
        display_name=form.get("name", ""),
        about=form.get("ueber", "").replace("\r\n", "\n"),
        fields=_rows(rows),
        choices=tuple(
            (key, form.get(key) == "1") for key in ("approves_followers", "discoverable", "indexable", "hides_follows")
        ),
    )


def _rows(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((rows + [("", "")] * _FIELDS)[: max(_FIELDS, len(rows))])
