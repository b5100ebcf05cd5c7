"""Second factors: what a person has, and taking away. Adding has pages of its own."""

from collections.abc import Mapping

from aiohttp import web

from node.outbox.factors import factors_of, remove_generator, remove_passkey, renew_recovery_codes
from node.web.auth import SETUP, own_login
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look_around, number, see_other
from node.web.pages.recovery_codes import codes_page
from node.web.pages.settings import password_fault, settings_page


async def show_factors(request: web.Request) -> web.Response:
    return await _page(request)


async def save_generator_gone(request: web.Request) -> web.Response:
    form, login = await read_form(request), await own_login(request)
    if wrong := await _fault(request, form.get("passwort", ""), "passwort-generator"):
        return await _page(request, wrong)
    await remove_generator(request[NODE], login.id)
    return see_other(request, SETUP, done="faktor-entfernt")


async def save_passkey_gone(request: web.Request) -> web.Response:
    form, login = await read_form(request), await own_login(request)
    passkey_id = number(request.match_info["id"])
    if wrong := await _fault(request, form.get("passwort", ""), f"passwort-{passkey_id}"):
        return await _page(request, wrong)
    await remove_passkey(request[NODE], login.id, passkey_id)
    return see_other(request, SETUP, done="faktor-entfernt")


async def save_recovery_codes(request: web.Request) -> web.Response:
    form, login = await read_form(request), await own_login(request)
    if wrong := await _fault(request, form.get("passwort", ""), "passwort-codes"):
        return await _page(request, wrong)
    return await codes_page(request, await renew_recovery_codes(request[NODE], login.id))


async def _fault(request: web.Request, password: str, field: str) -> dict[str, str]:
    fault = await password_fault(request, await look_around(request), password)
    return {field: fault} if fault else {}


async def _page(request: web.Request, wrong: Mapping[str, str] | None = None) -> web.Response:
    login, frame = await own_login(request), await look_around(request)
    factors, words = await factors_of(request[NODE], login.id), frame.words
    wanted = request[NODE].config.login.second_factor
    return settings_page(
        request,
        "settings_factor.html",
        frame,
        wrong=wrong,
        heading=words.t("settings.factor"),
        path=SETUP,
        generator=None if factors.generator is None else words.date(factors.generator.created_at),
        passkeys=[
            (
                each.id,
                each.name or words.t("passkey.nameless"),
                words.date(each.created_at),
                words.t("passkey.never") if each.used_at is None else words.day(each.used_at, frame.now),
            )
            for each in factors.passkeys
        ],
        is_on=bool(factors),
        codes_left=factors.codes_left,
        has_password=login.password_hash is not None,
        is_wanted=wanted == "all" or (wanted == "moderators" and login.role != "member"),
    )
