"""The imprint: who answers for what is published here, and how to reach them (§ 5 DDG, § 18 MStV, Art. 11 and 12 DSA)."""

from aiohttp import web

from node.config import Organization
from node.model.imprint import contact_faults, imprint_faults
from node.text.language import primary
from node.web.kept import kept
from node.web.languages import own_name
from node.web.legal.place import look_at_place, show
from node.web.rendering import Frame


@kept
async def show_imprint(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    faults = (*imprint_faults(place.organization), *contact_faults(place.organization))
    return show(
        request,
        frame,
        place,
        "imprint",
        missing=[
            frame.words.t(f"legal.fault.{each.kind}", field=frame.words.t(f"legal.field.{each.field}"))
            for each in faults
        ],
        address=address_of(place.organization),
        languages=languages_in_words(place.organization, frame),
        contact=contact_of(place.organization, frame),
    )


def address_of(organization: Organization | None) -> list[str]:
    """Line by line, as on an envelope; what is not known is left out."""
    if organization is None:
        return []
    town = f"{organization.postal_code} {organization.city}".strip()
    return [line for line in (organization.street, town, organization.country) if line]


def languages_in_words(organization: Organization | None, frame: Frame) -> str:
    tags = () if organization is None else organization.contact_languages
    names = [own_name(primary(tag)) for tag in tags]
    return frame.words.t("legal.and", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)


def contact_of(organization: Organization | None, frame: Frame) -> str:
    """The one address for authorities and for everybody."""
    found = "" if organization is None else organization.contact_email or organization.email
    return found or frame.site.contact
