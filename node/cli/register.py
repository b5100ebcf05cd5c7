"""The register of processing (Art. 30 GDPR), one for each organisation that answers for something, as JSON or CSV: the same
table the privacy notice is made of."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from node.cli.duties.duty import answering
from node.cli.words import GERMAN, Say
from node.config import Organization
from node.context import Context
from node.i18n.translate import Translator
from node.web.lands import land_of
from node.web.processing import Entry, register

_COLUMNS = ("controller", "officer", "key", "purpose", "people", "data", "recipients", "basis", "retention")


def write_register(node: Context, say: Say, form: str) -> Sequence[str]:
    """Lines of `form`, json or csv."""
    words = Translator("de" if say.language == GERMAN else "en", node.catalogs, zone=node.config.node.timezone)
    bodies: Sequence[Organization | None] = answering(node) or (None,)
    found = [(body, register(node.config, body, words)) for body in bodies]
    if form == "csv":
        return _csv(node, found)
    report = {
        "node": node.config.origin,
        "at": f"{node.clock():%Y-%m-%d}",
        "registers": [_json(*each) for each in found],
    }
    return msgspec.json.format(msgspec.json.encode(report)).decode().splitlines()


def describe_register(node: Context, say: Say) -> Sequence[str]:
    """For people: of each processing the data, what for, on which basis and how long (row 88)."""
    words = Translator("de" if say.language == GERMAN else "en", node.catalogs, zone=node.config.node.timezone)
    lines: list[str] = []
    for body in answering(node) or (None,):
        name = node.config.node.title if body is None else body.name
        lines += [say(f"Verarbeitungen: {name}", f"Processing: {name}"), ""]
        for each in register(node.config, body, words):
            lines += [
                each.purpose,
                f"  {say('Daten', 'data')}: {each.data}",
                f"  {say('von wem', 'whose')}: {each.people}",
                f"  {say('Grundlage', 'basis')}: {each.basis}",
                f"  {say('Frist', 'period')}: {each.retention}",
            ]
        lines.append("")
    return lines[:-1]


def _json(body: Organization | None, entries: Sequence[Entry]) -> dict[str, Any]:
    if body is None:
        return {"controller": None, "processings": entries}
    return {
        "controller": {
            "name": body.name,
            "address": ", ".join(filter(None, (body.street, f"{body.postal_code} {body.city}".strip(), body.country))),
            "represented_by": body.represented_by,
            "email": body.email,
            "phone": body.phone,
        },
        "officer": {"name": body.protection_officer, "email": body.protection_email},
        "processor": {
            "name": body.processor,
            "country": body.processor_country,
            "contract": body.processor_contract,
        },
        "authority": body.protection_authority or land_of(body.state).authority,
        "processings": entries,
    }


def _csv(node: Context, found: Sequence[tuple[Organization | None, Sequence[Entry]]]) -> Sequence[str]:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(_COLUMNS)
    for body, entries in found:
        controller = node.config.node.title if body is None else body.name
        officer = "" if body is None else body.protection_email
        for each in entries:
            table.writerow(
                (
                    controller,
                    officer,
                    each.key,
                    each.purpose,
                    each.people,
                    each.data,
                    each.recipients,
                    each.basis,
                    each.retention,
                )
            )
    return written.getvalue().splitlines()
