-- Where people want to be told of things while no app of theirs is open (Web Push). See the head of 0001_initial.sql for
-- the dialect.

-- One for each token, and gone with it. `p256dh` and `auth` are the receiving app's, base64url without padding: what is
-- sent is encrypted with them. `standard`: RFC 8291, else the drafts before it. `policy` says whose acts count, `alerts` is
-- a JSON list of events

CREATE TABLE push_subscriptions (
    id         BIGINT PRIMARY KEY,
    token_id   BIGINT NOT NULL UNIQUE REFERENCES tokens (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    endpoint   TEXT NOT NULL,
    p256dh     TEXT NOT NULL,
    auth       TEXT NOT NULL,
    standard   BOOLEAN NOT NULL,
    policy     TEXT NOT NULL,
    alerts     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (account_id);

-- Who of those listening to a stream has muted the host a post comes from

CREATE INDEX host_mutes_by_host ON host_mutes (host);
