"""What a link in a post leads to, as far as this node knows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says of itself, cleaned. `image` is an address elsewhere: it is shown only through our own cache."""

    title: str = ""
    description: str = ""
    site: str = ""
    author: str = ""
    language: str | None = None
    image: str = ""
    image_text: str = ""
    published_at: datetime | None = None


NO_PAGE = Page()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`url` is the link as the post has it: what is shown beside the title is its host, never what a page calls itself.

    `id` is that of what this node saw there itself, 0 where only the post's author says so (`is_claim`). Of a page of ours
    about a post or an account, `subject_post` and `subject_account` name it, and its words are taken from there.
    """

    url: str
    page: Page = NO_PAGE
    id: int = 0
    seen_at: datetime | None = None
    subject_post: int | None = None
    subject_account: int | None = None

    @property
    def is_claim(self) -> bool:
        return not self.id
