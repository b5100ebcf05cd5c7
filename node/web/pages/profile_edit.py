"""Change one's own profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Invalid
from node.media.upload import Sent
from node.model.account import Account, Actor
from node.model.media import Place
from node.outbox.pictures import Picture, make_picture
from node.outbox.profile import ProfileChange, change
from node.text.html import to_text
from node.web.auth import require_viewer
from node.web.cards import profile_path
from node.web.csrf import read_form_with_files
from node.web.keys import NODE
from node.web.page import answer, look_around, rendering_of, see_other
from node.web.refusals import refusal
from node.web.rendering import Frame, Rendering

_FIELDS = 4
_PLACES = (Place.AVATAR, Place.HEADER)
_FIELD_OF = MappingProxyType({Place.AVATAR: "bild", Place.HEADER: "titelbild"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """`name` is that of its fields; `url` is empty where there is none. Its sides are those it is cut to."""

    name: str
    label: str
    url: str
    description: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileForm:
    """As typed. `fields` always has as many rows as the form shows; `choices` are switches by their field's name; `pictures`
    are those it has by now."""

    display_name: str
    about: str
    fields: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, bool], ...]
    pictures: tuple[PictureRow, ...]


async def show_profile_form(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    frame = await look_around(request)
    return answer(request, frame, render_profile_form(rendering_of(request), frame, form_of(viewer.account)))


async def save_profile(request: web.Request) -> web.Response:
    form, sent = await read_form_with_files(request)
    viewer = await require_viewer(request)
    typed = _read(form, viewer.account)
    choices = dict(typed.choices)
    try:
        await change(
            request[NODE],
            viewer,
            ProfileChange(
                pictures=await _pictures(request, viewer, sent),
                without=tuple(place for place in _PLACES if f"{_FIELD_OF[place]}-weg" in form),
                icon_description=form.get("bild-alt"),
                header_description=form.get("titelbild-alt"),
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
        wrong = {"": refusal(problem, frame.words)}
        return answer(request, frame, render_profile_form(rendering_of(request), frame, typed, wrong=wrong), status=422)
    return see_other(request, profile_path(viewer.account), done="gespeichert")


async def _pictures(request: web.Request, by: Actor, sent: Mapping[str, Sent]) -> tuple[Picture, ...]:
    """Raises Unprocessable for what is none."""
    fields = [(place, sent.get(_FIELD_OF[place])) for place in _PLACES]
    return tuple([await make_picture(request[NODE], by, place, file) for place, file in fields if file is not None])


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
        pictures=_picture_rows(account, account.icon_description, account.header_description),
    )


def _picture_rows(account: Account, icon_description: str, header_description: str) -> tuple[PictureRow, ...]:
    return (
        PictureRow(
            name="bild",
            label="profile.avatar",
            url=account.icon or "",
            description=icon_description,
            width=400,
            height=400,
        ),
        PictureRow(
            name="titelbild",
            label="profile.header",
            url=account.header or "",
            description=header_description,
            width=1500,
            height=500,
        ),
    )


def render_profile_form(
    rendering: Rendering, frame: Frame, form: ProfileForm, *, wrong: Mapping[str, str] | None = None
) -> bytes:
    heading = frame.words.t("profile.title")
    return rendering.page("profile_edit.html", frame, heading=heading, form=form, wrong=wrong or {})


def _read(form: MultiDictProxy[str], account: Account) -> ProfileForm:
    names, values = form.getall("angabe", []), form.getall("wert", [])
    rows = [(name.strip(), value.strip()) for name, value in zip(names, values, strict=False)]
    return ProfileForm(
        display_name=form.get("name", ""),
        about=form.get("ueber", "").replace("\r\n", "\n"),
        fields=_rows(rows),
        choices=tuple(
            (key, form.get(key) == "1") for key in ("approves_followers", "discoverable", "indexable", "hides_follows")
        ),
        pictures=_picture_rows(
            account,
            form.get("bild-alt", account.icon_description),
            form.get("titelbild-alt", account.header_description),
        ),
    )


def _rows(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((rows + [("", "")] * _FIELDS)[: max(_FIELDS, len(rows))])
