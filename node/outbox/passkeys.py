"""Passkeys (WebAuthn): as the second factor after the password, or alone, when the device has made sure of the person.

A passkey signs a challenge of ours, which is good once, for one purpose and for five minutes; and it signs the address the
browser was at, so nobody can pass it on from another site. Nothing is asked about the device itself (no attestation).
"""

import asyncio
import base64
import importlib
import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec

from node.context import Context
from node.errors import Unprocessable
from node.model.factor import ChallengePurpose, Passkey
from node.model.login import Login
from node.outbox.factors import keep_passkey
from node.store.database import Tx

log = logging.getLogger(__name__)

LASTS = timedelta(minutes=5)
MOST = 20
_LONGEST_NAME = 100
_LONGEST_ANSWER = 20_000
_CHALLENGE_BYTES = 32
NOT_PROVEN = "the passkey could not be checked"


async def options_to_add(node: Context, login: Login, name: str) -> bytes:
    """JSON for `navigator.credentials.create`. `name` is what the device shows. Raises Unprocessable with too many."""
    webauthn = await _webauthn()
    known = await node.store.read(lambda tx: tx.factors.passkeys(login.id))
    if len(known) >= MOST:
        raise Unprocessable(f"a person has at most {MOST} passkeys")
    structs = importlib.import_module("webauthn.helpers.structs")
    options = webauthn.generate_registration_options(
        rp_id=node.config.hostname,
        rp_name=node.config.node.title,
        user_id=_handle(login.id),
        user_name=login.email,
        user_display_name=name,
        challenge=await _challenge(node, "add", login.id),
        timeout=int(LASTS.total_seconds() * 1000),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=_bytes_of(each.credential_id)) for each in known],
    )
    return str(webauthn.options_to_json(options)).encode()


async def options_to_prove(node: Context, login_id: int | None) -> bytes:
    """JSON for `navigator.credentials.get`. Without a login any passkey of this node will do, but then the device has to
    make sure of the person."""
    webauthn = await _webauthn()
    known = [] if login_id is None else await node.store.read(lambda tx: tx.factors.passkeys(login_id))
    structs = importlib.import_module("webauthn.helpers.structs")
    options = webauthn.generate_authentication_options(
        rp_id=node.config.hostname,
        challenge=await _challenge(node, "alone" if login_id is None else "second", login_id),
        timeout=int(LASTS.total_seconds() * 1000),
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=_bytes_of(each.credential_id)) for each in known],
        user_verification=(
            structs.UserVerificationRequirement.REQUIRED
            if login_id is None
            else structs.UserVerificationRequirement.PREFERRED
        ),
    )
    return str(webauthn.options_to_json(options)).encode()


async def add_passkey(node: Context, login_id: int, answer: str, name: str, *, session: str) -> Sequence[str]:
    """As `factors.add_generator`. Raises Unprocessable, Conflict."""
    webauthn = await _webauthn()
    document, challenge = _read(answer)
    if not await node.store.write(_use_challenge, challenge, "add", login_id):
        raise Unprocessable(NOT_PROVEN)
    try:
        made = webauthn.verify_registration_response(
            credential=document,
            expected_challenge=challenge,
            expected_rp_id=node.config.hostname,
            expected_origin=node.config.origin,
        )
    except Exception as error:  # noqa: BLE001  # whatever strangers' bytes break in the library: it was not proven
        raise _refused(error) from None
    passkey = Passkey(
        id=node.ids.new(),
        login_id=login_id,
        credential_id=_text_of(made.credential_id),
        public_key=_text_of(made.credential_public_key),
        sign_count=made.sign_count,
        name=name.strip()[:_LONGEST_NAME],
        created_at=node.clock(),
    )
    return await node.store.write(keep_passkey, node, passkey, session)


async def prove(node: Context, answer: str, login_id: int | None) -> int:
    """Whose passkey signed: the person who gave their password before (`login_id`), or anybody. Raises Unprocessable."""
    webauthn = await _webauthn()
    document, challenge = _read(answer)
    purpose: ChallengePurpose = "alone" if login_id is None else "second"
    passkey = await node.store.write(_take, challenge, purpose, login_id, str(document.get("id", "")))
    if passkey is None or not _is_whose(document, passkey.login_id):
        raise Unprocessable(NOT_PROVEN)
    try:
        proof = webauthn.verify_authentication_response(
            credential=document,
            expected_challenge=challenge,
            expected_rp_id=node.config.hostname,
            expected_origin=node.config.origin,
            credential_public_key=_bytes_of(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=login_id is None,
        )
    except Exception as error:  # noqa: BLE001  # whatever strangers' bytes break in the library: it was not proven
        raise _refused(error) from None
    if not await node.store.write(lambda tx: tx.factors.use_passkey(passkey, proof.new_sign_count, tx.now)):
        raise Unprocessable(NOT_PROVEN)
    return passkey.login_id


async def _webauthn() -> Any:
    """Imported with the first passkey, on a thread: it takes a moment."""
    return await asyncio.to_thread(importlib.import_module, "webauthn")


async def _challenge(node: Context, purpose: ChallengePurpose, login_id: int | None) -> bytes:
    challenge, until = secrets.token_bytes(_CHALLENGE_BYTES), node.clock() + LASTS
    await node.store.write(lambda tx: tx.factors.add_challenge(_hash(challenge), purpose, login_id, until))
    return challenge


async def _use_challenge(tx: Tx, challenge: bytes, purpose: ChallengePurpose, login_id: int | None) -> bool:
    return await tx.factors.use_challenge(_hash(challenge), purpose, login_id, tx.now)


async def _take(
    tx: Tx, challenge: bytes, purpose: ChallengePurpose, login_id: int | None, credential_id: str
) -> Passkey | None:
    if not await _use_challenge(tx, challenge, purpose, login_id):
        return None
    passkey = await tx.factors.find_passkey(credential_id)
    return None if passkey is None or login_id not in {None, passkey.login_id} else passkey


def _read(answer: str) -> tuple[dict[str, Any], bytes]:
    """What the browser gives us, and the challenge it says was signed: whether it really was is checked later."""
    try:
        if len(answer) > _LONGEST_ANSWER:
            raise Unprocessable(NOT_PROVEN)
        document = msgspec.json.decode(answer, type=dict[str, Any])
        told = msgspec.json.decode(_bytes_of(document["response"]["clientDataJSON"]), type=dict[str, Any])
        return document, _bytes_of(told["challenge"])
    except (ValueError, TypeError, KeyError, AttributeError, msgspec.DecodeError) as error:
        raise _refused(error) from None


def _is_whose(document: dict[str, Any], login_id: int) -> bool:
    """The device names the person, where it does, as the one whose key we found."""
    handle = document["response"].get("userHandle")
    return not handle or (isinstance(handle, str) and handle.rstrip("=") == _text_of(_handle(login_id)))


def _refused(error: Exception) -> Unprocessable:
    log.info("a passkey was refused", extra={"action": "passkey.refused", "why": f"{type(error).__name__}: {error}"})
    return Unprocessable(NOT_PROVEN)


def _handle(login_id: int) -> bytes:
    """What the device keeps to know the person by; says nothing about them."""
    return str(login_id).encode()


def _hash(challenge: bytes) -> str:
    return sha256(challenge).hexdigest()


def _text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes_of(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
