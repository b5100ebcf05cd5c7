"""What somebody was writing when something went wrong: given back, so that nothing is lost."""

from aiohttp import hdrs, web

from node.errors import Problem
from node.web.csrf import FORM, check_origin
from node.web.multipart import brings_files, read_text
from node.web.posted import read_posted


async def typed_text(request: web.Request) -> str:
    """The field `text` of a form of ours, as far as it can still be read; empty where there is none."""
    if request.method != hdrs.METH_POST:
        return ""
    try:
        check_origin(request)
        if FORM in request:
            return request[FORM].get("text", "")
        if brings_files(request):
            return await read_text(request, "text")
        # What has not come by now is not waited for (T-262)
        return (await read_posted(request)).get("text", "") if request.content.is_eof() else ""
    except (Problem, web.HTTPException):
        return ""
