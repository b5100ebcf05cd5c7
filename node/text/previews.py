"""The words of a preview."""

from node.model.account import Account
from node.model.post import Post, PostView
from node.model.preview import NO_PAGE, Page
from node.text.fold import excerpt
from node.text.html import clean_name, to_text

_DESCRIPTION = 200


def words_of(view: PostView) -> Page:
    """What the preview of a post's link says. Of a page of ours it is what stands there now."""
    if view.preview is None:
        return NO_PAGE
    if view.preview_account is None:
        return view.preview.page
    return _own_page(view.preview_account, view.preview_post)


def _own_page(account: Account, post: Post | None) -> Page:
    name = clean_name(account.shown_name)
    if post is None:
        return Page(title=f"{name} (@{account.handle})", description=excerpt(to_text(account.summary), _DESCRIPTION))
    said = post.summary or to_text(post.content)
    return Page(
        title=post.name or name,
        description=excerpt(said, _DESCRIPTION),
        author=name if post.name else "",
        language=post.language,
        published_at=post.published_at,
    )
