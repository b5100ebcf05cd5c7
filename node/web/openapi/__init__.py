"""The node's own OpenAPI document, at `/api/openapi.json`: what a program may ask, with what, and what is answered.

    table of addresses (web/routes.py) ──┐
    operations/*  what each may be asked ├──> document.py ──> /api/openapi.json
    answers/*     what each answers      ┘

The tests hold every answer of the client API against `answers`, so the document cannot promise what is not so.
"""

from node.web.openapi.show import ROUTES

__all__ = ["ROUTES"]
