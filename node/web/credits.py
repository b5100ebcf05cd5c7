"""Whose picture it is, and under which licence it may be used: a known one by its name, linked to its text."""

from markupsafe import Markup, escape

from node.model.licences import find_licence
from node.model.media import Media


def credit_of(media: Media) -> Markup:
    """Empty where nothing is known."""
    known = find_licence(media.licence) if media.licence else None
    if known is not None:
        licence = Markup('<a href="{}" rel="license noopener noreferrer">{}</a>').format(known.iri, known.name)
    else:
        licence = escape(media.licence)
    return Markup(" · ").join(part for part in (escape(media.credit), licence) if part)
