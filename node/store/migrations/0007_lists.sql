-- How people sort what they read: lists of accounts, filters, hashtags they follow; and the hashtags they show on their
-- profile. See the head of 0001_initial.sql for the dialect.

CREATE TABLE lists (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title      TEXT NOT NULL,
    replies    TEXT NOT NULL,
    exclusive  BOOLEAN NOT NULL
);
CREATE INDEX lists_by_account ON lists (account_id, id);

-- Whoever is no longer followed leaves the lists by itself: a member hangs on the follow. `follower_id` is NULL for the
-- list's owner, who may stand on it without following themselves

CREATE TABLE list_members (
    list_id     BIGINT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    account_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    follower_id BIGINT,
    PRIMARY KEY (list_id, account_id),
    FOREIGN KEY (follower_id, account_id) REFERENCES follows (follower_id, followed_id) ON DELETE CASCADE
) /* without rowid */;
CREATE INDEX list_members_by_account ON list_members (account_id, follower_id);

CREATE TABLE filters (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title      TEXT NOT NULL,
    contexts   TEXT NOT NULL,
    action     TEXT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX filters_by_account ON filters (account_id, id);

CREATE TABLE filter_keywords (
    id         BIGINT PRIMARY KEY,
    filter_id  BIGINT NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
    keyword    TEXT NOT NULL,
    whole_word BOOLEAN NOT NULL
);
CREATE INDEX filter_keywords_by_filter ON filter_keywords (filter_id, id);

CREATE TABLE filter_posts (
    id        BIGINT PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
    post_id   BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    UNIQUE (filter_id, post_id)
);
CREATE INDEX filter_posts_by_post ON filter_posts (post_id);

-- Hashtags as everywhere: folded, without the sign

CREATE TABLE followed_tags (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag        TEXT NOT NULL,
    UNIQUE (account_id, tag)
);
CREATE INDEX followed_tags_by_tag ON followed_tags (tag);

-- `posts_count` and `last_post_at` are those of the account's public and unlisted posts with it

CREATE TABLE featured_tags (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag          TEXT NOT NULL,
    posts_count  BIGINT NOT NULL DEFAULT 0,
    last_post_at BIGINT,
    UNIQUE (account_id, tag)
);
