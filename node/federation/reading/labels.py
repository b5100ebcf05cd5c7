"""What a document says about AI in what it describes: our own property, or IPTC's word for where a work comes from."""

from typing import Any

from node.federation.reading.values import text_of, uri_of
from node.model.label import AiUse, ai_use_of, ai_use_of_source


def read_ai_use(document: dict[str, Any]) -> AiUse:
    """`none` also for what nobody understands."""
    said = ai_use_of(text_of(document.get("aiUse")))
    if said is not None:
        return said
    source = document.get("digitalSourceType") or document.get("schema:digitalSourceType")
    return AiUse.NONE if source is None else ai_use_of_source(uri_of(source) or text_of(source))
