-- Previews of links in posts. See the head of 0001_initial.sql for the dialect.

-- What this node saw itself at an address, one row for all posts that link it; `title` is empty where there is nothing to show.
-- Of a page of ours, `post_id` or `account_id` is what it is about: its words are read from there each time

CREATE TABLE previews (
    id           BIGINT PRIMARY KEY,
    url          TEXT NOT NULL UNIQUE,
    title        TEXT NOT NULL DEFAULT '',
    description  TEXT NOT NULL DEFAULT '',
    site         TEXT NOT NULL DEFAULT '',
    author       TEXT NOT NULL DEFAULT '',
    language     TEXT,
    image        TEXT NOT NULL DEFAULT '',
    image_text   TEXT NOT NULL DEFAULT '',
    published_at BIGINT,
    post_id      BIGINT REFERENCES posts (id) ON DELETE CASCADE,
    account_id   BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    seen_at      BIGINT NOT NULL
);
CREATE INDEX previews_by_time ON previews (seen_at);
CREATE INDEX previews_by_post ON previews (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX previews_by_account ON previews (account_id) WHERE account_id IS NOT NULL;

-- The link a post is shown with, without fragment; and what its author's server says of that page, as JSON: only a claim,
-- so it belongs to this post and to no other
ALTER TABLE posts ADD COLUMN link TEXT;
ALTER TABLE posts ADD COLUMN link_claim TEXT NOT NULL DEFAULT '';
CREATE INDEX posts_by_link ON posts (link, id) WHERE link IS NOT NULL;
