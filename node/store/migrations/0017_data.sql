-- What left the public: the list that whoever keeps copies of open data works off. See the head of 0001_initial.sql for the
-- dialect.

-- A public post that was deleted, withdrawn, or is shown no longer. No text and no person: `uri` is what copies are known by.
-- A post that is shown again leaves the list

CREATE TABLE deletions (
    post_id BIGINT PRIMARY KEY,
    uri     TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX deletions_by_time ON deletions (at, post_id);

-- The channels here that it was of, or that it was said to; `at` as above

CREATE TABLE deletion_channels (
    post_id    BIGINT NOT NULL REFERENCES deletions (post_id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at         BIGINT NOT NULL,
    PRIMARY KEY (post_id, account_id)
) /* without rowid */;
CREATE INDEX deletion_channels_by_time ON deletion_channels (account_id, at, post_id);

-- Copies of our posts elsewhere (A03): one of a post for each connector of the configuration, known by its name. `state` is
-- waiting, there, failed, withdrawn; `remote_id` what the other side calls it; `sent` a digest of what it was last given.
-- `lag` is the time from the moment the post was public here to the copy: below zero, the other side had it first.
-- `withdrawn_at`: the copy was taken back with its post

CREATE TABLE syndications (
    id           BIGINT PRIMARY KEY,
    post_id      BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    connector    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'waiting',
    remote_id    TEXT NOT NULL DEFAULT '',
    url          TEXT NOT NULL DEFAULT '',
    sent         TEXT NOT NULL DEFAULT '',
    why          TEXT NOT NULL DEFAULT '',
    published_at BIGINT NOT NULL,
    fetchable_at BIGINT,
    at           BIGINT,
    lag          BIGINT,
    withdrawn_at BIGINT,
    tries        BIGINT NOT NULL DEFAULT 0,
    attempted_at BIGINT,
    leased_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (post_id, connector)
);
CREATE INDEX syndications_by_account ON syndications (account_id, id);
CREATE INDEX syndications_there ON syndications (at, id) WHERE at IS NOT NULL;

-- What a connector fetched from elsewhere: `entry` is what the feed calls it, `imported_at` when it was taken over. `archive`: it
-- was in the feed before we knew it, so its age says nothing. A post
-- that is deleted here is not fetched again

CREATE TABLE imports (
    connector   TEXT NOT NULL,
    entry       TEXT NOT NULL,
    post_id     BIGINT NOT NULL,
    account_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    url         TEXT NOT NULL DEFAULT '',
    digest      TEXT NOT NULL DEFAULT '',
    published_at BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    archive     BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (connector, entry)
) /* without rowid */;
CREATE INDEX imports_by_post ON imports (post_id);
