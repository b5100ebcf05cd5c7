-- Readers that are told of news in our feeds (WebSub), and our own short links. See the head of 0001_initial.sql for the
-- dialect.

-- `topic` is the address of the feed, `feed` what it lists (model/feed.py). `sent` is a digest of what the reader has;
-- `failing_since`: it has not answered since then

CREATE TABLE websub_subscriptions (
    id            BIGINT PRIMARY KEY,
    callback      TEXT NOT NULL,
    topic         TEXT NOT NULL,
    feed          TEXT NOT NULL,
    host          TEXT NOT NULL,
    secret        TEXT NOT NULL DEFAULT '',
    sent          TEXT NOT NULL DEFAULT '',
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    failing_since BIGINT,
    UNIQUE (callback, topic)
);
CREATE INDEX websub_subscriptions_by_feed ON websub_subscriptions (feed, id);
CREATE INDEX websub_subscriptions_by_host ON websub_subscriptions (host);
CREATE INDEX websub_subscriptions_by_end ON websub_subscriptions (expires_at);

-- Nothing is counted, and nobody who follows one leaves a trace here

CREATE TABLE short_links (
    name       TEXT PRIMARY KEY,
    target     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
